"""Cases from the field: what phones really sent to other servers, and must not go wrong here."""

from __future__ import annotations

import json
from typing import Any

import pytest

from backend.units.models import Device, Position, Unit
from tests.backend.units.conftest import (
    NOW,
    SECRET,
    TOWN,
    Clock,
    T,
    Wire,
    basic,
    marker,
    reasons,
    stored,
)
from tests.backend.units.golden import FEATURE, FORM, TRACCAR

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
NO_LOCATIONS: list[Any] = [
    {"_type": "lwt", "tst": T},
    {"_type": "transition", "event": "enter", "desc": "RSUD", "lat": -7.2, "lon": 113.9, "tst": T},
    {"_type": "waypoint", "desc": "Pos", "lat": -7.056, "lon": 113.936, "rad": 100, "tst": T},
    {"_type": "waypoints", "waypoints": [{"_type": "waypoint", "lat": -7.056, "lon": 113.936}]},
    {"_type": "status"},
    {"_type": "dump", "configuration": {}},
    {"_type": "configuration", "waypoints": []},
    {"_type": "cmd", "action": "reportLocation"},
    {"_type": "card", "name": "Uji", "face": "AAAA"},
    {"_type": "steps", "steps": 100, "from": T - 60, "to": T},
    {"_type": "request", "request": "tour"},
    {"_type": "something new", "lat": -7.056, "lon": 113.936, "tst": T},
    b"",
]


@pytest.mark.parametrize("message", NO_LOCATIONS, ids=range(len(NO_LOCATIONS)))
def test_messages_of_owntracks_that_are_no_location_move_nothing(
    wire: Wire, phone: Device, amb: Unit, message: Any
) -> None:
    wire.owntracks(LOCATION)

    answer = wire.owntracks(message)

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert (answer.json(), stored(), marker(amb), reasons()) == ([], [(T, *TOWN)], TOWN, [])


def test_last_will_marks_the_link_as_lost_and_the_next_message_as_found(
    wire: Wire, clock: Clock, phone: Device
) -> None:
    wire.owntracks({"_type": "lwt", "tst": T - 3600})
    phone.refresh_from_db()
    lost_at = phone.link_lost_at
    clock.forward(60)

    wire.owntracks({"_type": "status"})

    phone.refresh_from_db()
    assert (lost_at, phone.link_lost_at) == (NOW, None)


@pytest.mark.parametrize(
    "body",
    ['"x"', "7", "null", "true", "[]", "[7]", "{}", '{"_type":7}', "{", "\x00", '{"_type":[]}'],
)
def test_owntracks_is_answered_with_an_array_whatever_it_sends(
    wire: Wire, phone: Device, body: str
) -> None:
    answer = wire.owntracks(body)

    assert (answer.status_code, answer.json(), stored()) == (200, [], [])


@pytest.mark.parametrize(
    "extras",
    [
        {"ign": True, "motion": True, "odometer": 1523.5, "uext": 12.6, "sent": T + 5},
        {"ign": "on", "odometer": None, "uext": {}, "sent": "later", "rty": 7, "t": 9},
        {"created_at": T + 300, "t": "p", "inregions": ["Pos"], "SSID": "x", "poi": 7},
    ],
)
def test_extras_of_vehicle_trackers_cost_no_fix(
    wire: Wire, phone: Device, extras: dict[str, Any]
) -> None:
    wire.owntracks({**LOCATION, **extras})

    assert (stored(), reasons()) == ([(T, *TOWN)], [])


def test_new_client_at_the_old_address_in_all_its_forms(
    wire: Wire, clock: Clock, named_phone: Device
) -> None:
    heartbeat = {
        "location": {
            "timestamp": "2026-11-25T01:00:30.000Z",
            "battery": {"level": 0.66, "is_charging": False},
            "event": "heartbeat",
        },
        "device_id": "amb-01",
    }
    old = "id=amb-01&timestamp=1795568340&lat=-7.0167&lon=113.8660&speed=23.326&batt=67"

    answers = [wire.osmand(old), wire.json(TRACCAR)]
    clock.forward(30)
    answers += [wire.json(heartbeat), wire.form("id=amb-01&notificationToken=abc123")]

    named_phone.refresh_from_db()
    assert {answer.status_code for answer in answers} == {200}
    assert stored() == [(T - 60, 113.866, -7.0167), (T, *TOWN)]
    assert [p.speed_mps for p in Position.objects.all()] == pytest.approx([12, 12], abs=0.3)
    assert (named_phone.latest_contact_at, named_phone.latest_fix_time) == (clock.now, NOW)
    assert named_phone.battery_pct == pytest.approx(66)


PLACE = f"timestamp={T}&lat=-7.0167&lon=113.8667"


def traccar(**coords: Any) -> str:
    location = {**TRACCAR["location"], "coords": {**TRACCAR["location"]["coords"], **coords}}
    return json.dumps({**TRACCAR, "location": location})


def overland(**changes: Any) -> str:
    return json.dumps({"locations": [{**FEATURE, "properties": FEATURE["properties"] | changes}]})


@pytest.mark.parametrize(
    ("dialect", "query", "body"),
    [
        ("osmand", f"{PLACE}&speed=23.326", ""),
        ("osmand", "", traccar(speed=12)),
        ("owntracks", "", json.dumps({**LOCATION, "vel": 43})),
        ("overland", "", overland(speed=12)),
        ("gpslogger", f"{PLACE}&spd_kmh=43.2", ""),
        ("gpslogger", f"{PLACE}&speed=12", ""),
    ],
)
def test_the_same_drive_in_three_measures_of_speed(
    wire: Wire, phone: Device, dialect: str, query: str, body: str
) -> None:
    wire.client.generic("POST", f"/ingest/{dialect}/{SECRET}?{query}", body)

    assert Position.objects.get().speed_mps == pytest.approx(12, abs=0.3)


@pytest.mark.parametrize(
    ("dialect", "query", "body"),
    [
        ("osmand", "", traccar(speed=-1)),
        ("osmand", f"{PLACE}&speed=-1", ""),
        ("osmand", f"{PLACE}&speed=", ""),
        ("owntracks", "", json.dumps({**LOCATION, "vel": -1})),
        ("overland", "", overland(speed=-1)),
        ("gpslogger", f"{PLACE}&spd=-1", ""),
        ("gpslogger", f"{PLACE}&spd_kph=-3.6", ""),
    ],
)
def test_speed_of_minus_one_is_unknown_in_every_dialect(
    wire: Wire, phone: Device, dialect: str, query: str, body: str
) -> None:
    wire.client.generic("POST", f"/ingest/{dialect}/{SECRET}?{query}", body)

    assert Position.objects.get().speed_mps is None


def level(value: float) -> str:
    location = {**TRACCAR["location"], "battery": {"level": value}}
    return json.dumps({**TRACCAR, "location": location})


@pytest.mark.parametrize(
    ("dialect", "query", "body", "expected"),
    [
        ("osmand", f"{PLACE}&batt=67", "", 67),
        ("osmand", f"{PLACE}&batt=1", "", 1),
        ("osmand", "", level(0.67), 67),
        ("osmand", "", level(1), 100),
        ("osmand", "", level(-1), None),
        ("overland", "", overland(battery_level=0.01), 1),
        ("overland", "", overland(battery_level=1), 100),
        ("owntracks", "", json.dumps({**LOCATION, "batt": 1}), 1),
        ("owntracks", "", json.dumps({**LOCATION, "batt": None}), None),
        ("gpslogger", f"{PLACE}&batt=1", "", 1),
    ],
)
def test_battery_of_one_is_a_hundredth_or_the_whole_by_the_shape(
    wire: Wire, phone: Device, dialect: str, query: str, body: str, expected: float | None
) -> None:
    wire.client.generic("POST", f"/ingest/{dialect}/{SECRET}?{query}", body)

    assert Position.objects.get().battery_pct == (expected and pytest.approx(expected))


@pytest.mark.parametrize(
    "odd",
    [None, 7, "x", [], {}, [[]], {"location": 7}, {"location": {"coords": []}}, {"_type": 7}],
    ids=range(9),
)
@pytest.mark.parametrize("dialect", ["osmand", "owntracks", "overland", "gpslogger"])
def test_any_strange_item_in_a_batch_of_any_dialect_costs_no_other(
    wire: Wire, phone: Device, amb: Unit, dialect: str, odd: Any
) -> None:
    good = {"osmand": TRACCAR, "owntracks": LOCATION, "overland": FEATURE, "gpslogger": FEATURE}
    batch = [odd, good[dialect], odd]

    answer = wire.json(batch, f"/ingest/{dialect}/{SECRET}")

    assert (answer.status_code, stored(), marker(amb)) == (200, [(T, *TOWN)], TOWN)


def test_name_in_the_address_and_the_fix_in_the_body(wire: Wire, named_phone: Device) -> None:
    body = json.dumps({"location": TRACCAR["location"]})

    answer = wire.json(body, "/ingest/osmand?id=amb-01")

    assert (answer.status_code, stored()) == (200, [(T, *TOWN)])


def test_form_body_completes_the_query(wire: Wire, named_phone: Device) -> None:
    wire.client.generic("PUT", "/ingest/osmand?id=amb-01", PLACE, content_type=FORM)

    assert stored() == [(T, *TOWN)]


@pytest.mark.parametrize("network", ["cell=510,10,1234,5678,-85", "wifi=00-11-22-33-44-55,-60"])
def test_fix_by_the_network_alone_only_shows_life(
    wire: Wire, named_phone: Device, network: str
) -> None:
    answer = wire.osmand(f"id=amb-01&timestamp={T}&{network}&batt=50&charge=true")

    named_phone.refresh_from_db()
    assert (answer.status_code, stored(), reasons()) == (200, [], [])
    assert named_phone.battery_pct == 50


@pytest.mark.parametrize("alarm", ["sos", "SOS", "lowBattery,sos"])
@pytest.mark.parametrize("where", ["query", "location", "extras"])
def test_alarm_is_heard_wherever_the_client_writes_it(
    wire: Wire, named_phone: Device, alarm: str, where: str
) -> None:
    from backend.changes.models import Change

    if where == "query":
        wire.osmand(f"id=amb-01&{PLACE}&alarm={alarm}")
    else:
        more = {"alarm": alarm} if where == "location" else {"extras": {"alarm": alarm}}
        wire.json({**TRACCAR, "location": {**TRACCAR["location"], **more}})

    assert Change.objects.filter(kind=Change.Kind.ALARM, key="amb-01").exists()


def test_unknown_method_of_proof_stores_nothing(wire: Wire, phone: Device) -> None:
    answer = wire.osmand(PLACE, HTTP_AUTHORIZATION=basic("amb-01", "salah"))

    assert (answer.status_code, stored(), reasons()) == (403, [], [])
