"""The rules about shapes that a set of boundaries must keep; part of ``gis.boundary_rules``.

Areas and distances are measured in metres (EPSG:32750).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gis.boundary_files import (
    DESA_FILE,
    ISLANDS_FILE,
    KECAMATAN_FILE,
    LAND_FILE,
    NEIGHBOURS_FILE,
    AreaRecord,
    BoundarySet,
    IslandRecord,
)
from gis.layer_files import Defect
from gis.projection import geometry_to_metres, to_metres
from gis.regency import EAST_DEG, NORTH_DEG, SOUTH_DEG, WEST_DEG

OVERLAP_MAX_M2 = 1.0
"""Above this, two areas overlap and a desa sticks out: below it is rounding of coordinates."""
UNCOVERED_MAX_M2 = 100.0
"""Desa area that may lie on no land part: slivers where a coast was simplified anew."""
ISLAND_SHORE_M = 100.0
"""Register points this near to their kecamatan count as in it: the coast is generalised."""
DISTANCE_TOLERANCE_M = 50.0
"""A stated distance may differ this much from the measured one."""
REGENCY_BOX = (WEST_DEG, SOUTH_DEG, EAST_DEG, NORTH_DEG)
NEIGHBOUR_BOX = (112.0, -9.5, 117.5, -4.0)
"""West, south, east, north of any neighbour, degrees."""


@dataclass(slots=True)
class ShapeSet:
    """The polygons of a set by code or number; those that are far off are empty here.

    Overlaps are cut in degrees and measured in metres: an edge that is straight in one is not in
    the other, so that cutting in metres would find slivers along every edge with a point between.
    """

    boundaries: BoundarySet
    kecamatan: dict[str, BaseGeometry] = field(init=False)
    desa: dict[str, BaseGeometry] = field(init=False)
    land: dict[int, BaseGeometry] = field(init=False)

    def __post_init__(self) -> None:
        self.kecamatan = {a.code: _usable(a.polygon) for a in self.boundaries.kecamatan}
        self.desa = {a.code: _usable(a.polygon) for a in self.boundaries.desa}
        self.land = {p.number: _usable(p.polygon) for p in self.boundaries.land}


def inside_the_box(shapes: ShapeSet) -> Iterable[Defect]:
    """Check that everything lies where the regency lies; swapped coordinates show here."""
    found = shapes.boundaries
    layers: list[tuple[str, Iterable[tuple[str, BaseGeometry]]]] = [
        (KECAMATAN_FILE, ((area_label(a), a.polygon) for a in found.kecamatan)),
        (DESA_FILE, ((area_label(a), a.polygon) for a in found.desa)),
        (LAND_FILE, ((str(p.number), p.polygon) for p in found.land)),
        (
            ISLANDS_FILE,
            ((island_label(i), shapely.Point(i.point.lon, i.point.lat)) for i in found.islands),
        ),
    ]
    for file, features in layers:
        yield from _outside_box(file, features, REGENCY_BOX)
    neighbours = ((f"{n.code} ({n.name})", n.polygon) for n in found.neighbours)
    yield from _outside_box(NEIGHBOURS_FILE, neighbours, NEIGHBOUR_BOX)


def desa_inside_kecamatan(shapes: ShapeSet) -> Iterable[Defect]:
    """Check that every desa lies inside its kecamatan."""
    for area in shapes.boundaries.desa:
        parent = shapes.kecamatan.get(area.kecamatan_code)
        if parent is None or parent.is_empty:
            continue
        outside_m2 = _area_m2(shapes.desa[area.code].difference(parent))
        if outside_m2 > OVERLAP_MAX_M2:
            what = f"{outside_m2:,.0f} m2 lie outside its kecamatan {area.kecamatan_code}"
            yield Defect(DESA_FILE, area_label(area), what)


def no_overlaps(shapes: ShapeSet) -> Iterable[Defect]:
    """Check that no two kecamatan, desa or land parts overlap by more than 1 m2."""
    yield from _overlaps(KECAMATAN_FILE, shapes.kecamatan)
    yield from _overlaps(DESA_FILE, shapes.desa)
    yield from _overlaps(LAND_FILE, shapes.land)


def land_matches_areas(shapes: ShapeSet) -> Iterable[Defect]:
    """Check that every desa lies on land parts, and every land part in its kecamatan."""
    codes = set(shapes.kecamatan)
    for part in shapes.boundaries.land:
        label = f"{part.number} ({part.name or 'unnamed'})"
        for code in sorted(set(part.kecamatan_codes) - codes):
            yield Defect(LAND_FILE, label, f"no kecamatan {code}")
        own = shapely.union_all([shapes.kecamatan[c] for c in part.kecamatan_codes if c in codes])
        if own.is_empty:
            continue
        beyond_m2 = _area_m2(shapes.land[part.number].difference(own))
        if beyond_m2 > UNCOVERED_MAX_M2:
            yield Defect(LAND_FILE, label, f"{beyond_m2:,.0f} m2 lie outside its kecamatan")
    parts = list(shapes.land.values())
    tree = shapely.STRtree(parts)
    for area in shapes.boundaries.desa:
        polygon = shapes.desa[area.code]
        land = shapely.union_all([parts[i] for i in tree.query(polygon, predicate="intersects")])
        dry_m2 = _area_m2(polygon.difference(land))
        if parts and dry_m2 > UNCOVERED_MAX_M2:
            yield Defect(DESA_FILE, area_label(area), f"{dry_m2:,.0f} m2 lie on no land part")


def islands_in_kecamatan(shapes: ShapeSet) -> Iterable[Defect]:
    """Check that every island is in its kecamatan, or nearest to it and as far as the file says."""
    codes = [code for code, polygon in shapes.kecamatan.items() if not polygon.is_empty]
    polygons = [geometry_to_metres(shapes.kecamatan[code]) for code in codes]
    for island in shapes.boundaries.islands:
        if island.kecamatan_code not in shapes.kecamatan:
            yield Defect(
                ISLANDS_FILE, island_label(island), f"no kecamatan {island.kecamatan_code}"
            )
            continue
        if island.kecamatan_code not in codes:
            continue
        distances = shapely.distance(np.array(polygons, dtype=object), _metric_point(island))
        own_m = float(distances[codes.index(island.kecamatan_code)])
        nearest = int(np.argmin(distances))
        if own_m > float(distances[nearest]):
            what = (
                f"lies {own_m:,.0f} m from its kecamatan {island.kecamatan_code}, "
                f"{float(distances[nearest]):,.0f} m from {codes[nearest]}"
            )
            yield Defect(ISLANDS_FILE, island_label(island), what)
        elif own_m > ISLAND_SHORE_M and _differ(own_m, island.distance_to_kecamatan_m):
            what = (
                f"lies {own_m:,.0f} m from its kecamatan, distance_to_kecamatan_m says "
                f"{island.distance_to_kecamatan_m:,.0f}"
            )
            yield Defect(ISLANDS_FILE, island_label(island), what)


def islands_on_land(shapes: ShapeSet) -> Iterable[Defect]:
    """Check that an island's land part exists and is as near as the file says."""
    metric = {number: geometry_to_metres(polygon) for number, polygon in shapes.land.items()}
    known = {island.code: island for island in shapes.boundaries.islands}
    for island in shapes.boundaries.islands:
        number = island.nearest_land_part if island.land_part is None else island.land_part
        if number not in metric:
            yield Defect(ISLANDS_FILE, island_label(island), f"no land part {number}")
            continue
        part = metric[number]
        if part.is_empty:
            continue
        away_m = float(part.distance(_metric_point(island)))
        if _differ(away_m, island.distance_to_land_m):
            what = (
                f"lies {away_m:,.0f} m from land part {number}, distance_to_land_m says "
                f"{island.distance_to_land_m:,.0f}"
            )
            yield Defect(ISLANDS_FILE, island_label(island), what)
    for land_part in shapes.boundaries.land:
        if land_part.island_code and land_part.island_code not in known:
            what = f"no island {land_part.island_code} in {ISLANDS_FILE}"
            yield Defect(LAND_FILE, str(land_part.number), what)


SHAPE_RULES: tuple[Callable[[ShapeSet], Iterable[Defect]], ...] = (
    inside_the_box,
    desa_inside_kecamatan,
    no_overlaps,
    land_matches_areas,
    islands_in_kecamatan,
    islands_on_land,
)


def uncovered_notes(shapes: ShapeSet) -> list[str]:
    """Return how much of each kecamatan belongs to no desa, where it is more than slivers."""
    pieces: dict[str, list[BaseGeometry]] = {}
    for area in shapes.boundaries.desa:
        pieces.setdefault(area.kecamatan_code, []).append(shapes.desa[area.code])
    notes = []
    for area in shapes.boundaries.kecamatan:
        desa = shapely.union_all(pieces.get(area.code, []))
        left_m2 = _area_m2(shapes.kecamatan[area.code].difference(desa))
        if left_m2 > UNCOVERED_MAX_M2:
            notes.append(f"{area_label(area)}: {left_m2:,.0f} m2 belong to no desa")
    return notes


def area_label(area: AreaRecord) -> str:
    """Return how messages name a kecamatan or desa."""
    return f"{area.code} ({area.name})"


def island_label(island: IslandRecord) -> str:
    """Return how messages name an island."""
    return f"{island.code} ({island.name})"


def _usable(polygon: BaseGeometry) -> BaseGeometry:
    near = not polygon.is_empty and _within(polygon, NEIGHBOUR_BOX)
    return polygon if near else shapely.MultiPolygon()


def _area_m2(geometry: BaseGeometry) -> float:
    return 0.0 if geometry.is_empty else float(geometry_to_metres(geometry).area)


def _within(geometry: BaseGeometry, box: tuple[float, float, float, float]) -> bool:
    west, south, east, north = box
    left, bottom, right, top = geometry.bounds
    return bool(west <= left and right <= east and south <= bottom and top <= north)


def _outside_box(
    file: str, features: Iterable[tuple[str, BaseGeometry]], box: tuple[float, float, float, float]
) -> Iterable[Defect]:
    west, south, east, north = box
    for label, geometry in features:
        if geometry.is_empty or _within(geometry, box):
            continue
        left, bottom, right, top = geometry.bounds
        turned = west <= bottom and top <= east and south <= left and right <= north
        hint = "; longitude and latitude look swapped" if turned else ""
        where = f"{left:.4f}, {bottom:.4f} to {right:.4f}, {top:.4f}"
        yield Defect(file, label, f"lies outside the box of the regency, at {where}{hint}")


def _overlaps(
    file: str, polygons: dict[str, BaseGeometry] | dict[int, BaseGeometry]
) -> Iterable[Defect]:
    labels, areas = [str(key) for key in polygons], np.array([*polygons.values()], dtype=object)
    first, second = shapely.STRtree(areas).query(areas, predicate="intersects")
    once = first < second
    for i, j in zip(first[once], second[once], strict=True):
        shared_m2 = _area_m2(areas[i].intersection(areas[j]))
        if shared_m2 > OVERLAP_MAX_M2:
            yield Defect(file, labels[i], f"overlaps {labels[j]} by {shared_m2:,.0f} m2")


def _differ(measured_m: float, stated_m: float) -> bool:
    return abs(measured_m - stated_m) > DISTANCE_TOLERANCE_M + 0.01 * measured_m


def _metric_point(island: IslandRecord) -> shapely.Point:
    x, y = to_metres([island.point.lon], [island.point.lat])
    return shapely.Point(float(x[0]), float(y[0]))
