"""Every written form of a point reads back as that point; no text raises."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openlocationcode import openlocationcode as olc
from pyproj import Transformer

from gis.coordinates import CoordinateReading, read_coordinates
from gis.projection import distance_m

LATITUDES = st.floats(-7.59, -4.81)
LONGITUDES = st.floats(113.31, 116.59)


def _dms(value: float, negative: str, positive: str) -> str:
    thousandths = round(abs(value) * 3_600_000)
    degrees, rest = divmod(thousandths, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    return f"{degrees}°{minutes:02}'{rest / 1000:.3f}\" {negative if value < 0 else positive}"


def _minutes(value: float, negative: str, positive: str) -> str:
    total = round(abs(value) * 60_000_000)
    degrees, rest = divmod(total, 60_000_000)
    return f"{degrees} {rest / 1e6:.6f} {negative if value < 0 else positive}"


def _utm(lat: float, lon: float) -> str:
    zone = math.floor((lon + 180) / 6) + 1
    x, y = Transformer.from_crs(4326, 32700 + zone, always_xy=True).transform(lon, lat)
    return f"{zone}S {x:.0f} {y:.0f}"


FORMS: dict[str, Callable[[float, float], str]] = {
    "decimal": lambda lat, lon: f"{lat:.6f}, {lon:.6f}",
    "comma": lambda lat, lon: f"{lat:.6f}, {lon:.6f}".replace(".", ","),
    "letters": lambda lat, lon: f"S{-lat:.6f} E{lon:.6f}",
    "dms": lambda lat, lon: f"{_dms(lat, 'LS', 'LU')} {_dms(lon, 'BB', 'BT')}",
    "dms turned": lambda lat, lon: f"{_dms(lon, 'W', 'E')}, {_dms(lat, 'S', 'N')}",
    "minutes": lambda lat, lon: f"{_minutes(lat, 'S', 'N')} {_minutes(lon, 'W', 'E')}",
    "utm": _utm,
    "geo": lambda lat, lon: f"geo:{lat:.6f},{lon:.6f}",
    "plus code": lambda lat, lon: str(olc.encode(lat, lon, 11)),
    "google": lambda lat, lon: f"https://maps.google.com/?q={lat:.6f},{lon:.6f}",
    "osm": lambda lat, lon: f"https://www.openstreetmap.org/?mlat={lat:.6f}&mlon={lon:.6f}",
}


@pytest.mark.parametrize("form", FORMS)
@settings(deadline=None)
@given(lat=LATITUDES, lon=LONGITUDES)
def test_a_point_reads_back_from_each_form(form: str, lat: float, lon: float):
    reading = read_coordinates(FORMS[form](lat, lon))

    assert isinstance(reading, CoordinateReading)
    assert reading.confirm is None
    assert distance_m(reading.point.lon, reading.point.lat, lon, lat) < 10


@settings(deadline=None)
@given(lat=LATITUDES, lon=LONGITUDES)
def test_the_point_lies_in_the_circle_of_the_digits_written(lat: float, lon: float):
    reading = read_coordinates(f"{lat:.2f}, {lon:.2f}")

    assert isinstance(reading, CoordinateReading)
    assert distance_m(reading.point.lon, reading.point.lat, lon, lat) <= reading.radius_m * 1.01


@settings(deadline=None)
@given(st.text(max_size=300))
def test_no_text_raises(text: str):
    found = read_coordinates(text)

    assert found is None or found


@settings(deadline=None)
@given(st.text(alphabet="0123456789.,°'\"-+ NSEWLSBTUZ/@!?=&:;", max_size=60))
def test_no_text_of_coordinate_letters_raises(text: str):
    found = read_coordinates(text)

    assert found is None or found
