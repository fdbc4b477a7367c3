"""The two ends of a route as people write them on a command line: ``lon,lat`` or a place."""

from __future__ import annotations

import re

from backend.places import queries as places
from gis.errors import CoordinateError
from gis.geocoding import geocode
from gis.regency import in_box
from gis.types import GeocodeAnswer, LonLat, Place

_PAIR = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*,\s*([+-]?\d+(?:\.\d+)?)\s*")


def read_end(text: str) -> Place | GeocodeAnswer:
    """Return the place that a text means, or the geocoder's question or refusal.

    A plain pair is longitude first. A pair that lies in the regency only the other way round is
    left to the geocoder, which reads what people paste.

    Raises
    ------
    NotReady
        If words are given and no boundaries are loaded.
    """
    if (point := _pair(text)) is not None:
        return Place(point)
    answer = geocode(text, places.gazetteer())
    if answer.outcome == "resolved":
        candidate = answer.candidates[0]
        return Place(candidate.point, candidate.radius_m, candidate.land_part, candidate.label)
    return answer


def _pair(text: str) -> LonLat | None:
    match = _PAIR.fullmatch(text)
    if match is None:
        return None
    lon, lat = float(match[1]), float(match[2])
    try:
        if in_box(LonLat(lat, lon)):
            return None
    except CoordinateError:
        pass
    try:
        return LonLat(lon, lat)
    except CoordinateError:
        return None
