"""The lines that ships of lanes follow, and which of them an area covers; one object for a sea."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock

import shapely
from shapely.geometry.base import BaseGeometry

from gis.crossings import Lane, SeaNetwork
from gis.projection import distance_m, geometry_to_metres
from gis.sea_paths import SeaPath, SeaPaths, straight_path

ZONE_COVERS_FROM_M = 200.0
"""A zone that covers less of a lane than this lies on the harbour's land, not on the water."""


class LaneLines:
    """The line of each lane: as drawn on a map, by way of its parts, else around the land.

    Safe to share between threads.
    """

    def __init__(self, sea: SeaNetwork, paths: SeaPaths) -> None:
        self._sea = sea
        self._paths = paths
        self._by_code = {lane.code: lane for lane in sea.lanes}
        self._lines: dict[str, SeaPath] = {}
        self._metric: dict[str, BaseGeometry] = {}
        self._lock = Lock()

    def line(self, lane: Lane) -> SeaPath:
        """Return the line of a lane from its first quay to its second."""
        with self._lock:
            return self._line(lane)

    def metric(self, lane: Lane) -> BaseGeometry:
        """Return the same line in metres of the projection."""
        with self._lock:
            if lane.code not in self._metric:
                line = shapely.LineString(self._line(lane).points)
                self._metric[lane.code] = geometry_to_metres(line)
            return self._metric[lane.code]

    def warm(self) -> None:
        """Find the lines of all lanes now, and keep them if the paths have a folder."""
        self._paths.warm()
        for lane in self._sea.lanes:
            self.line(lane)
        self._paths.keep()

    def covered_by(self, area: shapely.Geometry) -> frozenset[str]:
        """Return the codes of lanes of which an area in metres covers some water."""
        return frozenset(
            lane.code
            for lane in self._sea.lanes
            if self.metric(lane).intersection(area).length >= ZONE_COVERS_FROM_M
        )

    def _line(self, lane: Lane) -> SeaPath:
        if lane.code not in self._lines:
            self._lines[lane.code] = self._find_line(lane)
        return self._lines[lane.code]

    def _find_line(self, lane: Lane) -> SeaPath:
        if len(lane.points) > 1:
            steps = zip(lane.points, lane.points[1:], strict=False)
            return SeaPath(lane.points, sum(distance_m(*a, *b) for a, b in steps))
        parts = [self._by_code[code] for code in lane.parts if code in self._by_code]
        if lane not in parts and _are_the_way(lane, parts):
            return _joined(lane.from_quay, [(part, self._line(part)) for part in parts])
        start = self._sea.quay(lane.from_quay).point
        end = self._sea.quay(lane.to_quay).point
        return self._paths.lasting_path(start, end) or straight_path(start, end)


def _joined(from_quay: str, parts: Sequence[tuple[Lane, SeaPath]]) -> SeaPath:
    """Return the lines of a ship's parts one after another, each turned the way it goes."""
    points: list[tuple[float, float]] = []
    quay = from_quay
    for part, line in parts:
        points += line.points if part.from_quay == quay else line.points[::-1]
        quay = part.other_end(quay)
    return SeaPath(tuple(points), sum(line.distance_m for _, line in parts))


def _are_the_way(lane: Lane, parts: Sequence[Lane]) -> bool:
    """Tell whether the parts, one after another, lead from one end of a lane to the other."""
    quay = lane.from_quay
    for part in parts:
        if quay not in {part.from_quay, part.to_quay}:
            return False
        quay = part.other_end(quay)
    return bool(parts) and quay == lane.to_quay
