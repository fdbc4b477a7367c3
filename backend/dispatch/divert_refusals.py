"""Why a unit cannot be called off one incident for another, as the problem that people read."""

from __future__ import annotations

from django.utils.translation import gettext as _

from backend.dispatch.models import Assignment, RedispatchPolicy
from backend.errors import BadInput, Conflict, field_problem
from backend.incidents.models import Incident


def unknown_assignment(assignment_id: int, unit: str) -> BadInput:
    """Return the 400 for an assignment that is not the unit's, or not there at all."""
    return field_problem(
        field="divert_from",
        sentence=_("Penugasan %(id)s bukan penugasan unit %(unit)s.")
        % {"id": assignment_id, "unit": unit},
    )


def past_diverting(first: Assignment) -> Conflict:
    """Return the 409 for a crew that is with the patient, or whose assignment has ended."""
    return _refused(
        _("Unit %(unit)s tidak dapat dialihkan: %(status)s.")
        % {"unit": first.unit.code, "status": first.get_status_display()},
        "not_divertible",
        first,
        current=first.status,
    )


def not_more_urgent(first: Assignment, incident: Incident) -> Conflict:
    """Return the 409 for an incident that is no more urgent than the one that would lose."""
    return _refused(
        _("%(first)s (P%(held)d) tidak kalah mendesak dari %(new)s (P%(wanted)d).")
        % {
            "first": first.incident.number,
            "held": first.incident.priority,
            "new": incident.number,
            "wanted": incident.priority,
        },
        "not_lower_priority",
        first,
    )


def by_rule(first: Assignment, rule: RedispatchPolicy.Rule) -> Conflict:
    """Return the 409 where the policy says no, or leaves it to a supervisor."""
    if rule == RedispatchPolicy.Rule.ASK:
        sentence = _("Pengalihan dari %(number)s (P%(priority)d) harus oleh pengawas.")
        code = "redispatch_needs_supervisor"
    else:
        sentence = _("Unit pada %(number)s (P%(priority)d) tidak boleh dialihkan.")
        code = "redispatch_never"
    told = {"number": first.incident.number, "priority": first.incident.priority}
    return _refused(sentence % told, code, first)


def _refused(sentence: str, code: str, first: Assignment, **extra: str) -> Conflict:
    return Conflict(
        sentence,
        code=code,
        errors={"divert_from": [sentence]},
        unit=first.unit.code,
        incident=first.incident.number,
        **extra,
    )
