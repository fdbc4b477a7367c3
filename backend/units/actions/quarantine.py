"""Keeps aside what the map must not show, once for each kind of oddity however often it is sent."""

from __future__ import annotations

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import orjson
from django.db import transaction
from django.db.models import F, Q

from backend.accounts.models import User
from backend.units.actions.kept_fixes import values_of
from backend.units.actions.rows import insert_rows
from backend.units.models import Device, QuarantinedItem
from backend.units.protocols.reading import kept
from gis.fix_checks import Judgement, Reason

DETAIL_MAX = 200
ONE_BY_ONE_MAX = 2_000
"""Odd items of one request that are kept one by one; a client that empties its buffer sends fewer.
The rest is kept as one."""
_FIELDS = (
    "device",
    "account",
    "source",
    "reason",
    "detail",
    "fix_time",
    "stated_time",
    "lon",
    "lat",
    "accuracy_m",
    "fix_values",
    "content",
    "content_digest",
    "times_received",
    "received_at",
    "settlement",
)

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


def shortened(items: Sequence[OddItem]) -> list[OddItem]:
    """Return the odd items of one request as they are to be kept: of very many, the rest as one.

    It says how many there were and why; each is still counted with its own verdict, and the whole
    request lies among the raw ones.
    """
    single, rest = list(items[:ONE_BY_ONE_MAX]), items[ONE_BY_ONE_MAX:]
    if rest:
        reasons = Counter(item.reason.value for item in rest).most_common()
        told = ", ".join(f"{reason} {count}" for reason, count in reasons)
        content = kept("\n".join(item.content for item in rest))
        detail = f"{len(rest)} more odd items of one request: {told}"
        more = replace(
            rest[0], reason=Reason.TOO_LARGE, detail=detail, content=content, judgement=None
        )
        single.append(more)
    return single


@transaction.atomic
def keep_aside(*, requests: Sequence[Sequence[OddItem]]) -> None:
    """Store the odd items of some requests, each once for a sender and a reason.

    How often it came is counted; what one request repeats counts once.
    """
    news: dict[_Key, OddItem] = {}
    seen: dict[_Key, datetime] = {}
    times: Counter[_Key] = Counter()
    for items in requests:
        own: dict[_Key, OddItem] = {}
        for item in items:
            own.setdefault(_key(item), item)
        for key, item in own.items():
            news.setdefault(key, item)
            seen[key] = item.now
        times.update(own.keys())
    if not news:
        return
    repeated: defaultdict[tuple[int, datetime], list[int]] = defaultdict(list)
    for pk, key in _known(news):
        if news.pop(key, None) is not None:
            repeated[times[key], seen[key]].append(pk)
    for (more, received_at), pks in repeated.items():
        QuarantinedItem.objects.filter(pk__in=pks).update(
            times_received=F("times_received") + more, received_at=received_at
        )
    rows = [_row(item, key, times[key], seen[key]) for key, item in news.items()]
    insert_rows(QuarantinedItem, _FIELDS, rows)


def _known(rows: Mapping[_Key, OddItem]) -> list[tuple[int, _Key]]:
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


def _key(item: OddItem) -> _Key:
    device_id = item.device.pk if item.device else None
    account_id = item.by.pk if item.by and device_id is None else None
    digest = hashlib.sha256(item.content.encode()).hexdigest()
    return device_id, account_id, item.reason.value, digest


def _row(item: OddItem, key: _Key, times: int, received_at: datetime) -> list[object]:
    judgement = item.judgement
    fix = judgement.fix if judgement else None
    values = values_of(judgement)
    return [
        key[0],
        item.by.pk if item.by else None,
        item.source,
        item.reason.value,
        item.detail[:DETAIL_MAX],
        judgement.fix_time if judgement else None,
        judgement.stated_time if judgement else None,
        _finite(fix.lon) if fix else None,
        _finite(fix.lat) if fix else None,
        _finite(fix.accuracy_m) if fix else None,
        None if values is None else orjson.dumps(values).decode(),
        item.content,
        key[3],
        times,
        received_at,
        "",
    ]


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
