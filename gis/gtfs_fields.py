"""Reads the kinds of value that GTFS has: identifiers, times past midnight, days, small choices."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from gis.layer_files import Defect, FieldReader

LONGEST_ID = 200
LONGEST_TRIP_H = 31 * 24
"""A time of day beyond this belongs to no ship that calls at an island."""
YEARS = (2000, 2199)
_MOST = 2**31 - 1
_TIME = re.compile(r"(\d{1,3}):([0-5]\d):([0-5]\d)", re.ASCII)
_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
STATED: Mapping[str, bool | None] = MappingProxyType({"": None, "0": None, "1": True, "2": False})
"""How GTFS says yes, no and nothing (``cars_allowed``, ``bikes_allowed``)."""


def report(fields: FieldReader, what: str) -> None:
    """Add a defect of this row."""
    fields.defects.append(Defect(fields.file, fields.label, what))


def raw(fields: FieldReader, name: str) -> str:
    """Return a field as it stands, empty where it is missing."""
    return str(fields.values.get(name, ""))


def identifier(fields: FieldReader, name: str) -> str:
    """Return an identifier; empty beside a defect."""
    value = raw(fields, name)
    if not value:
        report(fields, f"{name} is missing")
    elif len(value) > LONGEST_ID or _UNPRINTABLE.search(value):
        report(fields, f"{name} is longer than {LONGEST_ID} or has control characters")
        return ""
    return value


def reference(fields: FieldReader, name: str, known: Mapping[str, object], where: str) -> str:
    """Return an identifier that stands in another table; a defect where it does not."""
    value = identifier(fields, name)
    if value and value not in known:
        report(fields, f"{name} {value!r} is unknown: add it to {where}, or correct it")
    return value


def words(fields: FieldReader, name: str, *, longest: int) -> str:
    """Return a text for people on one line, cut where it is too long."""
    return " ".join(_UNPRINTABLE.sub(" ", raw(fields, name)).split())[:longest].strip()


def time_s(fields: FieldReader, name: str) -> int | None:
    """Return a time as seconds from midnight; None if it is empty, or beside a defect."""
    value = raw(fields, name)
    if not value:
        return None
    match = _TIME.fullmatch(value)
    if match is None or int(match[1]) >= LONGEST_TRIP_H:
        report(
            fields,
            f"{name} {value!r} is an impossible time: write HH:MM:SS; hours beyond 24 are the "
            "following days, minutes and seconds end at 59",
        )
        return None
    return int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3])


def required_time_s(fields: FieldReader, name: str) -> int:
    """Return a time as seconds from midnight; 0 beside a defect."""
    found = time_s(fields, name)
    if found is None and not raw(fields, name):
        report(fields, f"{name} is missing")
    return found or 0


def day(fields: FieldReader, name: str) -> date | None:
    """Return a day; None if it is empty, or beside a defect."""
    value = raw(fields, name)
    if not value:
        return None
    match = _DAY.fullmatch(value)
    try:
        if match is not None and YEARS[0] <= int(match[1]) <= YEARS[1]:
            return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        pass
    report(fields, f"{name} {value!r} is no day: write YYYYMMDD, from {YEARS[0]} to {YEARS[1]}")
    return None


def required_day(fields: FieldReader, name: str) -> date | None:
    """Return a day; None beside a defect."""
    if not raw(fields, name):
        report(fields, f"{name} is missing")
    return day(fields, name)


def choice(fields: FieldReader, name: str, last: int, *, first: int = 0) -> int:
    """Return a small number from ``first`` (which an empty field means) to ``last``."""
    value = raw(fields, name)
    allowed = [str(number) for number in range(first, last + 1)]
    if value and value not in allowed:
        report(fields, f"{name} {value!r} is none of {', '.join(allowed)}")
        return first
    return int(value) if value else first


def stated(fields: FieldReader, name: str) -> bool | None:
    """Return what 1 (yes) and 2 (no) say; None where 0 or an empty field says nothing."""
    value = raw(fields, name)
    if value not in STATED:
        report(fields, f"{name} {value!r} is none of 0 (not stated), 1 (yes), 2 (no)")
        return None
    return STATED[value]


def count(fields: FieldReader, name: str, *, low: int = 0, high: int = _MOST) -> int | None:
    """Return a whole number between the limits; None if it is empty, or beside a defect."""
    value = raw(fields, name)
    if not value:
        return None
    if re.fullmatch(r"-?[0-9]{1,12}", value) is None or not low <= int(value) <= high:
        limits = f"of at least {low}" if high == _MOST else f"from {low} to {high}"
        report(fields, f"{name} {value!r} is no whole number {limits}")
        return None
    return int(value)
