"""Ways of a boat around zones that are closed to it, over the same graph as without them.

The edges of the sea's graph that a zone cuts are taken away, corners off the zone are added, and
the shortest way over what is left is searched anew; only for ways that a zone bars.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from gis.projection import geometry_to_metres
from gis.sea_graph import Floats, all_lengths, corners_of, parts_of, trail_between
from gis.sea_paths import SeaPath, SeaPaths
from gis.types import LonLat

ZONE_OFFSET_M = 200.0
"""How far off a zone a boat rounds its corners."""
ZONE_TOLERANCE_M = 100.0
TOUCH_M = 1.0
"""A way that is in a zone for no longer than this only touches it."""
KEPT = 16
"""How many sets of zones keep their graph: those of a few days."""


class SeaDetours:
    """Finds ways around zones. Safe to share between threads."""

    def __init__(self, paths: SeaPaths) -> None:
        self._paths = paths
        self._kept: OrderedDict[bytes, _Barred] = OrderedDict()
        self._lock = Lock()

    def path(self, start: LonLat, end: LonLat, zones: Sequence[BaseGeometry]) -> SeaPath | None:
        """Return the shortest way over water that enters none of some zones, None without one.

        Parameters
        ----------
        zones
            Areas in metres. A way that begins or ends in one is none.
        """
        direct = self._paths.path(start, end)
        if direct is None or not zones:
            return direct
        area = shapely.union_all([shapely.make_valid(zone) for zone in zones])
        if length_in(direct, area) <= TOUCH_M:
            return direct
        return self._barred(area).path(start, end)

    def _barred(self, area: BaseGeometry) -> _Barred:
        name = shapely.to_wkb(area)
        with self._lock:
            if name not in self._kept:
                self._kept[name] = _Barred(self._paths, area)
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            return self._kept[name]


def length_in(path: SeaPath, area: BaseGeometry) -> float:
    """Return how many metres of a way lie in an area in metres."""
    if len(path.points) < 2:
        return 0.0
    line = geometry_to_metres(shapely.LineString(path.points))
    return float(shapely.length(shapely.intersection(line, area)))


class _Barred:
    """The graph of the sea with one area taken out of it."""

    def __init__(self, paths: SeaPaths, area: BaseGeometry) -> None:
        self._paths = paths
        self._area = area
        graph = paths.graph()
        found = corners_of(parts_of(area), ZONE_OFFSET_M, ZONE_TOLERANCE_M).points
        around = found[[paths.is_water(point) for point in found]]
        around = around[~shapely.intersects_xy(area, around[:, 0], around[:, 1])]
        land = graph.corners.points
        self._points = np.vstack([land, around])
        i, j = np.nonzero(np.triu(graph.before == np.arange(len(land))[:, None], 1))
        free = self._is_free(land[i], land[j])
        pairs = [(i[free], j[free])]
        for k in range(len(land), len(self._points)):
            seen = self._seen_from(self._points[k], upto=k)
            pairs.append((seen, np.full(len(seen), k)))
        self._i = np.concatenate([i for i, _ in pairs])
        self._j = np.concatenate([j for _, j in pairs])

    def path(self, start: LonLat, end: LonLat) -> SeaPath | None:
        """Return the shortest way, None where there is none."""
        a, b = self._paths.water_point(start), self._paths.water_point(end)
        out, into = self._way_out(a), self._way_out(b)
        points = np.vstack([self._points, out[-1:], into[-1:]])
        first, last = len(points) - 2, len(points) - 1
        i, j = [self._i], [self._j]
        for node in (first, last):
            seen = self._seen_from(points[node])
            i.append(seen)
            j.append(np.full(len(seen), node))
        found, before = all_lengths(points, np.concatenate(i), np.concatenate(j), only_from=first)
        if not np.isfinite(found[0, last]):
            return None
        between = points[trail_between(before[0], first, last)[1:-1]]
        corners = np.vstack([out[1:], between, into[:0:-1]])
        return self._paths.measured(a, corners, b)

    def _way_out(self, point: LonLat) -> Floats:
        """Return the spot of a point and the finer corners out of its inlet, if it lies in one."""
        spot = np.array([self._paths.spot(point)])
        if len(self._seen_from(spot[0])):
            return spot
        way = np.vstack([spot, self._paths.way_out(point)])
        return way if self._is_free(way[:-1], way[1:]).all() else spot

    def _seen_from(self, spot: Floats, upto: int | None = None) -> npt.NDArray[np.intp]:
        """Return the corners in sight over open water outside the area."""
        ends = self._points[:upto]
        starts = np.broadcast_to(spot, ends.shape)
        free = np.flatnonzero(self._is_free(starts, ends))
        return free[self._paths.is_clear(starts[free], ends[free])]

    def _is_free(self, starts: Floats, ends: Floats) -> npt.NDArray[np.bool_]:
        """Tell for each line whether it keeps out of the area.

        The area is not prepared: threads share it.
        """
        lines = shapely.linestrings(np.stack([starts, ends], axis=1))
        return ~np.asarray(shapely.intersects(self._area, lines))
