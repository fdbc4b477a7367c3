"""What needs somebody now, derived from the present state and never stored.

Each alarm has an id by which it rises and ends, and codes that the page turns into words. The ids
name what the alarm is about; its kind may change while it lasts.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from backend.dispatch.models import Assignment
from backend.incidents.models import Incident
from backend.units.models import HelpCall, Unit

Alarm = dict[str, Any]

UNHEARD_AFTER = timedelta(seconds=60)
"""How long a crew may take to acknowledge what changed for it before the room is alarmed."""
BATTERY_LOW_PCT = 20
SILENT_STATES = frozenset({"stale", "lost"})
ON_DUTY = frozenset({"A", "C"})


def incident_alarm(incident: Incident, *, has_unit: bool) -> Alarm:
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


def tracker_alarm(unit: Unit, feature: dict[str, Any]) -> Alarm:
    """Return what is wrong with a unit's trackers while it is on duty: the gravest of three kinds.

    A phone that sends what nobody can decrypt explains its silence, and a silent one its battery.
    """
    properties = feature["properties"]
    devices = [device for device in unit.devices.all() if device.revoked_at is None]
    unread = [device.unread_since for device in devices if device.unread_since is not None]
    battery_pct = properties["battery_pct"]
    kind, since = None, None
    if unread:
        kind, since = "tracker_encrypting", min(unread)
    elif properties["position_state"] in SILENT_STATES:
        kind, since = "tracker_silent", properties["fix_time"]
    elif battery_pct is not None and battery_pct <= BATTERY_LOW_PCT:
        kind = "battery_low"
    is_watched = bool(devices) and properties["availability"] in ON_DUTY
    return {
        "id": f"tracker:{unit.code}",
        "kind": kind or "tracker_silent",
        "active": kind is not None and is_watched,
        "incident": None,
        "unit": unit.code,
        "priority": None,
        "since": since,
        "phone": unit.phone,
        "fix_time": properties["fix_time"],
        "contact_at": properties["contact_at"],
        "battery_pct": battery_pct,
    }


def help_alarm(unit: Unit, call: HelpCall | None) -> Alarm:
    """Return a crew's call for help; active until the room has closed it.

    Parameters
    ----------
    call
        The unit's open one; None if there is none.
    """
    alarm: Alarm = {
        "id": f"panic:{unit.code}",
        "kind": "panic",
        "active": call is not None,
        "incident": None,
        "unit": unit.code,
        "priority": 0,
        "phone": unit.phone,
    }
    return alarm | (dict.fromkeys(_HELP) if call is None else _help_properties(call))


_HELP = (
    "since",
    "help_call",
    "ringing",
    "rang_at",
    "acknowledged_at",
    "times_pressed",
    "source",
    "lon",
    "lat",
    "accuracy_m",
    "fix_time",
    "fix_age_s",
)


def _help_properties(call: HelpCall) -> Alarm:
    """Return the press and the newest place known of it, with its age at the latest press."""
    lon, lat, fix_time = call.lon_e6, call.lat_e6, call.fix_time
    age_s = None
    if fix_time is not None:
        age_s = max(0.0, (call.latest_pressed_at - fix_time).total_seconds())
    values = (
        call.pressed_at,
        call.pk,
        call.is_ringing,
        call.rang_at,
        call.acknowledged_at,
        call.times_pressed,
        call.source,
        None if lon is None else lon / 1e6,
        None if lat is None else lat / 1e6,
        call.accuracy_m,
        fix_time,
        age_s,
    )
    return dict(zip(_HELP, values, strict=True))


def notice_alarm(assignment: Assignment, record: dict[str, Any], now: datetime) -> Alarm:
    """Return whether a crew has not heard what changed for it; active after a minute.

    Parameters
    ----------
    record
        The assignment as ``assignment_record`` gives it, with its notices.
    """
    unheard = [one for one in record.get("notices", ()) if one["acknowledged_at"] is None]
    late = [one for one in unheard if now - one["created_at"] >= UNHEARD_AFTER]
    return {
        "id": f"notice:{assignment.pk}",
        "kind": "notice_unheard",
        "active": bool(late),
        "incident": assignment.incident.number,
        "unit": assignment.unit.code,
        "priority": assignment.incident.priority,
        "since": min((one["created_at"] for one in late), default=None),
        "phone": assignment.unit.phone,
        "assignment": assignment.pk,
        "notice": max(unheard, key=lambda one: one["id"])["kind"] if unheard else None,
        "notices": [one["id"] for one in unheard],
    }
