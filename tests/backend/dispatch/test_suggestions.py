"""Taking and dismissing what a place suggests, by whom, and what ends it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from backend.dispatch.models import Assignment, AssignmentStep, StatusSuggestion
from backend.incidents.queries import log_defect
from backend.units.models import Unit
from tests.backend.dispatch.conftest import NOW, Truck


@pytest.fixture
def sent(truck_of, incident_at, assign):
    """Send amb-01 to a scene 3 km away and return the assignment's id."""
    truck_of("amb-01", "a")
    number = incident_at("d", location={"radius_m": 50})
    return assign(number, "amb-01").json()["id"]


@pytest.fixture
def suggested(sent, clock):
    """Suggest ``on_scene`` after five minutes and return the suggestion's id."""
    clock.forward(300)
    made = StatusSuggestion.objects.create(
        assignment_id=sent,
        status="on_scene",
        trigger="entered_scene",
        place="Pasar Rekaan",
        at=clock.now,
        created_at=clock.now,
    )
    return made.pk


@pytest.fixture
def crew(sent, api_as, user_of):
    client = api_as("crew")
    Unit.objects.get(code="amb-01").crew.add(user_of("crew"))
    return client


def answer(client, suggestion, verb):
    return client.post(f"/api/suggestions/{suggestion}/{verb}/", {}, format="json")


def ending():
    return StatusSuggestion.objects.get().ending


def test_accepting_takes_the_step_at_the_time_of_the_fix(crew, sent, suggested, clock):
    clock.forward(120)

    record = answer(crew, suggested, "accept").json()

    assert record["status"] == "on_scene"
    assert record["times"]["on_scene"] == "2026-11-25T03:05:00Z"
    assert record["suggestion"] is None
    assert AssignmentStep.objects.get(status="on_scene").by.get_username() == "crew"
    assert ending() == "taken"
    assert log_defect() is None


def test_room_accepts_too(room, suggested):
    assert answer(room, suggested, "accept").json()["status"] == "on_scene"


def test_accepting_never_counts_before_the_step_before(room, step, sent, suggested, clock):
    clock.forward(60)
    step(sent, "en_route")

    record = answer(room, suggested, "accept").json()

    assert record["times"]["on_scene"] == record["times"]["en_route"]


def test_accepting_twice_is_one_step(crew, room, sent, suggested):
    answer(crew, suggested, "accept")

    assert answer(room, suggested, "accept").status_code == 200
    assert AssignmentStep.objects.filter(status="on_scene").count() == 1


def test_dismissing_changes_no_status(crew, sent, suggested):
    record = answer(crew, suggested, "dismiss").json()

    assert (record["status"], record["suggestion"]) == ("dispatched", None)
    assert ending() == "dismissed"


def test_dismissing_twice_is_harmless(crew, suggested):
    answer(crew, suggested, "dismiss")

    assert answer(crew, suggested, "dismiss").status_code == 200


def test_dismissed_cannot_be_taken(crew, suggested):
    answer(crew, suggested, "dismiss")

    refused = answer(crew, suggested, "accept")

    assert (refused.status_code, refused.json()["code"]) == (409, "suggestion_ended")
    assert refused.json()["ending"] == "dismissed"


def test_taken_cannot_be_dismissed(crew, suggested):
    answer(crew, suggested, "accept")

    assert answer(crew, suggested, "dismiss").status_code == 409


@pytest.mark.parametrize("status", ["on_scene", "at_patient", "transporting", "cancelled"])
def test_later_step_overtakes_it(step, sent, suggested, status):
    step(sent, status)

    assert ending() == "overtaken"


@pytest.mark.parametrize("status", ["acknowledged", "en_route", "staging"])
def test_step_before_it_leaves_it_standing(step, sent, suggested, status):
    step(sent, status)

    assert ending() == ""


def test_accepting_what_was_pressed_meanwhile_is_harmless(crew, step, sent, suggested):
    step(sent, "on_scene")

    assert answer(crew, suggested, "accept").json()["status"] == "on_scene"
    assert AssignmentStep.objects.filter(status="on_scene").count() == 1


def test_accepting_after_the_end_is_refused(crew, step, sent, suggested):
    step(sent, "cancelled")

    assert answer(crew, suggested, "accept").status_code == 409
    assert Assignment.objects.get().status == "cancelled"


def test_dismissed_is_not_suggested_again_for_that_visit(crew, room, sent, truck_of, world, clock):
    truck = Truck(world.units["amb-01"], clock)
    truck.at(3000)
    first = room.get(f"/api/assignments/{sent}/").json()["suggestion"]["id"]
    answer(crew, first, "dismiss")
    for _ in range(3):
        clock.forward(20)
        truck.at(3005)
    during = room.get(f"/api/assignments/{sent}/").json()["suggestion"]
    for east_m in (3600, 3900):  # away for long enough, and back
        clock.forward(60)
        truck.at(east_m)
    clock.forward(60)
    truck.at(3000)

    assert during is None or during["status"] != "on_scene"
    assert room.get(f"/api/assignments/{sent}/").json()["suggestion"]["status"] == "on_scene"


@pytest.mark.parametrize("verb", ["accept", "dismiss"])
def test_crew_of_another_unit_finds_nothing(suggested, api_as, verb):
    assert answer(api_as("crew", "awak-lain"), suggested, verb).status_code == 404
    assert ending() == ""


@pytest.mark.parametrize("role", ["planner", "agency"])
@pytest.mark.parametrize("verb", ["accept", "dismiss"])
def test_others_answer_nothing(suggested, api_as, verb, role):
    assert answer(api_as(role), suggested, verb).status_code == 403


def test_unknown_one_is_404(room, sent):
    refused = answer(room, 999, "accept")

    assert (refused.status_code, list(refused.json()["errors"])) == (404, ["id"])


def test_one_stands_at_a_time(sent, suggested):
    with pytest.raises(IntegrityError), transaction.atomic():
        StatusSuggestion.objects.create(
            assignment_id=sent, status="en_route", trigger="left_station", at=NOW, created_at=NOW
        )


def test_what_was_taken_has_who_and_when(suggested):
    with pytest.raises(IntegrityError), transaction.atomic():
        StatusSuggestion.objects.update(ending="taken", ended_at=NOW)
