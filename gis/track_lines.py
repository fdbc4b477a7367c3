"""Counts what lies along the fixes of a track: distance, time stood still, top speed.

Receivers at rest wander. So distance is counted from anchor to anchor: a fix is a new anchor only
where it lies further from the last one than both accuracies explain. What lies over a gap is told
apart and is never part of a distance.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from gis.tracks import Piece, TrackFix, gap_m, seconds_between, slack_m

HALT_MIN_S = 30.0
"""Standing inside a trip counts as idle from here on: traffic lights."""
ANCHOR_MIN_M = 20.0
"""Even a receiver that claims more wanders this far."""
STRAY_MAX_S = 30.0
"""Out and back to the same place within this is a stray fix, not a way."""
DERIVED_MIN_S = 10.0
"""Speeds are derived over at least so long, where fixes allow it."""
ACCELERATION_MPS2 = 3.0
"""Nothing on duty gathers speed or brakes harder than this for long."""


@dataclass(frozen=True, slots=True)
class Line:
    """All fixes of the pieces without strays, and which of them come after a gap."""

    fixes: list[TrackFix]
    times_s: list[float]
    after_gap: frozenset[int]

    @classmethod
    def of(cls, pieces: Sequence[Piece]) -> Line:
        """Return the line of the pieces of a track in their order."""
        fixes: list[TrackFix] = []
        after_gap: list[int] = []
        for piece in pieces:
            after_gap.append(len(fixes))
            fixes += _without_strays(piece)
        times_s = [fix.time.timestamp() for fix in fixes]
        return cls(fixes, times_s, frozenset(after_gap) - {0})

    def lasts_s(self, first: int, last: int) -> float:
        """Return the time from one fix to another in seconds."""
        return self.times_s[last] - self.times_s[first]

    def gaps(self, first: int, last: int) -> list[tuple[TrackFix, TrackFix]]:
        """Return the ends of the gaps between two fixes."""
        ends = sorted(index for index in self.after_gap if first < index <= last)
        return [(self.fixes[index - 1], self.fixes[index]) for index in ends]


@dataclass(slots=True)
class Way:
    """What is counted along some fixes."""

    distance_m: float = 0.0
    idle_s: float = 0.0
    """Standing, but too short for a stop."""


def way_along(line: Line, first: int, last: int) -> Way:
    """Count from anchor to anchor; after a gap it begins anew.

    Standing lasts from an anchor to the last fix that is clearly beside it, which a slow but
    steady move soon is no longer.
    """
    way = Way()
    anchor = line.fixes[first]
    rests_until = anchor
    for index in range(first + 1, last + 1):
        fix = line.fixes[index]
        away_m, reach_m = gap_m(anchor, fix), _reach_m(anchor, fix)
        is_after_gap = index in line.after_gap
        if not is_after_gap and away_m <= reach_m:
            rests_until = fix if away_m <= reach_m / 2 else rests_until
            continue
        way.idle_s += _idle_s(anchor, rests_until)
        way.distance_m += 0.0 if is_after_gap else away_m
        anchor = rests_until = fix
    way.idle_s += _idle_s(anchor, rests_until)
    return way


def _idle_s(anchor: TrackFix, rests_until: TrackFix) -> float:
    stood_s = seconds_between(anchor, rests_until)
    return stood_s if stood_s >= HALT_MIN_S else 0.0


def highest_speed_mps(line: Line, first: int, last: int, *, limit_mps: float) -> float | None:
    """Return the highest speed up to a limit that the fixes beside it bear out; None without any.

    A tracker that reports no speed but 0 while it moves does not know its speed.
    """
    for is_reported_heard in (True, False):
        speeds = [
            _speed_mps(line, index, first, last, is_reported_heard=is_reported_heard)
            for index in range(first, last + 1)
        ]
        borne_out = [
            speed
            for index, speed in enumerate(speeds, first)
            if speed is not None
            and speed <= limit_mps
            and _is_borne_out(line, first, last, speeds, index)
        ]
        top = max(borne_out, default=None)
        if top:
            return top
    return top


def _speed_mps(
    line: Line, index: int, first: int, last: int, *, is_reported_heard: bool
) -> float | None:
    """Return the reported speed at a fix, else that over the last ten seconds of its piece.

    None at the beginning of a piece, unless that is all there is.
    """
    fix = line.fixes[index]
    if is_reported_heard and fix.speed_mps is not None:
        return fix.speed_mps
    before = index
    while before > first and before not in line.after_gap:
        before -= 1
        if line.lasts_s(before, index) >= DERIVED_MIN_S:
            break
    lasts_s = line.lasts_s(before, index)
    is_more_to_come = index < last and index + 1 not in line.after_gap
    if lasts_s <= 0 or (lasts_s < DERIVED_MIN_S and is_more_to_come):
        return None
    return gap_m(line.fixes[before], fix) / lasts_s


def _is_borne_out(
    line: Line, first: int, last: int, speeds: Sequence[float | None], index: int
) -> bool:
    """Tell whether the way from and to the fixes beside it is long enough for such a speed.

    Kinematics: v² ≤ v₀² + 2·a·distance. A fix without neighbours bears nothing out.
    """
    joined = [
        other
        for other, joint in ((index - 1, index), (index + 1, index + 1))
        if first <= other <= last and joint not in line.after_gap
    ]
    speed = speeds[index - first] or 0.0
    return bool(joined) and all(
        speed <= _attainable_mps(line, index, other, known_mps)
        for other in joined
        if (known_mps := speeds[other - first]) is not None
    )


def _attainable_mps(line: Line, index: int, other: int, other_mps: float) -> float:
    a, b = line.fixes[index], line.fixes[other]
    way_m = gap_m(a, b) + slack_m(a, b)
    return math.sqrt(other_mps**2 + 2 * ACCELERATION_MPS2 * way_m)


def _without_strays(piece: Piece) -> Piece:
    """Leave out single fixes that lie far from those before and after, which lie together."""
    kept = piece[:1]
    for fix, after in itertools.pairwise(piece[1:]):
        before = kept[-1]
        out_m, back_m, along_m = gap_m(before, fix), gap_m(fix, after), gap_m(before, after)
        is_stray = (
            seconds_between(before, after) <= STRAY_MAX_S
            and min(out_m - _reach_m(before, fix), back_m - _reach_m(fix, after)) > 0
            and along_m < min(out_m, back_m) / 2
        )
        if not is_stray:
            kept.append(fix)
    return kept + piece[1:][-1:]


def _reach_m(a: TrackFix, b: TrackFix) -> float:
    """Return how far a fix may lie from an anchor without having moved."""
    return max(ANCHOR_MIN_M, slack_m(a, b))
