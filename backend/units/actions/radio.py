"""Stores a position that a crew told by radio; a newer trusted fix replaces it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from backend.accounts.models import User
from backend.changes.actions import record_changes
from backend.changes.models import Change
from backend.units.actions.arrivals import settle_at_stations
from backend.units.actions.markers import place_markers, tell_moved
from backend.units.models import Position, Unit
from backend.units.queries.devices import locked_devices
from backend.units.queries.tracks import latest_positions
from gis.fix_checks import Verdict
from gis.geofences import ENTRY_ACCURACY_MAX_M
from gis.types import LonLat

RADIO = "radio"


@transaction.atomic
def record_radio_position(
    *, unit: Unit, point: LonLat, radius_m: float, at: datetime, by: User | None, now: datetime
) -> Position:
    """Store the place and, if nothing trusted is newer, move the marker there and tell of it.

    A returning unit that is told to be at its station becomes ``available``, as for a fix: who
    entered it has set that. A place told too vaguely to enter a fence says no such thing.

    Parameters
    ----------
    radius_m
        How far off the place may be; it counts as the accuracy.
    at
        When the unit was there.
    """
    locked_devices([unit.pk])
    latest = latest_positions([unit.pk]).get(unit.pk)
    moves = latest is None or not latest.trusted or latest.fix_time <= at
    position = Position.objects.create(
        unit=unit,
        fix_time=at,
        stated_time=at,
        received_at=now,
        lon_e6=round(point.lon * 1e6),
        lat_e6=round(point.lat * 1e6),
        accuracy_m=radius_m,
        source=RADIO,
        verdict=Verdict.LIVE if moves else Verdict.HISTORY,
        note=f"by {by.pk}" if by else "",
    )
    if moves:
        place_markers([position])
        record_changes(kind=Change.Kind.UNIT, keys=[unit.code], now=now)
        if radius_m <= ENTRY_ACCURACY_MAX_M:
            settle_at_stations(positions=[position], units=[unit], now=now, by=by)
        tell_moved(positions=[position], now=now)
    return position
