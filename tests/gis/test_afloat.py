"""Land vehicles that a ferry carries: which lane, bound for where, and what is left."""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import Any

import pytest

from gis.crossings import LaneClosure, Span
from gis.projection import distance_m
from gis.timetables import EVERY_DAY, Scheduled, Timetable
from gis.types import Aboard, Journey, LonLat, NoWay, VehicleProfile
from tests.gis.archipelago import AMBULANCE, AT, Archipelago, archipelago
from tests.road_sketch import letters

WIB = timezone(timedelta(hours=7), "WIB")
KM_S = 3600 / 55
STRAIT: dict[str, Any] = {"islands": {1: "ab", 2: "cd"}, "roads": ["ab", "cd"]}
DRAWING = "a-b                    c-d"
"""Ten and a half kilometres of water between the quays."""
_ENDS = [letters(DRAWING)[letter] for letter in "bc"]
LANE: dict[str, Any] = {
    "duration": Span(1800.0, 2400.0, 3600.0),
    "points": tuple((end.lon, end.lat) for end in _ENDS),
}
OFFSHORE_M = 1_000.0


def strait(**more: Any) -> Archipelago:
    return archipelago(DRAWING, **STRAIT, lanes={"bc": LANE}, **more)


def between(world: Archipelago, share: float, *, north_m: float = 0.0) -> LonLat:
    """Return a point a share of the way from quay to quay, some metres north of the line."""
    there = world.drawn.between("b", "c", share)
    return LonLat(there.lon, there.lat + north_m / 111_195.0)


def journey_of(world: Archipelago, where: str, aboard: Aboard, share: float = 0.75) -> Journey:
    unit = world.unit("amb-01", between(world, share), aboard=aboard)
    (found,) = world.router.journeys_to(world.place(where), [unit], at=AT)
    assert isinstance(found, Journey), found
    return found


def aboard_at(world: Archipelago, point: LonLat, heading_deg: float | None = None) -> Aboard | None:
    return world.router.aboard_at(point, AMBULANCE, heading_deg, OFFSHORE_M)


def test_a_vehicle_aboard_goes_on_after_what_is_left_of_its_crossing() -> None:
    journey = journey_of(strait(), "d", Aboard("bc", "c"))

    # a quarter of 40 minutes, five of landing, one kilometre
    assert journey.duration_s == pytest.approx(600 + 300 + KM_S, abs=2)
    assert journey.duration_low_s == pytest.approx(450 + 300 + 0.8 * KM_S, abs=2)
    assert journey.duration_high_s == pytest.approx(900 + 300 + 1.4 * KM_S, abs=2)


def test_its_first_leg_is_the_rest_of_the_crossing_from_where_it_is() -> None:
    world = strait()

    sea = journey_of(world, "d", Aboard("bc", "c")).legs[0]

    here, quay = between(world, 0.75), world["c"]
    assert (sea.mode, sea.until) == ("sea", "c")
    assert sea.points[0] == (here.lon, here.lat)
    assert sea.distance_m == pytest.approx(
        distance_m(here.lon, here.lat, quay.lon, quay.lat), rel=0.01
    )


def test_a_ship_bound_away_lands_at_its_own_quay_first() -> None:
    journey = journey_of(strait(), "d", Aboard("bc", "b"))

    # three quarters back, landing, the mean wait, boarding, the whole crossing, landing
    assert [leg.until for leg in journey.legs if leg.mode == "sea"] == ["b", "c"]
    assert journey.duration_s == pytest.approx(1800 + 300 + 900 + 600 + 2400 + 300 + KM_S, abs=2)


def test_without_a_known_direction_both_ends_are_tried_and_it_is_said() -> None:
    journey = journey_of(strait(), "d", Aboard("bc"), share=0.25)

    assert journey.legs[0].until == "c"
    assert "direction_unknown" in {getattr(note, "code", "") for note in journey.notes}


def test_a_lane_that_closes_does_not_hold_who_is_aboard_already() -> None:
    closed = strait(lane_closures=[LaneClosure(1, "bc", None)])

    journey = journey_of(closed, "d", Aboard("bc", "c"))

    assert journey.duration_s == pytest.approx(600 + 300 + KM_S, abs=2)


def test_a_slowed_lane_slows_the_rest_of_the_crossing() -> None:
    slowed = strait(lane_closures=[LaneClosure(1, "bc", 2.0)])

    journey = journey_of(slowed, "d", Aboard("bc", "c"))

    assert journey.duration_s == pytest.approx(1200 + 300 + KM_S, abs=2)


def test_a_crossing_known_by_its_timetable_alone_is_shared_out_all_the_same() -> None:
    table = Timetable((Scheduled(EVERY_DAY, 36_000, 2400),), WIB)
    lane = {**LANE, "duration": None, "outward": table}
    world = archipelago(DRAWING, **STRAIT, lanes={"bc": lane})

    journey = journey_of(world, "d", Aboard("bc", "c"))

    assert journey.duration_s == pytest.approx(600 + 300 + KM_S, abs=2)


def test_a_vehicle_on_a_lane_that_is_no_more_is_at_sea_without_a_way() -> None:
    world = strait()
    unit = world.unit("amb-01", between(world, 0.5), aboard=Aboard("gone", "c"))

    (found,) = world.router.journeys_to(world.place("d"), [unit], at=AT)

    assert isinstance(found, NoWay)
    assert found.code == "no_way"


def test_a_vehicle_in_line_at_a_quay_off_the_shore_boards_without_waiting_its_turn() -> None:
    world = strait()
    unit = world.unit("amb-01", between(world, 0.5), waiting_at="b")

    (found,) = world.router.journeys_to(world.place("d"), [unit], at=AT)

    assert isinstance(found, Journey)
    assert found.duration_s == pytest.approx(900 + 2400 + 300 + KM_S, abs=2)


@pytest.mark.parametrize(
    ("heading_deg", "toward"), [(90, "c"), (260, "b"), (0, None), (None, None)]
)
def test_the_heading_tells_where_a_ship_is_bound(
    heading_deg: float | None, toward: str | None
) -> None:
    world = strait()

    assert aboard_at(world, between(world, 0.5), heading_deg) == Aboard("bc", toward)


def test_a_vehicle_far_from_every_lane_is_on_none() -> None:
    world = strait()

    found = [aboard_at(world, between(world, 0.5, north_m=m)) is None for m in (1400, 1600)]

    assert found == [False, True]


def test_a_vehicle_near_the_shore_is_on_no_ship() -> None:
    world = strait()

    assert aboard_at(world, between(world, 0.02)) is None


def test_a_vehicle_at_sea_is_on_the_ship_that_carries_it() -> None:
    boat = {**LANE, "carries_vehicles": False}
    world = archipelago(DRAWING, **STRAIT, lanes={"bc": boat, "cb": LANE})

    assert aboard_at(world, between(world, 0.5)) == Aboard("cb")


def test_a_vehicle_on_a_line_for_people_is_believed_to_be_aboard() -> None:
    boat = {**LANE, "carries_vehicles": False}
    world = archipelago(DRAWING, **STRAIT, lanes={"bc": boat})
    found = world.router.aboard_at(between(world, 0.5), VehicleProfile.FIRE_TRUCK, None, OFFSHORE_M)

    assert found == Aboard("bc")
