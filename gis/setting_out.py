"""Where a land vehicle sets out from, and what is added to its estimate for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from gis.journey_steps import Estimate
from gis.turnout import turnout_s
from gis.types import Aboard, LonLat, NoWay, UnitState


@dataclass(frozen=True, slots=True)
class Start:
    """Where a land vehicle is: its point, its turnout, and what it has to do with a ship."""

    point: LonLat
    delay_s: float = 0.0
    aboard: Aboard | None = None
    waiting_at: str | None = None


def start_of(unit: UnitState, at: datetime) -> Start:
    """Return where a unit with a position sets out."""
    assert unit.point is not None  # noqa: S101  (the caller has looked)
    delay_s = turnout_s(unit.kind, at) if unit.at_station else 0.0
    return Start(unit.point, delay_s, unit.aboard, unit.waiting_at)


def with_turnout(found: Estimate | NoWay, unit: UnitState, at: datetime) -> Estimate | NoWay:
    """Return what was found for a unit with the turnout that remains of it."""
    if isinstance(found, NoWay) or not unit.at_station:
        return found
    return replace(found, turnout_s=turnout_s(unit.kind, at))


def with_notes(found: Estimate | NoWay, notes: tuple[str, ...]) -> Estimate | NoWay:
    """Return an estimate that also says the notes."""
    if isinstance(found, NoWay) or not notes:
        return found
    return replace(found, notes=(*found.notes, *notes))


def stopping_short(found: Estimate | NoWay) -> Estimate | NoWay:
    """Return an estimate that ends at the shore of a place in the water."""
    return found if isinstance(found, NoWay) else replace(found, stops_short=True)
