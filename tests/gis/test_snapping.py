"""A point finds the road it belongs to: on its own land, open to its vehicle, out of traps."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from gis import search
from gis.closures import Closure, ClosureIndex, Overlay
from gis.land import Land, LandPart
from gis.projection import distance_m
from gis.snapping import Snapper, snap_at_node
from gis.types import LonLat
from gis.types import VehicleProfile as V
from tests.road_sketch import sketch

NOW = datetime(2026, 11, 25, 1, tzinfo=UTC)
TWO_ISLANDS = """
a-b   c-d
"""
# A column of text is 500 m here: b stands at 1 km, c at 3 km, d at 4 km.


def island(number, drawn_box):
    return LandPart(number, f"Pulau {number}", None, True, (), drawn_box)


@pytest.fixture(scope="module")
def islands():
    bare = sketch(TWO_ISLANDS, ways={"ab": "primary", "cd": "primary"})
    a, b, c, d = (bare.nodes[x] for x in "abcd")
    land = Land(
        [
            island(1, box(a.lon - 0.005, a.lat - 0.01, b.lon + 0.008, a.lat + 0.01)),
            island(2, box(c.lon - 0.005, c.lat - 0.01, d.lon + 0.005, c.lat + 0.01)),
            island(3, box(a.lon, a.lat - 0.04, b.lon, a.lat - 0.03)),
        ]
    )
    return sketch(TWO_ISLANDS, ways={"ab": "primary", "cd": "primary"}, land=land), land


def test_a_point_beside_a_road_snaps_square_onto_it():
    drawn = sketch("a-b", ways={"ab": "primary"})
    point = drawn.beside("a", east_m=400, north_m=50)
    snap = Snapper(drawn.network).snap(point, profile=V.AMBULANCE)
    assert snap is not None
    assert snap.distance_m == pytest.approx(50, rel=0.005)
    assert snap.fraction == pytest.approx(0.4, abs=0.002)
    assert distance_m(snap.lon, snap.lat, point.lon, point.lat) == pytest.approx(50, rel=0.01)


def test_a_point_past_the_end_of_a_road_snaps_to_its_node():
    drawn = sketch("a-b", ways={"ab": "primary"})
    snap = Snapper(drawn.network).snap(drawn.beside("b", east_m=300), profile=V.AMBULANCE)
    assert snap is not None
    assert snap.node == drawn.node("b")
    assert snap.distance_m == pytest.approx(300, rel=0.005)


def test_the_nearest_road_is_taken():
    drawn = sketch(
        """
        a-b

        c-d
        """,
        ways={"ab": "primary", "cd": "residential"},
        spacing_m=200,
    )
    snap = Snapper(drawn.network).snap(drawn.beside("a", east_m=50, north_m=-40), profile=V.CAR)
    assert snap is not None
    assert snap.lat == pytest.approx(drawn.nodes["a"].lat, abs=1e-6)


def test_a_point_near_the_coast_keeps_to_the_roads_of_its_own_island(islands):
    drawn, land = islands
    # 0.8 km east and 1 km north of the road's end at 1 km, on the side of the strait
    point = LonLat(drawn.nodes["b"].lon + 0.0075, drawn.nodes["b"].lat + 0.009)
    snap = Snapper(drawn.network, land).snap(point, profile=V.AMBULANCE)
    assert snap is not None
    assert snap.land_part == 1


def test_even_a_much_nearer_road_across_the_strait_is_not_taken(islands):
    drawn, land = islands
    near_c = drawn.beside("c", east_m=-100)
    snap = Snapper(drawn.network, land).snap(near_c, profile=V.AMBULANCE, land_part=1)
    assert snap is not None
    assert snap.node == drawn.node("b")
    assert snap.distance_m == pytest.approx(1900, rel=0.01)


def test_land_without_a_road_has_no_snap(islands):
    drawn, land = islands
    point = LonLat(drawn.nodes["a"].lon + 0.001, drawn.nodes["a"].lat - 0.035)
    assert Snapper(drawn.network, land).snap(point, profile=V.AMBULANCE) is None


def test_a_point_at_sea_has_no_snap_unless_its_land_is_named(islands):
    drawn, land = islands
    snapper = Snapper(drawn.network, land)
    sea = LonLat(drawn.nodes["a"].lon, drawn.nodes["a"].lat + 0.02)
    assert snapper.snap(sea, profile=V.AMBULANCE) is None
    assert snapper.snap(sea, profile=V.AMBULANCE, land_part=1) is not None


def test_has_roads_tells_which_land_has_any(islands):
    drawn, land = islands
    snapper = Snapper(drawn.network, land)
    assert [snapper.has_roads(number) for number in (1, 2, 3)] == [True, True, False]


def test_x_is_longitude(islands):
    """The first number of every snap is a longitude of the regency, never a latitude."""
    drawn, land = islands
    snap = Snapper(drawn.network, land).snap(drawn.nodes["a"], profile=V.AMBULANCE)
    assert snap is not None
    assert 113 < snap.lon < 117
    assert -8 < snap.lat < -4


def test_nothing_within_the_limit_is_none():
    drawn = sketch("a-b", ways={"ab": "primary"})
    snapper = Snapper(drawn.network)
    point = drawn.beside("a", north_m=1200)
    assert snapper.snap(point, profile=V.AMBULANCE, limit_m=1000) is None
    assert snapper.snap(point, profile=V.AMBULANCE, limit_m=1300) is not None


def test_a_turned_coordinate_finds_nothing_within_a_kilometre():
    drawn = sketch("a-b", ways={"ab": "primary"})
    turned = LonLat(drawn.nodes["a"].lat, 89.9)
    assert Snapper(drawn.network).snap(turned, profile=V.AMBULANCE, limit_m=1000) is None


def test_a_point_on_a_ferry_snaps_to_the_road_and_not_to_the_ferry():
    drawn = sketch("a-b===c-d", ways={"ab": "primary", "bc": {"route": "ferry"}, "cd": "primary"})
    snap = Snapper(drawn.network).snap(drawn.between("b", "c", 0.4), profile=V.AMBULANCE)
    assert snap is not None
    assert snap.node == drawn.node("b")


def test_an_ambulance_passes_over_a_path_that_a_motorcycle_takes():
    drawn = sketch(
        """
        a-b
        |
        c-d
        """,
        ways={"ab": "path", "ac": "primary", "cd": "primary"},
    )
    snapper = Snapper(drawn.network)
    point = drawn.beside("b", north_m=-10)
    bike, van = (snapper.snap(point, profile=p) for p in (V.MOTORCYCLE, V.AMBULANCE))
    assert bike is not None
    assert van is not None
    assert bike.distance_m == pytest.approx(10, rel=0.01)
    assert van.distance_m > 900


def roundabout_trap(spur_m):
    """Return a square of roads with a short one-way spur that nobody can leave again."""
    drawn = sketch(
        """
        a-b-x
        |
        c
        """,
        ways={"ab": "primary", "ac": "primary", "bx": {"highway": "primary", "oneway": "yes"}},
        spacing_m=spur_m,
    )
    return drawn, Snapper(drawn.network)


def test_a_short_one_way_dead_end_does_not_trap_a_unit():
    drawn, snapper = roundabout_trap(40)
    snap = snapper.snap(drawn.nodes["x"], profile=V.AMBULANCE)
    assert snap is not None
    assert snap.node == drawn.node("b")


def test_a_long_one_way_street_is_not_left_out_by_its_end():
    drawn, snapper = roundabout_trap(400)
    snap = snapper.snap(drawn.nodes["x"], profile=V.AMBULANCE)
    assert snap is not None
    assert snap.node == drawn.node("x")
    assert snap.distance_m < 0.1


def test_a_road_behind_a_bollard_is_not_left_out():
    drawn = sketch("a-b-c", ways={"abc": "primary"}, nodes={"b": {"barrier": "bollard"}})
    snap = Snapper(drawn.network).snap(drawn.beside("c", east_m=-100), profile=V.AMBULANCE)
    assert snap is not None
    assert snap.distance_m < 1


def test_a_closed_segment_is_passed_over():
    drawn = sketch(
        """
        a-b
        |
        c-d
        """,
        ways={"ab": "primary", "ac": "primary", "cd": "primary"},
    )
    snapper = Snapper(drawn.network)
    point = drawn.beside("b", north_m=-10)
    closure = Closure(1, box(*_around(drawn.between("a", "b"), 200)))
    overlay = Overlay(ClosureIndex(drawn.network), [closure])
    weights = overlay.weights(V.AMBULANCE, NOW)
    snap = snapper.snap(point, profile=V.AMBULANCE, weights=weights)
    assert snap is not None
    assert snap.distance_m > 900


def test_a_component_can_be_asked_for():
    drawn = sketch("a-b-c d-e", ways={"abc": "primary", "de": "primary"})
    snapper = Snapper(drawn.network)
    point = drawn.nodes["e"]
    near = snapper.snap(point, profile=V.AMBULANCE)
    main = snapper.snap(point, profile=V.AMBULANCE, component=0)
    assert near is not None
    assert main is not None
    assert (snapper.component(near), snapper.component(main)) == (1, 0)
    assert main.node == drawn.node("c")


def test_a_snap_on_a_junction_may_take_every_road_that_meets_there():
    drawn = sketch(
        """
        a-b-c
          |
          d
        """,
        ways={"ab": {"highway": "primary", "oneway": "yes"}, "bc": "primary", "bd": "primary"},
    )
    snapper = Snapper(drawn.network)
    weights = drawn.network.weights(V.AMBULANCE)
    b, d = (snapper.snap(drawn.nodes[x], profile=V.AMBULANCE) for x in "bd")
    assert b is not None
    assert d is not None
    found = search.costs_to(drawn.network, weights, b, [d])[0]
    assert found == pytest.approx(1000 / 55 * 3.6, rel=0.01)


def test_a_node_can_be_snapped_to_by_its_number():
    drawn = sketch("a-b", ways={"ab": "primary"})
    snap = snap_at_node(drawn.network, drawn.node("b"))
    assert snap.node == drawn.node("b")
    assert (snap.lon, snap.lat) == pytest.approx(
        (drawn.nodes["b"].lon, drawn.nodes["b"].lat), abs=1e-6
    )


@given(east=st.floats(-3000, 5000), south=st.floats(-2000, 4000))
@settings(max_examples=60, deadline=None)
def test_no_road_is_nearer_than_the_snap(east, south):
    drawn = _GRID
    point = drawn.beside("a", east_m=east, north_m=-south)
    snap = _GRID_SNAPPER.snap(point, profile=V.AMBULANCE)
    assert snap is not None
    away = [
        distance_m(point.lon, point.lat, lon, lat)
        for segment in range(drawn.network.segment_count)
        for lon, lat in drawn.network.line(segment)
    ]
    assert snap.distance_m <= min(away) * 1.003 + 0.01


_GRID = sketch(
    """
    a-b-c
    | | |
    d-e-f
    """,
    ways={"abc": "primary", "def": "primary", "ad": "tertiary", "be": "track", "cf": "primary"},
)
_GRID_SNAPPER = Snapper(_GRID.network)


def test_several_points_snap_as_each_alone():
    points = [_GRID.beside("a", east_m=x, north_m=-300) for x in (0, 500, 900, 1700)]
    many = _GRID_SNAPPER.snap_many(points, profile=V.AMBULANCE)
    assert many == [_GRID_SNAPPER.snap(p, profile=V.AMBULANCE) for p in points]


def test_fractions_stay_between_nought_and_one():
    fractions = [
        _GRID_SNAPPER.snap(_GRID.beside("a", east_m=x), profile=V.AMBULANCE).fraction
        for x in np.linspace(-500, 2500, 31)
    ]
    assert min(fractions) >= 0
    assert max(fractions) <= 1


def _around(point, metres):
    degrees = metres / 111_195
    return point.lon - degrees, point.lat - degrees, point.lon + degrees, point.lat + degrees
