"""How callers speak of places on the shipped data: kinds misspelt, left out, put in between."""

from __future__ import annotations

import pytest

from gis.everyday_words import EVERYDAY_WORDS
from gis.gazetteer import OFFICIAL
from gis.reasons import Reason
from tests.gis.shipped import ask, codes, gazetteer, only

LOMBANG = "35.29.16.2016"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("pukesmas Bluto", "puskesmas-bluto"),
        ("Puskesmas kec. Batang Batang", "puskesmas-batang-batang"),
        ("puskesmas desa Legung Timur", "puskesmas-legung-timur"),
        ("kecamtan Lenteng", "35.29.07"),
        ("kacamatan Lenteng", "35.29.07"),
        ("neng dhisa Lombang, kec Batang-Batang", LOMBANG),
        ("pelabuhan penyeberangan Kalianget", "kalianget"),
        ("dermaga kramian", "keramaian"),
        ("RSI Kalianget", "rsi-garam-kalianget"),
        ("R.S. Islam Kalianget", "rsi-garam-kalianget"),
        ("rumah sakit umum daerah Sumenep", "rsud-dr-h-moh-anwar"),
        ("RSUD Muhammad Anwar", "rsud-dr-h-moh-anwar"),
        ("rumah sakit ibu dan anak", "rs-ibu-dan-anak-esto-ebhu"),
        ("rumah sakit bagraf", "rs-baghraf-health-care"),
        ("gili raas", "35.29.40059"),
        ("Batoewan", "35.29.26"),
        ("ambulan ke Lombang Batang-Batang ya, ibu hamil", LOMBANG),
        ("dekat Lombang Batang-Batang", LOMBANG),
    ],
)
def test_the_way_a_place_is_called_does_not_hide_it(text: str, code: str):
    assert only(text).code == code


@pytest.mark.parametrize("text", ["jl. dr cipto", "jl mh thamrin", "jl slamet riyadi"])
def test_a_road_is_found_by_a_part_of_its_namesake(text: str):
    assert {candidate.kind for candidate in ask(text).candidates} == {"road"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("perbatasan Bluto Saronggi", {"35.29.05", "35.29.06"}),
        ("perbatasan Pragaan Pamekasan", {"35.29.11"}),
        ("jalan antara Kalianget dan Sumenep", {"35.29.02"}),
    ],
)
def test_a_border_offers_both_sides_that_are_no_whole_regency(text: str, expected: set[str]):
    assert set(codes(text)) == expected


def test_the_border_of_two_regencies_asks_for_the_kecamatan():
    answer = ask("di perbatasan Sumenep Pamekasan")

    assert (answer.outcome, answer.reason) == ("ask", Reason.REGENCY_TOO_WIDE)
    assert answer.query == "di perbatasan Sumenep Pamekasan"


def test_an_and_before_a_name_makes_no_other_name_of_it():
    found = codes("tengah laut antara Sapudi dan Raas")

    assert found[0] == "35.29.40081"
    assert "35.29.18.2015" not in found


@pytest.mark.parametrize("text", ["Malang", "pasir putih", "tanam kunyit"])
def test_a_word_that_is_an_empty_islet_s_name_is_asked(text: str):
    answer = ask(text)

    assert (answer.outcome, answer.reason) == ("ask", Reason.UNINHABITED)


def test_an_empty_islet_said_as_an_island_is_found():
    assert only("pulau Malang").code == "35.29.40037"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("kebakaran di kolr, kecamatan Kota Sumenep", "35.29.01.2005"),
        ("desa lobu' kecamatan Bluto", "35.29.05.2009"),
    ],
)
def test_a_short_name_with_a_slip_is_offered_before_its_kecamatan(text: str, first: str):
    found = codes(text)

    assert found[0] == first
    assert found[-1] == first[:8]


def test_an_unknown_name_after_di_leaves_its_kecamatan_to_be_confirmed():
    answer = ask("kebakaran di Wqxyzk kecamatan Bluto")

    assert (answer.outcome, answer.reason) == ("ask", Reason.NOT_IN_GAZETTEER)


def test_a_kind_of_hospital_alone_offers_those():
    assert set(codes("RSUD")) == {"rsud-dr-h-moh-anwar", "rsud-abuya-kangean"}


def test_a_hospital_called_after_its_kecamatan_is_offered_with_it():
    assert codes("rumah sakit Batuan") == [
        "rs-baghraf-health-care",
        "35.29.26",
        "35.29.26.2005",
    ]


def test_a_port_s_name_alone_is_offered():
    assert codes("Batuguluk") == ["batu-guluk"]


def test_a_name_that_only_sounds_nearly_so_is_offered():
    assert codes("Bluthok") == ["35.29.05", "35.29.05.2008"]


@pytest.mark.parametrize(
    ("text", "more_m"),
    [
        ("setengah kilo dari puskesmas Bluto", 500),
        ("dua kilo selatan puskesmas Bluto", 2000),
        ("tiga ratus meter dari puskesmas Bluto", 300),
    ],
)
def test_a_distance_in_words_widens_the_circle(text: str, more_m: float):
    [candidate] = ask(text).candidates

    assert ask(text).reason == Reason.RELATIVE_PLACE
    assert candidate.radius_m == only("puskesmas Bluto").radius_m + more_m


def test_a_regency_that_was_said_is_outside_whatever_is_unknown_in_it():
    answer = ask("Kabupaten Pamekasan kecamatan Galis")

    assert (answer.outcome, answer.detail) == ("outside", "Kabupaten Pamekasan")


def test_an_older_spelling_that_is_an_alias_still_asks_between_namesakes():
    assert set(codes("Puteran")) == set(codes("Poteran"))


@pytest.mark.parametrize(
    "text", ["ada semen di sini pak", "kelas", "beban di jalan", "tolong batas"]
)
def test_an_everyday_word_is_not_taken_for_the_place_it_sounds_like(text: str):
    assert ask(text).outcome != "resolved"


@pytest.mark.parametrize("word", ["kangen", "semen", "gandeng", "barang"])
def test_an_everyday_word_beside_a_place_disturbs_nothing(word: str):
    assert only(f"{word} di desa Bluto kecamatan Bluto").code == "35.29.05.2008"


def test_an_everyday_word_behind_its_kind_is_a_place():
    assert only("kecamatan gandeng").code == "35.29.10"


def test_no_everyday_word_hides_the_name_of_a_place():
    written = [word for word in EVERYDAY_WORDS if gazetteer().written(word, OFFICIAL)]

    assert written == []


def test_a_preposition_behind_a_kind_is_no_initial():
    assert only("jalan di desa Bluto kecamatan Bluto").code == "35.29.05.2008"


def test_between_two_times_is_no_place_between_two():
    assert only("antara jam 7 dan 8 di desa Lombang kec Batang Batang").code == LOMBANG


def test_a_voyage_between_two_lands_is_asked():
    found = codes("dari Kalianget mau ke Masalembu kapal bocor")

    assert set(found) == {"35.29.02", "35.29.23"}


def test_where_a_road_leads_does_not_contradict_the_desa_on_it():
    answer = ask("kecelakaan jl raya Sumenep Pamekasan desa Kapedi kecamatan Bluto")

    assert {candidate.code for candidate in answer.candidates} == {"35.29.05.2002"}


def test_a_port_called_without_its_kind_is_asked():
    answer = ask("Batu Guluk")

    assert (answer.outcome, answer.reason) == ("ask", Reason.KIND_DIFFERS)
    assert codes("Batu Guluk")[-1] == "batu-guluk"


@pytest.mark.parametrize("text", ["Jangkar", "pelabuhan Jangkar", "Jangkar Situbondo"])
def test_a_port_in_the_next_regency_is_outside_however_it_is_called(text: str):
    answer = ask(text)

    assert (answer.outcome, answer.detail) == ("outside", "Kabupaten Situbondo")


def test_a_grave_accent_is_an_apostrophe():
    assert only("Ra`as").code == "35.29.22"
