"""Divides a path into stretches between turns, for instructions and for naming a leg.

A stretch ends where the road's name changes, where the path turns sharply at a junction or turns
back, and where it leaves a roundabout; the way around one belongs to the stretch before it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from gis.network import Floats, Longs, RoadNetwork
from gis.path_drawing import PathResult, Piece, piece_points
from gis.roundabouts import exits_at, on_roundabout
from gis.types import RoadStretch

SHARP_TURN_DEG = 50.0


@dataclass
class _Open:
    """A stretch that is still growing."""

    name: str
    bearing_in_deg: float
    bearing_out_deg: float
    distance_m: float = 0.0
    roundabout_exit: int | None = None


def stretches_of(network: RoadNetwork, path: PathResult) -> tuple[RoadStretch, ...]:
    """Return a path's stretches in order of driving."""
    degree = _roads_meeting(network)
    found: list[_Open] = []
    rings = on_roundabout(network)
    exits, before = 0, None
    for piece in path.pieces:
        share = abs(piece.to_fraction - piece.from_fraction)
        length_m = share * float(network.segment_length_m[piece.segment])
        if length_m <= 0:
            continue
        points = piece_points(network, piece)
        begins, ends = bearing_deg(points[0], points[1]), bearing_deg(points[-2], points[-1])
        name = network.name(piece.segment)
        if rings[piece.segment] and found:
            exits += exits_at(network, piece)
        elif not found or exits or _turns_back(before, piece):
            found.append(_Open(name, begins, ends, roundabout_exit=exits or None))
            exits = 0
        elif _turns(found[-1], name, begins, int(degree[_entry(network, piece)])):
            found.append(_Open(name, begins, ends))
        found[-1].distance_m += length_m
        found[-1].bearing_out_deg = ends
        before = piece
    return tuple(
        RoadStretch(s.name, s.distance_m, s.bearing_in_deg, s.bearing_out_deg, s.roundabout_exit)
        for s in found
    )


def bearing_deg(start: Floats, end: Floats) -> float:
    """Return the compass direction from one point to another, 0 to 360, for short distances."""
    east = (end[0] - start[0]) * math.cos(math.radians((start[1] + end[1]) / 2))
    return math.degrees(math.atan2(east, end[1] - start[1])) % 360.0


def turn_deg(bearing_out_deg: float, bearing_in_deg: float) -> float:
    """Return by how much one turns: positive to the right, -180 to 180."""
    return (bearing_in_deg - bearing_out_deg + 180.0) % 360.0 - 180.0


@lru_cache(maxsize=4)
def _roads_meeting(network: RoadNetwork) -> Longs:
    """Return for each node how many pieces of road meet there."""
    ends = np.concatenate([network.segment_from, network.segment_to])
    return np.bincount(ends, minlength=network.node_count)


def _turns(stretch: _Open, name: str, begins_deg: float, roads_meeting: int) -> bool:
    if name != stretch.name:
        return True
    return (
        roads_meeting > 2 and abs(turn_deg(stretch.bearing_out_deg, begins_deg)) >= SHARP_TURN_DEG
    )


def _turns_back(before: Piece | None, piece: Piece) -> bool:
    """Tell whether a piece goes back on the road that the one before came along."""
    if before is None or before.segment != piece.segment:
        return False
    return before.reversed != piece.reversed


def _entry(network: RoadNetwork, piece: Piece) -> int:
    """Return the node at which a piece begins as driven."""
    nodes = network.segment_to if piece.reversed else network.segment_from
    return int(nodes[piece.segment])
