"""Mends a table of times to one place after some arcs have become slower.

Only the states that lose every shortest way are searched anew; all others keep their time. A table
that no slowed arc served comes back as it was, the same object.
"""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np

from gis.network import Bools, Ints, Longs, ProfileWeights, RoadNetwork
from gis.search_kernels import CLOSED_MS, LIMIT_MS, STATE_MASK, UNREACHED_MS, _pop, _push
from gis.snapping import Seeds


def slowed_arcs(before: ProfileWeights, after: ProfileWeights) -> Ints | None:
    """Return the arcs that differ between weights of one profile, None if any became faster."""
    changed = np.flatnonzero(before.forward != after.forward).astype(np.int32)
    if (after.forward[changed] < before.forward[changed]).any():
        return None
    return changed


def mended(
    network: RoadNetwork,
    table: Ints,
    slowed: Ints,
    weights: tuple[ProfileWeights, ProfileWeights],
    seeds: Seeds,
) -> Ints:
    """Return the table of milliseconds towards the seeds, as it is with the slower weights.

    Parameters
    ----------
    table
        From ``all_costs(..., backward=True)`` with the first of the two weights and these seeds;
        it is not changed.
    slowed
        The arcs by which the second weights differ, none of them faster.
    """
    before, after = weights
    there = table[network.arc_to[slowed]].astype(np.int64)
    tails = network.arc_from[slowed]
    served = (before.forward[slowed] < CLOSED_MS) & (there != UNREACHED_MS)
    served &= table[tails] == there + before.forward[slowed]
    if not served.any():
        return table
    cost = table.copy()
    _mend(
        network.forward_offset,
        network.arc_to,
        after.forward,
        network.backward_offset,
        network.backward_from,
        after.backward,
        np.ascontiguousarray(seeds[0], np.int32),
        np.ascontiguousarray(seeds[1], np.int64),
        np.unique(tails[served]).astype(np.int32),
        cost,
    )
    return cost


def _mend(
    forward_offset: Ints,
    arc_to: Ints,
    forward: Ints,
    backward_offset: Ints,
    backward_from: Ints,
    backward: Ints,
    seed_states: Ints,
    seed_costs: Longs,
    tails: Ints,
    cost: Ints,
) -> None:
    room = len(arc_to) + len(tails) + 64
    heap, lost = np.empty(room, np.int64), np.zeros(len(cost), np.bool_)
    onward = forward_offset, arc_to, forward
    behind = backward_offset, backward_from, backward
    seeds = seed_states, seed_costs
    losers = _losers(onward, behind, seeds, tails, cost, heap, lost)
    _settle_again(onward, behind, seeds, losers, cost, heap, lost)


@nb.njit(cache=True, nogil=True)
def _losers(
    onward: Any, behind: Any, seeds: Any, tails: Any, cost: Any, heap: Any, lost: Bools
) -> Any:
    """Mark the states that no shortest way is left for, nearest first; return them.

    All arcs cost something, so what a state leans on is nearer and decided before it.
    """
    backward_offset, backward_from, backward = behind
    size = 0
    for tail in tails:
        _push(heap, size, (np.int64(cost[tail]) << 32) | tail)
        size += 1
    losers = np.empty(len(cost), np.int32)
    found = 0
    while size > 0:
        state = _pop(heap, size) & STATE_MASK
        size -= 1
        if lost[state] or _is_held(state, onward, seeds, cost, lost):
            continue
        lost[state] = True
        losers[found] = state
        found += 1
        for arc in range(backward_offset[state], backward_offset[state + 1]):
            tail = backward_from[arc]
            leans = backward[arc] < CLOSED_MS and cost[tail] == cost[state] + backward[arc]
            if leans and not lost[tail]:
                _push(heap, size, (np.int64(cost[tail]) << 32) | tail)
                size += 1
    return losers[:found].copy()


@nb.njit(cache=True, nogil=True)
def _is_held(state: Any, onward: Any, seeds: Any, cost: Any, lost: Any) -> Any:
    """Tell whether a way that is as short as before leads on from a state."""
    offset, heads, weights = onward
    seed_states, seed_costs = seeds
    for i in range(len(seed_states)):
        if seed_states[i] == state and seed_costs[i] == cost[state]:
            return True
    for arc in range(offset[state], offset[state + 1]):
        head = heads[arc]
        is_near = not lost[head] and cost[head] < cost[state]
        if is_near and weights[arc] < CLOSED_MS and cost[head] + weights[arc] == cost[state]:
            return True
    return False


@nb.njit(cache=True, nogil=True)
def _settle_again(
    onward: Any, behind: Any, seeds: Any, losers: Any, cost: Any, heap: Any, lost: Any
) -> None:
    """Search the lost states anew, from the kept ones around them and from the seeds."""
    for state in losers:
        cost[state] = UNREACHED_MS
    size = 0
    for state in losers:
        best = _from_kept(state, onward, seeds, cost, lost)
        if best <= LIMIT_MS:
            cost[state] = best
            _push(heap, size, (best << 32) | state)
            size += 1
    offset, tails, weights = behind
    while size > 0:
        key = _pop(heap, size)
        size -= 1
        state, reached = key & STATE_MASK, key >> 32
        if reached > cost[state]:
            continue
        for arc in range(offset[state], offset[state + 1]):
            tail, there = tails[arc], reached + weights[arc]
            is_open = weights[arc] < CLOSED_MS and there <= LIMIT_MS
            if is_open and lost[tail] and there < cost[tail]:
                cost[tail] = there
                _push(heap, size, (there << 32) | tail)
                size += 1


@nb.njit(cache=True, nogil=True)
def _from_kept(state: Any, onward: Any, seeds: Any, cost: Any, lost: Any) -> Any:
    """Return the least cost of a lost state over kept neighbours and seeds."""
    offset, heads, weights = onward
    seed_states, seed_costs = seeds
    best = np.int64(UNREACHED_MS)
    for i in range(len(seed_states)):
        if seed_states[i] == state:
            best = min(best, seed_costs[i])
    for arc in range(offset[state], offset[state + 1]):
        head = heads[arc]
        if weights[arc] < CLOSED_MS and not lost[head] and cost[head] != UNREACHED_MS:
            best = min(best, np.int64(cost[head]) + weights[arc])
    return best
