"""What coverage an incident costs: what falls below the standard while a unit is away for it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backend.changes.epoch_cache import EpochCache
from backend.dispatch.refusals import unknown_units
from backend.places.queries import gazetteer, land
from backend.roads.queries import router
from backend.units.models import Station
from backend.units.queries import unit_states
from gis.coverage import Coverage, Demand, Lost, MoveUp, Post, covers, demand_of
from gis.coverage_times import CoverageTimes
from gis.types import LonLat, UnitKind, UnitState


@dataclass(frozen=True, slots=True)
class _Asked:
    """All demand, with the times to it that are remembered from question to question."""

    demand: tuple[Demand, ...]
    times: CoverageTimes


def coverage_losses(
    *, codes: Sequence[str], without: Collection[str] = (), now: datetime
) -> list[dict[str, Any]]:
    """Return for each unit what is lost if it goes, and the best move-up; nothing is stored.

    Parameters
    ----------
    without
        Codes of units that are chosen already: they cover nothing any more.

    Raises
    ------
    BadInput
        Naming ``unit``, if one is unknown.
    NotReady
        If no network is active or no boundaries are loaded.
    """
    roads, asked = router(), _asked.get()
    states = {unit.code: unit for unit in unit_states(now)}
    if unknown := [code for code in (*codes, *without) if code not in states]:
        raise unknown_units(unknown)
    kinds = {states[code].kind for code in codes}
    posts = _posts(kinds)
    by_kind = {
        kind: Coverage(
            kind,
            asked.demand,
            asked.times,
            roads,
            list(states.values()),
            at=now,
            gone=frozenset(without),
            posts=posts[kind],
        )
        for kind in kinds
    }
    return [_record(states[code], by_kind[states[code].kind]) for code in dict.fromkeys(codes)]


def _record(unit: UnitState, coverage: Coverage) -> dict[str, Any]:
    lost = coverage.lost(unit.code)
    return {
        "unit": unit.code,
        "kind": unit.kind.value,
        "standard_s": coverage.standard_s,
        "covers_now": covers(unit, unit.kind),
        "coverage_loss": len(lost),
        "desa": [_lost_record(one) for one in lost if one.demand.kind == "desa"],
        "islands": [_lost_record(one) for one in lost if one.demand.kind == "island"],
        "move_up": _move_record(coverage.move_up(unit.code)) if lost else None,
    }


def _lost_record(lost: Lost) -> dict[str, Any]:
    return {
        **_place_record(lost.demand),
        "before_s": round(lost.before_s),
        "after_s": None if lost.after_s is None else round(lost.after_s),
    }


def _place_record(demand: Demand) -> dict[str, Any]:
    kecamatan, island = demand.kecamatan, demand.island
    return {
        "kind": demand.kind,
        "code": demand.code,
        "name": demand.name,
        "kecamatan": None if kecamatan is None else kecamatan.name,
        "island": None if island is None else island.name,
        "lon": demand.place.point.lon,
        "lat": demand.place.point.lat,
    }


def _move_record(move: MoveUp | None) -> dict[str, Any] | None:
    if move is None:
        return None
    return {
        "unit": move.unit.code,
        "station": {"code": move.post.code, "name": move.post.name},
        "duration_s": round(move.duration_s),
        "restored": [_place_record(demand) for demand in move.restored],
        "uncovered": [_place_record(demand) for demand in move.uncovered],
    }


def _posts(kinds: Collection[UnitKind]) -> dict[UnitKind, list[Post]]:
    """Return for each kind the stations at which a unit of that kind is at home; one query."""
    rows = Station.objects.filter(units__kind__in=[kind.value for kind in kinds])
    fields = rows.distinct().values_list("units__kind", "code", "name", "point", "port_code")
    found: dict[UnitKind, list[Post]] = {kind: [] for kind in kinds}
    for kind, code, name, point, port in fields.order_by("code"):
        post = Post(code, name, LonLat(point.x, point.y), port or None)
        found[UnitKind(kind)].append(post)
    return found


def _build() -> _Asked:
    demand = tuple(demand_of(gazetteer().entries, land()))
    by_boat = [one.island is not None for one in demand]
    return _Asked(demand, CoverageTimes([one.place for one in demand], by_boat))


_asked = EpochCache(_build, "network", "lanes", "boundaries", "places", "gazetteer")
