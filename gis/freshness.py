"""How old a position may be, how often a tracker usually speaks, and which of several is heard.

Ages count from the fix time. Every limit grows with the tracker's own learned interval, since one
that sends every five minutes is not silent after two.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

INTERVAL_MIN_S = 10.0
"""A learned interval is never taken to be shorter."""
INTERVAL_MAX_S = 3600.0
LEARNING_RATE = 0.2
"""Share of the way (in logarithms) that one gap moves the learned interval."""
GAP_FACTOR_MAX = 4.0
"""A single gap counts at most this many times the known interval: an hour without signal is no
habit."""

_LIMITS = (("live", 60.0, 2.0), ("ageing", 300.0, 3.0), ("stale", 1800.0, 6.0))
"""State, its least limit in seconds, and its limit as a multiple of the interval."""


class PositionState(StrEnum):
    """How far the place of a unit can be relied on."""

    LIVE = "live"
    AGEING = "ageing"
    STALE = "stale"
    LOST = "lost"
    ASSUMED = "assumed"
    """No fix at all, but available: taken to be at its home station."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Tracker:
    """What decides whether a tracker may move the marker of its unit."""

    key: int
    priority: int
    """1 is heard first."""
    interval_s: float | None
    age_s: float | None
    """Age of its newest trusted fix; None if it has none."""


def position_state(age_s: float, interval_s: float | None) -> PositionState:
    """Return the state of a position by its age and the interval of the tracker that sent it.

    An unknown interval counts as the shortest. Limits belong to the younger state.
    """
    interval = max(interval_s or 0.0, INTERVAL_MIN_S)
    for state, least_s, factor in _LIMITS:
        if age_s <= max(least_s, factor * interval):
            return PositionState(state)
    return PositionState.LOST


def learned_interval_s(interval_s: float | None, gap_s: float) -> float | None:
    """Return the interval after one more gap between two fixes of a tracker.

    The first gap is taken as it is. Later ones move the interval a fifth of the way in
    logarithms, and none counts more than fourfold: a hole in the phone network hardly shows, and
    a changed setting is learned within two dozen fixes. A gap of nothing teaches nothing.
    """
    if not (math.isfinite(gap_s) and gap_s > 0):
        return interval_s
    gap = min(max(gap_s, INTERVAL_MIN_S), INTERVAL_MAX_S)
    if interval_s is None:
        return gap
    ratio = min(max(gap / interval_s, 1 / GAP_FACTOR_MAX), GAP_FACTOR_MAX)
    moved_s: float = interval_s * math.pow(ratio, LEARNING_RATE)
    return min(max(moved_s, INTERVAL_MIN_S), INTERVAL_MAX_S)


def takes_marker(speaker: Tracker, holder: Tracker | None) -> bool:
    """Tell whether a tracker may move the marker that another one moved last.

    A higher priority takes it at once. An equal one waits until the holder is no longer live, a
    lower one until it is stale, so that the marker never alternates between two phones.
    """
    if holder is None or holder.key == speaker.key or holder.age_s is None:
        return True
    if speaker.priority < holder.priority:
        return True
    state = position_state(holder.age_s, holder.interval_s)
    if speaker.priority == holder.priority:
        return state is not PositionState.LIVE
    return state in (PositionState.STALE, PositionState.LOST)
