"""How far things reach: a point inside an area, the circle that covers it, parts of one road."""

from __future__ import annotations

import math

import numpy as np
import shapely
from shapely.geometry import LineString, MultiPolygon, Point, Polygon

from gis.projection import geometry_to_metres, haversine_m, to_metres
from gis.types import LonLat

ROAD_GAP_M = 1_500.0
"""Lines of one name that lie further apart than this are two roads."""

HAVERSINE_MARGIN = 1.006
"""The great circle errs by at most 0.6 %; a circle that must cover takes it on top."""


def inner_point(polygon: Polygon) -> LonLat:
    """Return the centroid if it lies inside, else a point that does."""
    middle = polygon.centroid
    if not polygon.covers(middle):
        middle = polygon.representative_point()
    return LonLat(middle.x, middle.y)


def covering_m(polygon: Polygon | MultiPolygon, point: LonLat) -> float:
    """Return the radius in metres of the circle around a point that covers a polygon."""
    vertices = shapely.get_coordinates(polygon)
    if not len(vertices):
        return 0.0
    far = haversine_m(point.lon, point.lat, vertices[:, 0], vertices[:, 1]).max()
    return math.ceil(float(far) * HAVERSINE_MARGIN)


def area_km2(polygon: Polygon | MultiPolygon) -> float:
    """Return the area of a polygon in degrees."""
    return float(geometry_to_metres(polygon).area) / 1e6


def clustered(lines: tuple[tuple[LonLat, ...], ...]) -> list[list[tuple[LonLat, ...]]]:
    """Group the lines of one name whose ends lie within ``ROAD_GAP_M`` of each other."""
    metric = [_metric_line(line) for line in lines]
    clusters: list[list[int]] = []
    for number, shape in enumerate(metric):
        near = [c for c in clusters if any(shape.distance(metric[i]) <= ROAD_GAP_M for i in c)]
        merged = [number, *(i for cluster in near for i in cluster)]
        clusters = [cluster for cluster in clusters if cluster not in near] + [merged]
    return [[lines[i] for i in sorted(cluster)] for cluster in clusters]


def _metric_line(line: tuple[LonLat, ...]) -> LineString | Point:
    x, y = to_metres([p.lon for p in line], [p.lat for p in line])
    vertices = np.column_stack([x, y])
    return LineString(vertices) if len(vertices) > 1 else Point(vertices[0])
