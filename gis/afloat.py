"""Land vehicles that a ferry carries: on which lane, bound for where, and what is left of it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

import shapely

from gis.crossings import Lane, SeaNetwork, Span
from gis.journey_steps import Afloat, Passage
from gis.lane_lines import LaneLines
from gis.projection import distance_m, to_metres
from gis.sea_paths import SeaPath
from gis.timetables import Pace
from gis.types import Aboard, LonLat, VehicleProfile

NEAR_LINE_M = 1_500.0
"""Ships do not steer the drawn line; a vehicle at sea further from all of them is on none."""
AHEAD_DEG = 75.0
"""A ship that heads this little off its line, one way or the other, tells where it is bound."""


def aboard_at(
    lanes: Iterable[Lane],
    lines: LaneLines,
    point: LonLat,
    profile: VehicleProfile,
    heading_deg: float | None,
) -> Aboard | None:
    """Return the lane whose ship a vehicle at sea is taken to be on; None if no line is near.

    Lanes that carry the vehicle come before others, and of those that are as near the one with
    the fewest parts: the ship lands at the next quay in any case.
    """
    spot = _spot(point)
    near = [
        (not lane.carries(profile), round(away_m), len(lane.parts), lane.code, lane)
        for lane in lanes
        if (away_m := lines.metric(lane).distance(spot)) <= NEAR_LINE_M
    ]
    if not near:
        return None
    lane = min(near)[-1]
    return Aboard(lane.code, _toward(lane, lines, spot, heading_deg))


def landings(
    aboard: Aboard, point: LonLat, sea: SeaNetwork, lines: LaneLines, passages: Sequence[Passage]
) -> tuple[Afloat, ...]:
    """Return what is left of the crossing to the quay a ship is bound for, or to either quay.

    Empty if there is no such lane any more, or the quay is none of its ends.
    """
    lane = next((lane for lane in sea.lanes if lane.code == aboard.lane), None)
    if lane is None:
        return ()
    ends = (lane.from_quay, lane.to_quay)
    known = aboard.toward is not None
    factor = next((p.factor for p in passages if p.lane.code == lane.code), None) or 1.0
    line = lines.line(lane)
    along_m = lines.metric(lane).project(_spot(point))
    whole_m = max(lines.metric(lane).length, 1e-9)
    crossing = _whole_crossing(lane, line.distance_m).times(factor)
    found: list[Afloat] = []
    for end in ends:
        if known and end != aboard.toward:
            continue
        ahead_m = whole_m - along_m if end == lane.to_quay else along_m
        share = min(1.0, max(0.0, ahead_m / whole_m))
        path = _rest(lane, lines, point, along_m, forwards=end == lane.to_quay)
        found.append(Afloat(lane, sea.quay(end), path, crossing.times(share), known))
    return tuple(found)


def _whole_crossing(lane: Lane, length_m: float) -> Span:
    """Return how long the whole crossing takes: as stated, by the timetable, or by its length."""
    services = [s for t in (lane.outward, lane.homeward) if t is not None for s in t.services]
    if lane.duration is not None or not services:
        return lane.crossing(length_m)
    likely_s = median(service.duration_s for service in services)
    return Span(*(likely_s * lane.stretch(pace) for pace in Pace))


def _toward(
    lane: Lane, lines: LaneLines, spot: shapely.Point, heading_deg: float | None
) -> str | None:
    """Return the end of a lane that a heading points to, None if it points to neither."""
    if heading_deg is None:
        return None
    line = lines.metric(lane)
    along_m = line.project(spot)
    reach_m = min(500.0, line.length / 4)
    a = line.interpolate(max(0.0, along_m - reach_m))
    b = line.interpolate(min(line.length, along_m + reach_m))
    course_deg = math.degrees(math.atan2(b.x - a.x, b.y - a.y))
    off_deg = abs((heading_deg - course_deg + 180.0) % 360.0 - 180.0)
    if off_deg <= AHEAD_DEG:
        return lane.to_quay
    return lane.from_quay if off_deg >= 180.0 - AHEAD_DEG else None


def _rest(
    lane: Lane, lines: LaneLines, point: LonLat, along_m: float, *, forwards: bool
) -> SeaPath:
    """Return the line from a ship's position to its quay: straight to the lane, then along it."""
    degrees, metric = lines.line(lane).points, lines.metric(lane)
    places = [metric.project(shapely.Point(xy)) for xy in metric.coords]
    if forwards:
        ahead = [xy for xy, m in zip(degrees, places, strict=True) if m > along_m] or [degrees[-1]]
    else:
        behind = [xy for xy, m in zip(degrees, places, strict=True) if m < along_m]
        ahead = behind[::-1] or [degrees[0]]
    points = ((point.lon, point.lat), *ahead)
    length_m = sum(distance_m(*a, *b) for a, b in pairwise(points))
    return SeaPath(points, length_m)


def _spot(point: LonLat) -> shapely.Point:
    x, y = to_metres([point.lon], [point.lat])
    return shapely.Point(float(x[0]), float(y[0]))
