"""A point in degrees finds the piece of road it belongs to, on its own land part.

A snap is a place *on* a segment, not a node: a search is seeded with both ends. Roads of another
land part, ferries and roads that are closed to the vehicle are never chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from gis.land import Land
from gis.network import PROFILES, Bools, Floats, Ints, Longs, ProfileWeights, RoadNetwork
from gis.projection import to_degrees, to_metres
from gis.search_kernels import CLOSED_MS
from gis.types import LonLat, VehicleProfile

PREFER_MAIN_WITHIN_M = 75.0
"""How much further a road that can be both reached and left may lie than a one-way dead end."""
AT_NODE_M = 0.05
"""A snap this close to a segment's end stands on the junction itself."""

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


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which segments may be chosen."""

    profile: VehicleProfile
    weights: ProfileWeights | None
    component: int | None


class Snapper:
    """An index of a network's segments in metres, one tree for each land part.

    Building it costs about a second for a full network; keep it. It is safe to use from threads.
    """

    def __init__(self, network: RoadNetwork, land: Land | None = None) -> None:
        self.network = network
        self.land = land
        self.lines = metric_lines(network)
        self._component = network.node_component[network.segment_from]
        self._usable = {profile: network.usable(profile) for profile in PROFILES}
        drawn = np.flatnonzero(network.segment_length_m > 0)
        parts = network.segment_land if land is not None else np.full(network.segment_count, -1)
        self._segments = {
            int(part): drawn[parts[drawn] == part] for part in np.unique(parts[drawn])
        }
        self._trees = {
            part: shapely.STRtree(self.lines[segments]) for part, segments in self._segments.items()
        }

    def has_roads(self, land_part: int) -> bool:
        """Tell whether any road lies on a land part."""
        return land_part in self._trees

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
        if part is None or part not in self._trees:
            return None
        x, y = to_metres([point.lon], [point.lat])
        place = shapely.Point(float(x[0]), float(y[0]))
        found = self._choose(place, part, _Wanted(profile, weights, component))
        if found is None or (limit_m is not None and found[1] > limit_m):
            return None
        return self._snap_on(found[0], place, found[1], part)

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

    def _choose(
        self,
        place: shapely.Point,
        part: int,
        wanted: _Wanted,
    ) -> tuple[int, float] | None:
        """Return the segment and its distance, preferring one that is well connected."""
        tree, segments = self._trees[part], self._segments[part]
        hits, distances = tree.query_nearest(place, all_matches=True, return_distance=True)
        nearest = segments[hits]
        main = self.network.segment_main[self.network.row(wanted.profile)]
        open_here = self._open(nearest, wanted)
        if (good := nearest[open_here & main[nearest]]).size:
            return int(good.min()), float(distances[0])
        usable = self._nearest_where(place, part, self._open(segments, wanted), float(distances[0]))
        if usable is None:
            return None
        reach_m = usable[1] + PREFER_MAIN_WITHIN_M
        around = segments[tree.query(place, predicate="dwithin", distance=reach_m)]
        around = around[self._open(around, wanted) & main[around]]
        if not around.size:
            return usable
        away = shapely.distance(self.lines[around], place)
        best = np.lexsort((around, away))[0]
        return int(around[best]), float(away[best])

    def _open(self, segments: Longs, wanted: _Wanted) -> Bools:
        is_open = self._usable[wanted.profile][segments]
        if wanted.weights is not None and wanted.weights.closed_segments is not None:
            is_open = is_open & ~np.isin(segments, wanted.weights.closed_segments)
        if wanted.component is not None:
            is_open = is_open & (self._component[segments] == wanted.component)
        return np.asarray(is_open)

    def _nearest_where(
        self, place: shapely.Point, part: int, allowed: Bools, start_m: float
    ) -> tuple[int, float] | None:
        """Return the nearest allowed segment, looking in circles that double."""
        if not allowed.any():
            return None
        tree, segments = self._trees[part], self._segments[part]
        radius_m = max(100.0, 1.5 * start_m)
        while True:
            hits = tree.query(place, predicate="dwithin", distance=radius_m)
            hits = hits[allowed[hits]]
            if hits.size:
                away = shapely.distance(self.lines[segments[hits]], place)
                best = np.lexsort((segments[hits], away))[0]
                return int(segments[hits[best]]), float(away[best])
            radius_m *= 2

    def _snap_on(self, segment: int, place: shapely.Point, away_m: float, part: int) -> Snap:
        line = self.lines[segment]
        length_m = line.length
        along_m = line.project(place)
        node: int | None = None
        if along_m <= AT_NODE_M:
            along_m, node = 0.0, int(self.network.segment_from[segment])
        elif along_m >= length_m - AT_NODE_M:
            along_m, node = length_m, int(self.network.segment_to[segment])
        spot = line.interpolate(along_m)
        lon, lat = to_degrees([spot.x], [spot.y])
        return Snap(
            segment=segment,
            fraction=along_m / length_m,
            distance_m=away_m,
            lon=float(lon[0]),
            lat=float(lat[0]),
            land_part=part if part >= 0 else None,
            node=node,
        )


def metric_lines(network: RoadNetwork) -> npt.NDArray[np.object_]:
    """Return each segment as a line in metres (EPSG:32750), in the order of the segments."""
    x, y = to_metres(network.geometry_lon, network.geometry_lat)
    points = np.column_stack([x, y])
    owner = np.repeat(np.arange(network.segment_count), np.diff(network.geometry_offset))
    return np.asarray(shapely.linestrings(points, indices=owner))


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
    segment = np.array([s.segment for s in snaps], np.int64)
    fraction = np.array([s.fraction for s in snaps], np.float64)
    node = np.array([-1 if s.node is None else s.node for s in snaps], np.int64)
    on_node = np.flatnonzero(node >= 0)
    on_road = np.flatnonzero(node < 0)
    at, owner_node = _ranges(network.state_offset, node[on_node])
    arc_places, owner_arc = _ranges(network.segment_arc_offset, segment[on_road])
    arcs = network.segment_arc[arc_places]
    owner_arc = on_road[owner_arc]
    is_open = weights.forward[arcs] < CLOSED_MS
    arcs, owner_arc = arcs[is_open], owner_arc[is_open]
    costs = done_ms(network, weights, arcs, fraction[owner_arc])
    if not towards:
        costs = weights.forward[arcs] - costs
    ends = network.arc_from[arcs] if towards else network.arc_to[arcs]
    return (
        np.concatenate([at.astype(np.int32), ends]),
        np.concatenate([np.zeros(len(at), np.int64), costs]),
        np.concatenate([on_node[owner_node], owner_arc]).astype(np.int32),
    )


def done_ms(network: RoadNetwork, weights: ProfileWeights, arcs: Ints, fraction: Floats) -> Longs:
    """Return the cost from the start of each arc to a fraction of its *segment's* length."""
    along = np.where(network.arc_reversed[arcs], 1.0 - fraction, fraction)
    return np.asarray(np.rint(weights.forward[arcs] * along), np.int64)


def _ranges(offsets: Ints, items: Longs) -> tuple[Longs, Longs]:
    """Expand CSR rows: every position in the rows of ``items``, and which item it came from."""
    counts = np.asarray(offsets[items + 1] - offsets[items], np.int64)
    owner = np.repeat(np.arange(len(items)), counts)
    inside = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(np.asarray(offsets[items], np.int64), counts) + inside, owner
