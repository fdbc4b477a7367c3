"""Checks one fix by itself: what it says, where that is, and what its clock means.

The list ``CHECKS`` is the whole of it, one small predicate for each reason, in the order in which
the rules are told. What the track says against a fix is asked afterwards (``gis.fixes``).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

BOX_DEG = (111.0, -9.0, 118.0, -4.0)
"""Where units may be: west, south, east, north. Patients are brought as far as Surabaya."""
NO_FIX_DEG = 0.01
"""Receivers without a fix report the origin, or noise around it."""
ACCURACY_MAX_M = 200.0
LEAD_MAX_S = 120.0
"""Clocks of phones run ahead this much; such a fix is cut to the time it was received."""
ROLLOVER_S = 619_315_200.0
"""1024 GPS weeks: an old receiver counts them anew, some of them for the second time."""
COCOA_S = 978_307_200.0
"""Seconds from 1970 to 2001, where clocks of Apple's libraries begin."""
CLOCK_FAULTS: tuple[tuple[str, float, float], ...] = (
    ("week_rollover", 1.0, ROLLOVER_S),
    ("cocoa_epoch", 1.0, COCOA_S),
    ("milliseconds", 1000.0, 0.0),
    ("milliseconds,week_rollover", 1000.0, ROLLOVER_S),
    ("milliseconds,cocoa_epoch", 1000.0, COCOA_S),
    ("week_rollover", 1.0, 2 * ROLLOVER_S),
    ("milliseconds,week_rollover", 1000.0, 2 * ROLLOVER_S),
)
"""Bogus clocks with exact offsets: notes, divisor, seconds to add."""
AHEAD_NOTE = "clock_ahead_cut"
MOCK_NOTE = "mock"
NOTE_MAX = 64


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
    TOO_LARGE = "too_large"


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
class Clock:
    """What a device's clock says beside the server's, all in seconds since 1970."""

    stated_s: float
    """After a repair; NaN where the device states none."""
    now_s: float
    earliest_s: float
    """What is older has passed the retention."""
    note: str = ""
    """How the clock had to be repaired."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of one fix.

    One that is kept aside has times where its clock can be believed: they count once a person
    releases it.
    """

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
    clock = read_clock(fix.clock_s, now=now, retention=retention)
    reason = _reason(fix, clock)
    believed = clock.earliest_s <= clock.stated_s <= clock.now_s + LEAD_MAX_S
    stated_time = datetime.fromtimestamp(clock.stated_s, UTC) if believed else None
    was_cut = stated_time is not None and stated_time > now
    notes = (
        clock.note if believed else "",
        AHEAD_NOTE if was_cut else "",
        MOCK_NOTE if fix.is_mock else "",
        fix.note,
    )
    return Judgement(
        Verdict.HISTORY if reason is None else Verdict.QUARANTINE,
        _tidied(fix),
        reason,
        "" if reason is None else _detail(fix, clock),
        fix_time=now if was_cut else stated_time,
        stated_time=stated_time,
        trusted=not fix.is_mock,
        note=joined_notes(*notes),
    )


def read_clock(clock_s: float | None, *, now: datetime, retention: timedelta) -> Clock:
    """Return what a device clock means, repaired if need be.

    It is repaired only if it is impossible as it stands and one of the known faults explains it.
    """
    now_s = now.timestamp()
    earliest_s, latest_s = now_s - retention.total_seconds(), now_s + LEAD_MAX_S
    if clock_s is None or not math.isfinite(clock_s):
        return Clock(math.nan, now_s, earliest_s)
    if not earliest_s <= clock_s <= latest_s:
        for note, divisor, offset_s in CLOCK_FAULTS:
            repaired_s = clock_s / divisor + offset_s
            if earliest_s <= repaired_s <= latest_s:
                return Clock(repaired_s, now_s, earliest_s, note)
    return Clock(clock_s, now_s, earliest_s)


def joined_notes(*notes: str) -> str:
    """Return the notes that are not empty, separated by commas, as long as they fit."""
    return ",".join(dict.fromkeys(note for note in notes if note))[:NOTE_MAX]


def place_of(fix: Fix) -> tuple[float, float]:
    """Return longitude and latitude of a fix that has passed the first check."""
    if fix.lon is None or fix.lat is None:
        msg = "a fix without a place has none"
        raise ValueError(msg)
    return fix.lon, fix.lat


def _is_unreadable(fix: Fix, clock: Clock) -> bool:
    return fix.lon is None or fix.lat is None or fix.clock_s is None


def _is_not_finite(fix: Fix, clock: Clock) -> bool:
    is_place = math.isfinite(fix.lon or 0.0) and math.isfinite(fix.lat or 0.0)
    return not (is_place and math.isfinite(fix.clock_s or 0.0))


def _is_swapped(fix: Fix, clock: Clock) -> bool:
    lon, lat = place_of(fix)
    return _in_box(lat, lon) and not _in_box(lon, lat)


def _is_out_of_range(fix: Fix, clock: Clock) -> bool:
    lon, lat = place_of(fix)
    return abs(lon) > 180 or abs(lat) > 90


def _is_no_fix(fix: Fix, clock: Clock) -> bool:
    lon, lat = place_of(fix)
    return lon == 0 or lat == 0 or (abs(lon) <= NO_FIX_DEG and abs(lat) <= NO_FIX_DEG)


def _is_outside_box(fix: Fix, clock: Clock) -> bool:
    return not _in_box(*place_of(fix))


def _is_clock_ahead(fix: Fix, clock: Clock) -> bool:
    return clock.stated_s > clock.now_s + LEAD_MAX_S


def _is_too_old(fix: Fix, clock: Clock) -> bool:
    return clock.stated_s < clock.earliest_s


def _is_inaccurate(fix: Fix, clock: Clock) -> bool:
    return fix.accuracy_m is not None and fix.accuracy_m > ACCURACY_MAX_M


CHECKS: tuple[tuple[Reason, Callable[[Fix, Clock], bool]], ...] = (
    (Reason.UNREADABLE, _is_unreadable),
    (Reason.NOT_FINITE, _is_not_finite),
    (Reason.SWAPPED, _is_swapped),
    (Reason.OUT_OF_RANGE, _is_out_of_range),
    (Reason.NO_FIX, _is_no_fix),
    (Reason.OUTSIDE_BOX, _is_outside_box),
    (Reason.CLOCK_AHEAD, _is_clock_ahead),
    (Reason.TOO_OLD, _is_too_old),
    (Reason.INACCURATE, _is_inaccurate),
)
"""Asked in this order; the first that holds names the reason. The track is asked after them.

A swapped pair is recognised before its latitude counts as out of range.
"""


def _reason(fix: Fix, clock: Clock) -> Reason | None:
    for reason, holds in CHECKS:
        if holds(fix, clock):
            return reason
    return None


def _detail(fix: Fix, clock: Clock) -> str:
    """Say in one line what an operator needs to see why the fix was kept aside."""
    words = f"lon {fix.lon}, lat {fix.lat}, accuracy {fix.accuracy_m}, device clock {fix.clock_s}"
    return f"{words}, received {clock.now_s:.0f}"


def _tidied(fix: Fix) -> Fix:
    """Take out what is no value: 0 for accuracy, -1 and the like for anything else."""
    heading = _within(fix.heading_deg, 0.0, 360.0)
    accuracy = fix.accuracy_m
    return Fix(
        fix.clock_s,
        fix.lon,
        fix.lat,
        accuracy_m=accuracy if accuracy is not None and accuracy > 0 else None,
        speed_mps=_within(fix.speed_mps, 0.0, 300.0),
        heading_deg=0.0 if heading == 360 else heading,
        altitude_m=_within(fix.altitude_m, -500.0, 15_000.0),
        battery_pct=_within(fix.battery_pct, 0.0, 100.0),
        event_id=fix.event_id,
        is_mock=fix.is_mock,
        note=fix.note,
    )


def _within(value: float | None, low: float, high: float) -> float | None:
    return value if value is not None and low <= value <= high else None


def _in_box(lon: float, lat: float) -> bool:
    west, south, east, north = BOX_DEG
    return west <= lon <= east and south <= lat <= north
