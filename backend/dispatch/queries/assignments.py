"""Reads assignments and decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from backend.accounts.models import Role, User
from backend.dispatch.lifecycle import Reached, Taken, allowed_next, reached
from backend.dispatch.models import (
    ACTIVE_STATUSES,
    Assignment,
    AssignmentStatus,
    AssignmentStep,
    Decision,
)
from backend.dispatch.queries.notices import notice_record
from backend.dispatch.queries.suggestions import suggestion_record
from backend.errors import NotFound
from backend.incidents.queries import visible_incidents
from backend.permissions import ROOM, role_of


def assignments_for_display() -> QuerySet[Assignment]:
    """Return assignments with what ``assignment_record`` needs; few queries for any number."""
    return Assignment.objects.select_related("unit", "incident", "created_by").prefetch_related(
        "steps__by", "notices__acknowledged_by", "suggestions"
    )


def visible_assignments(user: User) -> QuerySet[Assignment]:
    """Return the assignments that an account may see: a crew its own, others by incident."""
    found = assignments_for_display()
    role = role_of(user)
    if role in ROOM:
        return found
    if role == Role.CREW:
        return found.filter(unit__crew=user)
    return found.filter(incident__in=visible_incidents(user))


def filtered_assignments(
    user: User,
    *,
    incident: str | None = None,
    unit: str | None = None,
    active: bool | None = None,
) -> QuerySet[Assignment]:
    """Return the visible assignments; ``active`` are those not ended, queued ones included."""
    found = visible_assignments(user)
    if incident is not None:
        found = found.filter(incident__number=incident)
    if unit is not None:
        found = found.filter(unit__code=unit)
    if active is not None:
        found = found.filter(ended_at__isnull=active)
    return found


def visible_assignment(user: User, assignment_id: int) -> Assignment:
    """Return one assignment.

    Raises
    ------
    NotFound
        Also for one that the account may not see.
    """
    found = visible_assignments(user).filter(pk=assignment_id).first()
    if found is None:
        sentence = _("Penugasan %(id)s tidak ada.") % {"id": assignment_id}
        raise NotFound(sentence, errors={"id": [sentence]})
    return found


def assignment_record(assignment: Assignment) -> dict[str, Any]:
    """Return an assignment: ``times`` of the steps that hold, ``steps`` with what was corrected.

    The times are in their own order, the steps in the order in which they were recorded.
    """
    steps = list(assignment.steps.all())
    held = held_steps(steps)
    return {
        "id": assignment.pk,
        "unit": assignment.unit.code,
        "unit_kind": assignment.unit.kind,
        "incident": assignment.incident.number,
        "status": assignment.status,
        "status_label": str(AssignmentStatus(assignment.status).label),
        "times": _times(held),
        "allowed": allowed_next(held) if held else [],
        "steps": [_step_record(step) for step in steps],
        "notices": [
            notice_record(notice)
            for notice in assignment.notices.all()
            if notice.superseded_at is None
        ],
        "suggestion": next(
            (
                suggestion_record(suggestion)
                for suggestion in assignment.suggestions.all()
                if suggestion.ended_at is None
            ),
            None,
        ),
        "decision_id": assignment.decision_id,
        "created_at": assignment.created_at,
        "created_by": assignment.created_by.get_username(),
        "ended_at": assignment.ended_at,
        "version": assignment.version,
    }


def seen_record(assignment: Assignment, user: User) -> dict[str, Any]:
    """Return the assignment as an account may read it; who may see it at all is asked before."""
    record = assignment_record(assignment)
    role = role_of(user)
    return record if role in ROOM or role == Role.CREW else without_words(record)


def without_words(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return an assignment's record without what people wrote or were told: for other desks."""
    steps = [step | {"reason": ""} for step in record["steps"]]
    return {**record, "steps": steps, "notices": [], "suggestion": None}


def held_steps(steps: Iterable[AssignmentStep]) -> list[Reached]:
    """Return the steps that hold after all corrections."""
    return reached(
        Taken(step.status, step.at, step.is_correction, by_policy=step.by_id is None)
        for step in steps
    )


def active_assignments() -> list[Assignment]:
    """Return what every committed unit is on, with its incident and steps, by unit code."""
    found = Assignment.objects.filter(status__in=ACTIVE_STATUSES)
    return list(
        found.select_related("unit", "incident").prefetch_related("steps").order_by("unit__code")
    )


def open_assignments_of(codes: Iterable[str], incident_id: int) -> list[Assignment]:
    """Return the active assignments of units, and their open ones on an incident."""
    return list(
        Assignment.objects.select_related("unit", "incident", "created_by").filter(
            Q(status__in=ACTIVE_STATUSES) | Q(incident_id=incident_id, ended_at=None),
            unit__code__in=list(codes),
        )
    )


def decision_for(decision_id: int, number: str) -> Decision | None:
    """Return the decision that was made for an incident, None for any other."""
    return Decision.objects.filter(pk=decision_id, incident__number=number).first()


def _times(held: Iterable[Reached]) -> dict[str, datetime]:
    """Return when each status was taken, the latest where it was twice, in the order of time."""
    latest = {step.status: step.at for step in held}
    return dict(sorted(latest.items(), key=lambda one: one[1]))


def _step_record(step: AssignmentStep) -> dict[str, Any]:
    return {
        "status": step.status,
        "at": step.at,
        "recorded_at": step.recorded_at,
        "by": step.by.get_username() if step.by else None,
        "reason": step.reason,
        "is_correction": step.is_correction,
    }
