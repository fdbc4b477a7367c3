"""What people set: a unit's status, positions told by radio; and what was kept aside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from rest_framework.test import APIClient

from backend.accounts.models import User
from backend.units.actions import commit_unit
from backend.units.models import Device, Position, Status, Unit, UnitStatusChange
from tests.backend.units.conftest import (
    KALIANGET,
    NOW,
    TOWN,
    Clock,
    T,
    Wire,
    marker,
    send,
)

RADIO = {"lon": KALIANGET[0], "lat": KALIANGET[1], "radius_m": 300, "time": "2026-11-25T00:58:00Z"}


# --- status


def set_status(client: APIClient, body: Any, code: str = "amb-01") -> Any:
    return client.post(f"/api/units/{code}/status/", body, format="json")


def test_unit_goes_out_of_service_with_a_reason(
    room: APIClient, clock: Clock, amb: Unit, dispatcher: User
) -> None:
    answer = set_status(room, {"status": "out_of_service", "reason": "ban bocor"})

    change = UnitStatusChange.objects.get()
    assert answer.json()["properties"]["status"] == "out_of_service"
    assert (change.reason, change.by, change.at) == ("ban bocor", dispatcher, NOW)


@pytest.mark.parametrize("reason", [{}, {"reason": ""}, {"reason": " \n"}, {"reason": None}])
def test_unit_does_not_go_out_of_service_without_a_reason(
    room: APIClient, clock: Clock, amb: Unit, reason: dict[str, Any]
) -> None:
    answer = set_status(room, {"status": "out_of_service", **reason})

    amb.refresh_from_db()
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["reason"])
    assert (amb.status, UnitStatusChange.objects.count()) == (Status.AVAILABLE, 0)


@pytest.mark.parametrize("status", ["available", "delayed", "off_duty"])
def test_other_statuses_need_no_reason(
    room: APIClient, clock: Clock, amb: Unit, status: str
) -> None:
    assert set_status(room, {"status": status}).status_code == 200


def test_status_of_a_committed_unit_belongs_to_its_assignment(
    room: APIClient, amb: Unit, dispatcher: User
) -> None:
    commit_unit(unit=amb, status=Status.EN_ROUTE, by=dispatcher, now=NOW)

    answer = set_status(room, {"status": "available"})

    amb.refresh_from_db()
    assert (answer.status_code, amb.status) == (409, Status.EN_ROUTE)


def test_committed_status_cannot_be_set_by_hand(room: APIClient, amb: Unit) -> None:
    assert set_status(room, {"status": "en_route"}).status_code == 409


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"status": "sleeping"}, "status"),
        ({"status": None}, "status"),
        ({"status": ["available"]}, "status"),
        ({}, "status"),
        ({"status": "off_duty", "reason": "x" * 201}, "reason"),
        ({"status": "off_duty", "reason": "x" * 1_000_000}, "reason"),
        ({"status": "off_duty", "reason": 7}, "reason"),
        ({"status": "off_duty", "reason": "a\x00b"}, "reason"),
    ],
)
def test_unusable_status_is_refused_by_name(
    room: APIClient, amb: Unit, body: dict[str, object], field: str
) -> None:
    answer = set_status(room, body)

    amb.refresh_from_db()
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert amb.status == Status.AVAILABLE


@pytest.mark.parametrize("body", ["{broken", "[]", "7", "null"])
def test_body_that_is_no_object_is_refused(room: APIClient, amb: Unit, body: str) -> None:
    answer = room.post("/api/units/amb-01/status/", body, content_type="application/json")

    assert answer.status_code == 400


@pytest.mark.parametrize(("code", "expected"), [("amb-01", 200), ("fire-02", 403)])
def test_crew_sets_its_own_unit_only(
    api_as: Callable[..., APIClient],
    user_of: Callable[..., User],
    amb: Unit,
    fire: Unit,
    code: str,
    expected: int,
) -> None:
    amb.crew.add(user_of("crew"))

    answer = set_status(api_as("crew"), {"status": "off_duty"}, code)

    assert answer.status_code == expected


@pytest.mark.parametrize("role", ["planner", "agency", "crew"])
def test_others_set_no_status(api_as: Callable[..., APIClient], amb: Unit, role: str) -> None:
    assert set_status(api_as(role), {"status": "off_duty"}).status_code == 403


def test_a_press_that_waited_counts_from_its_own_time(
    room: APIClient, clock: Clock, amb: Unit
) -> None:
    answer = set_status(room, {"status": "off_duty", "at": "2026-11-25T00:58:00Z"})

    amb.refresh_from_db()
    pressed_at = datetime(2026, 11, 25, 0, 58, tzinfo=UTC)
    assert (answer.status_code, amb.status, amb.status_since) == (200, "off_duty", pressed_at)
    assert UnitStatusChange.objects.get().at == pressed_at


def test_a_press_from_before_the_latest_change_is_recorded_and_changes_nothing(
    room: APIClient, clock: Clock, amb: Unit
) -> None:
    set_status(room, {"status": "delayed", "at": "2026-11-25T00:59:00Z"})

    answer = set_status(room, {"status": "off_duty", "at": "2026-11-25T00:58:00Z"})

    log = list(UnitStatusChange.objects.values_list("status", "at__minute"))
    assert (answer.status_code, answer.json()["properties"]["status"]) == (200, "delayed")
    assert log == [("off_duty", 58), ("delayed", 59)]


def test_a_press_from_before_an_assignment_takes_nothing_from_it(
    room: APIClient, clock: Clock, amb: Unit, dispatcher: User
) -> None:
    commit_unit(unit=amb, status=Status.EN_ROUTE, by=dispatcher, now=NOW)

    answer = set_status(room, {"status": "off_duty", "at": "2026-11-25T00:58:00Z"})

    amb.refresh_from_db()
    assert (answer.status_code, amb.status) == (200, Status.EN_ROUTE)
    assert UnitStatusChange.objects.filter(status="off_duty").count() == 1


def test_a_press_by_a_clock_that_is_a_little_ahead_counts_as_now(
    room: APIClient, clock: Clock, amb: Unit
) -> None:
    set_status(room, {"status": "off_duty", "at": "2026-11-25T01:02:00Z"})

    assert UnitStatusChange.objects.get().at == NOW


@pytest.mark.parametrize(
    "at", ["2026-11-25T01:02:01Z", "2026-11-25T00:58:00", "kemarin", 7, [], {}, "", True]
)
def test_an_impossible_time_of_a_press_is_refused_by_name(
    room: APIClient, clock: Clock, amb: Unit, at: object
) -> None:
    answer = set_status(room, {"status": "off_duty", "at": at})

    amb.refresh_from_db()
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["at"])
    assert (amb.status, UnitStatusChange.objects.count()) == (Status.AVAILABLE, 0)


def test_repeat_with_the_same_key_changes_once(room: APIClient, amb: Unit) -> None:
    for _ in range(2):
        room.post(
            "/api/units/amb-01/status/",
            {"status": "off_duty"},
            format="json",
            headers={"Idempotency-Key": "k-1"},
        )

    assert UnitStatusChange.objects.count() == 1


# --- positions told by radio


def tell(client: APIClient, **changes: object) -> Any:
    return client.post("/api/units/amb-01/position/", RADIO | changes, format="json")


def test_position_told_by_radio_holds_the_marker_from_its_time(
    room: APIClient, clock: Clock, amb: Unit
) -> None:
    answer = tell(room)

    found = answer.json()["properties"]
    assert answer.status_code == 200
    assert (found["source"], found["accuracy_m"], found["position_age_s"]) == ("radio", 300, 120)
    assert marker(amb) == KALIANGET


def test_newer_trusted_fix_replaces_the_radio_position(
    room: APIClient, wire: Wire, named_phone: Device, amb: Unit
) -> None:
    tell(room, time="2026-11-25T00:30:00Z")

    send(wire, T)

    assert marker(amb) == TOWN


def test_older_fix_does_not_replace_the_radio_position(
    room: APIClient, wire: Wire, named_phone: Device, amb: Unit
) -> None:
    tell(room)

    send(wire, T - 1800)

    assert marker(amb) == KALIANGET


def test_radio_position_older_than_the_fix_is_history(
    room: APIClient, wire: Wire, named_phone: Device, amb: Unit
) -> None:
    send(wire, T)

    tell(room)

    assert marker(amb) == TOWN
    assert Position.objects.get(source="radio").verdict == "history"


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"lon": None}, ["lon"]),
        ({"lon": "113,9"}, ["lon"]),
        ({"lat": True}, ["lat"]),
        ({"lon": 200, "lat": 99}, ["lon", "lat"]),
        ({"lon": 0, "lat": 0}, ["lon", "lat"]),
        ({"lon": -7.056, "lat": 113.936}, ["lon", "lat"]),
        ({"radius_m": 0}, ["radius_m"]),
        ({"radius_m": 30_000}, ["radius_m"]),
        ({"radius_m": "x"}, ["radius_m"]),
        ({"time": "tadi"}, ["time"]),
        ({"time": "2026-11-25T01:02:01Z"}, ["time"]),
        ({"time": "2020-01-01T00:00:00Z"}, ["time"]),
    ],
)
def test_impossible_radio_position_is_refused_by_name(
    room: APIClient, clock: Clock, amb: Unit, changes: dict[str, object], fields: list[str]
) -> None:
    answer = tell(room, **changes)

    assert (answer.status_code, sorted(answer.json()["errors"])) == (400, sorted(fields))
    assert Position.objects.count() == 0


@pytest.mark.parametrize("role", ["planner", "agency", "crew"])
def test_only_the_room_enters_radio_positions(
    api_as: Callable[..., APIClient], amb: Unit, role: str
) -> None:
    assert tell(api_as(role)).status_code == 403


# --- quarantine


def test_room_reads_why_something_was_kept_aside(
    room: APIClient, wire: Wire, named_phone: Device
) -> None:
    send(wire, T, (0, 0))

    page = room.get("/api/quarantine/").json()

    assert page["count"] == 1
    assert (page["results"][0]["unit"], page["results"][0]["reason"]) == ("amb-01", "no_fix")


def test_position_is_kept_in_longitude_latitude_order(
    wire: Wire, named_phone: Device, amb: Unit
) -> None:
    send(wire, T)

    stored = Position.objects.get()
    assert (stored.lon_e6, stored.lat_e6) == (113_866_700, -7_016_700)
