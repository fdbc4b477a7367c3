"""Presses of earlier steps after a fence policy took a later one by itself."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from backend.dispatch.models import Assignment, FencePolicy
from backend.incidents.models import IncidentEvent
from backend.units.models import Unit
from tests.backend.dispatch.conftest import NOW
from tests.backend.dispatch.crew_notices import ringing


@pytest.fixture
def crew(truck, api_as, user_of):
    """Return a client of the crew that drives the truck."""
    client = api_as("crew")
    truck.unit.crew.add(user_of("crew"))
    return client


@pytest.fixture
def press(step, crew, on_the_way):
    """Return a function that sends what the crew pressed some seconds after 10:00."""

    def post(status, second=None, **fields):
        if second is not None:
            fields["at"] = (NOW + timedelta(seconds=second)).isoformat()
        return step(on_the_way, status, client=crew, **fields)

    return post


@pytest.fixture
def arrived(crew, truck, on_the_way, clock):
    """Let the policy take the crew to the scene at 10:10; it is 10:11 now."""
    FencePolicy.objects.filter(trigger="entered_scene").update(commits=True)
    clock.forward(600)
    truck.at(3000)
    clock.forward(60)
    return on_the_way


def stands():
    return (Assignment.objects.get().status, Unit.objects.get(code="amb-01").status)


@pytest.mark.parametrize("second", [60, 599, 600, 601, 630, 660])
@pytest.mark.parametrize("status", ["acknowledged", "en_route", "staging"])
def test_press_before_or_after_it_is_recorded_at_its_time(arrived, press, status, second):
    answer = press(status, second)

    at = (NOW + timedelta(seconds=second)).isoformat().replace("+00:00", "Z")
    assert (answer.status_code, answer.json()["times"][status]) == (200, at)
    assert stands() == ("on_scene", "on_scene")


def test_press_without_a_time_counts_as_now(arrived, press):
    answer = press("acknowledged")

    assert (answer.status_code, answer.json()["times"]["acknowledged"]) == (
        200,
        "2026-11-25T03:11:00Z",
    )


def test_press_by_a_clock_that_is_ahead_counts_as_now(arrived, press):
    times = press("acknowledged", 700).json()["times"]

    assert times["acknowledged"] == "2026-11-25T03:11:00Z"


def test_press_is_logged_and_quiets_what_rings(arrived, press, crew):
    press("acknowledged", 610)

    event = IncidentEvent.objects.get(kind="assignment_late_step")
    assert (event.payload["status"], event.payload["stands"]) == ("acknowledged", "on_scene")
    assert ringing(crew, arrived) == []


@pytest.mark.parametrize("order", list(permutations([("acknowledged", 590), ("en_route", 610)])))
def test_presses_on_both_sides_of_it_are_kept_in_whatever_order_they_come(arrived, press, order):
    for status, second in order:
        press(status, second)

    record = press("en_route", 610).json()
    assert list(record["times"]) == ["dispatched", "acknowledged", "on_scene", "en_route"]
    assert len(record["steps"]) == 4
    assert stands() == ("on_scene", "on_scene")


@pytest.mark.parametrize("order", list(permutations([("acknowledged", 640), ("en_route", 620)])))
def test_presses_in_an_odd_order_of_time_are_kept_too(arrived, press, order):
    assert [press(*one).status_code for one in order] == [200, 200]
    assert stands() == ("on_scene", "on_scene")


def test_next_press_goes_on_from_what_stands(arrived, press):
    press("acknowledged", 610)

    record = press("at_patient", 620).json()

    assert (record["status"], record["times"]["at_patient"]) == (
        "at_patient",
        "2026-11-25T03:10:20Z",
    )


def test_press_after_a_departure_by_policy_is_kept(crew, truck, on_the_way, clock, press):
    FencePolicy.objects.filter(trigger="left_station").update(commits=True)
    truck.at(0)
    for east_m in (400, 700):
        clock.forward(40)
        truck.at(east_m)
    taken = stands()

    answer = press("acknowledged", 80)

    assert (answer.status_code, taken, stands()) == (200, ("en_route",) * 2, ("en_route",) * 2)


def test_step_back_with_a_reason_corrects_the_policy(arrived, press):
    record = press("en_route", 620, reason="hanya lewat").json()

    assert (record["status"], "on_scene" in record["times"]) == ("en_route", False)


def test_step_back_that_says_so_still_needs_a_reason(arrived, press):
    answer = press("en_route", 620, correction=True)

    assert (answer.status_code, answer.json()["code"]) == (409, "correction_needs_reason")


def test_step_back_from_what_a_person_pressed_since_still_needs_a_reason(arrived, press):
    press("at_patient", 620)

    assert press("en_route", 630).status_code == 409
