"""What the feature of a unit says of its trackers: battery, mock places, contact, encryption."""

from __future__ import annotations

from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from backend.units.models import Device, Unit
from backend.units.queries import unit_states
from tests.backend.units.conftest import (
    NOW,
    SECRET,
    TOWN,
    Clock,
    T,
    Wire,
    new_device,
    properties,
    send,
)


@pytest.mark.parametrize(
    ("batt", "low"), [("20", True), ("20.5", False), ("1", True), ("0", True), ("100", False)]
)
def test_battery_is_low_at_20_percent_and_below(
    wire: Wire, named_phone: Device, room: APIClient, batt: str, low: bool
) -> None:
    send(wire, T, batt=batt)

    found = properties(room)
    assert (found["battery_pct"], found["battery_low"]) == (float(batt), low)


@pytest.mark.parametrize("batt", [None, "-1", "101", "nan"])
def test_unknown_battery_is_not_low(
    wire: Wire, named_phone: Device, room: APIClient, batt: str | None
) -> None:
    send(wire, T, **({"batt": batt} if batt else {}))

    found = properties(room)
    assert (found["battery_pct"], found["battery_low"]) == (None, False)


def test_late_fix_says_nothing_about_the_battery_now(
    wire: Wire, named_phone: Device, room: APIClient
) -> None:
    send(wire, T, batt=80)
    send(wire, T - 600, batt=5)

    assert properties(room)["battery_low"] is False


def test_battery_of_the_phone_is_known_while_a_radio_position_holds_the_marker(
    wire: Wire, clock: Clock, named_phone: Device, room: APIClient
) -> None:
    send(wire, T, batt=15)
    clock.forward(10)

    room.post("/api/units/amb-01/position/", {"lon": 113.9, "lat": -7.05}, format="json")

    assert properties(room)["battery_low"] is True


def test_speed_of_12_mps_is_shown_as_43_kmh(
    wire: Wire, named_phone: Device, room: APIClient
) -> None:
    send(wire, T, speed=23.326)

    assert round(properties(room)["speed_kmh"]) == 43


# --- mock


def test_mock_is_told_of_a_marker_that_is_one(
    wire: Wire, named_phone: Device, room: APIClient
) -> None:
    send(wire, T, mock="true")

    found = properties(room)
    assert (found["mock"], found["trusted"]) == (True, False)


def test_mock_is_told_although_an_older_true_fix_holds_the_marker(
    wire: Wire, clock: Clock, named_phone: Device, room: APIClient
) -> None:
    send(wire, T)
    clock.forward(10)

    send(wire, T + 10, (113.9, -7.05), mock="true")

    found = properties(room)
    assert (found["mock"], found["trusted"], found["position_age_s"]) == (True, True, 10)


def test_true_fix_after_a_mock_one_ends_it(
    wire: Wire, clock: Clock, named_phone: Device, room: APIClient
) -> None:
    send(wire, T, mock="true")
    clock.forward(10)

    send(wire, T + 10)

    assert properties(room)["mock"] is False


def test_late_mock_fix_does_not_mark_a_phone_that_is_true_now(
    wire: Wire, named_phone: Device, room: APIClient
) -> None:
    send(wire, T)

    send(wire, T - 600, mock="true")

    assert properties(room)["mock"] is False


def test_mock_location_is_no_place_for_a_recommendation(wire: Wire, named_phone: Device) -> None:
    send(wire, T, (113.9, -7.05), mock="true")

    found = unit_states(NOW)[0]
    assert (found.position_state, (found.point.lon, found.point.lat)) == ("assumed", TOWN)


# --- what the platform had to assume of the newest fix


def test_fix_without_a_time_says_that_its_time_is_assumed(
    wire: Wire, named_phone: Device, room: APIClient
) -> None:
    wire.osmand(f"id=amb-01&lat={TOWN[1]}&lon={TOWN[0]}")

    found = properties(room)
    assert (found["time_assumed"], found["note"]) == (True, "time_assumed")


def test_fix_that_states_its_time_assumes_nothing(
    wire: Wire, named_phone: Device, room: APIClient
) -> None:
    send(wire, T)

    found = properties(room)
    assert (found["time_assumed"], found["note"]) == (False, "")


def test_repaired_clock_of_the_newest_fix_is_told(
    wire: Wire, named_phone: Device, room: APIClient
) -> None:
    send(wire, T - 619_315_200)

    found = properties(room)
    assert (found["time_assumed"], found["note"]) == (False, "week_rollover")


def test_place_told_by_radio_has_no_note(named_phone: Device, room: APIClient) -> None:
    room.post("/api/units/amb-01/position/", {"lon": 113.9, "lat": -7.05}, format="json")

    found = properties(room)
    assert (found["time_assumed"], found["note"]) == (False, "")


def test_unit_without_a_position_has_no_note(amb: Unit, room: APIClient) -> None:
    found = properties(room)

    assert (found["time_assumed"], found["note"]) == (False, "")


# --- contact, link, encryption, how many


def test_age_counts_from_the_fix_and_contact_from_the_receipt(
    wire: Wire, clock: Clock, named_phone: Device, room: APIClient
) -> None:
    send(wire, T - 240)
    clock.forward(5)

    found = properties(room)
    assert (found["position_age_s"], found["contact_age_s"], found["position_state"]) == (
        245,
        5,
        "ageing",
    )


@pytest.mark.parametrize(
    ("interval_s", "silent_s", "state"),
    [
        (None, 60, "live"),
        (None, 61, "ageing"),
        (300, 600, "live"),
        (300, 901, "stale"),
        (None, 1801, "lost"),
    ],
)
def test_silence_is_measured_by_the_interval_of_the_tracker(
    wire: Wire,
    clock: Clock,
    named_phone: Device,
    room: APIClient,
    interval_s: float | None,
    silent_s: float,
    state: str,
) -> None:
    send(wire, T)
    Device.objects.update(interval_s=interval_s)
    clock.forward(silent_s)

    assert properties(room)["contact_state"] == state


def test_phone_that_empties_its_buffer_is_in_contact_though_its_places_are_old(
    wire: Wire, named_phone: Device, room: APIClient
) -> None:
    send(wire, T - 7200)

    found = properties(room)
    assert (found["contact_state"], found["position_state"]) == ("live", "lost")


def test_unit_that_was_never_heard_has_no_contact(amb: Unit, room: APIClient) -> None:
    found = properties(room)

    assert (found["contact_state"], found["contact_age_s"]) == ("none", None)


def test_lost_link_is_told_until_the_phone_speaks_again(
    wire: Wire, clock: Clock, phone: Device, room: APIClient
) -> None:
    wire.owntracks({"_type": "location", "lat": TOWN[1], "lon": TOWN[0], "tst": T})
    clock.forward(10)
    wire.owntracks({"_type": "lwt", "tst": T})
    lost = properties(room)["link_lost"]
    clock.forward(10)

    wire.owntracks({"_type": "status"})

    assert (lost, properties(room)["link_lost"]) == (True, False)


def test_encrypting_is_told_until_something_can_be_read(
    wire: Wire, phone: Device, room: APIClient
) -> None:
    wire.owntracks({"_type": "encrypted", "data": "AAAA"})
    before = properties(room)["encrypting"]

    wire.owntracks({"_type": "location", "lat": TOWN[1], "lon": TOWN[0], "tst": T})

    assert (before, properties(room)["encrypting"]) == (True, False)


def test_trackers_that_count_are_neither_revoked_nor_stand_ins_for_programs(
    amb: Unit, room: APIClient
) -> None:
    new_device(amb, "hp-satu")
    new_device(amb, "hp-dua", secret=SECRET, revoked_at=NOW)
    fix = {"unit": "amb-01", "fix_time": "2026-11-25T01:00:00Z", "lon": TOWN[0], "lat": TOWN[1]}
    room.post("/api/positions/", [fix], format="json")

    assert properties(room)["devices"] == 1


def test_revoked_phone_is_neither_mock_nor_encrypting(amb: Unit, room: APIClient) -> None:
    new_device(
        amb,
        "hp",
        revoked_at=NOW,
        latest_mock_at=NOW,
        unread_since=NOW - timedelta(hours=1),
    )

    found = properties(room)
    assert (found["mock"], found["encrypting"]) == (False, False)
