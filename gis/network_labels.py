"""Labels of a network: connected pieces, who can come and go, and the land each road lies on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis.land import Land
from gis.network import Bools, Floats, Ints, Longs
from gis.projection import to_metres
from gis.search_kernels import CLOSED_MS

if TYPE_CHECKING:
    from gis.network_building import Arcs, RoadPieces

FRAGMENT_LENGTH_M = 500.0
FRAGMENT_SHARE = 0.02
"""Connected road that is shorter than both, beside the rest of its land part, is a drawing slip."""
STRAY_LENGTH_M = 50.0
STRAY_SHARE = 0.05
"""Road of a component that covers another land part by less than both is a drawing slip too."""


def weak_components(start: Ints, end: Ints, length_m: Floats, nodes: int) -> Ints:
    """Return for each node its connected piece of road, whatever the direction; longest = 0."""
    graph = coo_array((np.ones(len(start), np.int32), (start, end)), shape=(nodes, nodes))
    _, label = connected_components(graph.tocsr(), directed=False)
    return by_length(label, label[start], length_m)


def by_length(label: Ints, owner: Ints, length_m: Floats) -> Ints:
    """Renumber labels so that the one with most road comes first; ties keep their order."""
    total = np.bincount(owner, weights=length_m, minlength=int(label.max(initial=-1)) + 1)
    rank = np.empty(len(total), np.int32)
    rank[np.argsort(-total, kind="stable")] = np.arange(len(total), dtype=np.int32)
    return np.asarray(rank[label], np.int32)


def strong_components(arcs: Arcs, forward_ms: Ints, length_m: Floats, nodes: int) -> Ints:
    """Return for each profile and node the piece in which all can reach each other; longest = 0."""
    rows = []
    for weights in forward_ms:
        is_open = weights < CLOSED_MS
        start, end = arcs.start[is_open], arcs.end[is_open]
        graph = coo_array((np.ones(len(start), np.int32), (start, end)), shape=(nodes, nodes))
        _, label = connected_components(graph.tocsr(), directed=True, connection="strong")
        inside = label[start] == label[end]
        lengths = length_m[arcs.segment[is_open]]
        rows.append(by_length(label, label[start][inside], lengths[inside]))
    return np.array(rows, np.int32)


def main_segments(
    arcs: Arcs, forward_ms: Ints, strong: Ints, pieces: RoadPieces, segment_land: Ints
) -> Bools:
    """Return for each profile the segments that can be both reached and left, and are no scrap.

    Such a segment lies in the largest strong component of its connected piece of road, and that
    piece is no fragment beside the other roads of its land part.
    """
    rows = []
    nodes = len(pieces.node_lon)
    for weights, label in zip(forward_ms, strong, strict=True):
        is_open = np.bincount(arcs.segment[weights < CLOSED_MS], minlength=len(pieces.start)) > 0
        length_m = np.where(is_open, pieces.length_m, 0.0)
        piece = weak_components(
            pieces.start[is_open], pieces.end[is_open], length_m[is_open], nodes
        )
        piece_of, label_of = piece[pieces.start], label[pieces.start]
        inside = is_open & (label_of == label[pieces.end])
        biggest = _biggest_label(piece_of[inside], label_of[inside], length_m[inside], nodes)
        scrap = _fragments(piece_of, length_m, segment_land)
        rows.append(inside & (biggest[piece_of] == label_of) & ~scrap)
    return np.array(rows, np.bool_)


def land_of_segments(pieces: RoadPieces, component: Ints, land: Land | None) -> Ints:
    """Return the number of the land part each piece lies on; -1 without land.

    The part that covers a piece's middle counts. A piece over water (a bridge, a coast drawn too
    narrow) and a stray bit on another part follow the rest of the connected road they belong to,
    and road that touches no land at all follows the nearest part.
    """
    count = len(pieces.start)
    if land is None or not land.parts:
        return np.full(count, -1, np.int32)
    numbers = np.array([part.number for part in land.parts])
    middles = _middles(pieces)
    tree = shapely.STRtree([land.metric_polygon(int(n)) for n in numbers])
    covered = np.full(count, len(numbers), np.int64)
    hit, part = tree.query(middles, predicate="covered_by")
    np.minimum.at(covered, hit, part)
    own = component[pieces.start]
    share = np.zeros((int(component.max()) + 1, len(numbers) + 1))
    np.add.at(share, (own, covered), pieces.length_m)
    on_land = share[:, :-1]
    main = np.where(on_land.max(axis=1) > 0, on_land.argmax(axis=1), -1)
    stray = (on_land < STRAY_LENGTH_M) & (on_land < STRAY_SHARE * on_land.max(axis=1)[:, None])
    stray = np.column_stack([stray, np.ones(len(stray), np.bool_)])
    chosen = np.where(stray[own, covered], main[own], covered)
    adrift = np.flatnonzero(chosen < 0)
    if adrift.size:
        near = tree.query_nearest(middles[adrift], all_matches=False)
        chosen[adrift[near[0]]] = near[1]
        chosen[adrift] = _vote(own[adrift], chosen[adrift], pieces.length_m[adrift])
    return numbers[chosen].astype(np.int32)


def spanning_components(
    start: Ints, component: Ints, segment_land: Ints, length_m: Floats
) -> dict[int, dict[int, float]]:
    """Return the connected roads that lie on several land parts, with metres on each."""
    lengths: dict[int, dict[int, float]] = {}
    for piece, part, metres in zip(component[start], segment_land, length_m, strict=True):
        parts = lengths.setdefault(int(piece), {})
        parts[int(part)] = parts.get(int(part), 0.0) + float(metres)
    return {piece: parts for piece, parts in lengths.items() if len(parts) > 1}


def _biggest_label(piece: Ints, label: Ints, length_m: Floats, pieces: int) -> Ints:
    """Return for each connected piece the label with most road in it, -1 where there is none."""
    pairs, owner = np.unique(np.column_stack([piece, label]), axis=0, return_inverse=True)
    total = np.bincount(owner.reshape(-1), weights=length_m, minlength=len(pairs))
    biggest = np.full(pieces, -1, np.int32)
    for i in np.argsort(total, kind="stable"):
        biggest[pairs[i, 0]] = pairs[i, 1]
    return biggest


def _fragments(piece: Ints, length_m: Floats, segment_land: Ints) -> Bools:
    """Tell for each segment whether its connected piece is a scrap beside its land part's roads."""
    total = np.bincount(piece, weights=length_m)
    own = total[piece]
    largest: dict[int, float] = {
        int(part): float(own[segment_land == part].max()) for part in np.unique(segment_land)
    }
    beside = np.array([largest[int(part)] for part in segment_land])
    return np.asarray((own < FRAGMENT_LENGTH_M) & (own < FRAGMENT_SHARE * beside))


def _vote(owner: Ints, choice: Longs, length_m: Floats) -> Longs:
    """Give every member of a group the choice that has most metres in the group."""
    result = choice.copy()
    for group in np.unique(owner):
        mine = owner == group
        options, place = np.unique(choice[mine], return_inverse=True)
        result[mine] = options[np.argmax(np.bincount(place.reshape(-1), length_m[mine]))]
    return result


def _middles(pieces: RoadPieces) -> npt.NDArray[np.object_]:
    x, y = to_metres(pieces.geometry_lon, pieces.geometry_lat)
    owner = np.repeat(np.arange(len(pieces.start)), np.diff(pieces.geometry_offset))
    lines = shapely.linestrings(np.column_stack([x, y]), indices=owner)
    return np.asarray(shapely.line_interpolate_point(lines, 0.5, normalized=True))
