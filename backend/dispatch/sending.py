"""Sends units on a recommendation, if what was shown still holds; else shows a fresh one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.dispatch import actions, queries
from backend.dispatch.kept_values import UnreadableError
from backend.dispatch.models import Assignment, Decision
from backend.dispatch.question import question_from
from backend.dispatch.recommendation import changed_units, recommend_for_incident
from backend.errors import Conflict, Problem, field_problem
from backend.incidents.models import Incident


def send_units(
    *,
    incident: Incident,
    codes: Sequence[str],
    by: User,
    now: datetime,
    decision_id: int | None = None,
    queue: bool = False,
    divert_from: int | None = None,
) -> list[Assignment]:
    """Assign units, all or none; with ``decision_id`` only if the decision still holds.

    ``divert_from`` is the assignment on a lower priority that the one unit is called off.

    Raises
    ------
    BadInput
        If the decision was not made for this incident, or a unit does not exist.
    Conflict
        If a unit cannot go, or is no longer as it was shown; after a decision was cited the
        problem carries a fresh ``recommendation``.
    """
    order = _Order(incident.number, codes, by, now, queue, divert_from)
    if decision_id is None:
        return _send(order)
    decision = queries.decision_for(decision_id, incident.number)
    if decision is None:
        raise field_problem(
            field="decision_id", sentence=_("Rekomendasi ini bukan untuk kejadian ini.")
        )
    try:
        return _send_as_decided(order, decision)
    except Conflict as conflict:
        conflict.extra["recommendation"] = _fresh(incident, decision, by, now)
        raise


@dataclass(frozen=True, slots=True)
class _Order:
    """What somebody wants sent where."""

    number: str
    codes: Sequence[str]
    by: User
    now: datetime
    queue: bool
    divert_from: int | None


@transaction.atomic
def _send_as_decided(order: _Order, decision: Decision) -> list[Assignment]:
    """Assign under the locks; take it back if a unit is not as it was shown.

    The comparison is made first, while the units are as they were, and told last: "already sent
    by somebody else" explains more than "has changed".
    """
    changed = changed_units(decision, _locked(order), order.codes, order.now)
    made = _send(order, decision)
    if changed:
        raise Conflict(
            _("Keadaan %(units)s sudah berubah sejak rekomendasi ini dibuat. Periksa yang baru.")
            % {"units": ", ".join(changed)},
            code="decision_outdated",
            errors={"decision_id": [_("rekomendasi sudah tidak berlaku")]},
            units=changed,
        )
    return made


def _locked(order: _Order) -> Incident:
    if order.divert_from is None:
        return actions.lock_for_assignment(number=order.number, codes=order.codes)
    incident, _first = actions.lock_for_divert(
        number=order.number, assignment_id=order.divert_from, unit=order.codes[0]
    )
    return incident


def _send(order: _Order, decision: Decision | None = None) -> list[Assignment]:
    if order.divert_from is None:
        return actions.assign_units(
            number=order.number,
            codes=order.codes,
            by=order.by,
            now=order.now,
            decision=decision,
            queue=order.queue,
        )
    return [
        actions.divert_unit(
            number=order.number,
            assignment_id=order.divert_from,
            unit=order.codes[0],
            by=order.by,
            now=order.now,
            decision=decision,
        )
    ]


def _fresh(
    incident: Incident, decision: Decision, by: User, now: datetime
) -> dict[str, Any] | None:
    """Return a new recommendation for the same question; None where there can be none now."""
    try:
        asked = question_from(decision.inputs)
        return recommend_for_incident(
            incident=Incident.objects.get(pk=incident.pk),
            now=now,
            by=by,
            limit=asked.limit,
            kinds=asked.kinds,
            need=asked.slots,
        )
    except (Problem, UnreadableError, TypeError):  # TypeError: a decision of an older release
        return None
