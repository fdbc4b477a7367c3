"""OpenGTS clients: NMEA sentences whose degrees are not padded, in knots."""

from __future__ import annotations

from functools import reduce
from typing import Any

import pytest

from backend.units.models import Device, Position
from backend.units.protocols import gprmc
from backend.units.protocols.reading import Post
from tests.backend.units.conftest import SECRET, TOWN, T, Wire, reasons, stored

LAT, LON = "701.00200,S", "11352.00200,E"


def sentence(
    lat: str = LAT, lon: str = LON, *, clock: str = "010000", status: str = "A",
    speed: str = "23.326128", course: str = "90.000000", day: str = "251126",
) -> str:  # fmt: skip
    """Return a sentence with its checksum: the exclusive or of all between ``$`` and ``*``."""
    data = f"GPRMC,{clock},{status},{lat},{lon},{speed},{course},{day},,"
    checksum = reduce(lambda found, letter: found ^ ord(letter), data, 0)
    return f"${data}*{checksum:02X}"


def send(wire: Wire, words: str, **more: str) -> Any:
    fields = "".join(f"&{key}={value}" for key, value in more.items())
    return wire.client.get(f"/ingest/gprmc/{SECRET}?id=amb-01{fields}&gprmc={words}")


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        (LAT, LON),
        ("0701.00200,S", "11352.00200,E"),
        ("0701.002,S", "11352.002,E"),
        ("701.002,s", "11352.002,e"),
    ],
)
def test_degrees_are_read_with_and_without_padding(
    wire: Wire, phone: Device, lat: str, lon: str
) -> None:
    answer = send(wire, sentence(lat, lon))

    assert (answer.status_code, answer.content, reasons()) == (200, b"OK", [])
    assert stored() == [(T, *TOWN)]


@pytest.mark.parametrize(
    ("words", "lon", "lat"),
    [
        # 5 minutes and a half are 0.091667 of a degree.
        (sentence("705.5,S", "11405.5,E"), 114.091667, -7.091667),
        (sentence("005.5,N", "00005.5,W"), -0.091667, 0.091667),
        (sentence("05.5,S", "11405,E"), 114.083333, -0.091667),
    ],
)
def test_minutes_are_sixtieths(words: str, lon: float, lat: float) -> None:
    (one,) = gprmc.read(Post({"gprmc": words}, b"", {}, T)).readings

    assert one.fix is not None
    assert (one.fix.lon, one.fix.lat) == pytest.approx((lon, lat), abs=1e-6)


@pytest.mark.parametrize("escape", [str, lambda words: words.replace("$", "%24")
    .replace(",", "%2C").replace("*", "%2A")])  # fmt: skip
def test_signs_may_be_escaped_or_not(wire: Wire, phone: Device, escape: Any) -> None:
    send(wire, escape(sentence()))

    assert stored() == [(T, *TOWN)]


def test_speed_is_in_knots(wire: Wire, phone: Device) -> None:
    send(wire, sentence())

    assert Position.objects.get().speed_mps == pytest.approx(12, abs=0.01)


def test_empty_course_and_speed_are_unknown(wire: Wire, phone: Device) -> None:
    send(wire, sentence(course="", speed=""))

    found = Position.objects.get()
    assert (found.heading_deg, found.speed_mps) == (None, None)


@pytest.mark.parametrize("status", ["V", "", "X"])
def test_sentence_without_a_valid_fix_is_kept_aside(wire: Wire, phone: Device, status: str) -> None:
    answer = send(wire, sentence(status=status))

    assert (answer.status_code, stored(), reasons()) == (200, [], ["no_fix"])


@pytest.mark.parametrize("checksum", ["*00", "*ZZ", "*"])
def test_wrong_checksum_is_noted_and_not_held_against_the_fix(
    wire: Wire, phone: Device, checksum: str
) -> None:
    send(wire, sentence()[:-3] + checksum)

    assert stored() == [(T, *TOWN)]
    assert Position.objects.get().note == ("" if checksum == "*" else "checksum_wrong")


@pytest.mark.parametrize("clock", ["010000", "010000.00", "010000.000"])
def test_time_with_and_without_fractions(wire: Wire, phone: Device, clock: str) -> None:
    send(wire, sentence(clock=clock))

    assert stored() == [(T, *TOWN)]


@pytest.mark.parametrize(
    ("day", "year"), [("251126", "2026"), ("251179", "2079"), ("251180", "1980")]
)
def test_two_digits_of_a_year_are_of_the_age_of_gps(day: str, year: str) -> None:
    (one,) = gprmc.read(Post({"gprmc": sentence(day=day)}, b"", {}, T)).readings

    # 365.25 days a year are right to a day.
    assert one.fix is not None
    assert one.fix.clock_s is not None
    assert int(1970 + one.fix.clock_s / 31_557_600) == int(year)


@pytest.mark.parametrize(
    "words",
    [
        "x", "$GPRMC", "$GPRMC,,,,,,,,", "$GPGGA,010000,701.002,S,11352.002,E,1,9,1,14,M,,M,,*00",
        sentence(day=""), sentence(day="320126"), sentence(clock="256000"), sentence(clock=""),
        sentence(lat="7016.7,S"[:4] + ",Q"), sentence(lat="abc,S"), sentence(lat=",S"),
        sentence(lat="٧٠١.٠٠٢,S"), "$GPRMC," + "9" * 5000, sentence(lat="799.0,S"),
    ],
)  # fmt: skip
def test_odd_sentence_is_kept_aside(wire: Wire, phone: Device, words: str) -> None:
    answer = send(wire, words)

    assert (answer.status_code, stored(), len(reasons())) == (200, [], 1)


def test_request_without_a_sentence_shows_life_and_battery(wire: Wire, phone: Device) -> None:
    answer = send(wire, "", batt="50")

    phone.refresh_from_db()
    assert (answer.status_code, stored(), reasons()) == (200, [], [])
    assert phone.battery_pct == 50


@pytest.mark.parametrize(
    ("code", "asks"), [("0xF841", True), ("63553", True), ("0xF020", False), ("x", False)]
)
def test_panic_code_asks_for_help(code: str, asks: bool) -> None:
    (one,) = gprmc.read(Post({"gprmc": sentence(), "code": code}, b"", {}, T)).readings

    assert one.asks_for_help is asks


def test_other_receivers_than_gps_speak_too(wire: Wire, phone: Device) -> None:
    send(wire, sentence().replace("GPRMC", "GNRMC"))

    assert stored() == [(T, *TOWN)]


def test_fields_may_come_in_a_form(wire: Wire, phone: Device) -> None:
    wire.client.generic("POST", f"/ingest/gprmc/{SECRET}", f"gprmc={sentence()}&batt=67")

    assert stored() == [(T, *TOWN)]
