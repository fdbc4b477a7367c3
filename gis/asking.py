"""Turns the places that fit a caller's words into an answer: one place, or the question."""

from __future__ import annotations

from dataclasses import replace

from gis.candidates import NEAR_M, beside_on_other_land, candidate_of, on_each_land, widened
from gis.choosing import Choice, Explanation
from gis.entries import Entry
from gis.gazetteer import Gazetteer
from gis.listing import CONFIDENCE, OPEN_FACTOR, READ_NOTE, is_hinted, ordered
from gis.matching import Quality
from gis.mentions import Footing, Mention, Phrase
from gis.nearby_names import desa_spelled_like, facilities_within
from gis.reasons import Reason
from gis.types import Candidate, GeocodeAnswer

_SURE_LENGTH = 6
"""Shorter words with a slip are too like other words: "garam" is no Gayam."""
_COARSE = frozenset({"kecamatan", "island", "regency"})


def _is_bare_islet(entry: Entry, mention: Mention, explanation: Explanation) -> bool:
    """Tell a word that happens to be an islet's name: "pasir putih", "kunyit"."""
    said = mention.kind_said == "island" or mention.words[:1] in {("pulau",), ("gili",)}
    return entry.kind == "island" and not entry.inhabited and not said and not explanation.around


class Asker:
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
        said = self._mention(first).kind_said == "regency"
        if first.entry.kind == "neighbour" and (said or not self._choice.dropped):
            return self._outside(first.entry)
        if first.entry.kind in {"regency", "neighbour"}:
            return self._which_kecamatan()
        if self._choice.disagree:
            return self._ask(Reason.NAMES_DISAGREE, explanations)
        doubt = self._doubt(first)
        likely = self._likely_inside(first)
        if len(explanations) > 1:
            likely = likely if self._mention(first).kind_differs else ()
            doubt = Reason.NOT_IN_GAZETTEER if likely else self._why_several(explanations)
        elif doubt is None and not likely:
            return self._single(first)
        answer = self._ask(doubt or Reason.UNCERTAIN_SPELLING, explanations)
        return replace(answer, candidates=(*likely, *answer.candidates))

    def _likely_inside(self, explanation: Explanation) -> tuple[Candidate, ...]:
        """Return what may be meant inside an area: a misspelt desa, the port or hospital there."""
        area, mention = explanation.entry, self._mention(explanation)
        found: list[Entry] = []
        if mention.kind_differs:
            found = facilities_within(mention.kind_said, area, self._gazetteer)
        elif area.kind == "kecamatan":
            words = [*self._phrase.unknown, *(name for _, name in self._phrase.unresolved)]
            found = list(desa_spelled_like(words, area, self._gazetteer))
        return tuple(
            candidate_of(entry, self._gazetteer, confidence=0.4, read_as=f"{entry.kind} inside")
            for entry in found
        )

    def _sorted(self) -> list[Explanation]:
        by_entry = {e.entry: e for e in self._choice.explanations}
        return [by_entry[entry] for entry in ordered(list(by_entry), self._hint)]

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
            read_as=kinds + READ_NOTE.get(mention.quality, ""),
        )

    def _ask(self, reason: Reason, explanations: list[Explanation]) -> GeocodeAnswer:
        share = OPEN_FACTOR
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
        is_short = len("".join(mention.words)) < _SURE_LENGTH
        if mention.quality == Quality.SLIP and is_short and not explanation.around:
            return Reason.UNCERTAIN_SPELLING
        if _is_bare_islet(explanation.entry, mention, explanation):
            return Reason.UNINHABITED
        finer = [m for m in self._choice.dropped if m.footing >= Footing.PLACED]
        if (self._phrase.unresolved or finer) and explanation.entry.kind in _COARSE:
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
        if self._mention(explanation).beside:
            candidate = widened(candidate, NEAR_M, self._gazetteer)
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
        named = {
            other.code
            for position, other in explanation.around
            if other.kind == "island" and self._is_said_as_island(position)
        }
        spots = [s for s in entry.spots if s.island is not None and s.island.code in named]
        choices = on_each_land(candidate, spots or entry.spots, self._gazetteer)
        if len(choices) == 1:
            return GeocodeAnswer(self._text, "resolved", None, choices)
        return GeocodeAnswer(self._text, "ask", Reason.SEVERAL_ISLANDS, choices)

    def _is_said_as_island(self, position: int) -> bool:
        """Tell an island from the kecamatan of its name: "pulau Raas", or a name only it has."""
        mention = self._choice.mentions[position]
        kinds = {entry.kind for entry in mention.entries}
        return mention.kind_said == "island" or "kecamatan" not in kinds

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
        kecamatan.sort(key=lambda e: (not is_hinted(e, self._hint), regency not in e.name, e.code))
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
