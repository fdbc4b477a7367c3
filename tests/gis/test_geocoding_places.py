"""What callers say about a place, on the shipped data: the right result or the right question."""

from __future__ import annotations

import pytest

from gis.reasons import Reason
from tests.gis.shipped import ask, codes, only

PRAGAAN, GULUK, BATANG = "35.29.11", "35.29.09", "35.29.16"
LOMBANG_MAINLAND, LOMBANG_ISLAND = "35.29.16.2016", "35.29.08.2005"
DUKO_MAINLAND, DUKO_KANGEAN = "35.29.15.2009", "35.29.24.2018"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("kec. Praga'an", PRAGAAN),
        ("Pragaan", PRAGAAN),
        ("Pragaʼan", PRAGAAN),
        ("PRAGA’AN", PRAGAAN),
        ("Guluk Guluk", GULUK),
        ("Guluk-Guluk", GULUK),
        ("Gulukguluk", GULUK),
        ("guluk2", GULUK),
        ("Batang2", BATANG),
        ("Batang-Batang", BATANG),
        ("Batu Putih", "35.29.17"),
        ("Batuputih", "35.29.17"),
        ("Batuan", "35.29.26"),
        ("Raas", "35.29.22"),
        ("Ra'as", "35.29.22"),
        ("raas sumenep", "35.29.22"),
        ("Gili Genteng", "35.29.08"),
        ("Giligenteng", "35.29.08"),
        ("Giligenting", "35.29.08"),
        ("Giliginting", "35.29.08"),
        ("Gili Ginting", "35.29.08"),
        ("Gayam", "35.29.20"),
        ("Masalembo", "35.29.23"),
        ("Masalembu", "35.29.23"),
        ("Masa Lembu", "35.29.23"),
        ("Kota Sumenep", "35.29.01"),
        ("Kec. Sumenep", "35.29.01"),
        ("kecamatan kota", "35.29.01"),
        ("35.29.05", "35.29.05"),
        ("3529050", "35.29.04"),
        ("352905", "35.29.05"),
    ],
)
def test_a_kecamatan_in_every_spelling(text: str, code: str):
    candidate = only(text)

    assert (candidate.kind, candidate.code) == ("kecamatan", code)


@pytest.mark.parametrize(
    ("text", "lat", "lon"),
    [
        ("Raas", -7.136, 114.548),
        ("Giligenting", -7.195, 113.909),
        ("Masalembo", -5.56, 114.43),
        ("Karamian", -5.07, 114.60),
    ],
)
def test_an_island_kecamatan_has_its_pin_on_the_island(text: str, lat: float, lon: float):
    candidate = only(text)

    assert (candidate.point.lat, candidate.point.lon) == pytest.approx((lat, lon), abs=0.01)


def test_a_kecamatan_on_several_islands_is_resolved_with_a_warning():
    answer = ask("Masalembu")

    assert (answer.outcome, answer.reason) == ("resolved", Reason.SEVERAL_ISLANDS)
    assert len(answer.candidates[0].land_parts) == 3


def test_digits_without_dots_are_a_guess():
    answer = ask("352905")

    assert answer.reason == Reason.CODE_WITHOUT_DOTS
    assert answer.candidates[0].confidence < only("35.29.05").confidence
    assert answer.detail == "Bluto"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("35.29.16.2016", LOMBANG_MAINLAND),
        ("3529162016", LOMBANG_MAINLAND),
        ("35.29.40081", "35.29.40081"),
        ("kode 3529180", BATANG),
    ],
)
def test_other_area_codes(text: str, code: str):
    assert ask(text).candidates[0].code == code


@pytest.mark.parametrize("text", ["35.29.99", "3529999", "35.29.05.9999"])
def test_an_unknown_code_is_refused(text: str):
    assert ask(text).reason == Reason.UNKNOWN_CODE


def test_a_code_of_the_next_regency_is_outside():
    answer = ask("35.28.01")

    assert (answer.outcome, answer.detail) == ("outside", "Kabupaten Pamekasan")


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("desa guluk-guluk", "desa", "35.29.09.2004"),
        ("desa Gayam", "desa", "35.29.20.2006"),
        ("Pulau Raas", "island", "35.29.40059"),
        ("P. Raas", "island", "35.29.40059"),
        ("pulau Masalembu", "island", "35.29.40042"),
        ("Gili Iyang", "island", "35.29.40021"),
        ("Giliyang", "island", "35.29.40021"),
        ("Gili Raja", "island", "35.29.40020"),
        ("gili labak", "island", "35.29.40017"),
        ("pulau Keramaian", "island", "35.29.40029"),
        ("Sakala", "island", "35.29.40066"),
    ],
)
def test_the_kind_that_was_said_counts(text: str, kind: str, code: str):
    candidate = only(text)

    assert (candidate.kind, candidate.code) == (kind, code)


def test_karamian_lies_in_masalembu():
    candidate = only("Karamian")

    assert candidate.kecamatan is not None
    assert candidate.kecamatan.code == "35.29.23"


def test_the_beginning_of_island_names_asks_for_the_island():
    assert codes("Gili")[:3] == ["35.29.40015", "35.29.40020", "35.29.40021"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Poteran", {"35.29.40057", "35.29.04.2006", "35.29.22.2006"}),
        ("desa Lombang", {LOMBANG_MAINLAND, LOMBANG_ISLAND}),
        ("Lombang", {LOMBANG_MAINLAND, LOMBANG_ISLAND}),
        ("kebakaran di Duko", {DUKO_MAINLAND, DUKO_KANGEAN}),
        ("Mandala", {"35.29.15.2001", "35.29.19.2005"}),
        ("Talaga", {"35.29.10.2005", "35.29.21.2006"}),
        ("Pabian", {"35.29.01.2006", "35.29.24.2025"}),
        ("tanah merah", {"35.29.06.2007", "35.29.21.2003"}),
        ("Karangnangka", {"35.29.15.2007", "35.29.22.2004"}),
        ("Padangdangan", {"35.29.13.2009", "35.29.13.2010"}),
        ("desa Kalianget", {"35.29.02.2006", "35.29.02.2007"}),
        ("Pagerungan", {"35.29.40046", "35.29.40047"}),
        ("pelabuhan Sapudi", {"gayam", "tarebung"}),
    ],
)
def test_a_name_of_several_places_is_asked(text: str, expected: set[str]):
    assert set(codes(text)) == expected


def test_the_caller_s_telephone_area_comes_first_and_is_still_asked():
    assert codes("kebakaran di Duko", area_hint="0327")[0] == DUKO_KANGEAN
    assert codes("kebakaran di Duko", area_hint="0328 000001")[0] == DUKO_MAINLAND


@pytest.mark.parametrize("text", ["Sapudi", "Pulau Sapudi", "orang sakit di pulau Sapudi"])
def test_an_island_of_several_kecamatan_asks_which(text: str):
    assert codes(text) == ["35.29.40081", "35.29.20", "35.29.21"]


def test_kangean_asks_for_arjasa_or_kangayan():
    assert codes("Kangean") == ["35.29.40028", "35.29.24", "35.29.27"]


@pytest.mark.parametrize(
    "text", ["Sumenep", "Songenep", "kab. Sumenep", "di Sumenep", "Sumenep\u202e"]
)
def test_the_regency_is_too_wide(text: str):
    answer = ask(text)

    assert (answer.outcome, answer.reason) == ("ask", Reason.REGENCY_TOO_WIDE)
    assert answer.candidates[0].code == "35.29.01"
    assert {candidate.kind for candidate in answer.candidates} == {"kecamatan"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Poteran Talango", "35.29.04.2006"),
        ("Pulau Sapudi, Gayam", "35.29.20"),
        ("desa Lombang kecamatan Batang Batang", LOMBANG_MAINLAND),
        ("kec Batang-Batang desa Lombang", LOMBANG_MAINLAND),
        ("Lombang, Giligenteng", LOMBANG_ISLAND),
        ("Lombang Giliginting", LOMBANG_ISLAND),
        ("Lombang pulau Giliraja", LOMBANG_ISLAND),
        ("Duko Arjasa", DUKO_KANGEAN),
        ("Duko Rubaru", DUKO_MAINLAND),
        ("Bluto, Bluto", "35.29.05.2008"),
        ("batuputih kangayan", "35.29.27.2006"),
        ("desa brakas pulau raas", "35.29.22.2007"),
        ("kebakaran di Duko dekat Puskesmas Arjasa", DUKO_KANGEAN),
    ],
)
def test_several_names_together_tell_the_place(text: str, code: str):
    assert only(text).code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("desa lombnag kec batang-batang", LOMBANG_MAINLAND),
        ("kecamatan Pasongsngan", "35.29.13"),
        ("Kalianet", "35.29.02"),
        ("pasongsungan", "35.29.13"),
        ("gersek pote", "35.29.19.2006"),
        ("Pragaan Daja", "35.29.11.2011"),
        ("desa Pragaan Lao'", "35.29.11.2010"),
        ("gapura tmur", "35.29.19.2004"),
        ("desa tanjung kiao", "35.29.25.2002"),
        ("Puskesmas Pagerunan Besar", "puskesmas-pagerungan-besar"),
    ],
)
def test_slips_and_madurese_spellings_are_read(text: str, code: str):
    assert only(text).code == code


def test_a_slip_in_a_short_word_is_asked():
    answer = ask("Bluot")

    assert (answer.outcome, answer.reason) == ("ask", Reason.UNCERTAIN_SPELLING)
    assert answer.candidates[0].code == "35.29.05"


@pytest.mark.parametrize(("one", "other"), [("Batuan", "Batang"), ("Kangean", "Kangayan")])
def test_a_name_that_stands_there_is_never_taken_for_another(one: str, other: str):
    first = {candidate.code for candidate in ask(one).candidates[:1]}

    assert first.isdisjoint(candidate.code for candidate in ask(other).candidates[:1])


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("Puskesmas Arjasa", "facility", "puskesmas-arjasa"),
        ("pkm guluk2", "facility", "puskesmas-guluk-guluk"),
        ("RSUD Moh Anwar", "facility", "rsud-dr-h-moh-anwar"),
        ("rumah sakit Abuya", "facility", "rsud-abuya-kangean"),
        ("RSUD Sumenep", "facility", "rsud-dr-h-moh-anwar"),
        ("pelabuhan Kalianget", "port", "kalianget"),
        ("dermaga Talango", "port", "talango"),
        ("pel. Kangean", "port", "batu-guluk"),
        ("Jl. Trunojoyo", "road", None),
        ("Trunojoyo No 12 Sumenep", "road", None),
        ("JALAN DIPONEGORO", "road", None),
        ("dusun Naga", "point", "geonames-8379789"),
    ],
)
def test_named_points_and_roads(text: str, kind: str, code: str | None):
    candidate = only(text)

    assert (candidate.kind, candidate.code) == (kind, code)


def test_puskesmas_arjasa_stands_on_kangean():
    candidate = only("Puskesmas Arjasa")

    assert candidate.island is not None
    assert candidate.island.name == "Pulau Kangean"
