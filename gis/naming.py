"""Answers for place names: which place the words mean, or what must be asked."""

from __future__ import annotations

from dataclasses import replace

from gis.asking import Asker
from gis.candidates import beside_on_other_land, widened
from gis.choosing import WIDE_KINDS, Choice, choose
from gis.entries import Entry
from gis.gazetteer import OFFICIAL, Gazetteer
from gis.listing import list_places
from gis.matching import Quality, kinds_said, match_slip
from gis.mentions import Phrase, find_mentions
from gis.names import normalise
from gis.nearby_names import near_sounds
from gis.reasons import Reason
from gis.regency import REGENCY
from gis.relative import read_relative
from gis.types import GeocodeAnswer

_SHORTEST_BEGINNING = 3
_HOSPITAL_KINDS = frozenset({"rsud", "rsu", "rsi", "rsia"})
_TYPED_KINDS = (*OFFICIAL, "landmark")


def geocode_names(
    text: str, gazetteer: Gazetteer, *, area_hint: str | None = None
) -> GeocodeAnswer:
    """Return the place that the names in a text mean; ``query`` is the text handed in."""
    relative = read_relative(text)
    if relative is not None:
        anchored = _anchored(text, relative.after, relative.before, gazetteer, area_hint)
        if anchored is None and relative.directed:
            anchored = _anchored(text, relative.before, "", gazetteer, area_hint)
        if anchored is not None:
            return _around(anchored, relative.distance_m, gazetteer)
    return _outside_or(_plain(text, gazetteer, area_hint), gazetteer)


def _outside_or(answer: GeocodeAnswer, gazetteer: Gazetteer) -> GeocodeAnswer:
    """Return the answer; a port of the next regency, called without its kind, as outside."""
    if len(answer.candidates) != 1 or answer.candidates[0].kind != "port":
        return answer
    location = gazetteer.locate(answer.candidates[0].point)
    if location.outcome != "outside":
        return answer
    regency = location.regency.name if location.regency else ""
    reason = Reason.OUTSIDE_REGENCY
    return replace(answer, outcome="outside", reason=reason, location=location, detail=regency)


def _plain(text: str, gazetteer: Gazetteer, area_hint: str | None) -> GeocodeAnswer:
    phrase = find_mentions(text, gazetteer)
    if not phrase.mentions:
        return _without_mention(text, phrase, gazetteer, area_hint)
    choice = choose(phrase.mentions)
    between = phrase.between and not _is_one_place(phrase, choice)
    if len(phrase.mentions) > 1 and (between or _is_crossing(phrase)):
        return _between(text, phrase, gazetteer, area_hint)
    return Asker(text, gazetteer, area_hint, phrase, choice).answer()


def _is_crossing(phrase: Phrase) -> bool:
    """Tell a voyage from one land to another, with no other place: "dari Kalianget ke Sapudi"."""
    if not all(mention.beside for mention in phrase.mentions):
        return False
    ends = [
        {entry.island for entry in mention.entries if entry.kind in OFFICIAL}
        for mention in sorted(phrase.mentions, key=lambda mention: mention.going)
    ]
    going = {mention.going for mention in phrase.mentions}
    return going == {False, True} and all(ends) and not set.intersection(*ends)


def _is_one_place(phrase: Phrase, choice: Choice) -> bool:
    """Tell "antara jam 7 dan 8 di desa Lombang, Batang Batang" from a place between two."""
    wide = any(entry.kind in WIDE_KINDS for m in phrase.mentions for entry in m.entries)
    all_count = len(choice.mentions) == len(phrase.mentions)
    return all_count and not wide and not choice.disagree


def _between(
    text: str, phrase: Phrase, gazetteer: Gazetteer, area_hint: str | None
) -> GeocodeAnswer:
    """Return both ends of "antara ... dan ..."."""
    ends = [
        explanation.entry
        for mention in phrase.mentions
        for explanation in choose([mention]).explanations
    ]
    if not all(entry.kind in WIDE_KINDS for entry in ends):
        ends = [entry for entry in ends if entry.kind not in WIDE_KINDS]
    elif any(entry.kind == "regency" for entry in ends):
        return replace(geocode_names(REGENCY.name, gazetteer, area_hint=area_hint), query=text)
    return list_places(text, ends, Reason.RELATIVE_PLACE, Quality.WRITTEN, gazetteer, area_hint)


def _anchored(
    text: str, anchor: str, other: str, gazetteer: Gazetteer, area_hint: str | None
) -> GeocodeAnswer | None:
    """Return the answer for the anchor of a relative place, None where no name stands there."""
    if not find_mentions(anchor, gazetteer).mentions:
        return None
    answer = _plain(f"{anchor}, {other}", gazetteer, area_hint)
    return replace(answer, query=text)


def _around(answer: GeocodeAnswer, distance_m: float, gazetteer: Gazetteer) -> GeocodeAnswer:
    """Return the anchor with a circle as wide as the distance, to be confirmed."""
    if answer.outcome == "refused" or not answer.candidates:
        return answer
    wide = tuple(
        replace(
            widened(candidate, distance_m, gazetteer),
            label=f"± {distance_m / 1000:g} km, {candidate.label}",
            confidence=round(candidate.confidence * 0.5, 3),
        )
        for candidate in answer.candidates
    )
    if len(wide) == 1 and len(wide[0].land_parts) > 1:
        wide = beside_on_other_land(wide[0], gazetteer)
    return replace(answer, outcome="ask", reason=Reason.RELATIVE_PLACE, candidates=wide)


def _without_mention(
    text: str, phrase: Phrase, gazetteer: Gazetteer, area_hint: str | None
) -> GeocodeAnswer:
    """Return what can be said of words without a known name: a slip, a beginning, a refusal."""
    words = phrase.unknown or [name for _, name in phrase.unresolved]
    if not words and (hospitals := _hospitals_of_a_kind(text, gazetteer)):
        reason, quality = Reason.BEGINNING_OF_NAME, Quality.BEGINNING
        return list_places(text, hospitals, reason, quality, gazetteer, area_hint)
    if not words:
        return GeocodeAnswer(text, "refused", Reason.NO_PLACE_NAME)
    if called := gazetteer.written("".join(words), ("port", "facility")):
        reason, quality = Reason.KIND_DIFFERS, Quality.WRITTEN
        return list_places(text, called, reason, quality, gazetteer, area_hint)
    slip = match_slip(words, gazetteer) or near_sounds(words, gazetteer, OFFICIAL)
    if slip is not None and slip.length == len(words):
        return list_places(
            text, slip.entries, Reason.UNCERTAIN_SPELLING, Quality.SLIP, gazetteer, area_hint
        )
    entries = _beginning_at_the_end(text, words, phrase, gazetteer)
    if entries:
        return list_places(
            text, entries, Reason.BEGINNING_OF_NAME, Quality.BEGINNING, gazetteer, area_hint
        )
    return GeocodeAnswer(text, "refused", Reason.NOT_IN_GAZETTEER, detail=" ".join(words))


def _hospitals_of_a_kind(text: str, gazetteer: Gazetteer) -> tuple[Entry, ...]:
    """Return the hospitals of a kind that was said without a name: "RSUD"."""
    words = _HOSPITAL_KINDS.intersection(normalise(text).split())
    found = (gazetteer.beginning_with_letters(word, ("facility",)) for word in sorted(words))
    return next((entries for entries in found if entries), ())


def _beginning_at_the_end(
    text: str, words: list[str], phrase: Phrase, gazetteer: Gazetteer
) -> tuple[Entry, ...]:
    """Return the places whose names begin with the last, unknown words: somebody still types."""
    key = "".join(words)
    if len(key) < _SHORTEST_BEGINNING or not normalise(text).endswith(" ".join(words)):
        return ()
    said = [kind for kind, name in phrase.unresolved if name == words[0] and kind != "place"]
    return gazetteer.beginning_with_letters(key, kinds_said(said[0]) if said else _TYPED_KINDS)
