"""Closed and slowed roads and lanes: what is gone around, and what is named as the reason."""

from datetime import timedelta

import pytest
from shapely.geometry import LineString

from gis.closures import Closure
from gis.crossings import HORIZON_S, LaneClosure
from gis.types import LegMode, Reachability, VehicleProfile
from tests.gis.archipelago import AT, archipelago

TWO_ISLANDS = {"islands": {1: "ab", 2: "cd"}, "roads": ["ab", "cd"]}


def test_a_closed_lane_is_unreachable_for_now() -> None:
    world = archipelago(
        "a-b    c-d", **TWO_ISLANDS, lanes={"bc": {}}, lane_closures=[LaneClosure(7, "bc", None)]
    )

    refusal = world.refusal("a", "d")

    assert (refusal.reachability, refusal.code) == (Reachability.UNREACHABLE_NOW, "lane_closed")


def test_a_closure_of_a_lane_ends() -> None:
    closure = LaneClosure(7, "bc", None, AT - timedelta(hours=2), AT)
    world = archipelago("a-b    c-d", **TWO_ISLANDS, lanes={"bc": {}}, lane_closures=[closure])

    assert world.journey("a", "d").reachability == Reachability.ROAD_FERRY


def test_a_closed_lane_sends_one_over_another() -> None:
    lanes = {"bc": {}, "ad": {"duration": None, "speed_kmh": 9.0}}
    world = archipelago(
        "a-b    c-d", **TWO_ISLANDS, lanes=lanes, lane_closures=[LaneClosure(7, "bc", None)]
    )

    journey = world.journey("a", "d")

    assert [leg.lane for leg in journey.legs if leg.mode == LegMode.SEA] == ["ad"]


def test_a_slowed_lane_takes_its_factor_longer() -> None:
    world = archipelago(
        "a-b    c-d", **TWO_ISLANDS, lanes={"bc": {}}, lane_closures=[LaneClosure(7, "bc", 1.5)]
    )

    journey = world.journey("a", "d")

    assert journey.legs[2].duration_s == 1.5 * 1800
    assert journey.closures == (7,)


def test_a_closed_lane_is_the_reason_even_beside_one_that_sails_too_late() -> None:
    lanes = {"bc": {}, "ad": {"mean_wait_s": 2 * HORIZON_S}}
    world = archipelago(
        "a-b    c-d", **TWO_ISLANDS, lanes=lanes, lane_closures=[LaneClosure(7, "bc", None)]
    )

    assert world.refusal("a", "d").code == "lane_closed"


def test_a_closed_road_is_gone_around() -> None:
    world = archipelago("a-b-c\n|   |\nd-e-f", islands={1: "abcdef"}, roads=["abc", "adefc"])
    closed = world.router.with_closures([_across(world, "a", "b")], [])

    journey = closed.route(world["a"], world.place("c"), profile=VehicleProfile.CAR, at=AT)

    assert journey.distance_m == pytest.approx(4000, rel=0.01)


def test_a_closed_road_without_a_way_around_is_unreachable_for_now() -> None:
    world = archipelago("a-b-c", islands={1: "abc"}, roads=["abc"])
    closed = world.router.with_closures([_across(world, "a", "b")], [])

    refusal = closed.route(world["a"], world.place("c"), profile=VehicleProfile.CAR, at=AT)

    assert (refusal.reachability, refusal.code) == (Reachability.UNREACHABLE_NOW, "no_way")
    assert refusal.detail.code == "closed_road"


def test_an_island_whose_only_road_is_closed_is_not_land_without_roads() -> None:
    world = archipelago("a-b    c-d", **TWO_ISLANDS, lanes={"bc": {}})
    closed = world.router.with_closures([_across(world, "c", "d")], [])

    refusal = closed.route(world["a"], world.place("d"), profile=VehicleProfile.CAR, at=AT)

    assert (refusal.reachability, refusal.detail.code) == (
        Reachability.UNREACHABLE_NOW,
        "closed_road",
    )


def test_a_router_for_other_closures_leaves_the_first_as_it_was() -> None:
    world = archipelago("a-b-c", islands={1: "abc"}, roads=["abc"])

    world.router.with_closures([_across(world, "a", "b")], [])

    assert world.journey("a", "c").reachability == Reachability.ROAD


def test_a_slowed_road_is_told_with_its_closure() -> None:
    world = archipelago("a-b", islands={1: "ab"}, roads=["ab"])
    slow = world.router.with_closures([_across(world, "a", "b", factor=2.0)], [])

    journey = slow.route(world["a"], world.place("b"), profile=VehicleProfile.AMBULANCE, at=AT)

    assert journey.closures == (5,)
    assert "slowed_road" in [note.code for note in journey.notes]


def _across(world, start: str, end: str, factor: float | None = None) -> Closure:
    middle = world.drawn.between(start, end)
    line = LineString([(middle.lon, middle.lat - 1e-6), (middle.lon, middle.lat + 1e-6)])
    return Closure(5, line.buffer(1e-4), factor)
