"""The router over the data that the repository ships, built once for all tests that want it."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from gis.boundary_files import read_boundaries
from gis.crossings import Quay, SeaNetwork
from gis.gtfs_feed import FerryFeed, read_feed
from gis.land import Land
from gis.network_import import import_network
from gis.place_files import read_places
from gis.routing import Router

DATA = Path(__file__).resolve().parents[2] / "data"


@cache
def shipped_land() -> Land:
    """Return the 125 land parts."""
    return Land(read_boundaries(DATA / "sumenep_boundaries")[0].land)


@cache
def shipped_quays() -> tuple[Quay, ...]:
    """Return the 16 ports as quays."""
    places, _ = read_places(DATA / "sumenep_places")
    return tuple(Quay(p.code, p.name, p.point, p.land_part) for p in places.ports)


@cache
def shipped_feed() -> FerryFeed:
    """Return the ferry feed."""
    feed, defects = read_feed(DATA / "sumenep_ferries", ports=shipped_quays(), land=shipped_land())
    assert defects == []
    return feed


@cache
def shipped_router() -> Router:
    """Return a router over the shipped roads, ports, lanes and land."""
    boundaries, _ = read_boundaries(DATA / "sumenep_boundaries")
    land = shipped_land()
    network = import_network(DATA / "sumenep_roads" / "main_roads.osm", land).network
    return Router(
        network,
        SeaNetwork(shipped_quays(), tuple(record.lane for record in shipped_feed().lanes)),
        land,
        barriers=[neighbour.polygon for neighbour in boundaries.neighbours],
        kept_in=Path(os.environ["VAR_DIR"]) / "kept",
    )
