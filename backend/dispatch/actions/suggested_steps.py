"""Takes a step that a suggestion or a policy stands for, at the time of the fix."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from backend.accounts.models import User
from backend.dispatch import queries
from backend.dispatch.actions.steps import set_assignment_status
from backend.dispatch.actions.suggestions import Ending, end, locked_suggestion
from backend.dispatch.models import Assignment
from backend.dispatch.refusals import suggestion_ended


@transaction.atomic
def accept_suggestion(*, suggestion_id: int, by: User, now: datetime) -> Assignment:
    """Take the suggested step, at the time of the fix that spoke for it.

    Once the assignment has the status, by whatever press, accepting changes nothing.

    Raises
    ------
    Conflict
        If it was dismissed, or overtaken by another step.
    """
    suggestion = locked_suggestion(suggestion_id)
    assignment = suggestion.assignment
    if suggestion.ended_at is not None:
        held = queries.held_steps(assignment.steps.all())
        if any(step.status == suggestion.status for step in held):
            return assignment
        raise suggestion_ended(suggestion)
    end(suggestion, Ending.TAKEN, by=by, now=now)
    return set_assignment_status(
        assignment_id=assignment.pk,
        status=suggestion.status,
        by=by,
        now=now,
        pressed_at=suggestion.at,
    )
