"""The platform's own batch of positions: a list of flat objects in SI values, UTC, percent."""

from __future__ import annotations

from typing import Any

from backend.units.protocols import reading
from backend.units.protocols.reading import Reading
from gis.fix_checks import Fix

BATCH_MAX = 100


def read_item(item: Any) -> Reading:
    """Return what one item says; its ``unit`` is the only name."""
    if not isinstance(item, dict):
        return reading.unreadable(item, "no JSON object")
    name = reading.text(item.get("unit") or "")
    battery_pct = reading.percent(item.get("battery_pct"))
    fix = Fix(
        reading.clock_s(item.get("fix_time")),
        reading.number(item.get("lon")),
        reading.number(item.get("lat")),
        accuracy_m=reading.number(item.get("accuracy_m")),
        speed_mps=reading.number(item.get("speed_mps")),
        heading_deg=reading.number(item.get("heading_deg")),
        altitude_m=reading.number(item.get("altitude_m")),
        battery_pct=battery_pct,
        event_id=reading.text(item.get("event_id") or ""),
        is_mock=item.get("mock") is True,
    )
    return Reading(
        reading.kept(item), fix=fix, names=(name,) if name else (), battery_pct=battery_pct
    )
