"""States by age and interval, learned intervals, and which tracker holds the marker."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.freshness import Tracker, learned_interval_s, position_state, takes_marker

ORDER = ["live", "ageing", "stale", "lost"]


@pytest.mark.parametrize(
    ("age_s", "interval_s", "state"),
    [
        (0, None, "live"),
        (60, None, "live"),
        (60.1, None, "ageing"),
        (300, 10, "ageing"),
        (301, 10, "stale"),
        (1800, 10, "stale"),
        (1801, 10, "lost"),
        (600, 300, "live"),
        (601, 300, "ageing"),
        (900, 300, "ageing"),
        (901, 300, "stale"),
        (1801, 300, "lost"),
        (2400, 400, "stale"),
        (2401, 400, "lost"),
    ],
)
def test_limits_are_the_larger_of_a_time_and_a_multiple_of_the_interval(
    age_s: float, interval_s: float | None, state: str
) -> None:
    assert position_state(age_s, interval_s) == state


@given(st.floats(0, 1e5), st.floats(0, 1e5), st.floats(1, 3600))
def test_growing_older_never_makes_a_position_fresher(
    a: float, b: float, interval_s: float
) -> None:
    younger, older = sorted((a, b))

    states = [ORDER.index(position_state(age, interval_s)) for age in (younger, older)]

    assert states == sorted(states)


@given(st.floats(0, 1e6), st.floats(0, 3600), st.floats(0, 3600))
def test_longer_interval_never_makes_a_position_staler(age_s: float, a: float, b: float) -> None:
    shorter, longer = sorted((a, b))

    states = [ORDER.index(position_state(age_s, interval)) for interval in (longer, shorter)]

    assert states == sorted(states)


@given(st.floats(10, 3600))
def test_tracker_that_keeps_its_interval_is_always_live(interval_s: float) -> None:
    assert position_state(interval_s, interval_s) == "live"
    assert position_state(2 * interval_s, interval_s) == "live"


@given(st.floats(10, 3600), st.integers(1, 60))
def test_learned_interval_lies_between_the_shortest_and_the_longest_gap(
    gap_s: float, number: int
) -> None:
    interval: float | None = None
    for _ in range(number):
        interval = learned_interval_s(interval, gap_s)

    assert interval == pytest.approx(gap_s)


def test_first_gap_is_the_interval() -> None:
    assert learned_interval_s(None, 30) == 30


def test_interval_is_at_least_ten_seconds() -> None:
    assert learned_interval_s(None, 1) == 10


def test_hour_without_signal_hardly_changes_the_interval() -> None:
    # counted as 4 x 30 s, a fifth of the way: 30 x 4^0.2 = 39.6
    assert learned_interval_s(30, 3600) == pytest.approx(39.6, abs=0.1)


def test_new_setting_is_learned_within_two_dozen_fixes() -> None:
    interval: float | None = 10
    for _ in range(25):
        interval = learned_interval_s(interval, 300)

    assert interval == pytest.approx(300, rel=0.2)


def test_gap_of_nothing_teaches_nothing() -> None:
    assert learned_interval_s(30, 0) == 30


HOLDER = Tracker(key=1, priority=2, interval_s=10, age_s=20)


@pytest.mark.parametrize(
    ("priority", "holder_age_s", "takes"),
    [
        (1, 20, True),
        (2, 20, False),
        (2, 61, True),
        (3, 61, False),
        (3, 300, False),
        (3, 301, True),
    ],
)
def test_marker_changes_hands_by_priority_then_freshness(
    priority: int, holder_age_s: float, takes: bool
) -> None:
    speaker = Tracker(key=2, priority=priority, interval_s=10, age_s=0)

    assert takes_marker(speaker, replace(HOLDER, age_s=holder_age_s)) is takes


def test_holder_keeps_the_marker_whatever_its_priority() -> None:
    assert takes_marker(HOLDER, HOLDER) is True


def test_first_tracker_takes_the_marker() -> None:
    assert takes_marker(HOLDER, None) is True
