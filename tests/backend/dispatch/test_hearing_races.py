"""Crew, room and geofence at the same instant, over real connections."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from backend.dispatch.models import (
    Assignment,
    AssignmentStep,
    CrewNotice,
    FencePolicy,
    StatusSuggestion,
)
from backend.incidents import actions as incidents
from backend.incidents.placing import NO_PLACE
from backend.incidents.queries import log_defect
from backend.units.models import Device, HelpCall, Position, Station, Unit
from tests.backend.dispatch.conftest import at_once

pytestmark = pytest.mark.django_db(transaction=True)

SCENE = (113.88, -7.05)


def client_of(user):
    client = APIClient()
    client.force_authenticate(user)
    return client


def post(client, address, **body):
    return client.post(address, body, format="json").status_code


@pytest.fixture
def seats(user_of):
    """Return the clients of the room and of amb-01's crew; amb-01 is sent to the scene."""
    now = timezone.now()
    station = Station.objects.create(
        code="pos",
        name="Pos",
        kind="hospital",
        kecamatan_code="35.29.02",
        confidence="A",
        confirmed=True,
        point="SRID=4326;POINT(113.85 -7.05)",
    )
    unit = Unit.objects.create(
        code="amb-01",
        name="amb-01",
        kind="ambulance",
        station=station,
        status="available",
        status_since=now,
    )
    crew = user_of("crew")
    unit.crew.add(crew)
    Device.objects.create(unit=unit, identifier="amb-01", identifier_only=True, created_at=now)
    dispatcher = user_of("dispatcher")
    place = {**NO_PLACE, "point": f"SRID=4326;POINT({SCENE[0]} {SCENE[1]})", "radius_m": 30.0}
    number = incidents.open_incident(
        category="medical", place_fields=place, by=dispatcher, now=now
    ).number
    room = client_of(dispatcher)
    post(room, f"/api/incidents/{number}/assignments/", unit="amb-01")
    return room, client_of(crew), number


def assignment():
    return Assignment.objects.get()


def arrive(age_s=0):
    """Send a fix at the scene."""
    moment = (timezone.now() - timedelta(seconds=age_s)).timestamp()
    query = f"id=amb-01&timestamp={moment:.0f}&lon={SCENE[0]}&lat={SCENE[1]}&accuracy=5"
    return Client().post(f"/ingest/osmand?{query}").status_code


@pytest.mark.parametrize("attempt", range(3))
def test_accepting_and_pressing_at_once_are_one_step(seats, attempt):
    room, crew, _ = seats
    arrive()
    suggestion, pk = StatusSuggestion.objects.get().pk, assignment().pk

    answers = at_once(
        lambda: post(room, f"/api/suggestions/{suggestion}/accept/"),
        lambda: post(crew, f"/api/assignments/{pk}/status/", status="on_scene"),
    )

    assert answers == [200, 200]
    assert AssignmentStep.objects.filter(status="on_scene").count() == 1
    assert StatusSuggestion.objects.get().ending in {"taken", "overtaken"}
    assert log_defect() is None


def test_accepting_and_dismissing_at_once_is_one_of_them(seats):
    room, crew, _ = seats
    arrive()
    suggestion = StatusSuggestion.objects.get().pk

    answers = at_once(
        lambda: post(room, f"/api/suggestions/{suggestion}/accept/"),
        lambda: post(crew, f"/api/suggestions/{suggestion}/dismiss/"),
    )

    taken = StatusSuggestion.objects.get().ending == "taken"
    assert answers == ([200, 409] if taken else [409, 200])
    assert (assignment().status == "on_scene") is taken


@pytest.mark.parametrize("attempt", range(3))
def test_two_answers_at_once_are_heard_once(seats, attempt):
    room, crew, _ = seats
    notice = CrewNotice.objects.get().pk

    answers = at_once(
        lambda: post(room, f"/api/notices/{notice}/acknowledge/", by_voice=True),
        lambda: post(crew, f"/api/notices/{notice}/acknowledge/"),
    )

    heard = CrewNotice.objects.get()
    assert answers == [200, 200]
    assert heard.by_voice == (heard.acknowledged_by.get_username() == "dispatcher")
    assert log_defect() is None


@pytest.mark.parametrize("attempt", range(3))
def test_policy_and_calling_off_at_once_end_called_off_or_arrived(seats, attempt):
    room, _, _ = seats
    FencePolicy.objects.update(commits=True)
    pk = assignment().pk

    answers = at_once(
        arrive, lambda: post(room, f"/api/assignments/{pk}/status/", status="cancelled")
    )

    unit = Unit.objects.get()
    assert answers == [200, 200]
    assert Position.objects.count() == 1
    assert (assignment().status, unit.status) == ("cancelled", "returning")
    assert log_defect() is None


@pytest.mark.parametrize("attempt", range(3))
def test_change_press_answer_and_fix_at_once_do_not_lock_each_other(seats, attempt):
    room, crew, number = seats
    FencePolicy.objects.update(commits=True)
    pk, notice = assignment().pk, CrewNotice.objects.get().pk

    answers = at_once(
        lambda: room.patch(f"/api/incidents/{number}/", {"priority": 1}, format="json").status_code,
        lambda: post(crew, f"/api/assignments/{pk}/status/", status="en_route"),
        lambda: post(crew, f"/api/notices/{notice}/acknowledge/"),
        arrive,
    )

    # the press is a step back if the geofence was faster
    assert answers[0] == answers[2] == answers[3] == 200
    assert answers[1] in {200, 409}
    assert assignment().status == "on_scene"
    assert CrewNotice.objects.filter(kind="changed", acknowledged_at=None).count() == 1
    assert log_defect() is None


def test_changes_at_once_ring_once_with_all_of_them(seats):
    room, _, number = seats
    address = f"/api/incidents/{number}/"

    at_once(
        lambda: room.patch(address, {"priority": 1}, format="json"),
        lambda: room.patch(address, {"description": "dua korban"}, format="json"),
        lambda: room.patch(address, {"words": "dekat masjid"}, format="json"),
    )

    notice = CrewNotice.objects.get(kind="changed", superseded_at=None)
    assert notice.changed == ["priority", "words", "description"]


@pytest.mark.parametrize("attempt", range(3))
def test_panic_from_two_phones_at_once_is_one_call(seats, attempt):
    _, crew, _ = seats

    answers = at_once(
        *(
            lambda index=index: post(crew, "/api/units/amb-01/panic/", event_id=f"tekan-{index}")
            for index in range(3)
        ),
        lambda: post(crew, "/api/units/amb-01/panic/", event_id="tekan-0"),
    )

    assert answers == [201] * 4
    assert HelpCall.objects.get().times_pressed == 3
