"""Jumps are doubted until a second fix agrees; whatever arrives, the newest trusted fix leads."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from gis.fix_checks import Fix, Reason, Verdict
from gis.fixes import METRES_PER_DEGREE, Track, TrackPoint, place_key, speed_limit_mps
from gis.projection import distance_m
from gis.types import UnitKind
from tests.gis.fixes_sketch import (
    KANGEAN,
    TOWN,
    T,
    fix,
    judged,
    point,
    verdicts,
)


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


def test_second_fix_of_one_batch_confirms_the_first() -> None:
    track = Track(latest=point(T - 60))

    found = judged(fix(T - 10, KANGEAN), fix(T, KANGEAN), track=track)

    assert verdicts(found) == ["quarantine", "live"]


def test_two_late_fixes_that_agree_are_history_whichever_comes_first() -> None:
    track = Track(latest=point(T), points=[point(T - 3600)], doubted=[point(T - 1800, KANGEAN)])

    found = judged(fix(T - 1810, KANGEAN), track=track)[0]

    assert (found.verdict, found.note) == (Verdict.HISTORY, "relocated")


def test_doubted_fix_is_never_confirmed_by_its_own_repeat() -> None:
    track = Track(latest=point(T - 60), doubted=[point(T, KANGEAN)])

    assert judged(fix(T, KANGEAN), track=track)[0].reason is Reason.JUMP


def test_boat_that_truly_relocated_is_accepted_at_its_own_limit() -> None:
    # 1106 m in 20 s are 55 m/s; two fixes there 10 s apart agree.
    place = (113.8667, -7.0267)
    limit_mps = speed_limit_mps(UnitKind.BOAT)
    track = Track(latest=point(T - 30))

    found = judged(fix(T - 10, place), fix(T, place), track=track, limit_mps=limit_mps)

    assert verdicts(found) == ["quarantine", "live"]


def test_marker_that_another_tracker_holds_makes_no_jump() -> None:
    track = Track(latest=point(T - 10, KANGEAN), latest_is_own=False)

    found = judged(fix(), track=track)[0]

    assert (found.verdict, found.reason) == (Verdict.LIVE, None)


def test_other_place_half_a_second_later_is_kept_and_flagged() -> None:
    track = Track(latest=point(T - 0.5))

    found = judged(fix(place=(113.8667, -7.0267)), track=track)[0]

    assert (found.verdict, found.trusted, found.note) == (Verdict.HISTORY, False, "same_second")


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


wild = st.floats(allow_nan=True, allow_infinity=True)
maybe = st.none() | wild
wild_fixes = st.builds(
    Fix,
    maybe | st.just(T),
    maybe | st.just(TOWN[0]),
    maybe | st.just(TOWN[1]),
    accuracy_m=maybe,
    speed_mps=maybe,
    heading_deg=maybe,
    altitude_m=maybe,
    battery_pct=maybe,
    event_id=st.text(max_size=4),
    is_mock=st.booleans(),
    note=st.text(max_size=80),
)


@given(st.lists(wild_fixes, max_size=6))
def test_whatever_is_sent_each_fix_gets_one_judgement_and_at_most_one_leads(
    fixes: list[Fix],
) -> None:
    found = judged(*fixes, track=Track(latest=point(T - 60)))

    assert len(found) == len(fixes)
    assert verdicts(found).count("live") <= 1
    assert all((one.reason is not None) == (one.verdict is Verdict.QUARANTINE) for one in found)
    assert all(len(one.note) <= 64 for one in found)


@given(st.lists(st.builds(fix, moments, places), min_size=1, max_size=6), st.randoms())
def test_order_inside_a_batch_changes_no_verdict(fixes: list[Fix], random: Random) -> None:
    once = list({one.clock_s: one for one in fixes}.values())
    shuffled = random.sample(once, len(once))

    first = {one.fix.clock_s: (one.verdict, one.reason) for one in judged(*once)}
    second = {one.fix.clock_s: (one.verdict, one.reason) for one in judged(*shuffled)}

    assert first == second


@given(some_fixes)
def test_mock_fixes_never_lead_while_a_trusted_one_holds_the_marker(fixes: list[Fix]) -> None:
    mocked = [replace(one, is_mock=True) for one in fixes]

    found = judged(*mocked, track=Track(latest=point(T - 86_400)))

    assert all(one.verdict is not Verdict.LIVE and not one.trusted for one in found)


@given(
    st.tuples(st.floats(-180, 180), st.floats(-90, 90)),
    st.tuples(st.floats(-180, 180), st.floats(-90, 90)),
)
def test_no_way_is_longer_than_its_degrees_make_it(
    a: tuple[float, float], b: tuple[float, float]
) -> None:
    degrees = abs(a[0] - b[0]) + abs(a[1] - b[1])
    assert distance_m(*a, *b) <= METRES_PER_DEGREE * degrees + 1e-6
