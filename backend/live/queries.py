"""Reads change rows for the feed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import connection
from django.db.models import Min

from backend.changes.models import Change
from backend.live.cursor import Row
from backend.live.places import Place, end_of

REPLAY_LIMIT = 5000
"""A reader that missed more rows than this gets a snapshot instead."""


def rows_after(position: int, watched: Collection[int], limit: int) -> list[Row]:
    """Return the visible rows after a position and the watched ones below it, by ascending id.

    Plain SQL, since it runs whenever anything was committed and the ORM takes ten times as long to
    write this query as the database to answer it.
    """
    wanted, values = "id > %s", [position]
    if watched:
        wanted += f" OR id IN ({', '.join(['%s'] * len(watched))})"
        values += watched
    table = connection.ops.quote_name(Change._meta.db_table)
    query = f"SELECT id, kind, key FROM {table} WHERE {wanted} ORDER BY id LIMIT %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(query, [*values, limit])
        return [Row(*found) for found in cursor.fetchall()]


def latest_ids(count: int) -> list[int]:
    """Return the highest ids, in no order."""
    return list(Change.objects.order_by("-id").values_list("id", flat=True)[:count])


def rows_missed(since: Place, position: int) -> list[Row] | None:
    """Return the rows from a reader's place up to the hub's position, by ascending id.

    The reader's own row is among them unless it had all of its events. ``None`` when they cannot
    all be named any more: rows were pruned, there are too many, or the reader's place lies ahead of
    this database. The reader then needs a snapshot.
    """
    if not 0 <= since.row <= position or position - since.row > REPLAY_LIMIT:
        return None
    first = since.row + 1 if since == end_of(since.row) else since.row
    if first > position:
        return []
    kept = Change.objects.aggregate(oldest=Min("id"))
    if kept["oldest"] is None or kept["oldest"] > first:
        return None
    found = Change.objects.filter(id__gte=first, id__lte=position).order_by("id")
    return [Row(*values) for values in found.values_list("id", "kind", "key")]


def time_of(row: int) -> datetime | None:
    """Return when a row, or the first kept one after it, was written."""
    found = Change.objects.filter(id__gte=row).order_by("id")
    return found.values_list("created_at", flat=True).first()
