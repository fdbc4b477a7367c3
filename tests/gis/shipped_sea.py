"""The router over the data that the repository ships, built once for all tests that want it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from gis.boundary_files import read_boundaries
from gis.crossings import Quay, SeaNetwork
from gis.land import Land
from gis.lane_files import read_lanes
from gis.network_import import import_network
from gis.place_files import read_places
from gis.routing import Router

DATA = Path(__file__).resolve().parents[2] / "data"


@cache
def shipped_land() -> Land:
    """Return the 125 land parts."""
    return Land(read_boundaries(DATA / "sumenep_boundaries")[0].land)


@cache
def shipped_router() -> Router:
    """Return a router over the shipped roads, ports, lanes and land."""
    boundaries, _ = read_boundaries(DATA / "sumenep_boundaries")
    places, _ = read_places(DATA / "sumenep_places")
    quays = tuple(Quay(p.code, p.name, p.point, p.land_part) for p in places.ports)
    lanes, defects = read_lanes(
        DATA / "sumenep_ferries" / "lanes.csv", ports={quay.code for quay in quays}
    )
    assert defects == []
    land = shipped_land()
    network = import_network(DATA / "sumenep_roads" / "main_roads.osm", land).network
    return Router(
        network,
        SeaNetwork(quays, tuple(record.lane for record in lanes)),
        land,
        barriers=[neighbour.polygon for neighbour in boundaries.neighbours],
    )
