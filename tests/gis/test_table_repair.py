"""Tables of times are mended after closures: the same numbers as searched anew, and less work."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from gis import search
from gis.closures import Closure, ClosureIndex, Overlay
from gis.crossings import Quay, SeaNetwork
from gis.road_travel import RoadTravel
from gis.snapping import Snapper, seeds_towards
from gis.table_repair import mended, slowed_arcs
from gis.types import VehicleProfile as V
from tests.road_sketch import sketch

NOW = datetime(2026, 11, 25, 1, tzinfo=UTC)
# One-way streets, a restricted turn and a dead end: what a table has to know of.
DRAWN = sketch(
    """
    a-b-c-d
    | | | |
    e-f-g-h
    | | | |
    i-j-k-m-n
    """,
    ways={
        "abcd": "secondary",
        "efgh": {"highway": "tertiary", "oneway": "yes"},
        "ijk": "primary",
        "kmn": "residential",
        "aei": "residential",
        "bfj": "tertiary",
        "cgk": {"highway": "secondary", "oneway": "-1"},
        "dhm": "track",
    },
    turns=(("abcd", "c", "cgk", "no_left_turn", ""), ("ijk", "j", "bfj", "no_left_turn", "")),
)
NETWORK, INDEX, SNAPPER = DRAWN.network, ClosureIndex(DRAWN.network), Snapper(DRAWN.network)
LETTERS = sorted(DRAWN.nodes)
SEA = SeaNetwork(
    tuple(Quay(letter, f"Dermaga {letter}", DRAWN.nodes[letter], None) for letter in "adin"), ()
)


@st.composite
def closures(draw):
    made = []
    for number in range(draw(st.integers(1, 5))):
        a, b = draw(st.sampled_from(LETTERS)), draw(st.sampled_from(LETTERS))
        centre = DRAWN.between(a, b, draw(st.floats(0, 1)))
        reach = draw(st.floats(50, 1200)) / 111_195
        area = box(centre.lon - reach, centre.lat - reach, centre.lon + reach, centre.lat + reach)
        factor = draw(st.none() | st.floats(1, 50))
        made.append(Closure(number, area, factor))
    return made


def closed(made, profile=V.AMBULANCE):
    return Overlay(INDEX, made).weights(profile, NOW)


def travel(weights, calm=None):
    return RoadTravel(NETWORK, SNAPPER, weights, SEA, calm=calm)


def seeds(snap, weights):
    return seeds_towards(NETWORK, weights, snap)


@given(closures(), st.sampled_from(LETTERS), st.sampled_from([V.AMBULANCE, V.MOTORCYCLE]))
@settings(max_examples=300, deadline=None)
def test_a_mended_table_is_the_table_searched_anew(made, letter, profile):
    before, after = NETWORK.weights(profile), closed(made, profile)
    snap = SNAPPER.snap(DRAWN.nodes[letter], profile=profile)
    table = search.all_costs(NETWORK, before, seeds(snap, before), backward=True)
    kept = table.copy()

    found = mended(NETWORK, table, slowed_arcs(before, after), (before, after), seeds(snap, after))

    expected = search.all_costs(NETWORK, after, seeds(snap, after), backward=True)
    assert (found == expected).all()
    assert (table == kept).all()


@given(closures())
@settings(max_examples=150, deadline=None)
def test_rides_mended_from_calm_roads_are_those_of_fresh_roads(made):
    calm = travel(NETWORK.weights(V.AMBULANCE))
    fresh, reused = travel(closed(made)), travel(closed(made), calm)
    starts = [fresh.stop(point, None) for point in DRAWN.nodes.values()]

    assert reused.quays == fresh.quays
    for end, same in zip(fresh.quays, reused.quays, strict=True):
        assert reused.rides_to_quay(same, starts) == fresh.rides_to_quay(end, starts)
    assert reused.rides_between_quays() == fresh.rides_between_quays()


def zone_on(a, b, drawn=DRAWN):
    middle = drawn.between(a, b)
    reach = 100 / 111_195
    return box(middle.lon - reach, middle.lat - reach, middle.lon + reach, middle.lat + reach)


def test_a_table_that_no_closed_road_serves_is_the_same_object():
    # from c it is 300 s to a and 80 s on to b, but 600 s by d: nobody bound for b takes c-d
    drawn = sketch(
        """
        a-b
        | |
        c-d
        """,
        ways={"ab": "secondary", "acdb": "track"},
    )
    network, closure = drawn.network, Closure(1, zone_on("c", "d", drawn))
    before = network.weights(V.AMBULANCE)
    after = Overlay(ClosureIndex(network), [closure]).weights(V.AMBULANCE, NOW)
    snap = Snapper(network).snap(drawn.nodes["b"], profile=V.AMBULANCE)
    ends = seeds_towards(network, before, snap)
    table = search.all_costs(network, before, ends, backward=True)
    slowed = slowed_arcs(before, after)

    assert len(slowed) == 2
    assert mended(network, table, slowed, (before, after), ends) is table


def test_a_place_behind_a_closed_road_is_out_of_reach():
    before, after = NETWORK.weights(V.AMBULANCE), closed([Closure(1, zone_on("m", "n"))])
    snap = SNAPPER.snap(DRAWN.nodes["a"], profile=V.AMBULANCE)
    table = search.all_costs(NETWORK, before, seeds(snap, before), backward=True)

    found = mended(NETWORK, table, slowed_arcs(before, after), (before, after), seeds(snap, after))

    states = np.flatnonzero(NETWORK.node_of_state == DRAWN.node("n"))
    assert (found[states] == search.UNREACHED_MS).all()


def test_arcs_that_became_faster_are_no_ground_for_mending():
    calm, shut = NETWORK.weights(V.AMBULANCE), closed([Closure(1, zone_on("b", "c"))])

    assert slowed_arcs(shut, calm) is None
    assert travel(calm, travel(shut)).rides_between_quays() == travel(calm).rides_between_quays()


@pytest.mark.parametrize("profile", [V.AMBULANCE, V.CAR])
def test_roads_without_any_change_share_every_ride(profile):
    calm = travel(NETWORK.weights(profile))
    far = box(116.0, -6.0, 116.1, -5.9)

    reused = travel(closed([Closure(1, far)], profile), calm)

    assert reused.rides_between_quays()["a"] is calm.rides_between_quays()["a"]


@given(closures(), closures(), closures())
@settings(max_examples=100, deadline=None)
def test_closures_one_after_the_other_give_the_rides_of_fresh_roads(first, second, third):
    calm = travel(NETWORK.weights(V.AMBULANCE))
    more = [Closure(10 + c.id, c.geometry, c.factor) for c in second]

    for made in (first, [*first, *more], more, third):  # one opens again before the last
        fresh, reused = travel(closed(made)), travel(closed(made), calm)
        assert reused.rides_between_quays() == fresh.rides_between_quays()


def test_a_further_closure_elsewhere_shares_the_rides_found_under_the_one_before():
    calm = travel(NETWORK.weights(V.AMBULANCE))
    near, far = Closure(1, zone_on("m", "n")), Closure(2, box(116.0, -6.0, 116.1, -5.9))
    before = travel(closed([near]), calm).rides_between_quays()

    after = travel(closed([near, far]), calm).rides_between_quays()

    assert after["a"] is before["a"]
    assert before["a"] is not calm.rides_between_quays()["a"]
