"""Finds the days of units that may be thinned, and which points their shape does not need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from backend.units.models import Position, ThinnedDay
from backend.units.queries import tracks
from backend.units.queries.judgements import retention
from gis.fixes import RELOCATED_NOTE, SAME_SECOND_NOTE
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

    Each tracker's line is thinned by itself, since of several only one is followed at a time. Only
    trusted fixes go; what is no part of a line (a mock location, a place told by radio, another
    place in the same second) stays, and so do the fixes beside it and both ends of a relocation.
    """
    lines = _lines_of(unit_id, day)
    surplus: list[int] = []
    length_before_m = length_after_m = 0.0
    for line in lines.values():
        gone = {pk for run in _runs(line) for pk in _surplus(run)}
        surplus += gone
        length_before_m += _length_m(line)
        length_after_m += _length_m([point for point in line if point.id not in gone])
    return Thinning(
        day=day,
        surplus=tuple(surplus),
        points_before=sum(len(line) for line in lines.values()),
        length_before_m=length_before_m,
        length_after_m=length_after_m,
    )


@dataclass(frozen=True, slots=True)
class _Point:
    id: int
    at_s: float
    lon: float
    lat: float
    is_trusted: bool
    notes: list[str]

    @property
    def is_on_line(self) -> bool:
        return self.is_trusted and SAME_SECOND_NOTE not in self.notes


def _lines_of(unit_id: int, day: date) -> dict[int | None, list[_Point]]:
    """Return the day's points by tracker; those told by radio have none."""
    begin = _midnight(day)
    rows = tracks.within(Position.objects.filter(unit_id=unit_id), begin, begin + DAY)
    values = (
        rows.filter(fix_time__lt=begin + DAY)
        .order_by("fix_time", "id")
        .values_list("device_id", "id", "fix_time", "lon_e6", "lat_e6", "trusted", "source", "note")
    )
    lines: dict[int | None, list[_Point]] = defaultdict(list)
    for device_id, pk, at, lon, lat, trusted, source, note in values.iterator():
        is_trusted = trusted and source != RADIO
        at_s = (at - begin).total_seconds()
        lines[device_id].append(_Point(pk, at_s, lon / 1e6, lat / 1e6, is_trusted, note.split(",")))
    return lines


def _runs(line: list[_Point]) -> Iterator[list[_Point]]:
    """Yield the stretches of a line that are thinned by themselves."""
    run: list[_Point] = []
    for point in line:
        if run and (not point.is_on_line or RELOCATED_NOTE in point.notes):
            yield run
            run = []
        if point.is_on_line:
            run.append(point)
    yield run


def _surplus(run: list[_Point]) -> list[int]:
    keep = kept_points(
        [point.at_s for point in run],
        [point.lon for point in run],
        [point.lat for point in run],
    )
    return [point.id for point, stays in zip(run, keep, strict=True) if not stays]


def _length_m(line: list[_Point]) -> float:
    return length_m([point.lon for point in line], [point.lat for point in line])


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
