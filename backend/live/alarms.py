"""What needs somebody now: an incident without a unit, a tracker on duty that fell silent.

Alarms are derived, never stored: each has an id by which it rises and ends, and codes that the
page turns into words.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from backend.dispatch.models import ACTIVE_STATUSES, Assignment
from backend.incidents.models import Incident

PANIC_SHOWN = timedelta(minutes=30)
"""How long a crew's call for help stays among the alarms."""
SILENT_STATES = frozenset({"stale", "lost"})
ON_DUTY = frozenset({"A", "C"})


def incident_alarm(incident: Incident, *, has_unit: bool) -> dict[str, Any]:
    """Return the alarm of an incident; active while it is open and nobody was sent."""
    return {
        "id": f"incident:{incident.number}",
        "kind": "incident_without_unit",
        "active": incident.state == Incident.State.OPEN and not has_unit,
        "incident": incident.number,
        "unit": None,
        "priority": incident.priority,
        "since": incident.created_at,
    }


def tracker_alarm(unit: dict[str, Any]) -> dict[str, Any]:
    """Return the alarm of a unit's tracker from its feature."""
    properties = unit["properties"]
    silent = properties["position_state"] in SILENT_STATES
    return {
        "id": f"tracker:{properties['code']}",
        "kind": "tracker_silent",
        "active": silent and properties["availability"] in ON_DUTY,
        "incident": None,
        "unit": properties["code"],
        "priority": None,
        "since": None,
    }


def panic_alarm(code: str, since: datetime, now: datetime) -> dict[str, Any]:
    """Return a crew's call for help; active for a while, whatever else its unit does."""
    return {
        "id": f"panic:{code}",
        "kind": "panic",
        "active": now - since < PANIC_SHOWN,
        "incident": None,
        "unit": code,
        "priority": 0,
        "since": since,
    }


def present(
    incidents: Iterable[Incident],
    assignments: Iterable[Assignment],
    units: Iterable[dict[str, Any]],
) -> list[dict[str, Any]]:
    """Return the alarms that are active."""
    helped = {a.incident_id for a in assignments if a.status in ACTIVE_STATUSES}
    raised = [
        *(incident_alarm(one, has_unit=one.pk in helped) for one in incidents),
        *(tracker_alarm(unit) for unit in units),
    ]
    return [alarm for alarm in raised if alarm["active"]]


class SilenceWatch:
    """Remembers which trackers are silent, since silence is no change that anybody writes."""

    def __init__(self) -> None:
        self._silent: set[str] = set()

    def changes(self, units: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the alarms that rose or ended since the last look."""
        changed = []
        for alarm in map(tracker_alarm, units):
            if alarm["active"] != (alarm["id"] in self._silent):
                changed.append(alarm)
                (self._silent.add if alarm["active"] else self._silent.discard)(alarm["id"])
        return changed
