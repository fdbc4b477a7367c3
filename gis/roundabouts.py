"""Finds roundabouts among one-way roads, and counts the ways out that a path passes on them."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis.network import Bools, Longs, RoadNetwork
from gis.path_drawing import Piece
from gis.search_kernels import CLOSED_MS

LONGEST_M = 700.0
"""A one-way ring drawn as one way and longer than this is a street around a block or a park."""
LONGEST_IN_PARTS_M = 250.0
"""The same for a ring of several ways, that nobody has drawn as one thing."""


@lru_cache(maxsize=4)
def on_roundabout(network: RoadNetwork) -> Bools:
    """Tell of each segment whether it belongs to a roundabout: a short ring driven one way."""
    found = np.zeros(network.segment_count, np.bool_)
    start, end = _driven_ends(network)
    oneway = np.flatnonzero(start >= 0)
    by_way = np.argsort(network.segment_way[oneway], kind="stable")
    ways = network.segment_way[oneway][by_way]
    for group in np.split(oneway[by_way], np.flatnonzero(np.diff(ways)) + 1):
        if _is_ring(network, start[group], end[group], group, LONGEST_M):
            found[group] = True
    _mark_rings_in_parts(network, start, end, oneway[~found[oneway]], found)
    return found


def exits_at(network: RoadNetwork, piece: Piece) -> int:
    """Return 1 if a way leads out of the roundabout at the end of a piece of it, else 0."""
    node = network.segment_from if piece.reversed else network.segment_to
    return int(_ways_out(network)[node[piece.segment]])


@lru_cache(maxsize=4)
def _ways_out(network: RoadNetwork) -> Bools:
    """Tell of each node whether an open road leads away from it that is on no roundabout."""
    is_open = network.forward_ms[0] < CLOSED_MS
    arcs = np.flatnonzero(is_open & ~on_roundabout(network)[network.arc_segment])
    found = np.zeros(network.node_count, np.bool_)
    found[network.node_of_state[network.arc_from[arcs]]] = True
    return found


def _driven_ends(network: RoadNetwork) -> tuple[Longs, Longs]:
    """Return from and to which node each one-way segment is driven; -1 for all others."""
    is_open = network.forward_ms[0] < CLOSED_MS
    ahead = np.zeros(network.segment_count, np.bool_)
    back = np.zeros(network.segment_count, np.bool_)
    ahead[network.arc_segment[is_open & ~network.arc_reversed]] = True
    back[network.arc_segment[is_open & network.arc_reversed]] = True
    start = np.where(ahead, network.segment_from, network.segment_to).astype(np.int64)
    end = np.where(ahead, network.segment_to, network.segment_from).astype(np.int64)
    both_or_none = ahead == back
    start[both_or_none] = end[both_or_none] = -1
    return start, end


def _mark_rings_in_parts(
    network: RoadNetwork, start: Longs, end: Longs, oneway: Longs, found: Bools
) -> None:
    if not len(oneway):
        return
    size = network.node_count
    graph = coo_array((np.ones(len(oneway)), (start[oneway], end[oneway])), shape=(size, size))
    _, label = connected_components(graph.tocsr(), connection="strong")
    inside = oneway[label[start[oneway]] == label[end[oneway]]]
    order = np.argsort(label[start[inside]], kind="stable")
    labels = label[start[inside]][order]
    for group in np.split(inside[order], np.flatnonzero(np.diff(labels)) + 1):
        if _is_ring(network, start[group], end[group], group, LONGEST_IN_PARTS_M):
            found[group] = True


def _is_ring(
    network: RoadNetwork, start: Longs, end: Longs, group: Longs, longest_m: float
) -> bool:
    """Tell whether segments lead once around, each node entered and left once, in a short ring."""
    if not len(group) or float(network.segment_length_m[group].sum()) > longest_m:
        return False
    onward = dict(zip(start.tolist(), end.tolist(), strict=True))
    if len(onward) != len(group) or set(onward) != set(onward.values()):
        return False
    node, seen = int(start[0]), 0
    while seen <= len(group):
        node, seen = onward[node], seen + 1
        if node == int(start[0]):
            break
    return seen == len(group)
