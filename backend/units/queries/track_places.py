"""Names the places where trips begin and end: the station, the desa, or the port for boats."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from backend.errors import NotReady
from backend.places.queries import gazetteer
from backend.units.models import Station
from gis.projection import distance_m
from gis.types import Location, LonLat

STATION_RADIUS_M = 250.0
PORT_RADIUS_M = 1_000.0
"""A boat lies in the water; so does a quay on a map of land."""

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
        return _name_of(places.locate(place))

    return name_of


def _name_of(found: Location) -> str | None:
    areas = [area.name for area in (found.desa, found.kecamatan) if area is not None]
    if areas:
        return ", ".join(areas)
    port = found.nearest_port
    if port is not None and port.distance_m <= PORT_RADIUS_M:
        return port.name
    return found.regency.name if found.regency is not None else None
