"""Draws a route on a sketch of land and roads as SVG, in black and white for paper."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from backend.roads import layers
from gis.land import Land
from gis.projection import distance_m
from gis.types import Journey, Leg, LegMode, LonLat

WIDTH, HEIGHT = 900.0, 560.0
MARGIN_SHARE = 0.1
LEAST_SPAN_DEG = 0.006
WHOLE_ROADS_FROM_DEG = 0.25
"""On wider sketches only the main roads are drawn."""
MARK_APART = 24.0
"""Numbers of turns that would stand nearer to one already drawn are left out."""
MAIN = frozenset({"motorway", "trunk", "primary", "secondary"})
DASHES = {LegMode.SEA: "14 8", LegMode.ACCESS: "3 7"}

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Mark:
    """A number or letter on the sketch, or the name of a quay."""

    lon: float
    lat: float
    text: str
    is_end: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class _Frame:
    """What part of the earth the sketch shows."""

    west: float
    north: float
    per_deg: float
    narrowing: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east and north."""
        east = self.west + WIDTH / (self.per_deg * self.narrowing)
        return self.west, self.north - HEIGHT / self.per_deg, east, self.north

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        x = (lon - self.west) * self.per_deg * self.narrowing
        return round(x, 1), round((self.north - lat) * self.per_deg, 1)


def sketch(journey: Journey, land: Land | None, marks: Iterable[Mark]) -> str:
    """Return the sketch of a journey; empty where nothing of it has a line."""
    points = [point for leg in journey.legs for point in leg.points]
    if not points:
        return ""
    frame = _frame(points)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="sketch" role="img" '
        f'viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}">',
        f'<rect width="{WIDTH:.0f}" height="{HEIGHT:.0f}" fill="#fff"/>',
        *_land(land, frame),
        *_roads(frame),
        *_route(journey.legs, frame),
        *_marks(marks, frame),
        _scale(frame),
        f'<text x="{WIDTH - 26}" y="30" class="north">U ↑</text>',
        f'<rect width="{WIDTH:.0f}" height="{HEIGHT:.0f}" fill="none" stroke="#000"/>',
        "</svg>",
    ]
    return "".join(parts)


def along(points: Points, share: float) -> LonLat | None:
    """Return the point at a share of a line's length, None for a line without points."""
    if len(points) < 2:
        return None
    point = shapely.line_interpolate_point(shapely.linestrings(points), share, normalized=True)
    return LonLat(float(shapely.get_x(point)), float(shapely.get_y(point)))


def _frame(points: Points) -> _Frame:
    west, south, east, north = shapely.bounds(shapely.multipoints(points)).tolist()
    narrowing = math.cos(math.radians((south + north) / 2))
    wide = max((east - west) * narrowing, LEAST_SPAN_DEG) * (1 + 2 * MARGIN_SHARE)
    high = max(north - south, LEAST_SPAN_DEG) * (1 + 2 * MARGIN_SHARE)
    per_deg = min(WIDTH / wide, HEIGHT / high)
    middle_lon, middle_lat = (west + east) / 2, (south + north) / 2
    return _Frame(
        middle_lon - WIDTH / (2 * per_deg * narrowing),
        middle_lat + HEIGHT / (2 * per_deg),
        per_deg,
        narrowing,
    )


def _land(land: Land | None, frame: _Frame) -> Iterator[str]:
    for part in () if land is None else land.parts:
        shape = shapely.clip_by_rect(part.polygon, *frame.box)
        for piece in _polygons(shapely.simplify(shape, 0.5 / frame.per_deg)):
            path = " ".join(_path(ring.coords, frame) + "Z" for ring in _rings(piece))
            yield f'<path d="{path}" fill="#efefef" fill-rule="evenodd" stroke="#777"/>'


def _roads(frame: _Frame) -> Iterator[str]:
    west, south, east, north = frame.box
    is_wide = east - west > WHOLE_ROADS_FROM_DEG
    layer = layers.roads()
    answer = layer.whole if is_wide else layer.within((west, south, east, north))
    for feature in json.loads(answer.body)["features"]:
        is_main = feature["properties"]["class"] in MAIN
        if is_wide and not is_main:
            continue
        line = shapely.clip_by_rect(_shape(feature["geometry"]), *frame.box)
        for piece in _lines(line):
            width = 2.2 if is_main else 1
            path = _path(piece.coords, frame)
            yield f'<path d="{path}" fill="none" stroke="#9a9a9a" stroke-width="{width}"/>'


def _route(legs: Iterable[Leg], frame: _Frame) -> Iterator[str]:
    for leg in legs:
        if len(leg.points) > 1:
            dash = DASHES.get(leg.mode)
            style = f' stroke-dasharray="{dash}"' if dash else ""
            path = _path(leg.points, frame)
            yield f'<path d="{path}" fill="none" stroke="#000" stroke-width="4.5"{style}/>'


def _marks(marks: Iterable[Mark], frame: _Frame) -> Iterator[str]:
    taken: list[tuple[float, float]] = []
    for mark in sorted(marks, key=lambda mark: (not mark.is_end, not mark.name)):
        x, y = frame.place(mark.lon, mark.lat)
        if any(math.dist((x, y), other) < MARK_APART for other in taken):
            continue
        taken.append((x, y))
        radius, fill, ink = (13, "#000", "#fff") if mark.is_end else (9, "#fff", "#000")
        if mark.text:
            yield f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{fill}" stroke="#000"/>'
            yield f'<text x="{x}" y="{y + 4}" class="mark" fill="{ink}">{escape(mark.text)}</text>'
        if mark.name:
            yield f'<circle cx="{x}" cy="{y}" r="4" fill="#000"/>'
            yield f'<text x="{x + 9}" y="{y - 7}" class="name">{escape(mark.name)}</text>'


def _scale(frame: _Frame) -> str:
    west, south, east, north = frame.box
    middle = (south + north) / 2
    across_m = distance_m(west, middle, east, middle)
    fits_m = across_m / 4
    magnitude = 10.0 ** math.floor(math.log10(fits_m))
    length_m = max(n * magnitude for n in (1, 2, 5) if n * magnitude <= fits_m)
    length = length_m / across_m * WIDTH
    text = f"{length_m / 1000:g} km" if length_m >= 1000 else f"{length_m:g} m"
    y = HEIGHT - 16
    return (
        f'<path d="M16 {y - 6}V{y}H{16 + length:.1f}V{y - 6}" fill="none" stroke="#000" '
        f'stroke-width="2"/><text x="20" y="{y - 8}" class="name">{text}</text>'
    )


def _path(points: Iterable[Any], frame: _Frame) -> str:
    placed = (frame.place(point[0], point[1]) for point in points)
    return "M" + "L".join(f"{x} {y}" for x, y in placed)


def _shape(geometry: Any) -> BaseGeometry:
    return shapely.from_geojson(json.dumps(geometry))


def _polygons(shape: BaseGeometry) -> list[shapely.Polygon]:
    parts = shapely.get_parts(shape).tolist()
    return [part for part in parts if isinstance(part, shapely.Polygon) and not part.is_empty]


def _rings(polygon: shapely.Polygon) -> list[Any]:
    return [polygon.exterior, *polygon.interiors]


def _lines(shape: BaseGeometry) -> list[shapely.LineString]:
    parts = shapely.get_parts(shape).tolist()
    return [part for part in parts if isinstance(part, shapely.LineString) and not part.is_empty]
