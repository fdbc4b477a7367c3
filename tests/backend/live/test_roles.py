"""Who hears what: every role against every kind of event, and nothing across."""

from __future__ import annotations

import json

import pytest

from backend.accounts.models import Role
from backend.changes.models import Change
from backend.incidents.models import Category
from tests.backend.live.conftest import Event, Room

pytestmark = pytest.mark.django_db

SECRET = "rumah bercat biru"


def names(events: list[Event]) -> list[str]:
    return [event["event"] for event in events]


@pytest.mark.parametrize(
    ("role", "heard"),
    [
        (Role.DISPATCHER, ["assignment", "incident", "alarm", "alarm"]),
        (Role.SUPERVISOR, ["assignment", "incident", "alarm", "alarm"]),
        (Role.PLANNER, ["assignment", "incident"]),
        (Role.AGENCY, ["assignment", "incident"]),
    ],
)
def test_an_assignment_is_told_with_its_incident(scene: Room, role: str, heard: list[str]):
    assignment = scene.assignment(scene.incident("A-1"), scene.unit("amb-01"))
    scene.notice(assignment, age_s=90)

    events = scene.news(scene.audience(role), Change.Kind.ASSIGNMENT, assignment.pk)

    assert names(events) == heard


def test_a_crew_hears_of_its_own_assignment_and_whether_it_answered(scene: Room):
    unit = scene.unit("amb-01")
    crew = scene.audience(Role.CREW, unit)
    assignment = scene.assignment(scene.incident("A-1"), unit)
    scene.notice(assignment, age_s=90)

    events = scene.news(crew, Change.Kind.ASSIGNMENT, assignment.pk)

    assert names(events) == ["assignment", "incident", "alarm"]


def test_a_crew_hears_nothing_of_another_units_assignment_on_its_incident(scene: Room):
    own, other = scene.unit("amb-01"), scene.unit("amb-02")
    incident = scene.incident("A-1")
    crew = scene.audience(Role.CREW, own)
    scene.assignment(incident, own)
    foreign = scene.assignment(incident, other)

    assert scene.news(crew, Change.Kind.ASSIGNMENT, foreign.pk) == []


def test_a_crew_whose_task_ended_forgets_the_incident(scene: Room):
    unit = scene.unit("amb-01")
    crew = scene.audience(Role.CREW, unit)
    assignment = scene.assignment(scene.incident("A-1"), unit, "cleared")

    events = scene.news(crew, Change.Kind.ASSIGNMENT, assignment.pk)

    assert events[-1]["data"] == {"type": "Feature", "id": "A-1", "removed": True}


@pytest.mark.parametrize("role", [Role.CREW, Role.AGENCY])
def test_an_incident_of_others_is_not_even_named(scene: Room, role: str):
    scene.incident("A-1", Category.CRIME)

    assert scene.news(scene.audience(role), Change.Kind.INCIDENT, "A-1") == []


def test_an_agency_forgets_an_incident_that_concerns_it_no_more(scene: Room):
    incident = scene.incident("A-1", Category.CRIME)
    incident.events.create(
        sequence=1,
        kind="incident_changed",
        at=scene.now,
        payload={"category": ["fire", "crime"]},
        previous_hash="0" * 64,
        hash="1" * 64,
    )

    events = scene.news(scene.audience(Role.AGENCY), Change.Kind.INCIDENT, "A-1")

    assert [event["data"].get("removed") for event in events] == [True]


@pytest.mark.parametrize("role", [Role.AGENCY, Role.PLANNER])
def test_a_confidential_incident_leaks_no_word_in_any_event(scene: Room, role: str):
    incident = scene.incident("A-1", confidential=True, words=SECRET, description=SECRET)
    unit = scene.unit("amb-01")
    assignment = scene.assignment(incident, unit, "en_route", reason=SECRET)
    scene.notice(assignment, age_s=90)
    reader = scene.audience(role)

    told = [
        *scene.news(reader, Change.Kind.INCIDENT, "A-1"),
        *scene.news(reader, Change.Kind.ASSIGNMENT, assignment.pk),
        scene.snapshot(reader),
    ]

    assert SECRET not in json.dumps(told)


def test_a_crew_reads_the_words_of_its_confidential_incident(scene: Room):
    unit = scene.unit("amb-01")
    crew = scene.audience(Role.CREW, unit)
    scene.assignment(scene.incident("A-1", confidential=True, words=SECRET), unit)

    (event,) = scene.news(crew, Change.Kind.INCIDENT, "A-1")

    assert event["data"]["properties"]["words"] == SECRET


@pytest.mark.parametrize(
    ("role", "count"),
    [(Role.DISPATCHER, 1), (Role.SUPERVISOR, 1), (Role.PLANNER, 0), (Role.AGENCY, 0)],
)
def test_a_call_for_help_is_for_the_room(scene: Room, role: str, count: int):
    unit = scene.unit("amb-01")
    scene.help_call(unit)
    reader = scene.audience(role)

    assert len(scene.news(reader, Change.Kind.ALARM, "amb-01")) == count
    assert len(scene.snapshot(reader)["alarms"]) == count


def test_a_crew_hears_its_own_units_call_for_help_and_no_others(scene: Room):
    own, other = scene.unit("amb-01"), scene.unit("amb-02")
    crew = scene.audience(Role.CREW, own)
    scene.help_call(own)
    scene.help_call(other)

    events = scene.news(crew, Change.Kind.ALARM, "amb-01", "amb-02")

    assert [event["data"]["unit"] for event in events] == ["amb-01"]


def test_a_crew_hears_that_its_own_tracker_is_silent_and_no_others(scene: Room):
    own, other = scene.unit("amb-01"), scene.unit("amb-02")
    scene.tracker(own, fix_age_s=7200)
    scene.tracker(other, fix_age_s=7200)
    crew = scene.audience(Role.CREW, own)

    told = [event["data"]["unit"] for event in scene.by_time(crew)]

    assert told == ["amb-01"]
    assert [alarm["unit"] for alarm in scene.snapshot(crew)["alarms"]] == ["amb-01"]


@pytest.mark.parametrize("role", [Role.PLANNER, Role.AGENCY])
def test_telephone_numbers_of_units_are_in_no_event_outside_the_room(scene: Room, role: str):
    unit = scene.unit("amb-01", phone="0811-9999")
    scene.tracker(unit, fix_age_s=7200)
    scene.help_call(unit)
    reader = scene.audience(role)

    told = [
        *scene.news(reader, Change.Kind.UNIT, "amb-01"),
        *scene.news(reader, Change.Kind.ALARM, "amb-01"),
        *scene.by_time(reader),
        scene.snapshot(reader),
    ]

    assert "0811-9999" not in json.dumps(told)
