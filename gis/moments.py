"""Reads the moments that people type: "jam 02.30", "25/11/2026 07.45", "07.45 WITA".

Dates are day first, times are WIB unless another zone stands beside them. A moment is that of a
past event: one in the future is a question.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

ZONES = {
    "wib": timezone(timedelta(hours=7), "WIB"),
    "wita": timezone(timedelta(hours=8), "WITA"),
    "wit": timezone(timedelta(hours=9), "WIT"),
    "utc": UTC,
    "gmt": UTC,
    "z": UTC,
}
WIB = ZONES["wib"]
CLOCK_TOLERANCE = timedelta(minutes=2)
"""A moment this little ahead of the clock is now."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("januari", "jan", "january"),
            ("februari", "pebruari", "feb", "peb", "february"),
            ("maret", "mar", "march"),
            ("april", "apr"),
            ("mei", "may"),
            ("juni", "jun", "june"),
            ("juli", "jul", "july"),
            ("agustus", "agu", "ags", "agt", "aug", "august"),
            ("september", "sep", "sept"),
            ("oktober", "okt", "oct", "october"),
            ("november", "nov", "nopember", "nop"),
            ("desember", "des", "dec", "december"),
        ),
        start=1,
    )
    for name in names
}
_ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(?:[t ]+(\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s*(z|[+-]\d{2}:?\d{2})?)?"
)
_DATE = re.compile(r"(?<![\d.:])(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4}|\d{2})(?![\d:])")
_NAMED_DATE = re.compile(r"\b(\d{1,2})\s+([a-z]+)(?:\s+(\d{4}))?\b")
_TIME = re.compile(r"(?<![\d/])([01]?\d|2[0-4])[.:]([0-5]\d)(?:[.:]([0-5]\d))?(?![\d/])")
_HOUR = re.compile(r"\b(?:jam|pukul|pkl|at)\s*([01]?\d|2[0-4])\b(?!\s*yang)")
_ZONE = re.compile(r"(?<![a-z])(wib|wita|wit|utc|gmt|z)(?![a-z])|([+-])(\d{2}):?(\d{2})\b")
_AGO = re.compile(r"\b(\d{1,3}|se)\s*(menit|mnt|jam|hari)\s+(?:yang\s+|yg\s+)?(?:lalu|tadi)\b")
_AGO_MINUTES = {"menit": 1, "mnt": 1, "jam": 60, "hari": 24 * 60}
_NOW = re.compile(r"\b(?:sekarang|barusan|baru saja|saat ini|now)\b")
_DAYS_BACK = ((r"\bkemarin dulu\b", 2), (r"\b(?:kemarin|kemaren|yesterday|semalam)\b", 1))
_EVENING = re.compile(r"\b(?:malam|sore|petang|pm)\b")
_LAST_MORNING_HOUR, _NOON = 11, 12
_YEARS = (1970, 2100)


@dataclass(frozen=True, slots=True)
class MomentReading:
    """What became of a typed moment.

    ``outcome`` is ``resolved``, ``ask`` (a person must confirm ``at``, in UTC) or ``refused``.
    ``reason`` is ``in_the_future``, ``day_and_month_turned``, ``no_such_date`` or ``unreadable``.
    """

    query: str
    outcome: str
    reason: str | None = None
    at: datetime | None = None


def read_moment(text: str, *, now: datetime) -> MomentReading:
    """Return the moment that a text names, as seen at ``now`` (aware).

    A time without a date is today's; if that is still to come, yesterday's, to be confirmed.
    """
    plain = unicodedata.normalize("NFKC", text).lower().strip()
    if _NOW.search(plain):
        return MomentReading(text, "resolved", None, now.astimezone(UTC))
    if ago := _AGO.search(plain):
        count = 1 if ago[1] == "se" else int(ago[1])
        back = timedelta(minutes=count * _AGO_MINUTES[ago[2]])
        return MomentReading(text, "resolved", None, (now - back).astimezone(UTC))
    try:
        day, turned, rest = _day(plain, now)
    except ValueError:
        return MomentReading(text, "refused", "no_such_date")
    zone, rest = _zone(rest)
    clock = _clock(rest)
    if day is None and clock is None:
        return MomentReading(text, "refused", "unreadable")
    return _judged(text, day, clock, zone, turned=turned, now=now)


def _judged(
    text: str, day: date | None, clock: time | None, zone: timezone, *, turned: bool, now: datetime
) -> MomentReading:
    today = now.astimezone(zone).date()
    at = datetime.combine(day or today, clock or time(), zone)
    latest = now + CLOCK_TOLERANCE
    if at > latest and day is None:
        at -= timedelta(days=1)
        return MomentReading(text, "ask", "in_the_future", at.astimezone(UTC))
    if at > latest:
        return MomentReading(text, "ask", "in_the_future", at.astimezone(UTC))
    reason = "day_and_month_turned" if turned else None
    return MomentReading(text, "ask" if turned else "resolved", reason, at.astimezone(UTC))


def _day(text: str, now: datetime) -> tuple[date | None, bool, str]:
    """Return the date in a text, whether day and month had to be turned, and the other text.

    Raises
    ------
    ValueError
        If it is written like a date but there is none such.
    """
    if match := _ISO.search(text):
        rest = f"{match[4] or ''} {match[5] or ''}{text[match.end() :]}"
        return _date(int(match[1]), int(match[2]), int(match[3])), False, rest
    for pattern in (_DATE, _NAMED_DATE):
        for match in pattern.finditer(text):
            found = _written_date(match, now)
            if found is not None:
                return *found, f"{text[: match.start()]} {text[match.end() :]}"
    for words, days in _DAYS_BACK:
        if re.search(words, text):
            return now.astimezone(WIB).date() - timedelta(days=days), False, text
    return None, False, text


def _written_date(match: re.Match[str], now: datetime) -> tuple[date, bool] | None:
    """Return the date of a match and whether its day and month were turned; None for no month."""
    if match.re is _NAMED_DATE:
        if match[2] not in _MONTHS:
            return None
        year = int(match[3]) if match[3] else now.astimezone(WIB).year
        return _date(year, _MONTHS[match[2]], int(match[1])), False
    day, month, year = int(match[1]), int(match[2]), int(match[3])
    year += 2000 if year < 100 else 0
    if month > 12 >= day:
        return _date(year, day, month), True
    return _date(year, month, day), False


def _date(year: int, month: int, day: int) -> date:
    if not _YEARS[0] <= year <= _YEARS[1]:
        msg = f"year {year}"
        raise ValueError(msg)
    return date(year, month, day)


def _zone(text: str) -> tuple[timezone, str]:
    match = _ZONE.search(text)
    if not match:
        return WIB, text
    rest = f"{text[: match.start()]} {text[match.end() :]}"
    if match[1]:
        return ZONES[match[1]], rest
    minutes = int(match[3]) * 60 + int(match[4])
    offset = timedelta(minutes=-minutes if match[2] == "-" else minutes)
    return timezone(max(min(offset, timedelta(hours=14)), timedelta(hours=-12))), rest


def _clock(text: str) -> time | None:
    """Return the time of day in a text; "jam 7 malam" is 19:00."""
    match = _TIME.search(text) or _HOUR.search(text)
    if not match:
        return None
    hour, minute, second = (*(int(group or 0) for group in match.groups()), 0, 0)[:3]
    if _EVENING.search(text) and 0 < hour <= _LAST_MORNING_HOUR:
        hour += _NOON
    return time(hour % 24, minute, second)
