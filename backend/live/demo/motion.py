"""Where a simulated unit is along a journey at a given time; pure arithmetic, no clock."""

from __future__ import annotations

import bisect
import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gis.projection import haversine_m
from gis.types import Leg, LonLat


@dataclass(frozen=True, slots=True)
class Motion:
    """What a phone on board measures at one moment."""

    point: LonLat
    speed_mps: float
    heading_deg: float | None
    """Degrees clockwise from north; None while standing."""


@dataclass(frozen=True, slots=True)
class Trip:
    """A line with the time, in seconds from the start, at which each of its points is reached."""

    points: tuple[LonLat, ...]
    at_s: tuple[float, ...]

    @property
    def duration_s(self) -> float:
        """The time until the last point is reached."""
        return self.at_s[-1]

    def motion_at(self, elapsed_s: float) -> Motion:
        """Return place, speed and heading after ``elapsed_s``; before and after it stands still."""
        if elapsed_s <= 0:
            return Motion(self.points[0], 0.0, None)
        if elapsed_s >= self.duration_s:
            return Motion(self.points[-1], 0.0, None)
        after = bisect.bisect_right(self.at_s, elapsed_s)
        start, end = self.points[after - 1], self.points[after]
        lasts_s = self.at_s[after] - self.at_s[after - 1]
        share = (elapsed_s - self.at_s[after - 1]) / lasts_s
        point = LonLat(
            start.lon + share * (end.lon - start.lon), start.lat + share * (end.lat - start.lat)
        )
        speed_mps = _length_m(start, end) / lasts_s
        return Motion(point, speed_mps, _heading_deg(start, end) if speed_mps else None)


def trip_of(legs: Iterable[Leg], start: LonLat) -> Trip:
    """Return the trip that follows journey legs, each at its own even speed.

    A leg without a line (turnout, waiting for a boat) is time spent where the one before ended.
    """
    points, at_s = [start], [0.0]
    for leg in legs:
        _extend(points, at_s, [LonLat(*point) for point in leg.points], leg.duration_s)
    return Trip(tuple(points), tuple(at_s))


def standing(point: LonLat, duration_s: float) -> Trip:
    """Return a trip that stays at a point for a while."""
    return Trip((point, point), (0.0, duration_s))


def _extend(
    points: list[LonLat], at_s: list[float], line: Sequence[LonLat], duration_s: float
) -> None:
    """Append a line travelled in ``duration_s``; a step of no length takes no time."""
    steps = [points[-1], *line]
    lengths_m = [_length_m(a, b) for a, b in itertools.pairwise(steps)]
    total_m = sum(lengths_m)
    if duration_s <= 0:
        return
    if total_m == 0:
        points.append(points[-1])
        at_s.append(at_s[-1] + duration_s)
        return
    for point, length_m in zip(line, lengths_m, strict=True):
        if length_m > 0:
            points.append(point)
            at_s.append(at_s[-1] + duration_s * length_m / total_m)


def _length_m(a: LonLat, b: LonLat) -> float:
    return float(haversine_m(a.lon, a.lat, b.lon, b.lat))


def _heading_deg(a: LonLat, b: LonLat) -> float:
    east = (b.lon - a.lon) * math.cos(math.radians(a.lat))
    return math.degrees(math.atan2(east, b.lat - a.lat)) % 360
