"""Turn restrictions: places where a turn depends on where one came from get more search states.

A restriction is a *word* of arcs that must not be driven in a row: in and out of a junction, or
in, over some ways, and out. A state remembers the longest beginning of a word that was just
driven; the arc that would complete the word is closed there, for the vehicles it binds, and
nowhere else. A node's first state is for everybody who is not within a word.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from gis.network import PROFILES, Bools, Ints, Longs, RoadNetwork
from gis.restricted_turns import TurnFinder, Word
from gis.restriction_reading import TurnRestriction
from gis.search_kernels import CLOSED_MS

APPLIED = "applied"
IN_PART = "applied in part: a member is not in the file"
NOT_IN_FILE = "not applied: a member is not in the file"
NOT_MEETING = "not applied: the ways do not meet there or cannot be driven"

_ALL_ROWS = (1 << len(PROFILES)) - 1


def with_turn_restrictions(
    network: RoadNetwork,
    restrictions: Sequence[TurnRestriction],
    *,
    ways_in_file: Collection[int],
) -> tuple[RoadNetwork, dict[str, int]]:
    """Return the network with the restrictions built in, and what became of how many relations.

    The network must still have one state a node.
    """
    finder = TurnFinder(network, restrictions)
    words: dict[Word, int] = defaultdict(int)
    outcome: dict[int, str] = {}
    known = set(ways_in_file)
    for restriction in restrictions:
        found = finder.forbidden(restriction)
        for word, rows in found.items():
            words[word] |= rows
        whole = known.issuperset(restriction.ways)
        told = (APPLIED if whole else IN_PART) if found else NOT_MEETING if whole else NOT_IN_FILE
        if outcome.get(restriction.osm_id) not in {APPLIED, IN_PART}:
            outcome[restriction.osm_id] = told
    counts = dict(sorted(Counter(outcome.values()).items()))
    return (_expanded(network, words) if words else network), counts


@dataclass(slots=True)
class _NewArcs:
    """Arcs of the expanded network: the old arc each copies, its states, who must not take it."""

    source: list[int]
    start: list[int]
    end: list[int]
    closed_rows: list[int]


def _expanded(network: RoadNetwork, words: Mapping[Word, int]) -> RoadNetwork:
    """Give each beginning of a word a state of its own at the node where it ends."""
    head = network.arc_to
    begun = sorted(
        {word[:n] for word in words for n in range(1, len(word))},
        key=lambda word: (int(head[word[-1]]), word),
    )
    ends = np.array([head[word[-1]] for word in begun], np.int64)
    counts = 1 + np.bincount(ends, minlength=network.node_count)
    offset = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    place = np.arange(len(begun)) - np.searchsorted(ends, ends)
    states = {
        word: int(offset[end]) + 1 + int(rank)
        for word, end, rank in zip(begun, ends, place, strict=True)
    }
    plain_end = np.asarray(offset[head]).copy()
    for word, state in states.items():
        if len(word) == 1:
            plain_end[word[0]] = state
    more = _NewArcs([], [], [], [])
    for word, state in states.items():
        for out, rows, end in _steps(network, words, states, word):
            more.source.append(out)
            more.start.append(state)
            more.end.append(int(plain_end[out]) if end is None else end)
            more.closed_rows.append(rows)
    return _renumbered(network, offset, plain_end, more)


def _steps(
    network: RoadNetwork, words: Mapping[Word, int], states: Mapping[Word, int], begun: Word
) -> Iterator[tuple[int, int, int | None]]:
    """Yield each arc that may follow a beginning of a word, for whom it is closed, its state."""
    node = int(network.arc_to[begun[-1]])
    for out in range(network.forward_offset[node], network.forward_offset[node + 1]):
        driven = (*begun, out)
        tails = [driven[n:] for n in range(len(driven))]
        rows = 0
        for tail in tails:
            rows |= words.get(tail, 0)
        if rows != _ALL_ROWS:
            yield out, rows, next((states[tail] for tail in tails if tail in states), None)


def _renumbered(network: RoadNetwork, offset: Ints, plain_end: Ints, more: _NewArcs) -> RoadNetwork:
    """Build the arc arrays again from the old arcs and the new ones."""
    arcs = len(network.arc_from)
    source = np.concatenate([np.arange(arcs), np.array(more.source, np.int64)])
    start = np.concatenate([offset[network.arc_from], np.array(more.start, np.int32)])
    end = np.concatenate([plain_end, np.array(more.end, np.int32)])
    closed = np.concatenate([np.zeros(arcs, np.int64), np.array(more.closed_rows, np.int64)])
    order = np.lexsort((source, start))
    source, start, end, closed = source[order], start[order], end[order], closed[order]
    states = int(offset[-1])
    backward_arc = np.lexsort((start, end)).astype(np.int32)
    segment = network.arc_segment[source]
    forward = np.ascontiguousarray(_closed_for(network.forward_ms[:, source], closed))
    node_of_state = np.repeat(
        np.arange(network.node_count, dtype=np.int32), offset[1:] - offset[:-1]
    )
    wet_arc, wet_ms = _wet_copies(network, source, closed)
    return replace(
        network,
        node_of_state=node_of_state,
        state_offset=offset,
        arc_from=start.astype(np.int32),
        arc_to=end.astype(np.int32),
        arc_segment=segment,
        arc_reversed=_bools(network.arc_reversed[source]),
        forward_offset=_offsets(start, states),
        backward_offset=_offsets(end, states),
        backward_arc=backward_arc,
        backward_from=start[backward_arc].astype(np.int32),
        segment_arc_offset=_offsets(segment, network.segment_count),
        segment_arc=np.argsort(segment, kind="stable").astype(np.int32),
        forward_ms=forward,
        backward_ms=np.ascontiguousarray(forward[:, backward_arc]),
        wet_arc=wet_arc,
        wet_ms=wet_ms,
        state_strong=np.ascontiguousarray(network.state_strong[:, node_of_state]),
    )


def _wet_copies(network: RoadNetwork, source: Longs, closed_rows: Longs) -> tuple[Ints, Ints]:
    """Return which new arcs copy an arc of a ford, and what they cost in the wet season."""
    place = np.full(len(network.arc_from), -1, np.int64)
    place[network.wet_arc] = np.arange(len(network.wet_arc))
    copies = np.flatnonzero(place[source] >= 0)
    weights_ms = network.wet_ms[:, place[source[copies]]]
    return copies.astype(np.int32), _closed_for(weights_ms, closed_rows[copies])


def _closed_for(weights_ms: Ints, closed_rows: Longs) -> Ints:
    """Close arcs in the rows of the vehicles that a restriction binds."""
    shut = (closed_rows[None, :] >> np.arange(len(weights_ms))[:, None]) & 1
    return np.where(shut == 1, CLOSED_MS, weights_ms).astype(np.int32)


def _bools(values: Bools) -> Bools:
    return np.asarray(values, np.bool_)


def _offsets(owners: Ints | Longs, count: int) -> Ints:
    return np.concatenate([[0], np.cumsum(np.bincount(owners, minlength=count))]).astype(np.int32)
