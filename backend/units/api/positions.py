"""The platform's own batch of positions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from django.core.exceptions import RequestDataTooBig
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.authentication import ApiTokenAuthentication
from backend.accounts.idempotency import IdempotentWrites
from backend.accounts.models import Role, User
from backend.errors import TooLarge, field_problem
from backend.permissions import ROOM, role_of
from backend.units import actions, queries
from backend.units.actions import Outcome
from backend.units.api.ingest import take_in
from backend.units.api.proofs import DeviceAuthentication, device_proof
from backend.units.models import Device
from backend.units.protocols.own import BATCH_MAX
from backend.units.protocols.reading import json_of


class MayReport(BasePermission):
    """Devices, the room, and crews for their own units."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Tell whether a device has proven itself or the account's role may report."""
        return isinstance(request.auth, Device) or role_of(request.user) in ROOM | {Role.CREW}


class PositionsView(IdempotentWrites):
    """Fixes of one device, or of any units by a program of the room."""

    authentication_classes = [DeviceAuthentication, ApiTokenAuthentication, SessionAuthentication]
    permission_classes = [MayReport]

    @extend_schema(
        request={"application/json": {"type": "array", "maxItems": BATCH_MAX}},
        responses=OpenApiTypes.OBJECT,
    )
    def post(self, request: Request) -> Response:
        """Store a list of at most 100 fixes; each gets its verdict, an odd one spoils no other.

        A body that is no list is refused with 400 and kept aside, so that somebody can find out
        why. When too much waits to be stored the answer to a device is 503 with ``Retry-After``,
        and nothing of the batch is stored.
        """
        now = timezone.now()
        device = request.auth if isinstance(request.auth, Device) else None
        user = request.user if isinstance(request.user, User) else None
        body = _body(request)
        items = items_of(body)
        if items is None:
            actions.keep_unreadable(content=body, device=device, by=user, now=now)
            raise field_problem(
                field="non_field_errors",
                sentence=_("Isi permintaan harus berupa larik JSON berisi posisi."),
            )
        if len(items) > BATCH_MAX:
            raise TooLarge(_("Paling banyak %(max)d posisi sekali kirim.") % {"max": BATCH_MAX})
        if user is not None:
            allowed = queries.crew_unit_codes(user) if role_of(user) == Role.CREW else None
            outcomes = actions.record_batch(
                items=items, body=body, by=user, allowed=allowed, now=now
            )
            return Response(verdicts_of(items, outcomes))
        letter = actions.batch_letter(items, body, device_proof(request), now)
        receipt = take_in(letter)
        if receipt is None:  # revoked while it was sending
            raise PermissionDenied(_("Perangkat tidak dikenal atau sudah dicabut."))
        return Response(verdicts_of(items, receipt.outcomes))


def verdicts_of(items: Sequence[Any], outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return the answer to a batch: what became of each item, in its order."""
    verdicts = [
        {"event_id": _event_id(item), "verdict": outcome.verdict, "reason": outcome.reason}
        for item, outcome in zip(items, outcomes, strict=True)
    ]
    return {"verdicts": verdicts}


def _body(request: Request) -> bytes:
    try:
        return bytes(request._request.body)
    except RequestDataTooBig as error:
        raise TooLarge(_("Kiriman ini terlalu besar.")) from error


def items_of(body: bytes) -> list[Any] | None:
    """Return the items of a batch; None if the body is no JSON list."""
    try:
        content = json_of(body)
    except orjson.JSONDecodeError:
        return None
    return content if isinstance(content, list) else None


def _event_id(item: Any) -> Any:
    event_id = item.get("event_id") if isinstance(item, dict) else None
    return event_id if isinstance(event_id, str | int) else None
