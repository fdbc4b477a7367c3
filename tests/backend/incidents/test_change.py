"""Changing an incident: versions, place, closing, the event log."""

from __future__ import annotations

import pytest

from backend.incidents.models import Incident, IncidentEvent
from tests.backend.drawn_places import KALIANGET, ON_SAPUDI

pytestmark = pytest.mark.usefixtures("places")


@pytest.fixture
def address(opened):
    number = opened({"lon": 113.90, "lat": -7.05, "text": "rumah biru"}).json()["id"]
    return f"/api/incidents/{number}/"


def _patch(client, address, body, version=None):
    headers = {} if version is None else {"If-Match": version}
    return client.patch(address, body, format="json", headers=headers)


def test_change_counts_the_version_up(room, address):
    answer = _patch(room, address, {"priority": 3}, '"1"')

    assert answer.status_code == 200
    assert (answer.json()["properties"]["version"], answer["ETag"]) == (2, '"2"')


def test_change_on_an_older_version_is_refused_with_both_texts(room, address):
    _patch(room, address, {"description": "dua orang"}, '"1"')

    answer = _patch(room, address, {"description": "tiga orang"}, '"1"')

    assert answer.status_code == 412
    problem = answer.json()
    assert problem["current_version"] == 2
    assert problem["stored"] == {"description": "dua orang"}
    assert problem["yours"] == {"description": "tiga orang"}


def test_refused_change_stores_nothing(room, address):
    _patch(room, address, {"priority": 3}, '"7"')

    assert Incident.objects.get().priority == 1


def test_lost_update_of_the_place_tells_both_pins(room, address):
    _patch(room, address, {"location": {"lon": 113.91, "lat": -7.05}}, '"1"')

    answer = _patch(room, address, {"location": {"lon": 113.92, "lat": -7.05}}, '"1"')

    assert answer.json()["stored"]["point"] == [113.91, -7.05]
    assert answer.json()["yours"]["point"] == [113.92, -7.05]


def test_change_without_a_version_is_taken(room, address):
    assert _patch(room, address, {"priority": 2}).status_code == 200


@pytest.mark.parametrize("tag", ["x", '"x"', "-1", "1.5"])
def test_version_that_is_none_is_named(room, address, tag):
    answer = _patch(room, address, {"priority": 2}, tag)

    assert answer.status_code == 400
    assert "If-Match" in answer.json()["errors"]


def test_same_values_again_change_nothing(room, address):
    _patch(room, address, {"priority": 1})

    assert Incident.objects.get().version == 1
    assert IncidentEvent.objects.count() == 1


def test_dragged_pin_wins_and_its_areas_follow(room, address):
    properties = _patch(room, address, {"location": {"lon": 114.33, "lat": -7.10}}).json()

    assert properties["geometry"]["coordinates"] == list(ON_SAPUDI)
    assert properties["properties"]["kecamatan"]["name"] == "Gayam"


def test_dragged_pin_leaves_the_words(room, address):
    answer = _patch(room, address, {"location": {"lon": 113.91, "lat": -7.05}})

    assert answer.json()["properties"]["words"] == "rumah biru"


def test_edited_words_leave_the_pin(room, address):
    answer = _patch(room, address, {"words": "dekat dermaga"})

    assert answer.json()["geometry"]["coordinates"] == list(KALIANGET)
    assert answer.json()["properties"]["words"] == "dekat dermaga"


def test_place_can_become_unknown_again(room, address):
    answer = _patch(room, address, {"location": None})

    assert answer.json()["geometry"] is None
    assert answer.json()["properties"]["kecamatan"] is None


def test_feature_body_changes_only_what_it_holds(room, address):
    answer = _patch(room, address, {"type": "Feature", "properties": {"priority": 4}})

    assert answer.json()["geometry"]["coordinates"] == list(KALIANGET)
    assert answer.json()["properties"]["priority"] == 4


def test_closing_keeps_when(room, address):
    properties = _patch(room, address, {"state": "closed"}).json()["properties"]

    assert properties["state"] == "closed"
    assert properties["closed_at"].endswith("Z")


def test_closed_incident_can_be_reopened(room, address):
    _patch(room, address, {"state": "closed"})

    properties = _patch(room, address, {"state": "open"}).json()["properties"]

    assert (properties["state"], properties["closed_at"]) == ("open", None)


def test_each_kind_of_change_has_its_event(room, address):
    _patch(room, address, {"priority": 3})
    _patch(room, address, {"location": {"lon": 113.91, "lat": -7.05}})
    _patch(room, address, {"state": "closed"})
    _patch(room, address, {"state": "open"})

    kinds = [event["kind"] for event in room.get(f"{address}events/").json()["results"]]

    assert kinds == [
        "incident_opened",
        "incident_changed",
        "incident_moved",
        "incident_closed",
        "incident_reopened",
    ]


def test_event_tells_old_and_new(room, address):
    _patch(room, address, {"priority": 3})

    assert IncidentEvent.objects.last().payload == {"priority": [1, 3]}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("category", "x"),
        ("priority", 9),
        ("state", "asleep"),
        ("description", "x" * 10_001),
        ("location", "POINT(1 2)"),
        ("location", {"lon": -7.0, "lat": 113.9}),
    ],
)
def test_wrong_change_is_named_and_stores_nothing(room, address, field, value):
    answer = _patch(room, address, {field: value})

    assert answer.status_code == 400
    assert field in answer.json()["errors"]
    assert Incident.objects.get().version == 1


@pytest.mark.parametrize("body", [{}, {"unknown": 1}, [], None, "x"])
def test_empty_change_is_refused(room, address, body):
    assert _patch(room, address, body).status_code == 400


def test_category_that_is_confidential_makes_the_incident_so(room, address):
    answer = _patch(room, address, {"category": "domestic_violence"})

    assert answer.json()["properties"]["confidential"] is True


def test_list_filters_by_each_field(room, opened):
    opened(None, category="medical", priority=2)
    opened(None, category="fire", priority=1)

    def numbers(**filters):
        return room.get("/api/incidents/", filters).json()["count"]

    assert (numbers(category="medical"), numbers(priority=1), numbers(state="closed")) == (1, 1, 0)
    assert numbers(since="2200-01-01T00:00:00Z") == 0


def test_incident_without_a_place_is_listed(room, opened):
    opened(None)

    features = room.get("/api/incidents/").json()["features"]

    assert [feature["geometry"] for feature in features] == [None]


def test_list_costs_the_same_queries_for_many(room, opened, django_assert_num_queries):
    for _ in range(5):
        opened(None)

    with django_assert_num_queries(4):  # session, account, count, page
        room.get("/api/incidents/")
