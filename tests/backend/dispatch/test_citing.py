"""An assignment cites the decision that was shown, and is refused once that no longer holds."""

from __future__ import annotations

import pytest

from backend.dispatch.models import Assignment, Decision
from backend.units.models import LatestPosition, Unit


@pytest.fixture
def shown(world, incident_at, recommend):
    world.unit("amb-01", "b")
    number = incident_at("a")
    return number, recommend(number).json()["decision_id"]


def test_decision_is_cited(shown, assign):
    number, decision = shown

    answer = assign(number, "amb-01", decision_id=decision)

    assert (answer.status_code, answer.json()["decision_id"]) == (201, decision)


def test_unit_gone_off_duty_gives_a_fresh_one(shown, assign):
    number, decision = shown
    Unit.objects.update(status="off_duty")

    answer = assign(number, "amb-01", decision_id=decision)

    fresh = answer.json()["recommendation"]
    assert (answer.status_code, fresh["recommended"]) == (409, [])
    assert fresh["decision_id"] > decision
    assert Decision.objects.filter(pk=fresh["decision_id"]).exists()


def test_unit_that_can_no_longer_get_there_gives_a_fresh_one(shown, assign, world):
    number, decision = shown
    moved = world.unit("helper", "sapudi").station.point
    LatestPosition.objects.filter(unit__code="amb-01").update(
        lon_e6=round(moved.x * 1e6), lat_e6=round(moved.y * 1e6)
    )

    answer = assign(number, "amb-01", decision_id=decision)

    assert (answer.status_code, answer.json()["code"]) == (409, "decision_outdated")
    assert answer.json()["recommendation"]["recommended"] == []
    assert Assignment.objects.count() == 0


def test_moved_incident_gives_a_fresh_one(shown, assign, room):
    number, decision = shown
    room.patch(
        f"/api/incidents/{number}/", {"location": {"lon": 113.9, "lat": -7.05}}, format="json"
    )

    answer = assign(number, "amb-01", decision_id=decision)

    assert (answer.status_code, answer.json()["code"]) == (409, "decision_outdated")
    assert answer.json()["recommendation"]["place"]["lon"] == 113.9


def test_committed_unit_tells_who_was_faster_and_a_fresh_one(shown, assign, incident_at):
    number, decision = shown
    other = incident_at("f")
    assign(other, "amb-01")

    problem = assign(number, "amb-01", decision_id=decision).json()

    assert (problem["code"], problem["incident"]) == ("committed", other)
    assert problem["recommendation"]["shortfall"]["code"] == "all_committed"


def test_moved_unit_that_still_comes_is_sent(shown, assign, world):
    number, decision = shown
    there = world.unit("helper", "d").station.point
    LatestPosition.objects.filter(unit__code="amb-01").update(
        lon_e6=round(there.x * 1e6), lat_e6=round(there.y * 1e6)
    )

    assert assign(number, "amb-01", decision_id=decision).status_code == 201


def test_unit_on_its_way_home_is_still_as_shown(shown, assign):
    number, decision = shown
    Unit.objects.update(status="returning")

    assert assign(number, "amb-01", decision_id=decision).status_code == 201


def test_unit_that_was_not_recommended_may_be_sent(shown, assign, world, recommend):
    number, _ = shown
    world.unit("fire-01", "c", kind="fire_truck")
    decision = recommend(number).json()["decision_id"]

    assert assign(number, "fire-01", decision_id=decision).status_code == 201


def test_decision_of_another_incident_is_refused(shown, assign, incident_at):
    _, decision = shown

    answer = assign(incident_at("f"), "amb-01", decision_id=decision)

    assert answer.status_code == 400
    assert "decision_id" in answer.json()["errors"]


def test_fresh_decision_is_kept_under_an_idempotency_key(shown, room):
    number, decision = shown
    Unit.objects.update(status="off_duty")

    answer = room.post(
        f"/api/incidents/{number}/assignments/",
        {"unit": "amb-01", "decision_id": decision},
        format="json",
        headers={"Idempotency-Key": "k1"},
    )

    assert answer.status_code == 409
    assert Decision.objects.filter(pk=answer.json()["recommendation"]["decision_id"]).exists()
