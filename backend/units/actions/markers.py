"""Writes the rows that hold the markers, one statement for any number of units."""

from __future__ import annotations

from collections.abc import Iterable

from backend.units.models import LatestPosition, Position

_FIELDS = [
    "device",
    "fix_time",
    "received_at",
    "lon_e6",
    "lat_e6",
    "accuracy_m",
    "speed_mps",
    "heading_deg",
    "source",
    "trusted",
    "note",
]


def place_markers(positions: Iterable[Position]) -> None:
    """Put each unit's marker at its position; the caller has found it to be the newest."""
    rows = [
        LatestPosition(
            unit_id=position.unit_id,
            device_id=position.device_id,
            **{name: getattr(position, name) for name in _FIELDS[1:]},
        )
        for position in positions
    ]
    if rows:
        LatestPosition.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["unit"], update_fields=_FIELDS
        )
