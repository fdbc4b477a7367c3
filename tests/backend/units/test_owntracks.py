"""OwnTracks: only locations move a unit, and every answer is a JSON array."""

from __future__ import annotations

import json

import pytest

from backend.units.models import Device, Position, QuarantinedItem, Unit
from tests.backend.units.conftest import (
    KALIANGET,
    NOW,
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

LOCATION = {
    "_type": "location",
    "lat": -7.0167,
    "lon": 113.8667,
    "tst": T,
    "vel": 43,
    "acc": 8,
    "batt": 67,
    "tid": "a1",
}
TRANSITION = {
    "_type": "transition",
    "event": "enter",
    "desc": "RSUD",
    "lat": -7.0167,
    "lon": 113.8667,
    "tst": T,
    "wtst": 1795500000,
    "acc": 8,
}
WAYPOINT = {
    "_type": "waypoint",
    "desc": "Pos",
    "lat": -7.056,
    "lon": 113.936,
    "rad": 100,
    "tst": 1795500000,
}
OTHERS = [
    {"_type": "lwt", "tst": T},
    TRANSITION,
    WAYPOINT,
    {"_type": "status"},
    {"_type": "dump", "configuration": {}},
    "",
    {"_type": "encrypted", "data": "AAAA"},
    {"_type": "card", "name": "Awak"},
    {"_type": "never heard of"},
]


def test_location_moves_the_marker(wire: Wire, phone: Device, amb: Unit) -> None:
    wire.owntracks(LOCATION)

    found = Position.objects.get()
    assert marker(amb) == TOWN
    assert found.speed_mps == pytest.approx(12.0, abs=0.3)
    assert (found.accuracy_m, found.battery_pct, found.source) == (8.0, 67.0, "owntracks")


@pytest.mark.parametrize("message", [LOCATION, *OTHERS, [], [LOCATION], "{broken", "null", "7"])
def test_every_answer_is_an_empty_json_array(wire: Wire, phone: Device, message: object) -> None:
    answer = wire.owntracks(message)

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    assert json.loads(answer.content) == []


@pytest.mark.parametrize("message", OTHERS)
def test_other_messages_move_nothing(wire: Wire, phone: Device, amb: Unit, message: object) -> None:
    wire.owntracks(LOCATION)

    wire.owntracks(message)

    assert (marker(amb), stored()) == (TOWN, [(T, *TOWN)])


def test_encrypted_message_is_kept_aside_with_its_reason(wire: Wire, phone: Device) -> None:
    wire.owntracks({"_type": "encrypted", "data": "AAAA"})

    item = QuarantinedItem.objects.get()
    assert (item.reason, item.detail) == ("encrypted_no_key", "encrypted, no key")


def test_last_will_marks_the_link_as_lost_and_is_no_contact(
    wire: Wire, clock: Clock, phone: Device
) -> None:
    wire.owntracks(LOCATION)
    clock.forward(60)

    wire.owntracks({"_type": "lwt", "tst": T})

    phone.refresh_from_db()
    assert (phone.latest_contact_at, phone.link_lost_at) == (NOW, clock.now)


def test_next_message_takes_the_lost_link_back(wire: Wire, phone: Device) -> None:
    wire.owntracks({"_type": "lwt", "tst": T})

    wire.owntracks({"_type": "status"})

    phone.refresh_from_db()
    assert phone.link_lost_at is None


@pytest.mark.parametrize(("batt", "expected"), [(1, 1.0), (67, 67.0), (None, None)])
def test_battery_is_percent(
    wire: Wire, phone: Device, batt: int | None, expected: float | None
) -> None:
    message = {key: value for key, value in LOCATION.items() if key != "batt"}

    wire.owntracks(message | ({"batt": batt} if batt is not None else {}))

    assert Position.objects.get().battery_pct == expected


def test_zero_place_is_no_fix(wire: Wire, phone: Device) -> None:
    wire.owntracks({"_type": "location", "lat": 0, "lon": 0, "tst": T})

    assert (stored(), reasons()) == ([], ["no_fix"])


def test_replay_after_the_ferry_fills_the_track_behind_the_marker(
    wire: Wire, phone: Device, amb: Unit
) -> None:
    wire.owntracks({**LOCATION, "lat": -7.056, "lon": 113.936})
    wire.owntracks({**LOCATION, "tst": T - 3600, "lat": -7.1, "lon": 114.33})
    wire.owntracks({**LOCATION, "tst": T - 1800, "lat": -7.08, "lon": 114.1})

    assert marker(amb) == KALIANGET
    assert stored() == [
        (T - 3600, 114.33, -7.1),
        (T - 1800, 114.1, -7.08),
        (T, *KALIANGET),
    ]
    verdicts = list(Position.objects.order_by("id").values_list("verdict", flat=True))
    assert verdicts == ["live", "history", "history"]


def test_milliseconds_for_seconds_are_repaired(wire: Wire, phone: Device) -> None:
    wire.owntracks({**LOCATION, "tst": T * 1000})

    assert stored() == [(T, *TOWN)]
    assert Position.objects.get().note == "milliseconds"


def test_location_without_a_time_is_kept_aside(wire: Wire, phone: Device) -> None:
    wire.owntracks({key: value for key, value in LOCATION.items() if key != "tst"})

    assert (stored(), reasons()) == ([], ["unreadable"])


def test_topic_of_another_unit_keeps_the_fix_aside(wire: Wire, phone: Device, fire: Unit) -> None:
    answer = wire.owntracks({**LOCATION, "topic": "owntracks/psc/fire-02"})

    assert (answer.status_code, stored(), reasons()) == (200, [], ["foreign_unit"])


def test_short_id_of_nobody_is_no_objection(wire: Wire, phone: Device, amb: Unit) -> None:
    wire.owntracks({**LOCATION, "tid": "zz", "topic": "owntracks/psc/hp-lama"})

    assert marker(amb) == TOWN


def test_headers_never_override_who_is_authenticated(
    wire: Wire, phone: Device, amb: Unit, fire: Unit
) -> None:
    wire.json(
        LOCATION,
        "/ingest/owntracks",
        HTTP_AUTHORIZATION=basic("amb-01"),
        HTTP_X_LIMIT_U="fire-02",
        HTTP_X_LIMIT_D="fire-02",
    )

    assert (marker(amb), marker(fire)) == (TOWN, None)


@pytest.mark.parametrize(
    "named",
    [{"topic": "owntracks/psc/amb-01"}, {"topic": "owntracks/amb-01/hp"}, {"tid": "amb-01"}],
)
def test_name_alone_is_enough_for_a_device_marked_so(
    wire: Wire, named_phone: Device, amb: Unit, named: dict[str, str]
) -> None:
    wire.json({**LOCATION, **named}, "/ingest/owntracks/")

    assert marker(amb) == TOWN


def test_secret_as_short_id_is_proof_and_is_blotted_out(wire: Wire, fire: Unit) -> None:
    new_device(fire, "hp-pemadam", secret=SECRET)

    wire.json({**LOCATION, "lat": 0, "tid": SECRET}, "/ingest/owntracks")

    item = QuarantinedItem.objects.get()
    assert item.reason == "no_fix"
    assert SECRET not in item.content
