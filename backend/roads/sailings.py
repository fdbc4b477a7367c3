"""When the ships of a lane sail, as answers tell it: the timetable, and the next departures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from gis.crossings import Lane
from gis.timetable_documents import timetable_document
from gis.timetables import Scheduled, Service, Timetable, departures_on

DAYS_SHOWN = 3
"""Today and the two days after it, in the time zone of the timetable."""
MOST_SHOWN = 100
_DAY_S = 86_400
_CONFIDENCE: Mapping[str, str] = MappingProxyType(
    {"good": "A", "fair": "B", "old": "C", "low": "C"}
)


def sailing_properties(lane: Lane, now: datetime) -> dict[str, Any]:
    """Return what a lane's feature says of its sailings and how far they can be trusted.

    ``departures`` are those at stated times only; headways and boats on demand stand in
    ``timetable``, which is empty where nobody knows when ships sail.
    """
    return {
        "both_ways": lane.both_ways,
        "carries_stretchers": lane.carries_stretchers,
        "parts": list(lane.parts),
        "contact": lane.contact,
        "confidence": _CONFIDENCE.get(lane.certainty, "none"),
        "timetable": timetable_document(lane.outward, lane.homeward),
        "departures": _departures(lane, now),
    }


def _departures(lane: Lane, now: datetime) -> list[dict[str, Any]]:
    sides = (
        (lane.from_quay, lane.to_quay, lane.outward),
        (lane.to_quay, lane.from_quay, lane.homeward),
    )
    found: list[dict[str, Any]] = [
        {"from": start, "to": end, "at": at.astimezone(UTC)}
        for start, end, timetable in sides
        if timetable is not None
        for at in _leaving(timetable, now.astimezone(timetable.zone).date())
    ]
    return sorted(found, key=lambda each: each["at"])[:MOST_SHOWN]


def _leaving(timetable: Timetable, today: date) -> list[datetime]:
    """Return what leaves in the days shown, ships of earlier service days included."""
    shown = [today + timedelta(days=n) for n in range(DAYS_SHOWN)]
    earlier = max((_end_s(service) // _DAY_S for service in timetable.services), default=0)
    days = [today - timedelta(days=n) for n in range(earlier, 0, -1)] + shown
    return [
        at
        for day in days
        for at in departures_on(timetable, day)
        if shown[0] <= at.date() and at.date() <= shown[-1]
    ]


def _end_s(service: Service) -> int:
    return service.departs_s if isinstance(service, Scheduled) else service.until_s
