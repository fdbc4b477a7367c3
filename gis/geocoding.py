"""Turns a caller's words into a place, a question, or a refusal with its reason.

Codes and coordinates come first, since nothing else looks like them; then names. Nothing is guessed
in silence: what a person must confirm is a question with candidates, in an order that depends only
on the words and the gazetteer.
"""

from __future__ import annotations

import re
from dataclasses import replace

from gis.area_codes import read_area_code, written_as_code
from gis.candidates import beside_on_other_land, candidate_of, on_each_land, point_candidate
from gis.coordinates import read_coordinates
from gis.entries import Entry
from gis.gazetteer import Gazetteer
from gis.names import normalise
from gis.naming import geocode_names
from gis.phrases import KIND_WORDS, LINKING_WORDS, is_common
from gis.plus_codes import candidates_for_short_code, complete_code
from gis.readings import CoordinateReading, CoordinateRefusal, PlaceText, Read, ShortPlusCode
from gis.reasons import Reason
from gis.types import Candidate, GeocodeAnswer, LonLat

LONGEST_TEXT = 500
"""Characters; a longer text describes no place."""
DEFAULT_LIMIT = 8

_HOSPITAL = frozenset({"rumah", "sakit"})
_NOT_PLAIN_WORDS = re.compile(
    r"<\s*[/!]?\s*(?!media\b|pesan\b|lampiran\b)[a-z]+[\s/>=]|[{}\\]|\$[({]|;\s*--|--\s*$|/\*"
    r"|\bdrop\s+table\b|\bunion\s+select\b",
    re.IGNORECASE,
)
"""Program text. Arrows, tildes, bars and "<Media tidak disertakan>" come with chat messages."""


def geocode(
    text: str, gazetteer: Gazetteer, *, area_hint: str | None = None, limit: int = DEFAULT_LIMIT
) -> GeocodeAnswer:
    """Return what a caller's words say about the place.

    Parameters
    ----------
    text
        The words as typed or pasted; the answer carries them unchanged.
    gazetteer
        The places there are.
    area_hint
        Where the call comes from: a telephone area code (0327 the islands, 0328 the mainland), a
        whole number that begins with one, or an area code. It orders candidates and never decides.
    limit
        The most candidates to return, at least one.
    """
    answer = _answer(text, gazetteer, area_hint)
    shown = answer.candidates[: max(1, limit)]
    return GeocodeAnswer(
        query=text,
        outcome=answer.outcome,
        reason=answer.reason,
        candidates=shown,
        location=answer.location,
        detail=answer.detail,
    )


def can_be_found(name: str) -> bool:
    """Tell whether a name, once it is in the gazetteer, is what its own words are read as.

    Coordinates, codes, links and program text are read as such before any name, and words that
    only say what kind of place it is would hide every other place of the kind.
    """
    words = normalise(name).split()
    says_only_kinds = all(w in KIND_WORDS or w in LINKING_WORDS or w in _HOSPITAL for w in words)
    one_common = len(words) == 1 and is_common(words[0])
    plain = read_coordinates(name) is None and not _NOT_PLAIN_WORDS.search(name)
    return plain and not says_only_kinds and not one_common and not written_as_code(name)


def _answer(text: str, gazetteer: Gazetteer, area_hint: str | None) -> GeocodeAnswer:
    if len(text) > LONGEST_TEXT:
        return _refused(text, Reason.TOO_LONG)
    if not any(character.isalnum() for character in text):
        return _refused(text, Reason.EMPTY)
    coded = _answer_code(text, gazetteer, area_hint)
    if coded is not None:
        return coded
    read = read_coordinates(text)
    if isinstance(read, CoordinateReading | CoordinateRefusal):
        return _answer_coordinates(text, read, gazetteer, area_hint)
    if isinstance(read, ShortPlusCode):
        return _answer_short_code(text, read, gazetteer, area_hint)
    words = f"{read.text}, {read.rest}" if isinstance(read, PlaceText) else text
    if _NOT_PLAIN_WORDS.search(words):
        return _refused(text, Reason.NOT_PLAIN_WORDS)
    return geocode_names(words, gazetteer, area_hint=area_hint)


def _refused(text: str, reason: Reason, detail: str = "") -> GeocodeAnswer:
    return GeocodeAnswer(text, "refused", reason, detail=detail)


def _answer_code(text: str, gazetteer: Gazetteer, area_hint: str | None) -> GeocodeAnswer | None:
    """Return the answer for an area code, None if the text has none."""
    found = read_area_code(text, gazetteer)
    if found is None:
        return None
    named = geocode_names(found.rest, gazetteer, area_hint=area_hint) if found.rest else None
    if not found.places:
        is_named = named is not None and named.candidates
        return named if is_named else _refused(text, Reason.UNKNOWN_CODE, found.code)
    candidates = tuple(_coded(entry, gazetteer, guessed=guessed) for entry, guessed in found.places)
    if len(candidates) > 1:
        return GeocodeAnswer(text, "ask", Reason.SEVERAL_PLACES, candidates, detail=found.code)
    entry, guessed = found.places[0]
    if entry.kind == "regency":
        return geocode_names(found.rest or entry.name, gazetteer, area_hint=area_hint)
    if entry.kind == "neighbour":
        location = gazetteer.locate(entry.point)
        return GeocodeAnswer(text, "outside", Reason.OUTSIDE_REGENCY, (), location, entry.label)
    if named is not None:
        inside = tuple(
            c for c in named.candidates if c.kecamatan and c.kecamatan.code == entry.code
        )
        if inside and inside[0].code != entry.code:
            return replace(named, candidates=inside)
        if not _agree(entry, named):
            both = (*candidates, *named.candidates)
            return GeocodeAnswer(text, "ask", Reason.NAMES_DISAGREE, both, detail=found.code)
    if entry.kind == "desa" and len(entry.spots) > 1:
        choices = on_each_land(candidates[0], entry.spots, gazetteer)
        return GeocodeAnswer(text, "ask", Reason.SEVERAL_ISLANDS, choices)
    reason = Reason.CODE_WITHOUT_DOTS if guessed else None
    return GeocodeAnswer(text, "resolved", reason, candidates, detail=entry.name if guessed else "")


def _coded(entry: Entry, gazetteer: Gazetteer, *, guessed: bool) -> Candidate:
    read_as = "code without dots" if guessed else "code"
    return candidate_of(entry, gazetteer, confidence=0.4 if guessed else 0.97, read_as=read_as)


def _agree(entry: Entry, named: GeocodeAnswer) -> bool:
    """Tell whether the words around a code name the same place, one around it, or none."""
    codes = {entry.code} | {code for _, code in entry.within}
    return (
        not named.candidates
        or named.reason == Reason.REGENCY_TOO_WIDE
        or any(candidate.code in codes for candidate in named.candidates)
    )


def _answer_coordinates(
    text: str, read: Read, gazetteer: Gazetteer, area_hint: str | None
) -> GeocodeAnswer:
    """Return the answer for coordinates: the typed point itself, wherever it lies."""
    if isinstance(read, CoordinateRefusal):
        return _refused_beside_words(text, read, gazetteer, area_hint)
    location = gazetteer.locate(read.point)
    candidate = point_candidate(read, location, gazetteer)
    if read.confirm is not None:
        return GeocodeAnswer(text, "ask", read.confirm, (candidate,), location)
    if len(candidate.land_parts) > 1:
        choices = beside_on_other_land(candidate, gazetteer)
        return GeocodeAnswer(text, "ask", Reason.SEVERAL_ISLANDS, choices, location)
    if location.outcome == "inside":
        return GeocodeAnswer(text, "resolved", None, (candidate,), location)
    if location.outcome == "at_sea":
        return GeocodeAnswer(text, "at_sea", Reason.AT_SEA, (candidate,), location)
    regency = location.regency.name if location.regency else ""
    return GeocodeAnswer(
        text, "outside", Reason.OUTSIDE_REGENCY, (candidate,), location, detail=regency
    )


def _refused_beside_words(
    text: str, read: CoordinateRefusal, gazetteer: Gazetteer, area_hint: str | None
) -> GeocodeAnswer:
    """Return the refusal; where words beside a useless link name a place, that is offered."""
    words = "" if _NOT_PLAIN_WORDS.search(read.rest) else read.rest
    named = geocode_names(words, gazetteer, area_hint=area_hint) if words else None
    if named is None or named.reason == Reason.REGENCY_TOO_WIDE or not named.candidates:
        return _refused(text, read.reason, read.detail)
    return GeocodeAnswer(text, "ask", read.reason, named.candidates, named.location, read.detail)


def _answer_short_code(
    text: str, short: ShortPlusCode, gazetteer: Gazetteer, area_hint: str | None
) -> GeocodeAnswer:
    """Return the cell of a short plus code, near the place that is named with it."""
    near = _reference(short.rest, gazetteer, area_hint)
    if near is not None:
        return _answer_coordinates(text, complete_code(short.code, near), gazetteer, area_hint)
    found = []
    for reading in candidates_for_short_code(short.code):
        location = gazetteer.locate(reading.point)
        if location.outcome == "inside":
            found.append(point_candidate(reading, location, gazetteer))
    if not found:
        return _refused(text, Reason.PLUS_CODE_NEEDS_LOCALITY, short.code)
    return GeocodeAnswer(text, "ask", Reason.PLUS_CODE_NEEDS_LOCALITY, tuple(found))


def _reference(words: str, gazetteer: Gazetteer, area_hint: str | None) -> LonLat | None:
    """Return the place that a short code is relative to; for the regency its capital."""
    answer = geocode_names(words, gazetteer, area_hint=area_hint)
    certain = answer.outcome == "resolved" or answer.reason in {
        Reason.REGENCY_TOO_WIDE,
        Reason.SEVERAL_KECAMATAN,
    }
    return answer.candidates[0].point if certain and answer.candidates else None
