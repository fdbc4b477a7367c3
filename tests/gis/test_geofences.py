"""Entering at once, leaving only after a while clearly outside, and never to and fro."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.geofences import (
    Crossing,
    Fence,
    FencedFix,
    Observation,
    Presence,
    crossings,
    observe,
)
from gis.projection import distance_m
from gis.types import LonLat

START = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
CENTRE = LonLat(113.8667, -7.0167)
FENCE = Fence(CENTRE, radius_m=100.0, margin_m=50.0, dwell_s=40.0)
METRES_PER_DEGREE = distance_m(CENTRE.lon, CENTRE.lat, CENTRE.lon + 0.001, CENTRE.lat) * 1000
"""Of longitude at the fence."""


def fix(gap_m: float, at_s: float, accuracy_m: float | None = 5.0) -> FencedFix:
    """Return a fix so many metres east of the centre."""
    point = LonLat(CENTRE.lon + gap_m / METRES_PER_DEGREE, CENTRE.lat)
    return FencedFix(point, START + timedelta(seconds=at_s), accuracy_m)


def crossed(*fixes: FencedFix, fence: Fence = FENCE) -> list[tuple[str, float]]:
    return [
        (crossing.value, (at - START).total_seconds()) for crossing, at in crossings(fence, fixes)
    ]


def test_the_first_fix_inside_enters():
    assert crossed(fix(500, 0), fix(60, 10)) == [("entered", 10)]


def test_a_fix_outside_enters_nothing():
    assert crossed(fix(101, 0), fix(140, 10)) == []


def test_a_fix_exactly_on_the_circle_is_inside():
    edge = fix(100, 0)
    gap_m = distance_m(CENTRE.lon, CENTRE.lat, edge.point.lon, edge.point.lat)

    seen = observe(None, Fence(CENTRE, gap_m, 50.0, 40.0), edge)

    assert seen.crossing is Crossing.ENTERED


def test_a_fix_exactly_at_the_margin_has_not_left():
    edge = fix(150, 100, accuracy_m=0.0)
    gap_m = distance_m(CENTRE.lon, CENTRE.lat, edge.point.lon, edge.point.lat)
    inside = Presence(START, START)

    seen = observe(inside, Fence(CENTRE, gap_m - 50.0, 50.0, 40.0), edge)

    assert seen.presence is not None
    assert seen.presence.outside_since is None


def test_it_has_left_once_it_was_outside_for_the_whole_while():
    # 200 - 5 > 150 from 10 s on; 10 + 40 = 50 s is the first that completes the while
    fixes = [fix(0, 0), fix(200, 10), fix(400, 49), fix(500, 50)]

    assert crossed(*fixes) == [("entered", 0), ("left", 10)]


def test_shortly_before_the_while_is_over_it_is_still_inside():
    assert crossed(fix(0, 0), fix(200, 10), fix(500, 49.9)) == [("entered", 0)]


def test_one_fix_far_away_has_not_left():
    assert crossed(fix(0, 0), fix(5000, 600)) == [("entered", 0)]


def test_a_fix_back_inside_begins_the_while_anew():
    # outside since 10 s, back at 30 s, outside again since 40 s: 79 s is too soon, 80 s is not
    fixes = [fix(0, 0), fix(200, 10), fix(90, 30), fix(200, 40)]

    assert crossed(*fixes, fix(200, 79)) == [("entered", 0)]
    assert crossed(*fixes, fix(200, 80)) == [("entered", 0), ("left", 40)]


@pytest.mark.parametrize("accuracy_m", [50.0, 150.0, 5000.0])
def test_a_fix_that_may_be_inside_the_margin_is_no_sign_of_leaving(accuracy_m):
    # 200 - 50 = 150 is not beyond 100 + 50
    fixes = [fix(200, at_s, accuracy_m) for at_s in range(10, 600, 10)]

    assert crossed(fix(0, 0), *fixes) == [("entered", 0)]


def test_a_place_told_roughly_enters_nothing():
    assert crossed(fix(10, 0, accuracy_m=500.0)) == []


def test_an_unknown_accuracy_leaves_by_the_margin_alone():
    assert crossed(fix(0, 0), fix(151, 10, None), fix(151, 50, None)) == [
        ("entered", 0),
        ("left", 10),
    ]


def test_a_fix_that_is_not_newer_tells_nothing():
    inside = Presence(START, START + timedelta(seconds=100))

    assert observe(inside, FENCE, fix(900, 50)) == Observation(inside)
    assert observe(inside, FENCE, fix(900, 100)) == Observation(inside)


def test_after_leaving_it_enters_again_at_once():
    fixes = [fix(0, 0), fix(300, 10), fix(300, 60), fix(90, 70)]

    assert [name for name, _ in crossed(*fixes)] == ["entered", "left", "entered"]


steps = st.tuples(st.floats(1, 120), st.floats(0, 1000), st.one_of(st.none(), st.floats(0, 300)))


def _fixes(moves: list[tuple[float, float, float | None]]) -> list[FencedFix]:
    at_s, found = 0.0, []
    for gap_s, gap_m, accuracy_m in moves:
        at_s += gap_s
        found.append(fix(gap_m, at_s, accuracy_m))
    return found


@given(st.lists(steps, max_size=40))
def test_entering_and_leaving_take_turns(moves):
    names = [crossing for crossing, _ in crossings(FENCE, _fixes(moves))]

    assert names == [Crossing.ENTERED, Crossing.LEFT] * (len(names) // 2) + [Crossing.ENTERED] * (
        len(names) % 2
    )


@given(st.lists(steps, max_size=40))
def test_between_leaving_and_the_fix_that_tells_all_lie_clearly_outside(moves):
    fixes, presence = _fixes(moves), None
    for one in fixes:
        seen = observe(presence, FENCE, one)
        if seen.crossing is Crossing.LEFT:
            run = [f for f in fixes if seen.at <= f.time <= one.time]
            assert (one.time - seen.at).total_seconds() >= FENCE.dwell_s
            assert all(_gap_m(f) - (f.accuracy_m or 0) > 150 for f in run)
        presence = seen.presence


@given(st.lists(st.tuples(st.floats(1, 60), st.floats(60, 149.9)), min_size=1, max_size=60))
def test_a_unit_that_jitters_at_the_edge_enters_at_most_once(moves):
    fixes = _fixes([(gap_s, gap_m, 5.0) for gap_s, gap_m in moves])

    assert len(crossings(FENCE, fixes)) <= 1


def _gap_m(one: FencedFix) -> float:
    return distance_m(CENTRE.lon, CENTRE.lat, one.point.lon, one.point.lat)
