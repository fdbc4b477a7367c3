"""Degrees and metres."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point

from gis.projection import (
    distance_m,
    geometry_to_degrees,
    geometry_to_metres,
    haversine_m,
    to_degrees,
    to_metres,
)

TOWN = (113.8667, -7.0167)
KALIANGET = (113.936, -7.056)
in_the_regency = st.tuples(st.floats(113.3, 116.6), st.floats(-7.6, -4.8))


def test_town_to_kalianget_is_8_80_km():
    # the published geodesic distance of the two points
    assert distance_m(*TOWN, *KALIANGET) == pytest.approx(8_800, abs=10)


def test_haversine_is_within_0_6_percent_of_the_geodesic():
    kangean = (115.35, -6.9)

    measured = float(haversine_m(*TOWN, *kangean))

    assert measured == pytest.approx(distance_m(*TOWN, *kangean), rel=0.006)


@given(in_the_regency)
def test_degrees_survive_the_way_to_metres_and_back(point):
    x_m, y_m = to_metres([point[0]], [point[1]])

    lon, lat = to_degrees(x_m, y_m)

    assert np.allclose([lon[0], lat[0]], point, atol=1e-9)


@given(in_the_regency, in_the_regency)
def test_the_metric_projection_is_off_by_less_than_two_parts_in_a_thousand(a, b):
    x_m, y_m = to_metres([a[0], b[0]], [a[1], b[1]])

    flat_m = float(np.hypot(x_m[1] - x_m[0], y_m[1] - y_m[0]))

    assert flat_m == pytest.approx(distance_m(*a, *b), rel=0.002, abs=0.01)


def test_geometries_are_projected_like_points():
    metric = geometry_to_metres(Point(*TOWN))

    x_m, y_m = to_metres([TOWN[0]], [TOWN[1]])

    assert (metric.x, metric.y) == (float(x_m[0]), float(y_m[0]))
    back = geometry_to_degrees(metric)
    assert (back.x, back.y) == pytest.approx(TOWN, abs=1e-9)
