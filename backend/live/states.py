"""The whole present state that a reader may see: what the feed begins with.

Readers outside the room see incidents as ``incident_feature`` masks them; a crew sees its own unit
and the incidents it is assigned to, an agency the incidents of its concern.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import translation

from backend.accounts.models import Role
from backend.dispatch.models import ACTIVE_STATUSES, Assignment
from backend.dispatch.queries import assignment_record, assignments_for_display, without_words
from backend.incidents.models import Incident
from backend.incidents.queries import incident_feature, visible_incidents
from backend.live import alarms, present
from backend.live.alarms import Alarm
from backend.live.audience import Audience
from backend.live.present import off_the_board, on_the_board
from backend.roads.queries import closure_feature, closures_in_force
from backend.units.models import Unit
from backend.units.queries import unit_feature, units_for_display


def snapshot(audience: Audience, now: datetime) -> dict[str, Any]:
    """Return everything that the audience may see at this moment."""
    with translation.override(audience.language):
        incidents = list(_incidents(audience, now))
        assignments = list(_assignments(audience, [incident.pk for incident in incidents]))
        units = list(_units(audience))
        return {
            "server_time": now,
            "role": audience.role,
            "units": _collection(unit_of(unit, audience, now) for unit in units),
            "incidents": _collection(
                incident_feature(incident, audience.role) for incident in incidents
            ),
            "assignments": [assignment_of(assignment, audience) for assignment in assignments],
            "closures": _collection(closure_feature(one) for one in closures_in_force(now)),
            "alarms": _alarms(audience, incidents, now),
        }


def incidents_gone(audience: Audience, since: datetime, now: datetime) -> QuerySet[Incident]:
    """Return the incidents that ceased to be shown after one moment and up to another."""
    if audience.role == Role.CREW:
        return Incident.objects.none()
    return visible_incidents(audience.user).filter(off_the_board(since, now))


def unit_of(unit: Unit, audience: Audience, now: datetime) -> dict[str, Any]:
    """Return the unit; with its telephone number for the room and its own crew."""
    return unit_feature(unit, now, with_phone=audience.is_room or unit.code in audience.units)


def assignment_of(assignment: Assignment, audience: Audience) -> dict[str, Any]:
    """Return the assignment; what people wrote or were told of it is for the room and the crew."""
    record = assignment_record(assignment)
    if audience.is_room or assignment.unit.code in audience.units:
        return record
    return without_words(record)


def _alarms(audience: Audience, incidents: Iterable[Incident], now: datetime) -> list[Alarm]:
    """Return the alarms that are active and concern the audience."""
    codes = audience.own_codes
    if codes is not None and not codes:
        return []
    found = [*present.help_alarms(codes), *present.alarms_of_time(now, codes)]
    if audience.is_room:
        helped = set(
            Assignment.objects.filter(status__in=ACTIVE_STATUSES).values_list("incident", flat=True)
        )
        found += [alarms.incident_alarm(one, has_unit=one.pk in helped) for one in incidents]
    return [alarm for alarm in found if alarm["active"]]


def _incidents(audience: Audience, now: datetime) -> QuerySet[Incident]:
    """Return what is on the board; a crew sees its incidents for as long as they are its own."""
    found = visible_incidents(audience.user)
    return found if audience.role == Role.CREW else found.filter(on_the_board(now))


def _units(audience: Audience) -> QuerySet[Unit]:
    units = units_for_display().order_by("code")
    return units.filter(code__in=audience.units) if audience.role == Role.CREW else units


def _assignments(audience: Audience, incident_ids: Iterable[int]) -> QuerySet[Assignment]:
    """Return the assignments of the incidents that are shown, ended ones included."""
    found = assignments_for_display().filter(incident__in=incident_ids)
    return found.filter(unit__code__in=audience.units) if audience.role == Role.CREW else found


def _collection(features: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}
