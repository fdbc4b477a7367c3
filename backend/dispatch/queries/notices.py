"""Reads what crews must hear."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.accounts.models import Role, User
from backend.dispatch.models import AssignmentStatus, CrewNotice
from backend.errors import NotFound
from backend.permissions import ROOM, role_of

_NAMES = {
    "place": gettext_lazy("lokasi"),
    "category": gettext_lazy("jenis kejadian"),
    "priority": gettext_lazy("prioritas"),
    "words": gettext_lazy("kata penelepon"),
    "description": gettext_lazy("uraian"),
}


def visible_notices(user: User) -> QuerySet[CrewNotice]:
    """Return the notices that an account may see: the room every one, a crew its own."""
    found = CrewNotice.objects.select_related(
        "assignment__unit", "assignment__incident", "acknowledged_by"
    )
    role = role_of(user)
    if role in ROOM:
        return found
    return found.filter(assignment__unit__crew=user) if role == Role.CREW else found.none()


def filtered_notices(
    user: User, *, is_open: bool | None = None, unit: str | None = None
) -> QuerySet[CrewNotice]:
    """Return the visible notices, newest first; open ones with the longest unheard first."""
    found = visible_notices(user).order_by("-created_at", "-id")
    if unit is not None:
        found = found.filter(assignment__unit__code=unit)
    if is_open is None:
        return found
    ringing = Q(acknowledged_at=None, superseded_at=None)
    return found.filter(ringing).order_by("created_at", "id") if is_open else found.filter(~ringing)


def visible_notice(user: User, notice_id: int) -> CrewNotice:
    """Return one notice.

    Raises
    ------
    NotFound
        Also for one that the account may not see.
    """
    found = visible_notices(user).filter(pk=notice_id).first()
    if found is None:
        sentence = _("Pemberitahuan %(id)s tidak ada.") % {"id": notice_id}
        raise NotFound(sentence, errors={"id": [sentence]})
    return found


def notice_record(notice: CrewNotice) -> dict[str, Any]:
    """Return what a crew must hear; ``acknowledged_at`` null means that it still rings."""
    by = notice.acknowledged_by
    return {
        "id": notice.pk,
        "kind": notice.kind,
        "text": notice_sentence(notice),
        "changed": notice.changed,
        "created_at": notice.created_at,
        "acknowledged_at": notice.acknowledged_at,
        "acknowledged_by": by.get_username() if by else None,
        "by_voice": notice.by_voice,
    }


def queued_notice_record(notice: CrewNotice, now: datetime) -> dict[str, Any]:
    """Return a notice for a list: whom to call, and how many seconds it has been unheard."""
    assignment = notice.assignment
    until = notice.acknowledged_at or notice.superseded_at or now
    return {
        **notice_record(notice),
        "assignment": assignment.pk,
        "incident": assignment.incident.number,
        "unit": assignment.unit.code,
        "unit_name": assignment.unit.name,
        "phone": assignment.unit.phone or None,
        "open": notice.acknowledged_at is None and notice.superseded_at is None,
        "unheard_s": max(0, round((until - notice.created_at).total_seconds())),
    }


def notice_sentence(notice: CrewNotice) -> str:
    """Return what the crew must hear, in a few words."""
    if notice.kind == CrewNotice.Kind.CHANGED:
        names = ", ".join(str(_NAMES[name]) for name in notice.changed if name in _NAMES)
        return _("Berubah: %(names)s") % {"names": names}
    if notice.kind == CrewNotice.Kind.CANCELLED:
        if notice.assignment.status == AssignmentStatus.DIVERTED:
            return _("Penugasan dialihkan")
        return _("Penugasan dibatalkan")
    return _("Penugasan baru")
