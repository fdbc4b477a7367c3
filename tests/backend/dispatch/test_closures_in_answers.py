"""Recommendations name the closures that mattered, from the very next request on."""

from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.backend.dispatch.conftest import LETTERS, NOW


def zone(letter: str, **fields: Any) -> dict[str, Any]:
    """Return a zone of about 200 m around the middle of the kilometre after a letter."""
    lon, lat, half = LETTERS[letter].lon + 0.0045, LETTERS[letter].lat, 0.001
    west, east, south, north = lon - half, lon + half, lat - half, lat + half
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"kind": "zone", "geometry": geometry, "reason": "Banjir", **fields}


def close(room: APIClient, body: dict[str, Any]) -> int:
    answer = room.post("/api/closures/", body, format="json")
    assert answer.status_code == 201, answer.content
    return answer.json()["id"]


def test_the_next_recommendation_names_the_slow_road_with_its_reason(
    world, room, incident_at, recommend
) -> None:
    world.unit("amb-01", "a")
    number = incident_at("d")
    before = recommend(number).json()["recommended"][0]

    closure = close(room, zone("b", factor=10))
    after = recommend(number).json()["recommended"][0]

    # 221 m of the 5 km between two junctions lie inside: all of it takes 1 + 9 * 0.044 = 1.4 times
    # as long, and the 3 km that are driven 196 s at 55 km/h
    assert after["duration_s"] - before["duration_s"] == pytest.approx(0.4 * 196, abs=3)
    assert before["closures"] == []
    assert after["closures"] == [{"id": closure, "reason": "Banjir", "factor": 10.0}]


def test_a_closure_beside_the_road_is_not_named(world, room, incident_at, recommend) -> None:
    world.unit("amb-01", "a")
    number = incident_at("d")
    body = zone("b", factor=10)
    ring = [[lon, lat + 0.005] for lon, lat in body["geometry"]["coordinates"][0]]

    close(room, body | {"geometry": {"type": "Polygon", "coordinates": [ring]}})

    assert recommend(number).json()["recommended"][0]["closures"] == []


def test_an_opened_road_is_forgotten_at_the_next_request(
    world, room, incident_at, recommend
) -> None:
    world.unit("amb-01", "a")
    number = incident_at("d")
    before = recommend(number).json()["recommended"][0]["duration_s"]
    closure = close(room, zone("b", factor=10))
    recommend(number)

    room.delete(f"/api/closures/{closure}/")

    found = recommend(number).json()["recommended"][0]
    assert (found["duration_s"], found["closures"]) == (before, [])


def test_a_closure_to_come_counts_from_its_beginning(world, room, incident_at, recommend) -> None:
    world.unit("amb-01", "a")
    number = incident_at("d")
    begins = NOW + timedelta(seconds=30)
    close(room, zone("b", factor=10, **{"from": begins.isoformat()}))

    now = recommend(number).json()["recommended"][0]["closures"]
    world.clock.forward(30)
    later = recommend(number).json()["recommended"][0]["closures"]

    assert (len(now), len(later)) == (0, 1)
