"""Reads plus codes (Open Location Codes), full and short."""

from __future__ import annotations

import math
import re

from openlocationcode import openlocationcode as olc

from gis.readings import (
    METRES_PER_DEGREE,
    WIDEST_RADIUS_M,
    CoordinateReading,
    CoordinateRefusal,
    Read,
    ShortPlusCode,
)
from gis.reasons import Reason
from gis.regency import EAST_DEG, NORTH_DEG, SOUTH_DEG, WEST_DEG, in_box
from gis.types import LonLat

_ALPHABET = frozenset("23456789CFGHJMPQRVWX")
_DIGIT = "[23456789CFGHJMPQRVWX]"
_LOOKS_LIKE_CODE = re.compile(r"(?<![\w+])([0-9A-Za-z]{2,9})\+([0-9A-Za-z]{0,7})(?![\w+])")
_CUT_IN_TWO = re.compile(
    rf"(?<![\w+])(?:({_DIGIT}{{4}})\s+)?({_DIGIT}{{4}}|{_DIGIT}{{8}})\s?\+\s?({_DIGIT}{{2,3}})(?![\w+])",
    re.IGNORECASE,
)
"""A code with a space before or behind its plus, or behind its first four digits."""
_PADDING = "0"
_FOUR_DIGITS_LEFT = 4


def read_plus_code(text: str) -> Read | ShortPlusCode | None:
    """Return the cell of the plus code in a text, the short code to be completed, or None."""
    text = _CUT_IN_TWO.sub(_united, text)
    match = _LOOKS_LIKE_CODE.search(text)
    if not match or not _is_meant_as_code(match[1], match[2]):
        return None
    code = match[0].upper()
    if not olc.isValid(code):
        return CoordinateRefusal(Reason.BAD_PLUS_CODE, match[0])
    if olc.isFull(code):
        return read_full_code(code)
    rest = f"{text[: match.start()]} {text[match.end() :]}".strip(" ,;")
    return ShortPlusCode(code, rest)


def read_full_code(code: str) -> Read:
    """Return the middle of a full code's cell, and the circle around the cell."""
    cell = olc.decode(code)
    lat, lon = cell.latitudeCenter, cell.longitudeCenter
    height_m = (cell.latitudeHi - cell.latitudeLo) * METRES_PER_DEGREE
    width_m = (cell.longitudeHi - cell.longitudeLo) * METRES_PER_DEGREE
    radius_m = math.hypot(height_m, width_m) / 2
    if radius_m > WIDEST_RADIUS_M:
        return CoordinateRefusal(Reason.TOO_WIDE, code)
    return CoordinateReading(LonLat(lon, lat), radius_m, "plus code")


def complete_code(short: str, near: LonLat) -> Read:
    """Return the cell of a short code that is nearest to a point."""
    return read_full_code(olc.recoverNearest(short, near.lat, near.lon))


def _united(cut: re.Match[str]) -> str:
    """Return a code without the spaces in it; four digits in front of eight are no part of it."""
    front = cut[1] or ""
    gap = " " if len(cut[2]) == 2 * _FOUR_DIGITS_LEFT else ""
    return f"{front}{gap}{cut[2]}+{cut[3]}" if front else f"{cut[2]}+{cut[3]}"


def _is_meant_as_code(left: str, right: str) -> bool:
    """Tell "6P4MXVI8+8M" (a code with a slip) from "rumah+toko" (no code at all)."""
    letters = set((left + right).upper())
    if letters <= _ALPHABET | {_PADDING}:
        is_long = len(left) % 2 == 0 or (len(left) > 4 and len(right) > 1)
        return is_long and (bool(letters & set("23456789")) or _is_whole(left, right))
    return len(left) in {4, 6, 8} and len(set("23456789") & letters) > 1 and left[0].isalnum()


def _is_whole(left: str, right: str) -> bool:
    """Tell the letters of a code, among which are no vowels, from initials with a plus."""
    return len(left) in {4, 8} and len(right) in {2, 3}


def candidates_for_short_code(short: str) -> list[CoordinateReading]:
    """Return every cell in the box of incidents that a short code without a locality may mean.

    A code that lacks more than its first four digits fits too many cells: the list is empty.
    """
    if short.index("+") != _FOUR_DIGITS_LEFT:
        return []
    cells: dict[LonLat, CoordinateReading] = {}
    for lon in range(math.floor(WEST_DEG), math.ceil(EAST_DEG) + 1):
        for lat in range(math.floor(SOUTH_DEG), math.ceil(NORTH_DEG) + 1):
            read = complete_code(short, LonLat(lon, lat))
            if isinstance(read, CoordinateReading) and in_box(read.point):
                cells[read.point] = read
    return list(cells.values())
