"""``/api/landmarks/`` and ``/api/aliases/``: names that supervisors teach the gazetteer."""

from __future__ import annotations

import math
from typing import Any, cast

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.idempotency import IdempotentWrites
from backend.accounts.models import User
from backend.errors import field_problem
from backend.paging import PAGE_PARAMETERS, paged
from backend.permissions import SupervisorWrites
from backend.places import landmark_actions, queries
from backend.places.models import Landmark, PlaceAlias
from backend.places.parameters import point_from
from gis.geocoding import can_be_found
from gis.regency import in_box
from gis.types import LonLat

ALIAS_KINDS = ("kecamatan", "desa", "island", "port", "facility", "settlement", "landmark")
RADIUS_DEFAULT_M, RADIUS_MAX_M = 100.0, 20_000.0


class PlaceNameField(serializers.CharField):
    """A name that can be found again: printable, with a word that is not said of every place."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=120, **options)

    def to_internal_value(self, data: Any) -> str:
        """Return the name without outer spaces."""
        name = super().to_internal_value(data).strip()
        if not name.isprintable():
            raise serializers.ValidationError(_("Hanya huruf yang tercetak."))
        if not can_be_found(name):
            raise serializers.ValidationError(
                _(
                    "Nama ini tidak dapat ditemukan kembali: terlalu umum, atau berupa kode, "
                    "angka atau tautan."
                )
            )
        return name


class LandmarkInput(serializers.Serializer[Any]):
    """A place on the map: ``lon`` and ``lat``, or a GeoJSON Point as ``geometry``."""

    name = PlaceNameField()
    lon = serializers.FloatField(required=False)
    lat = serializers.FloatField(required=False)
    geometry = serializers.DictField(required=False)
    radius_m = serializers.FloatField(min_value=1, max_value=RADIUS_MAX_M, default=RADIUS_DEFAULT_M)
    note = serializers.CharField(max_length=200, default="", allow_blank=True)


class AliasInput(serializers.Serializer[Any]):
    """Another name of the place with this kind and code."""

    kind = serializers.ChoiceField(ALIAS_KINDS)
    code = serializers.CharField(max_length=64)
    name = PlaceNameField()
    source = serializers.CharField(  # type: ignore[assignment]
        max_length=200, default="", allow_blank=True
    )


class LandmarksView(IdempotentWrites):
    """The places that supervisors have put on the map."""

    permission_classes = [SupervisorWrites]

    @extend_schema(
        parameters=PAGE_PARAMETERS, responses=OpenApiTypes.OBJECT, operation_id="landmarks_list"
    )
    def get(self, request: Request) -> Response:
        """Return a page of landmarks as GeoJSON."""
        rows = Landmark.objects.select_related("created_by").order_by("pk")
        return Response(paged(request, rows, key="features", render=landmark_feature))

    @extend_schema(
        request=LandmarkInput, responses={201: OpenApiTypes.OBJECT}, operation_id="landmarks_add"
    )
    def post(self, request: Request) -> Response:
        """Add a landmark; it geocodes from the next request on."""
        fields = _validated(LandmarkInput, _flat(request.data))
        row = landmark_actions.add_landmark(
            name=fields["name"],
            point=_landmark_point(fields),
            radius_m=fields["radius_m"],
            note=fields["note"],
            by=cast("User", request.user),
            now=timezone.now(),
        )
        return Response(landmark_feature(row), status=201)


class LandmarkView(IdempotentWrites):
    """One landmark."""

    permission_classes = [SupervisorWrites]

    @extend_schema(responses={204: None}, operation_id="landmarks_remove")
    def delete(self, request: Request, landmark_id: int) -> Response:
        """Remove the landmark."""
        landmark_actions.remove_landmark(
            landmark_id=landmark_id, by=cast("User", request.user), now=timezone.now()
        )
        return Response(status=204)


class AliasesView(IdempotentWrites):
    """The other names of places, shipped and added."""

    permission_classes = [SupervisorWrites]

    @extend_schema(
        parameters=PAGE_PARAMETERS, responses=OpenApiTypes.OBJECT, operation_id="aliases_list"
    )
    def get(self, request: Request) -> Response:
        """Return a page of aliases."""
        rows = PlaceAlias.objects.select_related("created_by").order_by("pk")
        return Response(paged(request, rows, render=alias_document))

    @extend_schema(
        request=AliasInput, responses={201: OpenApiTypes.OBJECT}, operation_id="aliases_add"
    )
    def post(self, request: Request) -> Response:
        """Add an alias; it geocodes from the next request on."""
        fields = _validated(AliasInput, request.data)
        if queries.gazetteer().entry(fields["kind"], fields["code"]) is None:
            raise field_problem(
                field="code", sentence=_("Tidak ada tempat dengan jenis dan kode ini.")
            )
        row = landmark_actions.add_alias(
            kind=fields["kind"],
            target_code=fields["code"],
            name=fields["name"],
            source=fields["source"],
            by=cast("User", request.user),
            now=timezone.now(),
        )
        return Response(alias_document(row), status=201)


class AliasView(IdempotentWrites):
    """One alias."""

    permission_classes = [SupervisorWrites]

    @extend_schema(responses={204: None}, operation_id="aliases_remove")
    def delete(self, request: Request, alias_id: int) -> Response:
        """Remove the alias, unless it belongs to the boundary files."""
        landmark_actions.remove_alias(
            alias_id=alias_id, by=cast("User", request.user), now=timezone.now()
        )
        return Response(status=204)


def landmark_feature(row: Landmark) -> dict[str, Any]:
    """Return a landmark as a GeoJSON Feature."""
    return {
        "type": "Feature",
        "id": row.pk,
        "geometry": {"type": "Point", "coordinates": [row.point.x, row.point.y]},
        "properties": {
            "id": row.pk,
            "code": f"landmark-{row.pk}",
            "name": row.name,
            "radius_m": row.radius_m,
            "note": row.note,
            "created_by": row.created_by.username,
            "created_at": row.created_at,
        },
    }


def alias_document(row: PlaceAlias) -> dict[str, Any]:
    """Return an alias as the API writes it; a shipped one has no author."""
    return {
        "id": row.pk,
        "kind": row.kind,
        "code": row.target_code,
        "name": row.name,
        "source": row.source,
        "created_by": row.created_by.username if row.created_by else None,
        "created_at": row.created_at,
    }


def _validated(serializer: type[serializers.Serializer[Any]], data: Any) -> dict[str, Any]:
    form = serializer(data=data)
    form.is_valid(raise_exception=True)
    return cast("dict[str, Any]", form.validated_data)


def _flat(data: Any) -> Any:
    """Return the properties of a GeoJSON Feature beside its geometry; other bodies as they are."""
    if not isinstance(data, dict) or data.get("type") != "Feature":
        return data
    properties = data.get("properties")
    return {
        **(properties if isinstance(properties, dict) else {}),
        "geometry": data.get("geometry"),
    }


def _landmark_point(fields: dict[str, Any]) -> LonLat:
    """Return the point of a landmark; it must lie in the box of incidents."""
    values = {name: fields[name] for name in ("lon", "lat") if name in fields}
    if "geometry" in fields:
        values = dict(zip(("lon", "lat"), _coordinates(fields["geometry"]), strict=True))
    finite: dict[str, str] = {k: repr(v) for k, v in values.items() if math.isfinite(v)}
    point = point_from(finite)
    if not in_box(point):
        sentence = _("Titik ini di luar wilayah kerja.")
        raise field_problem(field="lon", sentence=sentence)
    return point


def _coordinates(geometry: dict[str, Any]) -> list[float]:
    """Return longitude and latitude of a GeoJSON Point; an altitude is dropped."""
    numbers = geometry.get("coordinates")
    is_point = (
        geometry.get("type") == "Point"
        and isinstance(numbers, list)
        and len(numbers) in {2, 3}
        and all(isinstance(n, int | float) and not isinstance(n, bool) for n in numbers)
    )
    if not is_point:
        raise field_problem(
            field="geometry", sentence=_("Harus berupa titik GeoJSON: bujur, lalu lintang.")
        )
    return [float(number) for number in cast("list[float]", numbers)[:2]]
