"""Finds on a network what a turn restriction forbids: words of arcs not to be driven in a row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from gis.costing import ROAD_CLASSES, RoadClass
from gis.network import PROFILES, RoadNetwork
from gis.restriction_reading import TurnRestriction
from gis.search_kernels import CLOSED_MS

Word = tuple[int, ...]
"""Arcs in the order of driving."""

MAX_PATHS = 200
"""More ways to drive along the via ways of one restriction than any real one has."""
_BARRIER = ROAD_CLASSES.index(RoadClass.BARRIER)


class TurnFinder:
    """Looks up restrictions on a network that has one state a node."""

    def __init__(self, network: RoadNetwork, restrictions: Sequence[TurnRestriction]) -> None:
        self._network = network
        vias = {r.via_node for r in restrictions if r.via_node is not None}
        self._nodes: dict[int, list[int]] = defaultdict(list)
        found = np.isin(network.node_osm_id, np.array(sorted(vias), np.int64))
        for node in np.flatnonzero(found).tolist():
            self._nodes[int(network.node_osm_id[node])].append(node)
        starts = {way for r in restrictions if r.via_ways for way in r.from_ways}
        self._arcs: dict[int, list[int]] = defaultdict(list)
        way_of_arc = network.segment_way[network.arc_segment]
        for arc in np.flatnonzero(np.isin(way_of_arc, np.array(sorted(starts), np.int64))).tolist():
            self._arcs[int(way_of_arc[arc])].append(arc)

    def forbidden(self, restriction: TurnRestriction) -> dict[Word, int]:
        """Return the words that a restriction forbids, with a bit for each profile it binds.

        Nothing if its ways do not meet, or no vehicle that it binds may drive them. A turn that
        is the only one allowed binds nobody who may not make it.
        """
        bound = sum(1 << PROFILES.index(profile) for profile in restriction.profiles)
        named = list(
            self._turns_at_node(restriction)
            if restriction.via_node is not None
            else self._turns_over_ways(restriction)
        )
        if not restriction.only:
            named += [turn for word in named for turn in self._detours_on_the_spot(word)]
            return self._driveable(named, bound)
        may = {word: bound & self._open_rows(word) for word in named}
        return self._deviations({word: rows for word, rows in may.items() if rows})

    def _turns_at_node(self, restriction: TurnRestriction) -> Iterator[Word]:
        assert restriction.via_node is not None  # noqa: S101  (the caller has looked)
        for node in self._nodes[restriction.via_node]:
            for into in self._coming(node):
                if self._way(into) in restriction.from_ways:
                    for rest in self._leaving(node):
                        if self._is_meant(restriction, into, rest[-1]):
                            yield (into, *rest)

    def _is_meant(self, restriction: TurnRestriction, into: int, out: int) -> bool:
        """Tell whether a way out is one of the restriction's; back on the same way is a U-turn."""
        if self._way(out) not in restriction.to_ways:
            return False
        return self._way(out) != self._way(into) or self._segment(out) == self._segment(into)

    def _turns_over_ways(self, restriction: TurnRestriction) -> Iterator[Word]:
        """Yield each way to drive from a first way over all the via ways to a last one."""
        todo: list[tuple[Word, int, frozenset[int]]] = [
            ((arc,), 0, frozenset(restriction.via_ways))
            for way in restriction.from_ways
            for arc in self._arcs[way]
        ]
        left = MAX_PATHS + len(todo)
        while todo and left:
            left -= 1
            driven, way, unused = todo.pop()
            node = int(self._network.arc_to[driven[-1]])
            seen = {int(self._network.arc_from[arc]) for arc in driven}
            for rest in self._leaving(node):
                out = rest[-1]
                if self._segment(out) == self._segment(driven[-1]):
                    continue
                own = self._way(out)
                if not unused and own in restriction.to_ways:
                    yield (*driven, *rest)
                if (own == way or own in unused) and int(self._network.arc_to[out]) not in seen:
                    todo.append(((*driven, *rest), own, unused - {own}))

    def _deviations(self, named: dict[Word, int]) -> dict[Word, int]:
        """Return the words that leave a way which is the only one allowed, wherever they do."""
        begun: dict[Word, int] = defaultdict(int)
        for word, rows in named.items():
            for n in range(1, len(word)):
                begun[word[:n]] |= rows
        off: dict[Word, int] = {}
        for word, rows in begun.items():
            if self._is_passage(word[-1]):
                continue
            for rest in self._leaving(int(self._network.arc_to[word[-1]])):
                turn = (*word, *rest)
                rows_off = rows & ~(begun.get(turn, 0) | named.get(turn, 0))
                if rows_off and rows_off & self._open_rows(turn):
                    off[turn] = rows_off & self._open_rows(turn)
        return off

    def _detours_on_the_spot(self, word: Word) -> Iterator[Word]:
        """Yield the turns by which one would drive a forbidden word without driving it in a row.

        To turn back on a via way and once more, or to shuttle through a barrier on the junction.
        """
        for n in range(2, len(word)):
            last = word[n - 1]
            if not self._is_passage(last):
                yield (*word[:n], self._back(last))
                continue
            for out in self._going(int(self._network.arc_to[last])):
                if self._is_passage(out):
                    yield out, self._back(out)

    def _back(self, arc: int) -> int:
        """Return the arc that leads back along the same piece of road."""
        head = int(self._network.arc_to[arc])
        return next(
            out
            for out in self._going(head)
            if self._segment(out) == self._segment(arc)
            and self._network.arc_reversed[out] != self._network.arc_reversed[arc]
        )

    def _driveable(self, words: Sequence[Word], bound: int) -> dict[Word, int]:
        rows = {word: bound & self._open_rows(word) for word in words}
        return {word: own for word, own in rows.items() if own}

    def _open_rows(self, word: Word) -> int:
        """Return a bit for each profile that may drive all arcs of a word."""
        is_open = (self._network.forward_ms[:, list(word)] < CLOSED_MS).all(axis=1)
        return sum(1 << row for row in np.flatnonzero(is_open).tolist())

    def _leaving(self, node: int) -> Iterator[Word]:
        """Yield each road out of a node, behind the passages of a barrier that stands there."""
        for first in self._going(node):
            if not self._is_passage(first):
                yield (first,)
                continue
            for second in self._going(int(self._network.arc_to[first])):
                if self._segment(second) == self._segment(first):
                    continue
                if not self._is_passage(second):
                    yield first, second
                    continue
                for third in self._going(int(self._network.arc_to[second])):
                    if not self._is_passage(third):
                        yield first, second, third

    def _coming(self, node: int) -> list[int]:
        offset = self._network.backward_offset
        arcs = self._network.backward_arc[offset[node] : offset[node + 1]]
        return [int(arc) for arc in arcs]

    def _going(self, node: int) -> range:
        offset = self._network.forward_offset
        return range(int(offset[node]), int(offset[node + 1]))

    def _segment(self, arc: int) -> int:
        return int(self._network.arc_segment[arc])

    def _way(self, arc: int) -> int:
        return int(self._network.segment_way[self._network.arc_segment[arc]])

    def _is_passage(self, arc: int) -> bool:
        return int(self._network.segment_class[self._network.arc_segment[arc]]) == _BARRIER
