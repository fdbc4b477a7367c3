"""What becomes of fixes: kept aside with a reason, repeated, history, or the marker."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gis.fix_checks import Reason, Verdict
from gis.fixes import Track, TrackPoint, judge, place_key
from tests.gis.fixes_sketch import (
    KALIANGET,
    NOW,
    RETENTION,
    TOWN,
    T,
    fix,
    judged,
    point,
    reason_of,
    verdicts,
)


def test_plain_fix_is_live() -> None:
    assert verdicts(judged(fix())) == ["live"]


@pytest.mark.parametrize(
    ("lon", "lat"), [(0.0, 0.0), (113.8667, 0.0), (0.0002, -0.0001), (0.01, -0.01), (0.0, -7.0)]
)
def test_origin_and_near_zero_are_no_fix(lon: float, lat: float) -> None:
    assert reason_of(fix(place=(lon, lat))) is Reason.NO_FIX


def test_surabaya_is_a_place_for_a_patient() -> None:
    assert verdicts(judged(fix(place=(112.7521, -7.2575)))) == ["live"]


@pytest.mark.parametrize(("lon", "lat"), [(111.0, -9.0), (118.0, -4.0)])
def test_corners_of_the_operating_box_are_inside(lon: float, lat: float) -> None:
    assert verdicts(judged(fix(place=(lon, lat)))) == ["live"]


@pytest.mark.parametrize(("lon", "lat"), [(110.999, -7.0), (118.001, -7.0), (113.9, -3.999)])
def test_outside_the_operating_box_is_kept_aside(lon: float, lat: float) -> None:
    assert reason_of(fix(place=(lon, lat))) is Reason.OUTSIDE_BOX


def test_swapped_pair_is_recognised_and_never_turned() -> None:
    assert reason_of(fix(place=(-7.0167, 113.8667))) is Reason.SWAPPED


def test_impossible_latitude_is_out_of_range() -> None:
    assert reason_of(fix(place=(113.8667, 91.0))) is Reason.OUT_OF_RANGE


@pytest.mark.parametrize("place", [(math.nan, -7.0), (113.9, math.inf), (-math.inf, -7.0)])
def test_not_finite_place_is_kept_aside(place: tuple[float, float]) -> None:
    assert reason_of(fix(place=place)) is Reason.NOT_FINITE


@pytest.mark.parametrize("place", [(None, -7.0), (113.9, None)])
def test_missing_place_is_unreadable(place: tuple[float | None, float | None]) -> None:
    assert reason_of(fix(place=place)) is Reason.UNREADABLE


def test_missing_time_is_unreadable() -> None:
    assert reason_of(replace(fix(), clock_s=None)) is Reason.UNREADABLE


@pytest.mark.parametrize(("accuracy_m", "reason"), [(200.0, None), (200.1, Reason.INACCURATE)])
def test_accuracy_worse_than_200_m_is_kept_aside(accuracy_m: float, reason: Reason | None) -> None:
    assert reason_of(fix(accuracy_m=accuracy_m)) is reason


@pytest.mark.parametrize("accuracy_m", [0.0, -1.0, math.nan])
def test_accuracy_without_meaning_is_unknown(accuracy_m: float) -> None:
    assert judged(fix(accuracy_m=accuracy_m))[0].fix.accuracy_m is None


def test_minus_one_is_unknown_for_speed_heading_and_battery() -> None:
    tidy = judged(fix(speed_mps=-1.0, heading_deg=-1.0, battery_pct=-1.0))[0].fix

    assert (tidy.speed_mps, tidy.heading_deg, tidy.battery_pct) == (None, None, None)


def test_altitude_9999999_is_unknown() -> None:
    assert judged(fix(altitude_m=9_999_999.0))[0].fix.altitude_m is None


def test_heading_360_is_north() -> None:
    assert judged(fix(heading_deg=360.0))[0].fix.heading_deg == 0.0


# --- clocks


def test_fix_from_2030_is_kept_aside_as_clock_ahead() -> None:
    assert reason_of(fix(1_893_456_000)) is Reason.CLOCK_AHEAD


def test_lead_of_120_s_is_cut_to_the_time_received_and_noted() -> None:
    found = judged(fix(T + 120))[0]

    assert (found.verdict, found.fix_time, found.note) == (Verdict.LIVE, NOW, "clock_ahead_cut")


def test_lead_of_121_s_is_kept_aside() -> None:
    assert reason_of(fix(T + 121)) is Reason.CLOCK_AHEAD


def test_next_true_fix_wins_over_one_that_was_ahead() -> None:
    cut = judged(fix(T + 60))[0]
    assert cut.fix_time is not None
    track = Track(latest=TrackPoint(cut.fix_time, *TOWN))

    later = judge(
        [fix(T + 10)],
        track,
        now=NOW + timedelta(seconds=10),
        retention=RETENTION,
        limit_mps=45,
    )

    assert verdicts(later) == ["live"]


def test_repeat_of_a_fix_that_was_cut_is_a_duplicate() -> None:
    stated = datetime.fromtimestamp(T + 60, UTC)
    track = Track(seen=frozenset({place_key(stated, *TOWN)}))

    repeat = judge(
        [fix(T + 60)], track, now=NOW + timedelta(seconds=30), retention=RETENTION, limit_mps=45
    )

    assert verdicts(repeat) == ["duplicate"]


def test_of_two_fixes_ahead_the_one_received_last_holds_the_marker() -> None:
    track = Track(latest=TrackPoint(NOW, *TOWN))

    assert verdicts(judged(fix(T + 5), track=track)) == ["live"]


@pytest.mark.parametrize(
    ("clock_s", "note"),
    [
        (T - 619_315_200, "week_rollover"),
        (T - 978_307_200, "cocoa_epoch"),
        (T * 1000, "milliseconds"),
    ],
)
def test_bogus_clock_with_an_exact_offset_is_repaired_with_a_note(
    clock_s: float, note: str
) -> None:
    found = judged(fix(clock_s))[0]

    assert (found.verdict, found.fix_time, found.note) == (Verdict.LIVE, NOW, note)


def test_fix_older_than_the_retention_is_kept_aside() -> None:
    assert reason_of(fix(T - 91 * 86_400)) is Reason.TOO_OLD


@pytest.mark.parametrize("clock_s", [1e300, 1e18, -1e18])
def test_clock_beyond_any_calendar_is_kept_aside(clock_s: float) -> None:
    assert judged(fix(clock_s))[0].verdict is Verdict.QUARANTINE


# --- repeats


def test_same_place_and_time_is_a_duplicate() -> None:
    assert verdicts(judged(fix(), fix(battery_pct=66.0))) == ["live", "duplicate"]


def test_same_event_is_a_duplicate_though_the_place_differs() -> None:
    track = Track(seen_events=frozenset({"5f0c1a2b"}))

    assert verdicts(judged(fix(event_id="5f0c1a2b"), track=track)) == ["duplicate"]


def test_same_second_at_another_place_is_kept_and_flagged() -> None:
    track = Track(latest=point(T), seen=frozenset({place_key(NOW, *TOWN)}))

    found = judged(fix(place=(113.8667, -7.0267)), track=track)[0]

    assert (found.verdict, found.note, found.trusted) == (Verdict.HISTORY, "same_second", False)


# --- order


def test_replayed_points_never_move_the_marker() -> None:
    track = Track(latest=point(T, KALIANGET))

    replay = judged(fix(T - 3600, (114.33, -7.1)), fix(T - 1800, (114.1, -7.08)), track=track)

    assert verdicts(replay) == ["history", "history"]


def test_only_the_newest_of_a_batch_is_live() -> None:
    batch = judged(fix(T - 10), fix(T), fix(T - 20))

    assert verdicts(batch) == ["history", "live", "history"]


def test_tracker_that_may_not_lead_leaves_history() -> None:
    assert verdicts(judged(fix(), may_lead=False)) == ["history"]


def test_mock_location_is_kept_untrusted_and_never_replaces_a_trusted_one() -> None:
    track = Track(latest=point(T - 60))

    found = judged(fix(is_mock=True), track=track)[0]

    assert (found.verdict, found.trusted) == (Verdict.HISTORY, False)


def test_mock_location_is_shown_while_nothing_better_is_known() -> None:
    assert verdicts(judged(fix(is_mock=True))) == ["live"]


def test_older_trusted_fix_replaces_a_mock_marker() -> None:
    track = Track(latest=point(T, trusted=False))

    assert verdicts(judged(fix(T - 60), track=track)) == ["live"]
