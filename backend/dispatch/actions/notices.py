"""Rings crews for what they must hear, and keeps who has heard it, when and how.

Whoever calls holds the lock of the assignment, so that a notice is never heard and superseded at
once. At most one notice of a kind is open: a later one takes its place, with all that changed.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from backend.accounts.models import Role, User
from backend.dispatch.actions.announcing import announce
from backend.dispatch.models import ACTIVE_STATUSES, Assignment, AssignmentStatus, CrewNotice
from backend.incidents.actions import append_event
from backend.incidents.models import Incident
from backend.permissions import role_of

logger = logging.getLogger(__name__)

TOLD_OF = ("place", "category", "priority", "words", "description")
"""What of an incident matters to the crew that is sent there."""
_RINGING_ENDS = frozenset({AssignmentStatus.CANCELLED, AssignmentStatus.DIVERTED})


def ring(
    *,
    assignments: Sequence[Assignment],
    kind: CrewNotice.Kind,
    by: User | None,
    now: datetime,
    changed: Iterable[str] = (),
) -> None:
    """Ring the crew of each assignment, in place of what already rings for the same reason."""
    for assignment in assignments:
        names = set(changed)
        for older in _open(assignment).filter(kind=kind):
            names |= set(older.changed)
            _supersede(older, now)
        notice = CrewNotice.objects.create(
            assignment=assignment,
            kind=kind,
            changed=[name for name in TOLD_OF if name in names],
            created_at=now,
            created_by=by,
        )
        append_event(
            incident=assignment.incident,
            kind="crew_rung",
            payload={**_told(notice), "changed": notice.changed},
            by=by,
            now=now,
        )
        logger.info("notice %s (%s) rings by %s", notice.pk, kind, by and by.pk)


@transaction.atomic
def ring_changed(
    *, incident: Incident, changed: Iterable[str], by: User | None, now: datetime
) -> list[Assignment]:
    """Ring the crews that are on an incident if what changed matters to them; return whose."""
    names = [name for name in changed if name in TOLD_OF]
    if not names:
        return []
    found = Assignment.objects.select_for_update(no_key=True, of=("self",))
    active = list(
        found.filter(incident=incident, status__in=ACTIVE_STATUSES)
        .select_related("unit", "incident")
        .order_by("pk")
    )
    ring(assignments=active, kind=CrewNotice.Kind.CHANGED, by=by, now=now, changed=names)
    announce(active, now)
    return active


def ring_ended(*, assignment: Assignment, before: str, by: User | None, now: datetime) -> None:
    """Quiet what rings for an assignment that has ended, and ring if it was called off.

    A crew that called it off itself, or never heard of it because it was queued, is not rung.
    """
    for older in _open(assignment):
        _supersede(older, now)
    was_told = before != AssignmentStatus.QUEUED
    by_itself = by is not None and assignment.unit.crew.filter(pk=by.pk).exists()
    if assignment.status in _RINGING_ENDS and was_told and not by_itself:
        ring(assignments=[assignment], kind=CrewNotice.Kind.CANCELLED, by=by, now=now)


def hear_new(*, assignment: Assignment, by: User | None, at: datetime, now: datetime) -> bool:
    """Take a press on the assignment as the answer to ``new``; return whether it rang.

    A step that a geofence took is no answer: nobody pressed.
    """
    ringing = list(_open(assignment).filter(kind=CrewNotice.Kind.NEW)) if by is not None else []
    for notice in ringing:
        _hear(notice, by=by, at=at, now=now)
    return bool(ringing)


@transaction.atomic
def acknowledge_notice(
    *, notice_id: int, by: User, now: datetime, at: datetime | None = None
) -> CrewNotice:
    """Keep that the crew has heard a notice; one that was heard or superseded stays as it is.

    A press from before a notice was superseded, which only reached us later, counts: the crew had
    heard it. From an account of the room it was told by voice.

    Parameters
    ----------
    at
        When it was heard, for a press that was sent later.
    """
    pk = CrewNotice.objects.values_list("assignment_id", flat=True).get(pk=notice_id)
    assignment = Assignment.objects.select_for_update(no_key=True).get(pk=pk)
    notice = CrewNotice.objects.select_related("assignment__incident", "assignment__unit").get(
        pk=notice_id
    )
    ended = notice.superseded_at
    if at is not None and ended is not None and notice.created_at <= at < ended:
        notice.superseded_at = None
    if notice.acknowledged_at is None and notice.superseded_at is None:
        _hear(notice, by=by, at=at or now, now=now)
        announce([assignment], now)
    return notice


def _open(assignment: Assignment) -> QuerySet[CrewNotice]:
    return CrewNotice.objects.filter(
        assignment=assignment, acknowledged_at=None, superseded_at=None
    ).select_related("assignment__incident", "assignment__unit")


def _supersede(notice: CrewNotice, now: datetime) -> None:
    notice.superseded_at = now
    notice.save(update_fields=["superseded_at"])


def _hear(notice: CrewNotice, *, by: User | None, at: datetime, now: datetime) -> None:
    """Store it; the time is never later than now nor earlier than the notice."""
    notice.acknowledged_at = max(min(at, now), notice.created_at)
    notice.acknowledged_by = by
    notice.by_voice = role_of(by) != Role.CREW
    notice.save(update_fields=["acknowledged_at", "acknowledged_by", "by_voice", "superseded_at"])
    append_event(
        incident=notice.assignment.incident,
        kind="crew_heard",
        payload={
            **_told(notice),
            "by_voice": notice.by_voice,
            "at": notice.acknowledged_at.isoformat(),
        },
        by=by,
        now=now,
    )
    logger.info("notice %s was heard by %s", notice.pk, by and by.pk)


def _told(notice: CrewNotice) -> dict[str, Any]:
    return {
        "notice": notice.pk,
        "kind": notice.kind,
        "assignment": notice.assignment_id,
        "unit": notice.assignment.unit.code,
    }
