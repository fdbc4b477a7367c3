"""What a road costs: speeds by class and vehicle, surfaces, and every form of a speed limit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.costing import (
    SPEEDS_KMH,
    SURFACE_FACTOR,
    RoadClass,
    SpeedLimit,
    read_maxspeed,
    road_class,
    speed_kmh,
)
from gis.types import VehicleProfile as V
from tests.road_sketch import sketch

NO_LIMIT = SpeedLimit(None, guessed=False)


@pytest.mark.parametrize(
    ("highway", "kmh"),
    [
        ("trunk", 60), ("primary", 55), ("secondary", 45), ("tertiary", 35),
        ("unclassified", 25), ("residential", 20), ("track", 12),
    ],
)  # fmt: skip
def test_an_ambulance_drives_at_the_speed_of_the_class(highway, kmh):
    assert speed_kmh(RoadClass(highway), V.AMBULANCE, NO_LIMIT, None) == kmh


@pytest.mark.parametrize("road", [r for r in RoadClass if r not in ("path", "barrier")])
def test_a_fire_truck_keeps_up_85_percent_and_a_motorcycle_110(road):
    speeds = SPEEDS_KMH[road]
    assert speeds[V.FIRE_TRUCK] == pytest.approx(0.85 * speeds[V.AMBULANCE])
    assert speeds[V.MOTORCYCLE] == pytest.approx(1.1 * speeds[V.AMBULANCE])


def test_only_a_motorcycle_has_a_speed_on_a_path():
    assert {v for v, kmh in SPEEDS_KMH[RoadClass.PATH].items() if kmh} == {V.MOTORCYCLE}
    assert SPEEDS_KMH[RoadClass.PATH][V.MOTORCYCLE] == 15


@pytest.mark.parametrize("name", ["motorway", "trunk", "primary", "secondary", "tertiary"])
def test_a_link_belongs_to_the_class_it_links(name):
    assert road_class(f"{name}_link") == RoadClass(name)


@pytest.mark.parametrize("name", ["footway", "steps", "residential_link", "opened", "barrier", ""])
def test_what_is_no_road_has_no_class(name):
    assert road_class(name) is None


@pytest.mark.parametrize(
    ("text", "kmh"),
    [
        ("40", 40), ("40 km/h", 40), ("40kmh", 40), (" 40 KPH ", 40), ("40,5", 40.5),
        ("40.5", 40.5), ("40 mph", 64.374), ("40mph", 64.374), ("5 knots", 9.26), ("10 kn", 18.52),
    ],
)  # fmt: skip
def test_a_plain_limit_is_read_and_not_guessed(text, kmh):
    limit = read_maxspeed(text)
    assert limit.kmh == pytest.approx(kmh, abs=0.01)
    assert not limit.guessed


@pytest.mark.parametrize(
    ("text", "kmh"),
    [
        ("walk", 6), ("ID:walk", 6), ("60;80", 60), ("80; 60", 60), (["40", "60"], 40),
        ("none;60", 60), ("ID:urban", 50), ("ID:rural", 80), ("ID:residential", 30),
        ("DE:living_street", 15),
    ],
)  # fmt: skip
def test_a_limit_that_is_no_single_speed_is_flagged_as_guessed(text, kmh):
    limit = read_maxspeed(text)
    assert limit.kmh == kmh
    assert limit.guessed


@pytest.mark.parametrize(
    "text", ["none", "signals", "variable", "sedang", "0", "-5", "1000", "nan", "inf", "1e9", ";"]
)
def test_a_limit_that_says_nothing_leaves_the_class_and_is_guessed(text):
    assert read_maxspeed(text) == SpeedLimit(None, guessed=True)


@pytest.mark.parametrize("missing", [None, ""])
def test_a_missing_limit_is_no_guess(missing):
    assert read_maxspeed(missing) == SpeedLimit(None, guessed=False)


def test_a_sign_takes_the_place_of_the_class():
    assert speed_kmh(RoadClass.PRIMARY, V.AMBULANCE, read_maxspeed("40 mph"), None) == (
        pytest.approx(64.37, abs=0.01)
    )


def test_a_limit_guessed_from_a_zone_never_makes_an_alley_fast():
    urban = read_maxspeed("ID:urban")
    assert speed_kmh(RoadClass.RESIDENTIAL, V.FIRE_TRUCK, urban, None) == 17
    assert speed_kmh(RoadClass.PRIMARY, V.AMBULANCE, urban, None) == 50


def test_a_signed_limit_is_scaled_by_the_vehicle():
    assert speed_kmh(RoadClass.PRIMARY, V.FIRE_TRUCK, read_maxspeed("40"), None) == 34


def test_gravel_takes_three_tenths_of_the_speed():
    assert speed_kmh(RoadClass.UNCLASSIFIED, V.AMBULANCE, NO_LIMIT, "gravel") == 17.5


def test_a_track_is_not_slowed_twice_for_being_unpaved():
    assert speed_kmh(RoadClass.TRACK, V.AMBULANCE, NO_LIMIT, "unpaved") == 12


def test_an_unknown_surface_changes_nothing():
    assert speed_kmh(RoadClass.TERTIARY, V.AMBULANCE, NO_LIMIT, "batu bata") == 35


@given(
    road=st.sampled_from([r for r in RoadClass if r != RoadClass.BARRIER]),
    profile=st.sampled_from([V.AMBULANCE, V.FIRE_TRUCK, V.MOTORCYCLE, V.CAR]),
    text=st.none() | st.text(max_size=12) | st.lists(st.text(max_size=6), max_size=3),
    surface=st.none() | st.sampled_from(sorted(SURFACE_FACTOR)),
)
def test_no_tag_makes_a_speed_of_zero_or_without_end(road, profile, text, surface):
    kmh = speed_kmh(road, profile, read_maxspeed(text), surface)
    assert kmh is None or 0.5 < kmh < 200


@pytest.mark.parametrize(
    ("maxspeed", "kmh", "guessed"),
    [
        ("40 mph", 64.37, 0), ("40", 40, 0), ("walk", 6, 1), ("none", 55, 1), ("60;80", 60, 1),
        ("ID:urban", 50, 1), ("40,5", 40.5, 0), ("5 knots", 9.26, 0), (None, 55, 0), ("0", 55, 1),
    ],
)  # fmt: skip
def test_a_primary_road_is_driven_at_its_limit_and_guesses_are_counted(maxspeed, kmh, guessed):
    tags = {"highway": "primary"} | ({"maxspeed": maxspeed} if maxspeed else {})
    drawn = sketch("a-b", ways={"ab": tags})
    seconds = drawn.network.forward_ms[0].max() / 1000
    assert drawn.network.segment_length_m[0] / seconds * 3.6 == pytest.approx(kmh, rel=1e-3)
    assert sum(drawn.result.report["guessed_maxspeeds"].values()) == guessed


def test_a_limit_may_differ_by_direction():
    tags = {"highway": "primary", "maxspeed:forward": "30", "maxspeed:backward": "60"}
    drawn = sketch("a-b", ways={"ab": tags})
    slow, fast = sorted(drawn.network.forward_ms[0].tolist(), reverse=True)
    assert slow == pytest.approx(2 * fast, rel=1e-4)
    forward = drawn.network.forward_ms[0][~drawn.network.arc_reversed]
    assert forward.tolist() == [slow]
