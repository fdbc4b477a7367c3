"""Presses that were made before the present step and reached the room after it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from backend.dispatch.models import Assignment
from backend.incidents.models import IncidentEvent
from backend.units.models import Unit
from tests.backend.dispatch.conftest import NOW
from tests.backend.dispatch.crew_notices import ringing


@pytest.fixture
def sent(crew, number, assign):
    """Send amb-01 at 10:00 WIB and return the assignment's id."""
    return assign(number, "amb-01").json()["id"]


@pytest.fixture
def on_scene(sent, step, clock):
    """Let the room take amb-01 to the scene at 10:10; it is 10:20 now."""
    clock.forward(600)
    step(sent, "on_scene")
    clock.forward(600)
    return sent


@pytest.fixture
def press(step, crew):
    """Return a function that sends what the crew pressed some minutes after 10:00."""

    def post(assignment, status, minute, **fields):
        at = (NOW + timedelta(minutes=minute)).isoformat()
        return step(assignment, status, client=crew, at=at, **fields)

    return post


def test_late_press_is_recorded_at_its_own_time(on_scene, press):
    answer = press(on_scene, "en_route", 2)

    assert answer.status_code == 200
    assert list(answer.json()["times"].items()) == [
        ("dispatched", "2026-11-25T03:00:00Z"),
        ("en_route", "2026-11-25T03:02:00Z"),
        ("on_scene", "2026-11-25T03:10:00Z"),
    ]


def test_late_press_moves_neither_assignment_nor_unit(on_scene, press):
    press(on_scene, "acknowledged", 1)

    assert Assignment.objects.get().status == "on_scene"
    assert Unit.objects.get().status == "on_scene"


def test_late_press_is_no_correction_and_tells_when_it_was_recorded(on_scene, press):
    steps = press(on_scene, "en_route", 2).json()["steps"]

    assert (steps[-1]["is_correction"], steps[-1]["by"]) == (False, "crew")
    assert (steps[-1]["at"], steps[-1]["recorded_at"]) == (
        "2026-11-25T03:02:00Z",
        "2026-11-25T03:20:00Z",
    )


def test_late_press_is_logged(on_scene, press):
    press(on_scene, "en_route", 2)

    event = IncidentEvent.objects.get(kind="assignment_late_step")
    assert (event.payload["status"], event.payload["stands"]) == ("en_route", "on_scene")


def test_late_presses_in_any_order_are_told_in_the_order_of_time(on_scene, press):
    press(on_scene, "en_route", 2)
    press(on_scene, "staging", 8)

    times = press(on_scene, "acknowledged", 1).json()["times"]

    assert list(times) == ["dispatched", "acknowledged", "en_route", "staging", "on_scene"]


def test_late_press_sent_twice_is_recorded_once(on_scene, press):
    press(on_scene, "en_route", 2)

    answer = press(on_scene, "en_route", 2)

    assert (answer.status_code, len(answer.json()["steps"])) == (200, 3)


def test_known_step_pressed_at_another_time_changes_nothing(on_scene, press):
    press(on_scene, "en_route", 2)

    times = press(on_scene, "en_route", 5).json()["times"]

    assert times["en_route"] == "2026-11-25T03:02:00Z"


def test_next_step_follows_the_present_one_after_a_late_press(on_scene, press, step):
    press(on_scene, "en_route", 2)

    assert step(on_scene, "at_patient").json()["times"]["at_patient"] == "2026-11-25T03:20:00Z"


def test_correction_takes_back_what_came_late_too(on_scene, press, step):
    press(on_scene, "en_route", 2)

    record = step(on_scene, "acknowledged", reason="salah tekan").json()

    assert list(record["times"]) == ["dispatched", "acknowledged"]


def test_press_without_a_time_still_needs_a_reason(on_scene, step, crew):
    answer = step(on_scene, "en_route", client=crew)

    assert (answer.status_code, answer.json()["code"]) == (409, "correction_needs_reason")


def test_press_from_after_the_present_step_still_needs_a_reason(on_scene, press):
    assert press(on_scene, "en_route", 11).status_code == 409


def test_step_back_with_a_reason_is_a_correction_whenever_it_was_pressed(on_scene, press):
    record = press(on_scene, "en_route", 2, reason="belum tiba").json()

    assert record["status"] == "en_route"


def test_press_from_before_the_assignment_counts_from_its_sending(on_scene, press):
    times = press(on_scene, "acknowledged", -30).json()["times"]

    assert times["acknowledged"] == times["dispatched"]


@pytest.mark.parametrize("ending", ["cleared", "cancelled"])
def test_press_from_before_the_end_is_kept_and_reopens_nothing(
    sent, step, press, clock, ending, number
):
    clock.forward(600)
    if ending == "cleared":
        step(sent, "on_scene")
    step(sent, ending)
    clock.forward(600)

    record = press(sent, "en_route", 2).json()

    assert record["times"]["en_route"] == "2026-11-25T03:02:00Z"
    assert (record["status"], record["allowed"]) == (ending, [])
    assert Unit.objects.get().status == "returning"


def test_late_press_leaves_the_unit_to_its_next_assignment(
    sent, step, press, clock, assign, incident_at
):
    clock.forward(600)
    step(sent, "cancelled")
    assign(incident_at("f"), "amb-01")

    press(sent, "on_scene", 5)

    assert Unit.objects.get().status == "dispatched"


def test_press_from_after_the_end_is_refused(sent, step, press, clock):
    clock.forward(600)
    step(sent, "cancelled")
    clock.forward(600)

    assert press(sent, "en_route", 15).status_code == 409


def test_late_press_of_an_ending_is_refused(sent, step, press, clock):
    clock.forward(600)
    step(sent, "at_patient")

    assert press(sent, "cancelled", 5).status_code == 409


def test_late_press_silences_no_cancellation(sent, step, press, clock, crew):
    clock.forward(600)
    step(sent, "cancelled")

    press(sent, "en_route", 5)

    assert ringing(crew, sent) == ["cancelled"]


def test_press_on_what_was_never_sent_is_refused(crew, world, press, step, assign, incident_at):
    assign(incident_at("a"), "amb-01")
    queued = assign(incident_at("f"), "amb-01", queue=True).json()["id"]
    world.clock.forward(600)
    step(queued, "cancelled")

    assert press(queued, "en_route", 5).status_code == 409


def test_boat_pressed_on_the_way_stands_on_the_way(sent, step, press, clock):
    clock.forward(600)
    step(sent, "transporting")
    clock.forward(600)
    step(sent, "at_sea")
    clock.forward(600)

    record = press(sent, "at_sea", 5).json()

    assert (record["status"], list(record["times"])[-1]) == ("at_sea", "at_sea")
    assert [one["at"] for one in record["steps"] if one["status"] == "at_sea"] == [
        "2026-11-25T03:20:00Z",
        "2026-11-25T03:05:00Z",
    ]


def test_late_wait_for_a_boat_does_not_call_it_back_from_the_sea(sent, step, press, clock):
    clock.forward(600)
    step(sent, "at_sea")
    clock.forward(600)

    record = press(sent, "awaiting_boat", 5).json()

    assert (record["status"], record["times"]["awaiting_boat"]) == (
        "at_sea",
        "2026-11-25T03:05:00Z",
    )
