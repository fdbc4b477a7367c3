"""Timetables: which ship somebody at a quay can take, by hand-worked times."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from gis.timetables import (
    EVERY_DAY,
    Frequent,
    Halt,
    OnDemand,
    Pace,
    Sailing,
    Scheduled,
    Service,
    ServiceDays,
    Timetable,
    departures_on,
)

WIB = timezone(timedelta(hours=7))
MONDAY = date(2026, 11, 23)
HOUR_S = 3600
DAY_S = 24 * HOUR_S


def wib(hour: int, minute: int = 0, *, day: date = MONDAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=WIB)


def taken(
    service: Service,
    at_quay: datetime,
    *,
    boarding_s: float = 0,
    pace: Pace = Pace.LIKELY,
    halts: tuple[Halt, ...] = (),
    asked_at: datetime | None = None,
) -> Sailing | None:
    table = Timetable((service,), WIB)
    return table.next_sailing(
        at_quay,
        boarding_s=boarding_s,
        asked_at=asked_at or at_quay,
        pace=pace,
        latest=at_quay + timedelta(hours=30),
        halts=halts,
    )


def leaves(service: Service, at_quay: datetime, **how: object) -> datetime | None:
    found = taken(service, at_quay, **how)  # type: ignore[arg-type]
    return None if found is None else found.leaves_at


NINE = Scheduled(EVERY_DAY, 9 * HOUR_S, HOUR_S)
SHUTTLE = Frequent(EVERY_DAY, 6 * HOUR_S, 18 * HOUR_S, 1200, 600)
CLOCKWORK = Frequent(EVERY_DAY, 6 * HOUR_S, 18 * HOUR_S, 1200, 600, exact=True)
BOAT = OnDemand(EVERY_DAY, 0, DAY_S, 900, 1800, 3600, HOUR_S)


def test_a_sailing_is_taken_by_whoever_has_boarded_when_it_leaves() -> None:
    assert leaves(NINE, wib(8, 50), boarding_s=600) == wib(9)


def test_a_sailing_missed_by_a_minute_is_taken_on_the_next_day() -> None:
    assert leaves(NINE, wib(8, 51), boarding_s=600) == wib(9, day=date(2026, 11, 24))


def test_a_ship_of_yesterday_that_leaves_past_midnight_is_taken() -> None:
    late = Scheduled(ServiceDays(frozenset({6})), 25 * HOUR_S, HOUR_S)  # Sunday, 01:00 Monday
    assert leaves(late, wib(0, 30)) == wib(1)


def test_a_removed_day_has_no_sailing() -> None:
    days = ServiceDays(removed=frozenset({MONDAY}))
    assert leaves(Scheduled(days, 9 * HOUR_S, HOUR_S), wib(8)) == wib(9, day=date(2026, 11, 24))


def test_an_added_day_sails_against_the_week() -> None:
    days = ServiceDays(frozenset({3}), added=frozenset({MONDAY}))
    assert leaves(Scheduled(days, 9 * HOUR_S, HOUR_S), wib(8)) == wib(9)


def test_nothing_sails_after_the_latest_moment() -> None:
    days = ServiceDays(frozenset({2}))  # Wednesday
    assert leaves(Scheduled(days, 9 * HOUR_S, HOUR_S), wib(8)) is None


def test_an_exact_headway_leaves_by_the_clock() -> None:
    assert leaves(CLOCKWORK, wib(7, 1)) == wib(7, 20)


def test_an_exact_headway_does_not_leave_at_its_end() -> None:
    assert leaves(CLOCKWORK, wib(17, 41)) == wib(6, day=date(2026, 11, 24))


def test_a_shuttle_is_waited_for_half_its_headway() -> None:
    assert leaves(SHUTTLE, wib(7, 1)) == wib(7, 11)


def test_with_luck_a_shuttle_leaves_at_once() -> None:
    assert leaves(SHUTTLE, wib(7, 1), pace=Pace.LOW) == wib(7, 1)


def test_with_bad_luck_a_shuttle_is_waited_for_a_whole_headway() -> None:
    assert leaves(SHUTTLE, wib(7, 1), pace=Pace.HIGH) == wib(7, 21)


def test_before_its_hours_a_shuttle_is_waited_for() -> None:
    assert leaves(SHUTTLE, wib(4)) == wib(6)


def test_a_boat_gets_ready_while_the_unit_is_on_its_way() -> None:
    assert leaves(BOAT, wib(8), asked_at=wib(7), boarding_s=300) == wib(8, 5)


def test_a_boat_that_is_not_ready_is_waited_for() -> None:
    assert leaves(BOAT, wib(8), asked_at=wib(7, 50), boarding_s=300) == wib(8, 25)


def test_at_worst_a_boat_is_asked_for_on_the_quay() -> None:
    found = leaves(BOAT, wib(8), asked_at=wib(7), boarding_s=300, pace=Pace.HIGH)
    assert found == wib(9, 5)


def test_a_ship_does_not_leave_while_its_lane_is_closed() -> None:
    halt = Halt(None, wib(8), wib(10))
    assert leaves(NINE, wib(8), halts=(halt,)) == wib(9, day=date(2026, 11, 24))


def test_a_shuttle_leaves_as_a_closure_ends() -> None:
    assert leaves(SHUTTLE, wib(8), halts=(Halt(None, wib(7), wib(9)),)) == wib(9)


def test_a_closure_does_not_let_those_who_come_later_leave_first() -> None:
    halt = Halt(None, wib(7), wib(9))

    first, second = (leaves(SHUTTLE, wib(8, minute), halts=(halt,)) for minute in (49, 51))

    assert (first, second) == (wib(9), wib(9, 1))


def test_a_slowed_crossing_takes_longer() -> None:
    found = taken(NINE, wib(8), halts=(Halt(1.5, wib(8), wib(10)),))
    assert found is not None
    assert found.duration_s == 1.5 * HOUR_S


def test_a_later_faster_ship_is_taken_when_it_arrives_first() -> None:
    slow, fast = NINE, Scheduled(EVERY_DAY, 9 * HOUR_S + 1200, 1800)
    table = Timetable((slow, fast), WIB)
    found = table.next_sailing(wib(8), boarding_s=0, asked_at=wib(8), latest=wib(23))
    assert found == Sailing(wib(9, 20), 1800, fast)


def test_a_slowed_crossing_is_waited_out_when_that_is_sooner() -> None:
    found = taken(SHUTTLE, wib(8), halts=(Halt(10.0, wib(7), wib(8, 30)),))
    assert found is not None
    assert found.leaves_at == wib(8, 30)


def test_the_departures_of_a_day_are_listed_in_order() -> None:
    table = Timetable((NINE, Frequent(EVERY_DAY, 28_800, 36_000, 3600, 600, exact=True)), WIB)
    assert departures_on(table, MONDAY) == [wib(8), wib(9), wib(9)]


services = st.one_of(
    st.builds(Scheduled, st.just(EVERY_DAY), st.integers(0, 30 * HOUR_S), st.integers(60, 9000)),
    st.builds(
        Frequent,
        st.just(ServiceDays(frozenset({0, 2, 4}))),
        st.integers(0, 10 * HOUR_S),
        st.integers(11 * HOUR_S, 26 * HOUR_S),
        st.integers(60, 7200),
        st.integers(60, 9000),
        st.booleans(),
    ),
    st.just(BOAT),
)
halts = st.builds(
    lambda factor, start, length: Halt(
        factor, wib(0) + timedelta(minutes=start), wib(0) + timedelta(minutes=start + length)
    ),
    st.sampled_from([None, 1.5, 4.0]),
    st.integers(0, 2000),
    st.integers(1, 600),
)


@given(
    st.lists(services, min_size=1, max_size=4),
    st.lists(halts, max_size=3),
    st.integers(0, 2880),
    st.integers(0, 1440),
    st.sampled_from(Pace),
)
def test_whoever_is_ready_later_never_arrives_earlier(
    sailing: list[Service], stops: list[Halt], minute: int, later: int, pace: Pace
) -> None:
    table = Timetable(tuple(sailing), WIB)
    asked_at = wib(0).astimezone(UTC)

    def arrival(minutes: int) -> datetime | None:
        at_quay = asked_at + timedelta(minutes=minutes)
        found = table.next_sailing(
            at_quay,
            boarding_s=300,
            asked_at=asked_at,
            pace=pace,
            halts=stops,
            latest=asked_at + timedelta(days=9),
        )
        return None if found is None else found.arrives_at

    early, late = arrival(minute), arrival(minute + later)
    assert late is None or (early is not None and early <= late)
