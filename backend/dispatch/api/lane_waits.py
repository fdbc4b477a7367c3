"""HTTP of the incidents that wait for a closed lane."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.dispatch.lane_waits import lane_waits
from backend.permissions import RoomOnly


class LaneWaitsView(APIView):
    """Open incidents to which nobody gets, or a unit is held up, while a lane is closed."""

    permission_classes = [RoomOnly]

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="lane_waits_list")
    def get(self, request: Request) -> Response:
        """Return incident, lane, closures, since when and until when it is likely; not paged."""
        return Response({"results": lane_waits(timezone.now())})
