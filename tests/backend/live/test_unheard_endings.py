"""Incidents that are long closed stay in sight while a called-off crew has not heard so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from backend.accounts.models import Role
from backend.changes.models import Change
from backend.dispatch.models import Assignment
from backend.live.audience import Audience
from tests.backend.live.conftest import Room, later

pytestmark = pytest.mark.django_db


@pytest.fixture
def called_off(scene: Room) -> Assignment:
    """Call amb-01 off an incident that was closed two hours ago."""
    closed_at = scene.now - timedelta(hours=2)
    incident = scene.incident("A-1", state="closed", closed_at=closed_at, closed_by=scene.by)
    assignment = scene.assignment(incident, scene.unit("amb-01"), "cancelled")
    scene.notice(assignment, age_s=7200, kind="cancelled")
    return assignment


def hear(scene: Room) -> None:
    Assignment.objects.get().notices.update(acknowledged_at=scene.now, acknowledged_by=scene.by)


def crew_of(scene: Room, assignment: Assignment) -> Audience:
    return scene.audience(Role.CREW, assignment.unit)


def shown(snapshot: dict[str, Any]) -> tuple[list[str], list[int]]:
    numbers = [feature["id"] for feature in snapshot["incidents"]["features"]]
    return numbers, [one["id"] for one in snapshot["assignments"]]


@pytest.mark.parametrize("role", [Role.DISPATCHER, Role.SUPERVISOR])
def test_the_room_keeps_it_in_sight(scene: Room, called_off: Assignment, role: str) -> None:
    assert shown(scene.snapshot(scene.audience(role))) == (["A-1"], [called_off.pk])


def test_the_crew_keeps_it_in_sight(scene: Room, called_off: Assignment) -> None:
    audience = crew_of(scene, called_off)

    assert shown(scene.snapshot(audience)) == (["A-1"], [called_off.pk])


def test_it_goes_once_it_was_heard(scene: Room, called_off: Assignment) -> None:
    hear(scene)

    assert shown(scene.snapshot(scene.audience(Role.DISPATCHER))) == ([], [])
    assert shown(scene.snapshot(crew_of(scene, called_off))) == ([], [])


def test_an_open_reader_keeps_it_until_it_was_heard(scene: Room, called_off: Assignment) -> None:
    reader = scene.audience(Role.DISPATCHER)
    before = scene.news(reader, Change.Kind.ASSIGNMENT, called_off.pk)
    hear(scene)

    after = scene.news(reader, Change.Kind.ASSIGNMENT, called_off.pk)

    assert [one["data"].get("removed") for one in before if one["event"] == "incident"] == [None]
    assert [one["data"].get("removed") for one in after if one["event"] == "incident"] == [True]


def test_time_alone_takes_away_only_what_was_heard(scene: Room, called_off: Assignment) -> None:
    reader = scene.audience(Role.DISPATCHER)
    heard = scene.incident(
        "A-2", state="closed", closed_at=scene.now - timedelta(minutes=59), closed_by=scene.by
    )
    called_off.incident.closed_at = heard.closed_at
    called_off.incident.save()
    scene.by_time(reader)
    later(scene, 120)

    gone = [one["data"] for one in scene.by_time(reader) if one["event"] == "incident"]

    assert [one["id"] for one in gone if one.get("removed")] == ["A-2"]
