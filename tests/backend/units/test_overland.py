"""Overland: one odd feature spoils no batch, and the phone reads ``ok`` whatever it sent."""

from __future__ import annotations

import json
from typing import Any

import pytest

from backend.units.models import Device, Position, ReceivedRequest, Unit
from tests.backend.units.conftest import SECRET, TOWN, T, Wire, basic, marker, reasons, stored

OK = {"result": "ok"}
WEST = (113.866, -7.0167)
TRIP = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": list(WEST)},
    "properties": {
        "type": "trip",
        "start": "2026-11-25T07:00:00+0700",
        "end": "2026-11-25T07:50:00+0700",
        "mode": "car",
    },
}
VISIT = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [113.936, -7.056]},
    "properties": {
        "action": "visit",
        "arrival_date": "2026-11-25T00:10:00Z",
        "departure_date": None,
        "timestamp": "2026-11-25T00:59:59Z",
        "horizontal_accuracy": 30,
        "battery_level": 0.6,
        "device_id": "amb-01",
    },
}
LOG = {
    "type": "Feature",
    "properties": {
        "action": "paused_location_updates",
        "timestamp": "2026-11-25T00:58:30Z",
        "battery_level": 0.66,
    },
}


def feature(minute: str, lon: float = WEST[0], **changes: Any) -> dict[str, Any]:
    """Return a fix at that time of 25 November in WIB, written without a colon in the offset."""
    properties = {
        "timestamp": f"2026-11-25T{minute}:00+0700",
        "speed": 12,
        "horizontal_accuracy": 8,
        "battery_level": 0.67,
        "device_id": "amb-01",
    }
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon, -7.0167]},
        "properties": {**properties, **changes},
    }


F1, F4 = feature("07:58"), feature("08:00", TOWN[0])
F2 = {**feature("07:59"), "geometry": {"type": "Point", "coordinates": []}}
BATCH = {"locations": [F1, F2, TRIP, F4], "current": F4}


def post(wire: Wire, body: Any, query: str = "") -> Any:
    path = f"/ingest/overland{query}"
    return wire.json(body, path, HTTP_AUTHORIZATION=f"Bearer {SECRET}")


def verdicts() -> list[tuple[str | None, str | None]]:
    row = ReceivedRequest.objects.order_by("-id")[0]
    return [(one["verdict"], one["reason"]) for one in row.outcomes]


def test_batch_with_odd_features_keeps_the_good_ones(wire: Wire, phone: Device, amb: Unit) -> None:
    answer = post(wire, BATCH)

    assert (answer.status_code, answer.json()) == (200, OK)
    assert stored() == [(T - 120, *WEST), (T, *TOWN)]
    assert marker(amb) == TOWN
    assert verdicts() == [
        ("history", None),
        ("quarantine", "unreadable"),
        (None, None),
        ("live", None),
        ("duplicate", None),
    ]


def test_the_same_batch_again_is_answered_alike_and_stores_nothing(
    wire: Wire, phone: Device
) -> None:
    post(wire, BATCH)

    answer = post(wire, BATCH)

    assert (answer.json(), len(stored()), reasons()) == (OK, 2, ["unreadable"])


@pytest.mark.parametrize("body", [{"locations": []}, b"", {"locations": [], "trip": {}}])
def test_an_empty_batch_only_shows_life(wire: Wire, phone: Device, body: Any) -> None:
    answer = post(wire, body)

    phone.refresh_from_db()
    assert (answer.json(), stored(), reasons()) == (OK, [], [])
    assert phone.latest_contact_at is not None


def test_current_moves_the_marker_while_the_backlog_drains(
    wire: Wire, phone: Device, amb: Unit
) -> None:
    post(wire, {"locations": [F1], "current": F4})

    assert marker(amb) == TOWN


def test_current_comes_again_in_a_later_batch_and_is_stored_once(wire: Wire, phone: Device) -> None:
    post(wire, {"locations": [F1], "current": F4})

    post(wire, {"locations": [F4]})

    assert len(stored()) == 2


@pytest.mark.parametrize("odd", [TRIP, VISIT, LOG])
def test_visits_trips_and_entries_of_the_log_are_no_fixes(
    wire: Wire, phone: Device, amb: Unit, odd: dict[str, Any]
) -> None:
    answer = post(wire, {"locations": [F4, odd]})

    assert (answer.json(), stored(), reasons()) == (OK, [(T, *TOWN)], [])


STRANGE: list[Any] = [
    None,
    7,
    "x",
    [],
    {},
    {"type": "Feature"},
    {"type": "Feature", "geometry": None, "properties": {"timestamp": "2026-11-25T01:00:00Z"}},
    {"type": "Feature", "geometry": {}, "properties": {}},
    {"type": "Feature", "geometry": "POINT", "properties": []},
    {**F1, "geometry": {"type": "LineString", "coordinates": [[113, -7], [114, -7]]}},
    {**F1, "geometry": {"type": "Point", "coordinates": [113.8]}},
    {**F1, "geometry": {"type": "Point", "coordinates": [None, None]}},
    {**F1, "geometry": {"type": "Point", "coordinates": [[113.8], [-7]]}},
    {**F1, "geometry": {"type": "Point", "coordinates": [True, False]}},
    {**F1, "geometry": {"type": "Point", "coordinates": {"0": 113, "1": -7}}},
    {**F1, "geometry": {"type": "Point", "coordinates": [1e400, -7.0167]}},
    {**F1, "geometry": {"type": "Point", "coordinates": [-7.0167, 113.866]}},
    {**F1, "properties": {}},
    {**F1, "properties": None},
    feature("07:58", timestamp=None),
    feature("07:58", timestamp="yesterday"),
    feature("07:58", timestamp=[1]),
    feature("07:58", timestamp="2026-11-25"),
    feature("07:58", timestamp=10**400),
    feature("07:58", horizontal_accuracy=9999),
]


@pytest.mark.parametrize("odd", STRANGE, ids=range(len(STRANGE)))
def test_any_strange_feature_is_kept_aside_alone(
    wire: Wire, phone: Device, amb: Unit, odd: Any
) -> None:
    answer = post(wire, {"locations": [F1, odd, F4]})

    assert (answer.json(), marker(amb), len(reasons())) == (OK, TOWN, 1)
    assert [verdict for verdict, _ in verdicts()] == ["history", "quarantine", "live"]


@pytest.mark.parametrize(
    "changes",
    [
        {"speed": -1, "course": -1, "horizontal_accuracy": -1, "battery_level": -1},
        {"speed": None, "battery_level": "", "motion": {"a": 1}, "wifi": None},
        {"speed": "fast", "course": [], "battery_level": {}},
        {"device_id": ""},
        {"device_id": None, "unique_id": "0A1B"},
        {"device_id": ["x"]},
        {"device_id": "x" * 5000},
    ],
)
def test_strange_values_cost_only_themselves(
    wire: Wire, phone: Device, changes: dict[str, Any]
) -> None:
    answer = post(wire, {"locations": [feature("08:00", TOWN[0], **changes)]})

    assert (answer.json(), stored()) == (OK, [(T, *TOWN)])


def test_nan_in_one_feature_spoils_no_other(wire: Wire, phone: Device) -> None:
    body = json.dumps({"locations": [feature("07:58", float("nan")), F4]})

    answer = post(wire, body)

    assert (answer.json(), stored(), reasons()) == (OK, [(T, *TOWN)], ["not_finite"])


@pytest.mark.parametrize(("level", "expected"), [(0.67, 67), (0.01, 1), (1, 100), (-1, None)])
def test_battery_is_a_fraction(
    wire: Wire, phone: Device, level: float, expected: float | None
) -> None:
    post(wire, {"locations": [feature("08:00", battery_level=level)]})

    found = Position.objects.get().battery_pct
    assert found == (expected and pytest.approx(expected))


def test_template_in_the_address_is_not_a_second_fix(wire: Wire, phone: Device) -> None:
    post(wire, {"locations": [F4]}, "?ts=1795568399&lat=-7.1&lon=113.9&spd=3&bat=0.5")

    assert stored() == [(T, *TOWN)]


def test_device_id_of_another_unit_keeps_only_that_fix_aside(
    wire: Wire, phone: Device, fire: Unit
) -> None:
    answer = post(wire, {"locations": [feature("07:59", device_id="fire-02"), F4]})

    assert (answer.json(), stored(), reasons()) == (OK, [(T, *TOWN)], ["foreign_unit"])


@pytest.mark.parametrize(
    "body",
    ["", "{", "[[", '"x"', "7", "{}", '{"locations":7}', '{"locations":{"a":1}}'],
)
def test_what_is_no_batch_is_answered_ok_all_the_same(wire: Wire, phone: Device, body: str) -> None:
    answer = post(wire, body)

    assert (answer.status_code, answer.json()) == (200, OK)
    assert reasons() == (["unreadable"] if body else [])


def test_answer_never_carries_settings(wire: Wire, phone: Device) -> None:
    answer = post(wire, {**BATCH, "set": {"tracking_mode": "off"}})

    assert answer.json() == OK


def test_thousands_of_locations_come_in_one_request(wire: Wire, phone: Device) -> None:
    hours = [f"{h:02}:{m:02}" for h in range(2, 8) for m in range(60)]
    fixes = [feature(minute, 113.8667, speed=n) for minute in hours for n in range(10)]

    answer = post(wire, {"locations": fixes})

    row = ReceivedRequest.objects.get()
    assert (answer.json(), len(stored())) == (OK, 360)
    assert row.live + row.history + row.duplicate == 3600


OWNTRACKS_MODE = {
    "_type": "location",
    "lat": -7.0167,
    "lon": 113.8667,
    "tst": T - 978_307_200,
    "acc": 8,
    "batt": 67,
    "topic": "owntracks/amb-01",
}


@pytest.mark.parametrize("dialect", ["overland", "owntracks"])
@pytest.mark.parametrize("topic", [{}, {"topic": "owntracks/amb-01"}])
def test_owntracks_mode_counts_from_2001_and_writes_its_token_as_it_is(
    wire: Wire, phone: Device, amb: Unit, dialect: str, topic: dict[str, str]
) -> None:
    body = {key: value for key, value in OWNTRACKS_MODE.items() if key != "topic"} | topic

    answer = wire.json(body, f"/ingest/{dialect}", HTTP_AUTHORIZATION=f"Basic {SECRET}:")

    assert (answer.status_code, answer.json(), stored()) == (200, OK, [(T, *TOWN)])
    assert Position.objects.get().note == "cocoa_epoch"


@pytest.mark.parametrize(
    "value", ["salah:", ":", "::", "salah", "\xff:", "", "=", f"{SECRET}", f"x{SECRET}:", "a:b"]
)
def test_any_other_word_after_basic_is_refused(wire: Wire, phone: Device, value: str) -> None:
    answer = wire.json(OWNTRACKS_MODE, "/ingest/owntracks", HTTP_AUTHORIZATION=f"Basic {value}")

    assert (answer.status_code, stored()) == (403, [])


def test_raw_user_and_secret_are_proof_too(wire: Wire, phone: Device) -> None:
    answer = wire.json(BATCH, "/ingest/overland", HTTP_AUTHORIZATION=f"Basic amb-01:{SECRET}")

    assert answer.status_code == 200


def test_proper_basic_header_is_proof(wire: Wire, phone: Device) -> None:
    answer = wire.json(BATCH, "/ingest/overland", HTTP_AUTHORIZATION=basic("amb-01"))

    assert (answer.status_code, answer.json()) == (200, OK)
