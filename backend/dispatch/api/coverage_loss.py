"""HTTP of the coverage that is lost if units go."""

from __future__ import annotations

from typing import Any, cast

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.models import User
from backend.dispatch.coverage_loss import coverage_losses
from backend.incidents.inputs import validated
from backend.incidents.queries import visible_incident
from backend.permissions import RoomOnly

UNITS_MAX = 50


class CoverageLossInput(serializers.Serializer[Any]):
    """The units asked about, and those that are chosen already."""

    unit = serializers.ListField(
        child=serializers.CharField(max_length=32), min_length=1, max_length=UNITS_MAX
    )
    without = serializers.ListField(
        child=serializers.CharField(max_length=32), max_length=UNITS_MAX
    )


class CoverageLossView(APIView):
    """What is lost if a unit goes to an incident."""

    permission_classes = [RoomOnly]

    @extend_schema(
        parameters=[
            OpenApiParameter("unit", str, many=True, required=True, description="Codes of units."),
            OpenApiParameter(
                "without", str, many=True, description="Codes of units that are chosen already."
            ),
        ],
        responses=OpenApiTypes.OBJECT,
        operation_id="coverage_loss",
    )
    def get(self, request: Request, number: str) -> Response:
        """Return for each unit the desa and islands that fall below its kind's standard without it.

        Times are by network as roads and lanes are now, with turnout, in seconds; `after_s` is
        null where nobody else comes within twice the standard. `move_up` is the move of an
        available unit of the kind to a station that restores most of it, null if none helps.
        Nothing is stored and nobody is moved.
        """
        incident = visible_incident(cast("User", request.user), number)
        asked = {name: _listed(request, name) for name in ("unit", "without")}
        fields, now = validated(CoverageLossInput, asked), timezone.now()
        return Response(
            {
                "incident": incident.number,
                "computed_at": now,
                "units": coverage_losses(codes=fields["unit"], without=fields["without"], now=now),
            }
        )


def _listed(request: Request, name: str) -> list[str]:
    """Return the values of a parameter, repeated or separated by commas."""
    texts = ",".join(request.query_params.getlist(name))
    return [text.strip() for text in texts.split(",") if text.strip()]
