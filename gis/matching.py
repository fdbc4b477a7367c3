"""Matches a run of words with the names of the gazetteer: as written, by sound, by a slip.

Each way is tried only where the one before found nothing, so that a slip never wins over a name
that stands there letter by letter.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from rapidfuzz import process
from rapidfuzz.distance import OSA

from gis.entries import Entry
from gis.everyday_words import EVERYDAY_WORDS
from gis.gazetteer import BARE, OFFICIAL, Gazetteer
from gis.names import written_key
from gis.phrases import DIRECTIONS, KIND_WORDS, LINKING_WORDS, is_common, words_left_out

MOST_WORDS = 6
"""No name has more."""
_SOUND_KINDS = (*OFFICIAL, "regency", "neighbour", "landmark")
_WHOLE_NAME_KINDS = ("landmark", "settlement", "kecamatan", "desa")
_SLIP_KINDS = (*OFFICIAL, "regency", "landmark")
_SECONDARY = frozenset({"settlement", "road"})
_KINDS_SAID: dict[str, tuple[str, ...]] = {
    "settlement": ("settlement", "landmark"),
    "puskesmas": ("facility",),
    "hospital": ("facility",),
    "regency": ("regency", "neighbour"),
}
_NAMED_BY_PARTS = frozenset({"port", "facility", "road"})
_SLIPS_BY_LENGTH = ((12, 3), (8, 2), (5, 1))
"""Letters of a name -> letters that may be wrong, swapped, missing or too many."""


class Quality(IntEnum):
    """How well the words fit the name; a higher one is better."""

    BEGINNING = 1
    SLIP = 2
    PART = 3
    SOUND = 4
    WRITTEN = 5


@dataclass(frozen=True, slots=True)
class Match:
    """The entries that bear the name which the next ``length`` words make."""

    length: int
    entries: tuple[Entry, ...]
    quality: Quality
    kind_differs: bool = False


def match_bare(
    words: list[str], gazetteer: Gazetteer, *, slips: bool, beginnings: bool = True
) -> Match | None:
    """Return the longest name at the start of the words, of any kind of place.

    Parameters
    ----------
    words
        What is left of the stretch.
    slips
        Whether a misspelled name is looked for; only where a name is expected.
    beginnings
        Whether the first words of a longer name count.
    """
    exact = _longest(words, gazetteer, BARE, _SOUND_KINDS)
    if exact is not None:
        return _stretched(exact, words, gazetteer, _SLIP_KINDS) if slips else exact
    if beginnings and (called := _called_without_kind(words, gazetteer)):
        return called
    beginning = _beginning(words, gazetteer, OFFICIAL) if beginnings else None
    if beginning is not None and _is_everyday(words[: beginning.length]):
        beginning = None
    slip = _slip(words, gazetteer, _SLIP_KINDS, bare=True) if slips else None
    return _longer(beginning, slip)


def _called_without_kind(words: list[str], gazetteer: Gazetteer) -> Match | None:
    """Return the port or facility whose name of several words stands there without its kind."""
    for length in range(min(MOST_WORDS, len(words)), 1, -1):
        entries = gazetteer.written(written_key(words[:length]), ("port", "facility"))
        if entries and _says_something(words[:length]):
            return Match(length, entries, Quality.WRITTEN, kind_differs=True)
    return None


def match_said(words: list[str], kind: str, gazetteer: Gazetteer) -> Match | None:
    """Return the name of a stated kind at the start of the words.

    Where no place of that kind bears the name, a place of another kind does, marked so.
    """
    kinds = kinds_said(kind)
    skipped = words_left_out(words, kinds)
    for start in range(skipped + 1):
        found = _said(words[start:], kind, kinds, gazetteer)
        if found is not None:
            return Match(found.length + start, found.entries, found.quality)
    other = match_bare(words[skipped:], gazetteer, slips=False, beginnings=False)
    if other is None or not (set(kinds) & {*OFFICIAL, "road", "facility", "port", "settlement"}):
        return None
    return Match(other.length + skipped, other.entries, other.quality, kind_differs=True)


def kinds_said(kind: str) -> tuple[str, ...]:
    """Return the kinds of places that a word of kind stands for."""
    return _KINDS_SAID.get(kind, (kind,))


def match_whole_name(words: list[str], gazetteer: Gazetteer) -> Match | None:
    """Return the place whose whole name stands at the start, a kind word of it included."""
    for length in range(min(MOST_WORDS, len(words)), 1, -1):
        if entries := gazetteer.written(written_key(words[:length]), _WHOLE_NAME_KINDS):
            return Match(length, entries, Quality.WRITTEN)
    return None


def match_gili(words: list[str], gazetteer: Gazetteer) -> Match | None:
    """Return the island whose name follows "gili", unless "gili" is part of a name."""
    if _longest(words, gazetteer, BARE, _SOUND_KINDS) is not None:
        return None
    found = _longest(words[1:], gazetteer, ("island",), ("island",))
    return Match(found.length + 1, found.entries, found.quality) if found else None


def match_slip(words: list[str], gazetteer: Gazetteer) -> Match | None:
    """Return the places whose name all these words together miss by a slip."""
    return _slip(words, gazetteer, _SLIP_KINDS)


def _said(
    words: list[str], kind: str, kinds: tuple[str, ...], gazetteer: Gazetteer
) -> Match | None:
    """Return the match among the places of some kinds, the surest way first."""
    if not words:
        return None
    named_by_parts = bool(_NAMED_BY_PARTS & set(kinds))
    found = _longest(words, gazetteer, kinds, kinds)
    if found is not None:
        found = _stretched(found, words, gazetteer, kinds)
    if found is None and named_by_parts:
        found = _part(words, gazetteer, kinds)
    if found is None:
        beginning = None if named_by_parts else _beginning(words, gazetteer, kinds)
        found = _longer(beginning, _slip(words, gazetteer, kinds))
    return _of_facility_kind(found, kind)


def _longer(beginning: Match | None, slip: Match | None) -> Match | None:
    """Return the slip where it takes in more words, else the beginning of several names."""
    if beginning is not None and (slip is None or slip.length <= beginning.length):
        return beginning
    return slip


def _of_facility_kind(found: Match | None, kind: str) -> Match | None:
    """Keep puskesmas or hospitals only, as was said."""
    if found is None or kind not in {"puskesmas", "hospital"}:
        return found
    entries = tuple(
        entry
        for entry in found.entries
        if entry.name.lower().startswith(("puskesmas", "pustu")) == (kind == "puskesmas")
    )
    return Match(found.length, entries, found.quality) if entries else None


def _windows(words: list[str], *, kind_words: bool = False) -> list[list[str]]:
    """Return the runs at the start of the words that may be a name, the longest first."""
    lengths = range(min(MOST_WORDS, len(words)), 0, -1)
    windows = (words[:length] for length in lengths)
    return [w for w in windows if kind_words or not any(word in KIND_WORDS for word in w)]


def _says_something(words: list[str]) -> bool:
    return not all(map(is_common, words))


def _longest(
    words: list[str],
    gazetteer: Gazetteer,
    kinds: tuple[str, ...],
    sound_kinds: tuple[str, ...],
) -> Match | None:
    for window in _windows(words, kind_words=True):
        key = written_key(window)
        telling = _says_something(window)
        entries = gazetteer.written(key, kinds)
        if entries and (telling or len(window) > 1 or kinds is not BARE):
            if all(entry.kind in _SECONDARY for entry in entries):
                entries = _united(entries, gazetteer.sounding(key, sound_kinds))
            return Match(len(window), entries, Quality.WRITTEN)
        if not telling or any(word in KIND_WORDS for word in window):
            continue
        if kinds is BARE and _is_everyday(window):
            continue
        if entries := _sounding(key, gazetteer, sound_kinds, bare=kinds is BARE):
            return Match(len(window), entries, Quality.SOUND)
    return None


def _sounding(
    key: str, gazetteer: Gazetteer, kinds: tuple[str, ...], *, bare: bool
) -> tuple[Entry, ...]:
    """Return the names that sound so, and those one letter off: both may be meant.

    An uninhabited islet wants its name written right, unless "pulau" was said.
    """
    entries = gazetteer.sounding(key, kinds)
    if bare:
        entries = _inhabited(entries)
    if not entries:
        return ()
    near = _nearest(key, gazetteer, kinds)
    return _united(entries, near[1]) if near is not None and near[0] == 1 else entries


def _united(first: tuple[Entry, ...], second: tuple[Entry, ...]) -> tuple[Entry, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def _inhabited(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    return tuple(entry for entry in entries if entry.inhabited)


def _stretched(
    found: Match, words: list[str], gazetteer: Gazetteer, kinds: tuple[str, ...]
) -> Match:
    """Return a longer name with a slip, where strange words follow: "Tanjung Kiao".

    "Barat" and its like are strange only behind a name that is itself none of the sure ones.
    """
    unsure = found.quality < Quality.WRITTEN or all(e.kind in _SECONDARY for e in found.entries)
    known = KIND_WORDS.keys() | (frozenset() if unsure else DIRECTIONS)
    following = words[found.length : found.length + 2]
    for count in range(len(following), 0, -1):
        added = following[:count]
        if any(w in known or (is_common(w) and w not in DIRECTIONS) for w in added):
            continue
        if _longest(added, gazetteer, BARE, _SOUND_KINDS):
            continue
        longer = _slip_of(words[: found.length + count], gazetteer, kinds)
        if longer is not None:
            return longer
    return found


def _beginning(words: list[str], gazetteer: Gazetteer, kinds: tuple[str, ...]) -> Match | None:
    for window in filter(_says_something, _windows(words)):
        if entries := gazetteer.beginning_with_words(written_key(window), kinds):
            return Match(len(window), entries, Quality.BEGINNING)
    return None


def _part(words: list[str], gazetteer: Gazetteer, kinds: tuple[str, ...]) -> Match | None:
    for window in filter(_says_something, _windows(words, kind_words=True)):
        if entries := gazetteer.having_part(written_key(window), kinds):
            return Match(len(window), entries, Quality.PART)
    return None


def _slip(
    words: list[str], gazetteer: Gazetteer, kinds: tuple[str, ...], *, bare: bool = False
) -> Match | None:
    """Return the nearest name to any run of the words; the fewest slips, then the longest run."""
    best: tuple[int, int, Match] | None = None
    for window in filter(_says_something, _windows(words)[-4:]):
        if window[0] in LINKING_WORDS or _ends_in_a_name(window, gazetteer):
            continue
        if bare and _is_everyday(window):
            continue
        found = _nearest(written_key(window), gazetteer, kinds)
        if found is not None:
            slips, entries = found
            rank = (slips, -len(window))
            if best is None or rank < best[:2]:
                best = (*rank, Match(len(window), entries, Quality.SLIP))
    return best[2] if best else None


def _is_everyday(window: list[str]) -> bool:
    return len(window) == 1 and window[0] in EVERYDAY_WORDS


def _ends_in_a_name(window: list[str], gazetteer: Gazetteer) -> bool:
    """Tell whether the words end in a name written right: a slip must not swallow it."""
    endings = (window[start:] for start in range(1, len(window)))
    return any(
        gazetteer.written(written_key(ending), OFFICIAL)
        for ending in endings
        if _says_something(ending)
    )


def _slip_of(words: list[str], gazetteer: Gazetteer, kinds: tuple[str, ...]) -> Match | None:
    found = _nearest(written_key(words), gazetteer, kinds)
    return Match(len(words), found[1], Quality.SLIP) if found else None


def _nearest(
    key: str, gazetteer: Gazetteer, kinds: tuple[str, ...]
) -> tuple[int, tuple[Entry, ...]] | None:
    """Return the fewest slips and every place whose name is that near; ties stay several."""
    allowed = next((slips for length, slips in _SLIPS_BY_LENGTH if len(key) >= length), 0)
    if not allowed:
        return None
    spellings = gazetteer.spellings(kinds)
    near = process.extract(
        key,
        [spelling.key for spelling in spellings],
        scorer=OSA.distance,
        score_cutoff=allowed,
        limit=20,
    )
    near = [hit for hit in near if hit[1] <= _allowed(spellings[hit[2]].key)]
    if not near:
        return None
    fewest = int(min(slips for _, slips, _ in near))
    entries: dict[Entry, None] = {}
    for _, slips, position in near:
        if slips == fewest:
            entries.update(dict.fromkeys(spellings[position].entries))
    return fewest, _inhabited(tuple(entries)) or tuple(entries)


def _allowed(key: str) -> int:
    return next((slips for length, slips in _SLIPS_BY_LENGTH if len(key) >= length), 0)
