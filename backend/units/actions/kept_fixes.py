"""What of a fix is kept while it lies in quarantine, and the position that a release makes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from backend.errors import Conflict
from backend.units.models import Position, QuarantinedItem
from backend.units.queries.judgements import retention
from gis.fix_checks import NO_FIX_DEG, Judgement, Reason, joined_notes

RELEASED_NOTE = "released"
TURNED_NOTE = "turned"
_NUMBERS = ("speed_mps", "heading_deg", "altitude_m", "battery_pct")


def values_of(judgement: Judgement | None) -> dict[str, Any] | None:
    """Return what a fix says besides time, place and accuracy; None where there is no fix."""
    if judgement is None:
        return None
    fix = judgement.fix
    numbers = {name: getattr(fix, name) for name in _NUMBERS}
    rest = {"event_id": fix.event_id, "mock": fix.is_mock, "note": judgement.note}
    return {name: value for name, value in (numbers | rest).items() if value not in (None, "")}


def released_position(item: QuarantinedItem, *, now: datetime) -> Position:
    """Return the position, not stored yet, that a release of the item makes; history for now.

    A swapped pair is turned. A mock location stays untrusted.

    Raises
    ------
    Conflict
        Saying why nothing can be made of the item.
    """
    lon, lat, is_turned = _place(item)
    if item.device is None:
        raise _refused(_("Kiriman ini bukan dari perangkat yang dikenal; buang saja."))
    if item.stated_time is None or item.fix_time is None:
        raise _refused(_("Waktu titik ini tidak dapat dipercaya, jadi tidak bisa dilepas."))
    if item.fix_time < now - retention():
        raise _refused(_("Titik ini lebih tua daripada masa simpan, jadi tidak bisa dilepas."))
    values = item.fix_values or {}
    note = joined_notes(RELEASED_NOTE, TURNED_NOTE if is_turned else "", values.get("note", ""))
    return Position(
        unit_id=item.device.unit_id,
        device_id=item.device_id,
        fix_time=item.fix_time,
        stated_time=item.stated_time,
        received_at=item.received_at,
        lon_e6=round(lon * 1e6),
        lat_e6=round(lat * 1e6),
        accuracy_m=item.accuracy_m if item.accuracy_m is not None and item.accuracy_m > 0 else None,
        **{name: values.get(name) for name in _NUMBERS},
        event_id=values.get("event_id", ""),
        source=item.source,
        trusted=not values.get("mock", False),
        verdict=Position.Verdict.HISTORY,
        note=note,
    )


def is_releasable(item: QuarantinedItem, *, now: datetime) -> bool:
    """Tell whether a position can be made of the item."""
    try:
        released_position(item, now=now)
    except Conflict:
        return False
    return True


def _place(item: QuarantinedItem) -> tuple[float, float, bool]:
    """Return longitude, latitude, and whether they were turned."""
    if item.lon is None or item.lat is None:
        raise _refused(_("Kiriman ini tidak memuat tempat yang dapat dibaca; buang saja."))
    if item.reason == Reason.SWAPPED:
        return item.lat, item.lon, True
    lon, lat = item.lon, item.lat
    is_origin = abs(lon) <= NO_FIX_DEG and abs(lat) <= NO_FIX_DEG
    if item.reason == Reason.NO_FIX or is_origin or lon == 0 or lat == 0:
        raise _refused(
            _("Penerima GPS belum tahu tempatnya saat itu; tidak ada yang bisa dilepas.")
        )
    if abs(lon) > 180 or abs(lat) > 90:
        raise _refused(_("Tempat ini tidak ada di bumi, jadi tidak bisa dilepas."))
    return lon, lat, False


def _refused(sentence: str) -> Conflict:
    return Conflict(sentence, code="not_releasable")
