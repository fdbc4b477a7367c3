"""What coverage is lost while units are away, and which move of another unit restores most of it.

A place is covered by a kind of unit if an available one of that kind, whose position is trusted,
would be there within the kind's standard, counted from the dispatch and by network time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from types import MappingProxyType

import numpy as np

from gis.coverage_times import CoverageTimes
from gis.entries import Entry
from gis.land import Land
from gis.network import Bools, Floats, Longs
from gis.response import AVAILABLE, TRUSTED_POSITIONS
from gis.routing import Router
from gis.setting_out import OFFSHORE_M
from gis.types import AreaRef, LonLat, NoWay, Place, UnitKind, UnitState

STANDARD_S: Mapping[UnitKind, float] = MappingProxyType(
    {
        # National minimum standard of service (SPM) for fire: 15 minutes of response.
        UnitKind.FIRE_TRUCK: 15 * 60.0,
        # No national number for the others; assumptions, to be set by the regency.
        UnitKind.AMBULANCE: 30 * 60.0,
        UnitKind.MOTORCYCLE: 30 * 60.0,
        UnitKind.RESCUE: 30 * 60.0,
        UnitKind.POLICE: 30 * 60.0,
        UnitKind.BOAT: 60 * 60.0,
        UnitKind.SEA_AMBULANCE: 60 * 60.0,
    }
)
"""Seconds from the dispatch to the arrival by which a kind of unit covers a place; edit here."""
LOOKED_AHEAD = 2.0
"""Times are known up to so many times the standard, to tell how late the next unit would be."""
MOVES_TRIED = 5
"""Of the best moves that many are looked at until one is found that the unit can make."""


@dataclass(frozen=True, slots=True)
class Demand:
    """Where help may be asked for: a desa or an island, one for each inhabited land part of it."""

    kind: str
    """``desa`` or ``island``."""
    code: str
    name: str
    place: Place
    kecamatan: AreaRef | None = None
    island: AreaRef | None = None


@dataclass(frozen=True, slots=True)
class Lost:
    """A place that falls below the standard.

    ``after_s`` is None if nobody else is there within ``LOOKED_AHEAD`` times the standard.
    """

    demand: Demand
    before_s: float
    after_s: float | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """Where a unit may be moved to: a station."""

    code: str
    name: str
    point: LonLat
    port: str | None = None
    """For boats: the quay where it lies."""


@dataclass(frozen=True, slots=True)
class MoveUp:
    """An available unit moved to a post: what it restores and what it uncovers in turn."""

    unit: UnitState
    post: Post
    restored: tuple[Demand, ...]
    uncovered: tuple[Demand, ...]
    duration_s: float
    """How long it is on its way to the post, turnout included."""


def demand_of(entries: Iterable[Entry], land: Land) -> list[Demand]:
    """Return the desa and the inhabited islands among entries of the gazetteer, in their order.

    What lies on no inhabited land part is asked for at its pin; boats alone get to a pin at sea.
    """
    return [
        Demand(
            entry.kind,
            entry.code or "",
            entry.name,
            Place(point, radius_m, land_part, entry.label),
            entry.kecamatan,
            island,
        )
        for entry in entries
        if entry.kind in {"desa", "island"} and entry.inhabited
        for point, radius_m, land_part, island in _spots(entry, land)
    ]


def _spots(entry: Entry, land: Land) -> Iterator[tuple[LonLat, float, int | None, AreaRef | None]]:
    for spot in entry.spots:
        yield spot.point, spot.radius_m, spot.land_part, spot.island
    if not entry.spots:
        part = land.part_at(entry.point)
        island = entry.island
        if entry.kind == "island" and entry.code is not None:
            island = AreaRef(entry.code, entry.name)
        yield entry.point, entry.radius_m, None if part is None else part.number, island


def covers(unit: UnitState, kind: UnitKind) -> bool:
    """Tell whether a unit counts for the coverage of a kind: it is available, and known where."""
    return (
        unit.kind == kind
        and unit.status in AVAILABLE
        and unit.position_state in TRUSTED_POSITIONS
        and unit.point is not None
    )


@dataclass(frozen=True, slots=True, order=True)
class _Move:
    """By its gain, negative so that the best sorts first."""

    loss: int
    uncovers: int
    mover: int
    post: int


class Coverage:
    """The coverage of one kind by its available units at a moment.

    Parameters
    ----------
    units
        All there are; those of other kinds and those that are not available do not count.
    gone
        Codes of units that are already chosen and count no more.
    posts
        Where units of the kind may be moved to.
    standard_s
        In place of the kind's own in ``STANDARD_S``.
    """

    def __init__(
        self,
        kind: UnitKind,
        demand: Sequence[Demand],
        times: CoverageTimes,
        router: Router,
        units: Sequence[UnitState],
        *,
        at: datetime,
        gone: Collection[str] = (),
        posts: Sequence[Post] = (),
        standard_s: float | None = None,
    ) -> None:
        self.kind = kind
        self.standard_s = STANDARD_S[kind] if standard_s is None else standard_s
        self.demand, self.posts = demand, posts
        self.units = [u for u in units if covers(u, kind) and u.code not in gone]
        self._router, self._times, self._at = router, times, at
        limit_s = self.standard_s * LOOKED_AHEAD
        self.times_s: Floats = times.within(router, self.units, at=at, limit_s=limit_s)
        """Of each unit (row) to each place; inf beyond twice the standard."""
        self._covered: Bools = self.times_s <= self.standard_s
        self._coverers = self._covered.sum(axis=0)

    def lost(self, code: str) -> list[Lost]:
        """Return what nobody else covers while a unit is away: what waits longest comes first.

        Nothing for a unit that does not count.
        """
        row = self._row(code)
        if row is None:
            return []
        alone = np.flatnonzero(self._covered[row] & (self._coverers == 1))
        others = np.delete(self.times_s, row, axis=0)
        after_s = others.min(axis=0, initial=np.inf)
        found = [
            Lost(
                self.demand[int(n)],
                float(self.times_s[row, n]),
                float(after_s[n]) if np.isfinite(after_s[n]) else None,
            )
            for n in alone
        ]
        return sorted(found, key=_by_wait)

    def move_up(self, code: str) -> MoveUp | None:
        """Return the move that restores most of what is lost, None if none helps.

        A move counts by the places it restores less those it uncovers; it must restore more than
        it uncovers. Of equals the one that uncovers less, then the first by unit and post.
        """
        row = self._row(code)
        if row is None or not self.posts:
            return None
        lost = self._covered[row] & (self._coverers == 1)
        if not lost.any():
            return None
        left = self._coverers - self._covered[row]
        from_posts = self._from_posts
        for move in sorted(self._moves(row, from_posts, lost, left))[:MOVES_TRIED]:
            unit, post = self.units[move.mover], self.posts[move.post]
            duration_s = self._way_s(unit, post)
            if duration_s is not None:
                covered = from_posts[move.post]
                restored = self._places(lost & covered)
                uncovered = self._places(self._covered[move.mover] & (left == 1) & ~covered)
                return MoveUp(unit, post, restored, uncovered, duration_s)
        return None

    def _moves(self, row: int, from_posts: Bools, lost: Bools, left: Longs) -> Iterator[_Move]:
        """Yield the moves that restore more than they uncover."""
        restores = (from_posts & lost).sum(axis=1)
        for mover in range(len(self.units)):
            if mover != row:
                alone = self._covered[mover] & (left == 1)
                uncovers = (alone & ~from_posts).sum(axis=1)
                for post in np.flatnonzero(restores > uncovers):
                    gain = int(restores[post] - uncovers[post])
                    yield _Move(-gain, int(uncovers[post]), mover, int(post))

    @cached_property
    def _from_posts(self) -> Bools:
        """Return what a unit of this kind that stands at each post covers; turnout counts."""
        standing = [
            replace(
                self.units[0],
                code=post.code,
                point=post.point,
                at_station=True,
                at_port=post.port,
                aboard=None,
                waiting_at=None,
            )
            for post in self.posts
        ]
        limit_s = self.standard_s
        reached_s = self._times.within(self._router, standing, at=self._at, limit_s=limit_s)
        return np.isfinite(reached_s)

    def _way_s(self, unit: UnitState, post: Post) -> float | None:
        """Return how long a unit is on its way to a post, None if it cannot get there."""
        place = self._router.place_at(post.point, offshore_m=OFFSHORE_M)
        (found,) = self._router.estimates_to(place, [unit], at=self._at)
        return None if isinstance(found, NoWay) else found.duration_s

    def _places(self, chosen: Bools) -> tuple[Demand, ...]:
        return tuple(self.demand[int(number)] for number in np.flatnonzero(chosen))

    def _row(self, code: str) -> int | None:
        return next((n for n, unit in enumerate(self.units) if unit.code == code), None)


def _by_wait(lost: Lost) -> tuple[float, float, str, str]:
    late_s = float("inf") if lost.after_s is None else lost.after_s
    return -late_s, lost.before_s, lost.demand.kind, lost.demand.code
