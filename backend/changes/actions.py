"""Writes feed rows and bumps epochs; called last inside the transaction of the change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Max

from backend.changes.models import Change, Epoch

CHANNEL = "siaga112_changes"
"""The PostgreSQL channel that is notified on commit."""


@transaction.atomic
def record_changes(*, kind: Change.Kind, keys: Iterable[str], now: datetime) -> None:
    """Append one feed row for each key and, on PostgreSQL, notify the feed on commit."""
    rows = [Change(kind=kind, key=key, created_at=now) for key in keys]
    Change.objects.bulk_create(rows)
    if rows and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


def record_change(*, kind: Change.Kind, key: str, now: datetime) -> None:
    """Append one feed row."""
    record_changes(kind=kind, keys=[key], now=now)


FEED_KEPT_FOR = timedelta(days=2)
"""A console that was away longer than this takes a new snapshot, as any new one does."""


@transaction.atomic
def prune_changes(*, now: datetime) -> int:
    """Delete feed rows that no reader resumes from any more; return how many.

    The newest row stays, so that ids never begin anew.
    """
    newest = Change.objects.aggregate(id=Max("id"))["id"] or 0
    old = Change.objects.filter(created_at__lt=now - FEED_KEPT_FOR, id__lt=newest)
    return old.delete()[0]


@transaction.atomic
def bump_epoch(name: str) -> None:
    """Count an epoch up, so that every worker reloads what depends on it at its next request."""
    _, created = Epoch.objects.get_or_create(name=name, defaults={"value": 1})
    if not created:
        Epoch.objects.filter(name=name).update(value=F("value") + 1)
