"""Puts tracks into the database, second by second, metre by metre."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from backend.units.models import Position, Unit
from tests.backend.units.conftest import NOW, TOWN

SPAN = "since=2026-11-24T01:00:00Z&until=2026-11-25T01:00:00Z"
M_PER_DEGREE = 110_495.0


def at(seconds: float) -> datetime:
    return NOW - timedelta(hours=2) + timedelta(seconds=seconds)


def store(unit: Unit, at_s: float, east_m: float, **values: Any) -> Position:
    """Store a fix so many seconds after 23:00 UTC, so many metres east of the town."""
    defaults: dict[str, Any] = {
        "stated_time": at(at_s),
        "received_at": at(at_s),
        "accuracy_m": 5.0,
        "source": "osmand",
        "verdict": "history",
    }
    return Position.objects.create(
        unit=unit,
        fix_time=at(at_s),
        lon_e6=round((TOWN[0] + east_m / M_PER_DEGREE) * 1e6),
        lat_e6=round(TOWN[1] * 1e6),
        **(defaults | values),
    )


def drive(unit: Unit, from_s: int, to_s: int, from_m: float, mps: float, **values: Any) -> None:
    for at_s in range(from_s, to_s + 1, 10):
        store(unit, at_s, from_m + mps * (at_s - from_s), **values)


def drive_with_a_gap(unit: Unit) -> None:
    """Ten minutes of rest, 1,000 m in 100 s, 400 s of silence, 500 m in 50 s."""
    drive(unit, 0, 600, 0, 0)
    drive(unit, 610, 700, 100, 10, speed_mps=10.0, heading_deg=90.0, altitude_m=12.0)
    drive(unit, 1100, 1150, 4000, 10)
