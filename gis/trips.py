"""Reads a track as trips and stops: how far, how long, how fast, and how long it stood."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from gis.projection import distance_m
from gis.track_lines import Line, highest_speed_mps, way_along
from gis.tracks import Piece, TrackFix, gap_m, seconds_between, slack_m
from gis.types import LonLat

STOP_MIN_S = 300.0
"""Standing at least so long is a stop; shorter is idle time of a trip (as in Traccar)."""
STOP_RADIUS_M = 60.0
"""A unit that stays within this of where it came to rest has not left."""
TRIP_MIN_M = 100.0
"""Moving less than this is manoeuvring, not a trip."""
TRIP_GAP_MAX_S = 1800.0
"""A trip goes on over a shorter gap; over a longer one nobody can say that it did."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A time during which the unit stayed where it was."""

    start_at: datetime
    end_at: datetime
    place: LonLat
    """The middle of its fixes (median)."""
    gap_s: float
    """How much of the time nothing was heard; the unit was at the same place before and after."""

    @property
    def duration_s(self) -> float:
        """From the first fix to the last."""
        return (self.end_at - self.start_at).total_seconds()


@dataclass(frozen=True, slots=True)
class Trip:
    """A time during which the unit went from one place to another."""

    start_at: datetime
    end_at: datetime
    start: LonLat
    end: LonLat
    distance_m: float
    """Along the fixes, without jitter and without what lies over gaps."""
    idle_time_s: float
    """Standing on the way, too short for a stop."""
    top_speed_mps: float | None
    """As reported, else derived; None where the fixes tell none."""
    gap_s: float
    """How much of the time nothing was heard."""
    gap_distance_m: float
    """Straight distances over those gaps."""

    @property
    def duration_s(self) -> float:
        """From the first fix to the last."""
        return (self.end_at - self.start_at).total_seconds()

    @property
    def average_speed_mps(self) -> float | None:
        """Over the time that was seen, idle time included; None if nothing was seen."""
        seen_s = self.duration_s - self.gap_s
        return self.distance_m / seen_s if seen_s > 0 else None


def trips_and_stops(
    pieces: Sequence[Piece], *, speed_limit_mps: float, stop_min_s: float = STOP_MIN_S
) -> list[Trip | Stop]:
    """Return the trips and stops of a track in order.

    They alternate and share their ends, except where a gap longer than half an hour with a change
    of place lies between two of them: what happened then is not known.

    Parameters
    ----------
    pieces
        The unbroken pieces of the track (``gis.tracks.split_at_gaps``).
    speed_limit_mps
        A higher speed is a fault of the receiver.
    stop_min_s
        The shortest stop.
    """
    line = Line.of(pieces)
    return [
        _stop(line, section) if section.is_stop else _trip(line, section, speed_limit_mps)
        for section in _sections(line, stop_min_s)
    ]


@dataclass(frozen=True, slots=True)
class _Section:
    is_stop: bool
    first: int
    last: int
    """Indexes of fixes, both included; a section begins with the fix that ends the one before."""


def _sections(line: Line, stop_min_s: float) -> list[_Section]:
    """Return stops and moves in order; short moves between the same places belong to the stop."""
    found: list[_Section] = []
    done = 0
    for first, last in [*_stops(line, stop_min_s), (len(line.fixes) - 1, None)]:
        found += [_Section(False, *ends) for ends in _moves(line, done, first)]
        if last is not None:
            found.append(_Section(True, first, last))
            done = last
    named = [_named(line, section) for section in found]
    joined: list[_Section] = []
    for section in named:
        if joined and _is_same_stop(line, joined[-1], section):
            joined[-1] = _Section(True, joined[-1].first, section.last)
        else:
            joined.append(section)
    return joined


def _stops(line: Line, stop_min_s: float) -> Iterator[tuple[int, int]]:
    """Yield first and last fix of each time spent within the radius of where it began."""
    first = 0
    while first < len(line.fixes):
        least = bisect_left(line.times_s, line.times_s[first] + stop_min_s, lo=first)
        last = first
        if least < len(line.fixes) and _is_beside(line.fixes[first], line.fixes[least]):
            last = _run_end(line.fixes, first)
        if last > first and line.lasts_s(first, last) >= stop_min_s:
            yield first, last
            first = last
        first += 1


def _run_end(fixes: Sequence[TrackFix], first: int) -> int:
    last = first
    while last + 1 < len(fixes) and _is_beside(fixes[first], fixes[last + 1]):
        last += 1
    return last


def _moves(line: Line, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches between two stops; a long gap is part of none."""
    begin = first
    for index in range(first + 1, last + 1):
        if index in line.after_gap and line.lasts_s(index - 1, index) > TRIP_GAP_MAX_S:
            if index - 1 > begin:
                yield begin, index - 1
            begin = index
    if last > begin and line.lasts_s(begin, last) > 0:
        yield begin, last


def _named(line: Line, section: _Section) -> _Section:
    """Call a move that leads nowhere a stop."""
    if section.is_stop:
        return section
    over_gaps_m = sum(gap_m(a, b) for a, b in line.gaps(section.first, section.last))
    is_short = way_along(line, section.first, section.last).distance_m + over_gaps_m < TRIP_MIN_M
    return _Section(is_short, section.first, section.last)


def _is_same_stop(line: Line, before: _Section, after: _Section) -> bool:
    if not (before.is_stop and after.is_stop and before.last == after.first):
        return False
    a, b = _middle(line, before), _middle(line, after)
    return distance_m(a.lon, a.lat, b.lon, b.lat) < TRIP_MIN_M


def _stop(line: Line, section: _Section) -> Stop:
    return Stop(
        start_at=line.fixes[section.first].time,
        end_at=line.fixes[section.last].time,
        place=_middle(line, section),
        gap_s=_gap_s(line, section),
    )


def _trip(line: Line, section: _Section, speed_limit_mps: float) -> Trip:
    start, end = line.fixes[section.first], line.fixes[section.last]
    way = way_along(line, section.first, section.last)
    return Trip(
        start_at=start.time,
        end_at=end.time,
        start=LonLat(start.lon, start.lat),
        end=LonLat(end.lon, end.lat),
        distance_m=way.distance_m,
        idle_time_s=way.idle_s,
        top_speed_mps=highest_speed_mps(
            line, section.first, section.last, limit_mps=speed_limit_mps
        ),
        gap_s=_gap_s(line, section),
        gap_distance_m=sum(gap_m(a, b) for a, b in line.gaps(section.first, section.last)),
    )


def _gap_s(line: Line, section: _Section) -> float:
    return sum(seconds_between(a, b) for a, b in line.gaps(section.first, section.last))


def _middle(line: Line, section: _Section) -> LonLat:
    fixes = line.fixes[section.first : section.last + 1]
    return LonLat(median(fix.lon for fix in fixes), median(fix.lat for fix in fixes))


def _is_beside(a: TrackFix, b: TrackFix) -> bool:
    return gap_m(a, b) <= max(STOP_RADIUS_M, slack_m(a, b))
