"""Coordinates in every form that people write, each with its right reading or refusal."""

from __future__ import annotations

import pytest

from gis.coordinates import CoordinateReading, CoordinateRefusal, read_coordinates
from gis.readings import PlaceText, ShortPlusCode
from gis.reasons import Reason


def read(text: str) -> CoordinateReading:
    found = read_coordinates(text)
    assert isinstance(found, CoordinateReading), found
    return found


def lat_lon(text: str) -> tuple[float, float]:
    """Return the point, to about a metre, of a reading that needs no confirmation."""
    reading = read(text)
    assert reading.confirm is None, reading
    return round(reading.point.lat, 5), round(reading.point.lon, 5)


def refusal(text: str) -> Reason:
    found = read_coordinates(text)
    assert isinstance(found, CoordinateRefusal), found
    return found.reason


@pytest.mark.parametrize(
    "text",
    [
        "-7.0167, 113.8667",
        "-7.0167,113.8667",
        "-7.0167 113.8667",
        "-7,0167, 113,8667",
        "-7,0167 113,8667",
        "-7,0167;113,8667",
        "−7.0167; 113.8667",
        "(-7.0167, 113.8667)",
        "-7.0167/113.8667",
        "-7.0167, 113.8667, 12",
        "koordinat: -7.0167, 113.8667",
        "lat -7.0167 lon 113.8667",
        "lon: 113.8667, lat: -7.0167",
        "lintang -7.0167 bujur 113.8667",
        '{"lat": -7.0167, "lng": 113.8667}',
        "x: 113.8667 y: -7.0167",
        "POINT(113.8667 -7.0167)",
        "tolong, kecelakaan di -7.0167, 113.8667 dekat pasar",
    ],
)
def test_decimal_degrees(text: str):
    assert lat_lon(text) == (-7.0167, 113.8667)


@pytest.mark.parametrize(
    "text",
    [
        "7°01'00.12\" LS 113°52'00.12\" BT",
        "7 01 00.12 LS, 113 52 00.12 BT",
        "7° 01,002' LS 113° 52,002' BT",
        "7° 01′ 00.12″ S, 113° 52′ 00.12″ E",
        "7º01’00,12” S 113º52’00,12” E",
        "S 7° 1.002 E 113° 52.002",
        "LS 7°01'00.12\" BT 113°52'00.12\"",
        "113°52'00.12\" BT 7°01'00.12\" LS",
        "-7°01'00.12\" 113°52'00.12\"",
        "-7 01 00.12 113 52 00.12",
        "7 derajat 1 menit 0,12 detik lintang selatan 113 derajat 52 menit 0,12 detik bujur timur",
        "7.0167 LS 113.8667 BT",
        "7,0167 LS; 113,8667 BT",
        "S7.0167 E113.8667",
        "7.0167S, 113.8667E",
        "113.8667E 7.0167S",
        "-7.0167S 113.8667E",
        "7d01'00.12\"S 113d52'00.12\"E",
    ],
)
def test_degrees_with_signs_and_letters(text: str):
    assert lat_lon(text) == (-7.0167, 113.8667)


@pytest.mark.parametrize(
    ("text", "lat", "lon"),
    [("5°04'20.6\" LS 114°35'59.4\" BT", -5.07239, 114.5998), ("6.87S 115.36E", -6.87, 115.36)],
)
def test_the_same_forms_elsewhere(text: str, lat: float, lon: float):
    # 4/60 + 20.6/3600 = 0.072389; 35/60 + 59.4/3600 = 0.599833
    assert lat_lon(text) == pytest.approx((lat, lon), abs=1e-4)


def test_north_is_north():
    assert lat_lon("7°01' LU 113°52' BT") == (7.01667, 113.86667)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("7.0167, 113.8667", Reason.MISSING_MINUS),
        ("7,0167 113,8667", Reason.MISSING_MINUS),
        ("7 01 00.12 113 52 00.12", Reason.MISSING_MINUS),
        ("lat 7.0167 lon 113.8667", Reason.MISSING_MINUS),
        ("113.8667, -7.0167", Reason.TURNED_ORDER),
        ("[113.8667, -7.0167]", Reason.TURNED_ORDER),
        ("113.8667, 7.0167", Reason.WRONG_SIGN),
        ("-7.0167, -113.8667", Reason.WRONG_SIGN),
    ],
)
def test_a_likely_slip_is_put_right_and_asked(text: str, reason: Reason):
    reading = read(text)

    assert reading.confirm == reason
    assert (reading.point.lat, reading.point.lon) == pytest.approx((-7.0167, 113.8667), abs=1e-6)


@pytest.mark.parametrize("text", ["-6.2, 106.8", "51.5, -0.12"])
def test_a_point_far_away_stays_as_typed(text: str):
    lat, lon = map(float, text.split(","))

    assert lat_lon(text) == (lat, lon)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("7°63'21\" LS 113°56'09\" BT", Reason.MINUTES_OUT_OF_RANGE),
        ("7°01'75\" LS 113°56'09\" BT", Reason.MINUTES_OUT_OF_RANGE),
        ("0,0", Reason.ZERO_COORDINATES),
        ("0.0, 0.0", Reason.ZERO_COORDINATES),
        ("-7.0167", Reason.SINGLE_NUMBER),
        ("113.8667", Reason.SINGLE_NUMBER),
        ("-7,0167", Reason.SINGLE_NUMBER),
        ("7°01'00\" LS", Reason.SINGLE_NUMBER),
        ("999, 999", Reason.OUT_OF_RANGE),
        ("-7, 113", Reason.TOO_WIDE),
        ("7 LS 113 BT", Reason.TOO_WIDE),
        ("7.0167 LS 113.8667 LS", Reason.UNREADABLE_COORDINATES),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_reason(text: str, reason: Reason):
    assert refusal(text) == reason


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "tidak tahu",
        "Trunojoyo No 12 Sumenep",
        "RT 02 RW 01 desa Kolor",
        "jam 07.45 25/11/2026",
        "0812-0000-0001",
        "2 km timur pelabuhan Kalianget",
        "Gapura Timur",
    ],
)
def test_words_and_other_numbers_are_no_coordinates(text: str):
    assert read_coordinates(text) is None


@pytest.mark.parametrize(
    ("text", "radius_m"),
    [
        # half a step of 0.001 deg is 55.66 m, to the corner of the square 78.7 m
        ("-7.056, 113.936", 78.7),
        # a second is 30.92 m: half of it, to the corner, 21.9 m
        ("7°03'21\" LS 113°56'09\" BT", 21.9),
        ("-7.05612345, 113.93612345", 10.0),
    ],
)
def test_the_radius_follows_the_digits_written(text: str, radius_m: float):
    assert read(text).radius_m == pytest.approx(radius_m, abs=0.1)


@pytest.mark.parametrize(
    "text",
    [
        "49S 816000 9223000",
        "UTM 49S 816000 9223000",
        "Zona 49S, 816000 E 9223000 N",
        "zone 49 S 816000mE 9223000mN",
        "49M 816000 mE 9223000 mN",
        "49S E816000 N9223000",
        "49S 9223000 816000",
        "49S X: 816000 Y: 9223000",
        "816.000 9.223.000 zona 49S",
        "49s 816000,0 9223000,0",
    ],
)
def test_utm_in_zone_49(text: str):
    # pyproj: EPSG:32749 (816000, 9223000) -> 113.85996 E, 7.02068 S
    assert lat_lon(text) == (-7.02068, 113.85996)


def test_utm_in_zone_50():
    # pyproj: EPSG:32750 (264000, 9223000) -> 114.86368 E, 7.02454 S
    assert lat_lon("50M 264000 9223000") == (-7.02454, 114.86368)


@pytest.mark.parametrize("text", ["816000 9223000", "zona 49 816000 9223000"])
def test_utm_without_zone_or_hemisphere_is_asked(text: str):
    reading = read(text)

    assert reading.confirm == Reason.UTM_ZONE_MISSING
    assert round(reading.point.lon, 5) == 113.85996


@pytest.mark.parametrize("text", ["49S 16000 9223000", "61S 816000 9223000"])
def test_impossible_utm_is_refused(text: str):
    assert refusal(text) == Reason.OUT_OF_RANGE


@pytest.mark.parametrize("code", ["6P4MXVM8+8M", "6p4mxvm8+8m", "kode 6P4MXVM8+8M dekat pasar"])
def test_a_full_plus_code_is_its_cell(code: str):
    reading = read(code)

    assert (reading.point.lat, reading.point.lon) == pytest.approx((-7.0167, 113.8667), abs=5e-5)
    # half the diagonal of a cell of 1/8000 degree (13.9 m)
    assert reading.radius_m == pytest.approx(9.84, abs=0.01)


def test_a_plus_code_of_eight_digits_is_less_precise():
    # half the diagonal of a cell of 1/400 degree (278.3 m)
    assert read("6P4MXVM8+").radius_m == pytest.approx(196.8, abs=0.1)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("6P4M0000+", Reason.TOO_WIDE),
        ("6P4MXVI8+8M", Reason.BAD_PLUS_CODE),
        ("MXVM8+8M Kalianget", Reason.BAD_PLUS_CODE),
        ("6P4MXVM8+8", Reason.BAD_PLUS_CODE),
    ],
)
def test_a_plus_code_that_is_too_wide_or_wrong_is_refused(code: str, reason: Reason):
    assert refusal(code) == reason


def test_a_short_plus_code_keeps_the_words_beside_it():
    assert read_coordinates("XVM8+8M, Sumenep") == ShortPlusCode("XVM8+8M", "Sumenep")


@pytest.mark.parametrize("text", ["rumah+toko", "desa+kecamatan", "A+B", "+62 812 0000 0001"])
def test_a_plus_in_other_words_is_no_code(text: str):
    assert read_coordinates(text) is None


@pytest.mark.parametrize(
    "text",
    ["///tiga.kata.contoh", "tiga.kata.contoh", "https://what3words.com/tiga.kata.contoh"],
)
def test_what3words_is_refused(text: str):
    assert refusal(text) == Reason.WHAT3WORDS


def test_a_link_may_hold_only_a_name():
    assert read_coordinates("geo:0,0?q=Praga'an") == PlaceText("Praga'an")
