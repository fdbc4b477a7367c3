"""Writes incidents and the event log: each change and its event in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.changes.actions import record_change
from backend.changes.models import Change
from backend.errors import Conflict, Outdated
from backend.incidents import queries
from backend.incidents.event_chain import event_hash, plain_payload
from backend.incidents.models import (
    CONFIDENTIAL_CATEGORIES,
    PRIORITY_PROPOSED,
    Category,
    EventChain,
    Incident,
    IncidentCounter,
    IncidentEvent,
)
from backend.incidents.signals import incident_changed

WIB = ZoneInfo("Asia/Jakarta")
"""The day in an incident's number is the room's day."""


@transaction.atomic
def open_incident(
    *,
    category: str,
    place_fields: dict[str, Any],
    by: User,
    now: datetime,
    priority: int | None = None,
    description: str = "",
    words: str = "",
) -> Incident:
    """Open an incident with the next number of the day (WIB).

    ``place_fields`` come from ``placing.place``; without a ``priority`` the category proposes one.
    """
    incident = Incident.objects.create(
        number=_next_number(now),
        category=category,
        priority=PRIORITY_PROPOSED[Category(category)] if priority is None else priority,
        description=description,
        words=words,
        confidential=category in CONFIDENTIAL_CATEGORIES,
        created_at=now,
        created_by=by,
        updated_at=now,
        **place_fields,
    )
    append_event(
        incident=incident,
        kind="incident_opened",
        payload=_told(incident, ("category", "priority", "description", "words", *_PLACE_TOLD)),
        by=by,
        now=now,
    )
    record_change(kind=Change.Kind.INCIDENT, key=incident.number, now=now)
    return incident


@transaction.atomic
def change_incident(
    *,
    number: str,
    changes: dict[str, Any],
    by: User,
    now: datetime,
    expected_version: int | None = None,
) -> Incident:
    """Change fields of an incident (``state`` closes or reopens it); a repeat changes nothing.

    Raises
    ------
    NotFound
        If there is no such incident.
    Outdated
        If it is not in the version that the writer has seen; carries both texts.
    Conflict
        If it is to be closed while units are still assigned to it.
    """
    incident = Incident.objects.select_for_update(no_key=True).filter(number=number).first()
    if incident is None:
        raise queries.unknown_incident(number)
    if expected_version not in {None, incident.version}:
        raise _outdated(incident, changes, by)
    _lock_assignments(incident)
    before = _told(incident, tuple(changes))
    _apply(incident, changes, by, now)
    after = _told(incident, tuple(changes))
    changed = {name: [before[name], after[name]] for name in changes if before[name] != after[name]}
    if not changed:
        return incident
    incident.version += 1
    incident.updated_at = now
    incident.save()
    append_event(incident=incident, kind=_kind_of_change(changed), payload=changed, by=by, now=now)
    incident_changed.send(
        sender=Incident, incident=incident, changed=_names(changed), by=by, now=now
    )
    record_change(kind=Change.Kind.INCIDENT, key=incident.number, now=now)
    return incident


@transaction.atomic
def append_event(
    *,
    incident: Incident | None,
    kind: str,
    payload: dict[str, Any],
    by: User | None,
    now: datetime,
) -> IncidentEvent:
    """Append one event to the chained log. Call it after the change itself: it locks the chain."""
    head = _locked_head()
    plain = plain_payload(payload)
    sequence = head.sequence + 1
    digest = event_hash(
        sequence=sequence,
        incident=incident.number if incident else None,
        kind=kind,
        at=now,
        by=by.pk if by else None,
        payload=plain,
        previous_hash=head.hash,
    )
    event = IncidentEvent.objects.create(
        sequence=sequence,
        incident=incident,
        kind=kind,
        at=now,
        by=by,
        payload=plain,
        previous_hash=head.hash,
        hash=digest,
    )
    EventChain.objects.filter(pk=head.pk).update(sequence=sequence, hash=digest)
    return event


_PLACE_TOLD = (
    "point",
    "radius_m",
    "place_label",
    "kecamatan_code",
    "desa_code",
    "island_code",
    "outside_regency",
    "needs_confirmation",
)


_PLACE_NAMES = frozenset(
    {*_PLACE_TOLD, "place_code", "place_kind", "desa_name", "kecamatan_name", "island_name"}
    - {"needs_confirmation", "outside_regency"}
)
"""Fields of which a change means that the place is another, or otherwise known."""


def _names(changed: Iterable[str]) -> frozenset[str]:
    """Return the names of what changed as other apps know them: the place is one thing."""
    return frozenset("place" if name in _PLACE_NAMES else name for name in changed)


def _lock_assignments(incident: Incident) -> None:
    """Lock who is sent there before the log: what listens to the change will need them.

    A step of an assignment locks in the same order, hence neither waits for the other for ever.
    """
    sent = incident.assignments.select_for_update(no_key=True).filter(ended_at=None)
    list(sent.order_by("pk").values_list("pk", flat=True))


def _told(incident: Incident, names: tuple[str, ...]) -> dict[str, Any]:
    """Return fields as the event log keeps them; a point as longitude and latitude."""
    told = {name: getattr(incident, name) for name in names}
    if told.get("point") is not None:
        told["point"] = [told["point"].x, told["point"].y]
    return told


def _apply(incident: Incident, changes: dict[str, Any], by: User, now: datetime) -> None:
    if changes.get("state") == Incident.State.CLOSED:
        _check_closable(incident)
    for name, value in changes.items():
        setattr(incident, name, value)
    if "category" in changes:
        incident.confidential = incident.confidential or (
            incident.category in CONFIDENTIAL_CATEGORIES
        )
    if incident.state == Incident.State.OPEN:
        incident.closed_at, incident.closed_by = None, None
    elif incident.closed_at is None:
        incident.closed_at, incident.closed_by = now, by


def _check_closable(incident: Incident) -> None:
    """Refuse to close over units that are still sent; the relation belongs to the app above."""
    units = sorted(incident.assignments.filter(ended_at=None).values_list("unit__code", flat=True))
    if units:
        raise Conflict(
            _("Masih ada unit bertugas: %(units)s. Selesaikan atau batalkan dulu penugasannya.")
            % {"units": ", ".join(units)},
            code="units_assigned",
            errors={"state": [_("masih ada unit bertugas")]},
            units=units,
        )


def _outdated(incident: Incident, changes: dict[str, Any], by: User) -> Outdated:
    return Outdated(
        _("Kejadian ini sudah diubah orang lain (versi %(version)d). Periksa lalu simpan lagi.")
        % {"version": incident.version},
        current_version=incident.version,
        current=queries.incident_feature(incident, by.role),
        stored=plain_payload(_told(incident, tuple(changes))),
        yours=plain_payload(
            {n: [v.x, v.y] if n == "point" and v else v for n, v in changes.items()}
        ),
    )


def _kind_of_change(changed: dict[str, list[Any]]) -> str:
    if "state" in changed:
        closed = changed["state"][1] == Incident.State.CLOSED
        return "incident_closed" if closed else "incident_reopened"
    return "incident_moved" if "point" in changed else "incident_changed"


def _next_number(now: datetime) -> str:
    """Return the next number of the day; the counter's row is locked until the commit."""
    day = now.astimezone(WIB).date()
    if not _count_up(day):
        try:
            with transaction.atomic():
                IncidentCounter.objects.create(day=day, latest=1)
        except IntegrityError:  # another first incident of the day was faster
            _count_up(day)
    latest = IncidentCounter.objects.get(day=day).latest
    return f"SMP-{day:%Y%m%d}-{latest:04d}"


def _count_up(day: date) -> int:
    return IncidentCounter.objects.filter(day=day).update(latest=F("latest") + 1)


def _locked_head() -> EventChain:
    head = EventChain.objects.select_for_update().filter(pk=1).first()
    if head is not None:
        return head
    EventChain.objects.get_or_create(pk=1)
    return EventChain.objects.select_for_update().get(pk=1)
