"""Two dispatchers at the same instant, over real connections."""

from __future__ import annotations

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from backend.dispatch.models import Assignment
from backend.incidents import actions as incidents
from backend.incidents.models import Incident
from backend.incidents.placing import NO_PLACE
from backend.incidents.queries import log_defect
from tests.backend.dispatch.conftest import at_once, two_ambulances


@pytest.fixture
def two_dispatchers(user_of):
    """Return the clients of two dispatchers, each with an incident of its own."""
    now = timezone.now()
    two_ambulances(now)
    pairs = []
    for name in ("ani", "budi"):
        user = user_of("dispatcher", name)
        client = APIClient()
        client.force_authenticate(user)
        number = incidents.open_incident(
            category="medical", place_fields=NO_PLACE, by=user, now=now
        ).number
        pairs.append((client, number))
    return pairs


def _send(pair, *units):
    client, number = pair
    return client.post(
        f"/api/incidents/{number}/assignments/", {"units": list(units)}, format="json"
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_one_is_told_who_was_faster(two_dispatchers, attempt):
    ani, budi = two_dispatchers

    answers = at_once(lambda: _send(ani, "amb-01"), lambda: _send(budi, "amb-01"))

    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [201, 409]
    won = next(index for index, answer in enumerate(answers) if answer.status_code == 201)
    lost = answers[1 - won].json()
    assert lost["assigned_by"] == ("ani", "budi")[won]
    assert lost["incident"] == two_dispatchers[won][1]
    assert Assignment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_overlapping_lists_in_turned_order_do_not_lock_each_other(two_dispatchers):
    ani, budi = two_dispatchers

    answers = at_once(
        lambda: _send(ani, "amb-01", "amb-02"), lambda: _send(budi, "amb-02", "amb-01")
    )

    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert Assignment.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_one_incident_from_two_seats_gets_the_unit_once(two_dispatchers):
    ani, (budi, _) = two_dispatchers

    answers = at_once(lambda: _send(ani, "amb-01"), lambda: _send((budi, ani[1]), "amb-01"))

    assert sorted(answer.status_code for answer in answers) == [201, 409]


@pytest.mark.django_db(transaction=True)
def test_sending_and_stepping_at_once_do_not_lock_each_other(two_dispatchers):
    ani, (budi, _) = two_dispatchers
    first = _send(ani, "amb-01").json()[0]["id"]

    answers = at_once(
        lambda: _send(ani, "amb-02"),
        lambda: budi.post(
            f"/api/assignments/{first}/status/", {"status": "en_route"}, format="json"
        ),
        lambda: budi.patch(f"/api/incidents/{ani[1]}/", {"priority": 1}, format="json"),
    )

    assert [answer.status_code for answer in answers] == [201, 200, 200]
    assert log_defect() is None


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_are_one_step(two_dispatchers):
    ani, (budi, _) = two_dispatchers
    first = _send(ani, "amb-01").json()[0]["id"]

    def press(client):
        return client.post(
            f"/api/assignments/{first}/status/", {"status": "on_scene"}, format="json"
        )

    answers = at_once(lambda: press(ani[0]), lambda: press(budi))

    assert [answer.status_code for answer in answers] == [200, 200]
    assert Assignment.objects.get().steps.count() == 2
    assert Incident.objects.count() == 2
