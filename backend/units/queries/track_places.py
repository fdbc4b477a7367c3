"""Names the places where trips begin and end: the station, else the desa."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from backend.errors import NotReady
from backend.places.queries import gazetteer
from backend.units.models import Station
from gis.projection import distance_m
from gis.types import LonLat

STATION_RADIUS_M = 250.0

Namer = Callable[[LonLat], str | None]


def place_namer() -> Namer:
    """Return a function that names a place; None where nobody knows a name or none are loaded."""
    stations = [
        (station.name, station.point.x, station.point.y)
        for station in Station.objects.only("name", "point")
    ]
    try:
        places = gazetteer()
    except NotReady:
        places = None

    @cache
    def name_of(place: LonLat) -> str | None:
        near = [(distance_m(lon, lat, place.lon, place.lat), name) for name, lon, lat in stations]
        away_m, station = min(near, default=(STATION_RADIUS_M + 1, ""))
        if away_m <= STATION_RADIUS_M:
            return station
        if places is None:
            return None
        found = places.locate(place)
        areas = [area.name for area in (found.desa, found.kecamatan) if area is not None]
        return ", ".join(areas) or None

    return name_of
