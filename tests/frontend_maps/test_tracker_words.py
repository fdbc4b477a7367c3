"""Codes that the judge gives have words for people."""

from __future__ import annotations

from backend.units.models import QuarantinedItem
from frontend_maps import tracker_words
from gis.fix_checks import AHEAD_NOTE, CLOCK_FAULTS, MOCK_NOTE, Reason, Verdict
from gis.fixes import RELOCATED_NOTE, SAME_SECOND_NOTE


def test_every_reason_has_its_words():
    assert set(tracker_words.KEPT_ASIDE_REASONS) == set(Reason)


def test_every_verdict_has_its_words():
    assert set(tracker_words.VERDICTS) == set(Verdict)


def test_every_settlement_has_its_words():
    assert set(tracker_words.SETTLEMENTS) == {"open", *QuarantinedItem.Settlement.values}


def test_every_note_of_the_judge_has_its_words():
    repairs = {note for notes, _, _ in CLOCK_FAULTS for note in notes.split(",")}
    notes = repairs | {AHEAD_NOTE, MOCK_NOTE, RELOCATED_NOTE, SAME_SECOND_NOTE}

    assert notes - set(tracker_words.FIX_NOTES) == set()
