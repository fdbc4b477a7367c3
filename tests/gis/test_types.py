"""Coordinates guard themselves."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.errors import CoordinateError, GisError
from gis.types import LonLat


def test_swapped_coordinates_name_the_impossible_latitude():
    with pytest.raises(CoordinateError, match=r"latitude 113\.8667 is impossible"):
        LonLat(-7.0167, 113.8667)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_coordinates_that_are_not_finite_are_refused(bad):
    with pytest.raises(CoordinateError, match="not finite"):
        LonLat(113.8667, bad)


def test_longitude_beyond_the_date_line_is_refused():
    with pytest.raises(CoordinateError, match="longitude 181"):
        LonLat(181, 0)


def test_a_coordinate_error_is_a_value_error_too():
    with pytest.raises(ValueError, match="latitude"):
        LonLat(0, 91)
    assert issubclass(CoordinateError, GisError)


@given(st.floats(), st.floats())
def test_a_point_is_either_on_earth_or_refused(lon, lat):
    try:
        point = LonLat(lon, lat)
    except CoordinateError:
        assert not (-180 <= lon <= 180 and -90 <= lat <= 90)
    else:
        assert -180 <= point.lon <= 180
        assert -90 <= point.lat <= 90
