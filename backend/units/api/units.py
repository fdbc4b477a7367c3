"""Units for people: where they are and what they do."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.idempotency import IdempotentWrites
from backend.accounts.models import Role
from backend.errors import field_problem
from backend.permissions import ROOM, RoomAndCrews, RoomOnly, role_of
from backend.units import actions, queries
from backend.units.api.access import account, require_role_or_crew
from backend.units.api.payloads import radio_position_from, status_from
from gis.types import UnitKind


class UnitListView(APIView):
    """Every unit as a GeoJSON feature; not paged."""

    @extend_schema(
        operation_id="units_list",
        parameters=[OpenApiParameter("kind", str, enum=[kind.value for kind in UnitKind])],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request) -> Response:
        """Return the units with status, position and their ages; the geometry may be null.

        ``note`` says what of a unit's newest fix was repaired or assumed, as codes with commas
        between; ``time_assumed`` is true if that fix stated no time.
        """
        units = queries.units_for_display()
        if kind := request.query_params.get("kind"):
            if kind not in list(UnitKind):
                refusal = field_problem("kind", _("Jenis unit tidak dikenal."))
                raise refusal
            units = units.filter(kind=kind)
        features = queries.unit_features(units, timezone.now(), **_view_of(request.user))
        return Response({"type": "FeatureCollection", "features": features})


class UnitDetailView(APIView):
    """One unit as a GeoJSON feature."""

    @extend_schema(operation_id="units_read", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, code: str) -> Response:
        """Return the unit, as in the list."""
        return Response(_feature(request, code))


class UnitStatusView(IdempotentWrites):
    """On and off duty, delayed, out of service; the room, or the unit's own crew."""

    permission_classes = [RoomAndCrews]

    @extend_schema(request=OpenApiTypes.OBJECT, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, code: str) -> Response:
        """Set ``{"status", "reason", "at"}``; 409 while the unit is committed.

        ``at`` is when it was pressed, now by default. A press from before the unit's latest change
        is recorded and changes nothing.
        """
        unit = queries.unit_by_code(code)
        user, now = require_role_or_crew(request.user, [code], ROOM), timezone.now()
        told = status_from(request.data, now)
        actions.set_unit_status(
            unit=unit, status=told.status, reason=told.reason, by=user, now=now, pressed_at=told.at
        )
        return Response(_feature(request, code))


class UnitPositionView(IdempotentWrites):
    """A position told by radio; a newer trusted fix replaces it."""

    permission_classes = [RoomOnly]

    @extend_schema(request=OpenApiTypes.OBJECT, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, code: str) -> Response:
        """Enter ``{"lon", "lat", "radius_m", "time"}``; radius 500 m and now by default."""
        unit = queries.unit_by_code(code)
        now = timezone.now()
        told = radio_position_from(request.data, now)
        actions.record_radio_position(
            unit=unit,
            point=told.point,
            radius_m=told.radius_m,
            at=told.at,
            by=account(request.user),
            now=now,
        )
        return Response(_feature(request, code))


def _feature(request: Request, code: str) -> dict[str, Any]:
    queries.unit_by_code(code)
    units = queries.units_for_display().filter(code=code)
    return queries.unit_features(units, timezone.now(), **_view_of(request.user))[0]


def _view_of(user: Any) -> dict[str, Any]:
    """Return how much of the units an account sees: numbers for the room, a crew its own unit's."""
    role = role_of(user)
    own = queries.crew_unit_codes(user) if role == Role.CREW else frozenset()
    return {"with_phone": role in ROOM, "own": own}
