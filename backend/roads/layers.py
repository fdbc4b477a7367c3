"""The roads as a map layer, made once in each process for each active network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import shapely

from backend.changes.epoch_cache import EpochCache
from backend.places.layers import Layer
from backend.roads import queries
from gis.costing import ROAD_CLASSES, RoadClass
from gis.network import RoadNetwork

MAIN_CLASSES = frozenset(
    {
        RoadClass.MOTORWAY,
        RoadClass.TRUNK,
        RoadClass.PRIMARY,
        RoadClass.SECONDARY,
        RoadClass.TERTIARY,
    }
)
"""What is drawn of the whole regency; smaller roads come with a box."""
WHOLE_UP_TO = 20_000
"""A network with fewer pieces of road is drawn whole."""
DRAWN_TOLERANCE_DEG = 0.00005

Rows = Iterator[tuple[dict[str, Any], Any]]


class RoadsLayer(Layer):
    """All roads by box; without a box only the main roads of a network that has very many."""

    def __init__(self, network: RoadNetwork) -> None:
        super().__init__(_rows(network, main_only=False))
        if network.segment_count > WHOLE_UP_TO:
            self.whole = Layer(_rows(network, main_only=True)).whole


def roads() -> RoadsLayer:
    """Return the roads of the active network.

    Raises
    ------
    NotReady
        If no network is active.
    """
    return _roads.get()


def _rows(network: RoadNetwork, *, main_only: bool) -> Rows:
    """Yield each way of the network once, with its class and name, beside its line."""
    ways: dict[tuple[int, int, int], list[Any]] = {}
    for segment in range(network.segment_count):
        road = ROAD_CLASSES[network.segment_class[segment]]
        if road == RoadClass.BARRIER or (main_only and road not in MAIN_CLASSES):
            continue
        key = (
            int(network.segment_way[segment]),
            int(network.segment_class[segment]),
            int(network.segment_name[segment]),
        )
        ways.setdefault(key, []).append(shapely.linestrings(network.line(segment)))
    for (way, road_class, name), lines in sorted(ways.items()):
        whole = shapely.line_merge(shapely.multilinestrings(lines))
        line = shapely.set_precision(shapely.simplify(whole, DRAWN_TOLERANCE_DEG), 1e-5)
        properties = {
            "code": f"{way}-{road_class}",
            "name": network.names[name],
            "class": ROAD_CLASSES[road_class],
        }
        yield properties, whole if line.is_empty else line


def _build() -> RoadsLayer:
    return RoadsLayer(queries.router().network)


_roads = EpochCache(_build, "network")
