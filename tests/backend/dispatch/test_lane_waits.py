"""Which open incidents wait for a closed lane, since when, and until when."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from rest_framework.test import APIClient

from backend.accounts.models import Role
from backend.changes.actions import bump_epoch
from tests.backend.dispatch.conftest import NOW, World
from tests.backend.roads.conftest import PLACES, add_lane, write_extract

LANE = {"kind": "lane", "lane": "kalianget-sapudi", "reason": "gelombang 3 m"}
MAINLAND = (PLACES["a"].lon, PLACES["a"].lat)
ON_ISLAND = (PLACES["t"].lon, PLACES["t"].lat)


@pytest.fixture
def island(bare_world: World, tmp_path: Path, settings: LazySettings) -> World:
    """Draw roads on the mainland and on Sapudi, and a lane for vehicles between them."""
    settings.NETWORK_DIR = tmp_path / "networks"
    extract = write_extract(tmp_path / "gambar.osm")
    call_command("import_road_network", str(extract), "--activate", verbosity=0)
    add_lane("kalianget-sapudi")
    bump_epoch("lanes")
    bare_world.unit("amb-01", MAINLAND)
    return bare_world


@pytest.fixture
def close(room: APIClient) -> Callable[..., int]:
    """Return a function that closes the lane, or something else, and gives the closure's id."""

    def post(**fields: Any) -> int:
        answer = room.post("/api/closures/", LANE | fields, format="json")
        number: int = answer.json()["id"]
        return number

    return post


def waits(room: APIClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = room.get("/api/lane-waits/").json()["results"]
    return found


def test_nobody_waits_while_no_lane_is_closed(island, room, incident_at, recommend) -> None:
    recommend(incident_at(ON_ISLAND))

    assert waits(room) == []


def test_an_incident_that_nobody_reaches_waits_for_the_closed_lane(
    island, room, incident_at, recommend, close
) -> None:
    number = incident_at(ON_ISLAND)
    island.clock.forward(60)
    until = NOW + timedelta(hours=6)
    closure = close(until=until.isoformat())
    recommend(number)
    island.clock.forward(90)

    (wait,) = waits(room)

    assert (wait["incident"], wait["lane"]) == (number, "kalianget-sapudi")
    assert wait["lane_name"] == "Kalianget - Sapudi"
    assert [one["id"] for one in wait["closures"]] == [closure]
    assert wait["closures"][0]["reason"] == "gelombang 3 m"
    assert wait["units"] == ["amb-01"]
    assert wait["seconds"] == 90  # since the closing, which came after the call
    assert wait["expected_until"].startswith("2026-11-25T09:00:00")


def test_it_waits_no_longer_when_the_lane_is_opened(
    island, room, incident_at, recommend, close
) -> None:
    closure = close()
    recommend(incident_at(ON_ISLAND))
    assert len(waits(room)) == 1

    room.delete(f"/api/closures/{closure}/")

    assert waits(room) == []


def test_it_waits_no_longer_when_the_closure_is_over(
    island, room, incident_at, recommend, close
) -> None:
    close(until=(NOW + timedelta(hours=1)).isoformat())
    recommend(incident_at(ON_ISLAND))

    island.clock.forward(3600)

    assert waits(room) == []


def test_an_incident_waits_from_its_own_beginning_if_the_lane_was_closed_before(
    island, room, incident_at, recommend, close
) -> None:
    close()
    island.clock.forward(600)
    recommend(incident_at(ON_ISLAND))
    island.clock.forward(30)

    (wait,) = waits(room)

    assert wait["seconds"] == 30
    assert wait["expected_until"] is None


def test_a_unit_on_its_way_to_the_ship_waits_for_the_lane_that_closes_then(
    island, room, incident_at, recommend, assign, close
) -> None:
    number = incident_at(ON_ISLAND)
    decision = recommend(number).json()["decision_id"]
    assert assign(number, "amb-01", decision_id=decision).status_code == 201

    close()

    (wait,) = waits(room)
    assert (wait["incident"], wait["units"]) == (number, ["amb-01"])


def test_a_unit_at_sea_is_not_held_up_by_what_closes_behind_it(
    island, room, incident_at, recommend, assign, step, close
) -> None:
    number = incident_at(ON_ISLAND)
    decision = recommend(number).json()["decision_id"]
    sent = assign(number, "amb-01", decision_id=decision).json()["id"]
    for status in ("acknowledged", "en_route", "awaiting_boat", "at_sea"):
        assert step(sent, status).status_code == 200

    close()

    assert waits(room) == []


def test_an_incident_that_somebody_reaches_by_road_does_not_wait(
    island, room, incident_at, recommend, close
) -> None:
    island.unit("amb-pulau", (PLACES["s"].lon, PLACES["s"].lat))
    close()

    recommend(incident_at(ON_ISLAND))

    assert waits(room) == []


def test_an_incident_whose_only_way_closes_after_the_answer_waits(
    island, room, incident_at, recommend, close
) -> None:
    number = incident_at(ON_ISLAND)
    recommend(number)

    close()

    assert [one["incident"] for one in waits(room)] == [number]


def test_a_closed_incident_waits_for_nothing(island, room, incident_at, recommend, close) -> None:
    number = incident_at(ON_ISLAND)
    close()
    recommend(number)

    room.patch(f"/api/incidents/{number}/", {"state": "closed"}, format="json")

    assert waits(room) == []


def test_a_slowed_lane_is_no_reason_to_wait(island, room, incident_at, recommend, close) -> None:
    close(factor=2)
    recommend(incident_at(ON_ISLAND))

    assert waits(room) == []


def test_the_most_urgent_comes_first(island, room, incident_at, recommend, close) -> None:
    close()
    later = incident_at(ON_ISLAND, priority=3)
    urgent = incident_at(ON_ISLAND, priority=1)
    recommend(later)
    recommend(urgent)

    assert [one["incident"] for one in waits(room)] == [urgent, later]


def test_queries_do_not_grow_with_the_incidents(
    island, room, incident_at, recommend, close, django_assert_max_num_queries
) -> None:
    close()
    for _ in range(4):
        recommend(incident_at(ON_ISLAND))
    waits(room)

    with django_assert_max_num_queries(7):
        assert len(waits(room)) == 4


@pytest.mark.parametrize("role", [Role.CREW, Role.AGENCY, Role.PLANNER])
def test_what_waits_is_the_rooms(island, api_as, role: str) -> None:
    assert api_as(role).get("/api/lane-waits/").status_code == 403
