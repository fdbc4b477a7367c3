"""The events of changed objects: each carries the whole present state of one object.

What an audience may not see makes no event. What it saw and may not see any more is said to be
removed, and only to those who saw it. An incident that is removed takes its assignments along.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.utils import translation

from backend.accounts.models import Role
from backend.changes.models import Change
from backend.dispatch.models import Assignment
from backend.incidents.models import Incident
from backend.incidents.queries import AGENCY_CATEGORIES, incident_feature, visible_incidents
from backend.live.alarms import Alarm
from backend.live.audience import Audience
from backend.live.events import event
from backend.live.places import Place, end_of, slot_of
from backend.live.present import Changed, removed
from backend.live.states import assignment_of, unit_of
from backend.roads.queries import closure_feature


class Event(NamedTuple):
    """An event before it has an id."""

    name: str
    data: dict[str, Any]

    @property
    def slot(self) -> int:
        """Return its slot among the events of one row."""
        about = f":{self.data['id'].partition(':')[0]}" if self.name == "alarm" else ""
        return slot_of(self.name + about)


def deltas(
    changed: Changed,
    audience: Audience,
    alarms: Iterable[Alarm],
    *,
    after: Place,
) -> list[bytes]:
    """Return the events of a batch, in rising order of their ids.

    Parameters
    ----------
    alarms
        Those of the changed units and assignments that are to be told.
    after
        The place of the readers: nothing up to here is told again. A row below it became visible
        late; its events carry this place, so that ids never fall.
    """
    with translation.override(audience.language):
        eyes = _Eyes(changed, audience, alarms)
        return [
            event(one.name, max(Place(row, one.slot), after).identity, one.data)
            for (kind, key), row in changed.latest.items()
            for one in sorted(eyes.events(kind, key), key=lambda one: one.slot)
            if row != after.row or one.slot > after.slot
        ]


def alarm_events(alarms: Iterable[Alarm], audience: Audience, position: int) -> list[bytes]:
    """Return alarms that rose or ended by time alone, at the id of what was delivered."""
    identity = end_of(position).identity
    return [event("alarm", identity, alarm) for alarm in alarms if concerns(alarm, audience)]


def concerns(alarm: Alarm, audience: Audience) -> bool:
    """Tell whether an alarm is for this audience: the room hears all, a crew those of its unit."""
    return audience.is_room or alarm["unit"] in audience.units


class _Eyes:
    """What one audience sees of a batch."""

    def __init__(self, changed: Changed, audience: Audience, alarms: Iterable[Alarm]) -> None:
        self.changed = changed
        self.audience = audience
        self.visible = self._visible()
        self.unit_alarms: dict[str, list[Alarm]] = {}
        self.notice_alarms: dict[str, list[Alarm]] = {}
        for alarm in alarms:
            about, key = self.unit_alarms, alarm["unit"]
            if alarm["kind"] == "notice_unheard":
                about, key = self.notice_alarms, str(alarm["assignment"])
            about.setdefault(key, []).append(alarm)

    def events(self, kind: str, key: str) -> Iterator[Event]:
        """Yield the events of one object: none of what the audience may not see."""
        match kind:
            case Change.Kind.UNIT:
                yield from self._unit(key)
            case Change.Kind.INCIDENT:
                if incident := self.changed.incidents.get(key):
                    yield from self._incident(incident)
            case Change.Kind.ASSIGNMENT:
                if assignment := self.changed.assignments.get(key):
                    yield from self._assignment(assignment)
            case Change.Kind.CLOSURE:
                closure = self.changed.closures.get(key)
                data = removed(int(key)) if closure is None else closure_feature(closure)
                yield Event("closure", data)
            case Change.Kind.ALARM:
                yield from self._alarms([self.changed.help_alarm(key)])
            # calls are not part of the feed

    def _visible(self) -> set[int]:
        """Return the ids of the batch's incidents that the audience may see; one query."""
        ids = [incident.pk for incident in self.changed.incidents.values()]
        if self.audience.is_room or not ids:
            return set(ids)
        found = visible_incidents(self.audience.user).filter(pk__in=ids)
        return set(found.values_list("pk", flat=True))

    def _unit(self, code: str) -> Iterator[Event]:
        if self.audience.role == Role.CREW and code not in self.audience.units:
            return
        unit = self.changed.units.get(code)
        if unit is None:
            yield Event("unit", removed(code))
            return
        yield Event("unit", unit_of(unit, self.audience, self.changed.now))
        yield from self._alarms(self.unit_alarms.get(code, ()))

    def _incident(self, incident: Incident) -> Iterator[Event]:
        if incident.pk not in self.visible:
            if self.audience.role == Role.AGENCY and _concerned_agencies(incident):
                yield Event("incident", removed(incident.number))
        elif self._has_left(incident):
            yield Event("incident", removed(incident.number))
        else:
            yield Event("incident", incident_feature(incident, self.audience.role))
        yield from self._alarms([self.changed.incident_alarm(incident)])

    def _assignment(self, assignment: Assignment) -> Iterator[Event]:
        """Yield the assignment, and with it the incident, which a crew sees only from now on."""
        incident = self.changed.incidents[assignment.incident.number]
        is_seen = incident.pk in self.visible
        is_own = assignment.unit.code in self.audience.units
        if not is_own and (not is_seen or self.audience.role == Role.CREW):
            return
        if is_own or not self._has_left(incident):
            yield Event("assignment", assignment_of(assignment, self.audience))
        if is_seen:
            yield from self._incident(incident)
        else:
            yield Event("incident", removed(incident.number))
        yield from self._alarms(self.notice_alarms.get(str(assignment.pk), ()))

    def _has_left(self, incident: Incident) -> bool:
        """Tell whether it is no longer shown; a crew sees its own for as long as they are that."""
        is_crew = self.audience.role == Role.CREW
        return not is_crew and self.changed.has_left_the_board(incident)

    def _alarms(self, alarms: Iterable[Alarm | None]) -> Iterator[Event]:
        for alarm in alarms:
            if alarm is not None and concerns(alarm, self.audience):
                yield Event("alarm", alarm)


def _concerned_agencies(incident: Incident) -> bool:
    """Tell whether an incident was once of a category that agencies see."""
    changes = incident.events.filter(payload__has_key="category").values_list("payload", flat=True)
    told = [payload["category"] for payload in changes]
    before = {pair[0] if isinstance(pair, list) else pair for pair in told}
    return bool(before & AGENCY_CATEGORIES)
