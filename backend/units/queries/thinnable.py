"""Finds the days of units that may be thinned, and which points their shape does not need."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from backend.units.models import Position, ThinnedDay
from backend.units.queries import tracks
from backend.units.queries.judgements import retention
from gis.thinning import kept_points, length_m

DAY = timedelta(days=1)
RADIO = "radio"


@dataclass(frozen=True, slots=True)
class Thinning:
    """What thinning makes of one unit's day."""

    day: date
    surplus: tuple[int, ...]
    """The ids of the positions that may go."""
    points_before: int
    length_before_m: float
    length_after_m: float

    @property
    def points_after(self) -> int:
        """How many points stay."""
        return self.points_before - len(self.surplus)


def days_to_thin(unit_id: int, *, after_days: int, now: datetime) -> Iterator[date]:
    """Yield the days (of UTC) of a unit that have positions, are old enough and not yet thinned.

    A day that the retention has begun to eat is left to it.
    """
    end = _midnight((now - timedelta(days=after_days)).astimezone(UTC).date())
    moment = _midnight((now - retention()).astimezone(UTC).date() + DAY)
    done = set(ThinnedDay.objects.filter(unit_id=unit_id).values_list("day", flat=True))
    rows = Position.objects.filter(unit_id=unit_id, fix_time__lt=end)
    while moment < end:
        later = tracks.within(rows, moment, end).order_by("fix_time")
        found = later.values_list("fix_time", flat=True).first()
        if found is None:
            return
        day = found.astimezone(UTC).date()
        if day not in done:
            yield day
        moment = _midnight(day + DAY)


def thinning_of(unit_id: int, day: date) -> Thinning:
    """Return which positions of a day the shape does not need, and what becomes of its length.

    Only trusted fixes of trackers go. A mock location and a place told by radio stay, and so do
    the fixes before and after them: what lies between is thinned by itself.
    """
    points = _points_of(unit_id, day)
    surplus: list[int] = []
    for is_tracked, group in itertools.groupby(points, key=lambda point: point.is_tracked):
        if is_tracked:
            surplus += _surplus(list(group))
    gone = set(surplus)
    return Thinning(
        day=day,
        surplus=tuple(surplus),
        points_before=len(points),
        length_before_m=_length_m(points),
        length_after_m=_length_m([point for point in points if point.id not in gone]),
    )


@dataclass(frozen=True, slots=True)
class _Point:
    id: int
    at_s: float
    lon: float
    lat: float
    is_tracked: bool


def _points_of(unit_id: int, day: date) -> list[_Point]:
    begin = _midnight(day)
    rows = tracks.within(Position.objects.filter(unit_id=unit_id), begin, begin + DAY)
    values = (
        rows.filter(fix_time__lt=begin + DAY)
        .order_by("fix_time", "id")
        .values_list("id", "fix_time", "lon_e6", "lat_e6", "trusted", "source")
    )
    return [
        _Point(pk, (at - begin).total_seconds(), lon / 1e6, lat / 1e6, trusted and source != RADIO)
        for pk, at, lon, lat, trusted, source in values.iterator()
    ]


def _surplus(points: list[_Point]) -> list[int]:
    keep = kept_points(
        [point.at_s for point in points],
        [point.lon for point in points],
        [point.lat for point in points],
    )
    return [point.id for point, stays in zip(points, keep, strict=True) if not stays]


def _length_m(points: list[_Point]) -> float:
    return length_m([point.lon for point in points], [point.lat for point in points])


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
