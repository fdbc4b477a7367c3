"""The present state of what a reader may see: all of it at first, then whatever changed.

Every event carries the whole state of one object, so that it may be applied twice without harm.
Readers outside the room see incidents as ``incident_feature`` masks them; a crew sees its own unit
and the incidents it is assigned to, an agency the incidents of its concern.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import translation

from backend.accounts.models import Role
from backend.changes.models import Change
from backend.dispatch.models import ACTIVE_STATUSES, Assignment
from backend.dispatch.queries import assignment_record, assignments_for_display
from backend.incidents.models import Incident
from backend.incidents.queries import incident_feature, visible_incidents
from backend.live import alarms
from backend.live.audience import Audience
from backend.live.cursor import Row
from backend.live.events import event
from backend.roads.queries import closure_feature, closures_in_force
from backend.units.models import Unit
from backend.units.queries import unit_feature, units_for_display

CLOSED_SHOWN = timedelta(hours=1)
"""How long a closed incident stays on the board after its end."""


def snapshot(audience: Audience, position: int, now: datetime) -> bytes:
    """Return the ``snapshot`` event: everything that the audience may see at this moment."""
    with translation.override(audience.language):
        incidents = list(_incidents(audience, now))
        assignments = list(_assignments(audience, [incident.pk for incident in incidents]))
        units = [_unit_feature(unit, audience, now) for unit in _units(audience)]
        data = {
            "server_time": now,
            "role": audience.role,
            "units": _collection(units),
            "incidents": _collection(
                [incident_feature(incident, audience.role) for incident in incidents]
            ),
            "assignments": [assignment_record(assignment) for assignment in assignments],
            "closures": _collection(
                [closure_feature(closure) for closure in closures_in_force(now)]
            ),
            "alarms": [*_panics(now), *alarms.present(incidents, assignments, units)]
            if audience.is_room
            else [],
        }
        return event("snapshot", position, data)


def deltas(rows: Sequence[Row], audience: Audience, position: int, now: datetime) -> list[bytes]:
    """Return one event for each object that changed, at the id of its latest row.

    A row below the position came late; its event carries the position, so that ids never fall.
    """
    latest: dict[tuple[str, str], int] = {}
    highest = 0
    for row in rows:
        highest = max(highest, row.id)
        latest.pop((row.kind, row.key), None)
        latest[row.kind, row.key] = highest
    late = bool(rows) and highest < position
    with translation.override(audience.language):
        return [
            event(name, position if late else number, data)
            for (kind, key), number in latest.items()
            for name, data in _states(kind, key, audience, now)
        ]


def silence(watch: alarms.SilenceWatch, position: int, now: datetime) -> list[bytes]:
    """Return the ``alarm`` events of trackers that fell silent, or spoke again, by now."""
    units = [unit_feature(unit, now) for unit in units_for_display()]
    return [event("alarm", position, alarm) for alarm in watch.changes(units)]


def _states(kind: str, key: str, audience: Audience, now: datetime) -> list[tuple[str, Any]]:
    """Return the events of one changed object: none if the audience may not see it."""
    match kind:
        case Change.Kind.UNIT:
            return _unit_states(key, audience, now)
        case Change.Kind.INCIDENT:
            return _incident_states(visible_incidents(audience.user).filter(number=key), audience)
        case Change.Kind.ASSIGNMENT:
            return _assignment_states(key, audience)
        case Change.Kind.CLOSURE:
            return _closure_states(key, now)
        case Change.Kind.ALARM:
            return [("alarm", alarm) for alarm in _panics(now, key)] if audience.is_room else []
    return []  # calls are not part of the feed


def _panics(now: datetime, code: str | None = None) -> list[dict[str, Any]]:
    """Return the calls for help that are still active, of one unit or of all."""
    recent = Change.objects.filter(
        kind=Change.Kind.ALARM, created_at__gte=now - alarms.PANIC_SHOWN
    ).order_by("id")
    if code is not None:
        recent = recent.filter(key=code)
    since = dict(recent.values_list("key", "created_at"))
    return [alarms.panic_alarm(unit, at, now) for unit, at in since.items()]


def _unit_states(code: str, audience: Audience, now: datetime) -> list[tuple[str, Any]]:
    if audience.role == Role.CREW and code not in audience.units:
        return []
    unit = _units(audience).filter(code=code).first()
    return [("unit", _removed(code) if unit is None else _unit_feature(unit, audience, now))]


def _incident_states(found: QuerySet[Incident], audience: Audience) -> list[tuple[str, Any]]:
    incident = found.first()
    if incident is None:
        return []
    states: list[tuple[str, Any]] = [("incident", incident_feature(incident, audience.role))]
    if audience.is_room:
        has_unit = incident.assignments.filter(status__in=ACTIVE_STATUSES).exists()
        states.append(("alarm", alarms.incident_alarm(incident, has_unit=has_unit)))
    return states


def _assignment_states(key: str, audience: Audience) -> list[tuple[str, Any]]:
    """Return the assignment, and with it the incident, which a crew sees only from now on."""
    assignment = assignments_for_display().filter(pk=key).first()
    if assignment is None:
        return []
    incident = visible_incidents(audience.user).filter(pk=assignment.incident_id)
    states = _incident_states(incident, audience)
    if not states and assignment.unit.code not in audience.units:
        return []
    return [("assignment", assignment_record(assignment)), *states]


def _closure_states(key: str, now: datetime) -> list[tuple[str, Any]]:
    closure = closures_in_force(now).filter(pk=key).first()
    return [("closure", _removed(int(key)) if closure is None else closure_feature(closure))]


def _units(audience: Audience) -> QuerySet[Unit]:
    units = units_for_display().order_by("code")
    return units.filter(code__in=audience.units) if audience.role == Role.CREW else units


def _incidents(audience: Audience, now: datetime) -> QuerySet[Incident]:
    recent = Q(state=Incident.State.OPEN) | Q(closed_at__gte=now - CLOSED_SHOWN)
    return visible_incidents(audience.user).filter(recent)


def _assignments(audience: Audience, incident_ids: Iterable[int]) -> QuerySet[Assignment]:
    """Return the assignments of the incidents on the board, ended ones included."""
    found = assignments_for_display().filter(incident__in=incident_ids)
    return found.filter(unit__code__in=audience.units) if audience.role == Role.CREW else found


def _unit_feature(unit: Unit, audience: Audience, now: datetime) -> dict[str, Any]:
    """Return the unit; with its telephone number for the room and its own crew."""
    return unit_feature(unit, now, with_phone=audience.is_room or unit.code in audience.units)


def _removed(identity: str | int) -> dict[str, Any]:
    return {"type": "Feature", "id": identity, "removed": True}


def _collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}
