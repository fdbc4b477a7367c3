"""Lists trackers as people manage them, each with what is known of it now."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from backend.errors import NotFound
from backend.units.models import UNPROVABLE, Device
from gis.freshness import PositionState, position_state

BATTERY_LOW_PCT = 20.0
"""At or below this a tracker will soon be silent."""


def devices_for_display(*, own: Collection[str] | None = None) -> QuerySet[Device]:
    """Return all trackers with their units, or only those of some units."""
    rows = Device.objects.select_related("unit").order_by("unit__code", "priority", "identifier")
    return rows if own is None else rows.filter(unit__code__in=own)


def device_by_identifier(identifier: str, *, own: Collection[str] | None = None) -> Device:
    """Return a tracker with its unit.

    Raises
    ------
    NotFound
        If there is none, or none of these units.
    """
    is_possible = identifier.isprintable()
    rows = devices_for_display(own=own).filter(identifier=identifier) if is_possible else None
    device = rows.first() if rows is not None else None
    if device is None:
        raise NotFound(_("Perangkat ini tidak ada."))
    return device


def device_document(device: Device, now: datetime) -> dict[str, Any]:
    """Return a tracker as JSON; neither its secret nor its key is ever among it.

    Ages are never negative and None where nothing is known. ``encrypting`` tells that the phone
    sends what nobody can read; ``has_key`` that its key is known.
    """
    fix_age_s = _age_s(device.latest_fix_time, now)
    contact_age_s = _age_s(device.latest_contact_at, now)
    state = None if fix_age_s is None else position_state(fix_age_s, device.interval_s).value
    return {
        "identifier": device.identifier,
        "unit": device.unit.code,
        "unit_name": device.unit.name,
        "priority": device.priority,
        "identifier_only": device.identifier_only,
        "is_program": device.secret_digest == UNPROVABLE,
        "has_key": bool(device.encryption_key),
        "encrypting": device.unread_since is not None,
        "unread_since": device.unread_since,
        "source": device.latest_source or None,
        "contact_at": device.latest_contact_at,
        "contact_age_s": contact_age_s,
        "contact_state": contact_state(contact_age_s, device.interval_s),
        "link_lost_at": device.link_lost_at,
        "fix_time": device.latest_fix_time,
        "fix_age_s": fix_age_s,
        "fix_state": state,
        "interval_s": device.interval_s,
        "battery_pct": device.battery_pct,
        "battery_low": is_battery_low(device.battery_pct),
        "mock": is_mocking(device),
        "created_at": device.created_at,
        "revoked_at": device.revoked_at,
    }


def contact_state(contact_age_s: float | None, interval_s: float | None) -> str:
    """Return how silent a tracker is, by its own interval; ``none`` if it was never heard."""
    if contact_age_s is None:
        return PositionState.NONE.value
    return position_state(contact_age_s, interval_s).value


def is_battery_low(battery_pct: float | None) -> bool:
    """Tell whether a battery is known to be nearly empty."""
    return battery_pct is not None and battery_pct <= BATTERY_LOW_PCT


def is_mocking(device: Device) -> bool:
    """Tell whether the newest place that a tracker gave is a mock location."""
    if device.latest_mock_at is None:
        return False
    return device.latest_fix_time is None or device.latest_mock_at >= device.latest_fix_time


def _age_s(moment: datetime | None, now: datetime) -> float | None:
    return None if moment is None else max(0.0, round((now - moment).total_seconds(), 1))
