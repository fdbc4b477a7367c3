"""Writes calls: one contact each, closed with one outcome."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.changes.actions import record_change
from backend.changes.models import Change
from backend.errors import Conflict, Outdated
from backend.incidents import queries
from backend.incidents.actions import append_event, open_incident
from backend.incidents.models import Call, CallOutcome, Incident
from gis.phones import read_phone

OUTCOMES_WITH_INCIDENT = frozenset(
    {CallOutcome.EMERGENCY, CallOutcome.DUPLICATE, CallOutcome.TRANSFERRED}
)
"""Only these may point to an incident; a prank, a ghost, a question or a test never does."""


@transaction.atomic
def receive_call(
    *,
    by: User,
    now: datetime,
    words: str = "",
    phone: str = "",
    outcome: str = "",
    incident: Incident | None = None,
) -> Call:
    """Record a contact; with an ``outcome`` it is closed in the same keystroke."""
    outcome = _outcome_for(outcome, incident)
    call = Call.objects.create(
        words=words,
        outcome=outcome,
        incident=incident,
        received_at=now,
        received_by=by,
        ended_at=now if outcome else None,
        **_phone_fields(phone),
    )
    _log(call, "call_received", by, now)
    return call


@transaction.atomic
def open_incident_for_call(
    *, call_id: int | None, by: User, now: datetime, **fields: Any
) -> Incident:
    """Open an incident (``open_incident`` names the fields) and close its call, if one is given.

    Raises
    ------
    NotFound
        If there is no such call.
    Conflict
        If the call was closed as no emergency, or belongs to another incident.
    """
    incident = open_incident(by=by, now=now, **fields)
    if call_id is not None:
        call = _locked_call(call_id)
        _check_free(call)
        change_call(
            call_id=call_id,
            changes={"outcome": CallOutcome.EMERGENCY, "incident": incident},
            by=by,
            now=now,
        )
    return incident


@transaction.atomic
def change_call(
    *,
    call_id: int,
    changes: dict[str, Any],
    by: User,
    now: datetime,
    expected_version: int | None = None,
) -> Call:
    """Change a call's words, phone, outcome or incident.

    Raises
    ------
    NotFound
        If there is no such call.
    Outdated
        If it is not in the version that the writer has seen.
    Conflict
        If a call that opened an incident is to become a prank without being taken off it.
    """
    call = _locked_call(call_id)
    if expected_version not in {None, call.version}:
        raise Outdated(
            _("Panggilan ini sudah diubah orang lain. Muat ulang lalu simpan lagi."),
            current_version=call.version,
        )
    if "phone" in changes:
        changes = {**changes, **_phone_fields(changes["phone"])}
    for name, value in changes.items():
        setattr(call, name, value)
    call.outcome = _outcome_for(call.outcome, call.incident)
    if not call.outcome:
        call.ended_at = None
    elif call.ended_at is None:
        call.ended_at = now
    call.version += 1
    call.save()
    _log(call, "call_ended" if call.outcome else "call_changed", by, now)
    return call


def _locked_call(call_id: int) -> Call:
    call = Call.objects.select_for_update().filter(pk=call_id).first()
    if call is None:
        raise queries.unknown_call(call_id)
    return call


def _check_free(call: Call) -> None:
    """Refuse a call that ended otherwise: a contact that is no emergency opens no incident."""
    if call.incident is not None:
        raise Conflict(
            _("Panggilan ini sudah terhubung ke kejadian %(number)s.")
            % {"number": call.incident.number},
            code="call_has_incident",
            errors={"call": [_("sudah punya kejadian")]},
            incident=call.incident.number,
        )
    if call.outcome and call.outcome not in OUTCOMES_WITH_INCIDENT:
        raise Conflict(
            _("Panggilan ini sudah ditutup sebagai %(outcome)s.")
            % {"outcome": call.get_outcome_display()},
            code="call_is_no_emergency",
            errors={"call": [_("bukan panggilan darurat")]},
        )


def _outcome_for(outcome: str, incident: Incident | None) -> str:
    """Return the outcome; a call with an incident and no word on it is an emergency."""
    if incident is None:
        return outcome
    if not outcome:
        return CallOutcome.EMERGENCY
    if outcome not in OUTCOMES_WITH_INCIDENT:
        raise Conflict(
            _("Panggilan ini terhubung ke kejadian %(number)s; lepaskan dulu kejadiannya.")
            % {"number": incident.number},
            code="call_has_incident",
            errors={"outcome": [_("bukan darurat, tidak boleh punya kejadian")]},
            incident=incident.number,
        )
    return outcome


def _phone_fields(phone: str) -> dict[str, str]:
    """Return the number as given, in international form, and the area that it tells.

    A number that cannot be read is kept all the same: no contact is lost over it.
    """
    read = read_phone(phone)
    if read is None:
        return {"phone": phone, "phone_e164": "", "area_hint": ""}
    return {"phone": phone, "phone_e164": read.number, "area_hint": read.area_code or ""}


def _log(call: Call, kind: str, by: User, now: datetime) -> None:
    """Log the contact without the caller's number or words: the call itself keeps those."""
    append_event(
        incident=call.incident,
        kind=kind,
        payload={"call": call.pk, "outcome": call.outcome},
        by=by,
        now=now,
    )
    record_change(kind=Change.Kind.CALL, key=str(call.pk), now=now)
