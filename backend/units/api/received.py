"""What became of everything that a tracker sent, request by request."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.models import Role
from backend.paging import PAGE_PARAMETERS, paged
from backend.permissions import RolePermission, RoomOnly
from backend.units import queries
from backend.units.api.payloads import span_from
from backend.units.models import ReceivedRequest
from backend.units.queries.inventory import device_by_identifier
from backend.units.queries.received import (
    COUNTS,
    RequestFilter,
    received_counts,
    received_request,
    received_requests,
)


class SupervisorOnly(RolePermission):
    """Raw requests hold whatever a phone sends: for supervisors alone."""

    read = write = frozenset({Role.SUPERVISOR})


class ReceivedView(APIView):
    """Requests of a device or unit in a span of time."""

    permission_classes = [RoomOnly]

    @extend_schema(
        operation_id="received_list",
        parameters=[
            OpenApiParameter("device", str, description="Identifier of the device."),
            OpenApiParameter("unit", str, description="Code of the unit."),
            OpenApiParameter("since", OpenApiTypes.DATETIME, description="default: a day before"),
            OpenApiParameter("until", OpenApiTypes.DATETIME, description="default: now"),
            *PAGE_PARAMETERS,
        ],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request) -> Response:
        """Return a page of requests with the outcome of each item, newest first, and the sums.

        ``counts`` are of the whole span. ``kept_hours`` says how far back requests are kept.
        """
        query = request.query_params
        since, until = span_from(query, timezone.now())
        device, unit = query.get("device", ""), query.get("unit", "")
        if device:
            device_by_identifier(device)
        if unit:
            queries.unit_by_code(unit)
        rows = received_requests(RequestFilter(device, unit, since, until))
        document = {
            "since": since,
            "until": until,
            "kept_hours": settings.RAW_RETENTION_HOURS,
            "counts": received_counts(rows),
        }
        return Response(document | paged(request, rows, render=request_document))


class ReceivedRequestView(APIView):
    """One request as it came."""

    permission_classes = [SupervisorOnly]

    @extend_schema(operation_id="received_read", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, request_id: int) -> Response:
        """Return the request with its query and body, the sender's secret blotted out."""
        found = received_request(request_id)
        body = bytes(found.body).decode(errors="replace")
        return Response(request_document(found) | {"query": found.query, "body": body})


def request_document(found: ReceivedRequest) -> dict[str, Any]:
    """Return a request as JSON, without what was in it."""
    device = found.device
    return {
        "id": found.pk,
        "device": device.identifier if device else None,
        "unit": device.unit.code if device else None,
        "account": found.account.username if found.account else None,
        "source": found.source,
        "received_at": found.received_at,
        "counts": {name: getattr(found, name) for name in COUNTS},
        "outcomes": found.outcomes,
    }
