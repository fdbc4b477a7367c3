"""Reads crews' calls for help."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.accounts.models import Role, User
from backend.errors import NotFound
from backend.permissions import ROOM, role_of
from backend.units.models import HelpCall

NOTES = {
    "place_unusable": gettext_lazy("lokasi yang dikirim tidak dapat dipakai"),
    "time_unusable": gettext_lazy("waktu yang dikirim tidak dapat dipakai"),
    "accuracy_unusable": gettext_lazy("akurasi yang dikirim tidak dapat dipakai"),
    "body_unreadable": gettext_lazy("isi kiriman tidak terbaca"),
}
"""What of a press could not be used, by the code that is stored."""


def help_calls_for_display() -> QuerySet[HelpCall]:
    """Return calls for help with what their record needs, newest first; one query."""
    return HelpCall.objects.select_related(
        "unit", "device", "by", "acknowledged_by", "closed_by"
    ).order_by("-pressed_at", "-id")


def open_help_calls(codes: list[str] | None = None) -> QuerySet[HelpCall]:
    """Return the calls that the room has not closed, of some units or of all."""
    found = help_calls_for_display().filter(closed_at=None)
    return found if codes is None else found.filter(unit__code__in=codes)


def visible_help_calls(
    user: User, *, is_open: bool | None = None, unit: str | None = None
) -> QuerySet[HelpCall]:
    """Return the calls that an account may see: the room every one, a crew its own units'."""
    found, role = help_calls_for_display(), role_of(user)
    if role not in ROOM:
        found = found.filter(unit__crew=user) if role == Role.CREW else found.none()
    if unit is not None:
        found = found.filter(unit__code=unit)
    if is_open is None:
        return found
    return found.filter(Q(closed_at=None) if is_open else ~Q(closed_at=None))


def visible_help_call(user: User, call_id: int) -> HelpCall:
    """Return one call for help.

    Raises
    ------
    NotFound
        Also for one that the account may not see.
    """
    found = visible_help_calls(user).filter(pk=call_id).first()
    if found is None:
        sentence = _("Permintaan bantuan %(id)s tidak ada.") % {"id": call_id}
        raise NotFound(sentence, errors={"id": [sentence]})
    return found


def help_call_record(call: HelpCall, now: datetime) -> dict[str, Any]:
    """Return a call for help; ``fix_age_s`` is the age of its place now, null without a place."""
    codes = [code for code in call.note.split() if code in NOTES]
    return {
        "id": call.pk,
        "unit": call.unit.code,
        "unit_name": call.unit.name,
        "phone": call.unit.phone or None,
        "source": call.source,
        "device": call.device.identifier if call.device else None,
        "by": call.by.get_username() if call.by else None,
        "pressed_at": call.pressed_at,
        "latest_pressed_at": call.latest_pressed_at,
        "times_pressed": call.times_pressed,
        "received_at": call.received_at,
        "rang_at": call.rang_at,
        "ringing": call.closed_at is None and call.is_ringing,
        "open": call.closed_at is None,
        "lon": None if call.lon_e6 is None else call.lon_e6 / 1e6,
        "lat": None if call.lat_e6 is None else call.lat_e6 / 1e6,
        "accuracy_m": call.accuracy_m,
        "fix_time": call.fix_time,
        "fix_age_s": _age_s(call.fix_time, now),
        "fix_age_at_press_s": _age_s(call.fix_time, call.latest_pressed_at),
        "notes": codes,
        "note": "; ".join(str(NOTES[code]) for code in codes),
        "acknowledged_at": call.acknowledged_at,
        "acknowledged_by": call.acknowledged_by.get_username() if call.acknowledged_by else None,
        "closed_at": call.closed_at,
        "closed_by": call.closed_by.get_username() if call.closed_by else None,
        "closing_note": call.closing_note,
    }


def _age_s(fix_time: datetime | None, at: datetime) -> int | None:
    return None if fix_time is None else max(0, round((at - fix_time).total_seconds()))
