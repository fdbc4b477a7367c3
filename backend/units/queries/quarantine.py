"""Reads what was kept aside: page by page, summed up by device, and what a release would make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum

from backend.units.models import QuarantinedItem
from gis.fix_checks import Reason

OPEN = "open"
STATES = (OPEN, *QuarantinedItem.Settlement.values)


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """Which items are asked for; an empty value means any."""

    device: str = ""
    unit: str = ""
    reason: str = ""
    state: str = ""
    """One of ``STATES``, or ``settled`` for released and discarded ones."""
    since: datetime | None = None
    until: datetime | None = None


def quarantined_items(wanted: ItemFilter) -> QuerySet[QuarantinedItem]:
    """Return the items, the one received last first; their devices and units are loaded."""
    rows = QuarantinedItem.objects.select_related("device__unit", "settled_by")
    return rows.filter(_condition(wanted)).order_by("-received_at", "-pk")


def quarantine_summary(wanted: ItemFilter) -> list[dict[str, Any]]:
    """Return one entry for each device with counts by reason, the newest first; one query.

    The entry of ``device`` None sums up what programs sent for no known unit.
    """
    groups = (
        QuarantinedItem.objects.filter(_condition(wanted))
        .order_by()
        .values("device__identifier", "device__unit__code", "reason")
        .annotate(
            items=Count("pk"),
            open=Count("pk", filter=Q(settlement="")),
            released=Count("pk", filter=Q(settlement=QuarantinedItem.Settlement.RELEASED)),
            discarded=Count("pk", filter=Q(settlement=QuarantinedItem.Settlement.DISCARDED)),
            received=Sum("times_received"),
            newest_at=Max("received_at"),
        )
    )
    entries: dict[str | None, dict[str, Any]] = {}
    for group in groups:
        name = group["device__identifier"]
        nothing = dict.fromkeys(_COUNTS, 0)
        fresh = {"device": name, "unit": group["device__unit__code"], **nothing, "newest_at": None}
        entry = entries.setdefault(name, fresh | {"reasons": {}})
        counts = {**group, "times_received": group["received"]}
        for key in _COUNTS:
            entry[key] += counts[key]
        entry["newest_at"] = max(entry["newest_at"] or group["newest_at"], group["newest_at"])
        entry["reasons"][group["reason"]] = {key: counts[key] for key in (*_COUNTS, "newest_at")}
    return sorted(entries.values(), key=lambda entry: entry["newest_at"], reverse=True)


def is_known_reason(reason: str) -> bool:
    """Tell whether anything can be kept aside for this reason."""
    return reason in set(Reason)


_COUNTS = ("items", "open", "released", "discarded", "times_received")


def _condition(wanted: ItemFilter) -> Q:
    condition = Q()
    if wanted.device:
        condition &= Q(device__identifier=wanted.device)
    if wanted.unit:
        condition &= Q(device__unit__code=wanted.unit)
    if wanted.reason:
        condition &= Q(reason=wanted.reason)
    if wanted.state == "settled":
        condition &= ~Q(settlement="")
    elif wanted.state:
        condition &= Q(settlement="" if wanted.state == OPEN else wanted.state)
    if wanted.since is not None:
        condition &= Q(received_at__gte=wanted.since)
    if wanted.until is not None:
        condition &= Q(received_at__lte=wanted.until)
    return condition
