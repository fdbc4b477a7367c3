"""The pieces of land: which one covers a point, which is nearest, which a circle touches.

A *land part* is one connected piece of dry land. Routing never crosses from one to another except
by boat, so every place, road and quay belongs to exactly one of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from gis.errors import DataError
from gis.projection import geometry_to_metres, to_degrees, to_metres
from gis.types import LonLat

_BEYOND_M = 1e8
"""Stands for what the metric projection cannot show: a quarter of the earth away."""


@dataclass(frozen=True, slots=True)
class LandPart:
    """One piece of land. ``polygon`` is in degrees; ``populated`` is None where nobody knows."""

    number: int
    name: str | None
    island_code: str | None
    populated: bool | None
    kecamatan_codes: tuple[str, ...]
    polygon: Polygon | MultiPolygon


class Land:
    """An index over land parts, in metres inside, degrees outside.

    Raises
    ------
    DataError
        If two parts share a number.
    """

    def __init__(self, parts: Iterable[LandPart]) -> None:
        self.parts = tuple(sorted(parts, key=lambda part: part.number))
        self._by_number = {part.number: part for part in self.parts}
        if len(self._by_number) != len(self.parts):
            msg = "two land parts share a number"
            raise DataError(msg)
        self._metric: list[BaseGeometry] = [geometry_to_metres(part.polygon) for part in self.parts]
        self._tree = shapely.STRtree(self._metric)
        # Containment is decided in degrees, where neighbours share their edges exactly.
        self._degree_tree = shapely.STRtree([part.polygon for part in self.parts])

    def part(self, number: int) -> LandPart:
        """Return the part with this number; KeyError if there is none."""
        return self._by_number[number]

    def metric_polygon(self, number: int) -> BaseGeometry:
        """Return a part's polygon in metres (EPSG:32750)."""
        return self._metric[self.parts.index(self._by_number[number])]

    def part_at(self, point: LonLat) -> LandPart | None:
        """Return the part that covers the point, None at sea; on a shared edge the lower number."""
        hits = self._degree_tree.query(Point(point.lon, point.lat), predicate="covered_by")
        return self.parts[int(hits.min())] if len(hits) else None

    def nearest(self, point: LonLat) -> tuple[LandPart, float] | None:
        """Return the nearest part and its distance in metres (0 inside); None without any land."""
        if not self.parts:
            return None
        index, distances = self._tree.query_nearest(_metric_point(point), return_distance=True)
        return self.parts[int(index.min())], float(distances.min())

    def touched(self, point: LonLat, radius_m: float) -> tuple[LandPart, ...]:
        """Return every part that a circle touches, nearest first."""
        centre = _metric_point(point)
        hits = self._tree.query(centre, predicate="dwithin", distance=radius_m)
        order = sorted(hits, key=lambda i: (self._metric[i].distance(centre), i))
        return tuple(self.parts[int(i)] for i in order)

    def distance_m(self, number: int, point: LonLat) -> float:
        """Return the distance in metres from a point to a part; 0 inside."""
        return float(self.metric_polygon(number).distance(_metric_point(point)))

    def shore_point(self, number: int, point: LonLat) -> LonLat:
        """Return the point on a part's shore that is nearest to a point, on land or at sea."""
        shore = self.metric_polygon(number).boundary
        nearest = shapely.shortest_line(shore, _metric_point(point))
        x, y = shapely.get_coordinates(nearest)[0]
        lon, lat = to_degrees(np.array([x]), np.array([y]))
        return LonLat(float(lon[0]), float(lat[0]))

    def inland_point(self, number: int, point: LonLat, *, inside_m: float = 50.0) -> LonLat:
        """Return the point of a part that is nearest to a point and surely on land.

        It keeps ``inside_m`` from the shore, or lies anywhere inside a part too narrow for that.
        """
        polygon = self.metric_polygon(number)
        inner: BaseGeometry = polygon.buffer(-inside_m)
        if inner.is_empty:
            inner = polygon.representative_point()
        x, y = shapely.get_coordinates(shapely.shortest_line(inner, _metric_point(point)))[0]
        lon, lat = to_degrees(np.array([x]), np.array([y]))
        return LonLat(float(lon[0]), float(lat[0]))


def _metric_point(point: LonLat) -> Point:
    """Return a point in metres; one on the other side of the earth, far away from everything."""
    x, y = to_metres([point.lon], [point.lat])
    if not (np.isfinite(x[0]) and np.isfinite(y[0])):
        return Point(_BEYOND_M, _BEYOND_M)
    return Point(float(x[0]), float(y[0]))
