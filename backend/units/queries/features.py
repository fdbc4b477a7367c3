"""Units as GeoJSON features: the one place that computes ages for every view."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from backend.units.models import (
    AVAILABLE_STATUSES,
    COMMITTED_STATUSES,
    KIND_LABELS,
    UNPROVABLE,
    Device,
    LatestPosition,
    Status,
    Unit,
)
from backend.units.protocols.reading import TIME_ASSUMED
from backend.units.queries.inventory import contact_state, is_battery_low, is_mocking
from backend.units.queries.track_reading import RADIO
from gis.freshness import PositionState, position_state
from gis.types import LonLat, UnitKind


def units_for_display() -> QuerySet[Unit]:
    """Return all units with what a feature needs; two queries however many there are."""
    return Unit.objects.select_related("station", "latest_position").prefetch_related("devices")


def unit_features(
    units: Iterable[Unit], now: datetime, *, with_phone: bool, own: frozenset[str] = frozenset()
) -> list[dict[str, Any]]:
    """Return the features; telephone numbers for the room, and for a crew those of its units."""
    return [unit_feature(unit, now, with_phone=with_phone or unit.code in own) for unit in units]


def unit_feature(unit: Unit, now: datetime, *, with_phone: bool = False) -> dict[str, Any]:
    """Return one unit as a feature; the geometry is null where nothing is known or assumed.

    An available unit without any fix stands at its home station as ``assumed``. Ages are never
    negative. ``trusted`` is false for a mock location: shown, never used to recommend. ``mock``
    tells that a tracker gives mock locations now, though an older true one holds the marker.
    ``note`` says what of the newest fix was repaired, ``time_assumed`` that it stated no time.
    """
    latest: LatestPosition | None = getattr(unit, "latest_position", None)
    devices = [device for device in unit.devices.all() if device.revoked_at is None]
    holder = _holder(devices, latest)
    properties = _unit_properties(unit) | _contact_properties(devices, latest, now)
    point: LonLat | None = None
    if latest is not None:
        interval_s = holder.interval_s if holder is not None else None
        point = latest.point
        properties |= _position_properties(latest, now, interval_s)
    elif unit.status in AVAILABLE_STATUSES:
        point = LonLat(unit.station.point.x, unit.station.point.y)
        properties |= _NO_POSITION | {"position_state": PositionState.ASSUMED.value}
    else:
        properties |= _NO_POSITION
    properties |= _device_properties(devices, holder or _heard_last(devices), latest)
    if with_phone:
        properties["phone"] = unit.phone
    geometry = None if point is None else {"type": "Point", "coordinates": [point.lon, point.lat]}
    return {"type": "Feature", "id": unit.code, "geometry": geometry, "properties": properties}


def availability(status: str) -> str:
    """Return A, C, D or U: available, committed, delayed, unavailable."""
    if status in AVAILABLE_STATUSES:
        return "A"
    if status in COMMITTED_STATUSES:
        return "C"
    return "D" if status == Status.DELAYED else "U"


_NO_POSITION: dict[str, Any] = {
    "position_state": PositionState.NONE.value,
    "interval_s": None,
    "position_age_s": None,
    "fix_time": None,
    "speed_mps": None,
    "speed_kmh": None,
    "heading_deg": None,
    "accuracy_m": None,
    "source": None,
    "trusted": None,
    "note": "",
    "time_assumed": False,
}


def _unit_properties(unit: Unit) -> dict[str, Any]:
    return {
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "kind_label": str(KIND_LABELS[UnitKind(unit.kind)]),
        "status": unit.status,
        "status_label": str(Status(unit.status).label),
        "status_since": unit.status_since,
        "status_reason": unit.status_reason,
        "availability": availability(unit.status),
        "capabilities": unit.capabilities,
        "station": {
            "code": unit.station.code,
            "name": unit.station.name,
            "confirmed": unit.station.confirmed,
        },
    }


def _position_properties(
    latest: LatestPosition, now: datetime, interval_s: float | None
) -> dict[str, Any]:
    age_s = _age_s(latest.fix_time, now)
    speed_mps = latest.speed_mps
    # The note of a place told by radio says who entered it: for the records only.
    note = "" if latest.source == RADIO else latest.note
    return {
        "position_state": position_state(age_s, interval_s).value,
        "interval_s": interval_s,
        "position_age_s": age_s,
        "fix_time": latest.fix_time,
        "speed_mps": speed_mps,
        "speed_kmh": None if speed_mps is None else round(3.6 * speed_mps, 1),
        "heading_deg": latest.heading_deg,
        "accuracy_m": latest.accuracy_m,
        "source": latest.source,
        "trusted": latest.trusted,
        "note": note,
        "time_assumed": TIME_ASSUMED in note.split(","),
    }


def _contact_properties(
    devices: list[Device], latest: LatestPosition | None, now: datetime
) -> dict[str, Any]:
    """Return when anything was heard, how silent that is, and whether a broker saw it hang up.

    Contact counts from the time of receipt: a phone that empties its buffer is in contact though
    its places are old. ``contact_state`` has the limits of ``position_state``.
    """
    heard = [device.latest_contact_at for device in devices if device.latest_contact_at]
    if latest is not None:
        heard.append(latest.received_at)
    contact_at = max(heard, default=None)
    interval_s = heard_last.interval_s if (heard_last := _heard_last(devices)) else None
    contact_age_s = None if contact_at is None else _age_s(contact_at, now)
    lost = [device.link_lost_at for device in devices if device.link_lost_at]
    return {
        "contact_at": contact_at,
        "contact_age_s": contact_age_s,
        "contact_state": contact_state(contact_age_s, interval_s),
        "link_lost": bool(lost) and (contact_at is None or max(lost) >= contact_at),
    }


def _device_properties(
    devices: list[Device], speaker: Device | None, latest: LatestPosition | None
) -> dict[str, Any]:
    """Return what people must know of the unit's trackers: battery, mock places, encryption."""
    battery_pct = speaker.battery_pct if speaker is not None else None
    is_mock = latest is not None and not latest.trusted
    return {
        "battery_pct": battery_pct,
        "battery_low": is_battery_low(battery_pct),
        "mock": is_mock or any(is_mocking(device) for device in devices),
        "encrypting": any(device.unread_since is not None for device in devices),
        "devices": sum(device.secret_digest != UNPROVABLE for device in devices),
    }


def _holder(devices: list[Device], latest: LatestPosition | None) -> Device | None:
    """Return the device that holds the marker; None for one told by radio."""
    if latest is None or latest.device_id is None:
        return None
    return next((device for device in devices if device.pk == latest.device_id), None)


def _heard_last(devices: list[Device]) -> Device | None:
    heard = [device for device in devices if device.latest_contact_at is not None]
    return max(heard, default=None, key=lambda device: (device.latest_contact_at, device.pk))


def _age_s(moment: datetime, now: datetime) -> float:
    return max(0.0, round((now - moment).total_seconds(), 1))
