"""Finds what a caller may mean inside an area that is known: a misspelt desa, the port there."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz.distance import OSA

from gis.entries import Entry
from gis.gazetteer import Gazetteer
from gis.matching import Match, Quality
from gis.names import close_sound, normalise, written_key

_SHORTEST = 4
_LONGEST_LIST = 6
_KINDS_OF = {"hospital": "facility", "puskesmas": "facility", "port": "port"}


def desa_spelled_like(
    words: Iterable[str], kecamatan: Entry, gazetteer: Gazetteer
) -> tuple[Entry, ...]:
    """Return the desa of a kecamatan whose names sound like one of the words, but for a letter.

    Such a short list allows for slips in short names, which among all names would be too like
    others.
    """
    sounds = [close_sound(word) for word in words if len(word) >= _SHORTEST]
    if not sounds:
        return ()
    inside = ("kecamatan", kecamatan.code)
    return tuple(
        entry
        for entry in gazetteer.entries
        if entry.kind == "desa"
        and inside in entry.within
        and any(_is_like(sound, name) for sound in sounds for name in _spoken(entry))
    )


def facilities_within(kind_said: str | None, area: Entry, gazetteer: Gazetteer) -> list[Entry]:
    """Return the ports or hospitals that lie in the area by whose name somebody called one."""
    kind = _KINDS_OF.get(kind_said or "")
    found = [
        entry
        for entry in gazetteer.entries
        if entry.kind == kind and (area.kind, area.code) in entry.within
    ]
    if kind == "facility":
        found = [
            entry
            for entry in found
            if entry.name.startswith("Puskesmas") == (kind_said == "puskesmas")
        ]
    return found[:_LONGEST_LIST]


def near_sounds(words: list[str], gazetteer: Gazetteer, kinds: tuple[str, ...]) -> Match | None:
    """Return the places whose sound all these words together miss by one letter."""
    sound = close_sound(written_key(words))
    if len(sound) <= _SHORTEST:
        return None
    entries: dict[Entry, None] = {}
    for known, bearers in gazetteer.sounds(kinds):
        if OSA.distance(sound, known, score_cutoff=1) <= 1:
            entries.update(dict.fromkeys(bearers))
    return Match(len(words), tuple(entries), Quality.SLIP) if entries else None


def _spoken(entry: Entry) -> set[str]:
    """Return the sounds of an entry's names, and of their first words where these are long."""
    names = [normalise(name).split() for name in entry.names]
    firsts = [words[:1] for words in names if len(words[0]) > _SHORTEST]
    return {close_sound(written_key(words)) for words in names + firsts}


def _is_like(sound: str, name: str) -> bool:
    return OSA.distance(sound, name, score_cutoff=1) <= 1
