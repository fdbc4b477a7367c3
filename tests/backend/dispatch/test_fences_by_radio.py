"""Places told by radio against the fences of an assignment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from backend.dispatch import receivers
from backend.dispatch.models import Assignment, FencePolicy, FencePresence
from tests.backend.dispatch.conftest import LETTERS, suggestion


@pytest.fixture
def tell(room: Any) -> Callable[..., int]:
    """Return a function that tells by radio that amb-01 is at a letter; returns the status."""

    def post(where: str, radius_m: float = 50, **more: Any) -> int:
        spot = LETTERS[where]
        body = {"lon": spot.lon, "lat": spot.lat, "radius_m": radius_m, **more}
        answer = room.post("/api/units/amb-01/position/", body, format="json")
        status: int = answer.status_code
        return status

    return post


def test_place_told_by_radio_suggests_the_arrival(tell, on_the_way, room):
    assert tell("d") == 200

    assert suggestion(room, on_the_way)["status"] == "on_scene"


def test_place_told_by_radio_is_only_suggested_whatever_the_policy(tell, on_the_way, room):
    FencePolicy.objects.update(commits=True)
    tell("d")

    assert suggestion(room, on_the_way)["status"] == "on_scene"
    assert Assignment.objects.get().status == "dispatched"


def test_policy_takes_the_arrival_once_a_fix_is_there_too(tell, truck, on_the_way, room, clock):
    FencePolicy.objects.filter(trigger="entered_scene").update(commits=True)
    tell("d")
    clock.forward(30)
    truck.at(3000)

    assert Assignment.objects.get().status == "on_scene"
    assert suggestion(room, on_the_way) is None


def test_vague_place_arrives_nowhere(tell, on_the_way, room):
    tell("d", radius_m=500)

    assert suggestion(room, on_the_way) is None


def test_vague_places_never_leave_the_station(tell, truck, scene, assign, room, clock):
    """Each lies 1 km off, known within 2 km: the unit may still be there."""
    truck.at(0)
    sent = assign(scene, "amb-01").json()["id"]
    for _ in range(5):
        clock.forward(30)
        tell("b", radius_m=2000)

    assert suggestion(room, sent) is None
    assert FencePresence.objects.filter(kind="station").exists()


def test_unit_told_to_be_somewhere_around_its_station_does_not_leave_it(
    tell, truck, scene, assign, room, clock
):
    tell("b", radius_m=2000)
    sent = assign(scene, "amb-01").json()["id"]
    for east_m in (1000, 1200, 1400):
        clock.forward(40)
        truck.at(east_m)

    assert suggestion(room, sent) is None


def test_place_that_is_older_than_the_marker_arrives_nowhere(tell, truck, on_the_way, room, clock):
    clock.forward(60)
    truck.at(6000)

    tell("d", time="2026-11-25T03:00:30Z")

    assert suggestion(room, on_the_way) is None


def test_place_is_kept_although_a_fence_fails(tell, on_the_way, room, monkeypatch):
    def fail(**_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(receivers.actions, "follow_units", fail)

    assert tell("d") == 200
    assert room.get("/api/units/amb-01/").json()["properties"]["source"] == "radio"
