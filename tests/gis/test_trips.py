"""Trips and stops: worked by hand on a straight road, and what holds for any track."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.tracks import TrackFix, split_track
from gis.trips import TRIP_GAP_MAX_S, Stop, Trip, trips_and_stops
from tests.gis.track_sketch import LIMIT_MPS, drive, fix, seconds


def sections_of(fixes: list[TrackFix]) -> list[Trip | Stop]:
    track = split_track(fixes, {}, speed_limit_mps=LIMIT_MPS)
    return trips_and_stops(track.pieces, speed_limit_mps=LIMIT_MPS)


def kinds(sections: list[Trip | Stop]) -> list[str]:
    return [type(section).__name__ for section in sections]


def only_trip(fixes: list[TrackFix]) -> Trip:
    (trip,) = (section for section in sections_of(fixes) if isinstance(section, Trip))
    return trip


# --- by hand


def test_a_drive_between_two_rests_is_a_trip_between_two_stops() -> None:
    """Ten minutes at rest, 100 s at 12 m/s = 1,200 m, ten minutes at rest."""
    fixes = [*drive(0, 600, 0, 0), *drive(610, 700, 120, 12), *drive(710, 1300, 1200, 0)]

    first, trip, last = sections_of(fixes)

    assert (seconds(first.start_at), seconds(first.end_at), first.duration_s) == (0, 600, 600)
    assert isinstance(trip, Trip)
    assert (seconds(trip.start_at), seconds(trip.end_at), trip.duration_s) == (600, 700, 100)
    assert trip.distance_m == pytest.approx(1200, rel=1e-3)
    assert trip.average_speed_mps == pytest.approx(12, rel=1e-3)
    assert (trip.idle_time_s, trip.gap_s, trip.gap_distance_m) == (0, 0, 0)
    assert (seconds(last.start_at), seconds(last.end_at)) == (700, 1300)


def test_a_stop_lies_in_the_middle_of_its_fixes() -> None:
    wander = [fix(n * 10, (-6, 0, 6)[n % 3], (4, 0, -4)[n % 3]) for n in range(61)]

    (stop,) = sections_of(wander)

    assert isinstance(stop, Stop)
    assert stop.place.lon == pytest.approx(fix(0, 0).lon, abs=1e-9)


def test_two_minutes_at_a_barrier_are_idle_time_and_no_stop() -> None:
    """At 1,000 m from 100 s to 220 s."""
    fixes = [*drive(0, 100, 0, 10), *drive(110, 220, 1000, 0), *drive(230, 330, 1100, 10)]

    trip = only_trip(fixes)

    assert kinds(sections_of(fixes)) == ["Trip"]
    assert trip.idle_time_s == 120
    assert trip.distance_m == pytest.approx(2100, rel=1e-3)


def test_five_minutes_are_a_stop() -> None:
    fixes = [*drive(0, 100, 0, 10), *drive(110, 400, 1000, 0), *drive(410, 510, 1100, 10)]

    assert kinds(sections_of(fixes)) == ["Trip", "Stop", "Trip"]


def test_a_steady_slow_drive_is_not_idle() -> None:
    """3 m/s for 200 s = 600 m, a fix each second."""
    trip = only_trip(drive(0, 200, 0, 3, step_s=1))

    assert trip.idle_time_s == 0
    assert trip.distance_m == pytest.approx(600, abs=20)


def test_jitter_at_rest_is_no_distance() -> None:
    jitter = [fix(n * 5, 8 * (-1) ** n, 5 * (n % 3 - 1)) for n in range(121)]

    assert kinds(sections_of(jitter)) == ["Stop"]


def test_rest_with_bad_reception_is_no_trip() -> None:
    """Fixes of 60 m accuracy may lie 120 m apart without a metre driven."""
    jitter = [fix(n * 20, 110 * (n % 2), accuracy_m=60.0) for n in range(31)]

    assert kinds(sections_of(jitter)) == ["Stop"]


def test_one_stray_fix_at_rest_does_not_end_a_stop() -> None:
    fixes = drive(0, 600, 0, 0)
    fixes[30] = fix(300, 400)

    assert kinds(sections_of(fixes)) == ["Stop"]


def test_one_stray_fix_on_the_way_adds_no_distance() -> None:
    fixes = drive(0, 200, 0, 10)
    fixes[10] = fix(100, 1000, 400)

    assert only_trip(fixes).distance_m == pytest.approx(2000, rel=1e-3)


def test_moving_the_vehicle_in_the_yard_is_no_trip() -> None:
    fixes = [*drive(0, 600, 0, 0), *drive(610, 640, 20, 2), *drive(650, 1300, 80, 0)]

    assert kinds(sections_of(fixes)) == ["Stop"]


def test_two_fixes_far_apart_are_a_trip() -> None:
    assert kinds(sections_of([fix(0, 0), fix(60, 700)])) == ["Trip"]


def test_a_short_track_at_one_place_is_a_stop() -> None:
    (stop,) = sections_of(drive(0, 60, 0, 0))

    assert (kinds([stop]), stop.duration_s) == (["Stop"], 60)


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_fixes_are_neither(count: int) -> None:
    assert sections_of([fix(0, 0)][:count]) == []


# --- top speed


def speeds(fixes: list[TrackFix], reported: float | None) -> list[TrackFix]:
    return [replace(one, speed_mps=reported) for one in fixes]


def test_the_top_speed_is_the_highest_reported() -> None:
    fixes = speeds(drive(0, 200, 0, 12), 12.0)
    fixes[8] = replace(fixes[8], speed_mps=14.5)

    assert only_trip(fixes).top_speed_mps == 14.5


def test_an_unreported_top_speed_is_derived() -> None:
    """Half of the way at 10 m/s, the other at 15 m/s."""
    fixes = [*drive(0, 100, 0, 10), *drive(110, 200, 1150, 15)]

    assert only_trip(fixes).top_speed_mps == pytest.approx(15, rel=1e-3)


@pytest.mark.parametrize("nonsense", [35.0, 44.9, 60.0, 300.0])
def test_a_single_implausible_speed_does_not_count(nonsense: float) -> None:
    fixes = speeds(drive(0, 200, 0, 12), 12.0)
    fixes[8] = replace(fixes[8], speed_mps=nonsense)

    assert only_trip(fixes).top_speed_mps == 12.0


def test_a_tracker_that_always_reports_zero_does_not_know_its_speed() -> None:
    trip = only_trip(speeds(drive(0, 200, 0, 12), 0.0))

    assert trip.top_speed_mps == pytest.approx(12, rel=1e-3)


def test_a_peak_between_sparse_fixes_counts() -> None:
    """8 m/s on average, a minute a fix: 22 m/s in between can well be."""
    fixes = speeds(drive(0, 600, 0, 8, step_s=60), 8.0)
    fixes[5] = replace(fixes[5], speed_mps=22.0)

    assert only_trip(fixes).top_speed_mps == 22.0


def test_jitter_of_dense_fixes_is_no_top_speed() -> None:
    """A fix each second at 10 m/s, each 8 m beside the way: 16 m sideways in a second."""
    fixes = [fix(n, 10 * n, 8 * (-1) ** n) for n in range(120)]

    assert only_trip(fixes).top_speed_mps == pytest.approx(10, rel=0.05)


# --- gaps


def test_a_gap_inside_a_trip_is_told_and_its_distance_is_not_invented() -> None:
    """1,000 m seen, 400 s unseen over 4,000 m, 1,000 m seen."""
    fixes = [*drive(0, 100, 0, 10), *drive(500, 600, 5000, 10)]

    trip = only_trip(fixes)

    assert trip.duration_s == 600
    assert (trip.gap_s, round(trip.gap_distance_m, -1)) == (400, 4000)
    assert trip.distance_m == pytest.approx(2000, rel=1e-3)
    assert trip.average_speed_mps == pytest.approx(10, rel=1e-3)


def test_a_trip_does_not_go_on_over_a_long_gap() -> None:
    fixes = [*drive(0, 100, 0, 10), *drive(3600, 3700, 5000, 10)]

    first, second = sections_of(fixes)

    assert kinds([first, second]) == ["Trip", "Trip"]
    assert (seconds(first.end_at), seconds(second.start_at)) == (100, 3600)


def test_a_stop_goes_on_over_a_gap_at_the_same_place() -> None:
    fixes = [*drive(0, 300, 0, 0), *drive(7500, 7800, 0, 0)]

    (stop,) = sections_of(fixes)

    assert (stop.duration_s, stop.gap_s) == (7800, 7200)


def test_a_relocated_unit_has_not_driven_there() -> None:
    moved = replace(fix(210, 50_000), is_relocated=True)
    fixes = [*drive(0, 200, 0, 10), moved, *drive(220, 400, 50_100, 10)]

    trip = only_trip(fixes)

    assert trip.distance_m == pytest.approx(3900, rel=1e-2)
    assert trip.gap_distance_m == pytest.approx(48_000, rel=1e-2)


def test_untrusted_fixes_are_left_out_of_the_sums() -> None:
    fixes = drive(0, 200, 0, 10)
    mocked = [*fixes[:10], fix(95, 900, 5000, is_trusted=False, speed_mps=40.0), *fixes[10:]]

    assert sections_of(mocked) == sections_of(fixes)


# --- properties

legs = st.lists(
    st.tuples(
        st.integers(1, 40),  # fixes
        st.sampled_from([1.0, 10.0, 60.0, 300.0]),  # seconds between them
        st.sampled_from([0.0, 0.0, 2.0, 11.0, 25.0]),  # m/s
        st.sampled_from([0.0, 0.0, 400.0, 4000.0]),  # silence before
    ),
    min_size=1,
    max_size=6,
)
noise = st.integers(0, 12)


def driven(drawn: list[tuple[int, float, float, float]], noise_m: int = 0) -> list[TrackFix]:
    fixes: list[TrackFix] = []
    at_s = east_m = 0.0
    for count, step_s, mps, silence_s in drawn:
        at_s += silence_s
        east_m += silence_s * mps
        for n in range(count):
            at_s += step_s
            east_m += step_s * mps
            fixes.append(fix(at_s, east_m + noise_m * (-1) ** n, noise_m * (n % 3 - 1)))
    return fixes


@given(legs, noise)
@settings(deadline=None)
def test_time_is_conserved(drawn: list[tuple[int, float, float, float]], noise_m: int) -> None:
    fixes = driven(drawn, noise_m)

    found = sections_of(fixes)

    between = [(b.start_at - a.end_at).total_seconds() for a, b in itertools.pairwise(found)]
    assert all(gap_s == 0 or gap_s > TRIP_GAP_MAX_S for gap_s in between)
    if found:
        covered = sum(section.duration_s for section in found) + sum(between)
        assert covered == (found[-1].end_at - found[0].start_at).total_seconds()


@given(legs, noise)
@settings(deadline=None)
def test_measures_are_never_negative_and_no_part_exceeds_the_whole(
    drawn: list[tuple[int, float, float, float]], noise_m: int
) -> None:
    for section in sections_of(driven(drawn, noise_m)):
        assert 0 <= section.gap_s <= section.duration_s
        if isinstance(section, Trip):
            assert section.distance_m >= 0
            assert section.gap_distance_m >= 0
            assert 0 <= section.idle_time_s <= section.duration_s - section.gap_s
            assert section.top_speed_mps is None or 0 <= section.top_speed_mps <= LIMIT_MPS


@given(legs)
@settings(deadline=None)
def test_no_more_is_counted_than_was_driven(drawn: list[tuple[int, float, float, float]]) -> None:
    """On a straight road no sum of straight steps exceeds the way from end to end."""
    fixes = driven(drawn)

    counted = sum(s.distance_m for s in sections_of(fixes) if isinstance(s, Trip))

    way_m = sum(n * step_s * mps + silence_s * mps for n, step_s, mps, silence_s in drawn)
    assert counted <= way_m * 1.001 + 1


@given(legs, noise, st.integers(1, 30))
@settings(deadline=None)
def test_resting_longer_adds_no_distance(
    drawn: list[tuple[int, float, float, float]], noise_m: int, count: int
) -> None:
    fixes = driven(drawn, noise_m)
    rest = [
        replace(fixes[-1], time=fixes[-1].time + timedelta(seconds=60 * (n + 1)))
        for n in range(count)
    ]

    def driven_m(track: list[TrackFix]) -> float:
        return sum(s.distance_m for s in sections_of(track) if isinstance(s, Trip))

    assert driven_m([*fixes, *rest]) <= driven_m(fixes) + 1e-6
