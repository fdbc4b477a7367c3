"""Calling units off at the same instant as others press, over real connections."""

from __future__ import annotations

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from backend.dispatch.actions import seed_redispatch_rules
from backend.dispatch.models import Assignment
from backend.incidents import actions as incidents
from backend.incidents.placing import NO_PLACE
from backend.incidents.queries import log_defect
from tests.backend.dispatch.conftest import at_once, two_ambulances

pytestmark = pytest.mark.django_db(transaction=True)
ACTIVE = ("dispatched", "acknowledged", "en_route", "at_patient")


class Room:
    """Two dispatchers, two ambulances, and incidents of any priority."""

    def __init__(self, user_of) -> None:
        self.now = timezone.now()
        self.users = [user_of("dispatcher", name) for name in ("ani", "budi")]
        seed_redispatch_rules()
        two_ambulances(self.now)

    def incident(self, priority: int) -> str:
        return incidents.open_incident(
            category="medical",
            priority=priority,
            place_fields=NO_PLACE,
            by=self.users[0],
            now=self.now,
        ).number

    def client(self, who: int) -> APIClient:
        client = APIClient()
        client.force_authenticate(self.users[who])
        return client

    def send(self, who: int, number: str, unit: str, **fields):
        return self.client(who).post(
            f"/api/incidents/{number}/assignments/", {"unit": unit, **fields}, format="json"
        )

    def step(self, who: int, assignment: int, status: str):
        return self.client(who).post(
            f"/api/assignments/{assignment}/status/", {"status": status}, format="json"
        )


@pytest.fixture
def desks(user_of) -> Room:
    return Room(user_of)


def active() -> list[tuple[str, str]]:
    found = Assignment.objects.filter(status__in=ACTIVE).order_by("unit__code")
    return list(found.values_list("unit__code", "incident__number"))


@pytest.mark.parametrize("attempt", range(3))
def test_two_urgent_incidents_get_the_unit_once(desks, attempt):
    held, one, two = desks.incident(4), desks.incident(1), desks.incident(1)
    first = desks.send(0, held, "amb-01").json()["id"]

    answers = at_once(
        lambda: desks.send(0, one, "amb-01", divert_from=first),
        lambda: desks.send(1, two, "amb-01", divert_from=first),
    )

    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert len(active()) == 1
    assert log_defect() is None


@pytest.mark.parametrize("attempt", range(3))
def test_a_crew_that_reaches_its_patient_stays_or_was_called_off_before(desks, attempt):
    held, urgent = desks.incident(4), desks.incident(1)
    first = desks.send(0, held, "amb-01").json()["id"]

    diverted, pressed = at_once(
        lambda: desks.send(0, urgent, "amb-01", divert_from=first),
        lambda: desks.step(1, first, "at_patient"),
    )

    # a press from before the divert that was served after it came late: kept, and moves nothing
    assert (diverted.status_code, pressed.status_code) in {(201, 409), (201, 200), (409, 200)}
    assert active() == [("amb-01", urgent if diverted.status_code == 201 else held)]
    assert log_defect() is None


def test_units_of_two_incidents_move_on_without_waiting_for_each_other(desks):
    low, middle, high = desks.incident(4), desks.incident(3), desks.incident(1)
    on_low = desks.send(0, low, "amb-01").json()["id"]
    on_middle = desks.send(0, middle, "amb-02").json()["id"]

    answers = at_once(
        lambda: desks.send(0, middle, "amb-01", divert_from=on_low),
        lambda: desks.send(1, high, "amb-02", divert_from=on_middle),
        lambda: desks.client(1).patch(f"/api/incidents/{low}/", {"words": "x"}, format="json"),
    )

    assert [answer.status_code for answer in answers] == [201, 201, 200]
    assert active() == [("amb-01", middle), ("amb-02", high)]
    assert log_defect() is None
