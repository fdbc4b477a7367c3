"""The coastline in a grid of squares, so that a line meets only the coast near it.

A line visits the squares that it runs through, row by row; only pieces of coast in those are
compared with it. A thousand lines across the whole regency take milliseconds.
"""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt
import shapely

from gis.sea_graph import Floats, Geometries

CELL_M = 500.0

Ints = npt.NDArray[np.int64]


class CoastGrid:
    """Pieces of the outlines of solid land, by square. Never changes: threads may share it."""

    def __init__(self, solid: Geometries) -> None:
        rings = [shapely.get_coordinates(ring) for ring in shapely.get_exterior_ring(solid)]
        empty = np.empty((0, 2))
        self._a = np.concatenate([ring[:-1] for ring in rings] or [empty])
        self._b = np.concatenate([ring[1:] for ring in rings] or [empty])
        both = np.concatenate([self._a, self._b])
        self._low = both.min(axis=0) if len(both) else np.zeros(2)
        high = both.max(axis=0) if len(both) else np.zeros(2)
        self._columns, self._rows = (int(n) + 1 for n in (high - self._low) // CELL_M)
        self._first, self._pieces = self._sorted()

    def crossed_by(self, starts: Floats, ends: Floats) -> npt.NDArray[np.bool_]:
        """Tell for each line whether it meets or touches the coast; inside land it does not."""
        crossed: npt.NDArray[np.bool_] = _crossed(
            np.ascontiguousarray(starts, dtype=np.float64),
            np.ascontiguousarray(ends, dtype=np.float64),
            self._a,
            self._b,
            self._low,
            (self._columns, self._rows),
            self._first,
            self._pieces,
        )
        return crossed

    def _sorted(self) -> tuple[Ints, Ints]:
        """Return for each square where its pieces begin, and the pieces by square."""
        low = ((np.minimum(self._a, self._b) - self._low) // CELL_M).astype(np.int64)
        high = ((np.maximum(self._a, self._b) - self._low) // CELL_M).astype(np.int64)
        wide, tall = (high - low + 1).T if len(low) else (np.empty(0, np.int64),) * 2
        count = wide * tall
        piece = np.repeat(np.arange(len(low)), count)
        nth = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        column = low[piece, 0] + nth % wide[piece]
        row = low[piece, 1] + nth // wide[piece]
        square = row * self._columns + column
        order = np.argsort(square, kind="stable")
        first = np.searchsorted(square[order], np.arange(self._columns * self._rows + 1))
        return first.astype(np.int64), piece[order].astype(np.int64)


@numba.njit(cache=True, nogil=True)
def _crossed(
    starts: Floats,
    ends: Floats,
    coast_a: Floats,
    coast_b: Floats,
    low: Floats,
    shape: tuple[int, int],
    first: Ints,
    pieces: Ints,
) -> npt.NDArray[np.bool_]:  # pragma: no cover - compiled
    crossed = np.zeros(len(starts), np.bool_)
    columns, rows = shape
    for n in range(len(starts)):
        ax, ay = starts[n, 0] - low[0], starts[n, 1] - low[1]
        bx, by = ends[n, 0] - low[0], ends[n, 1] - low[1]
        row_a = max(0, int(np.floor(min(ay, by) / CELL_M - 1e-6)))
        row_b = min(rows - 1, int(np.floor(max(ay, by) / CELL_M + 1e-6)))
        for row in range(row_a, row_b + 1):
            x0, x1 = ax, bx
            if abs(by - ay) > 1e-9:
                t0 = min(1.0, max(0.0, (row * CELL_M - ay) / (by - ay)))
                t1 = min(1.0, max(0.0, ((row + 1) * CELL_M - ay) / (by - ay)))
                x0, x1 = ax + t0 * (bx - ax), ax + t1 * (bx - ax)
            column_a = max(0, int(np.floor(min(x0, x1) / CELL_M - 1e-6)))
            column_b = min(columns - 1, int(np.floor(max(x0, x1) / CELL_M + 1e-6)))
            for square in range(row * columns + column_a, row * columns + column_b + 1):
                for k in range(first[square], first[square + 1]):
                    p = pieces[k]
                    cx, cy = coast_a[p, 0] - low[0], coast_a[p, 1] - low[1]
                    dx, dy = coast_b[p, 0] - low[0], coast_b[p, 1] - low[1]
                    side_c = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
                    side_d = (bx - ax) * (dy - ay) - (by - ay) * (dx - ax)
                    if side_c * side_d > 0:
                        continue
                    side_a = (dx - cx) * (ay - cy) - (dy - cy) * (ax - cx)
                    side_b = (dx - cx) * (by - cy) - (dy - cy) * (bx - cx)
                    if side_a * side_b <= 0:
                        crossed[n] = True
                        break
                if crossed[n]:
                    break
            if crossed[n]:
                break
    return crossed
