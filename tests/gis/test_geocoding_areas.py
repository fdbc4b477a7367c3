"""Every desa and kecamatan of the shipped data, in the spelling of either list."""

from __future__ import annotations

import pytest

from gis.names import normalise
from gis.reasons import Reason
from tests.gis.shipped import ask, boundaries, gazetteer

SWAPPED = {"35.29.13.2009", "35.29.13.2010"}
"""Padangdangan and Panaongan: each list gives the one the other's name."""
KECAMATAN = {area.code: area for area in boundaries().kecamatan}
FORMS = [
    "Desa {desa}, Kecamatan {kecamatan}",
    "kec {kecamatan} desa {desa}",
    "{desa} {kecamatan}",
    "tolong ada kebakaran di DESA {desa} KEC. {kecamatan} dekat balai desa",
]


def _questions(form: str) -> list[tuple[str, str]]:
    """Return a question and the code it is about, for each desa in each spelling."""
    return [
        (form.format(desa=name, kecamatan=around), desa.code)
        for desa in boundaries().desa
        for kecamatan in (KECAMATAN[desa.kecamatan_code],)
        for name in {desa.name, desa.bps_name}
        for around in {kecamatan.name, kecamatan.bps_name}
    ]


@pytest.mark.parametrize("form", FORMS)
def test_each_desa_with_its_kecamatan_is_that_desa_in_either_spelling(form: str):
    wrong = []
    for text, code in _questions(form):
        answer = ask(text)
        found = {candidate.code for candidate in answer.candidates}
        asks_for_island = answer.reason == Reason.SEVERAL_ISLANDS and answer.outcome == "ask"
        settled = answer.outcome == "resolved" or asks_for_island
        if code not in SWAPPED and not (settled and found == {code}):
            wrong.append((text, answer.outcome, found))

    assert wrong == []


@pytest.mark.parametrize("name", ["Padangdangan", "Panaongan"])
def test_the_pair_whose_names_are_swapped_is_asked(name: str):
    answer = ask(f"Desa {name}, Kecamatan Pasongsongan")

    assert (answer.outcome, answer.reason) == ("ask", Reason.SEVERAL_PLACES)
    assert {candidate.code for candidate in answer.candidates} == SWAPPED


def test_each_desa_that_spans_inhabited_islands_asks_which():
    spanning = {
        entry.code for entry in gazetteer().entries if entry.kind == "desa" and len(entry.spots) > 1
    }
    asked = {
        code
        for text, code in _questions(FORMS[0])
        if ask(text).reason == Reason.SEVERAL_ISLANDS and ask(text).outcome == "ask"
    }

    assert asked == spanning
    assert len(spanning) == 12


def test_a_desa_on_two_islands_gives_one_choice_for_each():
    answer = ask("Desa Saur Saebus, Kecamatan Sapeken")

    islands = [c.island.name for c in answer.candidates if c.island is not None]
    assert islands == ["Pulau Saur", "Pulau Saebus"]
    assert [gazetteer().locate(c.point).island for c in answer.candidates] == [
        c.island for c in answer.candidates
    ]


def test_the_island_named_with_its_desa_settles_it():
    answer = ask("desa Kombang pulau Poteran")

    assert answer.outcome == "resolved"
    assert answer.candidates[0].island is not None
    assert answer.candidates[0].island.name == "Pulau Poteran"


@pytest.mark.parametrize("form", ["{}", "kecamatan {}", "kec. {}", "kebakaran di kecamatan {}"])
def test_each_kecamatan_is_resolved_in_either_spelling(form: str):
    wrong = []
    for area in KECAMATAN.values():
        for name in {area.name, area.bps_name}:
            answer = ask(form.format(name))
            if answer.outcome != "resolved" or answer.candidates[0].code != area.code:
                wrong.append((name, answer.outcome))

    assert wrong == []


def test_a_bare_name_of_a_kecamatan_and_its_desa_is_the_kecamatan():
    seats = [
        (desa.name, desa.kecamatan_code)
        for desa in boundaries().desa
        if normalise(desa.name) == normalise(KECAMATAN[desa.kecamatan_code].name)
    ]

    wrong = [name for name, code in seats if ask(name).candidates[0].code != code]

    assert len(seats) == 14
    assert wrong == []


def test_each_desa_name_that_occurs_twice_is_asked():
    bearers: dict[str, set[str]] = {}
    for desa in boundaries().desa:
        bearers.setdefault(normalise(desa.name), set()).add(desa.code)
    twice = {name: codes for name, codes in bearers.items() if len(codes) > 1}

    wrong = [
        name
        for name, codes in twice.items()
        if ask(f"desa {name}").outcome != "ask"
        or {candidate.code for candidate in ask(f"desa {name}").candidates} != codes
    ]

    assert len(twice) == 5
    assert wrong == []


def test_each_inhabited_island_is_found_by_its_name():
    wrong = []
    for island in boundaries().islands:
        if island.populated:
            codes = [candidate.code for candidate in ask(island.name).candidates]
            if island.code not in codes:
                wrong.append((island.name, codes))

    assert wrong == []


def test_each_code_of_each_list_is_that_area():
    wrong = []
    for area in (*boundaries().kecamatan, *boundaries().desa):
        if {c.code for c in ask(area.code).candidates} != {area.code}:
            wrong.append(area.code)
        if area.code not in [c.code for c in ask(area.bps_code).candidates]:
            wrong.append(area.bps_code)

    assert wrong == []
