"""The shortest way of a boat from one point to another around the land.

The corners that a boat may turn at stand a few hundred metres off the shore: the land is widened
and simplified, its outward corners become the vertices of a visibility graph, and the distances
between all of them are computed once. A query then only looks for the corners that its two ends
can see. Straits narrower than about 200 m count as closed, so a boat goes round.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from threading import Lock

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from gis.coast_grid import CoastGrid
from gis.land import Land
from gis.projection import distance_m, geometry_to_metres, to_degrees, to_metres
from gis.sea_files import SeaFiles
from gis.sea_graph import (
    Floats,
    Geometries,
    Predecessors,
    SeaGraph,
    all_lengths,
    build_graph,
    corners_of,
    cross,
    parts_of,
    solid_land,
    trail_between,
)
from gis.types import LonLat

INLET_OFFSET_M = 25.0
INLET_TOLERANCE_M = 15.0
INLET_REACH_M = 6_000.0
INLET_CORNERS = 200
INLET_EXITS = 12
"""The finer corners that lead a boat out of an inlet from where no other corner is in sight."""
TAUT_BEYOND_M = 3_000.0
"""Nearer corners are joined to an end of a path whichever way the coast bends there."""
SHORE_SLACK_M = 0.25
"""A point this little inland stands on the shore, and a line may touch land this near its ends."""
CACHED_PATHS = 4_096


@dataclass(frozen=True, slots=True)
class SeaPath:
    """A way over water: its points as longitude and latitude, and its geodesic length."""

    points: tuple[tuple[float, float], ...]
    distance_m: float


class SeaPaths:
    """Shortest ways around the land parts and ``barriers``: other land, polygons in degrees.

    Safe to share between threads. The graph is built at the first question that needs it; with a
    ``folder`` it is kept there, and read from there the next time.
    """

    def __init__(
        self, land: Land, *, barriers: Sequence[BaseGeometry] = (), folder: Path | None = None
    ) -> None:
        self._land = land
        parts: list[BaseGeometry] = [land.metric_polygon(part.number) for part in land.parts]
        parts += (geometry_to_metres(barrier) for barrier in barriers)
        self._files = None if folder is None else SeaFiles(folder, parts, __file__)
        kept = self._files.graph() if self._files else None
        self._built: SeaGraph | None = kept[1] if kept else None
        self._solid = kept[0] if kept else solid_land(parts)
        self._lines = self._files.lines() if self._files else {}
        self._are_new = False
        shrunk = parts_of(shapely.buffer(self._solid, -SHORE_SLACK_M))
        self._shrunk: Geometries = shrunk[~shapely.is_empty(shrunk)]
        self._tree = shapely.STRtree(self._shrunk)
        self._shores = shapely.STRtree(self._solid)
        self._coast = CoastGrid(self._solid)
        self._lock = Lock()
        self._joined = lru_cache(CACHED_PATHS)(self._corners_in_sight)
        self._path = lru_cache(CACHED_PATHS)(self._shortest)

    def path(self, start: LonLat, end: LonLat) -> SeaPath | None:
        """Return the shortest way over water, None where the land closes every one.

        An end on land is taken to lie at its nearest shore, and the way begins there.
        """
        return self._path(self.water_point(start), self.water_point(end))

    def water_point(self, point: LonLat) -> LonLat:
        """Return the point itself at sea, else the nearest point of the shore."""
        spot = shapely.Point(*_metric(point))
        inside = self._tree.query(spot, predicate="within")
        if not len(inside):
            return point
        shore = self._solid[int(self._shores.query_nearest(spot)[0])].boundary
        x, y = shapely.get_coordinates(shapely.shortest_line(shore, spot))[0]
        return _degrees(np.array([[x, y]]))[0]

    def shore_point(self, land_part: int, point: LonLat) -> LonLat:
        """Return where on a land part's shore a boat lands that is nearest to a point."""
        inside = len(self._tree.query(shapely.Point(*_metric(point)), predicate="within"))
        ashore = point if inside else self._land.shore_point(land_part, point)
        return self.water_point(ashore)

    def lasting_path(self, start: LonLat, end: LonLat) -> SeaPath | None:
        """Return :meth:`path`, from the folder if a former process has found and kept it."""
        name = f"{start.lon!r} {start.lat!r} {end.lon!r} {end.lat!r}"
        if name not in self._lines:
            path = self.path(start, end)
            self._lines[name] = path.points if path else None
            self._are_new = True
            return path
        points = self._lines[name]
        return None if points is None else _measured([LonLat(*point) for point in points])

    def warm(self) -> None:
        """Build the graph now, at start-up, rather than in somebody's first question."""
        self._graph()
        self._is_clear(np.zeros((1, 2)), np.ones((1, 2)))  # compiles

    def keep(self) -> None:
        """Write the lasting paths to the folder, if there is one and any of them is new."""
        if self._files is not None and self._are_new:
            self._files.keep_lines(self._lines)
            self._are_new = False

    def _graph(self) -> SeaGraph:
        with self._lock:
            if self._built is None:
                self._built = build_graph(self._solid)
                if self._files is not None:
                    self._files.keep_graph(self._solid, self._built)
            return self._built

    def _shortest(self, start: LonLat, end: LonLat) -> SeaPath | None:
        a, b = np.array(_metric(start)), np.array(_metric(end))
        if self._is_clear(a[None, :], b[None, :])[0]:
            return _measured([start, end])
        if np.hypot(*(a - b)) < INLET_REACH_M:
            nearby = self._nearby(a, b)
            if nearby is not None:
                return _measured([start, *_degrees(nearby), end])
        graph = self._graph()
        ways_out, ways_in = self._joined(start), self._joined(end)
        if not ways_out or not ways_in:
            return None
        first = np.array([way.corner for way in ways_out])
        last = np.array([way.corner for way in ways_in])
        total = (
            np.array([way.length_m for way in ways_out])[:, None]
            + graph.lengths[np.ix_(first, last)]
            + np.array([way.length_m for way in ways_in])[None, :]
        )
        i, j = np.unravel_index(int(np.argmin(total)), total.shape)
        if not np.isfinite(total[i, j]):
            return None
        between = graph.walk(int(first[i]), int(last[j]))
        corners = [*ways_out[i].via, *between, *reversed(ways_in[j].via)]
        return _measured([start, *_degrees(np.array(corners)), end])

    def _corners_in_sight(self, point: LonLat) -> tuple[_Way, ...]:
        """Return how a point reaches the graph: straight, or out of an inlet by finer corners."""
        graph, spot = self._graph(), np.array(_metric(point))
        seen = self._visible(spot, graph)
        if len(seen):
            lengths = np.hypot(*(graph.corners.points[seen] - spot).T)
            return tuple(_Way(int(k), float(m), ()) for k, m in zip(seen, lengths, strict=True))
        return self._out_of_inlet(spot, graph)

    def _nearby(self, start: Floats, end: Floats) -> Floats | None:
        """Return the corners of a short way that only fine corners find, as through a strait."""
        points, lengths, before = self._fine_ways(start, (start + end) / 2, end)
        if not np.isfinite(lengths[-1]):
            return None
        return points[trail_between(before, 0, len(points) - 1)[1:-1]]

    def _out_of_inlet(self, spot: Floats, graph: SeaGraph) -> tuple[_Way, ...]:
        points, lengths, before = self._fine_ways(spot, spot)
        ways: list[_Way] = []
        exits = 0
        for k in np.argsort(lengths, kind="stable")[1:]:
            if exits == INLET_EXITS or not np.isfinite(lengths[k]):
                break
            seen = self._visible(points[k], graph)
            exits += bool(len(seen))
            trail = trail_between(before, 0, int(k))[1:]
            via = tuple((float(x), float(y)) for x, y in points[trail])
            hops = np.hypot(*(graph.corners.points[seen] - points[k]).T)
            ways += [
                _Way(int(c), float(lengths[k] + hop), via)
                for c, hop in zip(seen, hops, strict=True)
            ]
        return tuple(ways)

    def _fine_ways(
        self, spot: Floats, centre: Floats, *ends: Floats
    ) -> tuple[Floats, Floats, Predecessors]:
        """Return fine corners around a centre and the lengths from a spot to each and the ends."""
        window = shapely.Point(centre).buffer(INLET_REACH_M)
        near = shapely.intersection(self._solid[self._shores.query(window)], window)
        fine = corners_of(near, INLET_OFFSET_M, INLET_TOLERANCE_M).points
        nearest = np.argsort(np.hypot(*(fine - centre).T), kind="stable")[:INLET_CORNERS]
        points = np.vstack([spot[None, :], fine[nearest], *(end[None, :] for end in ends)])
        i, j = np.triu_indices(len(points), 1)
        clear = self._is_clear(points[i], points[j])
        lengths, before = all_lengths(points, i[clear], j[clear], only_from=0)
        return points, lengths[0], before[0]

    def _visible(self, spot: Floats, graph: SeaGraph) -> npt.NDArray[np.intp]:
        """Return the corners in sight, of the far ones only those where a taut line may bend."""
        to = spot - graph.corners.points
        before = cross(to, graph.corners.previous - graph.corners.points)
        after = cross(to, graph.corners.following - graph.corners.points)
        near = np.hypot(*to.T) < TAUT_BEYOND_M
        bending = np.flatnonzero(near | (before * after >= 0))
        ends = graph.corners.points[bending]
        return bending[self._is_clear(np.broadcast_to(spot, ends.shape), ends)]

    def _is_clear(self, starts: Floats, ends: Floats) -> npt.NDArray[np.bool_]:
        """Tell for each line whether it keeps off the land; its ends may stand on the shore."""
        along = ends - starts
        length_m = np.hypot(*along.T)[:, None]
        trim = along * np.minimum(0.5, SHORE_SLACK_M / np.maximum(length_m, 1e-9))
        clear = ~self._coast.crossed_by(starts + trim, ends - trim)
        left = np.flatnonzero(clear)  # some of those may lie on land from end to end
        middles = shapely.points((starts + ends)[left] / 2)
        clear[left[self._shores.query(middles, predicate="within")[0]]] = False
        return clear

    def graph(self) -> SeaGraph:
        """Return the corners and the ways between them."""
        return self._graph()

    def is_water(self, spot: Floats) -> bool:
        """Tell whether no land covers a spot in metres."""
        return not len(self._tree.query(shapely.Point(spot), predicate="within"))

    def is_clear(self, starts: Floats, ends: Floats) -> npt.NDArray[np.bool_]:
        """Tell for each line in metres whether it keeps off the land."""
        return self._is_clear(starts, ends)

    def spot(self, point: LonLat) -> tuple[float, float]:
        """Return a point in metres."""
        return _metric(point)

    def way_out(self, point: LonLat) -> Floats:
        """Return the finer corners, in metres, by which a boat leaves an inlet; empty elsewhere."""
        ways = self._joined(point)
        via = min(ways, key=lambda way: way.length_m).via if ways else ()
        return np.array(via, dtype=float).reshape(-1, 2)

    def measured(self, start: LonLat, corners: Floats, end: LonLat) -> SeaPath:
        """Return the way by some corners in metres."""
        return _measured([start, *_degrees(corners), end])


def straight_path(start: LonLat, end: LonLat) -> SeaPath:
    """Return the straight line as a path, for where no way around the land is known."""
    return _measured([start, end])


@dataclass(frozen=True, slots=True)
class _Way:
    """How an end of a path reaches a corner: the finer corners between, and the length."""

    corner: int
    length_m: float
    via: tuple[tuple[float, float], ...]


def _metric(point: LonLat) -> tuple[float, float]:
    x, y = to_metres([point.lon], [point.lat])
    return float(x[0]), float(y[0])


def _degrees(points: Floats) -> list[LonLat]:
    lon, lat = to_degrees(points[:, 0], points[:, 1])
    return [LonLat(float(a), float(b)) for a, b in zip(lon, lat, strict=True)]


def _measured(points: list[LonLat]) -> SeaPath:
    length_m = sum(distance_m(a.lon, a.lat, b.lon, b.lat) for a, b in pairwise(points))
    return SeaPath(tuple((p.lon, p.lat) for p in points), length_m)
