"""Keeps aside what the map must not show, once for each kind of oddity however often it is sent."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from backend.accounts.models import User
from backend.units.models import Device, QuarantinedItem
from gis.fix_checks import Judgement, Reason

DETAIL_MAX = 200


@dataclass(frozen=True, slots=True)
class OddItem:
    """An item with the reason why it is kept aside. ``device`` is None where none is known."""

    device: Device | None
    reason: Reason
    detail: str
    content: str
    judgement: Judgement | None = None


@transaction.atomic
def keep_aside(*, items: Sequence[OddItem], source: str, by: User | None, now: datetime) -> None:
    """Store the items; one that the same device sent before for the same reason is counted."""
    rows: dict[tuple[int | None, str, str], QuarantinedItem] = {}
    for item in items:
        row = _row(item, source, by, now)
        rows.setdefault((row.device_id, row.reason, row.content_digest), row)
    if not rows:
        return
    known = QuarantinedItem.objects.filter(
        device_id__in={device_id for device_id, _, _ in rows},
        content_digest__in={digest for _, _, digest in rows},
    )
    repeated = []
    for pk, device_id, reason, digest in known.values_list(
        "pk", "device_id", "reason", "content_digest"
    ):
        if rows.pop((device_id, reason, digest), None):
            repeated.append(pk)
    if repeated:
        QuarantinedItem.objects.filter(pk__in=repeated).update(
            times_received=F("times_received") + 1, received_at=now
        )
    QuarantinedItem.objects.bulk_create(rows.values())


def _row(item: OddItem, source: str, by: User | None, now: datetime) -> QuarantinedItem:
    fix = item.judgement.fix if item.judgement else None
    return QuarantinedItem(
        device=item.device,
        account=by,
        source=source,
        reason=item.reason.value,
        detail=item.detail[:DETAIL_MAX],
        fix_time=_moment(item.judgement),
        lon=_finite(fix.lon) if fix else None,
        lat=_finite(fix.lat) if fix else None,
        accuracy_m=_finite(fix.accuracy_m) if fix else None,
        content=item.content,
        content_digest=hashlib.sha256(item.content.encode()).hexdigest(),
        received_at=now,
    )


def _moment(judgement: Judgement | None) -> datetime | None:
    return judgement.fix_time if judgement else None


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
