"""Reads what senders sent and what became of each item of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _

from backend.errors import NotFound
from backend.units.models import ReceivedRequest

COUNTS = ("live", "history", "duplicate", "quarantine", "contact")


@dataclass(frozen=True, slots=True)
class RequestFilter:
    """Which requests are asked for; an empty value means any."""

    device: str = ""
    unit: str = ""
    since: datetime | None = None
    until: datetime | None = None


def received_requests(wanted: RequestFilter) -> QuerySet[ReceivedRequest]:
    """Return the requests without their bodies, the newest first."""
    rows = ReceivedRequest.objects.select_related("device__unit", "account").defer("body", "query")
    if wanted.device:
        rows = rows.filter(device__identifier=wanted.device)
    if wanted.unit:
        rows = rows.filter(device__unit__code=wanted.unit)
    if wanted.since is not None:
        rows = rows.filter(received_at__gte=wanted.since)
    if wanted.until is not None:
        rows = rows.filter(received_at__lte=wanted.until)
    return rows.order_by("-received_at", "-pk")


def received_counts(rows: QuerySet[ReceivedRequest]) -> dict[str, int]:
    """Return how many requests there are and how many of their items had each verdict."""
    sums = {f"{name}_sum": Sum(name) for name in COUNTS}
    found = rows.order_by().aggregate(requests=Count("pk"), **sums)
    counts = {name: found[f"{name}_sum"] or 0 for name in COUNTS}
    return {"requests": found["requests"], "items": sum(counts.values()), **counts}


def received_request(pk: int) -> ReceivedRequest:
    """Return one request with its body.

    Raises
    ------
    NotFound
        If there is none, or its time has passed.
    """
    rows = ReceivedRequest.objects.select_related("device__unit", "account")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(_("Kiriman ini tidak ada, atau masa simpannya sudah lewat."))
    return found
