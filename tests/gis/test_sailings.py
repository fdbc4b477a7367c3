"""Journeys by the clock of ships: what is caught, missed, held back or too far away."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from gis.crossings import LaneClosure, Span
from gis.timetables import EVERY_DAY, Frequent, OnDemand, Scheduled, ServiceDays, Timetable
from gis.types import Journey, Leg, NoWay, UnitKind, VehicleProfile
from tests.gis.archipelago import AT, Archipelago, archipelago

WIB = timezone(timedelta(hours=7), "WIB")
TWO: dict[str, Any] = {"islands": {1: "ab", 2: "cd"}, "roads": ["ab", "cd"]}
STRAIT = "a-b    c-d"
HOUR_S = 3600
KM_S = 3600 / 55
"""From ``a`` to the quay ``b``, and from the quay ``c`` to ``d``; AT is 10:00 WIB, a Wednesday."""
SPAN = Span(2700.0, 3600.0, 5400.0)


def clock(hour: int, minute: int = 0, second: int = 0) -> int:
    return hour * HOUR_S + minute * 60 + second


def utc(hour: int, minute: int = 0, *, day: int = 25) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def ships(*departs_s: int, days: ServiceDays = EVERY_DAY) -> Timetable:
    return Timetable(tuple(Scheduled(days, s, HOUR_S) for s in departs_s), WIB)


def strait(timetable: Timetable, *closures: LaneClosure, **fields: Any) -> Archipelago:
    lane = {"outward": timetable, "homeward": timetable, "duration": SPAN, **fields}
    return archipelago(STRAIT, **TWO, lanes={"bc": lane}, lane_closures=closures)


def legs_of(journey: Journey) -> tuple[Leg, Leg]:
    """Return the wait for the ship and its crossing."""
    wait = next(leg for leg in journey.legs if leg.mode == "wait")
    return wait, next(leg for leg in journey.legs if leg.mode == "sea")


def note_codes(journey: Journey) -> set[str]:
    return {getattr(note, "code", "") for note in journey.notes}


def test_a_journey_waits_for_the_ship_of_the_timetable() -> None:
    journey = strait(ships(clock(11))).journey("a", "d")

    # the ship leaves at 11:00, is there at 12:00, five minutes of landing, one kilometre
    assert journey.duration_s == pytest.approx(2 * HOUR_S + 300 + KM_S, abs=1)
    wait, sea = legs_of(journey)
    assert wait.duration_s == pytest.approx(HOUR_S - KM_S, abs=1)
    assert (sea.leaves_at, sea.arrives_at) == (utc(4), utc(5))


def test_the_wait_says_in_words_when_the_ship_leaves() -> None:
    wait, _ = legs_of(strait(ships(clock(11))).journey("a", "d"))

    assert "11.00 WIB" in wait.note


def test_who_has_not_boarded_ten_minutes_before_waits_for_the_next_ship() -> None:
    # on the quay a little after 10:01, boarded a little after 10:11
    journey = strait(ships(clock(10, 11), clock(14))).journey("a", "d")

    assert legs_of(journey)[1].leaves_at == utc(7)


def test_the_turnout_counts_before_the_ship() -> None:
    world = strait(ships(clock(10, 12), clock(14)))
    prompt, tardy = world.unit("amb-01", "a"), world.unit("amb-02", "a", at_station=True)

    found = world.router.journeys_to(world.place("d"), [prompt, tardy], at=AT)

    assert [legs_of(j)[1].leaves_at for j in found if isinstance(j, Journey)] == [
        utc(3, 12),
        utc(7),
    ]


def test_the_unlucky_clock_misses_a_ship_and_waits_for_the_next() -> None:
    # likely on the quay at 10:01:05, with bad luck at 10:01:32; boarding closes at 10:01:20
    journey = strait(ships(clock(10, 11, 20), clock(14))).journey("a", "d")

    assert journey.duration_s == pytest.approx(680 + HOUR_S + 300 + KM_S, abs=1)
    # the ship of 14:00 at its slowest, and the slow end of the last kilometre
    assert journey.duration_high_s == pytest.approx(
        4 * HOUR_S + 1.5 * HOUR_S + 300 + 1.4 * KM_S, abs=1
    )


def test_the_lucky_clock_takes_the_same_ship_at_its_fastest() -> None:
    journey = strait(ships(clock(11))).journey("a", "d")

    assert journey.duration_low_s == pytest.approx(HOUR_S + 0.75 * HOUR_S + 300 + 0.8 * KM_S, abs=1)


def test_a_ship_that_may_be_missed_for_days_is_said() -> None:
    twice = ServiceDays(frozenset(), added=frozenset({date(2026, 11, 25), date(2026, 11, 29)}))
    journey = strait(ships(clock(10, 11, 20), days=twice)).journey("a", "d")

    assert "ship_may_be_missed" in note_codes(journey)
    assert journey.duration_high_s > 4 * 24 * HOUR_S


def test_a_ship_of_no_known_time_that_may_leave_after_the_horizon_is_said() -> None:
    every_30_h = Timetable((Frequent(EVERY_DAY, 0, clock(48), 30 * HOUR_S, HOUR_S),), WIB)

    journey = strait(every_30_h).journey("a", "d")

    assert "ship_may_be_late" in note_codes(journey)


def test_a_ship_every_fourth_day_is_too_late_and_told_by_its_interval() -> None:
    every_fourth = Timetable((Frequent(EVERY_DAY, 0, clock(120), 96 * HOUR_S, HOUR_S),), WIB)

    refusal = strait(every_fourth).refusal("a", "d")

    assert refusal.code == "sailing_too_late"
    assert "tiap 96 jam" in refusal.detail


def test_the_last_ship_for_two_weeks_is_said() -> None:
    once = ServiceDays(frozenset(), added=frozenset({date(2026, 11, 25)}))
    journey = strait(ships(clock(10, 11, 20), days=once)).journey("a", "d")

    assert "last_ship" in note_codes(journey)
    assert journey.duration_high_s > 14 * 24 * HOUR_S


def test_a_ship_does_not_sail_while_its_lane_is_closed_but_the_one_after_does() -> None:
    closed = LaneClosure(7, "bc", None, utc(3, 30), utc(4, 30))

    journey = strait(ships(clock(11), clock(12)), closed).journey("a", "d")

    assert legs_of(journey)[1].leaves_at == utc(5)
    assert journey.closures == (7,)
    assert "lane_delayed" in note_codes(journey)


def test_a_closure_that_begins_after_the_ship_has_left_holds_nobody() -> None:
    later = LaneClosure(7, "bc", None, utc(4, 1), None)

    journey = strait(ships(clock(11)), later).journey("a", "d")

    assert (legs_of(journey)[1].leaves_at, journey.closures) == (utc(4), ())


def test_a_closure_to_come_counts_for_a_ship_that_leaves_in_it() -> None:
    to_come = LaneClosure(7, "bc", None, utc(3, 59), utc(5, 30))

    journey = strait(ships(clock(11), clock(13)), to_come).journey("a", "d")

    assert legs_of(journey)[1].leaves_at == utc(6)


def test_a_ship_of_no_known_time_leaves_as_the_closure_ends() -> None:
    closed = LaneClosure(7, "bc", None, None, utc(6))
    world = archipelago(STRAIT, **TWO, lanes={"bc": {}}, lane_closures=[closed])

    assert legs_of(world.journey("a", "d"))[1].leaves_at == utc(6)


def test_a_lane_closed_for_the_whole_horizon_is_the_reason_with_its_end() -> None:
    closed = LaneClosure(7, "bc", None, utc(0), utc(23, day=26))

    refusal = strait(ships(clock(11)), closed).refusal("a", "d")

    assert (refusal.code, refusal.lane, refusal.closures) == ("lane_closed", "bc", (7,))
    assert "06.00 WIB tanggal 27/11" in refusal.detail


def test_a_ship_that_leaves_after_the_horizon_is_too_late_and_is_named() -> None:
    friday = ServiceDays(frozenset({4}))

    refusal = strait(ships(clock(11), days=friday)).refusal("a", "d")

    assert (refusal.code, refusal.lane) == ("sailing_too_late", "bc")
    assert "11.00 WIB tanggal 27/11" in refusal.detail


def test_a_closed_lane_whose_ship_would_be_too_late_anyhow_is_too_late() -> None:
    friday = ServiceDays(frozenset({4}))
    closed = LaneClosure(7, "bc", None, utc(0), utc(5))

    assert strait(ships(clock(11), days=friday), closed).refusal("a", "d").code == (
        "sailing_too_late"
    )


def test_a_timetable_that_is_over_has_no_ship() -> None:
    over = ServiceDays(last=date(2026, 11, 1))

    refusal = strait(ships(clock(11), days=over)).refusal("a", "d")

    assert refusal.code == "sailing_too_late"
    assert "14 hari" in refusal.detail


def test_a_ship_for_people_is_no_vehicle_ferry_whatever_its_timetable() -> None:
    refusal = strait(ships(clock(11)), carries_vehicles=False).refusal("a", "d")

    assert (refusal.code, refusal.lane) == ("no_vehicle_ferry", "bc")


def test_nothing_sails_against_a_timetable_of_one_direction() -> None:
    world = strait(ships(clock(11)), homeward=None, both_ways=False)

    assert world.refusal("d", "a").code == "no_way"


CALLS: dict[str, Any] = {"islands": {1: "ab", 2: "cd", 3: "ef"}, "roads": ["ab", "cd", "ef"]}


def by_way_of(*closures: LaneClosure) -> Archipelago:
    """Return a ship from ``b`` at 11:00 that calls at ``c`` from 12:00 to 13:00 and is at ``e``."""
    one_way: dict[str, Any] = {"both_ways": False, "duration": SPAN}
    through = Timetable((Scheduled(EVERY_DAY, clock(11), 3 * HOUR_S),), WIB)
    lanes = {
        "bc": {**one_way, "outward": ships(clock(11))},
        "ce": {**one_way, "outward": ships(clock(13))},
        "be": {**one_way, "outward": through, "parts": ("bc", "ce")},
    }
    return archipelago("a-b    c-d    e-f", **CALLS, lanes=lanes, lane_closures=closures)


def test_who_stays_aboard_boards_once() -> None:
    journey = by_way_of().journey("a", "f")

    assert [leg.lane for leg in journey.legs if leg.mode == "sea"] == ["be"]
    assert journey.duration_s == pytest.approx(4 * HOUR_S + 300 + KM_S, abs=1)


@pytest.mark.parametrize("part", ["bc", "ce"])
def test_a_closed_part_closes_the_whole_way_of_a_ship(part: str) -> None:
    refusal = by_way_of(LaneClosure(7, part, None)).refusal("a", "f")

    assert (refusal.code, refusal.closures) == ("lane_closed", (7,))


def test_a_closure_of_small_boats_is_for_every_lane_without_vehicles() -> None:
    storm = LaneClosure(7, "", None, small_boats=True)
    boat = {"carries_vehicles": False, "carries_motorcycles": True}
    rider = VehicleProfile.MOTORCYCLE

    world = archipelago(STRAIT, **TWO, lanes={"bc": boat}, lane_closures=[storm])

    assert world.refusal("a", "d", profile=rider).code == "lane_closed"


def test_a_closure_of_small_boats_leaves_ferries_alone() -> None:
    storm = LaneClosure(7, "", None, small_boats=True)

    assert strait(ships(clock(11)), storm).journey("a", "d").closures == ()


BOAT = OnDemand(EVERY_DAY, 0, clock(24), 900, 1800, 3600, HOUR_S)


def test_a_boat_on_demand_gets_ready_from_the_dispatch_on_and_is_to_be_called() -> None:
    world = strait(Timetable((BOAT,), WIB), contact="0800-0112-0009")

    journey = world.journey("a", "d")

    # asked at 10:00, ready at 10:30, ten minutes of boarding
    assert legs_of(journey)[1].leaves_at == utc(3, 40)
    (call,) = (note for note in journey.notes if getattr(note, "code", "") == "call_boat_now_at")
    assert "0800-0112-0009" in call


def test_at_worst_a_boat_is_asked_for_on_the_quay() -> None:
    journey = strait(Timetable((BOAT,), WIB)).journey("a", "d")

    ready_s = 1.4 * KM_S + 3600 + 600
    assert journey.duration_high_s == pytest.approx(
        ready_s + 1.5 * HOUR_S + 300 + 1.4 * KM_S, abs=1
    )


@pytest.mark.parametrize(("day", "asks"), [(25, False), (24, True)])
def test_a_sailing_is_to_be_confirmed_unless_somebody_has_today(day: int, asks: bool) -> None:
    world = strait(ships(clock(11)), confirmed_on=date(2026, 11, day), contact="loket pelabuhan")

    assert ("confirm_with_port_at" in note_codes(world.journey("a", "d"))) == asks


def test_a_lower_priority_takes_longer_by_road() -> None:
    world = archipelago("a-b-c", islands={1: "abc"}, roads=["abc"])
    unit = world.unit("amb-01", "a")

    urgent, calm = (
        world.router.journeys_to(world.place("c"), [unit], at=AT, priority=priority)[0]
        for priority in (1, 4)
    )

    assert isinstance(urgent, Journey)
    assert isinstance(calm, Journey)
    assert calm.duration_s == pytest.approx(1.2 * urgent.duration_s, abs=0.1)


def test_a_ferry_is_taken_on_one_island_only_where_it_is_faster() -> None:
    shuttle = Timetable((Scheduled(EVERY_DAY, clock(10, 20), 60),), WIB)
    winding = "a-b-c-d-e-f-g-h-i-j-k-l-m-n-o-p-q-r-s-t-u-v-w"
    letters = winding.replace("-", "")
    world = archipelago(
        winding,
        islands={1: letters},
        roads=[letters],
        tags={"highway": "track"},
        lanes={"bv": {"outward": shuttle, "homeward": shuttle, "duration": Span(60, 60, 60)}},
    )

    # 22 km of track at 12 km/h are 110 minutes; the ship leaves at 10:20 and is there at 10:21
    assert world.journey("a", "w").reachability == "road+ferry"
    assert world.journey("a", "e").reachability == "road"


def test_who_stands_in_line_at_the_quay_has_boarded() -> None:
    world = strait(ships(clock(10, 5), clock(14)))
    unit = world.unit("amb-01", "b")

    found = world.router.journeys_to(
        world.place("d"), [unit, replace(unit, code="amb-02", waiting_at="b")], at=AT
    )

    assert [legs_of(j)[1].leaves_at for j in found if isinstance(j, Journey)] == [utc(7), utc(3, 5)]


def test_a_refusal_names_the_first_lane_that_is_in_the_way() -> None:
    closed = LaneClosure(7, "ce", None)
    one = {"duration": SPAN}
    lanes = {"bc": {**one, "outward": ships(clock(11))}, "ce": {**one, "outward": ships(clock(15))}}
    drawing = "a-b    c-d    e-f"
    world = archipelago(drawing, **CALLS, lanes=lanes, lane_closures=[closed])
    truck = world.unit("fire-01", "a", kind=UnitKind.FIRE_TRUCK, profile=VehicleProfile.FIRE_TRUCK)

    (found,) = world.router.journeys_to(world.place("f"), [truck], at=AT)

    assert isinstance(found, NoWay)
    assert (found.code, found.lane) == ("lane_closed", "ce")
