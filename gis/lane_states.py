"""What every lane is worth at a moment: closed, slowed, and the line that its ships follow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from threading import Lock

import shapely

from gis.closures import Closure
from gis.crossings import Lane, LaneClosure, SeaNetwork
from gis.journey_steps import Passage
from gis.land_travel import Passages
from gis.projection import distance_m, geometry_to_metres
from gis.sea_paths import SeaPath, SeaPaths, straight_path

ZONE_COVERS_FROM_M = 200.0
"""A zone that covers less of a lane than this lies on the harbour's land, not on the water."""


class LaneStates:
    """Passages of all lanes by moment. Safe to share between threads."""

    def __init__(
        self,
        sea: SeaNetwork,
        paths: SeaPaths,
        closures: Sequence[Closure],
        lane_closures: Sequence[LaneClosure],
    ) -> None:
        self._sea = sea
        self._sea_paths = paths
        self._zones = [c for c in closures if c.geometry.geom_type.endswith("Polygon")]
        self._lane_closures = lane_closures
        self._lines: dict[str, SeaPath] = {}
        self._zoned: dict[int, frozenset[str]] = {}
        self._made: dict[frozenset[tuple[str, int]], tuple[Passage, ...]] = {}
        self._lock = Lock()

    def passages(self, at: datetime) -> Passages:
        """Return every direction of every lane as it stands at a moment."""
        with self._lock:
            active = self._active(at)
            key = frozenset((lane, i) for lane, found in active.items() for i, _ in found)
            if key not in self._made:
                self._made[key] = tuple(
                    passage for lane in self._sea.lanes for passage in self._both(lane, active)
                )
            return Passages.of(self._made[key], at)

    def touching(self) -> frozenset[int]:
        """Return the ids of zones that cover some water of a lane."""
        with self._lock:
            return frozenset(zone.id for zone in self._zones if self._lanes_in(zone))

    def closed(self, at: datetime) -> dict[frozenset[str], tuple[str, int]]:
        """Return name and closure of each lane that is closed, by the two quays it joins."""
        with self._lock:
            active = self._active(at)
        return {
            frozenset({lane.from_quay, lane.to_quay}): (lane.name, i)
            for lane in self._sea.lanes
            for i, factor in active.get(lane.code, ())
            if factor is None
        }

    def _active(self, at: datetime) -> dict[str, list[tuple[int, float | None]]]:
        active: dict[str, list[tuple[int, float | None]]] = {}
        for closure in self._lane_closures:
            if closure.is_active(at):
                active.setdefault(closure.lane, []).append((closure.id, closure.factor))
        for zone in self._zones:
            if zone.is_active(at):
                for lane in self._lanes_in(zone):
                    active.setdefault(lane, []).append((zone.id, zone.factor))
        return active

    def _both(
        self, lane: Lane, active: dict[str, list[tuple[int, float | None]]]
    ) -> tuple[Passage, ...]:
        found = active.get(lane.code, [])
        factors = [factor for _, factor in found if factor is not None]
        is_closed = len(factors) < len(found)
        factor = None if is_closed else max(factors, default=1.0)
        ids = tuple(sorted(i for i, _ in found))
        path = self._line(lane)
        back = SeaPath(path.points[::-1], path.distance_m)
        start, end = self._sea.quay(lane.from_quay), self._sea.quay(lane.to_quay)
        there = Passage(lane, start, end, path, factor, ids)
        if not lane.both_ways:
            return (there,)
        return there, Passage(lane, end, start, back, factor, ids)

    def _line(self, lane: Lane) -> SeaPath:
        """Return the line of a lane: as drawn on the map it came from, else around the land."""
        if lane.code not in self._lines:
            self._lines[lane.code] = self._find_line(lane)
        return self._lines[lane.code]

    def _find_line(self, lane: Lane) -> SeaPath:
        if len(lane.points) > 1:
            steps = zip(lane.points, lane.points[1:], strict=False)
            return SeaPath(lane.points, sum(distance_m(*a, *b) for a, b in steps))
        start = self._sea.quay(lane.from_quay).point
        end = self._sea.quay(lane.to_quay).point
        return self._sea_paths.path(start, end) or straight_path(start, end)

    def _lanes_in(self, zone: Closure) -> frozenset[str]:
        if zone.id not in self._zoned:
            area = geometry_to_metres(zone.geometry)
            self._zoned[zone.id] = frozenset(
                lane.code for lane in self._sea.lanes if self._covers(area, lane)
            )
        return self._zoned[zone.id]

    def _covers(self, area: shapely.Geometry, lane: Lane) -> bool:
        line = geometry_to_metres(shapely.LineString(self._line(lane).points))
        return bool(line.intersection(area).length >= ZONE_COVERS_FROM_M)
