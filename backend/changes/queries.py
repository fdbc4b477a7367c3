"""Reads epochs, and which feed rows nobody needs any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Max, QuerySet

from backend.changes.models import Change, Epoch

FEED_KEPT_FOR = timedelta(days=2)
"""A console that was away longer than this takes a new snapshot, as any new one does."""


def epochs(*names: str) -> tuple[int, ...]:
    """Return the present value of each named epoch, 0 for one never bumped; one query."""
    values = dict(Epoch.objects.filter(name__in=names).values_list("name", "value"))
    return tuple(values.get(name, 0) for name in names)


def outdated_changes(now: datetime) -> QuerySet[Change]:
    """Return the feed rows that no reader resumes from any more.

    The newest row is never among them, so that ids never begin anew.
    """
    newest = Change.objects.aggregate(id=Max("id"))["id"] or 0
    return Change.objects.filter(created_at__lt=now - FEED_KEPT_FOR, id__lt=newest)
