"""Reads what came with a press of the panic button; nothing in it can be wrong enough to refuse."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from backend.units.actions.help_calls import HelpPlace
from backend.units.api.payloads import moment_from
from gis.fix_checks import BOX_DEG
from gis.types import LonLat

EVENT_ID_MAX = 128
PRESS_AGE_MAX = timedelta(days=7)
"""No phone waits longer for signal; an older time is that of a clock which was never set."""
_ZERO_DEG = 0.01
"""So near to (0, 0) a place means that there was no fix."""


@dataclass(frozen=True, slots=True)
class Press:
    """What could be used of a press; ``note`` has the codes of what could not."""

    event_id: str
    pressed_at: datetime
    place: HelpPlace | None
    note: str


def press_from(body: Any, key: str, now: datetime) -> Press:
    """Return a press; without a usable time it counts as now, without a place it has none.

    Parameters
    ----------
    key
        Names the press where the body does not.
    """
    notes: list[str] = []
    if not isinstance(body, Mapping):
        notes.append("body_unreadable")
        body = {}
    pressed_at = _pressed_at(body, now, notes)
    place = _place(body, pressed_at, now, notes)
    event_id = _name(body.get("event_id")) or _name(key)
    return Press(event_id, pressed_at, place, " ".join(dict.fromkeys(notes)))


def _name(value: Any) -> str:
    """Return the name of a press as it can be stored: as it came, or its digest."""
    if value is None or value == "" or isinstance(value, Mapping | list):
        return ""
    text = str(value)
    if len(text) <= EVENT_ID_MAX and text.isprintable():
        return text
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def _pressed_at(body: Mapping[str, Any], now: datetime, notes: list[str]) -> datetime:
    """Return when it was pressed; a clock that is days behind tells nothing."""
    moment = _past(body.get("pressed_at"), now, notes) or now
    if now - moment <= PRESS_AGE_MAX:
        return moment
    notes.append("time_unusable")
    return now


def _past(value: Any, now: datetime, notes: list[str]) -> datetime | None:
    """Return a moment that is not ahead; None where none was given."""
    if value is None or value == "":
        return None
    moment = moment_from(value)
    if moment is None or moment > now:
        notes.append("time_unusable")
    return None if moment is None else min(moment, now)


def _place(
    body: Mapping[str, Any], pressed_at: datetime, now: datetime, notes: list[str]
) -> HelpPlace | None:
    if body.get("lon") is None and body.get("lat") is None:
        return None
    lon, lat = _number(body.get("lon")), _number(body.get("lat"))
    if lon is None or lat is None or not _is_here(lon, lat):
        notes.append("place_unusable")
        return None
    accuracy_m = _number(body.get("accuracy_m"))
    if body.get("accuracy_m") is not None and (accuracy_m is None or accuracy_m < 0):
        notes.append("accuracy_unusable")
        accuracy_m = None
    return HelpPlace(
        LonLat(lon, lat), _past(body.get("fix_time"), now, notes) or pressed_at, accuracy_m
    )


def _is_here(lon: float, lat: float) -> bool:
    west, south, east, north = BOX_DEG
    is_nowhere = abs(lon) < _ZERO_DEG and abs(lat) < _ZERO_DEG
    return west <= lon <= east and south <= lat <= north and not is_nowhere


def _number(value: Any) -> float | None:
    """Return a finite number, also from text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
