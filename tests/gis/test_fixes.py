"""What becomes of fixes: kept aside with a reason, repeated, history, or the marker."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.fix_checks import Fix, Judgement, Reason, Verdict
from gis.fixes import Track, TrackPoint, judge, place_key, speed_limit_mps
from gis.types import UnitKind

NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
T = 1_795_568_400
TOWN = (113.8667, -7.0167)
KALIANGET = (113.936, -7.056)
KANGEAN = (115.35, -6.9)
RETENTION = timedelta(days=90)


def fix(at_s: float = T, place: tuple[float | None, float | None] = TOWN, **values: object) -> Fix:
    return replace(Fix(at_s, *place), **values)  # type: ignore[arg-type]


def judged(
    *fixes: Fix, track: Track | None = None, limit_mps: float = 45.0, may_lead: bool = True
) -> list[Judgement]:
    return judge(
        fixes,
        track or Track(),
        now=NOW,
        retention=RETENTION,
        limit_mps=limit_mps,
        may_lead=may_lead,
    )


def verdicts(judgements: Sequence[Judgement]) -> list[str]:
    return [judgement.verdict.value for judgement in judgements]


def reason_of(one: Fix) -> Reason | None:
    return judged(one)[0].reason


def point(at_s: float, place: tuple[float, float] = TOWN, **values: object) -> TrackPoint:
    moment = datetime.fromtimestamp(at_s, UTC)
    return replace(TrackPoint(moment, *place), **values)  # type: ignore[arg-type]


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


# --- jumps


def test_first_fix_after_an_impossible_jump_is_kept_aside() -> None:
    track = Track(latest=point(T - 60))

    found = judged(fix(place=KANGEAN), track=track)[0]

    assert (found.verdict, found.reason) == (Verdict.QUARANTINE, Reason.JUMP)


def test_second_fix_that_agrees_with_a_jump_is_accepted() -> None:
    track = Track(latest=point(T - 60), doubted=[point(T - 30, KANGEAN)])

    found = judged(fix(place=KANGEAN), track=track)[0]

    assert (found.verdict, found.note) == (Verdict.LIVE, "relocated")


def test_doubt_is_forgotten_once_the_old_place_was_confirmed() -> None:
    track = Track(latest=point(T - 10), doubted=[point(T - 30, KANGEAN)])

    assert judged(fix(place=KANGEAN), track=track)[0].reason is Reason.JUMP


def test_limit_is_45_mps_less_both_accuracies() -> None:
    # 0.01 deg of latitude here is 1106 m; in 20 s a road unit may do 900 m.
    place = (113.8667, -7.0267)
    tight = Track(latest=point(T - 20, accuracy_m=100.0))
    loose = Track(latest=point(T - 20, accuracy_m=110.0))

    assert judged(fix(place=place, accuracy_m=100.0), track=tight)[0].reason is Reason.JUMP
    assert verdicts(judged(fix(place=place, accuracy_m=110.0), track=loose)) == ["live"]


def test_boats_are_held_to_25_mps() -> None:
    # 1106 m in 30 s are 37 m/s, and 34 m/s less the two unknown accuracies.
    track = Track(latest=point(T - 30))
    place = (113.8667, -7.0267)

    road = judged(fix(place=place), track=track, limit_mps=speed_limit_mps(UnitKind.AMBULANCE))
    sea = judged(fix(place=place), track=track, limit_mps=speed_limit_mps(UnitKind.SEA_AMBULANCE))

    assert (road[0].reason, sea[0].reason) == (None, Reason.JUMP)


def test_late_fix_is_compared_with_its_neighbour_in_time_not_with_the_marker() -> None:
    track = Track(latest=point(T), points=[point(T - 7200), point(T - 3590, KANGEAN)])

    found = judged(fix(T - 3600, TOWN), track=track)[0]

    assert found.reason is Reason.JUMP


# --- properties

moments = st.integers(T - 7200, T)
places = st.tuples(st.floats(113.8, 113.9), st.floats(-7.05, -7.0))
some_fixes = st.lists(st.builds(fix, moments, places), min_size=1, max_size=6)


@given(some_fixes)
def test_judging_again_with_the_first_result_known_gives_only_repeats(fixes: list[Fix]) -> None:
    first = [j for j in judged(*fixes) if j.stated_time and j.verdict is not Verdict.QUARANTINE]
    seen = frozenset(
        place_key(j.stated_time, j.fix.lon or 0, j.fix.lat or 0) for j in first if j.stated_time
    )

    again = judged(*[j.fix for j in first], track=Track(seen=seen))

    assert set(verdicts(again)) <= {"duplicate"}


@given(some_fixes)
def test_live_fix_is_never_older_than_another_accepted_trusted_one(fixes: list[Fix]) -> None:
    found = judged(*fixes)

    live = [j.fix_time for j in found if j.verdict is Verdict.LIVE and j.fix_time]
    kept = [j.fix_time for j in found if j.verdict is Verdict.HISTORY and j.trusted and j.fix_time]
    assert len(live) == 1
    assert all(live[0] >= moment for moment in kept)


@given(st.permutations([T - 300, T - 200, T - 100, T]))
def test_marker_ends_at_the_newest_fix_in_whatever_order_they_arrive(arrivals: list[int]) -> None:
    latest: TrackPoint | None = None
    points: list[TrackPoint] = []
    for at_s in arrivals:
        found = judged(fix(at_s), track=Track(latest=latest, points=points))[0]
        points.append(point(at_s))
        latest = point(at_s) if found.verdict is Verdict.LIVE else latest

    assert latest == point(T)


@given(st.floats(111, 118), st.floats(-9, -4))
def test_true_relocation_is_never_blocked_for_longer_than_two_fixes(lon: float, lat: float) -> None:
    track = Track(latest=point(T - 60))

    found = judged(fix(T - 10, (lon, lat)), fix(T, (lon, lat)), track=track)

    assert found[1].verdict is Verdict.LIVE


@given(
    st.floats(allow_nan=True, allow_infinity=True),
    st.floats(allow_nan=True, allow_infinity=True),
    st.floats(allow_nan=True, allow_infinity=True),
)
def test_no_numbers_make_the_judge_fail(clock_s: float, lon: float, lat: float) -> None:
    assert len(judged(fix(clock_s, (lon, lat)))) == 1


def test_zero_accuracy_of_both_leaves_the_limit_finite() -> None:
    track = Track(latest=point(T, accuracy_m=0.5))

    assert judged(fix(T, (113.8668, -7.0167)), track=track)[0].trusted is True
