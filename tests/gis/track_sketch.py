"""Draws tracks for tests: a unit on a straight road to the east, second by second."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from gis.tracks import TrackFix

START = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
LON, LAT = 113.86, -7.0
M_PER_DEGREE = 110_495.0
"""One degree of longitude at 7° south is 110,495 m on WGS84."""
LIMIT_MPS = 45.0


def fix(at_s: float, east_m: float, north_m: float = 0.0, **more: object) -> TrackFix:
    """Return a fix so many seconds after the start, so many metres from the corner."""
    made = TrackFix(
        START + timedelta(seconds=at_s),
        LON + east_m / M_PER_DEGREE,
        LAT + north_m / 110_590.0,
        accuracy_m=5.0,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def drive(
    from_s: float, to_s: float, from_m: float, mps: float, step_s: float = 10.0
) -> list[TrackFix]:
    """Return fixes of a steady drive; 0 m/s is standing."""
    count = round((to_s - from_s) / step_s)
    return [fix(from_s + n * step_s, from_m + mps * n * step_s) for n in range(count + 1)]


def seconds(at: datetime) -> float:
    """Return the seconds since the start."""
    return (at - START).total_seconds()
