"""Places outside the regency: no way is invented over land that nobody here has data of."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gis.types import Journey, LonLat, NoWay, VehicleProfile
from gis.wording import Wording
from tests.gis.shipped_sea import shipped_router

KALIANGET = LonLat(113.936, -7.056)
PAMEKASAN = LonLat(113.4726, -7.1568)
SURABAYA = LonLat(112.7521, -7.2575)
SHIP_OUTSIDE_THE_BOX = LonLat(117.5, -6.0)
SHIP_OFF_AMBUNTEN = LonLat(113.75, -6.7)
NOON = datetime(2026, 11, 25, 5, tzinfo=UTC)


def _asked(place, profile):
    return shipped_router().route(KALIANGET, place, profile=profile, at=NOON)


@pytest.mark.parametrize("place", [PAMEKASAN, SURABAYA, SHIP_OUTSIDE_THE_BOX])
def test_a_place_beyond_the_data_is_said_to_be_outside_not_at_sea(place):
    found = _asked(place, VehicleProfile.AMBULANCE)

    assert isinstance(found, NoWay)
    assert found.detail == Wording("place_abroad")


def test_a_ship_in_the_regencys_waters_is_at_sea():
    found = _asked(SHIP_OFF_AMBUNTEN, VehicleProfile.AMBULANCE)

    assert isinstance(found, NoWay)
    assert found.detail == Wording("place_at_sea")


def test_no_boat_sails_over_a_neighbours_land():
    found = _asked(PAMEKASAN, VehicleProfile.BOAT)

    assert isinstance(found, NoWay)
    assert found.detail == Wording("place_abroad")


def test_a_boat_reaches_a_ship_outside_the_box():
    assert isinstance(_asked(SHIP_OUTSIDE_THE_BOX, VehicleProfile.BOAT), Journey)


@pytest.mark.parametrize("start", [PAMEKASAN, SURABAYA, LonLat(2.35, 48.85)])
def test_a_vehicle_beyond_the_data_is_said_to_be_outside_not_at_sea(start):
    found = shipped_router().route(start, KALIANGET, profile=VehicleProfile.AMBULANCE, at=NOON)

    assert isinstance(found, NoWay)
    assert found.detail == Wording("unit_abroad")
