"""Sentences for people are complete in both languages."""

import copy
import pickle
import string

import pytest

from gis.wording import SENTENCES, Wording, said


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_both_languages_fill_in_the_same_things(code: str) -> None:
    indonesian, english = (
        {name for _, name, _, _ in string.Formatter().parse(text) if name}
        for text in SENTENCES[code]
    )

    assert indonesian == english


def test_a_wording_is_its_indonesian_sentence() -> None:
    assert Wording("lane_closed", lane="Kalianget - Talango") == (
        "Lintasan Kalianget - Talango ditutup"
    )


def test_it_can_be_said_in_english() -> None:
    assert Wording("busy").say("en") == "On an assignment"


def test_a_sentence_inside_a_sentence_is_translated_with_it() -> None:
    inner = Wording("lane_closed", lane="X")

    assert Wording("all_lane_closed", why=inner).say("en").endswith("The lane X is closed")


@pytest.mark.parametrize("again", [copy.deepcopy, lambda w: pickle.loads(pickle.dumps(w))])
def test_a_copy_can_still_be_translated(again) -> None:
    assert again(Wording("lane_closed", lane="X")).say("en") == "The lane X is closed"


def test_plain_text_is_left_as_it_is() -> None:
    assert said("Jalan Satu", "en") == "Jalan Satu"
