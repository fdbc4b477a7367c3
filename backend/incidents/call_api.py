"""HTTP of calls, for the room only: receive, list, close with one outcome."""

from __future__ import annotations

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
from backend.incidents import call_actions, queries
from backend.incidents.inputs import CallInput, validated
from backend.incidents.models import CallOutcome, Incident
from backend.paging import PAGE_PARAMETERS, paged
from backend.permissions import RoomOnly
from backend.preconditions import expected_version, version_tag


class CallFilters(serializers.Serializer[Any]):
    """Filters of the list."""

    outcome = serializers.ChoiceField(CallOutcome.choices, required=False)
    is_open = serializers.BooleanField(required=False, allow_null=True, default=None)


class CallsView(IdempotentWrites):
    """The contacts with callers."""

    permission_classes = [RoomOnly]

    @extend_schema(
        parameters=[CallFilters, *PAGE_PARAMETERS],
        responses=OpenApiTypes.OBJECT,
        operation_id="calls_list",
    )
    def get(self, request: Request) -> Response:
        """Return a page of calls, newest first."""
        filters = validated(CallFilters, request.query_params.dict())
        return Response(paged(request, queries.calls(**filters), render=queries.call_record))

    @extend_schema(
        request=CallInput, responses={201: OpenApiTypes.OBJECT}, operation_id="calls_receive"
    )
    def post(self, request: Request) -> Response:
        """Record a contact; with an outcome it is closed at once."""
        fields = _call_fields(request.data)
        call = call_actions.receive_call(
            by=cast("User", request.user), now=timezone.now(), **fields
        )
        return Response(queries.call_record(call), 201, headers={"ETag": version_tag(call.version)})


class CallView(IdempotentWrites):
    """One contact."""

    permission_classes = [RoomOnly]

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="calls_read")
    def get(self, request: Request, call_id: int) -> Response:
        """Return the call."""
        call = queries.call(call_id)
        return Response(queries.call_record(call), headers={"ETag": version_tag(call.version)})

    @extend_schema(request=CallInput, responses=OpenApiTypes.OBJECT, operation_id="calls_change")
    def patch(self, request: Request, call_id: int) -> Response:
        """Change words, phone, outcome or incident."""
        changes = _call_fields(request.data)
        if not changes:
            raise field_problem(field="non_field_errors", sentence=_("Tidak ada yang diubah."))
        call = call_actions.change_call(
            call_id=call_id,
            changes=changes,
            by=cast("User", request.user),
            now=timezone.now(),
            expected_version=expected_version(request),
        )
        return Response(queries.call_record(call), headers={"ETag": version_tag(call.version)})


def _call_fields(data: Any) -> dict[str, Any]:
    """Return a body's fields, with the incident for its number and no outcome as empty."""
    if not isinstance(data, dict):
        raise field_problem(
            field="non_field_errors", sentence=_("Isi permintaan harus objek JSON.")
        )
    fields = validated(CallInput, data)
    if "outcome" in fields:
        fields["outcome"] = fields["outcome"] or ""
    if fields.get("incident") is not None:
        fields["incident"] = _incident(fields["incident"])
    return fields


def _incident(number: str) -> Incident:
    incident = Incident.objects.filter(number=number).first()
    if incident is None:
        raise field_problem(
            field="incident", sentence=_("Kejadian %(number)s tidak ada.") % {"number": number}
        )
    return incident
