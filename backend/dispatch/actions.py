"""Writes decisions and assignments; each step of an assignment moves its unit and is logged."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.changes.actions import record_changes
from backend.changes.models import Change
from backend.dispatch import lifecycle, queries
from backend.dispatch.lifecycle import Step
from backend.dispatch.models import (
    ENDED_STATUSES,
    Assignment,
    AssignmentStatus,
    AssignmentStep,
    Decision,
)
from backend.dispatch.refusals import (
    Failure,
    illegal_step,
    not_assigned,
    reason_missing,
    unit_failures,
    unknown_units,
)
from backend.errors import Conflict
from backend.incidents.actions import append_event
from backend.incidents.models import Incident
from backend.incidents.queries import unknown_incident
from backend.units.actions import commit_unit, free_unit, lock_units
from backend.units.models import AVAILABLE_STATUSES, Status, Unit

logger = logging.getLogger(__name__)


@transaction.atomic
def record_decision(
    *,
    incident: Incident,
    network_id: int | None,
    inputs: dict[str, Any],
    answer: dict[str, Any],
    by: User | None,
    now: datetime,
) -> Decision:
    """Keep a recommendation as it was shown, with its inputs, so that it can be replayed."""
    return Decision.objects.create(
        incident=incident,
        network_id=network_id,
        inputs=inputs,
        answer=answer,
        by=by,
        computed_at=now,
    )


def lock_for_assignment(*, number: str, codes: Iterable[str]) -> Incident:
    """Lock an incident and then units, always in this order, until the transaction ends.

    Raises
    ------
    NotFound
        If there is no such incident.
    """
    incident = Incident.objects.select_for_update(no_key=True).filter(number=number).first()
    if incident is None:
        raise unknown_incident(number)
    lock_units(codes)
    return incident


def assign_units(
    *,
    number: str,
    codes: Sequence[str],
    by: User,
    now: datetime,
    decision: Decision | None = None,
    queue: bool = False,
) -> list[Assignment]:
    """Send units to an incident: all of them or none.

    ``queue`` lets a unit that is committed elsewhere wait in line for this incident.

    Raises
    ------
    NotFound
        If there is no such incident.
    BadInput
        If a unit does not exist.
    Conflict
        With one failure for each unit that cannot go: committed (to which incident, by whom),
        already assigned here, off duty; or if the incident is closed.
    """
    try:
        return _assign(number, list(dict.fromkeys(codes)), by, now, decision, queue)
    except IntegrityError as error:  # the constraint saw what the check could not
        incident = Incident.objects.get(number=number)
        units = {unit.code: unit for unit in Unit.objects.filter(code__in=codes)}
        failures = unit_failures(units, incident, queue=queue)
        raise not_assigned(failures or [Failure(codes[0], "committed", str(error))]) from error


@transaction.atomic
def set_assignment_status(
    *,
    assignment_id: int,
    status: str,
    by: User,
    now: datetime,
    pressed_at: datetime | None = None,
    reason: str = "",
    as_correction: bool = False,
) -> Assignment:
    """Take the next step of an assignment, or correct it with a reason; a repeat changes nothing.

    ``pressed_at`` is when the crew pressed; it never counts as earlier than the step before, or
    as later than now. Ending frees the unit as ``returning``; what it has queued stays queued
    until a dispatcher sends it.

    Raises
    ------
    Conflict
        If the step is not allowed from here, or the unit of a queued one is still committed.
    """
    assignment = Assignment.objects.select_for_update(no_key=True).get(pk=assignment_id)
    held = queries.held_steps(assignment.steps.all())
    step = lifecycle.step_to(held, status, as_correction=as_correction)
    if step == Step.REPEAT:
        return assignment
    if step == Step.ILLEGAL:
        raise illegal_step(assignment, status, held)
    is_correction = step == Step.CORRECTION
    if is_correction and not reason.strip():
        raise reason_missing(assignment, status)
    at = min(pressed_at or now, now)
    at = at if is_correction else max(at, held[-1].at)
    _take_step(
        assignment, status, at=at, by=by, now=now, reason=reason, is_correction=is_correction
    )
    return assignment


@transaction.atomic
def _assign(
    number: str,
    codes: list[str],
    by: User,
    now: datetime,
    decision: Decision | None,
    queue: bool,
) -> list[Assignment]:
    incident = lock_for_assignment(number=number, codes=codes)
    if incident.state == Incident.State.CLOSED:
        raise Conflict(
            _("Kejadian %(number)s sudah selesai. Buka kembali sebelum menugaskan unit.")
            % {"number": number},
            code="incident_closed",
            errors={"number": [_("sudah selesai")]},
        )
    units = lock_units(codes)
    if missing := [code for code in codes if code not in units]:
        raise unknown_units(missing)
    if failures := unit_failures(units, incident, queue=queue):
        raise not_assigned(failures)
    made = [_create(incident, units[code], by, now, decision) for code in codes]
    for assignment in made:
        append_event(
            incident=incident,
            kind="unit_assigned",
            payload={
                "assignment": assignment.pk,
                "unit": assignment.unit.code,
                "status": assignment.status,
                "decision": decision.pk if decision else None,
            },
            by=by,
            now=now,
        )
    _announce(made, now)
    return made


def _create(
    incident: Incident, unit: Unit, by: User, now: datetime, decision: Decision | None
) -> Assignment:
    is_free = unit.status in AVAILABLE_STATUSES
    status = AssignmentStatus.DISPATCHED if is_free else AssignmentStatus.QUEUED
    assignment = Assignment.objects.create(
        incident=incident,
        unit=unit,
        decision=decision,
        status=status,
        created_at=now,
        created_by=by,
    )
    AssignmentStep.objects.create(
        assignment=assignment, status=status, at=now, recorded_at=now, by=by
    )
    if is_free:
        commit_unit(unit=unit, status=Status.DISPATCHED, by=by, now=now)
    logger.info("assignment %s is %s by %s", assignment.pk, status, by.pk)
    return assignment


def _take_step(
    assignment: Assignment,
    status: str,
    *,
    at: datetime,
    by: User,
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
    _announce([assignment], now)
    logger.info("assignment %s is %s by %s", assignment.pk, status, by.pk)


def _move_unit(unit: Unit, before: str, status: str, by: User, now: datetime) -> None:
    """Let the unit follow: its status is that of its active assignment."""
    if status not in ENDED_STATUSES:
        commit_unit(unit=unit, status=Status(status), by=by, now=now)
    elif before != AssignmentStatus.QUEUED:
        free_unit(unit=unit, by=by, now=now)


def _announce(assignments: Iterable[Assignment], now: datetime) -> None:
    keys = [str(assignment.pk) for assignment in assignments]
    record_changes(kind=Change.Kind.ASSIGNMENT, keys=keys, now=now)
