"""Answers for place names: which place the words mean, or what must be asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from gis.candidates import beside_on_other_land, candidate_of, on_each_land
from gis.choosing import Choice, Explanation, choose
from gis.entries import Entry
from gis.gazetteer import OFFICIAL, Gazetteer
from gis.matching import Quality, match_slip
from gis.mentions import Footing, Mention, Phrase, find_mentions
from gis.names import close_sound, joined
from gis.reasons import Reason
from gis.regency import ISLAND_AREA_CODE, MAINLAND_AREA_CODE
from gis.relative import read_relative
from gis.types import Candidate, GeocodeAnswer

CONFIDENCE = {
    Quality.WRITTEN: 0.95,
    Quality.SOUND: 0.85,
    Quality.PART: 0.75,
    Quality.SLIP: 0.7,
    Quality.BEGINNING: 0.5,
}
"""How sure a single reading is, by how well the words fit the name."""
_OPEN_FACTOR = 0.6
"""Of several readings none is likelier than this share of a single one."""
_READ_NOTE = {Quality.SOUND: ", similar sound", Quality.SLIP: ", spelling corrected"}
_SHORTEST_BEGINNING = 3
_COARSE = frozenset({"kecamatan", "island", "regency"})


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
    return _plain(text, gazetteer, area_hint)


def _plain(text: str, gazetteer: Gazetteer, area_hint: str | None) -> GeocodeAnswer:
    phrase = find_mentions(text, gazetteer)
    if not phrase.mentions:
        return _without_mention(text, phrase, gazetteer, area_hint)
    choice = choose(phrase.mentions)
    return _Asker(text, gazetteer, area_hint, phrase, choice).answer()


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
            candidate,
            label=f"± {distance_m / 1000:g} km, {candidate.label}",
            radius_m=candidate.radius_m + distance_m,
            confidence=round(candidate.confidence * 0.5, 3),
            read_as=f"near {candidate.read_as}",
            land_parts=_touched_by(candidate, candidate.radius_m + distance_m, gazetteer),
        )
        for candidate in answer.candidates
    )
    if len(wide) == 1 and len(wide[0].land_parts) > 1:
        wide = beside_on_other_land(wide[0], gazetteer)
    return replace(answer, outcome="ask", reason=Reason.RELATIVE_PLACE, candidates=wide)


def _touched_by(candidate: Candidate, radius_m: float, gazetteer: Gazetteer) -> tuple[int, ...]:
    touched = gazetteer.land.touched(candidate.point, radius_m)
    return tuple(part.number for part in touched if part.populated)


def _without_mention(
    text: str, phrase: Phrase, gazetteer: Gazetteer, area_hint: str | None
) -> GeocodeAnswer:
    """Return what can be said of words without a known name: a slip, a beginning, a refusal."""
    words = phrase.unknown or [name for _, name in phrase.unresolved]
    if not words:
        return GeocodeAnswer(text, "refused", Reason.NO_PLACE_NAME)
    slip = match_slip(words, gazetteer)
    if slip is not None and slip.length == len(words):
        return _list(
            text, slip.entries, Reason.UNCERTAIN_SPELLING, Quality.SLIP, gazetteer, area_hint
        )
    key = "".join(words)
    if len(key) >= _SHORTEST_BEGINNING and phrase.word_count == len(words):
        entries = gazetteer.beginning_with_letters(key, (*OFFICIAL, "landmark"))
        if entries:
            return _list(
                text, entries, Reason.BEGINNING_OF_NAME, Quality.BEGINNING, gazetteer, area_hint
            )
    return GeocodeAnswer(text, "refused", Reason.NOT_IN_GAZETTEER, detail=" ".join(words))


def _list(
    text: str,
    entries: Iterable[Entry],
    reason: Reason,
    quality: Quality,
    gazetteer: Gazetteer,
    area_hint: str | None,
) -> GeocodeAnswer:
    """Return a question with these places, each name once, the likeliest first."""
    kept = _once(list(entries))
    confidence = CONFIDENCE[quality] * (_OPEN_FACTOR if len(kept) > 1 else 1)
    candidates = tuple(
        candidate_of(entry, gazetteer, confidence=confidence, read_as=_shown(entry, quality))
        for entry in _ordered(kept, area_hint)
    )
    return GeocodeAnswer(text, "ask", reason, candidates)


def _shown(entry: Entry, quality: Quality) -> str:
    return f"{entry.kind}{_READ_NOTE.get(quality, ' (beginning)')}"


def _once(entries: list[Entry]) -> list[Entry]:
    """Drop what another entry stands for: an island's own kecamatan or desa, uninhabited islets."""
    filled = {
        (container, close_sound(joined(name)))
        for entry in entries
        if entry.kind == "island"
        for container in entry.fills
        for name in entry.names
    }
    kept = [
        entry
        for entry in entries
        if not any(
            ((entry.kind, entry.code), close_sound(joined(name))) in filled for name in entry.names
        )
    ]
    return [entry for entry in kept if entry.inhabited] or kept


def _ordered(entries: list[Entry], area_hint: str | None) -> list[Entry]:
    """Return the entries in the order to show them: hinted area, then the larger, then by code."""
    return sorted(
        entries,
        key=lambda entry: (not _is_hinted(entry, area_hint), -entry.area_km2, entry.code or ""),
    )


def _is_hinted(entry: Entry, area_hint: str | None) -> bool:
    hint = "".join(character for character in area_hint or "" if character in "0123456789.+")
    hint = hint.replace("+62", "0", 1)
    if hint.startswith(ISLAND_AREA_CODE):
        return not entry.on_mainland
    if hint.startswith(MAINLAND_AREA_CODE):
        return entry.on_mainland
    kecamatan = entry.kecamatan.code if entry.kecamatan else None
    return len(hint) >= len("35.29.01") and hint in {kecamatan, entry.code}


class _Asker:
    """Turns the chosen places into an answer."""

    def __init__(
        self,
        text: str,
        gazetteer: Gazetteer,
        area_hint: str | None,
        phrase: Phrase,
        choice: Choice,
    ) -> None:
        self._text = text
        self._gazetteer = gazetteer
        self._hint = area_hint
        self._phrase = phrase
        self._choice = choice

    def answer(self) -> GeocodeAnswer:
        """Return the answer: one place if nothing is open, else the question."""
        explanations = self._sorted()
        first = explanations[0]
        if first.entry.kind == "neighbour":
            return self._outside(first.entry)
        if first.entry.kind == "regency":
            return self._which_kecamatan()
        if self._choice.disagree:
            return self._ask(Reason.NAMES_DISAGREE, explanations)
        if len(explanations) > 1:
            return self._ask(self._why_several(explanations), explanations)
        doubt = self._doubt(first)
        if doubt is not None:
            return self._ask(doubt, explanations)
        return self._single(first)

    def _sorted(self) -> list[Explanation]:
        by_entry = {e.entry: e for e in self._choice.explanations}
        return [by_entry[entry] for entry in _ordered(list(by_entry), self._hint)]

    def _mention(self, explanation: Explanation) -> Mention:
        return self._choice.mentions[explanation.own[0]]

    def _candidate(self, explanation: Explanation, share: float = 1.0) -> Candidate:
        mention = self._mention(explanation)
        known = 1 - 0.4 * len(self._phrase.unknown) / max(1, self._phrase.word_count)
        around = [entry.kind for _, entry in explanation.around if entry.kind != "regency"]
        kinds = "+".join(dict.fromkeys((explanation.entry.kind, *around)))
        return candidate_of(
            explanation.entry,
            self._gazetteer,
            confidence=CONFIDENCE[mention.quality] * known * share,
            read_as=kinds + _READ_NOTE.get(mention.quality, ""),
        )

    def _ask(self, reason: Reason, explanations: list[Explanation]) -> GeocodeAnswer:
        share = _OPEN_FACTOR
        candidates = tuple(self._candidate(e, share) for e in explanations)
        detail = " ".join(self._phrase.unknown)
        return GeocodeAnswer(self._text, "ask", reason, candidates, detail=detail)

    def _why_several(self, explanations: list[Explanation]) -> Reason:
        qualities = {self._mention(e).quality for e in explanations}
        if Quality.BEGINNING in qualities:
            return Reason.BEGINNING_OF_NAME
        if Quality.SLIP in qualities:
            return Reason.UNCERTAIN_SPELLING
        return Reason.SEVERAL_PLACES

    def _doubt(self, explanation: Explanation) -> Reason | None:
        """Return why a single reading must still be confirmed, None if it need not."""
        mention = self._mention(explanation)
        if mention.kind_differs:
            named = mention.kind_said in {"road", "puskesmas", "hospital", "port"}
            return Reason.NOT_IN_GAZETTEER if named else Reason.KIND_DIFFERS
        if mention.quality == Quality.BEGINNING:
            return Reason.BEGINNING_OF_NAME
        if self._phrase.unresolved and explanation.entry.kind in _COARSE:
            return Reason.NOT_IN_GAZETTEER
        sure = mention.footing == Footing.SAID or explanation.around
        if mention.footing == Footing.LOOSE or (mention.strange_neighbours and not sure):
            return Reason.UNKNOWN_WORDS
        return None

    def _single(self, explanation: Explanation) -> GeocodeAnswer:
        """Return the one place, unless it lies on several islands or in several kecamatan."""
        entry = explanation.entry
        candidate = self._candidate(explanation)
        if entry.kind == "desa" and len(entry.spots) > 1:
            return self._which_island(explanation, candidate)
        if entry.kind == "island" and entry.kecamatan is None:
            return self._island_and_its_kecamatan(entry, candidate)
        if entry.kind == "kecamatan":
            reason = Reason.SEVERAL_ISLANDS if len(entry.spots) > 1 else None
            return GeocodeAnswer(self._text, "resolved", reason, (candidate,))
        if entry.kind in {"desa", "island"}:
            return GeocodeAnswer(self._text, "resolved", None, (candidate,))
        return self._pointlike(candidate)

    def _pointlike(self, candidate: Candidate) -> GeocodeAnswer:
        """Return a named point; a port may lie off the shore, or in the next regency."""
        if len(candidate.land_parts) > 1:
            choices = beside_on_other_land(candidate, self._gazetteer)
            return GeocodeAnswer(self._text, "ask", Reason.SEVERAL_ISLANDS, choices)
        location = self._gazetteer.locate(candidate.point)
        if location.outcome == "outside":
            regency = location.regency.name if location.regency else ""
            return GeocodeAnswer(
                self._text, "outside", Reason.OUTSIDE_REGENCY, (candidate,), location, regency
            )
        return GeocodeAnswer(self._text, "resolved", None, (candidate,), location)

    def _which_island(self, explanation: Explanation, candidate: Candidate) -> GeocodeAnswer:
        """Ask on which land part of its desa a place is, unless the island was named."""
        entry = explanation.entry
        named = {other.code for _, other in explanation.around if other.kind == "island"}
        spots = [s for s in entry.spots if s.island is not None and s.island.code in named]
        choices = on_each_land(candidate, spots or entry.spots, self._gazetteer)
        if len(choices) == 1:
            return GeocodeAnswer(self._text, "resolved", None, choices)
        return GeocodeAnswer(self._text, "ask", Reason.SEVERAL_ISLANDS, choices)

    def _island_and_its_kecamatan(self, island: Entry, candidate: Candidate) -> GeocodeAnswer:
        within = [
            entry
            for entry in self._gazetteer.entries
            if entry.kind == "kecamatan" and ("island", island.code) in entry.within
        ]
        parts = tuple(
            candidate_of(entry, self._gazetteer, confidence=0.5, read_as="kecamatan of the island")
            for entry in within
        )
        reason = Reason.SEVERAL_KECAMATAN
        return GeocodeAnswer(self._text, "ask", reason, (candidate, *parts))

    def _which_kecamatan(self) -> GeocodeAnswer:
        """Ask for the kecamatan; the one of the regency's name comes first."""
        kecamatan = [e for e in self._gazetteer.entries if e.kind == "kecamatan"]
        regency = self._gazetteer.entries[0].name
        kecamatan.sort(key=lambda e: (not _is_hinted(e, self._hint), regency not in e.name, e.code))
        candidates = tuple(
            candidate_of(entry, self._gazetteer, confidence=0.2, read_as="kecamatan of the regency")
            for entry in kecamatan
        )
        return GeocodeAnswer(self._text, "ask", Reason.REGENCY_TOO_WIDE, candidates)

    def _outside(self, neighbour: Entry) -> GeocodeAnswer:
        location = self._gazetteer.locate(neighbour.point)
        return GeocodeAnswer(
            self._text, "outside", Reason.OUTSIDE_REGENCY, (), location, neighbour.label
        )
