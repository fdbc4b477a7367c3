"""A point on any of the register's 119 islands, or just off its shore, keeps to its own land."""

import csv
from functools import cache

import numpy as np
import pytest
import shapely

from gis.network_import import build_from_extract
from gis.osm_reading import read_osm_text
from gis.projection import to_degrees
from gis.snapping import Snapper
from gis.types import LonLat, VehicleProfile
from tests.gis.shipped_sea import DATA, shipped_land, shipped_router
from tests.road_sketch import osm_xml

OFF_M = 30.0


def _rows() -> list[dict[str, str]]:
    with (DATA / "sumenep_boundaries" / "islands.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


ISLANDS = {row["code"]: row for row in _rows()}
ON_LAND = [code for code, row in ISLANDS.items() if row["land_part"]]


def own_part(code: str) -> int:
    """Return the land part of the register's point of an island.

    The boundary files have no polygon of 19 islets and rocks: they count to the shore by them.
    """
    row = ISLANDS[code]
    return int(row["land_part"] or row["nearest_land_part"])


def point_of(code: str) -> LonLat:
    return LonLat(float(ISLANDS[code]["lon"]), float(ISLANDS[code]["lat"]))


@cache
def off_shore(number: int) -> LonLat:
    """Return a point in the water off a land part, 30 m from it and further from all others."""
    land = shipped_land()
    around = land.metric_polygon(number).buffer(OFF_M)
    rim = shapely.get_coordinates(around.boundary)
    others = [land.metric_polygon(part.number) for part in land.parts if part.number != number]
    away = np.min([shapely.distance(shapely.points(rim), other) for other in others], axis=0)
    free = rim[away > 2 * OFF_M]
    lon, lat = to_degrees(free[:1, 0], free[:1, 1])
    return LonLat(float(lon[0]), float(lat[0]))


@cache
def drawn_snapper() -> Snapper:
    """Return a snapper over one straight road on each land part, 40 m long or so."""
    places: dict[str, LonLat] = {}
    ways: dict[str, str] = {}
    for part in shipped_land().parts:
        inside = part.polygon.representative_point()
        first, second = chr(0x4E00 + 2 * part.number), chr(0x4E01 + 2 * part.number)
        reach = 0.3 * part.polygon.boundary.distance(inside)
        places[first] = LonLat(inside.x - reach, inside.y)
        places[second] = LonLat(inside.x + reach, inside.y)
        ways[first + second] = "residential"
    text, _ = osm_xml(places, ways, {})
    built = build_from_extract(read_osm_text(text), shipped_land(), source="drawn", boxes=())
    return Snapper(built.network, shipped_land())


def test_the_register_has_119_islands() -> None:
    assert len(ISLANDS) == 119


@pytest.mark.parametrize("code", ISLANDS)
def test_a_point_on_an_island_snaps_to_no_other_land(code: str) -> None:
    place = shipped_router().place_at(point_of(code))
    stop = shipped_router()._snapper.snap(
        place.point, profile=VehicleProfile.AMBULANCE, land_part=place.land_part
    )

    assert place.land_part in {own_part(code), None}
    assert stop is None or stop.land_part == own_part(code)


@pytest.mark.parametrize("code", ON_LAND)
def test_where_every_island_has_a_road_each_point_finds_its_own(code: str) -> None:
    snap = drawn_snapper().snap(point_of(code), profile=VehicleProfile.AMBULANCE)

    assert snap is not None
    assert snap.land_part == own_part(code)
    part = shipped_land().part(own_part(code)).polygon
    assert shapely.intersects_xy(part, snap.lon, snap.lat)


@pytest.mark.parametrize("code", ISLANDS)
def test_a_point_just_off_an_island_belongs_to_it_and_finds_its_road(code: str) -> None:
    point = off_shore(own_part(code))
    place = shipped_router().place_at(point)

    snap = drawn_snapper().snap(point, profile=VehicleProfile.CAR, land_part=place.land_part)

    assert shipped_land().part_at(point) is None
    assert place.land_part == own_part(code)
    assert snap is not None
    assert snap.land_part == own_part(code)


def test_a_point_far_out_at_sea_belongs_to_no_land_and_finds_no_road() -> None:
    far_out = LonLat(114.6, -6.2)

    assert shipped_router().place_at(far_out).land_part is None
    assert drawn_snapper().snap(far_out, profile=VehicleProfile.AMBULANCE) is None
