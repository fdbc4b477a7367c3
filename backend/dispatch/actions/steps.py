"""Takes the steps of assignments; each moves its unit, rings or quiets its crew, and is logged."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction

from backend.accounts.models import User
from backend.dispatch import lifecycle, queries
from backend.dispatch.actions.announcing import announce
from backend.dispatch.actions.notices import hear_new, ring, ring_ended
from backend.dispatch.actions.suggestions import end_overtaken
from backend.dispatch.actions.watching import begin_watch
from backend.dispatch.lifecycle import Step
from backend.dispatch.models import (
    ENDED_STATUSES,
    Assignment,
    AssignmentStatus,
    AssignmentStep,
    CrewNotice,
)
from backend.dispatch.refusals import illegal_step, not_assigned, reason_missing, unit_failures
from backend.incidents.actions import append_event
from backend.units.actions import commit_unit, free_unit, lock_units
from backend.units.models import AVAILABLE_STATUSES, Status, Unit

logger = logging.getLogger(__name__)


@transaction.atomic
def set_assignment_status(
    *,
    assignment_id: int,
    status: str,
    by: User | None,
    now: datetime,
    pressed_at: datetime | None = None,
    reason: str = "",
    as_correction: bool = False,
) -> Assignment:
    """Take the next step of an assignment, or correct it with a reason; a repeat changes nothing.

    ``pressed_at`` is when the crew pressed; it never counts as earlier than the step before, or
    as later than now. A press from before the present step that gives no reason is no correction
    but came late: it is recorded at its own time, also after the end, and moves nothing. So is one
    of an earlier step where a policy took the present one. Ending frees the unit as ``returning``;
    what it has queued stays queued until a dispatcher sends it.

    Raises
    ------
    Conflict
        If the step is not allowed from here, or the unit of a queued one is still committed.
    """
    assignment = Assignment.objects.select_for_update(no_key=True).get(pk=assignment_id)
    held = queries.held_steps(assignment.steps.all())
    at = min(pressed_at or now, now)
    late_at = None if reason.strip() else at
    step = lifecycle.step_to(held, status, as_correction=as_correction, pressed_at=late_at)
    if step == Step.REPEAT:
        if hear_new(assignment=assignment, by=by, at=pressed_at or now, now=now):
            announce([assignment], now)
        return assignment
    if step == Step.LATE:
        _record_late(assignment, status, at=lifecycle.late_at(held, at), by=by, now=now)
        return assignment
    if step == Step.ILLEGAL:
        raise illegal_step(assignment, status, held)
    is_correction = step == Step.CORRECTION
    if is_correction and not reason.strip():
        raise reason_missing(assignment, status)
    at = at if is_correction else max(at, held[-1].at)
    _take_step(
        assignment, status, at=at, by=by, now=now, reason=reason, is_correction=is_correction
    )
    return assignment


def _record_late(
    assignment: Assignment, status: str, *, at: datetime, by: User | None, now: datetime
) -> None:
    """Record a step that lies before the present one and was told after it."""
    assignment.version += 1
    assignment.save(update_fields=["version"])
    AssignmentStep.objects.create(
        assignment=assignment, status=status, at=at, recorded_at=now, by=by
    )
    append_event(
        incident=assignment.incident,
        kind="assignment_late_step",
        payload={
            "assignment": assignment.pk,
            "unit": assignment.unit.code,
            "status": status,
            "at": at.isoformat(),
            "stands": assignment.status,
        },
        by=by,
        now=now,
    )
    hear_new(assignment=assignment, by=by, at=at, now=now)
    announce([assignment], now)
    logger.info("assignment %s was %s, told late by %s", assignment.pk, status, by and by.pk)


def _take_step(
    assignment: Assignment,
    status: str,
    *,
    at: datetime,
    by: User | None,
    now: datetime,
    reason: str,
    is_correction: bool,
) -> None:
    before = assignment.status
    is_sending = before == AssignmentStatus.QUEUED and status == AssignmentStatus.DISPATCHED
    unit = lock_units([assignment.unit.code])[assignment.unit.code]
    if is_sending and unit.status not in AVAILABLE_STATUSES:
        raise not_assigned(unit_failures({unit.code: unit}, assignment.incident, own=assignment))
    assignment.status = status
    assignment.version += 1
    assignment.ended_at = now if status in ENDED_STATUSES else None
    assignment.save(update_fields=["status", "version", "ended_at"])
    AssignmentStep.objects.create(
        assignment=assignment,
        status=status,
        at=at,
        recorded_at=now,
        by=by,
        reason=reason,
        is_correction=is_correction,
    )
    _move_unit(unit, before, status, by, now)
    if is_sending:
        begin_watch(unit=unit, now=now)
    end_overtaken(assignment=assignment, by=by, now=now)
    append_event(
        incident=assignment.incident,
        kind="assignment_corrected" if is_correction else "assignment_step",
        payload={
            "assignment": assignment.pk,
            "unit": unit.code,
            "status": [before, status],
            "at": at.isoformat(),
            "reason": reason,
        },
        by=by,
        now=now,
    )
    _ring_or_quiet(assignment, before, at=at, by=by, now=now)
    announce([assignment], now)
    logger.info("assignment %s is %s by %s", assignment.pk, status, by and by.pk)


def _ring_or_quiet(
    assignment: Assignment, before: str, *, at: datetime, by: User | None, now: datetime
) -> None:
    """Ring for what was sent or called off; any other press says that the crew has heard."""
    if assignment.status in ENDED_STATUSES:
        ring_ended(assignment=assignment, before=before, by=by, now=now)
    elif before == AssignmentStatus.QUEUED:
        ring(assignments=[assignment], kind=CrewNotice.Kind.NEW, by=by, now=now)
    else:
        hear_new(assignment=assignment, by=by, at=at, now=now)


def _move_unit(unit: Unit, before: str, status: str, by: User | None, now: datetime) -> None:
    """Let the unit follow: its status is that of its active assignment."""
    if status not in ENDED_STATUSES:
        commit_unit(unit=unit, status=Status(status), by=by, now=now)
    elif before != AssignmentStatus.QUEUED:
        free_unit(unit=unit, by=by, now=now)
