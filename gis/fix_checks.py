"""Checks one fix by itself: what it says, where that is, and what its clock means.

The list ``CHECKS`` is the whole of it, one small predicate for each reason. What the track says
against a fix is asked afterwards (``gis.fixes``).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

BOX_DEG = (111.0, -9.0, 118.0, -4.0)
"""Where units may be: west, south, east, north. Patients are brought as far as Surabaya."""
NO_FIX_DEG = 0.01
"""Receivers without a fix report the origin, or noise around it."""
ACCURACY_MAX_M = 200.0
LEAD_MAX_S = 120.0
"""Clocks of phones run ahead this much; such a fix is cut to the time it was received."""
CLOCK_FAULTS = (
    ("week_rollover", 1.0, 619_315_200.0),
    ("cocoa_epoch", 1.0, 978_307_200.0),
    ("milliseconds", 0.001, 0.0),
)
"""Bogus clocks with exact offsets: note, factor, seconds to add (1024 GPS weeks; 2001-01-01)."""


class Verdict(StrEnum):
    """What becomes of a fix."""

    LIVE = "live"
    HISTORY = "history"
    DUPLICATE = "duplicate"
    QUARANTINE = "quarantine"


class Reason(StrEnum):
    """Why something was kept aside."""

    UNREADABLE = "unreadable"
    NOT_FINITE = "not_finite"
    NO_FIX = "no_fix"
    SWAPPED = "swapped"
    OUT_OF_RANGE = "out_of_range"
    OUTSIDE_BOX = "outside_box"
    INACCURATE = "inaccurate"
    CLOCK_AHEAD = "clock_ahead"
    TOO_OLD = "too_old"
    JUMP = "implausible_jump"
    FOREIGN_UNIT = "foreign_unit"
    UNKNOWN_UNIT = "unknown_unit"
    ENCRYPTED = "encrypted_no_key"


@dataclass(frozen=True, slots=True)
class Fix:
    """What a tracker says in metres, seconds and degrees, not yet believed."""

    clock_s: float | None
    """Seconds since 1970 as the device states them; None where it states none."""
    lon: float | None
    lat: float | None
    accuracy_m: float | None = None
    speed_mps: float | None = None
    heading_deg: float | None = None
    altitude_m: float | None = None
    battery_pct: float | None = None
    event_id: str = ""
    is_mock: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of one fix; times and values are set unless it is kept aside."""

    verdict: Verdict
    fix: Fix
    """With unusable values taken out."""
    reason: Reason | None = None
    detail: str = ""
    fix_time: datetime | None = None
    stated_time: datetime | None = None
    """The repaired device time before a small lead was cut; it names the fix in a repeat."""
    trusted: bool = True
    note: str = ""


def judged_alone(fix: Fix, *, now: datetime, retention: timedelta) -> Judgement:
    """Judge a fix by itself: its values, then its clock. Accepted ones are history for now."""
    for reason, holds in CHECKS:
        if holds(fix):
            detail = f"lon {fix.lon}, lat {fix.lat}, accuracy {fix.accuracy_m}, time {fix.clock_s}"
            return Judgement(Verdict.QUARANTINE, fix, reason, detail)
    tidy = _tidied(fix)
    stated_time, note = repaired_clock(fix.clock_s or 0.0, now=now, retention=retention)
    if stated_time is None and (fix.clock_s or 0.0) < 0:
        return Judgement(Verdict.QUARANTINE, tidy, Reason.TOO_OLD, f"device clock {fix.clock_s}")
    if stated_time is None or stated_time > now + timedelta(seconds=LEAD_MAX_S):
        detail = f"device clock {fix.clock_s}, received {now.timestamp():.0f}"
        return Judgement(Verdict.QUARANTINE, tidy, Reason.CLOCK_AHEAD, detail)
    if stated_time < now - retention:
        return Judgement(Verdict.QUARANTINE, tidy, Reason.TOO_OLD, f"{stated_time.isoformat()}")
    fix_time = min(stated_time, now)
    if fix_time < stated_time:
        note = "clock_ahead_cut"
    return Judgement(
        Verdict.HISTORY,
        tidy,
        fix_time=fix_time,
        stated_time=stated_time,
        trusted=not fix.is_mock,
        note=note or ("mock" if fix.is_mock else fix.note),
    )


def repaired_clock(
    clock_s: float, *, now: datetime, retention: timedelta
) -> tuple[datetime | None, str]:
    """Return the time that a device clock means and a note if it had to be repaired.

    A clock is repaired only if it is impossible as it stands and one of the known offsets makes
    it possible. None means no calendar can hold it.
    """
    now_s = now.timestamp()
    earliest_s, latest_s = now_s - retention.total_seconds(), now_s + LEAD_MAX_S
    if not earliest_s <= clock_s <= latest_s:
        for note, factor, offset_s in CLOCK_FAULTS:
            repaired_s = clock_s * factor + offset_s
            if earliest_s <= repaired_s <= latest_s:
                return datetime.fromtimestamp(repaired_s, UTC), note
    try:
        return datetime.fromtimestamp(clock_s, UTC), ""
    except (OverflowError, ValueError, OSError):
        return None, ""


def place_of(fix: Fix) -> tuple[float, float]:
    """Return longitude and latitude of a fix that has passed the first check."""
    if fix.lon is None or fix.lat is None:
        msg = "a fix without a place has none"
        raise ValueError(msg)
    return fix.lon, fix.lat


def _is_unreadable(fix: Fix) -> bool:
    return fix.lon is None or fix.lat is None or fix.clock_s is None


def _is_not_finite(fix: Fix) -> bool:
    return not all(math.isfinite(value or 0.0) for value in (fix.lon, fix.lat, fix.clock_s))


def _is_no_fix(fix: Fix) -> bool:
    lon, lat = place_of(fix)
    return lon == 0 or lat == 0 or (abs(lon) <= NO_FIX_DEG and abs(lat) <= NO_FIX_DEG)


def _is_swapped(fix: Fix) -> bool:
    lon, lat = place_of(fix)
    return _in_box(lat, lon) and not _in_box(lon, lat)


def _is_out_of_range(fix: Fix) -> bool:
    lon, lat = place_of(fix)
    return abs(lon) > 180 or abs(lat) > 90


def _is_outside_box(fix: Fix) -> bool:
    return not _in_box(*place_of(fix))


def _is_inaccurate(fix: Fix) -> bool:
    return fix.accuracy_m is not None and fix.accuracy_m > ACCURACY_MAX_M


CHECKS: tuple[tuple[Reason, Callable[[Fix], bool]], ...] = (
    (Reason.UNREADABLE, _is_unreadable),
    (Reason.NOT_FINITE, _is_not_finite),
    (Reason.NO_FIX, _is_no_fix),
    (Reason.SWAPPED, _is_swapped),
    (Reason.OUT_OF_RANGE, _is_out_of_range),
    (Reason.OUTSIDE_BOX, _is_outside_box),
    (Reason.INACCURATE, _is_inaccurate),
)
"""Asked in this order; the first that holds names the reason. Clock and track come after."""


def _tidied(fix: Fix) -> Fix:
    """Take out what is no value: 0 for accuracy, -1 and the like for anything else."""
    heading = _within(fix.heading_deg, 0.0, 360.0)
    accuracy = fix.accuracy_m
    return replace(
        fix,
        accuracy_m=accuracy if accuracy is not None and accuracy > 0 else None,
        speed_mps=_within(fix.speed_mps, 0.0, 300.0),
        heading_deg=0.0 if heading == 360 else heading,
        altitude_m=_within(fix.altitude_m, -500.0, 15_000.0),
        battery_pct=_within(fix.battery_pct, 0.0, 100.0),
    )


def _within(value: float | None, low: float, high: float) -> float | None:
    return value if value is not None and low <= value <= high else None


def _in_box(lon: float, lat: float) -> bool:
    west, south, east, north = BOX_DEG
    return west <= lon <= east and south <= lat <= north
