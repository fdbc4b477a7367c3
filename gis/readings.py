"""What can come of reading coordinates: a point with its precision, or the reason why not."""

from __future__ import annotations

import math
from dataclasses import dataclass

from gis.reasons import Reason
from gis.regency import in_box
from gis.types import LonLat

METRES_PER_DEGREE = 111_320.0
"""Of latitude, and of longitude at the equator: enough for a radius of precision."""
LEAST_RADIUS_M = 10.0
"""No telephone knows its place better, however many digits it shows."""
WIDEST_RADIUS_M = 10_000.0
"""A wider reading is no place to send a unit to."""
ZERO_ZONE_DEG = 0.01


@dataclass(frozen=True, slots=True)
class CoordinateReading:
    """A point as somebody wrote it. ``confirm`` is the reason why a person must confirm it."""

    point: LonLat
    radius_m: float
    read_as: str
    confirm: Reason | None = None


@dataclass(frozen=True, slots=True)
class CoordinateRefusal:
    """Why something that is meant as coordinates cannot be used."""

    reason: Reason
    detail: str = ""
    rest: str = ""
    """The words beside the link or address that cannot be used; they may name the place."""


@dataclass(frozen=True, slots=True)
class ShortPlusCode:
    """A plus code that needs a place near it; ``rest`` is the other text."""

    code: str
    rest: str


@dataclass(frozen=True, slots=True)
class PlaceText:
    """Words found in a link, to be read as a name; ``rest`` is the text around the link."""

    text: str
    rest: str = ""


Read = CoordinateReading | CoordinateRefusal
Written = Read | ShortPlusCode | PlaceText


def precision_m(step_deg: float) -> float:
    """Return the radius of the square in which a value rounded to a step may lie."""
    half = step_deg / 2 * METRES_PER_DEGREE
    return max(LEAST_RADIUS_M, half * math.sqrt(2))


def judge(
    lat: float,
    lon: float,
    *,
    radius_m: float,
    read_as: str,
    order_known: bool = False,
    signs_known: bool = False,
) -> Read:
    """Return the pair as a reading; outside the box, the one slip that would explain it.

    A pair inside the box of incidents is taken as it is. Otherwise order and signs are tried, as
    far as the writer has not stated them, and the first that lies in the box must be confirmed.
    """
    if not (math.isfinite(lat) and math.isfinite(lon)):
        return CoordinateRefusal(Reason.OUT_OF_RANGE)
    if abs(lat) < ZERO_ZONE_DEG and abs(lon) < ZERO_ZONE_DEG:
        return CoordinateRefusal(Reason.ZERO_COORDINATES)
    point = _point(lat, lon)
    if point is None or not in_box(point):
        for slip, fixed in _corrected(lat, lon, order_known, signs_known):
            return _wide_or(CoordinateReading(fixed, radius_m, read_as, slip))
    if point is None:
        return CoordinateRefusal(Reason.OUT_OF_RANGE, f"{lat:g}, {lon:g}")
    return _wide_or(CoordinateReading(point, radius_m, read_as))


def _wide_or(reading: CoordinateReading) -> Read:
    if reading.radius_m > WIDEST_RADIUS_M:
        return CoordinateRefusal(Reason.TOO_WIDE)
    return reading


def _corrected(
    lat: float, lon: float, order_known: bool, signs_known: bool
) -> list[tuple[Reason, LonLat]]:
    """Return the readings in the box that one likely slip explains, the likeliest first."""
    slips: list[tuple[Reason, float, float]] = []
    if not signs_known:
        slips.append((Reason.MISSING_MINUS, -lat, lon))
    if not order_known:
        slips.append((Reason.TURNED_ORDER, lon, lat))
    if not signs_known:
        slips += [(Reason.WRONG_SIGN, a, b) for a in (lat, -lat) for b in (lon, -lon)]
    if not signs_known and not order_known:
        slips += [(Reason.WRONG_SIGN, a, b) for a in (lon, -lon) for b in (lat, -lat)]
    points = ((slip, _point(a, b)) for slip, a, b in slips)
    return [(slip, point) for slip, point in points if point is not None and in_box(point)]


def _point(lat: float, lon: float) -> LonLat | None:
    if not (abs(lat) <= 90 and abs(lon) <= 180):
        return None
    return LonLat(lon, lat)
