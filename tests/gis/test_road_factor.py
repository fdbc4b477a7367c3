"""What night and priority do to the time on the road."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.costing import NIGHT_FACTOR, PRIORITY_FACTOR, road_factor
from gis.turnout import WIB
from gis.types import VehicleProfile as V

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=WIB)
MIDNIGHT = datetime(2026, 3, 2, 0, 0, tzinfo=WIB)
MAX_RIDE_S = 10 * 3600


@pytest.mark.parametrize("profile", V)
def test_the_speeds_of_the_table_are_those_of_an_emergency_by_day(profile):
    assert road_factor(profile, NOON, 1) == road_factor(profile, NOON, None) == 1.0


@pytest.mark.parametrize("profile", V)
@pytest.mark.parametrize("hour", [22, 23, 0, 3, 4])
def test_the_whole_night_counts_in_full(profile, hour):
    assert road_factor(profile, MIDNIGHT.replace(hour=hour), None) == NIGHT_FACTOR[profile]


def test_night_is_told_in_wib():
    assert road_factor(V.AMBULANCE, datetime(2026, 3, 2, 15, 30, tzinfo=UTC), None) == 1.05
    assert road_factor(V.AMBULANCE, datetime(2026, 3, 2, 0, 0, tzinfo=UTC), None) == 1.0


@pytest.mark.parametrize(("hour", "minute"), [(21, 0), (6, 0)])
def test_an_hour_off_the_night_half_of_it_counts(hour, minute):
    at = MIDNIGHT.replace(hour=hour, minute=minute)
    assert road_factor(V.AMBULANCE, at, None) == pytest.approx(1.025)


@pytest.mark.parametrize(("hour", "minute"), [(7, 0), (20, 0), (12, 0), (18, 0)])
def test_day_lasts_from_seven_to_eight(hour, minute):
    assert road_factor(V.MOTORCYCLE, MIDNIGHT.replace(hour=hour, minute=minute), None) == 1.0


def test_a_lower_priority_drives_without_siren():
    factors = [road_factor(V.AMBULANCE, NOON, priority) for priority in (1, 2, 3, 4)]
    assert factors == [1.0, 1.0, 1.1, 1.2]


def test_priority_and_night_multiply():
    assert road_factor(V.AMBULANCE, MIDNIGHT, 4) == pytest.approx(1.2 * 1.05)


@pytest.mark.parametrize("priority", [0, 5, -1])
def test_an_unknown_priority_is_refused(priority):
    with pytest.raises(ValueError, match="no priority"):
        road_factor(V.AMBULANCE, NOON, priority)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        road_factor(V.AMBULANCE, NOON.replace(tzinfo=None), None)


@given(
    profile=st.sampled_from(V),
    priority=st.sampled_from([*PRIORITY_FACTOR]),
    start_s=st.integers(0, 86_400),
    later_s=st.integers(1, 7200),
    ride_s=st.integers(1, MAX_RIDE_S),
)
def test_leaving_later_never_arrives_earlier(profile, priority, start_s, later_s, ride_s):
    early = MIDNIGHT + timedelta(seconds=start_s)
    late = early + timedelta(seconds=later_s)
    arrivals = [
        (at - MIDNIGHT).total_seconds() + ride_s * road_factor(profile, at, priority)
        for at in (early, late)
    ]
    assert arrivals[0] <= arrivals[1] + 1e-6
