"""Gaps in the road data of one land part: where two pieces of road come nearest.

Extracts leave out village roads, so that roads of one island may hang together only outside the
data. A short gap is better crossed slowly, and said, than taken for a sea.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.spatial import cKDTree

from gis.access import DRIVEN_UP_TO_M
from gis.network import Longs, RoadNetwork
from gis.projection import to_metres
from gis.snapping import Snap, snap_at_node
from gis.types import VehicleProfile

MAX_GAP_M = DRIVEN_UP_TO_M
"""A wider gap is no slip of the data."""


class RoadGaps:
    """Finds the nearest road ends of two pieces of road. Safe to share between threads."""

    def __init__(self, network: RoadNetwork, profile: VehicleProfile) -> None:
        self._network = network
        self._row = network.row(profile)
        self._between = lru_cache(256)(self._find)

    def between(self, start: Snap, end: Snap) -> tuple[Snap, Snap] | None:
        """Return where to leave the start's piece of road and where to join the end's.

        None if both are one piece or they come no nearer than ``MAX_GAP_M``.
        """
        pieces = self._piece(start), self._piece(end)
        return None if pieces[0] == pieces[1] else self._between(*pieces)

    def _piece(self, snap: Snap) -> int:
        return int(self._network.node_component[self._network.segment_from[snap.segment]])

    def _find(self, start: int, end: int) -> tuple[Snap, Snap] | None:
        near, far = self._nodes(start), self._nodes(end)
        if not len(near) or not len(far):
            return None
        network = self._network
        there = np.column_stack(to_metres(network.node_lon[far], network.node_lat[far]))
        here = np.column_stack(to_metres(network.node_lon[near], network.node_lat[near]))
        away_m, which = (np.atleast_1d(found) for found in cKDTree(there).query(here))
        best = int(np.argmin(away_m))
        if away_m[best] > MAX_GAP_M:
            return None
        ends = int(near[best]), int(far[which[best]])
        return snap_at_node(network, ends[0]), snap_at_node(network, ends[1])

    def _nodes(self, piece: int) -> Longs:
        """Return the ends of those segments of a piece that can be both reached and left."""
        network = self._network
        at_piece = network.node_component[network.segment_from] == piece
        segments = np.flatnonzero(at_piece & network.segment_main[self._row])
        ends = np.concatenate([network.segment_from[segments], network.segment_to[segments]])
        return np.unique(ends).astype(np.int64)
