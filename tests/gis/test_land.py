"""Land parts on a drawn map: two square islands, 0.01 degrees wide and 0.01 degrees apart.

At the equator's scale here 0.01 degrees are about 1.1 km.
"""

import pytest
from shapely.geometry import box

from gis.errors import DataError
from gis.land import Land, LandPart
from gis.types import LonLat


def part(number, west, east, **extra):
    values = {"name": f"P{number}", "island_code": None, "populated": True, "kecamatan_codes": ()}
    return LandPart(number=number, polygon=box(west, -7.01, east, -7.0), **(values | extra))


@pytest.fixture
def land():
    return Land([part(2, 114.02, 114.03), part(1, 114.00, 114.01)])


def test_a_point_on_an_island_belongs_to_it(land):
    assert land.part_at(LonLat(114.025, -7.005)).number == 2


def test_a_point_in_the_strait_belongs_to_no_island(land):
    assert land.part_at(LonLat(114.015, -7.005)) is None


def test_a_shared_edge_goes_to_the_lower_number():
    land = Land([part(5, 114.00, 114.01), part(4, 114.01, 114.02)])

    assert land.part_at(LonLat(114.01, -7.005)).number == 4


def test_the_nearest_island_comes_with_its_distance(land):
    nearest, distance_m = land.nearest(LonLat(114.013, -7.005))

    # 0.003 degrees of longitude at 7 degrees south: 0.003 * 111.32 km * cos(7) = 331 m
    assert (nearest.number, distance_m) == (1, pytest.approx(331, abs=2))


def test_a_point_inside_is_at_distance_zero(land):
    assert land.nearest(LonLat(114.005, -7.005)) == (land.part(1), 0)


def test_a_circle_over_the_strait_touches_both_islands_nearest_first(land):
    touched = land.touched(LonLat(114.013, -7.005), 800)

    assert [p.number for p in touched] == [1, 2]


def test_a_small_circle_touches_only_its_own_island(land):
    assert [p.number for p in land.touched(LonLat(114.005, -7.005), 100)] == [1]


def test_the_shore_point_lies_on_the_near_side(land):
    shore = land.shore_point(2, LonLat(114.015, -7.005))

    assert (shore.lon, shore.lat) == (
        pytest.approx(114.02, abs=1e-4),
        pytest.approx(-7.005, abs=1e-4),
    )


def test_distance_to_another_island_is_across_the_strait(land):
    # 0.015 degrees of longitude: 1657 m
    assert land.distance_m(2, LonLat(114.005, -7.005)) == pytest.approx(1657, abs=5)


def test_two_parts_with_one_number_are_refused():
    with pytest.raises(DataError, match="share a number"):
        Land([part(1, 114.0, 114.01), part(1, 114.02, 114.03)])


def test_without_any_land_nothing_is_nearest():
    assert Land([]).nearest(LonLat(114, -7)) is None
