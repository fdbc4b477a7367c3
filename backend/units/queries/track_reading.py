"""Reads units' tracks for people: what was accepted, split where nothing is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from backend.units.models import Device, Position, Unit
from backend.units.queries.tracks import TRACK_MAX, within
from gis.fixes import RELOCATED_NOTE, SAME_SECOND_NOTE, speed_limit_mps
from gis.tracks import Habit, SplitTrack, TrackFix, split_track
from gis.types import UnitKind

READ_MAX = 120_000
"""Points that are read for one sum or file: twenty units that speak every fifteen seconds have
115,200 in a day."""
RADIO = "radio"


class TooManyPointsError(ValueError):
    """The span holds more than can be read at once."""


class Row(NamedTuple):
    """What a track needs of a position."""

    id: int
    unit_id: int
    device_id: int | None
    fix_time: datetime
    received_at: datetime
    lon_e6: int
    lat_e6: int
    accuracy_m: float | None
    speed_mps: float | None
    heading_deg: float | None
    altitude_m: float | None
    battery_pct: float | None
    source: str
    trusted: bool
    verdict: str
    note: str


@dataclass(frozen=True, slots=True)
class UnitTrack:
    """A unit's positions of a span in the order of their fix times, with what they mean."""

    unit: Unit
    rows: Sequence[Row]
    split: SplitTrack
    """Of the rows, and of one more where the span goes on."""
    next_since: datetime | None = None
    """Where to read on; None: these are all."""


def read_page(unit: Unit, since: datetime, until: datetime) -> UnitTrack:
    """Return the first part of a span, at most ``TRACK_MAX`` points.

    The next part begins with the first point that is not in this one. Points of one moment are
    never parted, and a gap between two parts is told with the first.
    """
    found = _rows([unit], since, until, TRACK_MAX + 1)
    shown, next_since = found, None
    if len(found) > TRACK_MAX:
        next_since = found[-1].fix_time
        shown = [row for row in found if row.fix_time < next_since] or found[:-1]
    known = found[: len(shown) + 1]
    split = _split(unit, known, _habits([unit])[unit.pk])
    return UnitTrack(unit, shown, split, next_since)


def read_tracks(units: Sequence[Unit], since: datetime, until: datetime) -> list[UnitTrack]:
    """Return all that is known of a span, in the order of the units.

    Raises
    ------
    TooManyPointsError
        Above ``READ_MAX`` for all units together.
    """
    found = _rows(units, since, until, READ_MAX + 1)
    if len(found) > READ_MAX:
        msg = f"more than {READ_MAX} points between {since} and {until}"
        raise TooManyPointsError(msg)
    by_unit: dict[int, list[Row]] = defaultdict(list)
    for row in found:
        by_unit[row.unit_id].append(row)
    habits = _habits(units)
    return [
        UnitTrack(unit, by_unit[unit.pk], _split(unit, by_unit[unit.pk], habits[unit.pk]))
        for unit in units
    ]


def _rows(units: Sequence[Unit], since: datetime, until: datetime, limit: int) -> list[Row]:
    rows = within(Position.objects.filter(unit__in=units), since, until)
    ordered = rows.order_by("unit_id", "fix_time", "id")
    return [Row(*values) for values in ordered.values_list(*Row._fields)[:limit]]


def _habits(units: Sequence[Unit]) -> Mapping[int, dict[int, Habit]]:
    """Return how each tracker is heard, by unit and device."""
    habits: dict[int, dict[int, Habit]] = defaultdict(dict)
    rows = Device.objects.filter(unit__in=units).values_list(
        "unit_id", "pk", "priority", "interval_s"
    )
    for unit_id, device_id, priority, interval_s in rows:
        habits[unit_id][device_id] = Habit(priority, interval_s)
    return habits


def _split(unit: Unit, rows: Sequence[Row], habits: Mapping[int, Habit]) -> SplitTrack:
    limit_mps = speed_limit_mps(UnitKind(unit.kind))
    return split_track([_fix(row) for row in rows], habits, speed_limit_mps=limit_mps)


def _fix(row: Row) -> TrackFix:
    notes = row.note.split(",")
    return TrackFix(
        row.fix_time,
        row.lon_e6 / 1e6,
        row.lat_e6 / 1e6,
        row.accuracy_m,
        row.speed_mps,
        is_trusted=row.trusted,
        is_same_second=SAME_SECOND_NOTE in notes,
        is_relocated=RELOCATED_NOTE in notes,
        is_told=row.source == RADIO,
        tracker=row.device_id or 0,
    )
