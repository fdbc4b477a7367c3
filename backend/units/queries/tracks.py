"""Reads what is already known around the fixes of a request, and tracks for people."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from django.db.models import QuerySet

from backend.units.models import LatestPosition, Position, QuarantinedItem
from gis.fix_checks import LEAD_MAX_S, Reason
from gis.fixes import TrackPoint

DOUBT_KEPT = timedelta(hours=24)
"""A doubted fix confirms another only this long."""
DOUBTED_MAX = 20
_CALENDAR_END = datetime.max.replace(tzinfo=UTC)
TRACK_MAX = 20_000
"""Points in one answer; a fix every five seconds for a day is 17,280."""


def latest_positions(unit_ids: Collection[int]) -> dict[int, LatestPosition]:
    """Return the rows that hold the markers, by unit."""
    return {row.unit_id: row for row in LatestPosition.objects.filter(unit_id__in=unit_ids)}


def doubted(device_id: int, now: datetime) -> list[TrackPoint]:
    """Return the fixes of a device that were lately kept aside as implausible jumps.

    Not those that a supervisor has settled: released ones are on the track, discarded ones false.
    """
    rows = QuarantinedItem.objects.filter(
        device_id=device_id,
        reason=Reason.JUMP,
        received_at__gte=now - DOUBT_KEPT,
        settlement="",
    ).order_by("-received_at")[:DOUBTED_MAX]
    return [
        TrackPoint(row.fix_time, row.lon, row.lat, row.accuracy_m)
        for row in rows
        if row.fix_time is not None and row.lon is not None and row.lat is not None
    ]


def track(unit_id: int, since: datetime, until: datetime) -> QuerySet[Position]:
    """Return a unit's positions of a span in the order of their fix times."""
    rows = within(Position.objects.filter(unit_id=unit_id), since, until)
    return rows.order_by("fix_time", "id")[:TRACK_MAX]


def within(
    rows: QuerySet[Position], since: datetime | None = None, until: datetime | None = None
) -> QuerySet[Position]:
    """Keep the rows whose fix time lies in a span, both ends included; None leaves an end open.

    A stated time is at most the cut lead later than its fix time. Saying so lets PostgreSQL pass
    over the partitions of other months.
    """
    if since is not None:
        rows = rows.filter(fix_time__gte=since, stated_time__gte=since)
    if until is not None:
        rows = rows.filter(fix_time__lte=until, stated_time__lte=_latest_stated(until))
    return rows


def _latest_stated(fix_time: datetime) -> datetime:
    lead = timedelta(seconds=LEAD_MAX_S)
    return fix_time if fix_time > _CALENDAR_END - lead else fix_time + lead
