"""How long a unit at its station needs from being sent until it moves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from types import MappingProxyType

from gis.types import UnitKind

TURNOUT_S: Mapping[UnitKind, float] = MappingProxyType(
    {
        UnitKind.AMBULANCE: 60.0,  # NFPA 1710: 60 s for emergency medical calls
        UnitKind.FIRE_TRUCK: 80.0,  # NFPA 1710: 80 s for fire calls
        UnitKind.BOAT: 900.0,  # crew, fuel and lines; our estimate
        UnitKind.SEA_AMBULANCE: 900.0,
        UnitKind.RESCUE: 80.0,  # as a fire truck
        UnitKind.POLICE: 60.0,  # as an ambulance
        UnitKind.MOTORCYCLE: 60.0,
    }
)
"""Seconds by day for each kind of unit; edit here."""
NIGHT_FACTOR = 1.5
NIGHT_FROM_HOUR, NIGHT_UNTIL_HOUR = 22, 5
WIB = timezone(timedelta(hours=7), "WIB")
"""The regency's time all year round."""


def turnout_s(kind: UnitKind, at: datetime) -> float:
    """Return the turnout of a kind of unit; from 22 to 5 WIB it takes half as long again.

    Who is called shortly before 5 is not under way later than who is called at 5.
    """
    by_day_s = TURNOUT_S[kind]
    if not is_night(at):
        return by_day_s
    here = at.astimezone(WIB)
    dawn = here.replace(hour=NIGHT_UNTIL_HOUR, minute=0, second=0, microsecond=0)
    if here.hour >= NIGHT_FROM_HOUR:
        dawn += timedelta(days=1)
    return min(NIGHT_FACTOR * by_day_s, (dawn - here).total_seconds() + by_day_s)


def is_night(at: datetime) -> bool:
    """Tell whether an aware moment falls between 22:00 and 05:00 WIB."""
    hour = at.astimezone(WIB).hour
    return hour >= NIGHT_FROM_HOUR or hour < NIGHT_UNTIL_HOUR
