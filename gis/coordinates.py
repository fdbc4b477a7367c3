"""Reads coordinates as people write them: decimals, degrees and minutes, UTM, links, plus codes.

Every form is tried in order, from the one that looks like nothing else to the plain pair of
numbers. A text without coordinates gives ``None``; one that is clearly meant as coordinates but
cannot be used gives the reason. Nothing is looked up and no link is opened.
"""

from __future__ import annotations

import re
from dataclasses import replace

from gis.angles import agreed, clean_signs, read_angles
from gis.map_links import read_link, without_links
from gis.plus_codes import read_plus_code
from gis.readings import (
    CoordinateReading,
    CoordinateRefusal,
    PlaceText,
    Read,
    ShortPlusCode,
    Written,
)
from gis.reasons import Reason
from gis.utm import read_utm

__all__ = ["CoordinateReading", "CoordinateRefusal", "read_coordinates"]

_WHAT3WORDS = re.compile(
    r"(?:(?<![:/\w])///?|\bw3w\s*:)\s*[^\W\d_]+[.・。][^\W\d_]+[.・。][^\W\d_]+"
    r"|(?:https?://)?(?:www\.)?(?:what3words\.com|w3w\.co)/\S*",
    re.IGNORECASE,
)
_THREE_DOTTED_WORDS = re.compile(r"[^\W\d_]{2,}\.[^\W\d_]{2,}\.[^\W\d_]{2,}")


def read_coordinates(text: str) -> Written | None:
    """Return what the coordinates in a text say, None where it has none.

    >>> read_coordinates("-7,0167 113,8667").point
    LonLat(lon=113.8667, lat=-7.0167)
    """
    stripped = text.strip()
    refused, rest = _what3words(stripped)
    found = refused or read_link(stripped)
    if found is None:
        return _read_typed(stripped)
    rest = without_links(rest).strip(" ,;\n")
    typed = _read_typed(rest)
    if isinstance(found, CoordinateReading) and found.confirm != Reason.VIEW_ONLY:
        return agreed([found, typed if isinstance(typed, CoordinateReading) else None])
    if isinstance(typed, CoordinateReading):
        return typed
    if isinstance(found, PlaceText):
        coded = read_plus_code(clean_signs(found.text))
        return coded or replace(found, rest=rest)
    return replace(found, rest=rest) if isinstance(found, CoordinateRefusal) else found


def _read_typed(text: str) -> Read | ShortPlusCode | None:
    """Return what the coordinates outside any link say."""
    cleaned = clean_signs(text)
    return read_plus_code(cleaned) or read_utm(cleaned) or read_angles(cleaned)


def _what3words(text: str) -> tuple[CoordinateRefusal | None, str]:
    """Return the refusal of a three word address and the words around it."""
    match = _WHAT3WORDS.search(text) or _THREE_DOTTED_WORDS.fullmatch(text)
    if not match:
        return None, text
    return CoordinateRefusal(Reason.WHAT3WORDS), text.replace(match[0], " , ")
