"""Who sees which incident, and how much of a confidential one."""

from __future__ import annotations

import pytest

from backend.incidents import queries
from tests.backend.drawn_places import KALIANGET

SECRET = {
    "category": "domestic_violence",
    "description": "korban di rumah",
    "location": {"lon": KALIANGET[0], "lat": KALIANGET[1], "text": "rumah biru"},
}


@pytest.fixture
def confidential(places, room):
    return room.post("/api/incidents/", SECRET, format="json").json()["id"]


@pytest.mark.parametrize("role", ["dispatcher", "supervisor"])
def test_room_sees_a_confidential_incident_whole(api_as, confidential, role):
    feature = api_as(role).get(f"/api/incidents/{confidential}/").json()

    assert feature["geometry"] is not None
    assert feature["properties"]["words"] == "rumah biru"


@pytest.mark.parametrize("role", ["planner", "agency"])
def test_others_see_neither_place_nor_words_of_it(api_as, confidential, role):
    answer = api_as(role).get(f"/api/incidents/{confidential}/")

    assert answer.json()["geometry"] is None
    assert answer.json()["properties"]["masked"] is True
    for secret in ("rumah biru", "korban", "Kalianget", "113.9"):
        assert secret not in answer.content.decode()


def test_list_masks_as_well(api_as, confidential):
    answer = api_as("planner").get("/api/incidents/")

    assert "rumah biru" not in answer.content.decode()


@pytest.mark.parametrize(
    ("category", "status"), [("fire", 200), ("medical", 200), ("crime", 404), ("terrorism", 404)]
)
def test_agency_sees_what_concerns_it(api_as, room, category, status):
    number = room.post("/api/incidents/", {"category": category}, format="json").json()["id"]

    assert api_as("agency").get(f"/api/incidents/{number}/").status_code == status


def test_crew_without_an_assignment_sees_nothing(api_as, room):
    number = room.post("/api/incidents/", {"category": "fire"}, format="json").json()["id"]

    assert api_as("crew").get("/api/incidents/").json()["count"] == 0
    assert api_as("crew").get(f"/api/incidents/{number}/").status_code == 404


@pytest.mark.parametrize("role", ["planner", "crew", "agency"])
def test_event_log_is_for_the_room(api_as, confidential, role):
    assert api_as(role).get(f"/api/incidents/{confidential}/events/").status_code == 403


def test_record_of_an_unknown_number_is_none(db):
    assert queries.incident_record("SMP-1", "dispatcher") is None
