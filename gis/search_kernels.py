"""The compiled search: Dijkstra over search states with a packed heap and early stop.

A heap key is one int64: the cost in milliseconds above, 32 bits of state below. Targets that hang
on road segments are pushed as states of their own (number of states + target), so the moment
one is popped its cost is final, wherever on a segment it stands.
"""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np

CLOSED_MS = 1 << 30
"""Weight of an arc that must not be driven."""
LIMIT_MS = CLOSED_MS - 1
"""Largest cost a search may reach: adding any open weight still fits in 31 bits."""
UNREACHED_MS = 2**31 - 1
STATE_MASK = 0xFFFFFFFF
NO_KEY = 2**63 - 1


@nb.njit(cache=True, nogil=True, inline="always")
def _push(heap: Any, size: Any, key: Any) -> None:
    """Let a key rise to its place in a heap in which each place has four below it."""
    place = np.uint64(size)
    while place > np.uint64(0):
        parent = (place - np.uint64(1)) >> np.uint64(2)
        if heap[parent] <= key:
            break
        heap[place] = heap[parent]
        place = parent
    heap[place] = key


@nb.njit(cache=True, nogil=True, inline="always")
def _pop(heap: Any, size: Any) -> Any:
    """Take the smallest key; the last one sinks to a leaf along smaller keys, then rises.

    Going all the way down first spares a comparison a level that no processor can foresee, and
    unsigned places spare the test for negative indices: a third of the time of a plain heap.
    """
    top = heap[0]
    last = np.uint64(size - 1)
    key = heap[last]
    for beyond in range(4):
        heap[last + np.uint64(beyond)] = NO_KEY
    place = np.uint64(0)
    child = np.uint64(1)
    while child < last:
        low = child + np.uint64(heap[child + np.uint64(1)] < heap[child])
        high = child + np.uint64(2)
        high += np.uint64(heap[high + np.uint64(1)] < heap[high])
        lower = high if heap[high] < heap[low] else low
        heap[place] = heap[lower]
        place = lower
        child = (place << np.uint64(2)) + np.uint64(1)
    while place > np.uint64(0):
        parent = (place - np.uint64(1)) >> np.uint64(2)
        if heap[parent] <= key:
            break
        heap[place] = heap[parent]
        place = parent
    heap[place] = key
    return top


@nb.njit(cache=True, nogil=True)
def _seed(states: Any, costs: Any, limit_ms: Any, cost: Any, heap: Any) -> Any:
    size = 0
    for i in range(len(states)):
        state = states[i]
        if costs[i] <= limit_ms and costs[i] < cost[state]:
            cost[state] = costs[i]
            _push(heap, size, (np.int64(costs[i]) << 32) | state)
            size += 1
    return size


@nb.njit(cache=True, nogil=True)
def _push_targets(target_costs: Any, limit_ms: Any, states: Any, heap: Any, size: Any) -> Any:
    for target in range(len(target_costs)):
        if target_costs[target] <= limit_ms:
            _push(heap, size, (np.int64(target_costs[target]) << 32) | (states + target))
            size += 1
    return size


@nb.njit(cache=True, nogil=True)
def tie_to_states(
    segment: Any,
    fraction: Any,
    node: Any,
    state_offset: Any,
    arc_offset: Any,
    segment_arc: Any,
    is_reversed: Any,
    ends: Any,
    weights: Any,
    towards: Any,
) -> Any:
    """Return states, costs and owners of the ties of places: those on nodes first.

    A place on a node (not negative) is tied to its states for nothing, any other by each arc of
    its segment that is not closed to the state in ``ends``.
    """
    room = 0
    for i in range(len(segment)):
        row, offsets = (node[i], state_offset) if node[i] >= 0 else (segment[i], arc_offset)
        room += offsets[row + 1] - offsets[row]
    states, owners = np.empty(room, np.int32), np.empty(room, np.int32)
    costs = np.zeros(room, np.int64)
    size = 0
    for i in range(len(segment)):
        if node[i] >= 0:
            for state in range(state_offset[node[i]], state_offset[node[i] + 1]):
                states[size], owners[size] = state, i
                size += 1
    for i in range(len(segment)):
        if node[i] >= 0:
            continue
        for place in range(arc_offset[segment[i]], arc_offset[segment[i] + 1]):
            arc = segment_arc[place]
            weight = weights[arc]
            if weight >= CLOSED_MS:
                continue
            done = np.int64(
                np.rint(weight * (1.0 - fraction[i] if is_reversed[arc] else fraction[i]))
            )
            states[size], owners[size] = ends[arc], i
            costs[size] = done if towards else weight - done
            size += 1
    return states[:size], costs[:size], owners[:size]


@nb.njit(cache=True, nogil=True)
def _tie_hooks(hook_states: Any, first_hook: Any, next_hook: Any) -> None:
    for hook in range(len(hook_states)):
        next_hook[hook] = first_hook[hook_states[hook]]
        first_hook[hook_states[hook]] = hook


@nb.njit(cache=True, nogil=True)
def settle(
    offsets: Any,
    heads: Any,
    weights: Any,
    seed_states: Any,
    seed_costs: Any,
    hook_states: Any,
    hook_costs: Any,
    hook_targets: Any,
    target_costs: Any,
    wanted: Any,
    slack_ms: Any,
    limit_ms: Any,
    cost: Any,
    heap: Any,
    first_hook: Any,
    next_hook: Any,
    arrival: Any,
    target_arrival: Any,
) -> Any:
    """Settle states in order of cost until enough targets are final; return how many are.

    ``target_costs`` comes in with the cost of the direct way along the segment (or UNREACHED_MS)
    and goes out with final costs; what is not final goes out as UNREACHED_MS. ``arrival`` keeps
    the arc by which each state was reached (nothing is kept if it is empty), ``target_arrival``
    the state from which each target was reached, -1 for the direct way.
    """
    states = len(offsets) - 1
    targets = len(target_costs)
    cost[:] = UNREACHED_MS
    target_arrival[:] = -1
    size = _seed(seed_states, seed_costs, limit_ms, cost, heap)
    if len(arrival) > 0:
        arrival[:] = -1
    size = _push_targets(target_costs, limit_ms, states, heap, size)
    _tie_hooks(hook_states, first_hook, next_hook)

    done = 0
    final = np.zeros(targets, np.bool_)
    while size > 0 and not (0 < wanted <= targets == done):
        key = _pop(heap, size)
        size -= 1
        state = key & STATE_MASK
        reached = key >> 32
        if reached > limit_ms:
            break
        if state >= states:
            target = state - states
            if not final[target]:
                final[target] = True
                done += 1
                if done == wanted:
                    limit_ms = min(limit_ms, reached + slack_ms)
        elif reached <= cost[state]:
            size = _relax_hooks(
                state, reached, states, hook_costs, hook_targets, target_costs, limit_ms, heap,
                size, first_hook, next_hook, target_arrival,
            )  # fmt: skip
            size = _relax(
                state, reached, offsets, heads, weights, limit_ms, cost, heap, size, arrival
            )

    first_hook[hook_states] = -1
    for target in range(targets):
        if not final[target]:
            target_costs[target] = UNREACHED_MS
    return done


@nb.njit(cache=True, nogil=True, inline="always")
def _relax(
    state: Any,
    reached: Any,
    offsets: Any,
    heads: Any,
    weights: Any,
    limit_ms: Any,
    cost: Any,
    heap: Any,
    size: Any,
    arrival: Any,
) -> Any:
    keep = len(arrival) > 0
    for arc in range(np.uint64(offsets[state]), np.uint64(offsets[state + 1])):
        weight = weights[arc]
        if weight >= CLOSED_MS:
            continue
        head = np.uint32(heads[arc])
        there = reached + weight
        if there < cost[head] and there <= limit_ms:
            cost[head] = there
            if keep:
                arrival[head] = arc
            _push(heap, size, (there << 32) | head)
            size += 1
    return size


@nb.njit(cache=True, nogil=True, inline="always")
def _relax_hooks(
    state: Any,
    reached: Any,
    states: Any,
    hook_costs: Any,
    hook_targets: Any,
    target_costs: Any,
    limit_ms: Any,
    heap: Any,
    size: Any,
    first_hook: Any,
    next_hook: Any,
    target_arrival: Any,
) -> Any:
    hook = first_hook[state]
    while hook >= 0:
        target = hook_targets[hook]
        there = reached + hook_costs[hook]
        if there < target_costs[target] and there <= limit_ms:
            target_costs[target] = there
            target_arrival[target] = state
            _push(heap, size, (there << 32) | (states + target))
            size += 1
        hook = next_hook[hook]
    return size
