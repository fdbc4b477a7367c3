"""The visibility graph of the sea: corners off the headlands, and how far it is between them.

The land is widened and simplified; its outward corners are where a taut line around the land may
bend. Two corners are joined if no wall, a narrower widening, stands between them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra
from shapely.geometry.base import BaseGeometry

CORNER_OFFSET_M = 300.0
"""How far off the shore a boat rounds a headland."""
CORNER_TOLERANCE_M = 150.0
"""How much the widened coast is simplified; below the offset, so corners stay off the land."""
WALL_OFFSET_M = 60.0
WALL_TOLERANCE_M = 40.0
"""The coast that no passage between two corners may touch: at least 20 m off the true one."""
CREEK_WIDTH_M = 50.0
"""A gap in the coast narrower than this is filled: nobody sails in there."""

Floats = npt.NDArray[np.float64]
Geometries = npt.NDArray[np.object_]
Predecessors = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class SeaGraph:
    """The corners, and the shortest way between any two of them."""

    corners: Corners
    lengths: Floats
    """From each corner to each, in metres; infinite where no way leads."""
    before: Predecessors

    def walk(self, first: int, last: int) -> list[tuple[float, float]]:
        """Return the corners from one to another, both included, in metres."""
        trail = trail_between(self.before[first], first, last)
        return [(float(x), float(y)) for x, y in self.corners.points[trail]]


@dataclass(frozen=True, slots=True)
class Corners:
    """Corners in metres, each with its two neighbours on its ring, counter-clockwise."""

    points: Floats
    previous: Floats
    following: Floats


def solid_land(geometries: list[BaseGeometry]) -> Geometries:
    """Return the land without lakes and without creeks that no boat would enter."""
    rings = shapely.get_exterior_ring(parts_of(shapely.union_all(geometries)))
    whole = shapely.union_all(shapely.polygons(rings))
    closed = shapely.buffer(shapely.buffer(whole, CREEK_WIDTH_M / 2), -CREEK_WIDTH_M / 2)
    rings = shapely.get_exterior_ring(parts_of(shapely.union(whole, closed)))
    return np.asarray(shapely.polygons(rings), dtype=object)


def parts_of(geometry: BaseGeometry | Geometries) -> Geometries:
    """Return the single parts of a geometry as an array."""
    return np.asarray(shapely.get_parts(geometry), dtype=object)


def build_graph(solid: Geometries) -> SeaGraph:
    """Join the corners around solid land; a second or two for the whole regency."""
    every = corners_of(solid, CORNER_OFFSET_M, CORNER_TOLERANCE_M)
    walls = shapely.simplify(shapely.buffer(solid, WALL_OFFSET_M, quad_segs=2), WALL_TOLERANCE_M)
    keep = ~_covered(walls, every.points)
    corners = Corners(every.points[keep], every.previous[keep], every.following[keep])
    bends = _is_tangent(corners)
    i, j = np.nonzero(np.triu(bends & bends.T, 1))
    clear = _clear_of_walls(corners.points[i], corners.points[j], *_wall_segments(walls))
    return SeaGraph(corners, *all_lengths(corners.points, i[clear], j[clear]))


def corners_of(solid: Geometries, offset_m: float, tolerance_m: float) -> Corners:
    """Return the outward corners of widened land, each with its two neighbours on the ring."""
    wide = shapely.simplify(shapely.buffer(solid, offset_m, quad_segs=2), tolerance_m)
    found = []
    for ring in shapely.get_exterior_ring(shapely.get_parts(wide)):
        points = shapely.get_coordinates(ring)[:-1]
        if not shapely.is_ccw(ring):
            points = points[::-1]
        previous, following = np.roll(points, 1, axis=0), np.roll(points, -1, axis=0)
        outward = cross(points - previous, following - points) > 0
        found.append(np.stack([points, previous, following])[:, outward])
    if not found:
        return Corners(*(np.empty((0, 2)) for _ in range(3)))
    return Corners(*np.concatenate(found, axis=1))


def _is_tangent(corners: Corners) -> npt.NDArray[np.bool_]:
    """Tell for corner i and corner j whether a taut line from i to j may bend at i."""
    points = corners.points
    to = points[None, :, :] - points[:, None, :]
    before = cross(to, (corners.previous - points)[:, None, :])
    after = cross(to, (corners.following - points)[:, None, :])
    return np.asarray(before * after >= 0)


def _covered(walls: Geometries, points: Floats) -> npt.NDArray[np.bool_]:
    covered = np.zeros(len(points), bool)
    covered[shapely.STRtree(walls).query(shapely.points(points), predicate="intersects")[0]] = True
    return covered


def _wall_segments(walls: Geometries) -> tuple[Floats, Floats]:
    rings = [shapely.get_coordinates(ring) for ring in shapely.get_exterior_ring(walls)]
    if not rings:
        return np.empty((0, 2)), np.empty((0, 2))
    return np.concatenate([r[:-1] for r in rings]), np.concatenate([r[1:] for r in rings])


@numba.njit(cache=True, nogil=True)
def _clear_of_walls(
    starts: Floats, ends: Floats, wall_a: Floats, wall_b: Floats
) -> npt.NDArray[np.bool_]:  # pragma: no cover - compiled
    clear = np.ones(len(starts), np.bool_)
    for n in range(len(starts)):
        ax, ay, bx, by = starts[n, 0], starts[n, 1], ends[n, 0], ends[n, 1]
        low_x, high_x = min(ax, bx), max(ax, bx)
        low_y, high_y = min(ay, by), max(ay, by)
        for w in range(len(wall_a)):
            cx, cy, dx, dy = wall_a[w, 0], wall_a[w, 1], wall_b[w, 0], wall_b[w, 1]
            if max(cx, dx) < low_x or min(cx, dx) > high_x:
                continue
            if max(cy, dy) < low_y or min(cy, dy) > high_y:
                continue
            side_c = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
            side_d = (bx - ax) * (dy - ay) - (by - ay) * (dx - ax)
            side_a = (dx - cx) * (ay - cy) - (dy - cy) * (ax - cx)
            side_b = (dx - cx) * (by - cy) - (dy - cy) * (bx - cx)
            if side_c * side_d <= 0 and side_a * side_b <= 0:
                clear[n] = False
                break
    return clear


def all_lengths(
    points: Floats,
    i: npt.NDArray[np.intp],
    j: npt.NDArray[np.intp],
    *,
    only_from: int | None = None,
) -> tuple[Floats, Predecessors]:
    """Return lengths and predecessors of the shortest ways over the edges between i and j."""
    if not len(points):
        return np.empty((0, 0)), np.empty((0, 0), np.int32)
    lengths = np.hypot(*(points[i] - points[j]).T)
    graph = coo_array((lengths, (i, j)), shape=(len(points), len(points))).tocsr()
    starts = None if only_from is None else [only_from]
    found, before = dijkstra(graph, directed=False, indices=starts, return_predecessors=True)
    return np.atleast_2d(found), np.atleast_2d(before)


def trail_between(before: Predecessors, first: int, last: int) -> list[int]:
    """Return the indices from the first to the last, read backwards from a row of predecessors."""
    trail = [last]
    while trail[-1] != first:
        trail.append(int(before[trail[-1]]))
    return trail[::-1]


def cross(a: Floats, b: Floats) -> Floats:
    """Return the cross product of vectors in the plane: positive where b turns left of a."""
    return np.asarray(a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0])
