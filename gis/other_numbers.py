"""Takes the numbers out of a text that are no coordinates: dates, times of day, chat headers."""

from __future__ import annotations

import re

_CLOCK = r"(?:[01]?\d|2[0-4])[.:][0-5]\d(?:[.:][0-5]\d)?(?![\d.,]*\d)"
_ZONE = r"(?:\s?(?:wib|wita|wit|am|pm|utc|gmt|z)\b)"
_DAY_FIRST = r"(?:0?[1-9]|[12]\d|3[01])([/.\-])(?:0?[1-9]|1[0-2])\1(?:20)?\d{2}"
_YEAR_FIRST = r"20\d{2}-\d{2}-\d{2}"
_DATE = re.compile(
    rf"(?<![\w.,°+\-])(?:{_DAY_FIRST}|{_YEAR_FIRST})(?![.,]?\d|\s?[°'\"]|\s?(?:ls|bt|s|e)\b)"
    rf"(?:[,\st]+{_CLOCK}{_ZONE}?)?",
    re.IGNORECASE,
)
_TIME = re.compile(
    rf"\b(?:jam|pukul|pkl|at)\s*:?\s*{_CLOCK}(?:\s*(?:-|s/d|sampai|hingga)\s*{_CLOCK})?{_ZONE}?"
    rf"|(?<![\d.,+\-]){_CLOCK}{_ZONE}",
    re.IGNORECASE,
)


def without_other_numbers(text: str) -> str:
    """Return a text without its dates and times of day, a semicolon in place of each.

    >>> without_other_numbers("25/11/2026 07.45 desa Bluto")
    ' ;  desa Bluto'
    """
    return _TIME.sub(" ; ", _DATE.sub(" ; ", text))
