"""Travel times under forbidden turns equal a search over whole walks, on random grids."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.gis.test_turn_restrictions import seconds
from tests.road_sketch import sketch

NODES = "abcdefghi"
GRID = """
a-b-c
| | |
d-e-f
| | |
g-h-i
"""
STREETS = ["ab", "bc", "de", "ef", "gh", "hi", "ad", "be", "cf", "dg", "eh", "fi"]


@st.composite
def grids_with_turns(draw):
    """Draw streets of a grid, some one-way, and forbidden words of two to four streets."""
    ways = {
        street: {"highway": "secondary"} | ({"oneway": one_way} if one_way else {})
        for street in STREETS
        for one_way in [draw(st.sampled_from(["", "", "yes", "-1"]))]
    }
    kinds = st.sampled_from(["no_left_turn", "no_u_turn", "only_straight_on"])
    turns = [(_walk(draw), draw(kinds)) for _ in range(draw(st.integers(0, 5)))]
    return ways, [(walk, kind) for walk, kind in turns if len(walk) > 2]


def _walk(draw):
    walk = [draw(st.sampled_from(NODES))]
    for _ in range(draw(st.integers(2, 4))):
        beside = [node for node in NODES if _street(walk[-1], node) and node not in walk]
        walk += [draw(st.sampled_from(beside))] if beside else []
    return walk


def _street(a, b):
    return next((s for s in (a + b, b + a) if s in STREETS), None)


@settings(deadline=None, max_examples=150)
@given(
    drawn_ways=grids_with_turns(), ends=st.tuples(st.sampled_from(NODES), st.sampled_from(NODES))
)
def test_travel_times_equal_a_search_over_whole_walks(drawn_ways, ends):
    ways, turns = drawn_ways
    relations = [_relation(word, kind) for word, kind in turns]
    drawn = sketch(GRID, ways=ways, turns=relations)
    start, end = ends

    found = seconds(drawn, start + end)

    streets = round(found / 80) if np.isfinite(found) else np.inf
    assert streets == _shortest(ways, turns, start, end)


def _relation(word, kind):
    streets = [_street(a, b) for a, b in pairwise(word)]
    via = word[1] if len(streets) == 2 else tuple(streets[1:-1])
    return streets[0], via, streets[-1], kind, ""


def _shortest(ways, turns, start, end):
    """Return the number of streets of the shortest walk that keeps to every rule."""
    level = [(start,)]
    seen = {(start,)}
    for steps in range(40):
        if any(walk[-1] == end for walk in level):
            return steps
        level = [
            longer
            for walk in level
            for longer in ((*walk, node) for node in NODES)
            if _may(ways, walk[-1], longer[-1]) and not _breaks(ways, turns, longer)
        ]
        level = list({walk[-5:]: walk[-5:] for walk in level if walk[-5:] not in seen}.values())
        seen.update(level)
    return np.inf


def _may(ways, a, b):
    street = _street(a, b)
    if street is None:
        return False
    one_way = ways[street].get("oneway")
    along = street == a + b
    return one_way is None or (along if one_way == "yes" else not along)


def _breaks(ways, turns, walk):
    for word, kind in turns:
        if not all(_may(ways, a, b) for a, b in pairwise(word)):
            continue
        if kind.startswith("no_") and _ends_as(walk, word):
            return True
        turns_back = [[*word[:n], word[n - 2]] for n in range(3, len(word))]
        if kind.startswith("no_") and any(_ends_as(walk, turned) for turned in turns_back):
            return True
        for n in range(3, len(word) + 1) if kind.startswith("only_") else ():
            tail = list(walk[-n:])
            if tail[:-1] == word[: n - 1] and tail[-1] != word[n - 1] and len(tail) == n:
                return True
    return False


def _ends_as(walk, word):
    return list(walk[-len(word) :]) == list(word)
