"""HTTP of what crews must hear: who has not, whom to call, and "told by voice"."""

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
from backend.dispatch import actions, queries
from backend.dispatch.inputs import MomentField
from backend.errors import field_problem
from backend.incidents.inputs import validated
from backend.paging import PAGE_PARAMETERS, paged
from backend.permissions import ROOM, RoomAndCrews, role_of


class NoticeFilters(serializers.Serializer[Any]):
    """Filters of the list."""

    open = serializers.BooleanField(required=False, allow_null=True, default=None)
    unit = serializers.CharField(max_length=32, required=False)


class NoticesView(IdempotentWrites):
    """What crews must hear."""

    permission_classes = [RoomAndCrews]

    @extend_schema(
        parameters=[NoticeFilters, *PAGE_PARAMETERS],
        responses=OpenApiTypes.OBJECT,
        operation_id="notices_list",
    )
    def get(self, request: Request) -> Response:
        """Return a page of notices; with ``open=1`` those unheard, the oldest first."""
        now = timezone.now()
        filters = validated(NoticeFilters, request.query_params.dict())
        found = queries.filtered_notices(
            cast("User", request.user), is_open=filters["open"], unit=filters.get("unit")
        )
        return Response(
            paged(request, found, render=lambda one: queries.queued_notice_record(one, now))
        )


class HeardInput(serializers.Serializer[Any]):
    """How it was heard: ``by_voice`` from the room; ``at`` is when it was pressed."""

    by_voice = serializers.BooleanField(required=False, allow_null=True, default=None)
    at = MomentField(required=False, allow_null=True, default=None)


class NoticeAcknowledgeView(IdempotentWrites):
    """The answer to a notice."""

    permission_classes = [RoomAndCrews]

    @extend_schema(
        request=HeardInput, responses=OpenApiTypes.OBJECT, operation_id="notices_acknowledge"
    )
    def post(self, request: Request, notice_id: int) -> Response:
        """Keep that the crew has heard it; from the room, that it was told by voice."""
        user, now = cast("User", request.user), timezone.now()
        queries.visible_notice(user, notice_id)
        fields = validated(HeardInput, request.data)
        is_room = role_of(user) in ROOM
        if fields["by_voice"] not in {None, is_room}:
            raise field_problem(
                field="by_voice",
                sentence=_("Ruang 112 hanya mencatat pemberitahuan lewat suara (by_voice: true).")
                if is_room
                else _("Hanya ruang 112 yang mencatat pemberitahuan lewat suara."),
            )
        notice = actions.acknowledge_notice(notice_id=notice_id, by=user, now=now, at=fields["at"])
        return Response(queries.queued_notice_record(notice, now))
