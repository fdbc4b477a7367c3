"""Routes, closures, lanes and the roads of the map."""

from __future__ import annotations

from typing import Any, cast

from django.http import Http404
from django.utils import timezone
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.idempotency import IdempotentWrites
from backend.accounts.models import User
from backend.errors import NotFound
from backend.paging import PAGE_PARAMETERS, paged
from backend.places.api import LayerView
from backend.roads import actions, layers, queries
from backend.roads.closure_input import read_closure
from backend.roads.journeys import (
    closures_document,
    instructions_document,
    journey_document,
)
from backend.roads.models import Closure
from backend.roads.parameters import lonlat_from, moment_from, vehicle_from
from gis.types import NoWay, VehicleProfile
from gis.wording import said


class NoRoute(NotFound):
    """There is no way for this vehicle: 404 with the reason as ``code``."""

    title = "Tidak ada rute"


class RouteView(APIView):
    """The fastest way of a vehicle from one point to another."""

    @extend_schema(
        parameters=[
            OpenApiParameter("from", str, required=True, description="lon,lat in degrees"),
            OpenApiParameter("to", str, required=True, description="lon,lat in degrees"),
            OpenApiParameter("vehicle", str, enum=[str(p) for p in VehicleProfile]),
            OpenApiParameter("at", OpenApiTypes.DATETIME, description="ISO 8601 with offset"),
        ],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request) -> Response:
        """Return legs, geometry and instructions; 404 with a reason if there is no way."""
        query = request.query_params
        origin, destination = lonlat_from(query, "from"), lonlat_from(query, "to")
        profile = vehicle_from(query)
        at = moment_from(query, "at", now=timezone.now())
        language = get_language() or "id"
        router = queries.router()
        found = router.route(origin, destination, profile=profile, at=at)
        if isinstance(found, NoWay):
            reachability = str(found.reachability)
            detail = said(found.detail, language)
            closures = closures_document(router.met(found.closures))
            raise NoRoute(
                detail,
                code=found.code,
                reason=found.code,
                reachability=reachability,
                closures=closures,
            )
        document = {"vehicle": profile, "at": at} | journey_document(found, language)
        return Response(document | {"instructions": instructions_document(found, language)})


class ClosuresView(IdempotentWrites, APIView):
    """What is closed or slowed, now or later."""

    @extend_schema(
        parameters=PAGE_PARAMETERS, responses=OpenApiTypes.OBJECT, operation_id="closures_list"
    )
    def get(self, request: Request) -> Response:
        """Return closures that are neither lifted nor over, as GeoJSON."""
        rows = queries.closures_in_force(timezone.now())
        return Response(paged(request, rows, render=queries.closure_feature, key="features"))

    @extend_schema(request=OpenApiTypes.OBJECT, responses={201: OpenApiTypes.OBJECT})
    def post(self, request: Request) -> Response:
        """Close (``factor`` null) or slow a road, a lane or a zone.

        ``has_effect`` is false where it touches no road and no lane, so that whoever drew it
        beside the road learns of it.
        """
        now = timezone.now()
        asked = read_closure(request.data, lanes=queries.lane_codes(), now=now)
        closure = actions.open_closure(
            kind=asked.kind,
            geometry=asked.geometry,
            lane=asked.lane,
            factor=asked.factor,
            from_at=asked.from_at,
            until_at=asked.until_at,
            reason=asked.reason,
            source=asked.source,
            by=cast("User", request.user),
            now=now,
        )
        document = queries.closure_feature(closure)
        document["properties"]["has_effect"] = queries.has_effect(closure)
        return Response(document, status=status.HTTP_201_CREATED)


class ClosureView(IdempotentWrites, APIView):
    """One closure."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, pk: int) -> Response:
        """Return the closure, also when it was lifted."""
        return Response(queries.closure_feature(_closure(pk)))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Lift the closure; again is no error."""
        by = cast("User", request.user)
        actions.lift_closure(closure=_closure(pk), by=by, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class LanesView(APIView):
    """The ferry lanes with their lines and what is closed now."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        """Return every lane as GeoJSON."""
        features: list[dict[str, Any]] = queries.lane_features(timezone.now())
        return Response({"type": "FeatureCollection", "features": features})


class RoadsView(LayerView):
    """The roads of the active network; small roads only with ``in_bbox`` where there are many."""

    def find(self) -> layers.RoadsLayer:
        """Return the layer of the roads."""
        return layers.roads()


def _closure(pk: int) -> Closure:
    closure = Closure.objects.filter(pk=pk).first()
    if closure is None:
        raise Http404
    return closure
