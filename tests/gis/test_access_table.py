"""Every rule of the access tables decides one drawn road or barrier, and says so by its name."""

import numpy as np
import pytest

from gis import search
from gis.access_rules import (
    BARRIER_RULES,
    FORD_IN_WET_SEASON,
    WAY_RULES,
    barrier_rule,
    way_rule,
)
from gis.snapping import Snapper
from gis.types import VehicleProfile as V
from tests.road_sketch import sketch

WAYS = [
    ("emergency_no", {"highway": "primary", "emergency": "no"}, V.AMBULANCE),
    ("emergency_yes", {"highway": "footway", "emergency": "yes"}, V.AMBULANCE),
    ("too_big", {"highway": "primary", "maxheight": "2"}, V.AMBULANCE),
    ("too_deep", {"highway": "track", "ford": "yes", "depth": "1"}, V.CAR),
    ("area", {"highway": "service", "area": "yes"}, V.AMBULANCE),
    ("emergency_access", {"highway": "service", "service": "emergency_access"}, V.FIRE_TRUCK),
    ("not_built", {"highway": "construction"}, V.AMBULANCE),
    ("motorcycle_path", {"highway": "path"}, V.MOTORCYCLE),
    ("motorcycle_asked_in", {"highway": "footway", "motorcycle": "yes"}, V.MOTORCYCLE),
    ("for_feet", {"highway": "steps"}, V.AMBULANCE),
    ("no_road", {"highway": "raceway"}, V.AMBULANCE),
    ("direction_unknown", {"highway": "primary", "oneway": "reversible"}, V.AMBULANCE),
    ("access_no", {"highway": "primary", "access": "no"}, V.AMBULANCE),
    ("road", {"highway": "residential", "access": "private"}, V.AMBULANCE),
]
BARRIERS = [
    ("emergency_no", {"barrier": "gate", "emergency": "no"}, V.AMBULANCE),
    ("emergency_yes", {"barrier": "bollard", "emergency": "yes"}, V.AMBULANCE),
    ("too_big", {"barrier": "height_restrictor", "maxheight": "2"}, V.FIRE_TRUCK),
    ("too_deep", {"ford": "yes", "depth": "1"}, V.AMBULANCE),
    ("access_no", {"barrier": "lift_gate", "access": "no"}, V.AMBULANCE),
    ("vehicles_allowed", {"barrier": "block", "motor_vehicle": "yes"}, V.AMBULANCE),
    ("passable_bollard", {"barrier": "bollard", "bollard": "removable"}, V.AMBULANCE),
    ("stopping_barrier", {"barrier": "block"}, V.AMBULANCE),
    ("open_node", {"barrier": "lift_gate"}, V.AMBULANCE),
]


@pytest.mark.parametrize(("name", "tags", "profile"), WAYS)
def test_the_rule_for_a_way_decides_what_the_search_does(name, tags, profile):
    rule = way_rule(tags, profile)
    drawn = sketch("a-b-c-d", ways={"ab": "primary", "bc": tags, "cd": "primary"})
    assert rule.name == name
    assert goes(drawn, profile) is rule.opens


@pytest.mark.parametrize(("name", "tags", "profile"), BARRIERS)
def test_the_rule_for_a_node_decides_what_the_search_does(name, tags, profile):
    rule = barrier_rule(tags, profile)
    drawn = sketch("a-b-d", ways={"abd": "primary"}, nodes={"b": tags})
    assert rule.name == name
    assert goes(drawn, profile) is rule.opens


def test_every_rule_has_a_drawing():
    assert [name for name, _, _ in WAYS] == [rule.name for rule in WAY_RULES]
    assert [name for name, _, _ in BARRIERS] == [rule.name for rule in BARRIER_RULES]


def test_a_ford_has_a_rule_of_its_own_in_the_wet_season():
    ford = {"highway": "track", "ford": "yes"}
    assert way_rule(ford, V.AMBULANCE, wet=True) is FORD_IN_WET_SEASON
    assert barrier_rule({"ford": "yes"}, V.CAR, wet=True) is FORD_IN_WET_SEASON
    assert way_rule(ford, V.AMBULANCE).name == "road"
    assert way_rule(ford, V.FIRE_TRUCK, wet=True).name == "road"


def goes(drawn, profile):
    snapper = Snapper(drawn.network)
    a, d = (snapper.snap(drawn.nodes[x], profile=profile) for x in "ad")
    weights = drawn.network.weights(profile)
    return bool(np.isfinite(search.costs_to(drawn.network, weights, d, [a])[0]))
