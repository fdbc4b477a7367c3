"""Calls a unit off one incident and sends it to a more urgent one, in one transaction."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from backend.accounts.models import Role, User
from backend.changes.actions import record_change
from backend.changes.models import Change
from backend.dispatch import lifecycle, queries
from backend.dispatch.actions.assigning import assign_units
from backend.dispatch.actions.steps import set_assignment_status
from backend.dispatch.divert_refusals import (
    by_rule,
    not_more_urgent,
    past_diverting,
    unknown_assignment,
)
from backend.dispatch.lifecycle import Step
from backend.dispatch.models import Assignment, AssignmentStatus, Decision, RedispatchPolicy
from backend.dispatch.redispatch import Rule, rule_for
from backend.incidents.actions import append_event
from backend.incidents.models import Incident
from backend.incidents.queries import unknown_incident
from backend.permissions import role_of
from backend.units.actions import lock_units

logger = logging.getLogger(__name__)


def lock_for_divert(*, number: str, assignment_id: int, unit: str) -> tuple[Incident, Assignment]:
    """Lock both incidents, then the assignment, then the unit, until the transaction ends.

    Incidents are locked in the order of their keys, so that two units that change places do not
    wait for each other; the rest is the order of every step.

    Raises
    ------
    NotFound
        If there is no such incident.
    BadInput
        If there is no such assignment of the unit.
    """
    first = Assignment.objects.filter(pk=assignment_id, unit__code=unit).first()
    if first is None:
        raise unknown_assignment(assignment_id, unit)
    target = Incident.objects.filter(number=number).values_list("pk", flat=True).first()
    if target is None:
        raise unknown_incident(number)
    rows = Incident.objects.select_for_update(no_key=True).order_by("pk")
    locked = {row.pk: row for row in rows.filter(pk__in={target, first.incident_id})}
    first = Assignment.objects.select_for_update(no_key=True).get(pk=assignment_id)
    first.incident = locked[first.incident_id]
    lock_units([unit])
    return locked[target], first


@transaction.atomic
def divert_unit(
    *,
    number: str,
    assignment_id: int,
    unit: str,
    by: User,
    now: datetime,
    decision: Decision | None = None,
) -> Assignment:
    """End a unit's assignment as ``diverted`` and send it to an incident; both or neither.

    The crew is rung twice, called off and sent; the first incident is told to need a unit again.

    Raises
    ------
    NotFound, BadInput
        As :func:`lock_for_divert`.
    Conflict
        If the first incident is not of lower priority, its policy says no or asks a supervisor,
        the crew is with the patient or done, or the unit cannot be sent to the new one.
    """
    incident, first = lock_for_divert(number=number, assignment_id=assignment_id, unit=unit)
    _check(incident, first, by)
    reason = _("Dialihkan ke %(number)s") % {"number": incident.number}
    set_assignment_status(
        assignment_id=first.pk, status=AssignmentStatus.DIVERTED, by=by, now=now, reason=reason
    )
    append_event(
        incident=first.incident,
        kind="unit_diverted",
        payload={"assignment": first.pk, "unit": unit, "to": incident.number},
        by=by,
        now=now,
    )
    (made,) = assign_units(number=number, codes=[unit], by=by, now=now, decision=decision)
    record_change(kind=Change.Kind.INCIDENT, key=first.incident.number, now=now)
    logger.info("assignment %s was diverted to %s by %s", first.pk, made.pk, by.pk)
    return made


def _check(incident: Incident, first: Assignment, by: User) -> None:
    held = queries.held_steps(first.steps.all())
    if lifecycle.step_to(held, AssignmentStatus.DIVERTED) != Step.FORWARD:
        raise past_diverting(first)
    if first.incident.priority <= incident.priority:
        raise not_more_urgent(first, incident)
    rule = rule_for(
        RedispatchPolicy.objects.all(), first.incident.category, first.incident.priority
    )
    is_supervisor = role_of(by) == Role.SUPERVISOR
    if rule == Rule.NEVER or (rule == Rule.ASK and not is_supervisor):
        raise by_rule(first, rule)
