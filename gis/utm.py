"""Reads UTM coordinates with their zone: "49S 816000 9223000", "Zona 49S, 816000 E 9223000 N"."""

from __future__ import annotations

import re
from functools import lru_cache

from pyproj import Transformer

from gis.readings import LEAST_RADIUS_M, CoordinateReading, CoordinateRefusal, Read, judge
from gis.reasons import Reason
from gis.regency import in_box

HOME_ZONES = (49, 50)
"""The regency straddles the border of these two."""

_NUMBER = r"\d{1,3}(?:\.\d{3}){1,2}(?:,\d+)?|\d{5,8}(?:[.,]\d+)?"
_AXIS = r"(?:m?\s*[entu]|m)"
_WORDED = (
    (r"\b(?:easting|timur)\b", "E"),
    (r"\b(?:northing|utara)\b", "N"),
    (r"(?<=\d)\s*-\s*(?=[ms]\b)", ""),
    (r"(?<=\d)\s*(?:selatan|south)\b", "S"),
    (r"(?<![\d.,])(\d)([ ,])(\d{3})\2(\d{3})(?![\d]|[.,]\d{3})", r"\1\3\4"),
    (r"(?<![\d.,])(\d{3})([ ,])(\d{3})(?![\d]|[.,]\d)", r"\1\3"),
)
"""Words and groups of three digits -> what the pattern of a pair knows."""
_PAIR = re.compile(
    rf"(?<![\w.,])(?:(?P<left>[xyenut])\s*[:=]?\s*)?(?P<first>{_NUMBER})\s*(?P<axis>{_AXIS})?"
    rf"[\s,;:/]+(?:[xyenut]\s*[:=]?\s*)?(?P<second>{_NUMBER})\s*{_AXIS}?(?![\w])",
    re.IGNORECASE,
)
_ZONE = r"(?:(?:zona|zone|utm)[\s:]*)*(?P<number>\d{1,2})\s?(?P<letter>[C-HJ-NP-X])?"
_ZONE_BEFORE = re.compile(rf"(?<![\w.,]){_ZONE}[\s,;:(]*$", re.IGNORECASE)
_ZONE_AFTER = re.compile(rf"^[\s,;:(]*{_ZONE}(?!\w)", re.IGNORECASE)
_NORTHERN_BANDS = frozenset("NPQRTUVWX")
_EASTING_M = (100_000.0, 900_000.0)
_NORTHING_M = (0.0, 10_000_000.0)


def read_utm(text: str) -> Read | None:
    """Return the point of a UTM coordinate, None where the text has none.

    Without a hemisphere, or without a zone, the reading that fits the regency must be confirmed.
    The letter S is taken for "south": as a band it lies far north of any place here.
    """
    for pattern, plain in _WORDED:
        text = re.sub(pattern, plain, text, flags=re.IGNORECASE)
    pair = _PAIR.search(text)
    if not pair:
        return None
    easting_m, northing_m = _ordered(pair)
    zone_match = _ZONE_BEFORE.search(text[: pair.start()]) or _ZONE_AFTER.search(text[pair.end() :])
    if zone_match is None and not _has_utm_size(easting_m, northing_m):
        return None
    if not (
        _EASTING_M[0] <= easting_m <= _EASTING_M[1]
        and _NORTHING_M[0] <= northing_m <= _NORTHING_M[1]
    ):
        return CoordinateRefusal(Reason.OUT_OF_RANGE, pair[0].strip())
    if zone_match is None:
        return _in_the_zone_that_fits(easting_m, northing_m)
    number, letter = int(zone_match["number"]), (zone_match["letter"] or "").upper()
    if not 1 <= number <= 60:
        return CoordinateRefusal(Reason.OUT_OF_RANGE, f"zone {number}")
    southern = letter not in _NORTHERN_BANDS
    read = _judged(number, easting_m, northing_m, southern=southern)
    if not letter and isinstance(read, CoordinateReading):
        return CoordinateReading(read.point, read.radius_m, "UTM", Reason.UTM_ZONE_MISSING)
    return read


def _ordered(pair: re.Match[str]) -> tuple[float, float]:
    """Return easting and northing in metres, whichever was written first."""
    first, second = _metres(pair["first"]), _metres(pair["second"])
    named = (pair["left"] or pair["axis"] or "").lower().replace("m", "").strip()
    if named in {"n", "y", "u"} or (not named and first > _EASTING_M[1] >= second):
        return second, first
    return first, second


def _metres(text: str) -> float:
    """Return a number of metres; dots between groups of three are no decimals."""
    if re.fullmatch(r"\d{1,3}(?:\.\d{3}){1,2}(?:,\d+)?", text):
        text = text.replace(".", "")
    return float(text.replace(",", "."))


def _has_utm_size(easting_m: float, northing_m: float) -> bool:
    return _EASTING_M[0] <= easting_m <= _EASTING_M[1] and 9_000_000 <= northing_m <= 9_999_999


def _in_the_zone_that_fits(easting_m: float, northing_m: float) -> Read:
    for number in HOME_ZONES:
        read = _judged(number, easting_m, northing_m, southern=True)
        if isinstance(read, CoordinateReading) and in_box(read.point):
            return CoordinateReading(read.point, read.radius_m, "UTM", Reason.UTM_ZONE_MISSING)
    return CoordinateRefusal(Reason.UTM_ZONE_MISSING)


def _judged(number: int, easting_m: float, northing_m: float, *, southern: bool) -> Read:
    lon, lat = _to_degrees(number, southern).transform(easting_m, northing_m)
    return judge(
        lat, lon, radius_m=LEAST_RADIUS_M, read_as="UTM", order_known=True, signs_known=True
    )


@lru_cache(maxsize=8)
def _to_degrees(zone: int, southern: bool) -> Transformer:
    return Transformer.from_crs((32700 if southern else 32600) + zone, 4326, always_xy=True)
