"""Confirmations of lanes, and the history of what was closed at sea."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.idempotency import IdempotentWrites
from backend.accounts.models import User
from backend.errors import field_problem
from backend.paging import PAGE_PARAMETERS, paged
from backend.permissions import RoomOnly, SupervisorWrites
from backend.roads import actions, queries
from backend.roads.sea_state import confirmation_record, history_record, sea_closures

NOTE_MAX = 200


class LaneConfirmView(IdempotentWrites, APIView):
    """What a port says of a lane's ships today."""

    permission_classes = [SupervisorWrites]

    @extend_schema(
        request=OpenApiTypes.OBJECT,
        responses=OpenApiTypes.OBJECT,
        operation_id="lanes_confirm",
    )
    def post(self, request: Request, code: str) -> Response:
        """Confirm that the lane is sailed today; ``note`` says who told it, and may be empty."""
        confirmation = actions.confirm_lane(
            lane=_known(code),
            note=_note(request.data),
            by=cast("User", request.user),
            now=timezone.now(),
        )
        return Response(confirmation_record(confirmation))

    @extend_schema(responses={204: None}, operation_id="lanes_withdraw_confirmation")
    def delete(self, request: Request, code: str) -> Response:
        """Take today's confirmation back; again is no error."""
        by = cast("User", request.user)
        actions.withdraw_confirmation(lane=_known(code), by=by, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class SeaHistoryView(APIView):
    """Who closed what at sea, and who opened it again."""

    permission_classes = [RoomOnly]

    @extend_schema(
        parameters=[*PAGE_PARAMETERS, OpenApiParameter("in_force", bool)],
        responses=OpenApiTypes.OBJECT,
        operation_id="sea_history_list",
    )
    def get(self, request: Request) -> Response:
        """Return closures of lanes, zones and small boats, those lifted included, latest first.

        With ``in_force=true`` only what is closed or slowed now, or is announced.
        """
        found = sea_closures()
        if request.query_params.get("in_force") in {"true", "1"}:
            found = found.filter(pk__in=queries.closures_in_force(timezone.now()).values("pk"))
        return Response(paged(request, found, render=history_record))


def _known(code: str) -> str:
    if code not in queries.lane_codes():
        raise Http404
    return code


def _note(body: Any) -> str:
    if not isinstance(body, Mapping):
        raise field_problem(
            field="non_field_errors", sentence=_("Isi permintaan harus berupa objek JSON.")
        )
    value = body.get("note")
    if value is None:
        return ""
    if not isinstance(value, str) or "\x00" in value:
        raise field_problem(field="note", sentence=_("Harus berupa teks."))
    if len(value.strip()) > NOTE_MAX:
        raise field_problem(field="note", sentence=_("Paling banyak 200 huruf."))
    return value.strip()
