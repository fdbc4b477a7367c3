"""The gazetteer: where a pin stands, what its circle covers, what a point lies in."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point

from gis.boundary_files import AliasRecord
from gis.places import PointRecord, RoadRecord
from gis.projection import haversine_m
from gis.types import AreaRef, LonLat
from tests.gis.places_sketch import (
    ANGGUR,
    AREN,
    ASEM_1,
    BELIMBING,
    CEMPA,
    DUKU,
    EMBACANG,
    ON_DUKU,
    ON_EMBACANG,
    drawn_gazetteer,
)
from tests.gis.shipped import boundaries, gazetteer

DRAWN = drawn_gazetteer()


def test_a_point_on_land_is_in_its_desa_kecamatan_and_regency():
    found = DRAWN.locate(LonLat(114.05, -6.95))

    assert found.outcome == "inside"
    assert found.regency == AreaRef("35.29", "Sumenep")
    assert found.kecamatan == AreaRef(ANGGUR, "Anggur")
    assert found.desa == AreaRef(ASEM_1, "Asem")
    assert found.island is None


def test_a_point_on_an_edge_between_two_desa_is_in_the_lower_code():
    assert DRAWN.locate(LonLat(114.1, -6.95)).desa == AreaRef(ASEM_1, "Asem")


def test_a_point_on_an_edge_between_two_kecamatan_is_in_the_lower_code():
    found = DRAWN.locate(LonLat(114.2, -6.95))

    assert found.desa == AreaRef(AREN, "Aren")
    assert found.kecamatan == AreaRef(ANGGUR, "Anggur")


def test_a_point_on_the_shore_is_inside():
    assert DRAWN.locate(LonLat(114.3, -6.95)).kecamatan == AreaRef(BELIMBING, "Belimbing")


def test_a_point_on_an_island_names_the_island():
    assert DRAWN.locate(LonLat(114.42, -6.95)).island == AreaRef(DUKU, "Pulau Duku")


def test_a_point_at_sea_has_no_kecamatan_but_its_nearest_places():
    found = DRAWN.locate(LonLat(114.36, -6.95))

    assert (found.outcome, found.kecamatan, found.desa) == ("at_sea", None, None)
    assert found.nearest_land is not None
    assert found.nearest_land.name == "Pulau Duku"
    # 0.04 degrees of longitude at 6.95 S are 0.04 * 110.5 km = 4.42 km
    assert found.nearest_land.distance_m == pytest.approx(4_420, rel=0.01)
    assert found.nearest_island is not None
    assert found.nearest_island.code == DUKU
    assert found.nearest_port is not None
    assert found.nearest_port.code == "dermaga-aren"


def test_a_point_in_a_neighbouring_regency_is_outside_with_its_name():
    found = DRAWN.locate(LonLat(113.9, -6.95))

    assert (found.outcome, found.regency) == ("outside", AreaRef("35.28", "Kabupaten Tetangga"))


def test_a_gap_between_two_generalised_lands_is_no_sea():
    # the drawn neighbour ends 0.0005 degrees (55 m) before the border
    assert DRAWN.locate(LonLat(113.99975, -6.95)).outcome == "outside"


@pytest.mark.parametrize("point", [LonLat(106.8, -6.2), LonLat(117.0, -7.0)])
def test_a_point_beyond_the_box_is_outside_in_an_unknown_regency(point: LonLat):
    found = DRAWN.locate(point)

    assert (found.outcome, found.regency) == ("outside", None)


def test_a_desa_on_two_islands_has_a_spot_on_each():
    entry = DRAWN.entry("desa", CEMPA)

    assert entry is not None
    assert {spot.land_part for spot in entry.spots} == {ON_DUKU, ON_EMBACANG}
    assert [DRAWN.locate(spot.point).island for spot in entry.spots] == [
        spot.island for spot in entry.spots
    ]


def test_lines_of_one_name_far_apart_are_two_roads():
    near = (LonLat(114.01, -6.95), LonLat(114.02, -6.95))
    far = (LonLat(114.21, -6.95), LonLat(114.22, -6.95))

    drawn = drawn_gazetteer(roads=(RoadRecord("Jalan Mawar", (near, far)),))

    assert [e.kecamatan for e in drawn.entries if e.kind == "road"] == [
        AreaRef(ANGGUR, "Anggur"),
        AreaRef(BELIMBING, "Belimbing"),
    ]


def test_an_alias_of_an_unknown_place_is_left_out():
    drawn = drawn_gazetteer(aliases=(AliasRecord("desa", "35.29.99.2001", "Nangka", ""),))

    assert drawn.written("nangka", ("desa",)) == ()


def test_a_landmark_knows_where_it_stands():
    drawn = drawn_gazetteer(
        landmarks=(PointRecord("landmark-1", "Pasar Wuni", LonLat(114.525, -6.95)),)
    )

    entry = drawn.entry("landmark", "landmark-1")

    assert entry is not None
    assert entry.island == AreaRef(EMBACANG, "Pulau Embacang")


@settings(deadline=None)
@given(st.floats(113.3, 116.6), st.floats(-7.6, -4.8))
def test_a_point_in_a_desa_is_in_that_desas_kecamatan(lon: float, lat: float):
    found = gazetteer().locate(LonLat(lon, lat))

    if found.desa is None:
        assert found.outcome != "inside" or found.kecamatan is not None
    else:
        assert found.kecamatan is not None
        assert found.desa.code.startswith(f"{found.kecamatan.code}.")


@pytest.mark.parametrize("kind", ["kecamatan", "desa"])
def test_every_area_has_its_pin_on_its_own_land(kind: str):
    areas = boundaries().kecamatan if kind == "kecamatan" else boundaries().desa
    entries = {area.code: gazetteer().entry(kind, area.code) for area in areas}

    strays = [
        area.code
        for area in areas
        if (entry := entries[area.code]) is None
        or not area.polygon.covers(Point(entry.point.lon, entry.point.lat))
    ]

    assert strays == []


def test_the_circle_of_every_desa_covers_it():
    short = []
    for area in boundaries().desa:
        entry = gazetteer().entry("desa", area.code)
        assert entry is not None
        lon, lat = shapely.get_coordinates(area.polygon).T
        if haversine_m(entry.point.lon, entry.point.lat, lon, lat).max() > entry.radius_m:
            short.append(area.code)

    assert short == []


def test_the_gazetteer_has_every_area_and_island():
    kinds = [entry.kind for entry in gazetteer().entries]

    assert (kinds.count("kecamatan"), kinds.count("desa"), kinds.count("island")) == (27, 334, 119)


def test_every_shipped_alias_names_a_known_place():
    unknown = [a for a in boundaries().aliases if gazetteer().entry(a.kind, a.target_code) is None]

    assert unknown == []


def test_the_point_in_the_open_sea_has_distances_to_the_nearest_places():
    found = gazetteer().locate(LonLat(114.75, -6.95))

    assert (found.outcome, found.kecamatan) == ("at_sea", None)
    assert found.nearest_port is not None
    assert found.nearest_port.name == "Ra'as (Brakas)"


def test_a_point_in_pamekasan_is_outside_with_its_name():
    found = gazetteer().locate(LonLat(113.4712, -7.1567))

    assert (found.outcome, found.regency) == ("outside", AreaRef("35.28", "Kabupaten Pamekasan"))
