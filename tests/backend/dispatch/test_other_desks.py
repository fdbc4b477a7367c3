"""What desks outside the room read of assignments: how far they are, never what was said."""

from __future__ import annotations

import json

import pytest

from tests.backend.dispatch.conftest import suggestion

WORDS = "jangan lewat depan rumah"


@pytest.fixture
def told(on_the_way, truck, room, scene, step):
    """Let words be written on the assignment, a change ring and an arrival be suggested."""
    step(on_the_way, "acknowledged", reason=WORDS)
    room.patch(f"/api/incidents/{scene}/", {"description": "bertambah"}, format="json")
    truck.at(3000)
    assert suggestion(room, on_the_way) is not None
    return on_the_way


@pytest.fixture(params=["one", "list", "incident"])
def address(request, told, scene):
    """Return each address that shows the assignment."""
    return {
        "one": f"/api/assignments/{told}/",
        "list": "/api/assignments/",
        "incident": f"/api/incidents/{scene}/assignments/",
    }[request.param]


def read(client, address):
    answer = client.get(address).json()
    return answer["results"][0] if "results" in answer else answer


@pytest.mark.parametrize("role", ["agency", "planner"])
def test_other_desks_read_how_far_it_is_and_no_words(api_as, address, role):
    record = read(api_as(role), address)

    assert record["status"] == "acknowledged"
    assert (record["notices"], record["suggestion"]) == ([], None)
    assert WORDS not in json.dumps(record)


@pytest.mark.parametrize("role", ["dispatcher", "supervisor"])
def test_room_reads_everything(api_as, address, role):
    record = read(api_as(role), address)

    assert [one["kind"] for one in record["notices"]] == ["new", "changed"]
    assert record["suggestion"]["status"] == "on_scene"
    assert WORDS in json.dumps(record)


def test_crew_reads_what_it_was_told(api_as, user_of, truck, address):
    crew = api_as("crew")
    truck.unit.crew.add(user_of("crew"))

    assert [one["kind"] for one in read(crew, address)["notices"]] == ["new", "changed"]
