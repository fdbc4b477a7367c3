"""Sending units: all or none, one incident at a time, only on what was shown."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from backend.changes.models import Change
from backend.dispatch.actions import assigning
from backend.dispatch.models import Assignment
from backend.incidents.models import Incident, IncidentEvent
from backend.units.models import Unit
from tests.backend.dispatch.conftest import NOW


def test_unit_is_sent(world, incident_at, assign):
    world.unit("amb-01", "b")
    number = incident_at("a")

    answer = assign(number, "amb-01")

    record = answer.json()
    assert answer.status_code == 201
    assert (record["unit"], record["incident"], record["status"]) == (
        "amb-01",
        number,
        "dispatched",
    )
    assert record["times"] == {"dispatched": "2026-11-25T03:00:00Z"}


def test_unit_takes_the_status_of_its_assignment(world, incident_at, assign):
    world.unit("amb-01", "b")

    assign(incident_at("a"), "amb-01")

    assert Unit.objects.get().status == "dispatched"


def test_several_units_answer_with_a_list(world, incident_at, assign):
    world.unit("amb-01", "b")
    world.unit("amb-02", "c")

    answer = assign(incident_at("a"), "amb-01", "amb-02")

    assert answer.status_code == 201
    assert [record["unit"] for record in answer.json()] == ["amb-01", "amb-02"]


def test_list_of_one_answers_with_a_list(world, room, incident_at):
    world.unit("amb-01", "b")

    answer = room.post(
        f"/api/incidents/{incident_at('a')}/assignments/", {"units": ["amb-01"]}, format="json"
    )

    assert [record["unit"] for record in answer.json()] == ["amb-01"]


def test_incident_without_a_place_may_get_a_unit(world, incident_at, assign):
    world.unit("amb-01", "b")

    assert assign(incident_at(None), "amb-01").status_code == 201


def test_committed_unit_names_its_incident_and_who_sent_it(world, incident_at, assign, api_as):
    world.unit("amb-01", "b")
    first = incident_at("f")
    assign(first, "amb-01", client=api_as("dispatcher", "wati"))

    answer = assign(incident_at("a"), "amb-01")

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (409, "committed")
    assert (problem["incident"], problem["assigned_by"]) == (first, "wati")
    assert first in problem["detail"]
    assert "wati" in problem["detail"]


def test_of_several_none_is_sent_if_one_cannot_go(world, incident_at, assign):
    world.unit("amb-01", "b")
    world.unit("amb-02", "c")
    assign(incident_at("f"), "amb-02")

    answer = assign(incident_at("a"), "amb-01", "amb-02")

    assert answer.status_code == 409
    assert Assignment.objects.count() == 1
    assert Unit.objects.get(code="amb-01").status == "available"


def test_each_unit_that_cannot_go_is_named(world, incident_at, assign):
    world.unit("amb-01", "b")
    world.unit("amb-02", "c")
    world.unit("amb-03", "c", status="off_duty")
    assign(incident_at("f"), "amb-02")

    problem = assign(incident_at("a"), "amb-01", "amb-02", "amb-03").json()

    assert [(f["unit"], f["code"]) for f in problem["failures"]] == [
        ("amb-02", "committed"),
        ("amb-03", "off_duty"),
    ]


@pytest.mark.parametrize("status", ["off_duty", "out_of_service", "delayed"])
def test_unit_that_is_not_available_is_not_sent(world, incident_at, assign, status):
    world.unit("amb-01", "b", status=status)

    answer = assign(incident_at("a"), "amb-01")

    assert (answer.status_code, answer.json()["code"]) == (409, status)


def test_returning_unit_is_available(world, incident_at, assign):
    world.unit("amb-01", "b", status="returning")

    assert assign(incident_at("a"), "amb-01").status_code == 201


def test_same_unit_twice_to_one_incident_is_refused(world, incident_at, assign):
    world.unit("amb-01", "b")
    number = incident_at("a")
    assign(number, "amb-01")

    answer = assign(number, "amb-01")

    assert (answer.status_code, answer.json()["code"]) == (409, "already_assigned")


def test_unit_named_twice_in_a_list_is_sent_once(world, incident_at, assign):
    world.unit("amb-01", "b")

    assert len(assign(incident_at("a"), "amb-01", "amb-01").json()) == 1


def test_closed_incident_gets_no_unit(world, room, incident_at, assign):
    world.unit("amb-01", "b")
    number = incident_at("a")
    room.patch(f"/api/incidents/{number}/", {"state": "closed"}, format="json")

    answer = assign(number, "amb-01")

    assert (answer.status_code, answer.json()["code"]) == (409, "incident_closed")


def test_incident_with_units_cannot_be_closed(world, room, incident_at, assign):
    world.unit("amb-01", "b")
    number = incident_at("a")
    assign(number, "amb-01")

    answer = room.patch(f"/api/incidents/{number}/", {"state": "closed"}, format="json")

    assert (answer.status_code, answer.json()["units"]) == (409, ["amb-01"])


def test_committed_unit_is_queued_on_request(world, incident_at, assign):
    world.unit("amb-01", "b")
    assign(incident_at("f"), "amb-01")

    answer = assign(incident_at("a"), "amb-01", queue=True)

    assert (answer.status_code, answer.json()["status"]) == (201, "queued")


def test_available_unit_is_sent_even_if_it_may_queue(world, incident_at, assign):
    world.unit("amb-01", "b")

    assert assign(incident_at("a"), "amb-01", queue=True).json()["status"] == "dispatched"


def test_off_duty_unit_cannot_queue(world, incident_at, assign):
    world.unit("amb-01", "b", status="off_duty")

    assert assign(incident_at("a"), "amb-01", queue=True).status_code == 409


def test_database_allows_one_active_assignment_a_unit(world, incident_at, assign, dispatcher):
    unit = world.unit("amb-01", "b")
    assign(incident_at("f"), "amb-01")
    other = Incident.objects.get(number=incident_at("a"))

    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(
            incident=other, unit=unit, status="en_route", created_at=NOW, created_by=dispatcher
        )


def test_what_the_check_misses_the_database_refuses(world, incident_at, assign, monkeypatch):
    world.unit("amb-01", "b")
    first = incident_at("f")
    assign(first, "amb-01")
    Unit.objects.update(status="available")  # as if another writer had not been seen
    real = assigning.unit_failures
    monkeypatch.setattr(
        assigning, "unit_failures", lambda *a, **k: monkeypatch.undo() or real({}, a[1])
    )

    answer = assign(incident_at("a"), "amb-01")

    assert (answer.status_code, answer.json()["incident"]) == (409, first)


def test_sending_is_logged_and_announced(world, incident_at, assign):
    world.unit("amb-01", "b")
    number = incident_at("a")

    assignment = assign(number, "amb-01").json()["id"]

    event = IncidentEvent.objects.get(kind="unit_assigned")
    assert event.payload["unit"] == "amb-01"
    assert Change.objects.filter(kind="assignment", key=str(assignment)).exists()
    assert Change.objects.filter(kind="unit", key="amb-01").exists()


def test_nothing_is_sent_if_the_event_cannot_be_written(world, incident_at, assign, monkeypatch):
    world.unit("amb-01", "b")
    number = incident_at("a")

    def fail(**_):
        raise RuntimeError

    monkeypatch.setattr(assigning, "append_event", fail)

    with pytest.raises(RuntimeError):
        assign(number, "amb-01")
    assert Assignment.objects.count() == 0
    assert Unit.objects.get().status == "available"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "unit"),
        ({"unit": "amb-99"}, "unit"),
        ({"units": ["amb-01", "amb-99"]}, "unit"),
        ({"unit": "a\u0000b"}, "unit"),
        ({"unit": ["amb-01"]}, "unit"),
        ({"unit": None}, "unit"),
        ({"unit": "amb-01", "units": ["amb-01"]}, "unit"),
        ({"units": []}, "units"),
        ({"units": "amb-01"}, "units"),
        ({"units": ["amb-01"] * 21}, "units"),
        ({"unit": "amb-01", "decision_id": "x"}, "decision_id"),
        ({"unit": "amb-01", "decision_id": 2**70}, "decision_id"),
        ({"unit": "amb-01", "decision_id": 99}, "decision_id"),
        ({"unit": "amb-01", "queue": "maybe"}, "queue"),
        ([], "non_field_errors"),
    ],
)
def test_wrong_body_is_named_and_sends_nobody(world, room, incident_at, body, field):
    world.unit("amb-01", "b")

    answer = room.post(f"/api/incidents/{incident_at('a')}/assignments/", body, format="json")

    assert answer.status_code == 400
    assert field in answer.json()["errors"]
    assert Assignment.objects.count() == 0


def test_unknown_incident_is_404(world, assign):
    world.unit("amb-01", "b")

    answer = assign("SMP-20260101-0001", "amb-01")

    assert answer.status_code == 404
    assert "number" in answer.json()["errors"]


@pytest.mark.parametrize("role", ["planner", "crew", "agency"])
def test_only_the_room_sends(world, incident_at, assign, api_as, role):
    world.unit("amb-01", "b")

    assert assign(incident_at("a"), "amb-01", client=api_as(role)).status_code == 403
