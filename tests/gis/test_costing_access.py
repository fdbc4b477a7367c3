"""Where emergency vehicles may drive: one drawn road or barrier for each rule of the tables."""

import numpy as np
import pytest

from gis import search
from gis.access_rules import BARRIER_RULES, WAY_RULES, directions, way_rule
from gis.errors import DataError
from gis.snapping import Snapper
from gis.types import VehicleProfile as V
from tests.road_sketch import sketch

LINE = "a-b-c-d"


def passes(tags, profile=V.AMBULANCE, start="a", end="d"):
    """Tell whether a vehicle gets from a to d where the middle piece has the tags."""
    drawn = sketch(LINE, ways={"ab": "primary", "bc": tags, "cd": "primary"})
    return _reaches(drawn, profile, start, end)


def passes_barrier(tags, profile=V.AMBULANCE):
    drawn = sketch("a-b-c", ways={"abc": "primary"}, nodes={"b": tags})
    return _reaches(drawn, profile, "a", "c")


def _reaches(drawn, profile, start, end):
    snapper = Snapper(drawn.network)
    a, d = (snapper.snap(drawn.nodes[x], profile=profile) for x in (start, end))
    assert a is not None
    assert d is not None
    return np.isfinite(search.costs_to(drawn.network, drawn.network.weights(profile), d, [a])[0])


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "residential", "access": "private"},
        {"highway": "residential", "access": "destination"},
        {"highway": "residential", "motor_vehicle": "customers"},
        {"highway": "residential", "vehicle": "permissive"},
        {"highway": "service", "access": "delivery"},
        {"highway": "residential", "access": "no", "motor_vehicle": "yes"},
        {"highway": "residential", "access": "no", "motorcar": "private"},
        {"highway": "residential", "access": "no", "emergency": "yes"},
        {"highway": "footway", "emergency": "designated"},
        {"highway": "construction", "emergency": "yes"},
        {"highway": "service", "service": "emergency_access"},
        {"highway": "service", "service": "emergency_access", "access": "no"},
        {"highway": "residential", "access:conditional": "no @ (22:00-05:00)"},
        {"highway": "residential", "motor_vehicle:conditional": "no @ wet"},
        {"highway": "residential", "opening_hours": "Mo-Fr 08:00-16:00"},
        {"highway": "primary", "construction": "minor"},
        {"highway": "primary", "oneway:conditional": "reversible @ (06:00-09:00)"},
        {"highway": "residential", "access": "emergency"},
        {"highway": "residential", "access": "no", "emergency": "designated"},
        {"highway": "proposed", "emergency": "yes"},
        {"highway": "primary", "motor_vehicle:backward": "no"},
        {"highway": "primary", "maxheight": "3.8", "maxweight": "10", "maxwidth": "2.4"},
        {"highway": "service", "maxheight": "1.8", "emergency": "yes"},
        {"highway": "tertiary_link"},
        {"highway": "living_street"},
        {"highway": "track"},
    ],
)
def test_an_ambulance_may_pass(tags):
    assert passes(tags)


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "residential", "emergency": "no"},
        {"highway": "service", "service": "emergency_access", "emergency": "no"},
        {"highway": "residential", "access": "yes", "emergency": "no"},
        {"highway": "residential", "access": "no"},
        {"highway": "residential", "vehicle": "no"},
        {"highway": "residential", "motor_vehicle": "no"},
        {"highway": "residential", "access": "yes", "motorcar": "no"},
        {"highway": "construction"},
        {"highway": "construction", "construction": "primary"},
        {"highway": "proposed"},
        {"highway": "planned"},
        {"highway": "disused"},
        {"highway": "abandoned"},
        {"highway": "razed"},
        {"highway": "primary", "construction": "yes"},
        {"highway": "primary", "proposed": "yes"},
        {"highway": "track", "abandoned": "yes"},
        {"highway": "track", "disused": "yes"},
        {"construction:highway": "primary"},
        {"proposed:highway": "primary"},
        {"disused:highway": "residential"},
        {"abandoned:highway": "track"},
        {"highway": "primary", "motor_vehicle:forward": "no"},
        {"highway": "primary", "access:forward": "no"},
        {"highway": "primary", "emergency:forward": "no"},
        {"highway": "primary", "maxweight": "2"},
        {"highway": "busway"},
        {"highway": "raceway"},
        {"highway": "corridor"},
        {"highway": "elevator"},
        {"highway": "footway"},
        {"highway": "steps"},
        {"highway": "cycleway"},
        {"highway": "pedestrian"},
        {"highway": "path"},
        {"highway": "bridleway"},
        {"highway": "platform"},
        {"highway": "service", "area": "yes"},
        {"highway": "primary", "oneway": "reversible"},
    ],
)
def test_an_ambulance_may_not_pass(tags):
    assert not passes(tags)


def test_a_motorcycle_may_use_a_path_and_an_ambulance_may_not():
    assert passes({"highway": "path"}, V.MOTORCYCLE)
    assert not passes({"highway": "path"}, V.AMBULANCE)


def test_a_motorcycle_may_not_use_a_path_that_is_closed_to_it():
    assert not passes({"highway": "path", "motorcycle": "no"}, V.MOTORCYCLE)


@pytest.mark.parametrize("highway", ["footway", "pedestrian", "cycleway"])
def test_a_footway_that_asks_motorcycles_in_is_open_to_them_alone(highway):
    tags = {"highway": highway, "motorcycle": "yes"}
    assert passes(tags, V.MOTORCYCLE)
    assert not passes(tags, V.AMBULANCE)
    assert not passes({"highway": highway}, V.MOTORCYCLE)


def test_steps_are_closed_to_motorcycles_too():
    assert not passes({"highway": "steps", "motorcycle": "yes"}, V.MOTORCYCLE)


def test_an_alley_without_cars_is_open_to_motorcycles():
    tags = {"highway": "residential", "motorcar": "no"}
    assert passes(tags, V.MOTORCYCLE)
    assert not passes(tags, V.FIRE_TRUCK)


@pytest.mark.parametrize("profile", [V.AMBULANCE, V.FIRE_TRUCK, V.MOTORCYCLE, V.CAR])
@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "primary", "oneway": "yes"},
        {"highway": "primary", "oneway": "true"},
        {"highway": "primary", "oneway": "1"},
        {"highway": "primary", "junction": "roundabout"},
        {"highway": "primary", "junction": "circular"},
        {"highway": "motorway"},
    ],
)
def test_a_one_way_street_is_never_driven_against_its_direction(tags, profile):
    assert passes(tags, profile)
    assert not passes(tags, profile, start="d", end="a")


@pytest.mark.parametrize("value", ["-1", "reverse"])
def test_a_reversed_one_way_street_runs_against_its_drawing(value):
    tags = {"highway": "primary", "oneway": value}
    assert passes(tags, start="d", end="a")
    assert not passes(tags)


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "primary", "oneway": "yes", "oneway:emergency": "no"},
        {"highway": "primary", "oneway": "no", "junction": "roundabout"},
        {"highway": "motorway", "oneway": "no"},
        {"highway": "primary", "oneway": "alternating"},
        {"highway": "primary", "oneway": "yes", "emergency:backward": "yes"},
        {"highway": "primary", "access:backward": "no", "emergency": "yes"},
        {"highway": "primary", "access:backward": "no", "motor_vehicle:backward": "destination"},
    ],
)
def test_a_tag_may_allow_driving_both_ways(tags):
    assert passes(tags)
    assert passes(tags, start="d", end="a")


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "primary", "oneway": "yes", "emergency": "yes"},
        {"highway": "primary", "oneway": "yes", "emergency": "designated"},
        {"highway": "primary", "oneway": "yes", "access": "private"},
        {"highway": "service", "oneway": "yes", "service": "emergency_access"},
        {"highway": "primary", "oneway": "yes", "oneway:bicycle": "no", "oneway:bus": "no"},
        {"highway": "primary", "oneway": "yes", "oneway:conditional": "no @ (22:00-05:00)"},
        {"highway": "primary", "junction": "roundabout", "emergency": "yes"},
        {"highway": "primary", "motor_vehicle:backward": "no"},
    ],
)
def test_a_way_that_is_open_to_emergencies_keeps_its_direction(tags):
    assert passes(tags)
    assert not passes(tags, start="d", end="a")


def test_a_street_against_which_only_emergencies_drive_is_one_way_the_other_way_round():
    tags = {"highway": "primary", "oneway": "no", "oneway:emergency": "-1"}
    assert not passes(tags)
    assert passes(tags, start="d", end="a")


def test_a_bicycle_contraflow_does_not_open_a_street_to_us():
    assert directions({"oneway": "yes", "oneway:bicycle": "no"}, V.AMBULANCE) == (True, False)


def test_a_motorcycle_contraflow_opens_it_to_motorcycles_only():
    tags = {"oneway": "yes", "oneway:motorcycle": "no"}
    assert directions(tags, V.MOTORCYCLE) == (True, True)
    assert directions(tags, V.AMBULANCE) == (True, False)


@pytest.mark.parametrize(
    "tags",
    [
        {"barrier": "bollard"},
        {"barrier": "block"},
        {"barrier": "jersey_barrier"},
        {"barrier": "gate", "access": "no"},
        {"barrier": "lift_gate", "access": "no"},
        {"barrier": "gate", "motor_vehicle": "no"},
        {"barrier": "gate", "emergency": "no"},
        {"barrier": "bollard", "bollard": "fixed"},
        {"barrier": "bollard", "access": "yes"},
        {"emergency": "no"},
        {"barrier": "bollard", "bollard": "removable", "emergency": "no"},
        {"barrier": "bollard", "bollard": "removable", "access": "no"},
        {"barrier": "bollard", "motor_vehicle": "no"},
        {"barrier": "cycle_barrier"},
        {"barrier": "motorcycle_barrier"},
        {"barrier": "debris"},
        {"barrier": "swing_gate", "vehicle": "no"},
        {"barrier": "height_restrictor", "maxheight": "2"},
    ],
)
def test_a_barrier_stops_an_ambulance(tags):
    assert not passes_barrier(tags)


@pytest.mark.parametrize(
    "tags",
    [
        {"barrier": "gate"},
        {"barrier": "lift_gate"},
        {"barrier": "gate", "access": "private"},
        {"barrier": "gate", "access": "no", "emergency": "yes"},
        {"barrier": "gate", "access": "no", "motor_vehicle": "yes"},
        {"barrier": "bollard", "emergency": "designated"},
        {"barrier": "bollard", "bollard": "removable"},
        {"barrier": "bollard", "bollard": "rising"},
        {"barrier": "bollard", "emergency": "yes"},
        {"barrier": "bollard", "bollard": "foldable"},
        {"barrier": "block", "emergency": "yes"},
        {"barrier": "block", "motor_vehicle": "yes"},
        {"barrier": "lift_gate", "access": "no", "emergency": "designated"},
        {"barrier": "gate", "access": "destination"},
        {"barrier": "gate", "access:conditional": "no @ (22:00-05:00)"},
        {"barrier": "swing_gate"},
        {"barrier": "chain"},
        {"barrier": "kerb"},
        {"barrier": "entrance"},
        {"barrier": "height_restrictor", "maxheight": "3"},
        {"barrier": "toll_booth"},
        {"barrier": "cattle_grid"},
        {"emergency": "fire_hydrant"},
        {"highway": "crossing", "access": "no"},
    ],
)
def test_a_barrier_lets_an_ambulance_pass(tags):
    assert passes_barrier(tags)


def test_a_motorcycle_fits_past_a_bollard():
    assert passes_barrier({"barrier": "bollard"}, V.MOTORCYCLE)
    assert not passes_barrier({"barrier": "bollard"}, V.FIRE_TRUCK)


@pytest.mark.parametrize("kind", ["cycle_barrier", "motorcycle_barrier", "kissing_gate"])
def test_what_was_built_against_two_wheels_stops_motorcycles(kind):
    assert not passes_barrier({"barrier": kind}, V.MOTORCYCLE)


def test_a_barrier_at_the_end_of_a_way_stops_who_drives_on():
    drawn = sketch(
        "a-b-c", ways={"ab": "primary", "bc": "primary"}, nodes={"b": {"barrier": "block"}}
    )
    assert not _reaches(drawn, V.AMBULANCE, "a", "c")


def test_a_barrier_at_the_end_of_the_road_stops_nobody():
    drawn = sketch("a-b-c", ways={"abc": "primary"}, nodes={"c": {"barrier": "block"}})
    assert _reaches(drawn, V.AMBULANCE, "a", "c")


def test_a_barrier_on_a_junction_stops_every_way_through():
    drawn = sketch(
        """
        a-b-c
          |
          d
        """,
        ways={"abc": "primary", "bd": "primary"},
        nodes={"b": {"barrier": "block"}},
    )
    assert not _reaches(drawn, V.AMBULANCE, "a", "d")
    assert not _reaches(drawn, V.AMBULANCE, "a", "c")


def test_a_network_of_footways_is_no_network():
    with pytest.raises(DataError, match="no road that any vehicle may drive"):
        sketch("a-b", ways={"ab": "footway"})


def test_every_rule_gives_its_reason():
    assert all(rule.reason and rule.name for rule in (*WAY_RULES, *BARRIER_RULES))


def test_the_first_rule_that_applies_decides():
    tags = {"highway": "footway", "emergency": "yes", "access": "no"}
    assert way_rule(tags, V.AMBULANCE).name == "emergency_yes"
