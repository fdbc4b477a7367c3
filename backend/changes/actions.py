"""Writes feed rows and bumps epochs; called last inside the transaction of the change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F

from backend.changes.models import Change, Epoch
from backend.changes.queries import FEED_KEPT_FOR, outdated_changes

__all__ = [
    "CHANNEL",
    "FEED_KEPT_FOR",
    "bump_epoch",
    "prune_changes",
    "record_change",
    "record_changes",
]

CHANNEL = "siaga112_changes"
"""The PostgreSQL channel that is notified on commit."""


_FED = f"""
WITH fed AS (
    INSERT INTO {Change._meta.db_table} (kind, key, created_at)
    SELECT %s, key, %s FROM unnest(%s::text[]) WITH ORDINALITY AS k(key, place) ORDER BY place
)
SELECT pg_notify('{CHANNEL}', '')
"""  # noqa: S608


@transaction.atomic(savepoint=False)
def record_changes(*, kind: Change.Kind, keys: Iterable[str], now: datetime) -> None:
    """Append one feed row for each key and, on PostgreSQL, notify the feed on commit."""
    listed = list(keys)
    if listed and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_FED, [kind.value, now, listed])
    elif listed:
        Change.objects.bulk_create(Change(kind=kind, key=key, created_at=now) for key in listed)


def record_change(*, kind: Change.Kind, key: str, now: datetime) -> None:
    """Append one feed row."""
    record_changes(kind=kind, keys=[key], now=now)


@transaction.atomic
def prune_changes(*, now: datetime) -> int:
    """Delete feed rows that no reader resumes from any more; return how many."""
    return outdated_changes(now).delete()[0]


@transaction.atomic
def bump_epoch(name: str) -> None:
    """Count an epoch up, so that every worker reloads what depends on it at its next request."""
    _, created = Epoch.objects.get_or_create(name=name, defaults={"value": 1})
    if not created:
        Epoch.objects.filter(name=name).update(value=F("value") + 1)
