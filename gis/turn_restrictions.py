"""Turn restrictions: a junction where a turn is forbidden gets one search state an approach.

A state of such a junction remembers by which segment it was entered, and only the turns that are
allowed from there leave it; one more state, entered by nobody, is for journeys that begin there.
Every other node keeps its single state.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from gis.network import Bools, Ints, RoadNetwork
from gis.osm_reading import TurnRestriction

Turn = tuple[int, int]
"""An arc that comes in and an arc that goes out, by their numbers."""


def with_turn_restrictions(
    network: RoadNetwork, restrictions: Sequence[TurnRestriction]
) -> tuple[RoadNetwork, dict[str, int]]:
    """Return the network with the restrictions built in, and how many could be applied.

    The network must still have one state a node. A restriction whose ways do not meet at its node
    (outside the extract, or closed to all vehicles) is counted as not applied.
    """
    if not restrictions:
        return network, {}
    forbidden: dict[int, set[Turn]] = defaultdict(set)
    applied = 0
    for node, turns in _forbidden_turns(network, restrictions):
        applied += bool(turns)
        if turns:
            forbidden[node] |= turns
    counts = {"applied": applied, "not applied": len(restrictions) - applied}
    return (_expanded(network, forbidden) if forbidden else network), counts


def _forbidden_turns(
    network: RoadNetwork, restrictions: Sequence[TurnRestriction]
) -> Iterable[tuple[int, set[Turn]]]:
    via = np.array([restriction.via_node for restriction in restrictions])
    nodes: dict[int, list[int]] = defaultdict(list)
    for node in np.flatnonzero(np.isin(network.node_osm_id, via)).tolist():
        nodes[int(network.node_osm_id[node])].append(node)
    for restriction in restrictions:
        for node in nodes[restriction.via_node]:
            yield node, _turns_at(network, node, restriction)
            break
        else:
            yield -1, set()


def _turns_at(network: RoadNetwork, node: int, restriction: TurnRestriction) -> set[Turn]:
    """Return the pairs of arcs that a restriction forbids at a node."""
    ways = network.segment_way[network.arc_segment]
    coming, going = _coming(network, node), _going(network, node)
    u_turn = restriction.from_way == restriction.to_way
    named = {arc for arc in going if ways[arc] == restriction.to_way}
    banned = set(going) - named if restriction.only and named else named
    return {
        (into, out)
        for into in coming
        if ways[into] == restriction.from_way
        for out in banned
        if not u_turn or network.arc_segment[into] == network.arc_segment[out]
    }


def _coming(network: RoadNetwork, node: int) -> list[int]:
    part = slice(network.backward_offset[node], network.backward_offset[node + 1])
    return [int(arc) for arc in network.backward_arc[part]]


def _going(network: RoadNetwork, node: int) -> list[int]:
    return list(range(network.forward_offset[node], network.forward_offset[node + 1]))


def _expanded(network: RoadNetwork, forbidden: Mapping[int, set[Turn]]) -> RoadNetwork:
    """Give the nodes in question a state for each arc that comes in and one to begin at."""
    counts = np.ones(network.node_count, np.int64)
    for node in forbidden:
        counts[node] = len(_coming(network, node)) + 1
    offset = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    arc_to = offset[network.arc_to]
    state_of_arc = np.asarray(arc_to).copy()
    for node in forbidden:
        for place, arc in enumerate(_coming(network, node)):
            state_of_arc[arc] = offset[node] + place
    kept = ~np.isin(network.arc_from, np.array(list(forbidden), np.int64))
    source = np.flatnonzero(kept).tolist()
    start = offset[network.arc_from[kept]].tolist()
    for node, turns in forbidden.items():
        for place, into in enumerate([*_coming(network, node), None]):
            allowed = [out for out in _going(network, node) if (into, out) not in turns]
            source += allowed
            start += [int(offset[node]) + place] * len(allowed)
    return _renumbered(
        network, offset, np.array(source, np.int64), np.array(start, np.int32), state_of_arc
    )


def _renumbered(
    network: RoadNetwork, offset: Ints, source: Ints, start: Ints, state_of_arc: Ints
) -> RoadNetwork:
    """Build the arc arrays again; ``source`` is the old arc that each new arc copies."""
    order = np.lexsort((source, start))
    source, start = source[order], start[order]
    end = state_of_arc[source]
    states = int(offset[-1])
    backward_arc = np.lexsort((start, end)).astype(np.int32)
    segment = network.arc_segment[source]
    forward = np.ascontiguousarray(network.forward_ms[:, source])
    node_of_state = np.repeat(
        np.arange(network.node_count, dtype=np.int32), offset[1:] - offset[:-1]
    )
    return replace(
        network,
        node_of_state=node_of_state,
        state_offset=offset,
        arc_from=start,
        arc_to=end,
        arc_segment=segment,
        arc_reversed=_bools(network.arc_reversed[source]),
        forward_offset=_offsets(start, states),
        backward_offset=_offsets(end, states),
        backward_arc=backward_arc,
        backward_from=start[backward_arc],
        segment_arc_offset=_offsets(segment, network.segment_count),
        segment_arc=np.argsort(segment, kind="stable").astype(np.int32),
        forward_ms=forward,
        backward_ms=np.ascontiguousarray(forward[:, backward_arc]),
        state_strong=np.ascontiguousarray(network.state_strong[:, node_of_state]),
    )


def _bools(values: Bools) -> Bools:
    return np.asarray(values, np.bool_)


def _offsets(owners: Ints, count: int) -> Ints:
    return np.concatenate([[0], np.cumsum(np.bincount(owners, minlength=count))]).astype(np.int32)
