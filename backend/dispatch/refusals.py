"""Why a unit cannot be sent or a step not be taken, as the problem that a dispatcher reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from backend.dispatch import queries
from backend.dispatch.lifecycle import Reached, allowed_next
from backend.dispatch.models import Assignment, AssignmentStatus, StatusSuggestion
from backend.errors import BadInput, Conflict
from backend.incidents.models import Incident
from backend.units.models import AVAILABLE_STATUSES, COMMITTED_STATUSES, Status, Unit


@dataclass(frozen=True, slots=True)
class Failure:
    """Why one unit cannot go; for a committed one, to which incident and who was faster."""

    unit: str
    code: str
    detail: str
    incident: str | None = None
    assigned_by: str | None = None
    assigned_at: datetime | None = None


def unit_failures(
    units: Mapping[str, Unit],
    incident: Incident,
    *,
    queue: bool = False,
    own: Assignment | None = None,
) -> list[Failure]:
    """Return one failure for each unit that cannot be sent to an incident now.

    ``own`` is a queued assignment that is about to be sent and so does not stand in its own way.
    """
    taken: dict[str, Assignment] = {}
    for assignment in queries.open_assignments_of(units, incident.pk):
        if own is None or assignment.pk != own.pk:
            is_here = assignment.incident_id == incident.pk
            if is_here or assignment.unit.code not in taken:
                taken[assignment.unit.code] = assignment
    failures = (_failure(unit, taken.get(code), incident, queue) for code, unit in units.items())
    return [failure for failure in failures if failure is not None]


def not_assigned(failures: Sequence[Failure]) -> Conflict:
    """Return the 409 that names each unit that cannot go; nothing was assigned."""
    first = failures[0]
    return Conflict(
        " ".join(failure.detail for failure in failures),
        code=first.code if len({failure.code for failure in failures}) == 1 else "not_assigned",
        errors={"unit": [failure.detail for failure in failures]},
        failures=[asdict(failure) for failure in failures],
        incident=first.incident,
        assigned_by=first.assigned_by,
    )


def unknown_units(codes: Sequence[str]) -> BadInput:
    """Return the 400 that names every unit that does not exist."""
    sentences = [_("Unit %(code)s tidak ada.") % {"code": code} for code in codes]
    return BadInput(" ".join(sentences), errors={"unit": sentences}, code="unknown_unit")


def illegal_step(assignment: Assignment, status: str, held: Sequence[Reached]) -> Conflict:
    """Return the 409 that tells where the assignment stands and what may come next."""
    return Conflict(
        _("Dari %(now)s tidak dapat ke %(wanted)s.")
        % {"now": _label(assignment.status), "wanted": _label(status)},
        code="illegal_step",
        errors={"status": [_("langkah tidak diizinkan dari keadaan sekarang")]},
        current=assignment.status,
        allowed=allowed_next(held),
    )


def reason_missing(assignment: Assignment, status: str) -> Conflict:
    """Return the 409 for a step back without a reason."""
    return Conflict(
        _("Dari %(now)s ke %(wanted)s adalah pembetulan: sebutkan alasannya.")
        % {"now": _label(assignment.status), "wanted": _label(status)},
        code="correction_needs_reason",
        errors={"reason": [_("wajib untuk langkah mundur")]},
        current=assignment.status,
    )


def suggestion_ended(suggestion: StatusSuggestion) -> Conflict:
    """Return the 409 for a suggestion that no longer stands."""
    sentence = _("Saran %(status)s sudah tidak berlaku: %(ending)s.") % {
        "status": _label(suggestion.status),
        "ending": str(StatusSuggestion.Ending(suggestion.ending).label).lower(),
    }
    return Conflict(
        sentence,
        code="suggestion_ended",
        errors={"id": [sentence]},
        ending=suggestion.ending,
        current=suggestion.assignment.status,
    )


def _failure(
    unit: Unit, taken: Assignment | None, incident: Incident, queue: bool
) -> Failure | None:
    if taken is not None and taken.incident_id == incident.pk:
        return _taken(
            unit,
            taken,
            "already_assigned",
            _("Unit %(unit)s sudah ditugaskan ke kejadian ini oleh %(by)s."),
        )
    if unit.status in AVAILABLE_STATUSES and taken is None:
        return None
    if taken is not None or unit.status in COMMITTED_STATUSES:
        sentence = _("Unit %(unit)s sudah ditugaskan ke %(incident)s oleh %(by)s.")
        return None if queue else _taken(unit, taken, "committed", sentence)
    detail = _("Unit %(unit)s tidak dapat ditugaskan: %(status)s.") % {
        "unit": unit.code,
        "status": _label(unit.status),
    }
    return Failure(unit.code, unit.status, detail)


def _taken(unit: Unit, taken: Assignment | None, code: str, sentence: str) -> Failure:
    incident = taken.incident.number if taken else None
    by = taken.created_by.get_username() if taken else None
    detail = sentence % {"unit": unit.code, "incident": incident or "?", "by": by or "?"}
    return Failure(unit.code, code, detail, incident, by, taken.created_at if taken else None)


def _label(status: str) -> str:
    labels = dict(Status.choices) | dict(AssignmentStatus.choices)
    return str(labels.get(status, status))
