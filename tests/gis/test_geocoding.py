"""Outcomes of geocoding: coordinates, land and sea, circles, relative places, hostile text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.boundary_files import AliasRecord
from gis.geocoding import LONGEST_TEXT, geocode
from gis.places import PointRecord
from gis.reasons import Reason
from gis.types import GeocodeAnswer, LonLat
from tests.gis.places_sketch import (
    ASEM_1,
    CEMPA,
    DUKU,
    EMBACANG,
    MAINLAND,
    ON_DUKU,
    ON_EMBACANG,
    drawn_gazetteer,
)
from tests.gis.shipped import ask, gazetteer, only

DRAWN = drawn_gazetteer()
OUTCOMES = {"resolved", "ask", "refused", "outside", "at_sea"}


def drawn(text: str) -> GeocodeAnswer:
    return geocode(text, DRAWN)


@pytest.mark.parametrize(
    "text",
    [
        "-7,0167, 113,8667",
        "7°01'00.12\" LS 113°52'00.12\" BT",
        "49S 816752 9223436",
        "6P4MXVM8+8M",
        "XVM8+8M Sumenep",
        "XVM8+8M, kota Sumenep",
        "geo:-7.0167,113.8667",
        "https://maps.google.com/?q=-7.0167,113.8667",
        "kecelakaan di -7.0167, 113.8667 depan toko",
    ],
)
def test_coordinates_on_land_are_resolved_with_what_they_lie_in(text: str):
    candidate = only(text)

    assert (candidate.point.lat, candidate.point.lon) == pytest.approx(
        (-7.0167, 113.8667), abs=1e-4
    )
    assert candidate.kecamatan is not None
    assert (candidate.kind, candidate.kecamatan.name) == ("point", "Kota Sumenep")


def test_typed_coordinates_are_never_moved():
    assert only("-7.01234, 113.86543").point == LonLat(113.86543, -7.01234)


def test_coordinates_at_sea_keep_their_point_and_name_the_nearest_land():
    answer = ask("-6.95, 114.75")

    assert (answer.outcome, answer.reason) == ("at_sea", Reason.AT_SEA)
    [candidate] = answer.candidates
    assert candidate.point == LonLat(114.75, -6.95)
    assert candidate.kecamatan is None
    assert "Pulau Talango Tengah 17.5 km" in candidate.label
    assert answer.location is not None
    assert answer.location.nearest_port is not None


def test_coordinates_in_the_next_regency_are_outside():
    answer = ask("-7.1567, 113.4712")

    assert (answer.outcome, answer.detail) == ("outside", "Kabupaten Pamekasan")
    assert answer.candidates[0].point == LonLat(113.4712, -7.1567)


def test_coordinates_far_away_are_outside_of_any_known_regency():
    answer = ask("-6.2000, 106.8000")

    assert (answer.outcome, answer.detail) == ("outside", "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("7.0167, 113.8667", Reason.MISSING_MINUS),
        ("113.8667, -7.0167", Reason.TURNED_ORDER),
        ("https://www.google.com/maps/@-7.0167,113.8667,17z", Reason.VIEW_ONLY),
    ],
)
def test_a_reading_to_be_confirmed_is_one_candidate(text: str, reason: Reason):
    answer = ask(text)

    assert (answer.outcome, answer.reason, len(answer.candidates)) == ("ask", reason, 1)
    assert answer.candidates[0].point == LonLat(113.8667, -7.0167)


def test_a_short_code_alone_asks_among_the_cells_on_land():
    answer = ask("XVM8+8M")

    assert (answer.outcome, answer.reason) == ("ask", Reason.PLUS_CODE_NEEDS_LOCALITY)
    assert all(candidate.kecamatan for candidate in answer.candidates)


def test_a_circle_that_touches_two_inhabited_lands_asks_which():
    # 0.05 degrees of sea lie between the drawn islands; one decimal has a circle of 7.9 km
    answer = drawn("-6.9, 114.5")

    assert (answer.outcome, answer.reason) == ("ask", Reason.SEVERAL_ISLANDS)
    assert [candidate.land_part for candidate in answer.candidates] == [ON_EMBACANG, ON_DUKU]
    assert answer.candidates[0].point == LonLat(114.5, -6.9)


def test_a_precise_point_on_one_island_does_not_ask():
    assert drawn("-6.95000, 114.42000").outcome == "resolved"


def test_a_desa_on_two_islands_asks_with_a_pin_on_each():
    answer = drawn("desa Cempa")

    assert (answer.outcome, answer.reason) == ("ask", Reason.SEVERAL_ISLANDS)
    assert {(c.code, c.land_part) for c in answer.candidates} == {
        (CEMPA, ON_DUKU),
        (CEMPA, ON_EMBACANG),
    }
    assert all(DRAWN.locate(c.point).desa is not None for c in answer.candidates)


def test_the_island_said_with_the_desa_settles_it():
    answer = drawn("desa Cempa di pulau Duku")

    assert answer.outcome == "resolved"
    assert answer.candidates[0].island is not None
    assert answer.candidates[0].island.code == DUKU


def test_a_landmark_whose_circle_reaches_another_island_asks():
    market = PointRecord("landmark-1", "Pasar Wuni", LonLat(114.449, -6.95), radius_m=6_000)

    answer = geocode("pasar wuni", drawn_gazetteer(landmarks=(market,)))

    assert (answer.outcome, answer.reason) == ("ask", Reason.SEVERAL_ISLANDS)
    islands = [candidate.island.code for candidate in answer.candidates if candidate.island]
    assert islands == [DUKU, EMBACANG]


def test_a_landmark_may_begin_with_the_word_of_another_kind():
    post = PointRecord("landmark-2", "Puskesmas Pembantu Wuni", LonLat(114.05, -6.95))

    answer = geocode("puskesmas pembantu wuni", drawn_gazetteer(landmarks=(post,)))

    assert (answer.outcome, answer.candidates[0].code) == ("resolved", "landmark-2")


def test_a_landmark_with_the_name_of_a_desa_is_asked():
    market = PointRecord("landmark-3", "Aren", LonLat(114.05, -6.95))

    answer = geocode("Aren", drawn_gazetteer(landmarks=(market,)))

    assert answer.outcome == "ask"
    assert {candidate.kind for candidate in answer.candidates} == {"desa", "point"}


def test_an_alias_is_a_name():
    alias = AliasRecord("desa", ASEM_1, "Kajuaru", "invented")

    answer = geocode("desa kajuaru", drawn_gazetteer(aliases=(alias,)))

    assert (answer.outcome, answer.candidates[0].code) == ("resolved", ASEM_1)


def test_a_hamlet_gives_way_to_the_desa_of_its_name():
    hamlet = PointRecord("h-1", "Bambu", LonLat(114.05, -6.95), settlement=True)

    answer = geocode("Bambu", drawn_gazetteer(landmarks=(hamlet,)))

    assert [candidate.kind for candidate in answer.candidates] == ["desa"]


def test_a_hamlet_named_with_its_kecamatan_is_found():
    hamlet = PointRecord("h-1", "Bambu", LonLat(114.05, -6.95), settlement=True)

    answer = geocode("Bambu, Anggur", drawn_gazetteer(landmarks=(hamlet,)))

    assert (answer.outcome, answer.candidates[0].code) == ("resolved", "h-1")


@pytest.mark.parametrize(
    ("text", "least_m"),
    [
        ("2 km timur pelabuhan Kalianget", 2_000),
        ("2,5 km sebelah timur dari pelabuhan Kalianget", 2_500),
        ("500 meter dari pelabuhan Kalianget", 500),
        ("3 mil utara pelabuhan Kalianget", 5_556),
    ],
)
def test_a_relative_place_is_its_anchor_with_a_wide_circle_to_be_confirmed(
    text: str, least_m: float
):
    answer = ask(text)

    assert (answer.outcome, answer.reason) == ("ask", Reason.RELATIVE_PLACE)
    anchor = answer.candidates[0]
    assert (anchor.kind, anchor.code) == ("port", "kalianget")
    assert (anchor.point.lat, anchor.point.lon) == pytest.approx((-7.056, 113.944), abs=0.001)
    assert anchor.radius_m >= least_m


def test_a_wide_circle_offers_the_other_land_it_touches():
    answer = ask("2 km timur pelabuhan Kalianget")

    assert [candidate.land_part for candidate in answer.candidates] == [1, 5]


def test_the_land_that_is_offered_covers_its_pin():
    on_madura, on_poteran = ask("-7.056, 113.9").candidates[1:]

    assert [gazetteer().land.part_at(one.point).number for one in (on_madura, on_poteran)] == [1, 5]


@pytest.mark.parametrize("text", ["perahu terbalik di perairan Masalembu", "utara pulau Raas"])
def test_waters_and_bearings_are_to_be_confirmed(text: str):
    assert (ask(text).outcome, ask(text).reason) == ("ask", Reason.RELATIVE_PLACE)


def test_a_distance_from_something_unknown_leaves_the_named_place():
    answer = ask("desa Kolor, 200 m dari balai desa")

    assert (answer.outcome, answer.candidates[0].code) == ("resolved", "35.29.01.2005")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason.EMPTY),
        ("   ", Reason.EMPTY),
        ("-", Reason.EMPTY),
        ("\u202e\u200b", Reason.EMPTY),
        ("0,0", Reason.ZERO_COORDINATES),
        ("-7.0167", Reason.SINGLE_NUMBER),
        ("113.8667", Reason.SINGLE_NUMBER),
        ("999, 999", Reason.OUT_OF_RANGE),
        ("https://maps.app.goo.gl/AbCdEf123", Reason.SHORT_LINK),
        ("https://goo.gl/maps/AbCd", Reason.SHORT_LINK),
        ("///tiga.kata.contoh", Reason.WHAT3WORDS),
        ("6P4M0000+", Reason.TOO_WIDE),
        ("6P4MXVI8+8M", Reason.BAD_PLUS_CODE),
        ("7°63'21\" LS 113°56'09\" BT", Reason.MINUTES_OUT_OF_RANGE),
        ("<script>alert(1)</script>", Reason.NOT_PLAIN_WORDS),
        ("Praga'an'; DROP TABLE x;--", Reason.NOT_PLAIN_WORDS),
        ("a" * 10_000, Reason.TOO_LONG),
    ],
)
def test_what_says_no_place_is_refused_and_kept(text: str, reason: Reason):
    answer = ask(text)

    assert (answer.outcome, answer.reason, answer.candidates) == ("refused", reason, ())
    assert answer.query == text


def test_the_words_are_kept_verbatim():
    text = "  Kebakaran\n di <b>-7.0167, 113.8667</b>\u202e "

    assert ask(text).query == text


@settings(deadline=None)
@given(st.text(max_size=LONGEST_TEXT + 20))
def test_any_text_gives_a_valid_answer(text: str):
    answer = ask(text)

    assert answer.query == text
    assert answer.outcome in OUTCOMES
    assert answer.reason is None or answer.reason in set(Reason)
    assert (answer.outcome != "refused") or not answer.candidates


PLACE_WORDS = """
desa kecamatan pulau kec Lombang Gayam Sapudi Bluto Sumenep Raas dekat di 2 km timur dari jl antara
pelabuhan puskesmas Arjasa Gili xyz , -7.05 113.9 kebakaran rumah Batang2 35.29.05 Pamekasan Talango
Poteran arah perairan
"""
WORDS = st.sampled_from(PLACE_WORDS.split())


@settings(deadline=None)
@given(st.lists(WORDS, max_size=12))
def test_any_mixture_of_place_words_gives_a_valid_answer(words: list[str]):
    answer = ask(" ".join(words))

    assert answer.outcome in OUTCOMES
    assert answer.outcome != "resolved" or len(answer.candidates) == 1
    for candidate in answer.candidates:
        assert candidate.radius_m > 0
        assert 0 < candidate.confidence <= 1
        assert candidate.label
        assert candidate.read_as


def test_the_same_words_give_the_same_answer():
    assert ask("kebakaran di Duko") == ask("kebakaran di Duko")


def test_no_more_candidates_come_than_asked_for():
    assert len(geocode("Sumenep", gazetteer(), limit=3).candidates) == 3


def test_the_mainland_is_one_land_part():
    assert DRAWN.entry("kecamatan", "35.29.01").spots[0].land_part == MAINLAND  # type: ignore[union-attr]
