"""Which steps an assignment may take."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.dispatch.lifecycle import (
    STATUSES,
    Step,
    Taken,
    allowed_next,
    late_at,
    reached,
    step_to,
)
from backend.dispatch.models import AssignmentStatus

START = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)


def after(*statuses):
    """Return what holds after statuses; ``!status`` is a correction."""
    return reached(
        Taken(status.lstrip("!"), START + timedelta(minutes=index), status.startswith("!"))
        for index, status in enumerate(statuses)
    )


@pytest.mark.parametrize(
    ("steps", "wanted"),
    [
        (["dispatched"], "acknowledged"),
        (["dispatched", "acknowledged"], "en_route"),
        (["dispatched", "en_route"], "staging"),
        (["dispatched", "en_route", "staging"], "awaiting_boat"),
        (["dispatched", "en_route", "awaiting_boat"], "at_sea"),
        (["dispatched", "en_route", "at_sea"], "awaiting_boat"),
        (["dispatched", "en_route", "at_sea"], "staging"),
        (["dispatched", "en_route", "staging"], "on_scene"),
        (["dispatched", "on_scene"], "at_patient"),
        (["dispatched", "at_patient"], "transporting"),
        (["dispatched", "transporting"], "awaiting_boat"),
        (["dispatched", "transporting", "awaiting_boat"], "at_sea"),
        (["dispatched", "transporting", "at_sea"], "at_hospital"),
        (["dispatched", "at_hospital"], "cleared"),
        (["queued"], "dispatched"),
        (["queued"], "cancelled"),
    ],
)
def test_step_along_the_way_is_forward(steps, wanted):
    assert step_to(after(*steps), wanted) == Step.FORWARD


@pytest.mark.parametrize(
    "wanted", ["en_route", "staging", "at_sea", "on_scene", "at_patient", "at_hospital"]
)
def test_any_step_may_be_skipped(wanted):
    assert step_to(after("dispatched"), wanted) == Step.FORWARD


@pytest.mark.parametrize("ending", ["cancelled", "diverted"])
@pytest.mark.parametrize("latest", ["dispatched", "en_route", "at_sea", "on_scene"])
def test_it_may_be_called_off_before_the_patient(latest, ending):
    assert step_to(after("dispatched", latest), ending) == Step.FORWARD


@pytest.mark.parametrize("ending", ["cancelled", "diverted"])
@pytest.mark.parametrize("latest", ["at_patient", "transporting", "at_hospital"])
def test_it_may_not_be_called_off_from_the_patient_on(latest, ending):
    assert step_to(after("dispatched", latest), ending) == Step.ILLEGAL


@pytest.mark.parametrize("ending", ["cancelled", "diverted"])
def test_it_may_not_be_called_off_at_sea_with_the_patient(ending):
    assert step_to(after("dispatched", "transporting", "at_sea"), ending) == Step.ILLEGAL


@pytest.mark.parametrize("latest", ["on_scene", "at_patient", "transporting", "at_hospital"])
def test_it_may_be_cleared_from_the_scene_on(latest):
    assert step_to(after("dispatched", latest), "cleared") == Step.FORWARD


@pytest.mark.parametrize("latest", ["acknowledged", "en_route", "staging", "at_sea"])
def test_it_may_not_be_cleared_before_the_scene(latest):
    assert step_to(after("dispatched", latest), "cleared") == Step.ILLEGAL


@pytest.mark.parametrize("ending", ["cleared", "cancelled", "diverted"])
@pytest.mark.parametrize("wanted", sorted(STATUSES))
def test_nothing_follows_an_end(ending, wanted):
    held = after("dispatched", "on_scene", ending)

    expected = Step.REPEAT if wanted == ending else Step.ILLEGAL
    assert step_to(held, wanted) == expected


@pytest.mark.parametrize("wanted", ["acknowledged", "on_scene", "cleared", "diverted"])
def test_queued_must_be_sent_first(wanted):
    assert step_to(after("queued"), wanted) == Step.ILLEGAL


def test_nothing_goes_back_to_the_queue():
    assert step_to(after("dispatched"), "queued") == Step.ILLEGAL


@pytest.mark.parametrize(
    ("steps", "wanted"),
    [
        (["dispatched", "on_scene"], "en_route"),
        (["dispatched", "en_route", "at_sea"], "en_route"),
        (["dispatched", "at_hospital"], "transporting"),
        (["dispatched", "en_route"], "dispatched"),
    ],
)
def test_step_back_is_a_correction(steps, wanted):
    assert step_to(after(*steps), wanted) == Step.CORRECTION


def test_same_status_again_is_a_repeat():
    assert step_to(after("dispatched", "en_route"), "en_route") == Step.REPEAT


def test_boat_back_from_the_scene_carries_the_patient():
    assert step_to(after("dispatched", "at_sea", "at_patient"), "at_sea") == Step.FORWARD


def test_boat_can_be_corrected_to_the_way_there():
    held = after("dispatched", "at_sea", "on_scene")

    assert step_to(held, "at_sea", as_correction=True) == Step.CORRECTION


def test_correction_takes_back_what_went_beyond_it():
    held = after("dispatched", "en_route", "on_scene", "!en_route")

    assert [step.status for step in held] == ["dispatched", "en_route"]


def test_correction_keeps_the_first_time_of_its_status():
    held = after("dispatched", "en_route", "on_scene", "!en_route")

    assert held[-1].at == START + timedelta(minutes=1)


def test_after_a_correction_the_way_goes_on():
    assert step_to(after("dispatched", "on_scene", "!en_route"), "on_scene") == Step.FORWARD


def test_after_a_correction_from_the_patient_it_may_be_called_off():
    assert step_to(after("dispatched", "at_patient", "!on_scene"), "cancelled") == Step.FORWARD


def test_next_steps_at_the_scene():
    assert allowed_next(after("dispatched", "on_scene")) == [
        "awaiting_boat",
        "at_sea",
        "at_patient",
        "transporting",
        "at_hospital",
        "cleared",
        "cancelled",
        "diverted",
    ]


def test_every_status_of_the_database_is_known():
    assert set(AssignmentStatus.values) == STATUSES


PRESSES = st.lists(
    st.tuples(st.sampled_from(sorted(STATUSES)), st.integers(-5, 60), st.booleans()), max_size=12
)


@given(PRESSES)
def test_what_stands_is_what_was_taken_last_whatever_comes_late(presses):
    taken = [Taken("dispatched", START)]
    stands = "dispatched"
    for status, minute, is_back in presses:
        held, at = reached(taken), START + timedelta(minutes=minute)
        step = step_to(held, status, as_correction=is_back, pressed_at=at)
        if step == Step.LATE:
            taken.append(Taken(status, late_at(held, at)))
        elif step == Step.FORWARD:
            by_policy = status in {"en_route", "on_scene", "at_hospital"} and minute % 2 == 0
            taken.append(Taken(status, max(at, held[-1].at), by_policy=by_policy))
        elif step == Step.CORRECTION:
            taken.append(Taken(status, at, is_correction=True))
        stands = status if step in {Step.FORWARD, Step.CORRECTION} else stands
        assert reached(taken)[-1].status == stands


@given(PRESSES)
def test_late_press_that_was_recorded_is_known_from_then_on(presses):
    taken = [Taken("dispatched", START)]
    for status, minute, _ in presses:
        held, at = reached(taken), START + timedelta(minutes=minute)
        step = step_to(held, status, pressed_at=at)
        if step == Step.FORWARD:
            by_policy = status in {"en_route", "on_scene", "at_hospital"} and minute % 2 == 0
            taken.append(Taken(status, max(at, held[-1].at), by_policy=by_policy))
        elif step == Step.LATE:
            taken.append(Taken(status, late_at(held, at)))
            assert step_to(reached(taken), status, pressed_at=at) == Step.REPEAT
