"""A point in degrees finds the piece of road it belongs to, on its own land part.

A snap is a place *on* a segment, not a node: a search is seeded with both ends. Roads of another
land part, ferries and roads that are closed to the vehicle are never chosen.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gis.land import Land
from gis.network import PROFILES, Floats, Ints, Longs, ProfileWeights, RoadNetwork
from gis.projection import to_degrees, to_metres
from gis.search_kernels import tie_to_states
from gis.segment_grid import NOWHERE, grid_of, nearest_segment, place_on
from gis.types import LonLat, VehicleProfile

PREFER_MAIN_WITHIN_M = 75.0
"""How much further a road that can be both reached and left may lie than a one-way dead end."""
AT_NODE_M = 0.05
"""A snap this close to a segment's end stands on the junction itself."""

_NONE = np.empty(0, np.int32)

Seeds = tuple[Ints, Longs]
"""Search states and what each costs to begin with, in milliseconds."""


@dataclass(frozen=True, slots=True)
class Snap:
    """A place on a segment: ``fraction`` of its length from its start, 0 to 1.

    ``distance_m`` is the straight line from the point asked for; ``node`` is set where the place
    is a junction or a road end, and then every road that meets there may be taken.
    """

    segment: int
    fraction: float
    distance_m: float
    lon: float
    lat: float
    land_part: int | None = None
    node: int | None = None


class Snapper:
    """Finds places on a network by a grid over its segments; safe to use from threads.

    With a ``folder`` the grid is kept there, and mapped from there by the next process.
    """

    def __init__(
        self, network: RoadNetwork, land: Land | None = None, *, folder: Path | None = None
    ) -> None:
        self.network = network
        self.land = land
        self.grid = grid_of(network, folder)
        self._component = network.node_component[network.segment_from]
        drawn = np.asarray(network.segment_length_m > 0)
        self._usable = {profile: network.usable(profile) & drawn for profile in PROFILES}
        self._main = {profile: network.segment_main[network.row(profile)] for profile in PROFILES}
        parts = network.segment_land[drawn] if land is not None else np.full(drawn.sum(), -1)
        self._parts = frozenset(np.unique(parts).tolist())

    def has_roads(self, land_part: int) -> bool:
        """Tell whether any road lies on a land part."""
        return land_part in self._parts

    def snap(
        self,
        point: LonLat,
        *,
        profile: VehicleProfile,
        land_part: int | None = None,
        limit_m: float | None = None,
        weights: ProfileWeights | None = None,
        component: int | None = None,
    ) -> Snap | None:
        """Return the place on the road nearest to a point; None if its land part has none.

        The land part is the given one, else the one whose polygon covers the point; a point at
        sea without a given part has none. With ``weights`` a segment that a closure shuts is
        passed over, with ``component`` every road that does not hang together with that piece of
        the network (``network.node_component``). ``None`` also if nothing lies in ``limit_m``.

        A one-way dead end is passed over for a road that can be both reached and left, if that
        lies at most ``PREFER_MAIN_WITHIN_M`` further.
        """
        part = self._part_of(point, land_part)
        if part is None or part not in self._parts:
            return None
        xs, ys = to_metres([point.lon], [point.lat])
        x, y = float(xs[0]), float(ys[0])
        if not (math.isfinite(x) and math.isfinite(y)):  # too far away for the projection
            return None
        closed = None if weights is None else weights.closed_segments
        grid = self.grid
        segment, away_m = nearest_segment(
            grid.x, grid.y, grid.offset, grid.frame, grid.cell_offset, grid.cell_segment, x, y,
            self._usable[profile], self._main[profile], self.network.segment_land, part,
            _NONE if closed is None else closed,
            self._component, -1 if component is None else component, PREFER_MAIN_WITHIN_M,
        )  # fmt: skip
        if segment == NOWHERE or (limit_m is not None and away_m > limit_m):
            return None
        return self._snap_on(segment, x, y, away_m, part)

    def component(self, snap: Snap) -> int:
        """Return the connected piece of road that a snap stands on; 0 is the longest."""
        return int(self._component[snap.segment])

    def snap_many(
        self, points: Sequence[LonLat], *, profile: VehicleProfile, land_part: int | None = None
    ) -> list[Snap | None]:
        """Snap several points; what :meth:`snap` says about each."""
        return [self.snap(point, profile=profile, land_part=land_part) for point in points]

    def _part_of(self, point: LonLat, land_part: int | None) -> int | None:
        if self.land is None:
            return -1
        if land_part is not None:
            return land_part
        part = self.land.part_at(point)
        return None if part is None else part.number

    def _snap_on(self, segment: int, x: float, y: float, away_m: float, part: int) -> Snap:
        grid = self.grid
        first, end = int(grid.offset[segment]), int(grid.offset[segment + 1])
        _, along_m, spot_x, spot_y, length_m = place_on(grid.x, grid.y, first, end, x, y)
        node: int | None = None
        if along_m <= AT_NODE_M:
            along_m, node, at = 0.0, int(self.network.segment_from[segment]), first
        elif along_m >= length_m - AT_NODE_M:
            along_m, node, at = length_m, int(self.network.segment_to[segment]), end - 1
        if node is not None:
            spot_x, spot_y = grid.x[at], grid.y[at]
        lon, lat = to_degrees([spot_x], [spot_y])
        return Snap(
            segment=segment,
            fraction=along_m / length_m,
            distance_m=away_m,
            lon=float(lon[0]),
            lat=float(lat[0]),
            land_part=part if part >= 0 else None,
            node=node,
        )


def snap_at_node(network: RoadNetwork, node: int) -> Snap:
    """Return the snap that stands on a node, as for a quay that is a road end."""
    touching = np.flatnonzero((network.segment_from == node) | (network.segment_to == node))
    touching = touching[network.segment_length_m[touching] > 0]
    segment = int(touching[0])
    part = int(network.segment_land[segment])
    return Snap(
        segment=segment,
        fraction=0.0 if network.segment_from[segment] == node else 1.0,
        distance_m=0.0,
        lon=float(network.node_lon[node]),
        lat=float(network.node_lat[node]),
        land_part=part if part >= 0 else None,
        node=node,
    )


def seeds_from(network: RoadNetwork, weights: ProfileWeights, snap: Snap) -> Seeds:
    """Return where a journey that starts at a snap can first choose, and the cost to get there."""
    states, costs, _ = hooks(network, weights, [snap], towards=False)
    return states, costs


def seeds_towards(network: RoadNetwork, weights: ProfileWeights, snap: Snap) -> Seeds:
    """Return from where a journey can end at a snap, and the cost of that last piece."""
    states, costs, _ = hooks(network, weights, [snap], towards=True)
    return states, costs


def hooks(
    network: RoadNetwork, weights: ProfileWeights, snaps: Sequence[Snap], *, towards: bool
) -> tuple[Ints, Longs, Ints]:
    """Return states, costs in milliseconds and snap numbers that tie snaps to the network.

    ``towards`` gives the states from which the snap is reached, otherwise those that are reached
    from it. An arc that is closed ties nothing.
    """
    count = len(snaps)
    segment = np.fromiter((s.segment for s in snaps), np.int64, count)
    fraction = np.fromiter((s.fraction for s in snaps), np.float64, count)
    node = np.fromiter((-1 if s.node is None else s.node for s in snaps), np.int64, count)
    states, costs, owners = tie_to_states(
        segment, fraction, node, network.state_offset, network.segment_arc_offset,
        network.segment_arc, network.arc_reversed,
        network.arc_from if towards else network.arc_to, weights.forward, towards,
    )  # fmt: skip
    return states, costs, owners


def done_ms(network: RoadNetwork, weights: ProfileWeights, arcs: Ints, fraction: Floats) -> Longs:
    """Return the cost from the start of each arc to a fraction of its *segment's* length."""
    along = np.where(network.arc_reversed[arcs], 1.0 - fraction, fraction)
    return np.asarray(np.rint(weights.forward[arcs] * along), np.int64)
