"""Reads stored positions as recorded fixes, to be sent again."""

from __future__ import annotations

from datetime import datetime

from backend.units.models import Position
from backend.units.queries import tracks
from gis.track_reading import RecordedFix

_VALUES = ("accuracy_m", "speed_mps", "heading_deg", "altitude_m", "battery_pct")


def recorded_track(unit_id: int, since: datetime, until: datetime) -> list[RecordedFix]:
    """Return the trusted fixes of a unit's trackers in a span, oldest first."""
    rows = tracks.within(
        Position.objects.filter(unit_id=unit_id, trusted=True).exclude(source="radio"), since, until
    ).order_by("fix_time", "id")
    return [
        RecordedFix(fix_time, lon_e6 / 1e6, lat_e6 / 1e6, *values)
        for fix_time, lon_e6, lat_e6, *values in rows.values_list(
            "fix_time", "lon_e6", "lat_e6", *_VALUES
        ).iterator()
    ]
