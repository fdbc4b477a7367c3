"""Repeats, clocks, jumps, contact, intervals and which tracker holds the marker."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from backend.changes.models import Change
from backend.units.models import Device, HelpCall, Position, QuarantinedItem, Status, Unit
from tests.backend.units.conftest import (
    KALIANGET,
    SECRET,
    TOWN,
    Clock,
    T,
    Wire,
    basic,
    marker,
    new_device,
    reasons,
    stored,
)


def fix(
    at_s: int = T, place: tuple[float, float] = TOWN, name: str = "amb-01", **more: object
) -> str:
    extra = "".join(f"&{key}={value}" for key, value in more.items())
    return f"id={name}&timestamp={at_s}&lat={place[1]}&lon={place[0]}{extra}"


# --- repeats


def test_ten_sends_and_one_with_another_battery_are_one_row(
    wire: Wire, named_phone: Device
) -> None:
    answers = [wire.osmand(fix(speed=0, batt=67)) for _ in range(10)]
    answers.append(wire.osmand(fix(speed=0, batt=66)))

    assert {answer.status_code for answer in answers} == {200}
    assert stored() == [(T, *TOWN)]


def test_same_second_at_another_place_is_kept_and_flagged(
    wire: Wire, named_phone: Device, amb: Unit
) -> None:
    wire.osmand(fix())

    answer = wire.osmand(fix(place=(113.8667, -7.0267)))

    second = Position.objects.order_by("-id")[0]
    assert (answer.status_code, len(stored()), second.note) == (200, 2, "same_second")
    assert marker(amb) == TOWN


def test_repeat_of_odd_content_is_counted_not_stored_again(wire: Wire, named_phone: Device) -> None:
    for _ in range(3):
        wire.osmand(fix(place=(0, 0)))

    item = QuarantinedItem.objects.get()
    assert item.times_received == 3


# --- clocks


def test_fix_from_the_future_never_holds_the_marker(
    wire: Wire, fire: Unit, named_phone: Device
) -> None:
    new_device(fire, "fire-02")
    wire.osmand(fix(1_893_456_000, KALIANGET, "fire-02"))

    wire.osmand(fix(T, TOWN, "fire-02"))

    assert (reasons(), marker(fire)) == (["clock_ahead"], TOWN)


def test_fix_a_minute_ahead_has_age_nought(wire: Wire, named_phone: Device, room: Client) -> None:
    wire.osmand(fix(T + 60))

    properties = room.get("/api/units/amb-01/").json()["properties"]
    assert properties["position_age_s"] == 0


def test_true_fix_wins_over_one_that_was_ahead_once_its_time_is_later(
    wire: Wire, clock: Clock, named_phone: Device, amb: Unit
) -> None:
    wire.osmand(fix(T + 60))
    clock.forward(20)
    near = (113.8670, -7.0167)

    wire.osmand(fix(T + 20, near))

    assert marker(amb) == near


def test_repeat_of_a_fix_that_was_ahead_is_one_row(
    wire: Wire, clock: Clock, named_phone: Device
) -> None:
    wire.osmand(fix(T + 60))
    clock.forward(15)

    wire.osmand(fix(T + 60))

    assert stored() == [(T, *TOWN)]


# --- jumps


def test_jump_is_kept_aside_until_a_second_fix_agrees(
    wire: Wire, clock: Clock, named_phone: Device, amb: Unit
) -> None:
    kangean = (115.35, -6.9)
    wire.osmand(fix())
    clock.forward(10)
    wire.osmand(fix(T + 10, kangean))
    before = marker(amb)
    clock.forward(10)

    wire.osmand(fix(T + 20, kangean))

    assert (before, marker(amb), reasons()) == (TOWN, kangean, ["implausible_jump"])


def test_swapped_pair_is_never_turned_silently(wire: Wire, named_phone: Device) -> None:
    wire.osmand(fix(place=(-7.0167, 113.8667)))

    assert (stored(), reasons()) == ([], ["swapped"])


# --- what is learned of a device


def test_interval_is_learned_from_gaps(wire: Wire, clock: Clock, named_phone: Device) -> None:
    for number in range(4):
        wire.osmand(fix(T + 30 * number))
        clock.forward(30)

    named_phone.refresh_from_db()
    assert named_phone.interval_s == pytest.approx(30.0)


def test_late_fix_teaches_no_interval(wire: Wire, named_phone: Device) -> None:
    wire.osmand(fix())
    wire.osmand(fix(T - 500))

    named_phone.refresh_from_db()
    assert named_phone.interval_s is None


# --- several trackers


def other_phone(unit: Unit, priority: int) -> Device:
    return new_device(unit, "hp-dua", secret=SECRET, priority=priority)


def send_other(wire: Wire, at_s: int, place: tuple[float, float]) -> None:
    wire.osmand(
        f"timestamp={at_s}&lat={place[1]}&lon={place[0]}", HTTP_AUTHORIZATION=basic("hp-dua")
    )


def test_marker_does_not_alternate_between_equal_trackers(
    wire: Wire, clock: Clock, named_phone: Device, amb: Unit
) -> None:
    other_phone(amb, priority=1)
    near = (113.8680, -7.0167)
    seen = []
    for number in range(3):
        wire.osmand(fix(T + 20 * number))
        clock.forward(10)
        send_other(wire, T + 20 * number + 10, near)
        seen.append(marker(amb))
        clock.forward(10)

    assert seen == [TOWN, TOWN, TOWN]


def test_higher_priority_takes_the_marker_at_once(wire: Wire, clock: Clock, amb: Unit) -> None:
    new_device(amb, "amb-01", priority=2)
    other_phone(amb, priority=1)
    near = (113.8680, -7.0167)
    wire.osmand(fix())
    clock.forward(10)

    send_other(wire, T + 10, near)

    assert marker(amb) == near


def test_lower_priority_takes_over_when_the_holder_is_stale(
    wire: Wire, clock: Clock, named_phone: Device, amb: Unit
) -> None:
    other_phone(amb, priority=2)
    near = (113.8680, -7.0167)
    wire.osmand(fix())
    clock.forward(290)
    send_other(wire, T + 290, near)
    before = marker(amb)
    clock.forward(20)

    send_other(wire, T + 310, near)

    assert (before, marker(amb)) == (TOWN, near)


def test_revoked_holder_gives_the_marker_up(
    wire: Wire, clock: Clock, named_phone: Device, amb: Unit
) -> None:
    other_phone(amb, priority=1)
    near = (113.8680, -7.0167)
    wire.osmand(fix())
    Device.objects.filter(pk=named_phone.pk).update(revoked_at=clock.now)
    clock.forward(10)

    send_other(wire, T + 10, near)

    assert marker(amb) == near


# --- coming home, feed rows, alarms


def test_returning_unit_at_its_station_becomes_available(
    wire: Wire, named_phone: Device, amb: Unit
) -> None:
    Unit.objects.update(status=Status.RETURNING)

    wire.osmand(fix())

    amb.refresh_from_db()
    assert amb.status == Status.AVAILABLE
    assert amb.status_changes.get().by is None


def test_returning_unit_on_its_way_stays_returning(
    wire: Wire, named_phone: Device, amb: Unit
) -> None:
    Unit.objects.update(status=Status.RETURNING)

    wire.osmand(fix(place=KALIANGET))

    amb.refresh_from_db()
    assert amb.status == Status.RETURNING


def test_old_fix_at_the_station_says_nothing_about_now(
    wire: Wire, named_phone: Device, amb: Unit
) -> None:
    Unit.objects.update(status=Status.RETURNING)

    wire.osmand(fix(T - 3600))

    amb.refresh_from_db()
    assert amb.status == Status.RETURNING


def feed(kind: str) -> list[str]:
    return list(Change.objects.filter(kind=kind).values_list("key", flat=True))


def test_each_request_writes_one_feed_row_of_its_unit(wire: Wire, named_phone: Device) -> None:
    wire.osmand(fix())
    wire.osmand(fix())

    assert feed("unit") == ["amb-01"]


def test_call_for_help_raises_an_alarm(wire: Wire, named_phone: Device) -> None:
    wire.osmand(fix(alarm="sos"))

    assert feed("alarm") == ["amb-01"]


def test_call_for_help_counts_although_the_place_is_unusable(
    wire: Wire, named_phone: Device
) -> None:
    wire.osmand(fix(place=(0, 0), alarm="sos"))

    assert (feed("alarm"), stored()) == (["amb-01"], [])


def test_low_battery_is_no_call_for_help(wire: Wire, named_phone: Device) -> None:
    wire.osmand(fix(alarm="lowBattery"))

    assert feed("alarm") == []


def test_call_for_help_in_json_raises_an_alarm(wire: Wire, named_phone: Device) -> None:
    wire.json({"location": {"alarm": "sos"}, "device_id": "amb-01"})

    assert feed("alarm") == ["amb-01"]


def test_call_for_help_with_a_fix_that_is_known_already_raises_an_alarm(
    wire: Wire, named_phone: Device
) -> None:
    wire.osmand(fix())
    wire.osmand(fix(alarm="sos"))

    assert feed("alarm") == ["amb-01"]


def test_alarm_of_one_fix_is_one_press_however_often_it_is_sent(
    wire: Wire, named_phone: Device
) -> None:
    for _ in range(3):
        wire.osmand(fix(alarm="sos"))

    assert [call.times_pressed for call in HelpCall.objects.all()] == [1]


def test_call_for_help_of_an_old_fix_raises_none(wire: Wire, named_phone: Device) -> None:
    wire.osmand(fix())

    wire.osmand(fix(T - 600, alarm="sos"))

    assert feed("alarm") == []


def test_one_fix_costs_few_statements(
    wire: Wire,
    clock: Clock,
    named_phone: Device,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    wire.osmand(fix())
    clock.forward(10)

    with django_assert_max_num_queries(20):
        wire.osmand(fix(T + 10))

    assert len(stored()) == 2
