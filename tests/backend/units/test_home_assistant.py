"""Home Assistant's webhook: latitude first, no time, the secret in the address."""

from __future__ import annotations

from typing import Any

import pytest

from backend.units.actions import revoke_device
from backend.units.models import Device, Position
from tests.backend.units.conftest import NOW, SECRET, TOWN, Clock, T, Wire, reasons, stored
from tests.backend.units.golden import HOME_ASSISTANT


def post(wire: Wire, body: Any, secret: str = SECRET) -> Any:
    return wire.json(body, f"/api/webhook/{secret}")


def location(**changes: Any) -> dict[str, Any]:
    return {"type": "update_location", "data": {**HOME_ASSISTANT["data"], **changes}}


def test_fix_counts_as_measured_when_received_and_says_so(
    wire: Wire, clock: Clock, phone: Device
) -> None:
    clock.forward(30)

    answer = post(wire, HOME_ASSISTANT)

    found = Position.objects.get()
    assert (answer.status_code, answer.json()) == (200, {})
    assert (answer["Content-Type"], stored()) == ("application/json", [(T + 30, *TOWN)])
    assert (found.note, found.battery_pct, found.speed_mps) == ("time_assumed", 67, 12)


@pytest.mark.parametrize(
    "body",
    [
        {"type": "update_location", "data": {"location_name": "home", "battery": 50}},
        {"type": "update_sensor_states", "data": [{"unique_id": "b", "state": 50}]},
        {"type": "update_registration", "data": {"app_version": "1"}},
        {"type": "get_zones"},
        {"type": "anything new", "data": None},
        b"",
    ],
)
def test_other_messages_are_acknowledged(wire: Wire, phone: Device, body: Any) -> None:
    answer = post(wire, body)

    assert (answer.status_code, answer.json(), stored(), reasons()) == (200, {}, [], [])


def test_encrypted_payload_is_kept_aside(wire: Wire, phone: Device) -> None:
    answer = post(wire, {"type": "encrypted", "encrypted": True, "encrypted_data": "AAAA"})

    assert (answer.json(), reasons()) == ({}, ["encrypted_no_key"])


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("{", "unreadable"),
        ("7", "unreadable"),
        ({}, "unreadable"),
        ({"type": 7}, "unreadable"),
        ({"type": "update_location"}, "unreadable"),
        (location(gps=[-7.0167]), "unreadable"),
        (location(gps="-7.0167,113.8667"), "unreadable"),
        (location(gps=["a", "b"]), "unreadable"),
        (location(gps=[113.8667, -7.0167]), "swapped"),
        (location(gps=[0, 0]), "no_fix"),
        (location(gps_accuracy=5000), "inaccurate"),
    ],
)
def test_odd_content_is_answered_and_kept_aside(
    wire: Wire, phone: Device, body: Any, reason: str
) -> None:
    answer = post(wire, body)

    assert (answer.status_code, answer.json(), stored(), reasons()) == (200, {}, [], [reason])


@pytest.mark.parametrize("key", ["battery", "speed", "altitude", "course", "gps_accuracy"])
def test_missing_key_is_unknown(wire: Wire, phone: Device, key: str) -> None:
    data = {name: value for name, value in HOME_ASSISTANT["data"].items() if name != key}

    post(wire, {"type": "update_location", "data": data})

    assert stored() == [(T, *TOWN)]


def test_battery_of_minus_one_is_unknown(wire: Wire, phone: Device) -> None:
    post(wire, location(battery=-1))

    assert Position.objects.get().battery_pct is None


def test_unknown_webhook_is_refused(wire: Wire, phone: Device) -> None:
    answer = post(wire, HOME_ASSISTANT, "salah")

    assert (answer.status_code, stored()) == (403, [])


def test_webhook_of_a_revoked_device_is_refused(wire: Wire, phone: Device) -> None:
    revoke_device(device=phone, by=None, now=NOW)

    answer = post(wire, HOME_ASSISTANT)

    assert (answer.status_code, stored()) == (403, [])


def test_the_address_of_the_dialect_reads_the_same(wire: Wire, phone: Device) -> None:
    answer = wire.json(HOME_ASSISTANT, f"/ingest/home_assistant/{SECRET}/")

    assert (answer.json(), stored()) == ({}, [(T, *TOWN)])
