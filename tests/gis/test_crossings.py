"""Chains of lanes against a plain earliest arrival, and what a sea network refuses."""

import itertools
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.crossings import HORIZON_S, Lane, LaneClosure, Quay, SeaNetwork, Span
from gis.errors import DataError
from gis.types import Journey, LonLat
from tests.gis.archipelago import AMBULANCE, AT, archipelago

DRAWING = """
a-b-c    d-e-f



g-h-i    j-k-l
"""
ISLANDS = {1: "abc", 2: "def", 3: "ghi", 4: "jkl"}
LETTERS = "".join(ISLANDS.values())
KM_S = 3600 / 55

lane = st.fixed_dictionaries(
    {
        "minutes": st.integers(5, 300),
        "wait_min": st.integers(0, 1800),
        "carries_vehicles": st.sampled_from([True, True, True, False]),
        "both_ways": st.sampled_from([True, True, False]),
    }
)
ends = st.tuples(st.sampled_from(LETTERS), st.sampled_from(LETTERS))


def island_of(letter: str) -> int:
    return next(n for n, who in ISLANDS.items() if letter in who)


def reference(lanes, start: str) -> dict[str, float]:
    """Return the earliest arrival at each letter, by roads and ships within the horizon."""
    links = [(a, b, 0.0, KM_S) for who in ISLANDS.values() for a, b in itertools.pairwise(who)]
    links += [(b, a, wait_s, s) for a, b, wait_s, s in links]
    for (a, b), told in lanes.items():
        if told["carries_vehicles"]:
            wait_s, after_s = told["wait_min"] * 60 + 600, told["minutes"] * 60 + 300
            links += [(a, b, wait_s, after_s)]
            links += [(b, a, wait_s, after_s)] if told["both_ways"] else []
    arrival = {start: 0.0}
    for _ in LETTERS:
        for a, b, wait_s, after_s in links:
            if a not in arrival or (wait_s and arrival[a] + wait_s > HORIZON_S):
                continue
            arrival[b] = min(arrival.get(b, float("inf")), arrival[a] + wait_s + after_s)
    return arrival


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(ends, lane, max_size=9))
def test_chains_of_roads_and_lanes_agree_with_a_plain_earliest_arrival(drawn) -> None:
    lanes = {(a, b): told for (a, b), told in drawn.items() if island_of(a) != island_of(b)}
    world = archipelago(
        DRAWING,
        islands=ISLANDS,
        roads=list(ISLANDS.values()),
        lanes={a + b: _fields(told) for (a, b), told in lanes.items()},
    )
    expected = {letter: reference(lanes, letter) for letter in LETTERS}
    units = [world.unit(letter, letter, profile=AMBULANCE) for letter in LETTERS]

    for place in "ael":
        found = world.router.journeys_to(world.place(place), units, at=AT)

        for unit, journey in zip(units, found, strict=True):
            reached = expected[unit.code].get(place)
            if reached is None:
                assert not isinstance(journey, Journey)
            else:
                assert isinstance(journey, Journey), (unit.code, place, journey)
                assert journey.duration_s == pytest.approx(reached, rel=0.005, abs=3)
                assert sum(leg.duration_s for leg in journey.legs) == pytest.approx(
                    journey.duration_s, abs=0.01
                )


def test_a_wait_is_counted_from_none_to_a_whole_interval() -> None:
    world = archipelago(
        "a-b    c-d", islands={1: "ab", 2: "cd"}, roads=["ab", "cd"], lanes={"bc": {}}
    )

    waiting = world.journey("a", "d").legs[1]

    # a mean wait of 15 minutes and 10 minutes of boarding
    assert (waiting.duration_low_s, waiting.duration_high_s) == (600, 2 * 900 + 600)


def test_a_crossing_without_a_source_takes_the_longer_of_both_distances() -> None:
    lane = Lane("x", "X", "a", "b", carries_vehicles=True, distance_m=10_000, speed_kmh=18.0)

    assert lane.crossing(12_500).likely_s == pytest.approx(2_500)
    assert lane.crossing(9_000).likely_s == pytest.approx(2_000)


def test_a_sourced_crossing_does_not_ask_for_the_distance() -> None:
    sourced = Span(1.0, 2.0, 3.0)
    lane = Lane("x", "X", "a", "b", carries_vehicles=True, distance_m=10_000, duration=sourced)

    assert lane.crossing(99_999) == sourced


def test_people_board_a_boat_in_half_the_time_of_a_vehicle_ferry() -> None:
    ferry = Lane("x", "X", "a", "b", carries_vehicles=True, distance_m=1)
    boat = Lane("y", "Y", "a", "b", carries_vehicles=False, distance_m=1)

    assert (ferry.boarding_s, boat.boarding_s) == (600, 300)


def test_a_closure_holds_from_its_beginning_up_to_its_end() -> None:
    closure = LaneClosure(1, "x", None, AT, AT + timedelta(hours=1))

    held = [closure.is_active(AT + timedelta(minutes=m)) for m in (-1, 0, 59, 60)]

    assert held == [False, True, True, False]


@pytest.mark.parametrize(
    ("quays", "ends"), [("ab", ("a", "z")), ("ab", ("a", "a")), ("aa", ("a", "a"))]
)
def test_a_broken_sea_network_is_refused(quays: str, ends: tuple[str, str]) -> None:
    placed = tuple(Quay(code, code, LonLat(114, -7), 1) for code in quays)
    lane = Lane("x", "X", *ends, carries_vehicles=True, distance_m=1)

    with pytest.raises(DataError):
        SeaNetwork(placed, (lane,))


def _fields(told) -> dict[str, object]:
    likely_s = told["minutes"] * 60.0
    return {
        "duration": Span(likely_s, likely_s, likely_s),
        "mean_wait_s": told["wait_min"] * 60.0,
        "carries_vehicles": told["carries_vehicles"],
        "both_ways": told["both_ways"],
    }
