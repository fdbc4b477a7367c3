"""Reads coordinates as people write them: decimals, degrees and minutes, UTM, links, plus codes.

Every form is tried in order, from the one that looks like nothing else to the plain pair of
numbers. A text without coordinates gives ``None``; one that is clearly meant as coordinates but
cannot be used gives the reason. Nothing is looked up and no link is opened.
"""

from __future__ import annotations

import re

from gis.angles import clean_signs, read_angles
from gis.map_links import read_link
from gis.plus_codes import read_plus_code
from gis.readings import CoordinateReading, CoordinateRefusal, Written
from gis.reasons import Reason
from gis.utm import read_utm

__all__ = ["CoordinateReading", "CoordinateRefusal", "read_coordinates"]

_WHAT3WORDS = re.compile(
    r"///\s*[^\W\d_]+[.・。][^\W\d_]+[.・。][^\W\d_]+|(?:what3words\.com|w3w\.co)/\S*",
    re.IGNORECASE,
)
_THREE_DOTTED_WORDS = re.compile(r"[^\W\d_]{2,}\.[^\W\d_]{2,}\.[^\W\d_]{2,}")


def read_coordinates(text: str) -> Written | None:
    """Return what the coordinates in a text say, None where it has none.

    >>> read_coordinates("-7,0167 113,8667").point
    LonLat(lon=113.8667, lat=-7.0167)
    """
    stripped = text.strip()
    if _WHAT3WORDS.search(stripped) or _THREE_DOTTED_WORDS.fullmatch(stripped):
        return CoordinateRefusal(Reason.WHAT3WORDS)
    for read in (read_link, read_plus_code):
        found = read(stripped)
        if found is not None:
            return found
    cleaned = clean_signs(stripped)
    return read_utm(cleaned) or read_angles(cleaned)
