"""Reads the present state of what changed: once for a batch of rows, however many readers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from backend.changes.models import Change
from backend.dispatch.models import ACTIVE_STATUSES, Assignment, CrewNotice
from backend.dispatch.queries import assignment_record, assignments_for_display
from backend.incidents.models import Incident
from backend.live import alarms
from backend.live.alarms import Alarm
from backend.live.cursor import Row
from backend.roads.models import Closure
from backend.roads.queries import closures_in_force
from backend.units.models import HelpCall, Unit
from backend.units.queries import unit_feature, units_for_display

CLOSED_SHOWN = timedelta(hours=1)
"""How long a closed incident stays on the board after its end."""


class Changed:
    """The objects that a batch of rows names, as they are now.

    Attributes
    ----------
    latest
        For each object the id of its latest row, in the order of these ids.
    units, incidents, assignments, closures
        By code, number and id. A closure that is no more in force is missing.
    """

    def __init__(self, rows: Sequence[Row], now: datetime) -> None:
        self.now = now
        self.latest = _latest(rows)
        keys = defaultdict(set)
        for kind, key in self.latest:
            keys[kind].add(key)
        units = keys[Change.Kind.UNIT] | keys[Change.Kind.ALARM]
        self.units = {unit.code: unit for unit in _units(units)}
        self._moved = keys[Change.Kind.UNIT]
        self.assignments = {str(one.pk): one for one in _assignments(keys[Change.Kind.ASSIGNMENT])}
        self.closures = {str(one.pk): one for one in _closures(keys[Change.Kind.CLOSURE], now)}
        numbers = keys[Change.Kind.INCIDENT] | {
            assignment.incident.number for assignment in self.assignments.values()
        }
        self.incidents = {incident.number: incident for incident in _incidents(numbers)}
        pks = [incident.pk for incident in self.incidents.values()]
        self.helped = _helped(pks)
        self._unheard = _unheard_of(_long_closed(self.incidents.values(), now))
        self.help_calls = open_help_calls(keys[Change.Kind.ALARM])

    def help_alarm(self, code: str) -> Alarm | None:
        """Return the call for help of a unit; None if the unit is gone."""
        unit = self.units.get(code)
        return None if unit is None else alarms.help_alarm(unit, self.help_calls.get(code))

    def has_left_the_board(self, incident: Incident) -> bool:
        """Tell whether the room has no more to see of an incident."""
        is_over = _is_long_closed(incident, self.now)
        return is_over and incident.pk not in self._unheard

    def incident_alarm(self, incident: Incident) -> Alarm:
        """Return whether an incident waits for a unit."""
        return alarms.incident_alarm(incident, has_unit=incident.pk in self.helped)

    def tracker_alarms(self) -> list[Alarm]:
        """Return the alarms of the changed units that have trackers, active or not."""
        moved = [self.units[code] for code in sorted(self._moved) if code in self.units]
        return [_tracker_alarm(unit, self.now) for unit in moved if unit.devices.all()]

    def notice_alarms(self) -> list[Alarm]:
        """Return whether the crews that were told of the changed assignments have heard."""
        return [
            alarms.notice_alarm(assignment, assignment_record(assignment), self.now)
            for assignment in self.assignments.values()
            if assignment.notices.all()
        ]


def alarms_of_time(now: datetime, codes: Collection[str] | None = None) -> list[Alarm]:
    """Return the alarms that may rise or end without anybody writing, active or not.

    Parameters
    ----------
    codes
        Only those of these units; None for all.
    """
    units = units_for_display() if codes is None else _units(codes)
    found = [_tracker_alarm(unit, now) for unit in units]
    for assignment in perhaps_unheard(codes):
        found.append(alarms.notice_alarm(assignment, assignment_record(assignment), now))
    return found


def perhaps_unheard(codes: Collection[str] | None = None) -> QuerySet[Assignment]:
    """Return the assignments of which the crew has not acknowledged every notice."""
    waiting = {"notices__acknowledged_at": None, "notices__superseded_at": None}
    found = assignments_for_display().filter(notices__isnull=False, **waiting).distinct()
    return found if codes is None else found.filter(unit__code__in=codes)


def help_alarms(codes: Collection[str] | None = None) -> list[Alarm]:
    """Return the calls for help that are open."""
    return [alarms.help_alarm(call.unit, call) for call in open_help_calls(codes).values()]


def open_help_calls(codes: Collection[str] | None = None) -> dict[str, HelpCall]:
    """Return the open calls for help by unit code; of all units without codes."""
    if codes is not None and not codes:
        return {}
    found = HelpCall.objects.filter(closed_at=None).select_related("unit")
    if codes is not None:
        found = found.filter(unit__code__in=codes)
    return {call.unit.code: call for call in found.order_by("pk")}


def on_the_board(now: datetime) -> Q:
    """Return what incidents are shown: the open ones, and those closed a short while ago.

    One stays for longer while a crew that was called off has not heard so.
    """
    recent = Q(state=Incident.State.OPEN) | Q(closed_at__gte=now - CLOSED_SHOWN)
    return recent | Q(pk__in=_with_unheard())


def off_the_board(since: datetime, now: datetime) -> Q:
    """Return what incidents ceased to be shown by time, after one moment and up to another."""
    aged = Q(closed_at__gte=since - CLOSED_SHOWN, closed_at__lt=now - CLOSED_SHOWN)
    return aged & ~Q(pk__in=_with_unheard())


def closures_over(since: datetime, now: datetime) -> QuerySet[Closure]:
    """Return the closures whose time ran out after one moment and up to another."""
    return Closure.objects.filter(lifted_at=None, until_at__gt=since, until_at__lte=now)


def removed(identity: str | int) -> dict[str, Any]:
    """Return what is sent for a feature that the reader must forget."""
    return {"type": "Feature", "id": identity, "removed": True}


def _with_unheard() -> QuerySet[CrewNotice, int]:
    """Return the ids of the incidents of which a crew has not heard something."""
    waiting = CrewNotice.objects.filter(acknowledged_at=None, superseded_at=None)
    return waiting.order_by().values_list("assignment__incident", flat=True)


def _is_long_closed(incident: Incident, now: datetime) -> bool:
    closed_at = incident.closed_at
    is_open = incident.state == Incident.State.OPEN
    return not is_open and (closed_at is None or closed_at < now - CLOSED_SHOWN)


def _long_closed(incidents: Iterable[Incident], now: datetime) -> list[int]:
    return [incident.pk for incident in incidents if _is_long_closed(incident, now)]


def _unheard_of(incident_ids: Collection[int]) -> set[int]:
    if not incident_ids:
        return set()
    return set(_with_unheard().filter(assignment__incident__in=incident_ids))


def _tracker_alarm(unit: Unit, now: datetime) -> Alarm:
    return alarms.tracker_alarm(unit, unit_feature(unit, now))


def _latest(rows: Sequence[Row]) -> dict[tuple[str, str], int]:
    """Return the latest row of each object, in the order of the rows."""
    latest: dict[tuple[str, str], int] = {}
    for row in rows:
        latest.pop((row.kind, row.key), None)
        latest[row.kind, row.key] = row.id
    return latest


def _units(codes: Collection[str]) -> Iterable[Unit]:
    return units_for_display().filter(code__in=codes).order_by("code") if codes else ()


def _assignments(keys: Collection[str]) -> Iterable[Assignment]:
    return assignments_for_display().filter(pk__in=keys) if keys else ()


def _closures(keys: Collection[str], now: datetime) -> Iterable[Closure]:
    return closures_in_force(now).filter(pk__in=keys) if keys else ()


def _incidents(numbers: Collection[str]) -> Iterable[Incident]:
    return Incident.objects.filter(number__in=numbers) if numbers else ()


def _helped(incident_ids: Collection[int]) -> set[int]:
    if not incident_ids:
        return set()
    found = Assignment.objects.filter(incident__in=incident_ids, status__in=ACTIVE_STATUSES)
    return set(found.values_list("incident_id", flat=True))
