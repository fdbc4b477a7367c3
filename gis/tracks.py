"""Splits the track of a unit where nothing is known of it, and chooses whose fixes are its track.

A gap is never drawn as a line. Two consecutive fixes have one between them if they are further
apart in time than the larger of five minutes and three usual intervals (``gap_limit_s``), or
further apart in space than the unit can have driven: then it was elsewhere, but nobody saw how it
got there.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from statistics import median

from gis.freshness import Tracker, takes_marker
from gis.projection import distance_m

GAP_MIN_S = 300.0
"""A shorter silence is no gap, whatever the interval."""
GAP_INTERVALS = 3.0
"""Two missed fixes are bad luck, three are silence."""
STEPS_MIN = 5
"""Fewer steps between fixes show no habit."""
TAUGHT_MAX_S = 300.0
"""What a tracker has taught counts at most so much while the track itself shows no habit: the
longest that a common client is set to by default (Traccar Client)."""
ACCURACY_UNKNOWN_M = 15.0
"""What an unstated accuracy counts as along a track: a telephone in the open."""


class LeftOut(StrEnum):
    """Why a fix is shown, but is no part of the line and of no sum."""

    UNTRUSTED = "untrusted"
    """A mock location, or a tracker that was in two places at once."""
    SAME_SECOND = "same_second"
    RADIO = "radio"
    """Told by voice: true within a radius, not a point of the way."""
    OTHER_TRACKER = "other_tracker"
    """Another tracker of the unit is being followed at this time."""


class GapReason(StrEnum):
    """Why two fixes are not joined."""

    SILENCE = "silence"
    RELOCATED = "relocated"


@dataclass(frozen=True, slots=True)
class TrackFix:
    """An accepted fix on a unit's track."""

    time: datetime
    lon: float
    lat: float
    accuracy_m: float | None = None
    speed_mps: float | None = None
    """As the tracker reported it; None: unknown."""
    is_trusted: bool = True
    is_same_second: bool = False
    is_relocated: bool = False
    """Accepted after an implausible jump."""
    is_told: bool = False
    """Told by radio."""
    tracker: int = 0


@dataclass(frozen=True, slots=True)
class Habit:
    """How a tracker of the unit is heard."""

    priority: int = 1
    interval_s: float | None = None
    """Learned; None: not known yet."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A time during which nothing is known of the unit, with the straight distance over it."""

    start: TrackFix
    end: TrackFix
    reason: GapReason

    @property
    def seconds(self) -> float:
        """How long nothing was known."""
        return (self.end.time - self.start.time).total_seconds()

    @property
    def distance_m(self) -> float:
        """How far apart its ends are in a straight line; not a distance that was driven."""
        return gap_m(self.start, self.end)


Piece = list[TrackFix]
"""Consecutive fixes without a gap; at least one."""


@dataclass(frozen=True, slots=True)
class SplitTrack:
    """A track with its gaps: what may be drawn as lines and what may not."""

    fixes: Sequence[TrackFix]
    left_out: list[LeftOut | None]
    """For each fix why it is no part of the line; None: it is."""
    segments: list[int | None]
    """For each fix the number of its piece from 0; None where it is left out."""
    pieces: list[Piece]
    gaps: list[Gap]
    gap_limit_s: float


def split_track(
    fixes: Sequence[TrackFix],
    habits: Mapping[int, Habit],
    *,
    speed_limit_mps: float,
) -> SplitTrack:
    """Return the pieces and gaps of a unit's fixes.

    Parameters
    ----------
    fixes
        In the order of their times.
    habits
        By tracker; one that is not named has the first priority and no known interval.
    speed_limit_mps
        The class limit of the unit (``gis.fixes.speed_limit_mps``).
    """
    excluded = left_out_of(fixes, habits)
    drawn = [fix for fix, reason in zip(fixes, excluded, strict=True) if reason is None]
    taught = [habits[key].interval_s for key in {fix.tracker for fix in drawn} if key in habits]
    known_s = max((interval for interval in taught if interval is not None), default=None)
    limit_s = gap_limit_s(drawn, known_s)
    pieces = split_at_gaps(drawn, limit_s, speed_limit_mps=speed_limit_mps)
    numbers = (number for number, piece in enumerate(pieces) for _ in piece)
    segments = [next(numbers) if reason is None else None for reason in excluded]
    return SplitTrack(fixes, excluded, segments, pieces, gaps_between(pieces, limit_s), limit_s)


def gap_limit_s(fixes: Sequence[TrackFix], known_interval_s: float | None = None) -> float:
    """Return the longest time in seconds between two fixes that is no gap.

    It is the larger of five minutes and three usual intervals. The usual interval is the median
    step of the track itself; a track of fewer than five steps shows no habit, and there the
    interval counts that its tracker has taught, but at most five minutes of it.
    """
    steps_s = [(b.time - a.time).total_seconds() for a, b in itertools.pairwise(fixes)]
    if len(steps_s) >= STEPS_MIN:
        usual_s = median(steps_s)
    else:
        usual_s = min(known_interval_s or 0.0, TAUGHT_MAX_S)
    return max(GAP_MIN_S, GAP_INTERVALS * usual_s)


def split_at_gaps(
    fixes: Sequence[TrackFix], gap_s: float, *, speed_limit_mps: float | None = None
) -> list[Piece]:
    """Return the unbroken pieces of a track in order; every fix is in exactly one.

    Parameters
    ----------
    gap_s
        The longest time between two fixes that is no gap (``gap_limit_s``).
    speed_limit_mps
        Fixes further apart than this allows, by both accuracies, are not joined. None: only a
        fix that was accepted as relocated begins a piece without a silence.
    """
    pieces: list[Piece] = []
    for fix in fixes:
        if pieces and _is_joined(pieces[-1][-1], fix, gap_s, speed_limit_mps):
            pieces[-1].append(fix)
        else:
            pieces.append([fix])
    return pieces


def gaps_between(pieces: Sequence[Piece], gap_s: float) -> list[Gap]:
    """Return what lies between consecutive pieces."""
    return [
        Gap(
            before[-1],
            after[0],
            GapReason.SILENCE
            if seconds_between(before[-1], after[0]) > gap_s
            else GapReason.RELOCATED,
        )
        for before, after in itertools.pairwise(pieces)
    ]


def left_out_of(fixes: Sequence[TrackFix], habits: Mapping[int, Habit]) -> list[LeftOut | None]:
    """Return for each fix why it is no part of the unit's line; None: it is.

    Of several trackers one is followed at a time, by the same rule by which one of them moves the
    marker (``gis.freshness.takes_marker``): two telephones in one vehicle are not a zigzag. But a
    track knows what came later: where the followed one falls silent for so long that another would
    have taken the marker, the other is followed at once. A telephone that was exchanged for
    another leaves no gap.
    """
    holder: tuple[TrackFix, float] | None = None
    reasons = [_reason_alone(fix) for fix in fixes]
    silences_s = _silences_s(fixes, reasons)
    for index, fix in enumerate(fixes):
        if reasons[index] is not None:
            continue
        if holder is not None and holder[0].tracker != fix.tracker:
            held = _tracker(holder[0], habits, holder[1])
            if not takes_marker(_tracker(fix, habits, 0.0), held):
                reasons[index] = LeftOut.OTHER_TRACKER
                continue
        holder = fix, silences_s[index]
    return reasons


def _silences_s(fixes: Sequence[TrackFix], reasons: Sequence[LeftOut | None]) -> list[float]:
    """Return how long each fix is the newest of its tracker, at most until the last fix of all."""
    later: dict[int, TrackFix] = {}
    silences_s: list[float] = []
    for fix, reason in zip(reversed(fixes), reversed(reasons), strict=True):
        silences_s.append(seconds_between(fix, later.get(fix.tracker, fixes[-1])))
        if reason is None:
            later[fix.tracker] = fix
    return silences_s[::-1]


def gap_m(a: TrackFix, b: TrackFix) -> float:
    """Return the straight distance between two fixes in metres."""
    return distance_m(a.lon, a.lat, b.lon, b.lat)


def seconds_between(a: TrackFix, b: TrackFix) -> float:
    """Return the time from one fix to the other in seconds."""
    return (b.time - a.time).total_seconds()


def slack_m(a: TrackFix, b: TrackFix) -> float:
    """Return how far apart two fixes of one place may lie, by their accuracies."""
    return _accuracy_m(a) + _accuracy_m(b)


def _is_joined(a: TrackFix, b: TrackFix, gap_s: float, speed_limit_mps: float | None) -> bool:
    lasts_s = seconds_between(a, b)
    if lasts_s > gap_s or b.is_relocated:
        return False
    if speed_limit_mps is None:
        return True
    return gap_m(a, b) - slack_m(a, b) <= speed_limit_mps * max(lasts_s, 1.0)


def _reason_alone(fix: TrackFix) -> LeftOut | None:
    if not fix.is_trusted:
        return LeftOut.UNTRUSTED
    if fix.is_same_second:
        return LeftOut.SAME_SECOND
    return LeftOut.RADIO if fix.is_told else None


def _tracker(fix: TrackFix, habits: Mapping[int, Habit], age_s: float) -> Tracker:
    habit = habits.get(fix.tracker, Habit())
    return Tracker(fix.tracker, habit.priority, habit.interval_s, age_s)


def _accuracy_m(fix: TrackFix) -> float:
    return ACCURACY_UNKNOWN_M if fix.accuracy_m is None else fix.accuracy_m
