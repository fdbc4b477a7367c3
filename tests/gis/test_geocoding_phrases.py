"""Names inside callers' sentences, on the shipped data: found, asked for, or refused."""

from __future__ import annotations

import pytest

from gis.reasons import Reason
from tests.gis.shipped import ask, codes, only

LOMBANG_MAINLAND = "35.29.16.2016"


@pytest.mark.parametrize(
    "text",
    [
        "kebakaran rumah di desa Lombang kecamatan Batang Batang dekat balai desa",
        "KEBAKARAN RUMAH DI DESA LOMBANG KEC BATANG2",
        "halo pak tolong ada orang kecelakaan di ds. lombang kec. batang-batang depan masjid",
        "rumah pak Zubri terbakar, desa Lombang RT 02 RW 01, kecamatan Batang Batang, Sumenep",
        "Ds.Lombang Kec.Batang-Batang Kab.Sumenep",
    ],
)
def test_words_of_an_incident_around_the_name_do_not_matter(text: str):
    assert only(text).code == LOMBANG_MAINLAND


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("jalan raya Lenteng", "35.29.07"),
        ("kecelakaan di jalan raya Prenduan depan pasar", "35.29.11.2012"),
        ("jalan melati kecamatan Lenteng", "35.29.07"),
        ("puskesmas Lombang Batang-Batang", LOMBANG_MAINLAND),
        ("desa Xyzabc kecamatan Bluto", "35.29.05"),
    ],
)
def test_what_is_not_in_the_list_leaves_the_area_around_it_to_be_confirmed(text: str, code: str):
    answer = ask(text)

    assert (answer.outcome, answer.reason) == ("ask", Reason.NOT_IN_GAZETTEER)
    assert [candidate.code for candidate in answer.candidates] == [code]


@pytest.mark.parametrize("text", ["Jl. Melati", "desa Xyzabc", "Surabaya", "pasar anom"])
def test_a_name_that_nobody_here_knows_is_refused(text: str):
    answer = ask(text)

    assert (answer.outcome, answer.reason) == ("refused", Reason.NOT_IN_GAZETTEER)
    assert answer.candidates == ()


@pytest.mark.parametrize(
    "text",
    [
        "tidak tahu",
        "dekat masjid",
        "pinggir jalan raya",
        "di rumah",
        "orang sakit di pulau",
        "dekat balai desa",
        "tolong cepat ada kebakaran",
        "rumah sakit",
        "garam",
    ],
)
def test_words_without_a_name_are_refused(text: str):
    answer = ask(text)

    assert (answer.outcome, answer.reason) == ("refused", Reason.NO_PLACE_NAME)


def test_names_that_do_not_fit_each_other_are_asked():
    answer = ask("desa Bluto kecamatan Lenteng")

    assert (answer.outcome, answer.reason) == ("ask", Reason.NAMES_DISAGREE)
    assert {candidate.code for candidate in answer.candidates} == {"35.29.05.2008", "35.29.07"}


@pytest.mark.parametrize("text", ["toko Kolor Abadi", "Pragaan drop meja x"])
def test_unknown_words_beside_a_name_are_asked(text: str):
    assert (ask(text).outcome, ask(text).reason) == ("ask", Reason.UNKNOWN_WORDS)


def test_a_place_between_two_names_asks_for_the_nearer():
    assert set(codes("antara Bluto dan Saronggi")) == {"35.29.05", "35.29.06"}


@pytest.mark.parametrize(
    ("text", "regency"),
    [("Pamekasan", "Kabupaten Pamekasan"), ("pelabuhan Jangkar", "Kabupaten Situbondo")],
)
def test_a_place_in_the_next_regency_is_outside(text: str, regency: str):
    answer = ask(text)

    assert (answer.outcome, answer.detail) == ("outside", regency)


def test_where_somebody_is_going_is_not_the_place():
    assert only("Prenduan arah Pamekasan").code == "35.29.11.2012"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("pasien rujukan dari puskesmas Raas ke RSUD Sumenep", "puskesmas-raas"),
        ("ambulans ke puskesmas Sapeken bawa pasien dari Pagerungan Besar", "35.29.40046"),
    ],
)
def test_a_journey_begins_where_the_patient_is(text: str, code: str):
    assert only(text).code == code


def test_near_a_point_has_a_wider_circle_than_at_it():
    assert only("dekat Puskesmas Arjasa").radius_m == only("Puskesmas Arjasa").radius_m + 400


def test_a_road_named_after_both_its_ends_is_not_in_the_next_regency():
    assert ask("Jl Raya Sumenep Pamekasan km 5").outcome == "ask"


@pytest.mark.parametrize("text", ["lom", "desa lom", "kebakaran di lomb", "LOMBAN"])
def test_a_name_that_is_still_being_typed_is_offered(text: str):
    answer = ask(text)

    assert answer.outcome == "ask"
    assert {LOMBANG_MAINLAND, "35.29.08.2005"} <= {c.code for c in answer.candidates}


def test_a_kind_that_was_typed_narrows_what_is_offered():
    assert codes("puskesmas len") == ["puskesmas-lenteng"]
