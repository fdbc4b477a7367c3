"""Response boats that a supervisor holds back are refused, with the closure and until when."""

from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from tests.backend.dispatch.conftest import NOW, World
from tests.backend.drawn_places import ON_SAPUDI

BOATS = {"kind": "boats", "reason": "gelombang 3 m"}
AT_KALIANGET = (113.99, -7.08)


@pytest.fixture
def boat(world: World) -> None:
    world.unit("boat-01", AT_KALIANGET, kind="sea_ambulance")


def close(room: APIClient, **fields: object) -> int:
    number: int = room.post("/api/closures/", BOATS | fields, format="json").json()["id"]
    return number


@pytest.mark.usefixtures("boat")
def test_a_boat_that_must_stay_is_refused_by_the_next_answer(room, incident_at, recommend) -> None:
    number = incident_at(ON_SAPUDI)
    assert recommend(number).json()["recommended"][0]["unit"] == "boat-01"

    closure = close(room, until=(NOW + timedelta(hours=6)).isoformat())
    answer = recommend(number).json()

    (refusal,) = answer["not_recommended"]
    assert refusal["reason_code"] == "unreachable_lane_closed"
    assert refusal["closures"] == [closure]
    assert refusal["detail"] == "Semua perahu kecil dilarang berlayar sampai 16:00"
    assert answer["shortfall"]["code"] == "lane_closed"


@pytest.mark.usefixtures("boat")
def test_it_is_offered_again_when_the_sea_is_opened(room, incident_at, recommend) -> None:
    number = incident_at(ON_SAPUDI)
    closure = close(room)
    assert recommend(number).json()["recommended"] == []

    room.delete(f"/api/closures/{closure}/")

    assert recommend(number).json()["recommended"][0]["unit"] == "boat-01"


@pytest.mark.usefixtures("boat")
def test_the_incident_waits_for_the_small_boats(world, room, incident_at, recommend) -> None:
    number = incident_at(ON_SAPUDI)
    closure = close(room)
    recommend(number)
    world.clock.forward(45)

    (wait,) = room.get("/api/lane-waits/").json()["results"]

    assert (wait["incident"], wait["lane"], wait["units"]) == (number, None, ["boat-01"])
    assert [one["id"] for one in wait["closures"]] == [closure]
    assert wait["seconds"] == 45


def test_a_seaworthy_boat_goes_all_the_same(world, room, incident_at, recommend) -> None:
    world.unit("kapal-polisi", AT_KALIANGET, kind="sea_ambulance", capabilities=["seaworthy"])
    close(room)

    answer = recommend(incident_at(ON_SAPUDI)).json()

    assert answer["recommended"][0]["unit"] == "kapal-polisi"


@pytest.mark.usefixtures("boat")
def test_a_zone_in_its_way_is_sailed_around_and_named(room, incident_at, recommend) -> None:
    number = incident_at(ON_SAPUDI)
    straight = recommend(number).json()["recommended"][0]
    box = [[114.14, -7.3], [114.16, -7.3], [114.16, -6.9], [114.14, -6.9], [114.14, -7.3]]
    zone = {"kind": "zone", "geometry": {"type": "Polygon", "coordinates": [box]}}

    closure = close(room, **zone)
    around = recommend(number).json()["recommended"][0]

    assert around["duration_s"] > straight["duration_s"]
    assert [one["id"] for one in around["closures"]] == [closure]
