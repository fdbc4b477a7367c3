"""Calls: one contact each; what is no emergency never becomes an incident."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from backend.incidents.models import Call, Incident, IncidentEvent

NO_EMERGENCY = ["prank", "ghost", "information", "test", "duplicate"]


def _post(client, **body):
    return client.post("/api/calls/", body, format="json")


@pytest.fixture
def incident(room):
    number = room.post("/api/incidents/", {"category": "fire"}, format="json").json()["id"]
    return Incident.objects.get(number=number)


@pytest.mark.parametrize("outcome", NO_EMERGENCY)
def test_contact_that_is_no_emergency_is_closed_at_once(room, outcome):
    answer = _post(room, outcome=outcome)

    assert answer.status_code == 201
    assert answer.json()["ended_at"] is not None


@pytest.mark.parametrize("outcome", NO_EMERGENCY)
def test_contact_that_is_no_emergency_is_no_incident(room, outcome):
    _post(room, outcome=outcome, words="coba-coba")

    assert Incident.objects.count() == 0


@pytest.mark.parametrize("outcome", ["prank", "ghost", "information", "test"])
def test_database_keeps_incidents_from_them(incident, dispatcher, outcome):
    now = timezone.now()

    with pytest.raises(IntegrityError), transaction.atomic():
        Call.objects.create(
            outcome=outcome,
            incident=incident,
            received_at=now,
            received_by=dispatcher,
            ended_at=now,
        )


def test_open_call_has_no_outcome(room):
    record = _post(room, words="tolong").json()

    assert (record["outcome"], record["ended_at"]) == (None, None)


def test_words_are_kept_verbatim(room):
    assert _post(room, words="  Ra'as\n").json()["words"] == "  Ra'as\n"


def test_emergency_call_is_linked_to_its_incident(room, incident):
    record = _post(room, outcome="emergency", incident=incident.number).json()

    assert (record["incident"], record["outcome"]) == (incident.number, "emergency")


def test_incident_opened_for_a_call_closes_the_call_as_emergency(room):
    call = _post(room, words="kebakaran").json()["id"]

    number = room.post("/api/incidents/", {"category": "fire", "call": call}, format="json").json()[
        "id"
    ]

    record = room.get(f"/api/calls/{call}/").json()
    assert (record["incident"], record["outcome"]) == (number, "emergency")


@pytest.mark.parametrize("outcome", ["prank", "ghost", "information", "test"])
def test_prank_opens_no_incident(room, outcome):
    call = _post(room, outcome=outcome).json()["id"]

    answer = room.post("/api/incidents/", {"category": "fire", "call": call}, format="json")

    assert (answer.status_code, Incident.objects.count()) == (409, 0)


def test_call_opens_one_incident_only(room):
    call = _post(room).json()["id"]
    room.post("/api/incidents/", {"category": "fire", "call": call}, format="json")

    answer = room.post("/api/incidents/", {"category": "fire", "call": call}, format="json")

    assert (answer.status_code, Incident.objects.count()) == (409, 1)


def test_unknown_call_opens_no_incident(room):
    answer = room.post("/api/incidents/", {"category": "fire", "call": 99}, format="json")

    assert (answer.status_code, Incident.objects.count()) == (404, 0)
    assert "call" in answer.json()["errors"]


def test_call_with_an_incident_cannot_become_a_prank(room, incident):
    call = _post(room, incident=incident.number).json()["id"]

    answer = room.patch(f"/api/calls/{call}/", {"outcome": "prank"}, format="json")

    assert answer.status_code == 409
    assert answer.json()["incident"] == incident.number


def test_call_taken_off_its_incident_can_become_a_prank(room, incident):
    call = _post(room, incident=incident.number).json()["id"]

    answer = room.patch(
        f"/api/calls/{call}/", {"outcome": "prank", "incident": None}, format="json"
    )

    assert (answer.status_code, answer.json()["outcome"]) == (200, "prank")


def test_duplicate_may_point_to_the_incident(room, incident):
    record = _post(room, outcome="duplicate", incident=incident.number).json()

    assert record["incident"] == incident.number


@pytest.mark.parametrize(
    "written",
    ["0812-0000-0001", "+62 812 0000 0001", "62812 00000001", "0062 81200000001"],
)
def test_one_caller_in_every_written_form(room, written):
    assert _post(room, phone=written).json()["phone_e164"] == "+6281200000001"


def test_area_code_of_the_islands_is_noticed(room):
    assert _post(room, phone="(0327) 000001").json()["area_hint"] == "0327"


def test_unreadable_number_loses_no_contact(room):
    answer = _post(room, phone="tidak tahu")

    assert (answer.status_code, answer.json()["phone"]) == (201, "tidak tahu")


def test_change_on_an_older_version_is_refused(room):
    call = _post(room).json()["id"]
    room.patch(f"/api/calls/{call}/", {"words": "a"}, format="json")

    answer = room.patch(
        f"/api/calls/{call}/", {"words": "b"}, format="json", headers={"If-Match": '"1"'}
    )

    assert answer.status_code == 412


def test_unknown_call_is_404(room):
    assert room.patch("/api/calls/99/", {"words": "a"}, format="json").status_code == 404


def test_contact_is_logged_without_number_or_words(room):
    call = _post(room, phone="0812-0000-0001", words="nama saya", outcome="prank").json()["id"]

    assert IncidentEvent.objects.get().payload == {"call": call, "outcome": "prank"}


def test_list_filters_by_outcome_and_open(room):
    _post(room, outcome="prank")
    _post(room)

    assert room.get("/api/calls/?outcome=prank").json()["count"] == 1
    assert room.get("/api/calls/?is_open=true").json()["count"] == 1


def test_list_costs_the_same_queries_for_many(room, django_assert_num_queries):
    for _ in range(5):
        _post(room, outcome="test")

    with django_assert_num_queries(4):  # session, account, count, page
        room.get("/api/calls/")
