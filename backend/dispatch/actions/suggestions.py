"""Writes suggestions of a status: made, dismissed, or overtaken by a later step.

Whoever calls holds the lock of the assignment.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from backend.accounts.models import User
from backend.dispatch import lifecycle, queries
from backend.dispatch.actions.announcing import announce
from backend.dispatch.lifecycle import Step
from backend.dispatch.models import Assignment, StatusSuggestion
from backend.dispatch.refusals import suggestion_ended

logger = logging.getLogger(__name__)
Ending = StatusSuggestion.Ending


@dataclass(frozen=True, slots=True)
class Proposal:
    """A status that the place of an assignment's unit speaks for since ``at``."""

    assignment: Assignment
    status: str
    trigger: str
    place: str
    at: datetime


def suggest(*, proposals: Sequence[Proposal], now: datetime) -> None:
    """Suggest one status for each assignment, in place of what was suggested before.

    A step further along the way that is suggested already stands: a departure becomes sure only
    after a while, the arrival at once. A few statements for any number.
    """
    if not proposals:
        return
    older = StatusSuggestion.objects.filter(
        assignment__in=[one.assignment for one in proposals], ended_at=None
    )
    standing = dict(older.values_list("assignment_id", "status"))
    made = [
        one
        for one in proposals
        if not lifecycle.is_further(standing.get(one.assignment.pk, one.status), one.status)
    ]
    older.filter(assignment__in=[one.assignment for one in made]).update(
        ending=Ending.OVERTAKEN, ended_at=now
    )
    StatusSuggestion.objects.bulk_create(
        StatusSuggestion(
            assignment=one.assignment,
            status=one.status,
            trigger=one.trigger,
            place=one.place[:200],
            at=one.at,
            created_at=now,
        )
        for one in made
    )
    announce([one.assignment for one in made], now)


def end_overtaken(*, assignment: Assignment, by: User | None, now: datetime) -> None:
    """End what is suggested if it is no step ahead any more."""
    suggested = list(open_suggestions(assignment))
    if not suggested:
        return
    held = queries.held_steps(assignment.steps.all())
    for suggestion in suggested:
        if lifecycle.step_to(held, suggestion.status) != Step.FORWARD:
            end(suggestion, Ending.OVERTAKEN, by=by, now=now)


@transaction.atomic
def dismiss_suggestion(*, suggestion_id: int, by: User, now: datetime) -> Assignment:
    """Dismiss a suggestion; it is not made again while the unit stays inside the fence.

    Raises
    ------
    Conflict
        If it was taken or overtaken meanwhile.
    """
    suggestion = locked_suggestion(suggestion_id)
    assignment = suggestion.assignment
    if suggestion.ending == Ending.DISMISSED:
        return assignment
    if suggestion.ended_at is not None:
        raise suggestion_ended(suggestion)
    end(suggestion, Ending.DISMISSED, by=by, now=now)
    announce([assignment], now)
    logger.info("suggestion %s was dismissed by %s", suggestion.pk, by.pk)
    return assignment


def locked_suggestion(suggestion_id: int) -> StatusSuggestion:
    """Return a suggestion as it is under the lock of its assignment."""
    found = StatusSuggestion.objects.filter(pk=suggestion_id)
    Assignment.objects.select_for_update(no_key=True).get(
        pk=found.values_list("assignment_id", flat=True).get()
    )
    return found.select_related("assignment__incident", "assignment__unit").get()


def open_suggestions(assignment: Assignment) -> QuerySet[StatusSuggestion]:
    """Return what is suggested at present: one or none."""
    return StatusSuggestion.objects.filter(assignment=assignment, ended_at=None)


def end(
    suggestion: StatusSuggestion, ending: StatusSuggestion.Ending, *, by: User | None, now: datetime
) -> None:
    """Keep what became of a suggestion."""
    suggestion.ending, suggestion.ended_at, suggestion.ended_by = ending, now, by
    suggestion.save(update_fields=["ending", "ended_at", "ended_by"])
