"""Limits of height, width and weight, in every unit that mappers write."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis import search
from gis.network import PROFILES
from gis.snapping import Snapper
from gis.types import VehicleProfile as V
from gis.vehicle_sizes import fits, read_limits
from tests.road_sketch import sketch

FOUR = {*PROFILES}


@pytest.mark.parametrize(
    ("value", "unit", "limits"),
    [
        ("3.5", "m", [3.5]), ("3,5 m", "m", [3.5]), ("350 cm", "m", [3.5]),
        ("10'", "m", [3.048]), ("10'6\"", "m", [3.2004]), ("10 ft", "m", [3.048]),
        ("3.5;3.2", "m", [3.5, 3.2]), ("default", "m", []), ("none", "m", []), ("0", "m", []),
        ("", "m", []), ("no_sign", "m", []), ("-2", "m", []), ("3.5 t", "m", []),
        ("3.5", "t", [3.5]), ("3.5t", "t", [3.5]), ("3500 kg", "t", [3.5]),
        ("7.5 st", "t", [6.8039]), ("10000 lbs", "t", [4.5359]), ("unsigned", "t", []),
    ],
)  # fmt: skip
def test_a_limit_is_read_in_metres_or_tonnes(value, unit, limits):
    assert read_limits(value, unit) == pytest.approx(limits, abs=1e-4)


@given(text=st.text(max_size=30) | st.from_regex(r"[0-9]{1,6000}( ?(m|t|ft|'))?", fullmatch=True))
def test_whatever_stands_in_a_limit_it_is_a_number_or_nothing(text):
    for unit in ("m", "t"):
        assert all(0 < limit < float("inf") for limit in read_limits(text, unit))


@pytest.mark.parametrize(
    ("tags", "pass_"),
    [
        ({"maxheight": "2.5"}, FOUR - {V.FIRE_TRUCK}),
        ({"maxheight": "2"}, {V.MOTORCYCLE, V.CAR}),
        ({"maxheight": "4.2"}, FOUR),
        ({"maxheight": "4.2", "maxheight:physical": "2.5"}, FOUR - {V.FIRE_TRUCK}),
        ({"maxheight": "below_default"}, FOUR),
        ({"maxwidth": "2.2"}, FOUR - {V.FIRE_TRUCK}),
        ({"maxwidth": "1.2"}, {V.MOTORCYCLE}),
        ({"maxweight": "8"}, FOUR - {V.FIRE_TRUCK}),
        ({"maxweight": "3 t"}, {V.MOTORCYCLE, V.CAR}),
        ({"maxweight": "3500 kg"}, FOUR - {V.FIRE_TRUCK}),
        ({"maxweight:conditional": "3 @ (22:00-05:00)"}, FOUR),
    ],
)
def test_a_sign_stops_the_vehicles_that_are_too_big(tags, pass_):
    assert {p for p in PROFILES if fits(tags, p)} == pass_
    line = sketch("a-b-c-d", ways={"ab": "primary", "bc": {"highway": "primary"} | tags,
                                   "cd": "primary"})  # fmt: skip
    bar = sketch("a-b-c-d", ways={"abcd": "primary"}, nodes={"b": tags})
    assert {p for p in PROFILES if goes(line, p)} == pass_
    assert {p for p in PROFILES if goes(bar, p)} == pass_


def test_a_height_bar_that_lets_vehicles_pass_still_has_its_height():
    tags = {"barrier": "height_restrictor", "motor_vehicle": "yes", "maxheight": "2.5"}
    drawn = sketch("a-b-c-d", ways={"abcd": "primary"}, nodes={"b": tags})
    assert {p for p in PROFILES if goes(drawn, p)} == FOUR - {V.FIRE_TRUCK}


def goes(drawn, profile):
    snapper = Snapper(drawn.network)
    a, d = (snapper.snap(drawn.nodes[x], profile=profile) for x in "ad")
    weights = drawn.network.weights(profile)
    return np.isfinite(search.costs_to(drawn.network, weights, d, [a])[0])
