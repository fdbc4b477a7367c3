"""Thinning keeps where a unit was, within 20 m, and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, Point

from gis.projection import to_degrees, to_metres
from gis.thinning import SHAPE_M, STEP_MAX_S, kept_points, length_m
from gis.tracks import TrackFix, split_track
from gis.trips import Stop, Trip, trips_and_stops

MORNING = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)

X0, Y0 = 154_000.0, 9_222_000.0
"""A place in the town of Sumenep, in metres of EPSG:32750."""


def kept(track: list[tuple[float, float, float]], **options: float) -> list[int]:
    """Return the indexes that stay of a track of (seconds, metres east, metres north)."""
    times, x, y = (np.array([point[axis] for point in track], float) for axis in range(3))
    lon, lat = to_degrees(X0 + x, Y0 + y)
    return [int(index) for index in np.flatnonzero(kept_points(times, lon, lat, **options))]


def test_even_straight_drive_needs_its_ends_only() -> None:
    assert kept([(t, 10 * t, 0) for t in range(0, 51, 10)]) == [0, 5]


def test_corner_stays() -> None:
    east = [(t, 10 * t, 0) for t in range(0, 51, 10)]
    north = [(50 + t, 500, 10 * t) for t in range(10, 51, 10)]

    assert kept(east + north, step_max_s=300) == [0, 5, 10]


def test_detour_of_21_m_stays_and_one_of_19_m_may_go() -> None:
    assert kept([(0, 0, 0), (10, 100, 21), (20, 200, 0)]) == [0, 1, 2]
    assert kept([(0, 0, 0), (10, 100, 19), (20, 200, 0)]) == [0, 2]


def test_last_moment_of_a_rest_stays_although_the_line_is_straight() -> None:
    resting = [(t, 0, 0) for t in range(0, 61, 10)]
    driving = [(60 + t, 10 * t, 0) for t in range(10, 41, 10)]

    assert kept(resting + driving, step_max_s=300) == [0, 6, 10]


def test_first_moment_of_a_rest_stays() -> None:
    driving = [(t, 10 * t, 0) for t in range(0, 41, 10)]
    resting = [(t, 400, 0) for t in range(50, 101, 10)]

    assert kept(driving + resting, step_max_s=300) == [0, 4, 10]


def test_both_ends_of_a_gap_stay() -> None:
    before = [(t, 10 * t, 0) for t in range(0, 41, 10)]
    after = [(1000 + t, 1000 + 10 * t, 0) for t in range(0, 41, 10)]

    assert kept(before + after) == [0, 4, 5, 9]


def test_long_rest_keeps_a_sign_of_life_every_minute() -> None:
    hour = [(t, 0, 0) for t in range(0, 3601, 10)]

    assert kept(hour) == list(range(0, 361, 6))


def test_points_of_one_second_stay_when_they_are_apart() -> None:
    assert kept([(0, 0, 0), (0, 30, 0), (0, 60, 0), (10, 60, 0)]) == [0, 1, 2, 3]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_nothing_can_go_from_so_few(count: int) -> None:
    assert kept([(10 * n, 0, 0) for n in range(count)]) == list(range(count))


def test_point_that_no_map_has_stays() -> None:
    keep = kept_points([0, 10, 20, 30], [113.8, 113.8, float("inf"), 113.8], [-7, -7, -7, -7])

    assert list(keep) == [True, True, True, True]


def test_descending_times_are_refused() -> None:
    with pytest.raises(ValueError, match="ascend"):
        kept([(10, 0, 0), (0, 0, 0)])


def test_lists_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="2 times, 1 longitudes"):
        kept_points([0, 10], [113.8], [-7.0])


def test_length_is_that_of_the_line() -> None:
    lon, lat = to_degrees([X0, X0 + 300, X0 + 300], [Y0, Y0, Y0 + 400])

    assert length_m(lon, lat) == pytest.approx(700, abs=0.01)


def test_day_of_a_fix_every_second_loses_most_of_its_points() -> None:
    seconds = np.arange(20_000)
    x = np.cumsum(np.where(seconds // 600 % 2, 12.0, 0.0))  # ten minutes of rest, ten of driving
    lon, lat = to_degrees(X0 + x, Y0 + 300 * np.sin(x / 2000))

    assert kept_points(seconds, lon, lat).sum() < 20_000 / 20


steps = st.tuples(
    st.sampled_from([0, 1, 5, 10, 30, 121, 900]),
    st.floats(-60, 60),
    st.floats(-60, 60),
)
tracks = st.lists(steps, min_size=1, max_size=60).map(
    lambda found: np.cumsum(np.array(found, float), axis=0)
)


@given(tracks)
def test_removed_points_lie_within_20_m_of_the_line_that_stays(track: np.ndarray) -> None:
    times, x, y = track.T
    lon, lat = to_degrees(X0 + x, Y0 + y)

    keep = kept_points(times, lon, lat)

    corners = np.column_stack(to_metres(lon[keep], lat[keep]))
    line = LineString(corners) if len(corners) > 1 else Point(corners[0])
    for place in np.column_stack(to_metres(lon[~keep], lat[~keep])):
        assert line.distance(Point(place)) <= SHAPE_M


@given(tracks)
def test_playback_is_within_20_m_at_every_moment(track: np.ndarray) -> None:
    times, x, y = track.T
    times = times + np.arange(len(times)) / 1000  # one place a moment

    keep = kept_points(times, *to_degrees(X0 + x, Y0 + y))

    off_m = np.hypot(
        np.interp(times, times[keep], x[keep]) - x, np.interp(times, times[keep], y[keep]) - y
    )
    assert off_m.max() <= SHAPE_M


@given(tracks)
def test_thinning_twice_is_thinning_once(track: np.ndarray) -> None:
    times, x, y = track.T
    lon, lat = to_degrees(X0 + x, Y0 + y)
    keep = kept_points(times, lon, lat)

    again = kept_points(times[keep], lon[keep], lat[keep])

    assert again.all()


@given(tracks)
def test_no_new_gap_appears(track: np.ndarray) -> None:
    times, x, y = track.T

    keep = kept_points(times, *to_degrees(X0 + x, Y0 + y))

    gaps = np.diff(times[np.flatnonzero(keep)])
    assert set(gaps[gaps > STEP_MAX_S]) <= set(np.diff(times))


@given(tracks)
def test_way_never_grows_longer(track: np.ndarray) -> None:
    times, x, y = track.T
    lon, lat = to_degrees(X0 + x, Y0 + y)

    keep = kept_points(times, lon, lat)

    assert length_m(lon[keep], lat[keep]) <= length_m(lon, lat) + 0.001


# --- what people read from a track


def day_of_work() -> list[tuple[float, float, float]]:
    """Return a fix every 5 s: rest, a winding drive, a stop, the way back, rest; 4 m noise."""
    noise = np.random.default_rng(42)
    speeds = np.concatenate(
        [np.zeros(240), np.full(180, 12.0), np.zeros(120), np.full(180, 12.0), np.zeros(240)]
    )
    way_m = np.cumsum(5 * speeds)
    x = np.abs((way_m % 21_600) - 10_800)
    y = 400 * np.sin(x / 900)
    return [
        (5 * n, x[n] + noise.normal(0, 4), y[n] + noise.normal(0, 4)) for n in range(len(speeds))
    ]


def read(track: list[tuple[float, float, float]]) -> list[Trip | Stop]:
    lon, lat = to_degrees([X0 + x for _, x, _ in track], [Y0 + y for _, _, y in track])
    fixes = [
        TrackFix(MORNING + timedelta(seconds=float(at_s)), float(lon[n]), float(lat[n]), 8.0)
        for n, (at_s, _, _) in enumerate(track)
    ]
    split = split_track(fixes, {}, speed_limit_mps=45)
    return trips_and_stops(split.pieces, speed_limit_mps=45)


def test_trips_and_stops_are_the_same_after_thinning() -> None:
    track = day_of_work()

    before, after = read(track), read([track[index] for index in kept(track)])

    assert [type(one) for one in after] == [type(one) for one in before]
    assert [type(one) for one in before] == [Stop, Trip, Stop, Trip, Stop]
    for old, new in zip(before, after, strict=True):
        assert abs(new.duration_s - old.duration_s) <= 15


def test_distance_of_a_trip_changes_by_two_percent_at_most() -> None:
    track = day_of_work()

    before, after = read(track), read([track[index] for index in kept(track)])

    trips = [(one, two) for one, two in zip(before, after, strict=True) if isinstance(one, Trip)]
    assert len(trips) == 2
    for old, new in trips:
        assert isinstance(new, Trip)
        assert abs(new.distance_m - old.distance_m) / old.distance_m < 0.02
