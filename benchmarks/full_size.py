"""The full-size network with land around each of its islands, quays and lanes between them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.search import labelled, land_of, prepared_network
from gis.crossings import Lane, Quay, SeaNetwork
from gis.land import Land
from gis.network import RoadNetwork, load, save
from gis.projection import distance_m
from gis.types import LonLat

LANES_KMH = 20.0


def full_size(folder: Path) -> tuple[RoadNetwork, Land, SeaNetwork]:
    """Return the network of a folder, made where it is missing, its land and its lanes."""
    bare = prepared_network(folder)
    land = land_of(bare)
    stored = folder / "network-on-land"
    if not (stored / "meta.json").exists():
        save(labelled(bare, land), stored)
    network = load(stored)
    return network, land, sea_of(network)


def sea_of(network: RoadNetwork) -> SeaNetwork:
    """Return a lane from every island to the largest, between the two nodes that lie nearest."""
    quays, lanes = [], []
    home = np.flatnonzero(network.node_component == 0)
    for number in range(1, int(network.node_component.max()) + 1):
        own = np.flatnonzero(network.node_component == number)
        centre = network.node_lon[own].mean(), network.node_lat[own].mean()
        here = _nearest(network, home, *centre)
        there = _nearest(network, own, network.node_lon[here], network.node_lat[here])
        ends = [
            Quay(f"{number}-{side}", f"quay {number} {side}", _place(network, node), part)
            for side, node, part in (("home", here, 0), ("away", there, number))
        ]
        quays += ends
        away_m = distance_m(*_lon_lat(ends[0].point), *_lon_lat(ends[1].point))
        lanes.append(
            Lane(
                f"lane-{number}",
                f"lane {number}",
                ends[0].code,
                ends[1].code,
                carries_vehicles=True,
                distance_m=away_m,
                speed_kmh=LANES_KMH,
                mean_wait_s=3600.0,
            )
        )
    return SeaNetwork(tuple(quays), tuple(lanes))


def _nearest(network: RoadNetwork, nodes, lon: float, lat: float) -> int:
    apart = np.hypot(network.node_lon[nodes] - lon, network.node_lat[nodes] - lat)
    return int(nodes[np.argmin(apart)])


def _place(network: RoadNetwork, node: int) -> LonLat:
    return LonLat(float(network.node_lon[node]), float(network.node_lat[node]))


def _lon_lat(point: LonLat) -> tuple[float, float]:
    return point.lon, point.lat
