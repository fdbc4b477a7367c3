"""A grid over a network's segments that finds the nearest one, as arrays that processes share.

Every segment is listed in the cells that the boxes of its pieces touch. A search looks at rings
of cells around a point until no further cell can hold anything nearer.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numba as nb
import numpy as np
import numpy.typing as npt
import shapely

from gis import kept_arrays, projection
from gis.network import Floats, Ints, Longs, RoadNetwork
from gis.projection import to_metres

CELLS_PER_SEGMENT = 4
SMALLEST_CELL_M = 100.0
NOWHERE = -1
"""Stands for no segment."""


@dataclass(frozen=True, slots=True)
class SegmentGrid:
    """Where segments lie, in metres; ``frame`` is west, south, the cells' width, columns, rows."""

    x: Floats
    y: Floats
    offset: Longs
    """Points of segment s are ``offset[s]`` up to ``offset[s + 1]``."""
    frame: Floats
    cell_offset: Ints
    """Segments of cell c (row by row from the south-west) stand alike in ``cell_segment``."""
    cell_segment: Ints

    def lines(self, segments: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.object_]:
        """Return segments as lines in metres."""
        counts = self.offset[segments + 1] - self.offset[segments]
        owner = np.repeat(np.arange(len(segments)), counts)
        inside = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
        at = self.offset[segments][owner] + inside
        points = np.column_stack([self.x[at], self.y[at]])
        return np.asarray(shapely.linestrings(points, indices=owner), dtype=object)

    def in_box(self, west: float, south: float, east: float, north: float) -> Longs:
        """Return every segment that may touch a box, in order."""
        x0, y0, width, columns, rows = self.frame
        if not np.isfinite((west, south, east, north)).all():  # too far for the projection
            return np.empty(0, np.int64)
        first, last = (
            np.clip(np.floor((np.array(at) - (x0, y0)) / width), 0, (columns - 1, rows - 1))
            for at in ((west, south), (east, north))
        )
        found = []
        for row in range(int(first[1]), int(last[1]) + 1):
            start, end = (int(row * columns + column) for column in (first[0], last[0] + 1))
            found.append(self.cell_segment[self.cell_offset[start] : self.cell_offset[end]])
        return np.unique(np.concatenate(found)).astype(np.int64)


def grid_of(network: RoadNetwork, folder: Path | None = None) -> SegmentGrid:
    """Return the grid of a network, mapped from a folder below ``folder`` if it is kept there."""
    if folder is None:
        return _build(network)
    content = (network.geometry_lon, network.geometry_lat, network.geometry_offset)
    name = kept_arrays.name_of((__file__, projection.__file__), content)
    kept, names = Path(folder) / "roads" / name, tuple(f.name for f in fields(SegmentGrid))
    arrays = kept_arrays.read(kept, names)
    if arrays is None:
        grid = _build(network)
        kept_arrays.write(kept, {name: getattr(grid, name) for name in names})
        return grid
    return SegmentGrid(**arrays)


def _build(network: RoadNetwork) -> SegmentGrid:
    x, y = (np.ascontiguousarray(c) for c in to_metres(network.geometry_lon, network.geometry_lat))
    offset = np.asarray(network.geometry_offset, np.int64)
    if not len(x):
        none = np.zeros(3, np.int32)
        return SegmentGrid(x, y, offset, np.array([0.0, 0.0, 1.0, 1, 1]), none, none[:0])
    west, south = x.min(), y.min()
    wide, high = x.max() - west, y.max() - south
    wanted = CELLS_PER_SEGMENT * network.segment_count
    width = max(SMALLEST_CELL_M, np.sqrt(wide * high / wanted), max(wide, high) / wanted)
    columns, rows = int(wide // width) + 1, int(high // width) + 1
    frame = np.array([west, south, width, columns, rows])
    counts = np.zeros(columns * rows + 1, np.int64)  # the last one stands for all outside
    _list_segments(x, y, offset, frame, counts, np.empty(0, np.int32))
    cell_offset = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    cell_segment = np.empty(int(cell_offset[-1]), np.int32)
    _list_segments(x, y, offset, frame, cell_offset[:-1].astype(np.int64), cell_segment)
    return SegmentGrid(x, y, offset, frame, cell_offset, cell_segment)


@nb.njit(cache=True, nogil=True)
def _list_segments(x: Any, y: Any, offset: Any, frame: Any, place: Any, listed: Any) -> None:
    """Count the segments of each cell in ``place``, or list them from there on if there is room."""
    west, south, width = frame[0], frame[1], frame[2]
    columns, rows = int(frame[3]), int(frame[4])
    last_of = np.full(columns * rows, -1, np.int32)
    for segment in range(len(offset) - 1):
        for p in range(offset[segment], offset[segment + 1] - 1):
            first_column = min(columns - 1, int((min(x[p], x[p + 1]) - west) / width))
            last_column = min(columns - 1, int((max(x[p], x[p + 1]) - west) / width))
            first_row = min(rows - 1, int((min(y[p], y[p + 1]) - south) / width))
            last_row = min(rows - 1, int((max(y[p], y[p + 1]) - south) / width))
            for row in range(first_row, last_row + 1):
                for column in range(first_column, last_column + 1):
                    cell = row * columns + column
                    if last_of[cell] == segment:
                        continue
                    last_of[cell] = segment
                    if len(listed) > 0:
                        listed[place[cell]] = segment
                    place[cell] += 1


@nb.njit(cache=True, nogil=True)
def place_on(x: Any, y: Any, first: Any, last: Any, px: Any, py: Any) -> Any:
    """Return the place on a line nearest to a point.

    Its squared distance, how far along the line it lies, its coordinates, and the line's length.
    """
    best, best_along, best_x, best_y, passed = np.inf, 0.0, 0.0, 0.0, 0.0
    for p in range(first, last - 1):
        ax, ay = x[p], y[p]
        dx, dy = x[p + 1] - ax, y[p + 1] - ay
        square = dx * dx + dy * dy
        share = 0.0
        if square > 0.0:
            share = ((px - ax) * dx + (py - ay) * dy) / square
        if share <= 0.0:
            share, fx, fy = 0.0, ax, ay
        elif share >= 1.0:
            share, fx, fy = 1.0, x[p + 1], y[p + 1]
        else:
            fx, fy = ax + share * dx, ay + share * dy
        away = (px - fx) * (px - fx) + (py - fy) * (py - fy)
        length = np.sqrt(square)
        if away < best:
            best, best_along, best_x, best_y = away, passed + share * length, fx, fy
        passed += length
    return best, best_along, best_x, best_y, passed


@nb.njit(cache=True, nogil=True, inline="always")
def _may_be_chosen(
    segment: Any, usable: Any, part_of: Any, part: Any, closed: Any, piece_of: Any, piece: Any
) -> Any:
    if not usable[segment] or (part >= 0 and part_of[segment] != part):
        return False
    if piece >= 0 and piece_of[segment] != piece:
        return False
    if len(closed) == 0:
        return True
    place = np.searchsorted(closed, segment)
    return place == len(closed) or closed[place] != segment


@nb.njit(cache=True, nogil=True, inline="always")
def _nearer(best: Any, best_m2: Any, segment: Any, away_m2: Any) -> Any:
    if away_m2 < best_m2 or (away_m2 == best_m2 and segment < best):
        return segment, away_m2
    return best, best_m2


@nb.njit(cache=True, nogil=True)
def nearest_segment(
    x: Any,
    y: Any,
    offset: Any,
    frame: Any,
    cell_offset: Any,
    cell_segment: Any,
    px: Any,
    py: Any,
    usable: Any,
    main: Any,
    part_of: Any,
    part: Any,
    closed: Any,
    piece_of: Any,
    piece: Any,
    prefer_m: Any,
) -> Any:
    """Return the nearest segment that may be chosen, or a main one at most ``prefer_m`` further.

    ``part`` and ``piece`` limit the choice to a land part and to a piece of the network unless
    they are negative; of segments equally far the one with the lowest number counts. Returns the
    segment (``NOWHERE`` if there is none) and its distance.
    """
    west, south, width = frame[0], frame[1], frame[2]
    columns, rows = int(frame[3]), int(frame[4])
    column = int(np.floor((px - west) / width))
    row = int(np.floor((py - south) / width))
    in_column, in_row = (px - west) - column * width, (py - south) - row * width
    border = min(in_column, width - in_column, in_row, width - in_row)
    ring = max(0, -column, column - columns + 1, -row, row - rows + 1)
    last_ring = max(abs(column), abs(column - columns + 1), abs(row), abs(row - rows + 1))
    outside = columns * rows  # a cell in which nothing is listed
    some, some_m2 = -1, np.inf
    good, good_m2 = -1, np.inf
    while ring <= last_ring:
        reach_m = max(0.0, (ring - 1) * width + border)
        if reach_m > np.sqrt(good_m2) or reach_m > np.sqrt(some_m2) + prefer_m:
            break
        for r in range(max(0, row - ring), min(rows, row + ring + 1)):
            is_edge = abs(r - row) == ring
            first, last, step = column - ring, column + ring, max(1, 2 * ring)
            if is_edge:
                first, last, step = max(0, first), min(columns - 1, last), 1
            for c in range(first, last + 1, step):
                cell = r * columns + c if 0 <= c < columns else outside
                for n in range(cell_offset[cell], cell_offset[cell + 1]):
                    segment = cell_segment[n]
                    if _may_be_chosen(segment, usable, part_of, part, closed, piece_of, piece):
                        away = place_on(x, y, offset[segment], offset[segment + 1], px, py)[0]
                        some, some_m2 = _nearer(some, some_m2, segment, away)
                        if main[segment]:
                            good, good_m2 = _nearer(good, good_m2, segment, away)
        ring += 1
    if good >= 0 and np.sqrt(good_m2) <= np.sqrt(some_m2) + prefer_m:
        return good, np.sqrt(good_m2)
    return some, np.sqrt(some_m2)
