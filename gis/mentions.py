"""Finds the place names that a caller's words mention, and how each of them is said."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import IntEnum

from gis.entries import Entry
from gis.gazetteer import Gazetteer
from gis.matching import Match, Quality, match_bare, match_gili, match_said, match_whole_name
from gis.names import phrases
from gis.phrases import (
    AT_WORDS,
    GILI,
    GOING_WORDS,
    NEAR_WORDS,
    SENDING_WORDS,
    is_common,
    kind_at,
)

_BETWEEN = frozenset({"antara", "perbatasan", "perbatasannya"})
_IN = frozenset({"di", "neng", "ning", "e"})
_LONG_WORD = 4
_WEAK_KIND_WORDS = frozenset({"p", "kp", "pel", "ds", "rs", "port", "island", "polo"})
"""Too short or too common to announce a name that is not there."""


class Footing(IntEnum):
    """What makes a name a place in the sentence; a higher one counts more."""

    LOOSE = 0
    """Among words that nobody here knows."""
    FOLLOWING = 1
    """After a word that says nothing: "pohon jambu"."""
    PLACED = 2
    """First of all, after "di", or right behind another name."""
    SAID = 3
    """After the kind of place: "desa ..."."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One place name in the words, with every place it may mean."""

    words: tuple[str, ...]
    entries: tuple[Entry, ...]
    quality: Quality
    footing: Footing
    kind_said: str | None = None
    kind_differs: bool = False
    beside: bool = False
    """Whether it is what the place is near to, or where somebody goes."""
    going: bool = False
    """Whether somebody is said to go there."""
    strange_neighbours: bool = False
    """Whether an unknown word stands right before or behind it."""


@dataclass(slots=True)
class Phrase:
    """What was found in the words."""

    mentions: list[Mention] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    unresolved: list[tuple[str, str]] = field(default_factory=list)
    """Kinds that were said with a name that nothing of that kind bears."""
    word_count: int = 0
    between: bool = False
    """Whether "antara" was said: the place lies between the names."""


@dataclass(slots=True)
class _Reader:
    """Where the reading of the words stands."""

    gazetteer: Gazetteer
    phrase: Phrase = field(default_factory=Phrase)
    footing: Footing = Footing.PLACED
    beside: bool = False
    going: bool = False
    after_unknown: bool = False
    after_mention: bool = False
    last_word: str = ""
    sent: bool = False
    """Whether "ambulans ke" stands before: a facility is then where it goes with a patient."""

    def start_stretch(self, word_count: int) -> None:
        """Begin after a comma or the like: a name may stand there by itself."""
        self.phrase.word_count += word_count
        self.footing = Footing.PLACED
        self.after_unknown = self.after_mention = False
        self.last_word = ""

    def read(self, words: list[str]) -> int:
        """Read what comes next in a stretch; return how many words it took."""
        announced = kind_at(words, 0)
        named = match_whole_name(words, self.gazetteer) if announced else None
        if named is not None:
            self._mention(words[: named.length], named, None)
            return named.length
        if announced is not None:
            kind, length = announced
            found = match_said(words[length:], kind, self.gazetteer)
            if found is not None and not (words[0] in _WEAK_KIND_WORDS and found.kind_differs):
                self._mention(words[length : length + found.length], found, kind)
                return length + found.length
            self._note_unresolved(kind, words, length)
            self.footing = Footing.PLACED
            return length
        if words[0] == GILI and (found := match_gili(words, self.gazetteer)) is not None:
            self._mention(words[: found.length], found, "island")
            return found.length
        slips = self.footing >= Footing.PLACED
        found = match_bare(words, self.gazetteer, slips=slips)
        if found is not None:
            self._mention(words[: found.length], found, None)
            return found.length
        self._skip(words[0])
        return 1

    def _mention(self, words: list[str], found: Match, kind: str | None) -> None:
        footing = Footing.SAID if kind and not found.kind_differs else self.footing
        if kind and found.kind_differs:
            footing = max(footing, Footing.PLACED)
        if all(entry.kind in {"settlement", "road"} for entry in found.entries) and not kind:
            footing = min(footing, Footing.LOOSE if footing < Footing.PLACED else footing)
        beside, going = self.beside, self.going
        if self.sent and all(entry.kind == "facility" for entry in found.entries):
            beside = going = True
        if self.after_mention and _surrounds(found.entries, self.phrase.mentions[-1].entries):
            beside, going = self.phrase.mentions[-1].beside, self.phrase.mentions[-1].going
        self.last_word = ""
        self.phrase.mentions.append(
            Mention(
                words=tuple(words),
                entries=found.entries,
                quality=found.quality,
                footing=footing,
                kind_said=kind,
                kind_differs=found.kind_differs,
                beside=beside,
                going=going,
                strange_neighbours=self.after_unknown,
            )
        )
        self.footing, self.beside, self.going = Footing.PLACED, False, False
        self.sent = False
        self.after_unknown, self.after_mention = False, True

    def _note_unresolved(self, kind: str, words: list[str], length: int) -> None:
        """Remember "desa Xyz" where Xyz is no known name; "balai desa" announces nothing."""
        name = words[length] if len(words) > length else ""
        is_name = bool(name) and not is_common(name) and kind_at([name], 0) is None
        if is_name and words[0] not in _WEAK_KIND_WORDS:
            self.phrase.unresolved.append((kind, name))

    def _skip(self, word: str) -> None:
        """Pass over a word that is no name."""
        before, self.last_word = self.last_word, word
        if word in _BETWEEN:
            self.phrase.between = True
            self.footing, self.after_unknown, self.after_mention = Footing.PLACED, False, False
        elif word in AT_WORDS or word in NEAR_WORDS:
            sent = word == "ke" and before in SENDING_WORDS
            self.footing, self.beside = Footing.PLACED, word in NEAR_WORDS and not sent
            self.going = word in GOING_WORDS and not sent
            self.sent = sent
            self.after_unknown = self.after_mention = False
        elif is_common(word):
            self.footing, self.after_unknown = Footing.FOLLOWING, False
            self.after_mention = False
        else:
            self.phrase.unknown.append(word)
            if before in _IN and len(word) >= _LONG_WORD:
                self.phrase.unresolved.append(("place", word))
            if self.after_mention:
                last = self.phrase.mentions[-1]
                self.phrase.mentions[-1] = replace(last, strange_neighbours=True)
            self.footing, self.after_unknown = Footing.LOOSE, True
            self.after_mention = False


def _surrounds(outer: tuple[Entry, ...], inner: tuple[Entry, ...]) -> bool:
    """Tell whether a name right behind another one says where that one lies."""
    return any((o.kind, o.code) in i.within for o in outer for i in inner)


def find_mentions(text: str, gazetteer: Gazetteer) -> Phrase:
    """Return the place names in a text, in their order, and the words that remain unknown."""
    reader = _Reader(gazetteer)
    for stretch in phrases(text):
        reader.start_stretch(len(stretch))
        position = 0
        while position < len(stretch):
            position += reader.read(stretch[position:])
    return reader.phrase
