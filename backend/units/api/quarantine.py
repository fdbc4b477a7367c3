"""What was kept aside, for the room to read and a supervisor to settle."""

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
from backend.accounts.models import Role, User
from backend.errors import field_problem
from backend.paging import PAGE_PARAMETERS, paged
from backend.permissions import ROOM, RolePermission, RoomOnly
from backend.units.actions import settling
from backend.units.actions.kept_fixes import is_releasable
from backend.units.api.spans import open_span_from
from backend.units.models import QuarantinedItem
from backend.units.queries.quarantine import (
    STATES,
    ItemFilter,
    is_known_reason,
    quarantine_summary,
    quarantined_items,
)
from gis.fix_checks import Reason

IDS_MAX = 200
"""A release costs a dozen statements, and trackers wait meanwhile."""
Settlement = QuarantinedItem.Settlement

_FILTERS = [
    OpenApiParameter("device", str, description="Identifier of the device."),
    OpenApiParameter("unit", str, description="Code of the unit."),
    OpenApiParameter("reason", str, enum=[reason.value for reason in Reason]),
    OpenApiParameter("settled", str, enum=["true", "false", *STATES]),
    OpenApiParameter("since", OpenApiTypes.DATETIME, description="Received at or after."),
    OpenApiParameter("until", OpenApiTypes.DATETIME, description="Received at or before."),
]


class RoomReadsSupervisorSettles(RolePermission):
    """The room reads; only supervisors settle."""

    read = ROOM
    write = frozenset({Role.SUPERVISOR})


class QuarantineView(APIView):
    """What trackers sent and the map must not show, newest first."""

    permission_classes = [RoomOnly]

    @extend_schema(parameters=[*_FILTERS, *PAGE_PARAMETERS], responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        """Return a page of items with the reason of each and what was decided about it."""
        now = timezone.now()
        rows = quarantined_items(_filter_from(request))
        return Response(paged(request, rows, render=lambda item: item_document(item, now)))


class QuarantineSummaryView(APIView):
    """How much is kept aside of each device, and why."""

    permission_classes = [RoomOnly]

    @extend_schema(
        operation_id="quarantine_summary",
        parameters=[*_FILTERS, *PAGE_PARAMETERS],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request) -> Response:
        """Return a page of devices, each with counts by reason, the newest first."""
        entries = quarantine_summary(_filter_from(request))
        return Response(paged(request, entries, render=dict))


class _SettleView(IdempotentWrites):
    permission_classes = [RoomReadsSupervisorSettles]
    settlement: Settlement | None = None

    def settled(self, request: Request, item_id: int) -> Response:
        now = timezone.now()
        user = request.user
        assert isinstance(user, User)  # noqa: S101  (the permission has looked)
        item = settling.settle_item(item_id=item_id, settlement=self.settlement, by=user, now=now)
        return Response(item_document(item, now))


class QuarantineReleaseView(_SettleView):
    """A fix that was kept aside becomes a position."""

    settlement = Settlement.RELEASED

    @extend_schema(request=None, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, item_id: int) -> Response:
        """Release the item; 409 if no position can be made of it. A swapped pair is turned."""
        return self.settled(request, item_id)


class QuarantineDiscardView(_SettleView):
    """An item was looked at and is of no use; it stays readable."""

    settlement = Settlement.DISCARDED

    @extend_schema(request=None, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, item_id: int) -> Response:
        """Discard the item; a position that a release made of it is removed."""
        return self.settled(request, item_id)


class QuarantineRestoreView(_SettleView):
    """A decision is taken back."""

    settlement = None

    @extend_schema(request=None, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, item_id: int) -> Response:
        """Open the item again; a position that a release made of it is removed."""
        return self.settled(request, item_id)


class QuarantineSettleView(IdempotentWrites):
    """Several items at once."""

    permission_classes = [RoomReadsSupervisorSettles]

    @extend_schema(
        operation_id="quarantine_settle", request=OpenApiTypes.OBJECT, responses=OpenApiTypes.OBJECT
    )
    def post(self, request: Request) -> Response:
        """Settle ``{"ids", "settlement"}``: ``released``, ``discarded`` or ``open``.

        Items that cannot be settled are named with the reason and hinder no other. Instead of
        ``ids`` a ``device`` (and a ``reason``) may be named, to discard all its open items.
        """
        now, user = timezone.now(), request.user
        assert isinstance(user, User)  # noqa: S101  (the permission has looked)
        if (wanted := _all_from(request.data)) is not None:
            count = settling.discard_all(wanted=wanted, by=user, now=now)
            return Response({"count": count, "settled": [], "refused": []})
        item_ids, settlement = _several_from(request.data)
        settled = settling.settle_items(item_ids=item_ids, settlement=settlement, by=user, now=now)
        refused = [{"id": pk, "detail": text} for pk, text in settled.refused.items()]
        done = [item_document(item, now) for item in settled.done]
        return Response({"count": len(done), "settled": done, "refused": refused})


def item_document(item: QuarantinedItem, now: Any) -> dict[str, Any]:
    """Return an item as JSON; ``state`` is open, released or discarded."""
    device = item.device
    return {
        "id": item.pk,
        "unit": device.unit.code if device else None,
        "device": device.identifier if device else None,
        "source": item.source,
        "reason": item.reason,
        "detail": item.detail,
        "fix_time": item.fix_time,
        "lon": item.lon,
        "lat": item.lat,
        "accuracy_m": item.accuracy_m,
        "content": item.content,
        "times_received": item.times_received,
        "received_at": item.received_at,
        "state": item.settlement or STATES[0],
        "settled_at": item.settled_at,
        "settled_by": item.settled_by.username if item.settled_by else None,
        "releasable": is_releasable(item, now=now),
    }


def _filter_from(request: Request) -> ItemFilter:
    """Return what the query asks for.

    Raises
    ------
    BadInput
        Naming the parameter.
    """
    query = request.query_params
    reason, state = query.get("reason", ""), query.get("settled", "").lower()
    if reason and not is_known_reason(reason):
        refusal = field_problem("reason", _("Alasan ini tidak dikenal."), allowed=sorted(Reason))
        raise refusal
    state = {"true": "settled", "false": STATES[0]}.get(state, state)
    if state and state not in (*STATES, "settled"):
        sentence = _("Harus true, false, open, released, atau discarded.")
        refusal = field_problem("settled", sentence)
        raise refusal
    since, until = open_span_from(query)
    return ItemFilter(
        device=_name(query.get("device", "")),
        unit=_name(query.get("unit", "")),
        reason=reason,
        state=state,
        since=since,
        until=until,
    )


def _name(words: str) -> str:
    """Return a name as it may be compared; PostgreSQL refuses NUL in any text."""
    return words.replace("\x00", "\N{REPLACEMENT CHARACTER}")


def _all_from(data: Any) -> ItemFilter | None:
    """Return whose open items are to be discarded; None where the body names items."""
    if not isinstance(data, dict) or "ids" in data or "device" not in data:
        return None
    device, reason = data["device"], data.get("reason") or ""
    if not isinstance(device, str) or not device:
        refusal = field_problem("device", _("Harus nama perangkat."))
        raise refusal
    if not isinstance(reason, str) or (reason and not is_known_reason(reason)):
        refusal = field_problem("reason", _("Alasan ini tidak dikenal."), allowed=sorted(Reason))
        raise refusal
    if data.get("settlement") != Settlement.DISCARDED:
        sentence = _("Semua sekaligus hanya bisa dibuang: settlement harus discarded.")
        refusal = field_problem("settlement", sentence)
        raise refusal
    return ItemFilter(device=_name(device), reason=reason)


def _several_from(data: Any) -> tuple[list[int], Settlement | None]:
    fields = data if isinstance(data, dict) else {}
    ids, word = fields.get("ids"), fields.get("settlement")
    if not isinstance(ids, list) or not ids or not all(_is_id(one) for one in ids):
        refusal = field_problem("ids", _("Harus daftar nomor kiriman, paling sedikit satu."))
        raise refusal
    if len(ids) > IDS_MAX:
        sentence = _("Paling banyak %(max)d kiriman sekali putus.") % {"max": IDS_MAX}
        refusal = field_problem("ids", sentence)
        raise refusal
    if word == STATES[0]:
        return ids, None
    if word not in Settlement.values:
        refusal = field_problem("settlement", _("Harus released, discarded, atau open."))
        raise refusal
    return ids, Settlement(word)


def _is_id(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63
