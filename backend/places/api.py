"""The boundary and place layers as GeoJSON, and what a point lies in."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.places import layers, queries
from backend.places.answers import location_document
from backend.places.parameters import box_from, point_from
from backend.rendering import OrjsonRenderer

GEOJSON = "application/geo+json"


class GeoJsonRenderer(OrjsonRenderer):
    """Lets a client ask for GeoJSON by its own media type (RFC 7946)."""

    media_type = GEOJSON
    format = "geojson"


class LayerView(APIView):
    """One layer as a GeoJSON FeatureCollection, with ``in_bbox``, ETag and gzip."""

    renderer_classes = [OrjsonRenderer, GeoJsonRenderer]
    layer = ""

    @extend_schema(
        parameters=[
            OpenApiParameter("in_bbox", str, description="minlon,minlat,maxlon,maxlat (degrees)")
        ],
        responses={(200, GEOJSON): OpenApiTypes.OBJECT},
    )
    def get(self, request: Request) -> HttpResponse:
        """Return every feature, or those that touch the box."""
        box = box_from(request.query_params)
        found = self.find()
        return _conditional(request, found.within(box) if box else found.whole)

    def find(self) -> layers.Layer:
        """Return the layer to show; other apps show theirs through this view."""
        return layers.layer(self.layer)


class LocateView(APIView):
    """What a point lies in: desa, kecamatan and island; the sea; or another regency."""

    @extend_schema(
        parameters=[
            OpenApiParameter("lon", float, required=True, description="degrees"),
            OpenApiParameter("lat", float, required=True, description="degrees"),
        ],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request) -> Response:
        """Return the location; at sea or outside with the nearest land, island and port."""
        point = point_from(request.query_params)
        return Response(location_document(queries.gazetteer().locate(point)))


def _conditional(request: Request, answer: layers.Answer) -> HttpResponse:
    """Return the answer, compressed if the client takes it, or 304 if the client has it."""
    zipped = _accepts_gzip(request.headers.get("Accept-Encoding", ""))
    response = HttpResponse(answer.compressed if zipped else answer.body, content_type=GEOJSON)
    if zipped:
        response["Content-Encoding"] = "gzip"
    response["ETag"] = answer.etag
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Accept-Encoding"])
    conditional = get_conditional_response(request._request, answer.etag, None, response)
    return conditional or response


def _accepts_gzip(header: str) -> bool:
    """Tell whether the header allows gzip; ``gzip;q=0`` forbids it."""
    for part in header.lower().split(","):
        coding, _, quality = part.partition(";")
        if coding.strip() in {"gzip", "*"}:
            return quality.replace(" ", "").removeprefix("q=").strip("0.") != "" or not quality
    return False
