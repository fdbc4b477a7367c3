"""Turn restrictions: at a junction, over ways, for some vehicles, lifted, and with gaps.

Every street is one kilometre long; at the 45 km/h of a secondary road a piece takes 80 s.
"""

import numpy as np
import pytest

from gis import search
from gis.network import PROFILES
from gis.network_report import report_lines
from gis.snapping import Snapper
from gis.types import VehicleProfile as V
from tests.road_sketch import sketch

ONE_WAY = {"highway": "secondary", "oneway": "yes"}
FORK = """
a-b-c
  |
  d
"""
FORK_WAYS = {"ab": ONE_WAY, "bc": ONE_WAY, "bd": ONE_WAY}

RIVER = """
a-b-c
  |
  v
  |
d-e-f
"""
# a and c come to the bridge bv-ve from the north, d and f leave it in the south.
RIVER_WAYS = {
    "ab": ONE_WAY, "cb": ONE_WAY, "bve": "secondary", "ed": ONE_WAY, "ef": ONE_WAY,
}  # fmt: skip


def goes(drawn, word, profile=V.AMBULANCE):
    """Tell whether a vehicle gets from the first letter to the last."""
    return np.isfinite(seconds(drawn, word, profile))


def seconds(drawn, word, profile=V.AMBULANCE):
    snapper = Snapper(drawn.network)
    weights = drawn.network.weights(profile)
    start, end = (snapper.snap(drawn.nodes[word[i]], profile=profile) for i in (0, -1))
    backward = search.costs_to(drawn.network, weights, end, [start])[0]
    forward = search.costs_from(drawn.network, weights, start, [end])[0]
    assert backward == forward
    return float(forward)


def river(*turn, ways=RIVER_WAYS):
    return sketch(RIVER, ways=ways, turns=[turn] if turn else ())


def fork(kind, exception=""):
    return sketch(FORK, ways=FORK_WAYS, turns=[("ab", "b", "bd", kind, exception)])


def test_without_a_restriction_every_turn_over_the_bridge_is_free():
    drawn = river()
    assert all(goes(drawn, word) for word in ("ad", "af", "cd", "cf"))


@pytest.mark.parametrize("kind", ["no_u_turn", "no_right_turn", "no_straight_on", "no_left_turn"])
def test_a_turn_over_a_way_is_forbidden_to_those_who_come_that_way_alone(kind):
    drawn = river("ab", "bve", "ed", kind, "")
    assert not goes(drawn, "ad")
    assert goes(drawn, "af")
    assert goes(drawn, "cd")
    assert goes(drawn, "cf")
    assert drawn.result.report["turn_restrictions"] == {"applied": 1}


def test_a_journey_that_begins_on_the_bridge_may_turn_either_way():
    drawn = river("ab", "bve", "ed", "no_right_turn", "")
    assert goes(drawn, "vd")
    assert goes(drawn, "bd")


def test_a_journey_may_end_on_the_bridge():
    assert goes(river("ab", "bve", "ed", "no_right_turn", ""), "av")


@pytest.mark.parametrize("via", [("bv", "ve"), ("ve", "bv")])
def test_a_restriction_may_lead_over_several_ways_in_any_order(via):
    ways = {"ab": ONE_WAY, "cb": ONE_WAY, "bv": "secondary", "ve": "secondary",
            "ed": ONE_WAY, "ef": ONE_WAY}  # fmt: skip
    drawn = river("ab", via, "ed", "no_right_turn", "", ways=ways)
    assert not goes(drawn, "ad")
    assert goes(drawn, "af")
    assert goes(drawn, "cd")


def test_a_way_over_which_a_restriction_leads_may_have_junctions():
    drawing = RIVER.replace("  v\n", "  v-x\n")
    ways = RIVER_WAYS | {"vx": "secondary"}
    drawn = sketch(drawing, ways=ways, turns=[("ab", "bve", "ed", "no_right_turn", "")])
    # Who leaves the bridge for x and comes back has not driven the forbidden way.
    assert seconds(drawn, "ad") == pytest.approx(80 * 6, rel=0.01)
    assert seconds(drawn, "cd") == pytest.approx(80 * 4, rel=0.01)


def test_only_over_a_way_leaves_one_way_to_those_who_come_that_way():
    drawn = river("ab", "bve", "ef", "only_left_turn", "")
    assert goes(drawn, "af")
    assert not goes(drawn, "ad")
    assert goes(drawn, "cd")
    assert goes(drawn, "cf")


def test_only_over_a_way_forbids_to_leave_it_before_its_end():
    drawing = RIVER.replace("  v\n", "  v-x\n")
    ways = RIVER_WAYS | {"vx": ONE_WAY}
    drawn = sketch(drawing, ways=ways, turns=[("ab", "bve", "ef", "only_left_turn", "")])
    assert not goes(drawn, "ax")
    assert goes(drawn, "cx")
    assert goes(drawn, "af")


def test_overlapping_restrictions_all_bind():
    turns = [
        ("ab", "bve", "ed", "no_right_turn", ""),
        ("cb", "bve", "ef", "no_left_turn", ""),
        ("bve", "e", "eg", "no_straight_on", ""),
    ]
    drawing = RIVER + "  |\n  g\n"
    drawn = sketch(drawing, ways=RIVER_WAYS | {"eg": ONE_WAY}, turns=turns)
    free = {word for word in ("ad", "af", "ag", "cd", "cf", "cg") if goes(drawn, word)}
    assert free == {"af", "cd"}


def test_a_dual_carriageway_may_forbid_to_turn_back_over_its_link():
    drawing = """
    a-b-c
      |
    d-e-f
    """
    ways = {"abc": ONE_WAY, "fed": ONE_WAY, "be": "secondary"}
    free = sketch(drawing, ways=ways)
    drawn = sketch(drawing, ways=ways, turns=[("abc", "be", "fed", "no_u_turn", "")])
    assert goes(free, "ad")
    assert not goes(drawn, "ad")
    assert goes(drawn, "bd")


def test_no_u_turn_keeps_vehicles_from_turning_on_the_spot_and_no_more():
    ways = {"abc": "secondary", "bd": ONE_WAY}
    drawn = sketch(FORK, ways=ways, turns=[("abc", "b", "abc", "no_u_turn", "")])
    assert goes(drawn, "ac")
    assert goes(drawn, "ad")
    assert goes(drawn, "ca")


@pytest.mark.parametrize(
    ("key", "bound"),
    [
        ("restriction", {*PROFILES}),
        ("restriction:vehicle", {*PROFILES}),
        ("restriction:motor_vehicle", {*PROFILES}),
        ("restriction:emergency", {*PROFILES}),
        ("restriction:motorcar", {V.AMBULANCE, V.CAR}),
        ("restriction:hgv", {V.FIRE_TRUCK}),
        ("restriction:motorcycle", {V.MOTORCYCLE}),
        ("restriction:bus", set()),
        ("restriction:bicycle", set()),
        ("restriction:conditional", set()),
        ("restriction:motorcar:conditional", set()),
    ],
)
def test_a_restriction_binds_the_vehicles_that_it_names(key, bound):
    value = "no_right_turn" + (" @ (07:00-09:00)" if key.endswith("conditional") else "")
    drawn = fork({key: value})
    assert {p for p in PROFILES if not goes(drawn, "ad", p)} == bound
    assert all(goes(drawn, "ac", p) for p in PROFILES)


@pytest.mark.parametrize(
    ("exception", "bound"),
    [
        ("emergency", set()),
        ("bus; emergency", set()),
        ("motor_vehicle", set()),
        ("motorcar", {V.FIRE_TRUCK, V.MOTORCYCLE}),
        ("hgv", {V.AMBULANCE, V.MOTORCYCLE, V.CAR}),
        ("motorcycle;bicycle", {V.AMBULANCE, V.FIRE_TRUCK, V.CAR}),
        ("psv", {*PROFILES}),
    ],
)
def test_an_exception_lifts_a_restriction_for_whom_it_names(exception, bound):
    drawn = fork("no_right_turn", exception)
    assert {p for p in PROFILES if not goes(drawn, "ad", p)} == bound


def test_a_word_for_some_vehicles_stands_above_the_general_one():
    drawn = fork({"restriction": "no_right_turn", "restriction:emergency": "none"})
    assert all(goes(drawn, "ad", p) for p in PROFILES)


def test_vehicles_may_be_bound_by_different_words():
    drawn = fork({"restriction": "no_right_turn", "restriction:hgv": "only_right_turn"})
    assert (goes(drawn, "ac"), goes(drawn, "ad")) == (True, False)
    assert (goes(drawn, "ac", V.FIRE_TRUCK), goes(drawn, "ad", V.FIRE_TRUCK)) == (False, True)


def test_a_condition_beside_a_lasting_word_changes_nothing():
    tags = {"restriction": "no_right_turn", "restriction:conditional": "none @ (22:00-05:00)"}
    assert not goes(fork(tags), "ad")


@pytest.mark.parametrize("key", ["hour_on", "day_on"])
def test_the_old_way_to_name_hours_is_a_condition_too(key):
    drawn = fork({"restriction": "no_right_turn", key: "07:00"})
    assert goes(drawn, "ad")
    assert drawn.result.report["turn_restrictions"] == {"hold only at times or on conditions": 1}


def test_no_entry_is_closed_to_every_way_it_names():
    drawing = """
    a-b-c
      |
      d
    """
    ways = {"ab": ONE_WAY, "cb": ONE_WAY, "bd": ONE_WAY}
    drawn = sketch(drawing, ways=ways, turns=[(("ab", "cb"), "b", "bd", "no_entry", "")])
    assert not goes(drawn, "ad")
    assert not goes(drawn, "cd")
    assert goes(drawn, "bd")


def test_no_exit_is_closed_towards_every_way_it_names():
    drawn = sketch(FORK, ways=FORK_WAYS, turns=[("ab", "b", ("bc", "bd"), "no_exit", "")])
    assert not goes(drawn, "ac")
    assert not goes(drawn, "ad")
    assert goes(drawn, "ab")


def test_only_with_several_ends_leaves_all_of_them():
    drawing = """
      e
      |
    a-b-c
      |
      d
    """
    ways = FORK_WAYS | {"be": ONE_WAY}
    drawn = sketch(drawing, ways=ways, turns=[("ab", "b", ("bc", "bd"), "only_straight_on", "")])
    assert {word for word in ("ac", "ad", "ae") if goes(drawn, word)} == {"ac", "ad"}


def test_a_turn_into_a_road_closed_to_a_vehicle_is_not_the_only_one_left_to_it():
    ways = FORK_WAYS | {"bd": {"highway": "path", "oneway": "yes"}}
    drawn = sketch(FORK, ways=ways, turns=[("ab", "b", "bd", "only_right_turn", "")])
    assert goes(drawn, "ac")
    assert not goes(drawn, "ac", V.MOTORCYCLE)
    assert goes(drawn, "ad", V.MOTORCYCLE)


@pytest.mark.parametrize("profile", PROFILES)
def test_a_turn_is_forbidden_behind_a_barrier_on_the_junction_as_well(profile):
    barrier = {"barrier": "bollard", "emergency": "yes"}
    some = {"barrier": "swing_gate", "motorcycle": "no"}
    for tags in (barrier, some):
        turns = [("ab", "b", "bd", "no_right_turn", "")]
        drawn = sketch(FORK, ways=FORK_WAYS, nodes={"b": tags}, turns=turns)
        assert not goes(drawn, "ad", profile)
        assert drawn.result.report["turn_restrictions"] == {"applied": 1}


@pytest.mark.parametrize(
    ("turn", "told"),
    [
        (("ab", "b", "xy", "no_right_turn", ""), "not applied: a member is not in the file"),
        (("xy", "b", "bd", "no_right_turn", ""), "not applied: a member is not in the file"),
        (("ab", "xy", "bd", "no_right_turn", ""), "not applied: a member is not in the file"),
        ((("ab", "xy"), "b", "bd", "no_entry", ""),
         "applied in part: a member is not in the file"),
        (("ab", "c", "bd", "no_right_turn", ""),
         "not applied: the ways do not meet there or cannot be driven"),
        (("bd", "b", "bc", "no_left_turn", ""),
         "not applied: the ways do not meet there or cannot be driven"),
        (("ab", "b", (), "no_right_turn", ""), "lack a from, a via or a to"),
        (("ab", (), "bd", "no_right_turn", ""), "lack a from, a via or a to"),
        (("ab", ("b", "c"), "bd", "no_right_turn", ""), "lack a from, a via or a to"),
        (("ab", "b", "bd", "no_right_turn", "emergency"),
         "lifted for emergency vehicles or meant for others"),
        (("ab", "b", "bd", "sideways", ""), "lifted for emergency vehicles or meant for others"),
    ],
)  # fmt: skip
def test_what_became_of_a_restriction_is_reported_and_never_fatal(turn, told):
    report = sketch(FORK, ways=FORK_WAYS, turns=[turn]).result.report
    assert report["turn_restrictions"] == {told: 1}
    assert any(told in line for line in report_lines(report))


def test_a_relation_of_another_type_is_no_restriction():
    kind = {"type": "route", "restriction": "no_right_turn"}
    assert goes(fork(kind), "ad")


def test_a_node_without_a_restriction_keeps_its_one_state():
    network = river("ab", "bve", "ed", "no_right_turn", "").network
    # One more state behind ab, one behind ab-bve.
    assert network.state_count == network.node_count + 2
