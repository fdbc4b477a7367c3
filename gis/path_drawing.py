"""The line, the length and the road names of a path, from the pieces of road it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gis.network import Floats, RoadNetwork
from gis.projection import to_metres


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch on one segment, from one fraction of the segment's length to another as driven."""

    segment: int
    reversed: bool
    from_fraction: float
    to_fraction: float


@dataclass(frozen=True, slots=True)
class PathResult:
    """A way along roads. ``points`` are longitude, latitude; ``road_names`` in order of driving."""

    duration_s: float
    distance_m: float
    pieces: tuple[Piece, ...]
    points: tuple[tuple[float, float], ...]
    road_names: tuple[str, ...]


def draw_path(
    network: RoadNetwork, duration_s: float, pieces: Sequence[Piece], start: tuple[float, float]
) -> PathResult:
    """Put pieces together; a path without any is the single point ``start``."""
    points: list[tuple[float, float]] = []
    names: list[str] = []
    distance_m = 0.0
    for piece in pieces:
        share = abs(piece.to_fraction - piece.from_fraction)
        distance_m += share * float(network.segment_length_m[piece.segment])
        for lon, lat in piece_points(network, piece):
            if not points or points[-1] != (lon, lat):
                points.append((float(lon), float(lat)))
        name = network.name(piece.segment)
        if name and share > 0 and (not names or names[-1] != name):
            names.append(name)
    return PathResult(
        duration_s=duration_s,
        distance_m=distance_m,
        pieces=tuple(pieces),
        points=tuple(points) or (start,),
        road_names=tuple(names),
    )


def piece_points(network: RoadNetwork, piece: Piece) -> Floats:
    """Return a piece's points as rows of longitude and latitude, in the direction of driving."""
    line = network.line(piece.segment)
    if abs(piece.to_fraction - piece.from_fraction) == 1.0:
        return line[::-1] if piece.reversed else line
    x, y = to_metres(line[:, 0], line[:, 1])
    along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    along = along / along[-1] if along[-1] > 0 else np.linspace(0.0, 1.0, len(along))
    low, high = sorted((piece.from_fraction, piece.to_fraction))
    inside = line[(along > low) & (along < high)]
    ends = np.column_stack([np.interp([low, high], along, line[:, axis]) for axis in (0, 1)])
    part = np.vstack([ends[:1], inside, ends[1:]])
    return part[::-1] if piece.reversed else part
