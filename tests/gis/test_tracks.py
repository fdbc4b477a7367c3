"""Gaps of a track, and which of a unit's fixes are its line."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.tracks import (
    GAP_MIN_S,
    GapReason,
    Habit,
    LeftOut,
    TrackFix,
    gap_limit_s,
    left_out_of,
    split_at_gaps,
    split_track,
)
from tests.gis.track_sketch import LIMIT_MPS, START, drive, fix

# --- how long a silence must be to count as a gap


def test_a_dense_track_has_a_gap_after_five_minutes() -> None:
    assert gap_limit_s(drive(0, 600, 0, 10)) == 300


def test_a_sparse_track_has_a_gap_after_three_of_its_own_steps() -> None:
    assert gap_limit_s(drive(0, 3000, 0, 10, step_s=300)) == 900


def test_one_long_silence_does_not_change_the_usual_interval() -> None:
    fixes = [*drive(0, 600, 0, 10), fix(9000, 0)]

    assert gap_limit_s(fixes) == 300


@pytest.mark.parametrize(
    ("taught_s", "limit_s"), [(None, 300), (30, 300), (200, 600), (300, 900), (3000, 900)]
)
def test_few_fixes_show_no_habit_and_the_tracker_is_asked(
    taught_s: float | None, limit_s: float
) -> None:
    assert gap_limit_s([fix(0, 0), fix(3000, 0)], taught_s) == limit_s


# --- pieces and gaps


def test_a_gap_is_exactly_what_lasts_longer_than_the_limit() -> None:
    pieces = split_at_gaps([fix(0, 0), fix(300, 0), fix(600.5, 0)], 300)

    assert [len(piece) for piece in pieces] == [2, 1]


def test_a_gap_tells_its_ends_its_time_and_the_straight_distance() -> None:
    fixes = [*drive(0, 60, 0, 10), *drive(660, 720, 5600, 10)]

    (gap,) = split_track(fixes, {}, speed_limit_mps=LIMIT_MPS).gaps

    assert (gap.start, gap.end, gap.reason) == (fixes[6], fixes[7], GapReason.SILENCE)
    assert gap.seconds == 600
    assert gap.distance_m == pytest.approx(5000, rel=1e-3)


def test_a_fix_that_was_accepted_as_relocated_is_not_joined() -> None:
    fixes = [fix(0, 0), fix(30, 300, is_relocated=True), fix(40, 400)]

    track = split_track(fixes, {}, speed_limit_mps=LIMIT_MPS)

    assert track.segments == [0, 1, 1]
    assert [gap.reason for gap in track.gaps] == [GapReason.RELOCATED]


def test_what_no_vehicle_can_have_driven_is_not_joined() -> None:
    fixes = [fix(0, 0), fix(10, 100), fix(20, 9100), fix(30, 9200)]

    track = split_track(fixes, {}, speed_limit_mps=LIMIT_MPS)

    assert track.segments == [0, 0, 1, 1]


def test_a_jump_that_the_accuracies_explain_is_joined() -> None:
    """1,100 m in 20 s are 900 m at the limit and 200 m of accuracies."""
    fixes = [fix(0, 0, accuracy_m=150.0), fix(20, 1100, accuracy_m=150.0)]

    assert split_track(fixes, {}, speed_limit_mps=LIMIT_MPS).segments == [0, 0]


# --- whose fixes


def test_untrusted_same_second_and_told_fixes_are_marked_and_no_part_of_the_line() -> None:
    fixes = [
        fix(0, 0),
        fix(10, 100, is_trusted=False),
        fix(20, 200, is_same_second=True),
        fix(30, 300, is_told=True),
        fix(40, 400),
    ]

    track = split_track(fixes, {}, speed_limit_mps=LIMIT_MPS)

    middle = [LeftOut.UNTRUSTED, LeftOut.SAME_SECOND, LeftOut.RADIO]
    assert track.left_out == [None, *middle, None]
    assert track.segments == [0, None, None, None, 0]


def test_two_phones_in_one_vehicle_are_no_zigzag() -> None:
    fixes = [fix(n * 10, n * 100 + 30 * (n % 2), tracker=n % 2) for n in range(10)]

    followed = [reason is None for reason in left_out_of(fixes, {})]

    assert followed == [True, False] * 5


def test_the_phone_of_higher_priority_is_followed_at_once() -> None:
    fixes = [fix(0, 0, tracker=2), fix(10, 100, tracker=1), fix(20, 5000, tracker=2)]

    reasons = left_out_of(fixes, {1: Habit(priority=1), 2: Habit(priority=2)})

    assert reasons == [None, None, LeftOut.OTHER_TRACKER]


def test_the_other_phone_is_followed_where_the_first_falls_silent() -> None:
    """An equal one waits until the first is no longer live: 60 s."""
    fixes = [fix(0, 0, tracker=1), fix(5, 50, tracker=2), fix(61, 610, tracker=2)]

    assert left_out_of(fixes, {}) == [None, None, None]


def test_the_other_phone_is_left_out_while_the_first_still_speaks() -> None:
    fixes = [fix(0, 0, tracker=1), fix(30, 300, tracker=2), fix(60, 600, tracker=1)]

    assert left_out_of(fixes, {}) == [None, LeftOut.OTHER_TRACKER, None]


def test_the_end_of_what_is_known_is_no_silence() -> None:
    fixes = [fix(0, 0, tracker=1), fix(60, 600, tracker=2)]

    assert left_out_of(fixes, {}) == [None, LeftOut.OTHER_TRACKER]


@pytest.mark.parametrize("priority", [1, 2])
def test_a_phone_exchanged_for_another_leaves_no_gap(priority: int) -> None:
    fixes = [
        *drive(0, 300, 0, 10),
        *(replace(one, tracker=2) for one in drive(305, 1000, 3050, 10, step_s=5)),
    ]

    track = split_track(fixes, {2: Habit(priority=priority)}, speed_limit_mps=LIMIT_MPS)

    assert (track.gaps, set(track.segments)) == ([], {0})


def test_the_first_phone_is_followed_again_as_soon_as_it_speaks() -> None:
    fixes = [
        fix(0, 0, tracker=1),
        *(replace(one, tracker=2) for one in drive(10, 400, 100, 10)),
        fix(401, 4010, tracker=1),
        fix(410, 4100, tracker=2),
    ]

    reasons = left_out_of(fixes, {1: Habit(priority=1), 2: Habit(priority=2)})

    assert reasons == [None] * 42 + [LeftOut.OTHER_TRACKER]


# --- properties

steps = st.lists(
    st.tuples(st.floats(0, 4000), st.floats(-20_000, 20_000), st.booleans(), st.integers(0, 2)),
    max_size=30,
)


def track_of(drawn: list[tuple[float, float, bool, int]]) -> list[TrackFix]:
    times = itertools.accumulate(step[0] for step in drawn)
    return [
        fix(at_s, east_m, is_trusted=trusted, tracker=tracker)
        for at_s, (_, east_m, trusted, tracker) in zip(times, drawn, strict=True)
    ]


@given(steps)
def test_every_fix_is_in_one_piece_or_left_out(drawn: list[tuple[float, float, bool, int]]) -> None:
    fixes = track_of(drawn)

    track = split_track(fixes, {}, speed_limit_mps=LIMIT_MPS)

    kept = [f for f, reason in zip(fixes, track.left_out, strict=True) if reason is None]
    assert [f for piece in track.pieces for f in piece] == kept
    assert len(track.gaps) == max(len(track.pieces) - 1, 0)


@given(steps)
def test_no_line_is_drawn_over_more_than_the_limit(
    drawn: list[tuple[float, float, bool, int]],
) -> None:
    track = split_track(track_of(drawn), {}, speed_limit_mps=LIMIT_MPS)

    joined = [pair for piece in track.pieces for pair in itertools.pairwise(piece)]
    limit = timedelta(seconds=track.gap_limit_s)
    assert all(b.time - a.time <= limit for a, b in joined)
    assert track.gap_limit_s >= GAP_MIN_S


def test_an_empty_track_has_neither_pieces_nor_gaps() -> None:
    track = split_track([], {}, speed_limit_mps=LIMIT_MPS)

    assert (track.pieces, track.gaps, track.segments) == ([], [], [])


def test_a_lone_fix_is_a_piece() -> None:
    track = split_track([TrackFix(START, 113.9, -7.0)], {}, speed_limit_mps=LIMIT_MPS)

    assert track.segments == [0]
