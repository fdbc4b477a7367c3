"""Reads what is already known around the fixes of a request, and tracks for people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta

from django.db.models import Q, QuerySet

from backend.units.models import LatestPosition, Position, QuarantinedItem
from gis.fix_checks import LEAD_MAX_S, Reason
from gis.fixes import TrackPoint

DOUBT_KEPT = timedelta(hours=1)
"""A doubted fix confirms another only this long."""
DOUBTED_MAX = 20
WITHIN_MAX = 1_000
"""Known points between the fixes of one batch that are looked at."""
_CALENDAR_END = datetime.max.replace(tzinfo=UTC)
TRACK_MAX = 20_000
"""Points in one answer; a fix every five seconds for a day is 17,280."""


def latest_positions(unit_ids: Collection[int]) -> dict[int, LatestPosition]:
    """Return the rows that hold the markers, by unit."""
    return {row.unit_id: row for row in LatestPosition.objects.filter(unit_id__in=unit_ids)}


def seen_fixes(
    device_ids: Collection[int], stated_times: Collection[datetime], events: Collection[str]
) -> dict[int, tuple[set[tuple[datetime, int, int]], set[str]]]:
    """Return, by device, the stored keys at these times and those of these events."""
    same = Q(stated_time__in=stated_times)
    if events:
        same |= Q(event_id__in=events)
    rows = Position.objects.filter(same, device_id__in=device_ids).values_list(
        "device_id", "stated_time", "lon_e6", "lat_e6", "event_id"
    )
    seen: dict[int, tuple[set[tuple[datetime, int, int]], set[str]]] = defaultdict(
        lambda: (set(), set())
    )
    for device_id, stated_time, lon_e6, lat_e6, event_id in rows:
        keys, ids = seen[device_id or 0]
        keys.add((stated_time, lon_e6, lat_e6))
        ids |= {event_id} - {""}
    return seen


def neighbours(unit_id: int, earliest: datetime, latest: datetime) -> list[TrackPoint]:
    """Return the trusted points from just before a span of time to just after it."""
    rows = Position.objects.filter(unit_id=unit_id, trusted=True)
    before = within(rows, until=earliest).order_by("-fix_time")[:1]
    after = within(rows, latest).order_by("fix_time")[:1]
    found = [*_points(before), *_points(after)]
    if earliest < latest:
        between = within(rows, earliest, latest).filter(fix_time__gt=earliest, fix_time__lt=latest)
        found += _points(between.order_by("fix_time")[:WITHIN_MAX])
    return found


def doubted(device_id: int, now: datetime) -> list[TrackPoint]:
    """Return the fixes of a device that were lately kept aside as implausible jumps."""
    rows = QuarantinedItem.objects.filter(
        device_id=device_id, reason=Reason.JUMP, received_at__gte=now - DOUBT_KEPT
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


def _points(rows: Iterable[Position]) -> list[TrackPoint]:
    return [
        TrackPoint(row.fix_time, row.lon_e6 / 1e6, row.lat_e6 / 1e6, row.accuracy_m) for row in rows
    ]
