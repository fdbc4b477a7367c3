"""Travel times and paths between places on the road network.

The searches are exact: a place may stand anywhere on a segment, both on the same one, and one-way
streets are obeyed. All functions may be called from several threads at once.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from gis.network import PROFILES, Floats, Ints, Longs, ProfileWeights, RoadNetwork
from gis.path_drawing import PathResult, Piece, draw_path
from gis.search_kernels import CLOSED_MS, LIMIT_MS, UNREACHED_MS, settle
from gis.snapping import Seeds, Snap, done_ms, hooks

_EMPTY = np.empty(0, np.int32)
_ALL = (None, 0.0, None)
"""Ask for every target, however late."""
_local = threading.local()


def costs_to(
    network: RoadNetwork,
    weights: ProfileWeights,
    destination: Snap,
    targets: Sequence[Snap],
    *,
    k: int | None = None,
    slack_s: float = 0.0,
    limit_s: float | None = None,
) -> Floats:
    """Return seconds from each target to the destination, by one search backwards from it.

    ``inf`` means no way; with ``k`` it also means not among the first ``k`` (and those that
    arrive within ``slack_s`` after the k-th), with ``limit_s`` also later than that.
    """
    return _costs(network, weights, destination, targets, (k, slack_s, limit_s), backward=True)


def costs_from(
    network: RoadNetwork,
    weights: ProfileWeights,
    origin: Snap,
    targets: Sequence[Snap],
    *,
    k: int | None = None,
    slack_s: float = 0.0,
    limit_s: float | None = None,
) -> Floats:
    """Return seconds from the origin to each target; see :func:`costs_to`."""
    return _costs(network, weights, origin, targets, (k, slack_s, limit_s), backward=False)


def all_costs(
    network: RoadNetwork,
    weights: ProfileWeights,
    seeds: Seeds,
    *,
    backward: bool,
    limit_s: float | None = None,
) -> Ints:
    """Return milliseconds from the seeds to every state; with ``backward`` from it to the seeds.

    ``UNREACHED_MS`` (2^31 - 1) where there is no way. Several seeds make a surface of the time
    to the nearest of them.
    """
    work = _workspace(network, 0)
    nothing = _EMPTY, np.empty(0, np.int64), _EMPTY
    _run(network, weights, seeds, nothing, _EMPTY, work, (None, 0.0, limit_s), backward=backward)
    return work.cost.copy()


def costs_at(
    network: RoadNetwork,
    weights: ProfileWeights,
    costs: Ints,
    snaps: Sequence[Snap],
    *,
    backward: bool,
) -> Floats:
    """Return seconds at places on the road, read from a surface of :func:`all_costs`.

    ``inf`` means no way. A way that stays on a seed's own segment is not seen by a surface; ask
    :func:`costs_to` or :func:`costs_from` for places that may share one.
    """
    states, extra, owner = hooks(network, weights, snaps, towards=not backward)
    best = np.full(len(snaps), UNREACHED_MS, np.int64)
    there = np.asarray(costs, np.int64)[states]
    total = np.where(there == UNREACHED_MS, UNREACHED_MS, there + extra)
    np.minimum.at(best, owner, total)
    return _seconds(best)


def matrix(
    network: RoadNetwork,
    weights: ProfileWeights,
    origins: Sequence[Snap],
    destinations: Sequence[Snap],
    *,
    workers: int = 2,
) -> Floats:
    """Return seconds from each origin (row) to each destination (column); inf means no way."""
    if len(destinations) <= len(origins):
        with ThreadPoolExecutor(workers) as pool:
            tied = hooks(network, weights, origins, towards=False)
            columns = pool.map(
                lambda d: _costs(network, weights, d, origins, _ALL, backward=True, tied=tied),
                destinations,
            )
            return np.array(list(columns), float).reshape(len(destinations), len(origins)).T
    with ThreadPoolExecutor(workers) as pool:
        tied = hooks(network, weights, destinations, towards=True)
        rows = pool.map(
            lambda o: _costs(network, weights, o, destinations, _ALL, backward=False, tied=tied),
            origins,
        )
        return np.array(list(rows), float).reshape(len(origins), len(destinations))


def path(
    network: RoadNetwork, weights: ProfileWeights, origin: Snap, destination: Snap
) -> PathResult | None:
    """Return the fastest way from one place on the road to another, None if there is none."""
    work = _workspace(network, 1)
    arrival = np.full(network.state_count, -1, np.int32)
    tied = hooks(network, weights, [destination], towards=True)
    direct = _direct_ms(network, weights, origin, [destination], backward=False)
    seeds = hooks(network, weights, [origin], towards=False)
    costs, came = _run(
        network, weights, seeds[:2], tied, direct, work, (1, 0.0, None),
        backward=False, arrival=arrival,
    )  # fmt: skip
    if costs[0] == UNREACHED_MS:
        return None
    state = int(came[0])
    pieces = (
        [_direct_piece(network, weights, origin, destination)]
        if state < 0
        else _unroll(network, weights, origin, destination, arrival, state)
    )
    return draw_path(network, float(costs[0]) / 1000.0, pieces, (origin.lon, origin.lat))


def warm_up(network: RoadNetwork) -> None:
    """Compile the search, or load it from the cache, before the first question comes."""
    if network.state_count:
        seeds = np.zeros(1, np.int32), np.zeros(1, np.int64)
        for backward in (False, True):
            weights = network.weights(PROFILES[0])
            all_costs(network, weights, seeds, backward=backward, limit_s=1.0)


@dataclass(slots=True)
class _Workspace:
    """Scratch arrays of one thread, reused from search to search."""

    cost: Ints
    heap: Longs
    first_hook: Ints


def _workspace(network: RoadNetwork, hooks_expected: int) -> _Workspace:
    room = len(network.arc_from) + 4 * hooks_expected + network.state_count + 64
    work: _Workspace | None = getattr(_local, "work", None)
    if work is None or len(work.cost) != network.state_count or len(work.heap) < room:
        work = _Workspace(
            cost=np.empty(network.state_count, np.int32),
            heap=np.empty(room, np.int64),
            first_hook=np.full(network.state_count, -1, np.int32),
        )
        _local.work = work
    return work


def _costs(
    network: RoadNetwork,
    weights: ProfileWeights,
    centre: Snap,
    targets: Sequence[Snap],
    stop: tuple[int | None, float, float | None],
    *,
    backward: bool,
    tied: tuple[Ints, Longs, Ints] | None = None,
) -> Floats:
    if not targets:
        return np.empty(0)
    if tied is None:
        tied = hooks(network, weights, targets, towards=not backward)
    seeds = hooks(network, weights, [centre], towards=backward)
    direct = _direct_ms(network, weights, centre, targets, backward=backward)
    work = _workspace(network, len(tied[0]) + len(targets))
    costs, _ = _run(network, weights, seeds[:2], tied, direct, work, stop, backward=backward)
    return _seconds(costs)


def _run(
    network: RoadNetwork,
    weights: ProfileWeights,
    seeds: Seeds,
    tied: tuple[Ints, Longs, Ints],
    direct: Ints,
    work: _Workspace,
    stop: tuple[int | None, float, float | None],
    *,
    backward: bool,
    arrival: Ints = _EMPTY,
) -> tuple[Ints, Ints]:
    k, slack_s, limit_s = stop
    targets = direct.copy()
    came = np.empty(len(targets), np.int32)
    limit_ms = LIMIT_MS if limit_s is None else min(LIMIT_MS, int(limit_s * 1000))
    room = len(network.arc_from) + len(seeds[0]) + len(tied[0]) + len(targets) + 8
    heap = work.heap if len(work.heap) >= room else np.empty(room, np.int64)
    settle(
        network.backward_offset if backward else network.forward_offset,
        network.backward_from if backward else network.arc_to,
        weights.backward if backward else weights.forward,
        np.ascontiguousarray(seeds[0], np.int32),
        np.ascontiguousarray(seeds[1], np.int64),
        *tied,
        targets,
        len(targets) if k is None else max(1, min(k, len(targets))),
        int(slack_s * 1000) if k is not None else 0,
        limit_ms,
        work.cost,
        heap,
        work.first_hook,
        np.empty(len(tied[0]), np.int32),
        arrival,
        came,
    )
    return targets, came


def _direct_ms(
    network: RoadNetwork,
    weights: ProfileWeights,
    centre: Snap,
    others: Sequence[Snap],
    *,
    backward: bool,
) -> Ints:
    """Return the cost of ways that stay on the centre's own segment, UNREACHED_MS where none."""
    direct = np.full(len(others), UNREACHED_MS, np.int32)
    if centre.node is not None:
        return direct
    for i, other in enumerate(others):
        if other.segment == centre.segment and other.node is None:
            start, end = (other, centre) if backward else (centre, other)
            if found := _along(network, weights, start, end):
                direct[i] = found[0]
    return direct


def _along(
    network: RoadNetwork, weights: ProfileWeights, start: Snap, end: Snap
) -> tuple[int, bool] | None:
    """Return cost and direction of the way along one segment, None if it is not open that way."""
    arcs = network.segment_arc[
        network.segment_arc_offset[start.segment] : network.segment_arc_offset[start.segment + 1]
    ]
    backwards = network.arc_reversed[arcs]
    ahead = np.where(backwards, start.fraction >= end.fraction, start.fraction <= end.fraction)
    arcs = arcs[ahead & (weights.forward[arcs] < CLOSED_MS)]
    if not len(arcs):
        return None
    here = done_ms(network, weights, arcs, np.full(len(arcs), start.fraction))
    there = done_ms(network, weights, arcs, np.full(len(arcs), end.fraction))
    best = int(np.argmin(there - here))
    return int((there - here)[best]), bool(network.arc_reversed[arcs[best]])


def _direct_piece(
    network: RoadNetwork, weights: ProfileWeights, origin: Snap, destination: Snap
) -> Piece:
    found = _along(network, weights, origin, destination)
    turned = found is not None and found[1]
    return Piece(origin.segment, turned, origin.fraction, destination.fraction)


def _unroll(
    network: RoadNetwork,
    weights: ProfileWeights,
    origin: Snap,
    destination: Snap,
    arrival: Ints,
    state: int,
) -> list[Piece]:
    """Follow arrivals back from the last state and put the two part pieces at the ends."""
    last = _end_piece(network, weights, destination, state, towards=True)
    middle: list[Piece] = []
    while (arc := int(arrival[state])) >= 0:
        turned = bool(network.arc_reversed[arc])
        ends = (1.0, 0.0) if turned else (0.0, 1.0)
        middle.append(Piece(int(network.arc_segment[arc]), turned, *ends))
        state = int(network.arc_from[arc])
    first = _end_piece(network, weights, origin, state, towards=False)
    return [*first, *reversed(middle), *last]


def _end_piece(
    network: RoadNetwork, weights: ProfileWeights, snap: Snap, state: int, *, towards: bool
) -> list[Piece]:
    """Return the part of a snap's own segment between it and a state; none on a node."""
    if snap.node is not None:
        return []
    arcs = network.segment_arc[
        network.segment_arc_offset[snap.segment] : network.segment_arc_offset[snap.segment + 1]
    ]
    ends = network.arc_from[arcs] if towards else network.arc_to[arcs]
    arcs = arcs[(ends == state) & (weights.forward[arcs] < CLOSED_MS)]
    costs = done_ms(network, weights, arcs, np.full(len(arcs), snap.fraction))
    arc = int(arcs[np.argmin(costs if towards else weights.forward[arcs] - costs)])
    turned = bool(network.arc_reversed[arc])
    begin, finish = (1.0, 0.0) if turned else (0.0, 1.0)
    ends_at = (begin, snap.fraction) if towards else (snap.fraction, finish)
    return [Piece(snap.segment, turned, *ends_at)]


def _seconds(costs_ms: Ints | Longs) -> Floats:
    return np.where(costs_ms == UNREACHED_MS, np.inf, np.asarray(costs_ms, np.float64) / 1000.0)
