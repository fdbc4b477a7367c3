"""Reads calls and incidents, as much of them as the reader's role may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from backend.accounts.models import Role, User
from backend.errors import NotFound
from backend.incidents.event_chain import FIRST_HASH, event_hash
from backend.incidents.models import Call, Category, EventChain, Incident, IncidentEvent
from backend.permissions import ROOM, role_of

if TYPE_CHECKING:
    from collections.abc import Iterator

AGENCY_CATEGORIES = frozenset(
    {
        Category.MEDICAL,
        Category.FIRE,
        Category.TRAFFIC_ACCIDENT,
        Category.DISASTER,
        Category.RESCUE,
        Category.DOMESTIC_VIOLENCE,
    }
)
"""What concerns an agency's desk: health, fire, disaster and social services. Police matters stay
in the room until desks have accounts of their own agency."""

_CALLED_OFF_UNHEARD = Q(
    assignments__notices__kind="cancelled",
    assignments__notices__acknowledged_at=None,
    assignments__notices__superseded_at=None,
)


def visible_incidents(user: User) -> QuerySet[Incident]:
    """Return the incidents that an account may see at all, newest first.

    The room and planners see every one, an agency those of its categories, a crew those to which a
    unit of its own is assigned, or was until it was called off and has not heard so. (The
    assignments are reached by their relation's name: their app stands above this one.)
    """
    incidents = Incident.objects.all()
    role = role_of(user)
    if role in ROOM or role == Role.PLANNER:
        return incidents
    if role == Role.AGENCY:
        return incidents.filter(category__in=AGENCY_CATEGORIES)
    if role == Role.CREW:
        return incidents.filter(
            pk__in=Incident.objects.filter(
                Q(assignments__ended_at=None) | _CALLED_OFF_UNHEARD, assignments__unit__crew=user
            ).values("pk")
        )
    return incidents.none()


def visible_incident(user: User, number: str) -> Incident:
    """Return one incident by its number.

    Raises
    ------
    NotFound
        Also for one that the account may not see.
    """
    # PostgreSQL refuses NUL in any text, and no number has one.
    found = visible_incidents(user).filter(number=number) if number.isprintable() else None
    incident = found.first() if found is not None else None
    if incident is None:
        raise unknown_incident(number)
    return incident


def unknown_incident(number: str) -> NotFound:
    """Return the 404 that names the number."""
    sentence = _("Kejadian %(number)s tidak ada.") % {"number": number[:40]}
    return NotFound(sentence, errors={"number": [sentence]})


def filtered_incidents(
    user: User,
    *,
    state: str | None = None,
    category: str | None = None,
    priority: int | None = None,
    since: datetime | None = None,
) -> QuerySet[Incident]:
    """Return the visible incidents that match every filter given; ``since`` is when it began."""
    wanted = {
        "state": state,
        "category": category,
        "priority": priority,
        "created_at__gte": since,
    }
    return visible_incidents(user).filter(**{k: v for k, v in wanted.items() if v is not None})


def incident_feature(incident: Incident, role: str | None) -> dict[str, Any]:
    """Return an incident as the GeoJSON Feature that a role may see.

    The geometry is null where the place is unknown. A confidential incident shows its words,
    place and description only to the room and to the crew that is sent there.
    """
    masked = incident.confidential and role not in ROOM and role != Role.CREW
    properties = {
        "number": incident.number,
        "category": incident.category,
        "category_label": incident.get_category_display(),
        "priority": incident.priority,
        "state": incident.state,
        "confidential": incident.confidential,
        "masked": masked,
        "version": incident.version,
        "created_at": incident.created_at,
        "updated_at": incident.updated_at,
        "closed_at": incident.closed_at,
        **_place_properties(incident, masked=masked),
        "description": "" if masked else incident.description,
        "words": "" if masked else incident.words,
    }
    return {
        "type": "Feature",
        "id": incident.number,
        "geometry": None if masked else _geometry(incident),
        "properties": properties,
    }


def place_record(incident: Incident) -> dict[str, Any] | None:
    """Return an incident's place in the shape of a candidate, None where it is unknown."""
    if incident.point is None:
        return None
    return {
        "kind": incident.place_kind,
        "label": incident.place_label,
        "code": incident.place_code or None,
        "lon": incident.point.x,
        "lat": incident.point.y,
        "radius_m": incident.radius_m,
        "confidence": 0.5 if incident.needs_confirmation else 1.0,
        "read_as": incident.read_as,
        "kecamatan": _area(incident.kecamatan_code, incident.kecamatan_name),
        "desa": _area(incident.desa_code, incident.desa_name),
        "island": _area(incident.island_code, incident.island_name),
    }


def incident_record(number: str, role: str | None) -> dict[str, Any] | None:
    """Return an incident's Feature by its number, None if there is none."""
    incident = Incident.objects.filter(number=number).first()
    return None if incident is None else incident_feature(incident, role)


@dataclass(frozen=True, slots=True)
class LogDefect:
    """The first place at which the event log does not hold."""

    sequence: int
    reason: str


def log_defect() -> LogDefect | None:
    """Recompute the chain of the event log; None if every event is as it was written."""
    previous, expected = FIRST_HASH, 1
    for event in _events():
        if event.sequence != expected:
            return LogDefect(expected, "missing")
        if event.previous_hash != previous:
            return LogDefect(event.sequence, "previous hash differs")
        if event.hash != _recomputed(event):
            return LogDefect(event.sequence, "content differs from its hash")
        previous, expected = event.hash, expected + 1
    head = EventChain.objects.filter(pk=1).first()
    if head is not None and (head.sequence, head.hash) != (expected - 1, previous):
        return LogDefect(expected, "events are missing at the end")
    return None


def event_record(event: IncidentEvent) -> dict[str, Any]:
    """Return one line of the event log for the room."""
    return {
        "sequence": event.sequence,
        "kind": event.kind,
        "at": event.at,
        "by": event.by.get_username() if event.by else None,
        "payload": event.payload,
        "hash": event.hash,
    }


def calls(*, outcome: str | None = None, is_open: bool | None = None) -> QuerySet[Call]:
    """Return calls, newest first; ``is_open`` are those without an outcome."""
    found = Call.objects.select_related("incident", "received_by")
    if outcome is not None:
        found = found.filter(outcome=outcome)
    if is_open is not None:
        found = found.filter(Q(outcome="") if is_open else ~Q(outcome=""))
    return found


def call(call_id: int) -> Call:
    """Return one call.

    Raises
    ------
    NotFound
        If there is none with this id.
    """
    found = calls().filter(pk=call_id).first()
    if found is None:
        raise unknown_call(call_id)
    return found


def unknown_call(call_id: int) -> NotFound:
    """Return the 404 that names the call."""
    sentence = _("Panggilan %(id)s tidak ada.") % {"id": call_id}
    return NotFound(sentence, errors={"call": [sentence]})


def area_hint_of_call(call_id: int | None) -> str | None:
    """Return the telephone area that a call came from, None where nobody knows."""
    if call_id is None:
        return None
    return Call.objects.filter(pk=call_id).values_list("area_hint", flat=True).first() or None


def call_record(call: Call) -> dict[str, Any]:
    """Return a call for the room."""
    return {
        "id": call.pk,
        "words": call.words,
        "phone": call.phone,
        "phone_e164": call.phone_e164,
        "area_hint": call.area_hint,
        "outcome": call.outcome or None,
        "incident": call.incident.number if call.incident else None,
        "received_at": call.received_at,
        "received_by": call.received_by.get_username(),
        "ended_at": call.ended_at,
        "version": call.version,
    }


def _place_properties(incident: Incident, *, masked: bool) -> dict[str, Any]:
    hidden = masked or incident.point is None
    return {
        "place_known": incident.point is not None,
        "radius_m": None if hidden else incident.radius_m,
        "place": None if hidden else place_record(incident),
        "kecamatan": None if masked else _area(incident.kecamatan_code, incident.kecamatan_name),
        "desa": None if masked else _area(incident.desa_code, incident.desa_name),
        "island": None if masked else _area(incident.island_code, incident.island_name),
        "at_sea": incident.at_sea,
        "outside_regency": incident.outside_regency,
        "needs_confirmation": incident.needs_confirmation,
    }


def _area(code: str, name: str) -> dict[str, str] | None:
    return {"code": code, "name": name} if code else None


def _geometry(incident: Incident) -> dict[str, Any] | None:
    if incident.point is None:
        return None
    return {"type": "Point", "coordinates": [incident.point.x, incident.point.y]}


def _events() -> Iterator[IncidentEvent]:
    return (
        IncidentEvent.objects.select_related("incident")
        .order_by("sequence")
        .iterator(chunk_size=1000)
    )


def _recomputed(event: IncidentEvent) -> str:
    return event_hash(
        sequence=event.sequence,
        incident=event.incident.number if event.incident else None,
        kind=event.kind,
        at=event.at,
        by=event.by_id,
        payload=event.payload,
        previous_hash=event.previous_hash,
    )
