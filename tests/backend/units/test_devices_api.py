"""Trackers as people manage them: who sees, adds, changes and revokes which."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from backend.changes.models import Change
from backend.units.models import Device, Unit
from tests.backend.units.conftest import SECRET, TOWN, Clock, T, Wire, basic, marker, new_device

KEY = "kunci-uji-32-bita-untuk-owntracks"[:32]


@pytest.fixture
def boss(api_as: Callable[[str], APIClient]) -> APIClient:
    return api_as("supervisor")


@pytest.fixture
def crew(api_as: Callable[[str], APIClient], user_of: Callable[[str], Any], amb: Unit) -> APIClient:
    """Return a client of the crew of ``amb-01``."""
    client = api_as("crew")
    amb.crew.add(user_of("crew"))
    return client


def add(client: APIClient, **body: Any) -> Any:
    return client.post("/api/devices/", body, format="json")


def patch(client: APIClient, name: str = "amb-01", **body: Any) -> Any:
    return client.patch(f"/api/devices/{name}/", body, format="json")


def names(client: APIClient, query: str = "") -> list[str]:
    return [row["identifier"] for row in client.get(f"/api/devices/?{query}").json()["results"]]


# --- list


def test_supervisor_sees_every_tracker_with_what_is_known_of_it(
    wire: Wire, clock: Clock, named_phone: Device, boss: APIClient
) -> None:
    wire.osmand(f"id=amb-01&timestamp={T - 30}&lat=-7.0167&lon=113.8667&batt=15")
    clock.forward(10)

    found = boss.get("/api/devices/").json()["results"][0]

    assert (found["identifier"], found["unit"], found["source"]) == ("amb-01", "amb-01", "osmand")
    assert (found["contact_age_s"], found["fix_age_s"], found["fix_state"]) == (10, 40, "live")
    assert (found["battery_pct"], found["battery_low"], found["mock"]) == (15, True, False)
    assert (found["identifier_only"], found["encrypting"], found["has_key"]) == (True, False, False)


def test_tracker_that_never_spoke_has_no_ages(named_phone: Device, boss: APIClient) -> None:
    found = boss.get("/api/devices/amb-01/").json()

    assert (found["contact_age_s"], found["fix_age_s"], found["fix_state"]) == (None, None, None)


def test_trackers_come_by_unit_then_priority(amb: Unit, fire: Unit, boss: APIClient) -> None:
    new_device(fire, "a-fire")
    new_device(amb, "a-second", priority=2)
    new_device(amb, "z-first")

    assert names(boss) == ["z-first", "a-second", "a-fire"]
    assert names(boss, "unit=fire-02") == ["a-fire"]


def test_crew_sees_only_the_trackers_of_its_units(
    named_phone: Device, fire: Unit, crew: APIClient
) -> None:
    new_device(fire, "fire-02")

    assert names(crew) == ["amb-01"]
    assert crew.get("/api/devices/fire-02/").status_code == 404


def test_unknown_unit_is_named(boss: APIClient) -> None:
    assert boss.get("/api/devices/?unit=amb-77").status_code == 404


@pytest.mark.parametrize("name", ["nobody", "a%00b", "x" * 300])
def test_unknown_tracker_is_not_found(boss: APIClient, db: None, name: str) -> None:
    assert boss.get(f"/api/devices/{name}/").status_code == 404


def test_list_costs_the_same_however_long(
    amb: Unit, boss: APIClient, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        new_device(amb, f"hp-{number}")

    # session, account, count, page
    with django_assert_num_queries(4):
        found = names(boss)

    assert len(found) == 12


# --- new


def test_new_tracker_proves_itself_by_the_secret_that_is_shown_once(
    wire: Wire, amb: Unit, boss: APIClient
) -> None:
    answer = add(boss, unit="amb-01", identifier="hp-baru", priority=2)

    secret = answer.json()["secret"]
    wire.osmand(
        f"timestamp={T}&lat={TOWN[1]}&lon={TOWN[0]}",
        HTTP_AUTHORIZATION=basic("hp-baru", secret),
    )
    assert (answer.status_code, answer.json()["priority"], marker(amb)) == (201, 2, TOWN)
    assert "secret" not in boss.get("/api/devices/hp-baru/").json()
    assert secret not in str(list(Device.objects.values()))


def test_new_tracker_is_named_after_its_unit(named_phone: Device, boss: APIClient) -> None:
    assert add(boss, unit="amb-01").json()["identifier"] == "amb-01-2"


def test_crew_adds_a_tracker_to_its_own_unit(crew: APIClient) -> None:
    answer = add(crew, unit="amb-01", encryption_key=KEY)

    assert (answer.status_code, answer.json()["has_key"]) == (201, True)


def test_crew_adds_none_to_another_unit(crew: APIClient, fire: Unit) -> None:
    assert add(crew, unit="fire-02").status_code == 403
    assert Device.objects.count() == 0


@pytest.mark.parametrize("field", ["priority", "identifier_only"])
def test_crew_sets_nothing_that_decides_who_is_believed(crew: APIClient, field: str) -> None:
    answer = add(crew, unit="amb-01", **{field: 1 if field == "priority" else True})

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "unit"),
        ({"unit": 7}, "unit"),
        ({"unit": "amb-01", "identifier": ""}, "identifier"),
        ({"unit": "amb-01", "identifier": "a:b"}, "identifier"),
        ({"unit": "amb-01", "identifier": "a/b"}, "identifier"),
        ({"unit": "amb-01", "identifier": "x" * 65}, "identifier"),
        ({"unit": "amb-01", "identifier": 5}, "identifier"),
        ({"unit": "amb-01", "identifier": "AMB-01"}, "identifier"),
        ({"unit": "amb-01", "identifier": "fire-02"}, "identifier"),
        ({"unit": "amb-01", "priority": 0}, "priority"),
        ({"unit": "amb-01", "priority": 10}, "priority"),
        ({"unit": "amb-01", "priority": "1"}, "priority"),
        ({"unit": "amb-01", "priority": True}, "priority"),
        ({"unit": "amb-01", "priority": 1.5}, "priority"),
        ({"unit": "amb-01", "priority": None}, "priority"),
        ({"unit": "amb-01", "encryption_key": ""}, "encryption_key"),
        ({"unit": "amb-01", "encryption_key": "x" * 33}, "encryption_key"),
        ({"unit": "amb-01", "encryption_key": "é" * 17}, "encryption_key"),
        ({"unit": "amb-01", "encryption_key": "a\x00b"}, "encryption_key"),
        ({"unit": "amb-01", "encryption_key": 12345}, "encryption_key"),
        ({"unit": "amb-01", "identifier_only": "yes"}, "identifier_only"),
        ({"unit": "amb-01", "secret": "own"}, "secret"),
        ([], "non_field_errors"),
    ],
)
def test_impossible_tracker_is_refused_by_its_field(
    named_phone: Device, fire: Unit, boss: APIClient, body: Any, field: str
) -> None:
    answer = boss.post("/api/devices/", body, format="json")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert Device.objects.count() == 1


@pytest.mark.parametrize("key", ["k", "x" * 32, "é" * 16])
def test_key_has_1_to_32_bytes(named_phone: Device, boss: APIClient, key: str) -> None:
    answer = patch(boss, encryption_key=key)

    named_phone.refresh_from_db()
    assert (answer.status_code, named_phone.encryption_key) == (200, key)


# --- change


def test_key_is_never_returned(named_phone: Device, boss: APIClient) -> None:
    answer = patch(boss, encryption_key=KEY)

    listed = boss.get("/api/devices/")
    assert answer.json()["has_key"] is True
    assert KEY not in answer.content.decode() + listed.content.decode()


def test_null_removes_the_key(amb: Unit, boss: APIClient) -> None:
    new_device(amb, "amb-01", encryption_key=KEY)

    assert patch(boss, encryption_key=None).json()["has_key"] is False


def test_priority_is_changed_and_the_console_hears_of_it(
    named_phone: Device, boss: APIClient
) -> None:
    answer = patch(boss, priority=3)

    assert answer.json()["priority"] == 3
    assert list(Change.objects.values_list("kind", "key")) == [("unit", "amb-01")]


@pytest.mark.parametrize("body", [{"unit": "fire-02"}, {"identifier": "x"}, {"battery_pct": 1}])
def test_what_a_tracker_is_cannot_be_changed(
    named_phone: Device, boss: APIClient, body: dict[str, Any]
) -> None:
    answer = patch(boss, **body)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, list(body))


def test_tracker_without_a_secret_keeps_its_name_as_proof(
    named_phone: Device, boss: APIClient
) -> None:
    answer = patch(boss, identifier_only=False)

    assert (answer.status_code, answer.json()["code"]) == (409, "device_without_secret")


def test_tracker_with_a_secret_needs_its_name_no_more(amb: Unit, boss: APIClient) -> None:
    device = new_device(amb, "amb-01", secret=SECRET)
    Device.objects.update(identifier_only=True)

    answer = patch(boss, device.identifier, identifier_only=False)

    assert answer.json()["identifier_only"] is False


def test_change_of_nothing_is_refused(named_phone: Device, boss: APIClient) -> None:
    assert patch(boss).status_code == 400


def test_dispatcher_reads_and_changes_nothing(named_phone: Device, room: APIClient) -> None:
    assert patch(room, priority=2).status_code == 403
    assert names(room) == ["amb-01"]


# --- revoke


def test_revoked_tracker_is_refused_and_its_key_forgotten(
    wire: Wire, amb: Unit, boss: APIClient
) -> None:
    device = new_device(amb, "hp", secret=SECRET, encryption_key=KEY)

    answer = boss.delete("/api/devices/hp/")

    device.refresh_from_db()
    refused = wire.osmand(f"timestamp={T}&lat=-7.0167&lon=113.8667", HTTP_AUTHORIZATION=basic("hp"))
    assert (answer.status_code, refused.status_code, device.encryption_key) == (204, 403, "")


def test_revoking_again_changes_nothing(
    wire: Wire, clock: Clock, named_phone: Device, boss: APIClient
) -> None:
    boss.delete("/api/devices/amb-01/")
    first = Device.objects.get().revoked_at
    clock.forward(60)

    again = boss.delete("/api/devices/amb-01/")

    assert (again.status_code, Device.objects.get().revoked_at) == (204, first)


def test_revoked_tracker_is_changed_no_more(named_phone: Device, boss: APIClient) -> None:
    boss.delete("/api/devices/amb-01/")

    assert patch(boss, priority=2).json()["code"] == "device_revoked"


def test_stand_in_for_programs_is_not_revoked(amb: Unit, room: APIClient, boss: APIClient) -> None:
    fix = {"unit": "amb-01", "fix_time": "2026-11-25T01:00:00Z", "lon": TOWN[0], "lat": TOWN[1]}
    room.post("/api/positions/", [fix], format="json")

    answer = boss.delete("/api/devices/api:amb-01/")

    assert (answer.status_code, answer.json()["code"]) == (409, "device_of_programs")


def test_crew_revokes_its_own_tracker_only(
    named_phone: Device, fire: Unit, crew: APIClient
) -> None:
    new_device(fire, "fire-02")

    answers = [crew.delete(f"/api/devices/{name}/").status_code for name in ("amb-01", "fire-02")]

    assert answers == [204, 404]
