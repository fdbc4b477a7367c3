"""The platform's own batch: verdicts in order, odd items apart, whoever sends it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from backend.accounts.models import User
from backend.units.models import Device, Position, QuarantinedItem, Unit
from tests.backend.units.conftest import TOWN, Clock, T, Wire, basic, marker, reasons, stored


def item(at_s: float = T, place: tuple[float, float] = TOWN, **more: Any) -> dict[str, Any]:
    moment = datetime.fromtimestamp(at_s, UTC).isoformat().replace("+00:00", "Z")
    return {"unit": "amb-01", "fix_time": moment, "lon": place[0], "lat": place[1]} | more


def verdicts(answer: Any) -> list[str]:
    return [entry["verdict"] for entry in answer.json()["verdicts"]]


def why(answer: Any) -> list[str | None]:
    return [entry["reason"] for entry in answer.json()["verdicts"]]


def test_fix_of_an_authenticated_device_is_live(wire: Wire, phone: Device, amb: Unit) -> None:
    answer = wire.positions([item(event_id="e-1")])

    assert answer.status_code == 200
    assert answer.json() == {"verdicts": [{"event_id": "e-1", "verdict": "live", "reason": None}]}
    assert marker(amb) == TOWN


def test_every_value_is_stored_in_its_measure(wire: Wire, phone: Device) -> None:
    wire.positions(
        [item(accuracy_m=8, speed_mps=12, heading_deg=90, altitude_m=14, battery_pct=67)]
    )

    found = Position.objects.get()
    assert (found.accuracy_m, found.speed_mps, found.heading_deg) == (8, 12, 90)
    assert (found.altitude_m, found.battery_pct, found.source) == (14, 67, "api")


def test_odd_items_spoil_no_other(wire: Wire, phone: Device) -> None:
    batch = [
        item(T - 20),
        item(T - 10, (0, 0)),
        "not an object",
        item(T - 5, unit="fire-02"),
        item(T, lat="abc"),
        item(T),
    ]

    answer = wire.positions(batch)

    assert verdicts(answer) == ["history", *["quarantine"] * 4, "live"]
    assert why(answer) == [None, "no_fix", "unreadable", "foreign_unit", "unreadable", None]
    assert [at_s for at_s, _, _ in stored()] == [T - 20, T]


def test_posting_a_batch_again_gives_only_duplicates(wire: Wire, phone: Device) -> None:
    batch = [item(T - 10), item(T)]
    wire.positions(batch)

    answer = wire.positions(batch)

    assert (verdicts(answer), len(stored())) == (["duplicate", "duplicate"], 2)


def test_repeat_inside_one_batch_is_a_duplicate(wire: Wire, phone: Device) -> None:
    assert verdicts(wire.positions([item(), item()])) == ["live", "duplicate"]


def test_same_event_is_a_duplicate(wire: Wire, phone: Device) -> None:
    wire.positions([item(event_id="e-1")])

    assert verdicts(wire.positions([item(T - 1, event_id="e-1")])) == ["duplicate"]


def test_item_without_a_unit_is_the_devices_own(wire: Wire, phone: Device, amb: Unit) -> None:
    answer = wire.positions([{key: value for key, value in item().items() if key != "unit"}])

    assert (verdicts(answer), marker(amb)) == (["live"], TOWN)


def test_hundred_items_are_taken_and_hundred_and_one_are_not(wire: Wire, phone: Device) -> None:
    taken = wire.positions([item(T - number) for number in range(100)])
    refused = wire.positions([item(T - 1000 - number) for number in range(101)])

    assert (taken.status_code, refused.status_code, len(stored())) == (200, 413, 100)


@pytest.mark.parametrize("body", ["{broken", "{}", "7", "null", "", '"x"', "[1e999]x"])
def test_body_that_is_no_list_is_refused_and_kept_aside(
    wire: Wire, phone: Device, body: str
) -> None:
    answer = wire.positions(body)

    assert (answer.status_code, stored(), reasons()) == (400, [], ["unreadable"])
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "odd",
    [
        {"lon": None},
        {"lon": True},
        {"lon": []},
        {"lon": 1e308},
        {"fix_time": None},
        {"fix_time": "kemarin"},
        {"fix_time": {}},
        {"fix_time": "9999-99-99"},
        {"lon": -7.0167, "lat": 113.8667},
    ],
)
def test_impossible_values_are_kept_aside(
    wire: Wire, phone: Device, odd: dict[str, object]
) -> None:
    answer = wire.positions([item(**odd)])

    assert (answer.status_code, stored()) == (200, [])
    assert len(reasons()) <= 1


@pytest.mark.parametrize("event_id", ["x" * 5000, "a\x00b", 7, [], {"a": 1}, None])
def test_strange_event_ids_do_no_harm(wire: Wire, phone: Device, event_id: object) -> None:
    answer = wire.positions([item(event_id=event_id)])

    assert (answer.status_code, len(stored())) == (200, 1)


def test_empty_batch_shows_life(wire: Wire, phone: Device) -> None:
    assert wire.positions([]).json() == {"verdicts": []}


def test_wrong_secret_is_403_and_stores_nothing(wire: Wire, phone: Device) -> None:
    answer = wire.positions([item()], basic("amb-01", "salah"))

    assert (answer.status_code, stored()) == (403, [])


def test_without_any_proof_it_is_401(wire: Wire, phone: Device) -> None:
    answer = wire.json([item()], "/api/positions/")

    assert (answer.status_code, stored()) == (401, [])


def test_name_alone_is_no_proof_here(wire: Wire, named_phone: Device) -> None:
    answer = wire.json([item()], "/api/positions/", HTTP_AUTHORIZATION=basic("amb-01", "x"))

    assert answer.status_code == 403


# --- programs of the room


def test_program_of_the_room_reports_for_any_unit(
    room: APIClient, clock: Clock, amb: Unit, fire: Unit
) -> None:
    answer = room.post("/api/positions/", [item(), item(unit="fire-02")], format="json")

    assert verdicts(answer) == ["live", "live"]
    assert (marker(amb), marker(fire)) == (TOWN, TOWN)


def test_its_repeats_are_duplicates_too(room: APIClient, clock: Clock, amb: Unit) -> None:
    room.post("/api/positions/", [item()], format="json")

    answer = room.post("/api/positions/", [item()], format="json")

    assert (verdicts(answer), len(stored())) == (["duplicate"], 1)


def test_tracker_takes_over_from_a_program_at_once(
    room: APIClient, wire: Wire, clock: Clock, named_phone: Device, amb: Unit
) -> None:
    room.post("/api/positions/", [item(T - 10)], format="json")
    near = (113.868, -7.0167)

    wire.osmand(f"id=amb-01&timestamp={T}&lat={near[1]}&lon={near[0]}")

    assert marker(amb) == near


def test_unknown_unit_beside_a_known_one_is_kept_aside(
    room: APIClient, clock: Clock, amb: Unit, dispatcher: User
) -> None:
    answer = room.post("/api/positions/", [item(unit="amb-99"), item()], format="json")

    assert why(answer) == ["unknown_unit", None]
    assert QuarantinedItem.objects.get().account == dispatcher


def test_batch_for_unknown_units_only_is_404_and_names_the_field(
    room: APIClient, clock: Clock, amb: Unit
) -> None:
    answer = room.post("/api/positions/", [item(unit="amb-99")], format="json")

    assert (answer.status_code, stored(), reasons()) == (404, [], [])
    assert list(answer.json()["errors"]) == ["[0].unit"]


def test_crew_reports_for_its_own_unit_only(
    api_as: Callable[..., APIClient],
    user_of: Callable[..., User],
    clock: Clock,
    amb: Unit,
    fire: Unit,
) -> None:
    amb.crew.add(user_of("crew"))

    answer = api_as("crew").post("/api/positions/", [item(), item(unit="fire-02")], format="json")

    assert why(answer) == [None, "foreign_unit"]


@pytest.mark.parametrize("role", ["planner", "agency"])
def test_other_roles_report_nothing(
    api_as: Callable[..., APIClient], clock: Clock, amb: Unit, role: str
) -> None:
    answer = api_as(role).post("/api/positions/", [item()], format="json")

    assert (answer.status_code, stored()) == (403, [])


def test_fifty_fixes_cost_hardly_more_statements_than_one(
    wire: Wire, phone: Device, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    wire.positions([item(T - 1000)])

    with django_assert_max_num_queries(22):
        wire.positions([item(T - number) for number in range(50)])

    assert len(stored()) == 51
