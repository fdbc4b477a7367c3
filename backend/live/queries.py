"""Reads change rows for the feed."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Min, Q

from backend.changes.models import Change
from backend.live.cursor import Row

REPLAY_LIMIT = 5000
"""A reader that missed more rows than this gets a snapshot instead."""


def rows_after(position: int, watched: Collection[int], limit: int) -> list[Row]:
    """Return the visible rows after a position and the watched ones below it, by ascending id."""
    wanted = Q(id__gt=position)
    if watched:
        wanted |= Q(id__in=watched)
    found = Change.objects.filter(wanted).order_by("id").values_list("id", "kind", "key")
    return [Row(*values) for values in found[:limit]]


def latest_ids(count: int) -> list[int]:
    """Return the highest ids, in no order."""
    return list(Change.objects.order_by("-id").values_list("id", flat=True)[:count])


def rows_missed(since: int, position: int) -> list[Row] | None:
    """Return the rows between what a reader last saw and the hub's position.

    ``None`` when they cannot all be named any more: rows were pruned, there are too many, or the
    reader's id lies ahead of this database. The reader then needs a snapshot.
    """
    if not 0 <= since <= position or position - since > REPLAY_LIMIT:
        return None
    kept = Change.objects.aggregate(oldest=Min("id"))
    if since < position and (kept["oldest"] is None or kept["oldest"] > since + 1):
        return None
    found = Change.objects.filter(id__gt=since, id__lte=position).order_by("id")
    return [Row(*values) for values in found.values_list("id", "kind", "key")]
