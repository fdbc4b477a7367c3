"""OpenGTS clients: an NMEA sentence in the address, speeds in knots.

Degrees are what stands before the last two digits of the minutes, since GPSLogger does not pad
them (``701.00200`` is 7° 1.002'). A wrong checksum is noted and not held against the fix: HTTP
protects the sentence on its way, and some clients never compute it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import pynmea2

from backend.units.protocols import reading
from backend.units.protocols.reading import Message, Post, Reading
from gis.fix_checks import Fix, Reason

PANIC_CODE = 0xF841
"""OpenGTS's status code of a pressed panic button; others are everyday events."""
SENTENCE_MAX = 256
CHECKSUM_NOTE = "checksum_wrong"
_SENTENCE = re.compile(r"\$?(?P<talker>[A-Z]{2})RMC,(?P<data>[^*]*)(\*(?P<checksum>.*))?", re.S)
_ANGLE = re.compile(r"(\d{0,3})(\d\d(?:\.\d*)?)", re.ASCII)
_CLOCK = re.compile(r"(\d\d)(\d\d)(\d\d(?:\.\d*)?)", re.ASCII)
_DAY = re.compile(r"(\d\d)(\d\d)(\d\d)", re.ASCII)
_PIVOT = 80
"""Years of two digits below this belong to this century: GPS began in 1980."""


def read(post: Post) -> Message:
    """Return what the fields of the query, or of a form, say."""
    fields = {**reading.fields_of(post.body.strip()), **post.query}
    names = tuple(reading.text(fields.get(key, "")) for key in ("id", "dev", "acct"))
    names = tuple(dict.fromkeys(name for name in names if name))
    one = Reading(
        content=reading.kept("&".join(f"{key}={value}" for key, value in fields.items())),
        names=names,
        battery_pct=reading.percent(fields.get("batt")),
        asks_for_help=_is_panic(fields.get("code", "")),
    )
    sentence = fields.get("gprmc", "").strip()
    if sentence:
        one = _with_fix(one, sentence, fields)
    elif post.body.strip() and not names:
        one = reading.unreadable(post.body, "no sentence")
    return Message((one,), names)


def _is_panic(code: str) -> bool:
    try:
        return int(code[:10], 0) == PANIC_CODE
    except ValueError:
        return False


def _with_fix(one: Reading, sentence: str, fields: Mapping[str, str]) -> Reading:
    found = _SENTENCE.fullmatch(sentence[:SENTENCE_MAX])
    parts = found["data"].split(",") if found else []
    if found is None or len(parts) < 9:
        return replace(one, odd=Reason.UNREADABLE, detail="no RMC sentence")
    clock, status, lat, north, lon, east, speed, course, day = parts[:9]
    speed_kn = reading.number(speed)
    fix = Fix(
        _moment_s(day, clock),
        _degrees(lon, east, "EW"),
        _degrees(lat, north, "NS"),
        accuracy_m=reading.number(fields.get("acc") or fields.get("accuracy")),
        speed_mps=None if speed_kn is None else speed_kn * reading.KNOT_MPS,
        heading_deg=reading.number(course),
        altitude_m=reading.number(fields.get("alt")),
        battery_pct=one.battery_pct,
        note="" if _is_whole(found) else CHECKSUM_NOTE,
    )
    if status.strip().upper() == "A":
        return replace(one, fix=fix)
    return replace(one, fix=fix, odd=Reason.NO_FIX, detail=f"status {status[:8]}: no valid fix")


def _is_whole(found: re.Match[str]) -> bool:
    """Tell whether the checksum is right; none at all is right too."""
    stated = (found["checksum"] or "").strip()
    if not stated:
        return True
    right = pynmea2.NMEASentence.checksum(f"{found['talker']}RMC,{found['data']}")
    return stated.upper() == f"{right:02X}"


def _degrees(value: str, side: str, sides: str) -> float | None:
    """Return signed degrees of ``ddmm.mmmm`` with or without padding; None if unreadable."""
    found = _ANGLE.fullmatch(value.strip())
    side = side.strip().upper()
    if found is None or side not in tuple(sides):
        return None
    degrees, minutes = int(found[1] or 0), float(found[2])
    if minutes >= 60:
        return None
    angle = degrees + minutes / 60
    return angle if side == sides[0] else -angle


def _moment_s(day: str, clock: str) -> float | None:
    """Return seconds since 1970 of ``ddmmyy`` and ``hhmmss`` in UTC; None if unreadable."""
    on, at = _DAY.fullmatch(day.strip()), _CLOCK.fullmatch(clock.strip())
    if on is None or at is None:
        return None
    century = 20 if int(on[3]) < _PIVOT else 19
    return reading.clock_s(f"{century}{on[3]}-{on[2]}-{on[1]}T{at[1]}:{at[2]}:{at[3].rstrip('.')}Z")
