"""A trip tells place, speed and heading at any time."""

import pytest

from backend.live.demo.motion import standing, trip_of
from gis.types import Leg, LegMode, LonLat

HOME = LonLat(113.86, -7.0)
# One hundredth of a degree of latitude is 1,111.95 m on the sphere of 6,371,008.8 m.
NORTH = (113.86, -6.99)
FARTHER_NORTH = (113.86, -6.97)


def road(duration_s: float, *points: tuple[float, float]) -> Leg:
    return Leg(LegMode.ROAD, duration_s, 0.0, "", points=points)


def test_halfway_in_time_is_halfway_along_an_even_leg() -> None:
    trip = trip_of([road(100.0, (HOME.lon, HOME.lat), NORTH)], HOME)

    motion = trip.motion_at(50.0)

    assert motion.point.lat == pytest.approx(-6.995)
    assert motion.speed_mps == pytest.approx(11.12, abs=0.01)
    assert motion.heading_deg == pytest.approx(0.0)


def test_time_on_a_leg_is_shared_by_length() -> None:
    trip = trip_of([road(300.0, (HOME.lon, HOME.lat), NORTH, FARTHER_NORTH)], HOME)

    assert trip.at_s == pytest.approx((0.0, 100.0, 300.0))


def test_a_leg_without_a_line_is_time_spent_in_place() -> None:
    wait = Leg(LegMode.WAIT, 600.0, 0.0, "")
    trip = trip_of([wait, road(100.0, NORTH)], HOME)

    motion = trip.motion_at(599.0)

    assert motion.point == HOME
    assert motion.speed_mps == 0.0
    assert trip.duration_s == pytest.approx(700.0)


def test_a_trip_ends_standing_at_its_last_point() -> None:
    trip = trip_of([road(100.0, NORTH)], HOME)

    motion = trip.motion_at(1000.0)

    assert motion.point == LonLat(*NORTH)
    assert motion.speed_mps == 0.0
    assert motion.heading_deg is None


def test_driving_east_is_heading_ninety() -> None:
    trip = trip_of([road(60.0, (113.87, -7.0))], HOME)

    assert trip.motion_at(30.0).heading_deg == pytest.approx(90.0)


def test_a_trip_without_legs_stays_at_its_start() -> None:
    assert trip_of([], HOME).motion_at(5.0).point == HOME


def test_standing_lasts_as_long_as_asked() -> None:
    trip = standing(HOME, 30.0)

    assert trip.duration_s == 30.0
    assert trip.motion_at(15.0).point == HOME
