"""A returning unit whose crew says by radio where it is."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from backend.accounts.models import User
from backend.units.models import Status, Unit, UnitStatusChange
from tests.backend.units.conftest import KALIANGET, TOWN, Clock


@pytest.fixture
def returning(amb: Unit, clock: Clock) -> Unit:
    """Return amb-01, which is on its way to its station in the town."""
    Unit.objects.update(status=Status.RETURNING)
    return amb


def told_status(
    room: APIClient, place: tuple[float, float] = TOWN, radius_m: float = 100, **more: str
) -> str:
    """Tell by radio where amb-01 is; return the status in the answer."""
    body = {"lon": place[0], "lat": place[1], "radius_m": radius_m, **more}
    answer = room.post("/api/units/amb-01/position/", body, format="json")
    status: str = answer.json()["properties"]["status"]
    return status


def test_at_its_station_becomes_available_by_who_entered_it(
    room: APIClient, returning: Unit, dispatcher: User
) -> None:
    assert told_status(room) == "available"
    assert UnitStatusChange.objects.get().by == dispatcher


@pytest.mark.parametrize(("radius_m", "status"), [(200, "available"), (201, "returning")])
def test_as_exactly_as_what_enters_a_fence(
    room: APIClient, returning: Unit, radius_m: float, status: str
) -> None:
    assert told_status(room, radius_m=radius_m) == status


def test_elsewhere_stays_returning(room: APIClient, returning: Unit) -> None:
    assert told_status(room, KALIANGET) == "returning"


def test_some_time_ago_says_nothing_about_now(room: APIClient, returning: Unit) -> None:
    assert told_status(room, time="2026-11-25T00:58:00Z") == "returning"


@pytest.mark.parametrize("status", ["off_duty", "out_of_service", "en_route"])
def test_any_other_unit_keeps_its_status(room: APIClient, returning: Unit, status: str) -> None:
    Unit.objects.update(status=status)

    assert told_status(room) == status
