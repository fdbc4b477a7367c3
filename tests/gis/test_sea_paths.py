"""Ways over water keep off the land and are as short as that allows."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon, box

from gis.land import Land, LandPart
from gis.projection import distance_m, geometry_to_metres
from gis.sea_paths import SeaPath, SeaPaths
from gis.types import LonLat

KM_DEG = 1 / 111.195


def land_of(*shapes: Polygon) -> Land:
    return Land(LandPart(n, f"Pulau {n}", None, True, (), s) for n, s in enumerate(shapes, 1))


def at(east_km: float, north_km: float) -> LonLat:
    """Return a point by kilometres from a corner of open sea near the equator of the drawing."""
    return LonLat(114.0 + east_km * KM_DEG, -6.0 + north_km * KM_DEG)


def island(west: float, south: float, east: float, north: float) -> Polygon:
    low, high = at(west, south), at(east, north)
    return box(low.lon, low.lat, high.lon, high.lat)


WALL = land_of(island(10, -10, 12, 10))
ISLANDS = land_of(island(10, -5, 14, 3), island(18, -2, 21, 8), island(5, 8, 16, 11))
PATHS = SeaPaths(ISLANDS)


def crosses(path: SeaPath, land: Land) -> float:
    """Return how many metres of a path lie on land."""
    line = geometry_to_metres(shapely.LineString(path.points))
    return sum(line.intersection(land.metric_polygon(p.number)).length for p in land.parts)


def test_open_water_is_crossed_straight() -> None:
    path = SeaPaths(WALL).path(at(0, 0), at(0, 8))

    assert path is not None
    assert len(path.points) == 2


def test_a_boat_sails_around_an_island() -> None:
    path = SeaPaths(WALL).path(at(0, 0), at(22, 0))

    assert path is not None
    assert crosses(path, WALL) == 0
    # over the corner at (10..12, 10): twice hypot(10, 10) and the 2 km of the island's end
    assert path.distance_m / 1000 == pytest.approx(2 * 14.14 + 2, abs=1)


def test_both_ways_are_equally_long() -> None:
    there, back = PATHS.path(at(0, 0), at(30, 2)), PATHS.path(at(30, 2), at(0, 0))

    assert there is not None
    assert back is not None
    assert there.distance_m == pytest.approx(back.distance_m, rel=1e-6)


def test_an_end_on_land_begins_at_the_shore() -> None:
    path = SeaPaths(WALL).path(at(10.5, 0), at(0, 0))

    assert path is not None
    assert path.distance_m == pytest.approx(10_000, rel=0.01)


def test_other_land_bars_the_way_too() -> None:
    barrier = island(10, -30, 12, 0)

    path = SeaPaths(land_of(island(10, 0, 12, 10)), barriers=[barrier]).path(at(0, -1), at(22, -1))

    assert path is not None
    assert path.distance_m > 24_000  # over the north end, not through the barrier


def test_a_lagoon_without_a_mouth_cannot_be_left() -> None:
    ring = Polygon(island(0, 0, 10, 10).exterior, [island(3, 3, 7, 7).exterior])

    path = SeaPaths(land_of(ring)).path(at(6.5, 5), at(20, 5))

    assert path is not None  # the lake counts as land: the boat starts at the outer shore
    assert path.distance_m == pytest.approx(10_000, rel=0.01)


def test_without_any_land_the_sea_is_open() -> None:
    path = SeaPaths(Land(())).path(at(0, 0), at(3, 4))

    assert path is not None
    assert path.distance_m == pytest.approx(5_000, rel=0.01)


coordinate = st.floats(0, 30, allow_nan=False)


@settings(deadline=None, max_examples=60)
@given(coordinate, st.floats(-8, 14), coordinate, st.floats(-8, 14))
def test_a_way_never_crosses_land_and_is_never_shorter_than_straight(a, b, c, d) -> None:
    start, end = PATHS.water_point(at(a, b)), PATHS.water_point(at(c, d))

    path = PATHS.path(start, end)

    assert path is not None
    assert crosses(path, ISLANDS) < 1.0
    straight_m = distance_m(start.lon, start.lat, end.lon, end.lat)
    assert path.distance_m >= straight_m - 1e-6


def test_threads_that_ask_at_once_get_the_same_ways() -> None:
    ends = [(at(0, north), at(30, north + 1)) for north in range(-6, 10)] * 4
    fresh = SeaPaths(ISLANDS)
    alone = [PATHS.path(*pair) for pair in ends]

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda pair: fresh.path(*pair), ends))

    assert found == alone
