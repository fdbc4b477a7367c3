"""Where a land vehicle sets out from, and what is added to its estimate for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import shapely
from shapely.geometry.base import BaseGeometry

from gis.journey_steps import Estimate, Stop
from gis.land import Land
from gis.quay_entries import Departure
from gis.regency import in_box
from gis.turnout import turnout_s
from gis.types import Aboard, LonLat, NoWay, Place, Reachability, UnitState
from gis.wording import Wording

COAST_SLACK_M = 50.0
"""A place this close to the shore is on land: the coast is generalised to 10 m, a caller's finger
to more."""
OFFSHORE_M = 1_000.0
"""A land vehicle this close to the shore stands on a quay or in a harbour drawn as water."""


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


def part_of(land: Land, point: LonLat, offshore_m: float) -> tuple[int | None, float]:
    """Return the land part of a point and how far off its shore the point lies.

    None for a point further off every shore than ``offshore_m``.
    """
    covering = land.part_at(point)
    if covering is not None:
        return covering.number, 0.0
    nearest = land.nearest(point)
    if nearest is None:
        return None, float("inf")
    part, away_m = nearest
    return (part.number if away_m <= offshore_m else None), away_m


def abroad(place: Place, barriers: Iterable[BaseGeometry]) -> NoWay | None:
    """Return that nothing is known of the ways to a place on a neighbour's land, None elsewhere."""
    point = place.point
    if place.land_part is not None:
        return None
    if not any(shapely.intersects_xy(land, point.lon, point.lat) for land in barriers):
        return None
    return NoWay(Reachability.UNREACHABLE, "no_way", Wording("place_abroad"))


def off_land(point: LonLat, away_m: float, barriers: Iterable[BaseGeometry]) -> NoWay:
    """Return why a vehicle that stands on no land part cannot set out: at sea, or abroad."""
    on_neighbour = any(shapely.intersects_xy(land, point.lon, point.lat) for land in barriers)
    why = Wording("unit_at_sea", distance=round(away_m))
    if on_neighbour or not in_box(point):
        why = Wording("unit_abroad")
    return NoWay(Reachability.UNREACHABLE_NOW, "no_way", why)


def departure_of(
    start: Start, stop: Stop | NoWay, notes: tuple[str, ...]
) -> tuple[Departure | NoWay, tuple[str, ...]]:
    """Return how a vehicle sets out from a stop, or from the line at a quay although at sea."""
    if isinstance(stop, Stop):
        return Departure(stop, start.delay_s, waiting_at=start.waiting_at), notes
    if start.waiting_at is not None:
        return Departure(None, start.delay_s, waiting_at=start.waiting_at), ()
    return stop, notes


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
