"""Chooses which points of an old track may go without changing where and when the unit was.

Douglas-Peucker, but the distance is that between a point and where the kept line is *at the same
time*. It is never less than the distance to the line itself, so the shape is kept at least as well,
and so are speeds, stops and their durations. Thinning what was thinned removes nothing more.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from gis.projection import Floats, to_metres

SHAPE_M = 20.0
"""How far a removed point may lie from the line that stays."""
STEP_MAX_S = 60.0
"""Two kept points are no farther apart than this unless there is none between. It is the least time
for which a tracker counts as live (``gis.freshness``): what was no gap looks like none afterwards,
and of two trackers the same one is followed."""
_ON_THE_SAFE_SIDE = 0.995
"""The projection shortens by 0.04 % at most; stored degrees are rounded to 0.11 m."""

Mask = npt.NDArray[np.bool_]


def kept_points(
    times_s: Sequence[float] | Floats,
    lon: Sequence[float] | Floats,
    lat: Sequence[float] | Floats,
    *,
    shape_m: float = SHAPE_M,
    step_max_s: float = STEP_MAX_S,
) -> Mask:
    """Return for each point of a track whether it must stay.

    The first and the last always stay, and so do both ends of every gap longer than
    ``step_max_s``.

    Parameters
    ----------
    times_s
        Ascending; equal times are allowed.
    lon, lat
        Degrees.

    Raises
    ------
    ValueError
        If the three differ in length or the times descend.
    """
    times = np.asarray(times_s, float)
    x_m, y_m = to_metres(lon, lat)
    if not len(times) == len(x_m) == len(y_m):
        msg = f"{len(times)} times, {len(x_m)} longitudes and {len(y_m)} latitudes are no track"
        raise ValueError(msg)
    if not (np.diff(times) >= 0).all():
        msg = "the times of a track must ascend"
        raise ValueError(msg)
    keep = np.zeros(len(times), bool)
    anchors = _anchors(times, np.isfinite(x_m) & np.isfinite(y_m), step_max_s)
    keep[anchors] = True
    for first, last in itertools.pairwise(anchors):
        _keep_between(first, last, (times, x_m, y_m), shape_m * _ON_THE_SAFE_SIDE, keep)
    return keep


def length_m(lon: Sequence[float] | Floats, lat: Sequence[float] | Floats) -> float:
    """Return the length of the line through the points in metres."""
    x_m, y_m = to_metres(lon, lat)
    return float(np.hypot(np.diff(x_m), np.diff(y_m)).sum())


def _anchors(times: Floats, is_on_map: Mask, step_max_s: float) -> list[int]:
    """Return the points that stay whatever the shape: the last within reach of the one before."""
    end = len(times) - 1
    anchors = [0] if end >= 0 else []
    while anchors and anchors[-1] < end:
        here = anchors[-1]
        reach = int(np.searchsorted(times, times[here] + step_max_s, side="right")) - 1
        aim = max(reach, here + 1)
        off_map = np.flatnonzero(~is_on_map[here : aim + 1])
        anchors.append(here + max(1, int(off_map[0])) if len(off_map) else aim)
    return anchors


def _keep_between(
    first: int, last: int, track: tuple[Floats, Floats, Floats], limit_m: float, keep: Mask
) -> None:
    """Mark the points between two kept ones that the straight, even way between would miss."""
    times, x_m, y_m = track
    open_ends = [(first, last)]
    while open_ends:
        a, b = open_ends.pop()
        if b - a < 2:
            continue
        lasts_s = times[b] - times[a]
        share = (times[a + 1 : b] - times[a]) / lasts_s if lasts_s > 0 else np.zeros(b - a - 1)
        off_m = np.hypot(
            x_m[a + 1 : b] - (x_m[a] + share * (x_m[b] - x_m[a])),
            y_m[a + 1 : b] - (y_m[a] + share * (y_m[b] - y_m[a])),
        )
        worst = int(np.argmax(off_m))
        if not off_m[worst] <= limit_m:
            middle = a + 1 + worst
            keep[middle] = True
            open_ends += [(a, middle), (middle, b)]
