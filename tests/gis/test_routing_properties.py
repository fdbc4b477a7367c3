"""What must hold for every drawing: threads agree, closing never helps, a lane never harms."""

from concurrent.futures import ThreadPoolExecutor

from hypothesis import given, settings
from hypothesis import strategies as st

from gis.crossings import LaneClosure, Span
from gis.types import Journey
from tests.gis.archipelago import AT, Archipelago, archipelago

DRAWING = "a-b-c    d-e-f    g-h-i"
ISLANDS = {1: "abc", 2: "def", 3: "ghi"}
PAIRS = ["cd", "fg", "ci", "ag"]


def world(minutes: dict[str, int], closed: str = "") -> Archipelago:
    lanes = {
        pair: {"duration": Span(m * 60.0, m * 60.0, m * 60.0), "mean_wait_s": 600.0}
        for pair, m in minutes.items()
    }
    closures = [LaneClosure(1, closed, None)] if closed else []
    roads = list(ISLANDS.values())
    return archipelago(DRAWING, islands=ISLANDS, roads=roads, lanes=lanes, lane_closures=closures)


def times_to(drawn: Archipelago, where: str) -> list[float]:
    units = [drawn.unit(letter, letter) for letter in "abcdefghi"]
    found = drawn.router.journeys_to(drawn.place(where), units, at=AT)
    return [j.duration_s if isinstance(j, Journey) else float("inf") for j in found]


lanes = st.dictionaries(st.sampled_from(PAIRS), st.integers(5, 200), min_size=1)


@settings(deadline=None, max_examples=25)
@given(lanes, st.sampled_from("adi"), st.data())
def test_closing_a_lane_never_brings_anybody_sooner(drawn, where: str, data) -> None:
    closed = data.draw(st.sampled_from(sorted(drawn)))

    before, after = times_to(world(drawn), where), times_to(world(drawn, closed), where)

    assert all(late >= early for early, late in zip(before, after, strict=True))


@settings(deadline=None, max_examples=25)
@given(lanes, st.sampled_from(PAIRS), st.integers(5, 200), st.sampled_from("adi"))
def test_another_lane_never_makes_anybody_later(drawn, pair: str, minutes: int, where: str) -> None:
    more = drawn | {pair: min(minutes, drawn.get(pair, minutes))}

    before, after = times_to(world(drawn), where), times_to(world(more), where)

    assert all(late <= early for early, late in zip(before, after, strict=True))


def test_threads_that_ask_at_once_get_the_same_answers() -> None:
    drawn = world({"cd": 30, "fg": 20, "ci": 90})
    asked = list("abcdefghi") * 4
    alone = [times_to(drawn, where) for where in asked]

    fresh = world({"cd": 30, "fg": 20, "ci": 90})
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda where: times_to(fresh, where), asked))

    assert together == alone
