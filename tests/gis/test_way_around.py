"""Answers name the closures that mattered: on the way, or on the way that would be faster."""

from datetime import timedelta

import pytest
from shapely.geometry import box

from gis.closures import Closure
from gis.crossings import LaneClosure
from gis.types import VehicleProfile
from tests.gis.archipelago import AT, archipelago

# a-b-c is 2 km of primary road; around by d, e and f it is 4 km.
RING = {"islands": {1: "abcdef"}, "roads": ["abc", "adefc"]}
DRAWING = "a-b-c\n|   |\nd-e-f"


def zone(world, start, end, number=5, **told):
    middle = world.drawn.between(start, end)
    reach = 1e-3
    area = box(middle.lon - reach, middle.lat - reach, middle.lon + reach, middle.lat + reach)
    return Closure(number, area, **told)


def journey(world, closures=(), lane_closures=(), *, start="a", end="c", at=AT):
    router = world.router.with_closures(closures, lane_closures)
    return router.route(world[start], world.place(end), profile=VehicleProfile.AMBULANCE, at=at)


def test_a_closure_that_forces_a_way_around_is_named_with_its_reason():
    world = archipelago(DRAWING, **RING)

    found = journey(world, [zone(world, "a", "b", reason="banjir")])

    assert [(one.id, one.reason, one.factor) for one in found.met] == [(5, "banjir", None)]
    # 2 km more at 55 km/h are 131 s
    (note,) = [note for note in found.notes if note.code == "way_around"]
    assert note.params["minutes"] == 3


def test_a_closure_aside_of_the_way_is_not_named():
    world = archipelago(DRAWING, **RING)

    found = journey(world, [zone(world, "d", "e", reason="pohon tumbang")])

    assert (found.closures, found.met) == ((), ())


def test_a_slow_road_that_is_driven_all_the_same_is_named_once():
    world = archipelago(DRAWING, **RING)

    found = journey(world, [zone(world, "a", "b", factor=2.0, reason="pasar")])

    assert [one.reason for one in found.met] == ["pasar"]
    assert "way_around" not in [note.code for note in found.notes]


def test_of_two_closures_only_the_one_on_the_faster_way_is_named():
    world = archipelago(DRAWING, **RING)

    found = journey(world, [zone(world, "a", "b", 7), zone(world, "e", "f", 8, factor=1.5)])

    # 8 slows the way around that is driven, 7 shuts the faster one
    assert found.closures == (7, 8)


def test_a_closure_that_begins_later_is_not_named_before_it_does():
    world = archipelago(DRAWING, **RING)
    hour = timedelta(hours=1)
    closure = zone(world, "a", "b", from_at=AT + hour, until_at=AT + 2 * hour)

    named = [journey(world, [closure], at=AT + n * hour).closures for n in (0, 1, 2)]

    assert named == [(), (5,), ()]


def test_a_refusal_names_the_closures_that_shut_the_only_road():
    world = archipelago("a-b-c", islands={1: "abc"}, roads=["abc"])

    found = journey(world, [zone(world, "a", "b", 3), zone(world, "b", "c", 4)])

    assert (found.detail.code, found.closures) == ("closed_road", (3, 4))


def test_a_closed_lane_on_the_faster_way_is_named():
    world = archipelago(
        "a-b    c-d\n|      |\ne      f",
        islands={1: "abe", 2: "cdf"},
        roads=["ab", "ae", "cd", "cf"],
        lanes={"bc": {}, "ef": {"mean_wait_s": 7200.0}},
    )
    lane = next(lane.code for lane in world.router.sea.lanes if lane.from_quay == "b")

    found = journey(world, (), [LaneClosure(9, lane, None, reason="gelombang")], end="d")

    assert [(one.id, one.reason) for one in found.met] == [(9, "gelombang")]


@pytest.mark.parametrize("end", ["b", "c"])
def test_without_closures_nothing_is_named(end):
    world = archipelago(DRAWING, **RING)

    assert journey(world, end=end).met == ()
