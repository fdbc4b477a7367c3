"""HTTP of crews' calls for help: press, list, acknowledge, close."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import RequestDataTooBig
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.idempotency import HEADER, IdempotentWrites
from backend.accounts.models import Role, User
from backend.paging import PAGE_PARAMETERS, paged
from backend.permissions import RoomAndCrews, RoomOnly, role_of
from backend.units import queries
from backend.units.actions.help_calls import (
    CREW,
    acknowledge_help_call,
    call_for_help,
    close_help_call,
)
from backend.units.api.presses import press_from
from backend.units.queries.help_calls import (
    help_call_record,
    visible_help_call,
    visible_help_calls,
)


class PanicView(APIView):
    """The panic button. Whatever comes from a crew that is signed in is taken."""

    permission_classes = [RoomAndCrews]

    @extend_schema(
        request=OpenApiTypes.OBJECT,
        responses={201: OpenApiTypes.OBJECT},
        operation_id="units_panic",
    )
    def post(self, request: Request, code: str) -> Response:
        """Raise the highest alarm.

        ``{"event_id", "pressed_at", "lon", "lat", "fix_time", "accuracy_m"}``, all of them
        optional; what cannot be used is dropped and noted. A repeat of an ``event_id`` (or, without
        one, of the ``Idempotency-Key``) is the same call.
        """
        unit = queries.unit_by_code(code)
        user, now = cast("User", request.user), timezone.now()
        if role_of(user) == Role.CREW and code not in queries.crew_unit_codes(user):
            raise PermissionDenied
        press = press_from(_body(request), request.headers.get(HEADER, ""), now)
        call = call_for_help(
            unit=unit,
            device=None,
            source=CREW,
            pressed_at=press.pressed_at,
            by=user,
            now=now,
            place=press.place,
            event_id=press.event_id,
            note=press.note,
        )
        return Response(help_call_record(call, now), 201)


class HelpCallFilters(serializers.Serializer[Any]):
    """Filters of the list."""

    open = serializers.BooleanField(required=False, allow_null=True, default=None)
    unit = serializers.CharField(max_length=32, required=False)


class HelpCallsView(APIView):
    """Calls for help."""

    permission_classes = [RoomAndCrews]

    @extend_schema(
        parameters=[HelpCallFilters, *PAGE_PARAMETERS],
        responses=OpenApiTypes.OBJECT,
        operation_id="help_calls_list",
    )
    def get(self, request: Request) -> Response:
        """Return a page of calls for help, newest first; ``open=1`` those not closed."""
        now = timezone.now()
        filters = HelpCallFilters(data=request.query_params.dict())
        filters.is_valid(raise_exception=True)
        wanted = filters.validated_data
        found = visible_help_calls(
            cast("User", request.user), is_open=wanted["open"], unit=wanted.get("unit")
        )
        return Response(paged(request, found, render=lambda call: help_call_record(call, now)))


class HelpCallAcknowledgeView(IdempotentWrites):
    """The room's answer to a call for help."""

    permission_classes = [RoomOnly]

    @extend_schema(
        request=None, responses=OpenApiTypes.OBJECT, operation_id="help_calls_acknowledge"
    )
    def post(self, request: Request, call_id: int) -> Response:
        """Keep that the room has heard it; it stays open."""
        user, now = cast("User", request.user), timezone.now()
        visible_help_call(user, call_id)
        call = acknowledge_help_call(call_id=call_id, by=user, now=now)
        return Response(help_call_record(call, now))


class ClosingInput(serializers.Serializer[Any]):
    """What came of it."""

    note = serializers.CharField(max_length=200)


class HelpCallCloseView(IdempotentWrites):
    """The end of a call for help."""

    permission_classes = [RoomOnly]

    @extend_schema(
        request=ClosingInput, responses=OpenApiTypes.OBJECT, operation_id="help_calls_close"
    )
    def post(self, request: Request, call_id: int) -> Response:
        """Close it with a note."""
        user, now = cast("User", request.user), timezone.now()
        visible_help_call(user, call_id)
        given = ClosingInput(data=request.data)
        given.is_valid(raise_exception=True)
        call = close_help_call(call_id=call_id, note=given.validated_data["note"], by=user, now=now)
        return Response(help_call_record(call, now))


def _body(request: Request) -> Any:
    """Return the body, None where it cannot be read."""
    try:
        return request.data
    except (APIException, RequestDataTooBig, UnicodeError):
        return None
