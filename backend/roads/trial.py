"""A router straight over an extract, to try it before it is imported and activated."""

from __future__ import annotations

from pathlib import Path

from django.db import DatabaseError

from backend.errors import NotReady
from backend.places import queries as places
from gis.land import Land
from gis.network_import import REGENCY_BOX, Box, import_network
from gis.osm_lanes import sea_of
from gis.routing import Router
from gis.setting_out import OFFSHORE_M
from gis.types import LonLat

AROUND_DEG = 0.5
"""Roads of an extract elsewhere must come this near to an end: some 50 km."""


def trial_router(path: Path, ends: tuple[LonLat, LonLat]) -> Router:
    """Return a router over the roads and ferry ways of a file, and nothing else.

    Land parts are used if they are loaded and both ends lie on them; otherwise only the roads of
    the file tell what hangs together.

    Raises
    ------
    DataError
        If the file cannot be used, or its roads lie far from the regency and from both ends.
    """
    land = _land_under(ends)
    boxes = (REGENCY_BOX, *(_around(end) for end in ends))
    result = import_network(path, land, boxes=boxes)
    return Router(result.network, sea_of(result.lanes, result.quays, land), land)


def _around(point: LonLat) -> Box:
    return (
        point.lon - AROUND_DEG, point.lat - AROUND_DEG, point.lon + AROUND_DEG,
        point.lat + AROUND_DEG,
    )  # fmt: skip


def _land_under(ends: tuple[LonLat, LonLat]) -> Land | None:
    try:
        land = places.land()
    except (NotReady, DatabaseError):
        return None
    for point in ends:
        nearest = land.nearest(point)
        if nearest is None or nearest[1] > OFFSHORE_M:
            return None
    return land
