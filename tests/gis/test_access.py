"""The way off the roads: 10 km/h up to three kilometres, then on foot."""

import pytest

from gis.access import access_s


def test_the_first_kilometre_takes_six_minutes() -> None:
    assert access_s(1_000) == pytest.approx(360)


def test_three_kilometres_are_still_driven() -> None:
    assert access_s(3_000) == pytest.approx(1_080)


def test_beyond_three_kilometres_one_walks_at_four() -> None:
    # 3 km at 10 km/h are 1,080 s, the fourth at 4 km/h is 900 s
    assert access_s(4_000) == pytest.approx(1_980)


def test_a_place_on_the_road_needs_no_access() -> None:
    assert access_s(0.5) == 0
