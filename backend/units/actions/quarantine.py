"""Keeps aside what the map must not show, once for each kind of oddity however often it is sent."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from backend.accounts.models import User
from backend.units.actions.kept_fixes import values_of
from backend.units.models import Device, QuarantinedItem
from gis.fix_checks import Judgement, Reason

DETAIL_MAX = 200

_Key = tuple[int | None, int | None, str, str]
"""Device, or the account where there is none; reason; digest of the content."""


@dataclass(frozen=True, slots=True)
class OddItem:
    """An item with the reason why it is kept aside. ``device`` is None where none is known."""

    device: Device | None
    reason: Reason
    detail: str
    content: str
    source: str
    now: datetime
    by: User | None = None
    judgement: Judgement | None = None


@transaction.atomic
def keep_aside(*, requests: Sequence[Sequence[OddItem]]) -> None:
    """Store the odd items of some requests, each once for a sender and a reason.

    How often it came is counted; what one request repeats counts once.
    """
    rows: dict[_Key, QuarantinedItem] = {}
    times: Counter[_Key] = Counter()
    for items in requests:
        own: dict[_Key, QuarantinedItem] = {}
        for item in items:
            row = _row(item)
            account_id = row.account_id if row.device_id is None else None
            own.setdefault((row.device_id, account_id, row.reason, row.content_digest), row)
        for key, row in own.items():
            rows.setdefault(key, row).received_at = row.received_at
        times.update(own.keys())
    if not rows:
        return
    for pk, key in _known(rows):
        if key in rows:
            row = rows.pop(key)
            QuarantinedItem.objects.filter(pk=pk).update(
                times_received=F("times_received") + times[key], received_at=row.received_at
            )
    for key, row in rows.items():
        row.times_received = times[key]
    QuarantinedItem.objects.bulk_create(rows.values())


def _known(rows: Mapping[_Key, QuarantinedItem]) -> list[tuple[int, _Key]]:
    """Return the stored rows with these contents; without a device it is the account's own."""
    known = QuarantinedItem.objects.filter(
        Q(device_id__in={key[0] for key in rows}) | Q(device_id=None),
        content_digest__in={key[3] for key in rows},
    ).order_by("pk")
    found = known.values_list("pk", "device_id", "account_id", "reason", "content_digest")
    return [
        (pk, (device_id, account_id if device_id is None else None, reason, digest))
        for pk, device_id, account_id, reason, digest in found
    ]


def _row(item: OddItem) -> QuarantinedItem:
    judgement = item.judgement
    fix = judgement.fix if judgement else None
    return QuarantinedItem(
        device=item.device,
        account=item.by,
        source=item.source,
        reason=item.reason.value,
        detail=item.detail[:DETAIL_MAX],
        fix_time=judgement.fix_time if judgement else None,
        stated_time=judgement.stated_time if judgement else None,
        lon=_finite(fix.lon) if fix else None,
        lat=_finite(fix.lat) if fix else None,
        accuracy_m=_finite(fix.accuracy_m) if fix else None,
        fix_values=values_of(judgement),
        content=item.content,
        content_digest=hashlib.sha256(item.content.encode()).hexdigest(),
        received_at=item.now,
    )


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
