"""Names: every written form of one name becomes one key, different names stay apart."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.names import close_sound, joined, normalise, phrases, wide_sound, written_key
from tests.gis.shipped import boundaries


@settings(deadline=None)
@given(st.text())
def test_normalising_twice_equals_once(text: str):
    once = normalise(text)

    assert normalise(once) == once


@settings(deadline=None)
@given(st.text())
def test_a_normalised_text_has_only_letters_digits_and_single_spaces(text: str):
    result = normalise(text)

    assert set(result) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")
    assert "  " not in result


@settings(deadline=None)
@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_the_sounds_are_stable(text: str):
    key = joined(text)

    assert close_sound(close_sound(key)) == close_sound(key)


@pytest.mark.parametrize("mark", list("'’‘ʼʻ`´′＇"))
def test_every_apostrophe_is_dropped_and_splits_nothing(mark: str):
    assert normalise(f"Praga{mark}an") == "pragaan"


@pytest.mark.parametrize("text", ["Guluk-Guluk", "Guluk Guluk", "guluk2", "GULUK‐GULUK", "guluk²"])
def test_hyphen_space_and_doubling_are_one_name(text: str):
    assert normalise(text) == "guluk guluk"


def test_a_number_behind_a_space_is_no_doubling():
    assert normalise("Galis 2") == "galis 2"


def test_accents_full_width_and_bidi_marks_vanish():
    assert normalise("\u202eＫａｌｉａｎｇéｔ\u200b") == "kalianget"


def test_commas_separate_stretches():
    assert phrases("Lombang, Batang-Batang (pantai)") == [
        ["lombang"],
        ["batang", "batang"],
        ["pantai"],
    ]


@pytest.mark.parametrize(
    ("madurese", "official"), [("Pragaan Daja", "Pragaan Daya"), ("Sentol Lao'", "Sentol Laok")]
)
def test_madurese_directions_are_the_official_ones(madurese: str, official: str):
    assert written_key(normalise(madurese).split()) == written_key(normalise(official).split())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Giligenteng", "Giligenting"),
        ("Masalembo", "Masalembu"),
        ("Sapoedi", "Sapudi"),
        ("Bhluto", "Bluto"),
        ("Dhungkek", "Dungkek"),
        ("Cabbiya", "Cabiya"),
        ("Bakeong", "Bakeyong"),
    ],
)
def test_spellings_that_people_mix_up_sound_alike(one: str, other: str):
    assert close_sound(joined(one)) == close_sound(joined(other))


def test_a_and_e_sound_alike_only_in_the_wide_sound():
    assert close_sound("campaka") != close_sound("cempaka")
    assert wide_sound("campaka") == wide_sound("cempaka")


def test_no_two_kecamatan_sound_alike():
    sounds = [wide_sound(joined(area.name)) for area in boundaries().kecamatan]

    assert len(set(sounds)) == 27
