"""Numbers in what people send: which are coordinates, which are dates, times, codes or nothing."""

from __future__ import annotations

import pytest

from gis.coordinates import CoordinateReading, CoordinateRefusal, read_coordinates
from gis.other_numbers import without_other_numbers
from gis.reasons import Reason
from tests.gis.shipped import ask, only

PIN = (-7.0167, 113.8667)
BLUTO = "35.29.05.2008"


def point(text: str) -> tuple[float, float]:
    found = read_coordinates(text)
    assert isinstance(found, CoordinateReading), found
    assert found.confirm is None, found
    return round(found.point.lat, 4), round(found.point.lon, 4)


@pytest.mark.parametrize(
    "text",
    [
        "-7.0167 dan 113.8667",
        "-7.0167 & 113.8667",
        "-7.0167、113.8667",
        "7.0167 LS dan 113.8667 BT",
        "7-01-00.12 LS 113-52-00.12 BT",
        "7:01:00.12S 113:52:00.12E",
        "07d01m00.12s S 113d52m00.12s E",
        "Lat.: -7.0167 Long.: 113.8667",
        '{"type":"Point","coordinates":[113.8667,-7.0167]}',
        "posisi kapal 7 01.002 S 113 52.002 E, 3 orang",
        "7°01'00.12\" LS 113°52'00.12\" BT\n-7.016700, 113.866700",
        "25/11/26 07.45 Budi: -7.0167, 113.8667",
        "jam 07.45 - 08.30 di -7.0167, 113.8667",
    ],
)
def test_coordinates_among_other_words_and_numbers(text: str):
    assert point(text) == PIN


def test_coordinates_of_two_places_are_refused():
    found = read_coordinates("dari -7.045, 113.930 ke -7.100, 113.900")

    assert found == CoordinateRefusal(Reason.SEVERAL_POINTS)


@pytest.mark.parametrize(
    "text",
    [
        "[25/11/26, 07.45.12] Budi: tolong",
        "25-11-2026 07:45",
        "2026-11-25T07:45:00Z",
        "jam 07.45 - 08.30",
        "07.45, 08.30",
        "jarak 2.5, 3.5 meter",
        "12.5 13.5 14.5",
        "1 2 3 4 5 6",
        "0812 3456 7890",
        "tensi 120/80 nadi 88",
    ],
)
def test_dates_times_and_measures_are_no_coordinates(text: str):
    assert ask(text).outcome == "refused"


@pytest.mark.parametrize(
    "text",
    [
        "[25/11/26 07.45] Budi: kebakaran di desa Bluto",
        "25/11/2026 07.45 desa Bluto",
        "desa Bluto pukul 07.45 WIB tgl 25-11-2026",
    ],
)
def test_the_head_of_a_chat_message_does_not_hide_the_place(text: str):
    assert only(text).code == BLUTO


def test_degrees_are_no_date():
    assert without_other_numbers("7-01-26 LS") == "7-01-26 LS"


@pytest.mark.parametrize(
    "text",
    [
        "35.29.16.2016 Lombang",
        "Lombang (35.29.16.2016)",
        "desa Lombang 35.29.16.2016, Batang Batang",
        "35.29.16.2016.",
        "３５.２９.１６.２０１６",
        "kode 35.29.16.2016 ya pak",
    ],
)
def test_a_code_among_words_says_which_namesake_is_meant(text: str):
    assert only(text).code == "35.29.16.2016"


def test_a_smaller_place_inside_the_coded_area_is_the_place():
    assert only("35.29.05 desa Bluto").code == BLUTO


@pytest.mark.parametrize("text", ["35.29.05 Talango", "3529050 Bluto"])
def test_a_code_and_a_name_that_contradict_are_asked(text: str):
    answer = ask(text)

    assert (answer.outcome, answer.reason) == ("ask", Reason.NAMES_DISAGREE)
    assert {c.code for c in answer.candidates} == {"35.29.04", "35.29.05"}


def test_the_code_of_a_desa_on_two_islands_asks_which_one():
    answer = ask("35.29.21.2008")

    assert (answer.outcome, answer.reason) == ("ask", Reason.SEVERAL_ISLANDS)
    assert len(answer.candidates) == 2


@pytest.mark.parametrize(
    "text",
    [
        "49S 823 728 9 220 261",
        "49S 823,728 9,220,261",
        "Easting 823728 Northing 9220261 zone 49S",
        "49-S 823728 9220261",
        "zona 49 selatan 823728 9220261",
    ],
)
def test_utm_in_words_and_groups_of_digits(text: str):
    assert point(text) == pytest.approx((-7.045, 113.93), abs=1e-4)


@pytest.mark.parametrize(
    "text", ["6P4MWWVP+JC", "6P4M WWVP+JC", "6P4MWWVP + JC", "6p4mwwvp+ jc", "6P4MWWVP＋JC"]
)
def test_a_plus_code_without_digits_behind_its_area_and_with_spaces(text: str):
    assert point(text) == pytest.approx((-7.0559, 113.9361), abs=1e-4)


def test_a_short_code_of_letters_only_is_completed_by_its_locality():
    [candidate] = ask("WWVP+JC Kalianget").candidates

    assert (candidate.point.lat, candidate.point.lon) == pytest.approx(
        (-7.0559, 113.9361), abs=1e-4
    )


@pytest.mark.parametrize("text", ["saya + istri", "2+2", "C++", "rumah+toko"])
def test_a_plus_between_words_makes_no_code(text: str):
    assert read_coordinates(text) is None
