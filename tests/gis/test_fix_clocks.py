"""Bogus clocks: repaired only where one known fault explains an impossible time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.fix_checks import Reason, Verdict
from gis.fixes import Track, judge
from tests.gis.fixes_sketch import NOW, RETENTION, TOWN, T, fix, judged, point, reason_of, verdicts

WEEKS_1024_S = 619_315_200
COCOA_S = 978_307_200
WINDOW_S = 90 * 86_400


@pytest.mark.parametrize(
    ("clock_s", "note"),
    [
        ((T - WEEKS_1024_S) * 1000, "milliseconds,week_rollover"),
        ((T - COCOA_S) * 1000, "milliseconds,cocoa_epoch"),
        (T - 2 * WEEKS_1024_S, "week_rollover"),
    ],
)
def test_faults_that_come_together_are_repaired_together(clock_s: float, note: str) -> None:
    found = judged(fix(clock_s))[0]

    assert (found.verdict, found.fix_time, found.note) == (Verdict.LIVE, NOW, note)


def test_late_fix_of_a_bogus_clock_is_history_at_its_true_time() -> None:
    late = judged(fix(T - 3600 - WEEKS_1024_S), track=Track(latest=point(T)))[0]

    assert (late.verdict, late.fix_time) == (Verdict.HISTORY, NOW - timedelta(hours=1))


@given(st.integers(T - WINDOW_S, T + 120))
def test_possible_clock_is_never_repaired(clock_s: int) -> None:
    found = judged(fix(clock_s))[0]

    assert found.stated_time == datetime.fromtimestamp(clock_s, UTC)
    assert found.note in ("", "clock_ahead_cut")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_accepted_time_lies_between_the_retention_and_now(clock_s: float) -> None:
    found = judged(fix(clock_s))[0]

    kept = found.verdict is not Verdict.QUARANTINE
    assert kept == (found.reason is None)
    assert not kept or (found.fix_time is not None and NOW - RETENTION <= found.fix_time <= NOW)


@pytest.mark.parametrize("clock_s", [0, 1, 315_964_800, 946_684_800])
def test_clock_that_was_never_set_is_too_old(clock_s: float) -> None:
    assert reason_of(fix(clock_s)) is Reason.TOO_OLD


def test_mock_with_a_repaired_clock_keeps_both_notes() -> None:
    found = judged(fix(T * 1000, is_mock=True))[0]

    assert (found.note, found.trusted) == ("milliseconds,mock", False)


def test_fix_kept_aside_for_its_place_keeps_its_time_for_whoever_releases_it() -> None:
    found = judged(fix(place=(113.8667, -7.0167), accuracy_m=900.0))[0]

    assert (found.reason, found.fix_time) == (Reason.INACCURATE, NOW)


def test_fix_kept_aside_for_its_clock_has_no_time() -> None:
    assert judged(fix(1_893_456_000))[0].fix_time is None


# --- clocks that run ahead


def test_true_fix_received_later_wins_over_one_that_was_cut_to_the_same_moment() -> None:
    track = Track(latest=point(T, TOWN), latest_was_cut=True)

    assert verdicts(judged(fix(T, (113.8670, -7.0167)), track=track)) == ["live"]


def test_buffer_of_a_phone_whose_clock_is_ahead_is_no_jump() -> None:
    # 20 m/s northwards, one fix every ten seconds, clock 60 s ahead: 200 m are 0.0018 deg.
    fixes = [fix(T + 10 * n, (113.8667, -7.0167 + 0.0018 * n)) for n in range(1, 7)]

    found = judged(*fixes)

    assert verdicts(found) == ["history"] * 5 + ["live"]
    assert all(one.trusted for one in found)


def test_second_place_at_the_same_stated_second_is_flagged_although_both_were_cut() -> None:
    found = judged(fix(T + 60), fix(T + 60, (113.8667, -7.0267)))

    assert [(one.verdict.value, one.trusted) for one in found] == [
        ("live", True),
        ("history", False),
    ]


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(-300, 120)), min_size=1, max_size=8))
def test_marker_time_never_goes_back_and_is_never_ahead(steps: list[tuple[int, int]]) -> None:
    latest, was_cut, now = None, False, NOW
    for wait_s, offset_s in steps:
        now += timedelta(seconds=wait_s)
        track = Track(latest=latest, latest_was_cut=was_cut)
        one = fix(now.timestamp() + offset_s)
        found = judge([one], track, now=now, retention=RETENTION, limit_mps=45)[0]
        if found.verdict is Verdict.LIVE and found.fix_time is not None:
            assert latest is None or found.fix_time >= latest.time
            latest = point(found.fix_time.timestamp())
            was_cut = found.stated_time != found.fix_time

    assert latest is not None
    assert latest.time <= now
