"""Normalises place names: apostrophes, hyphens, doubling ("guluk2"), Madurese spellings.

Three forms, each coarser than the one before: the *words* as a person would read them, the words
*joined* ("batu putih" is "batuputih"), and two *sounds*, in which spellings that people mix up fall
together. Only the caller of a sound knows whether it merges two different places.
"""

from __future__ import annotations

import re
import unicodedata

_APOSTROPHES = dict.fromkeys(map(ord, "'`´‘’‚‛ʹʻʼʽʾʿˀˁˈˊˋ′‵＇՚׳ꞌ"))
"""Marks that people type for the glottal stop in Praga'an; they are dropped, not split at."""

_DOUBLED = re.compile(r"\b([a-z]{3,})2(?=an\b|nya\b|\b)")
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_BREAK = re.compile(r"[,;:()\[\]{}/\\|\n\r\t!?\"“”«»…]+")

_MADURESE = {
    "daja": "daya",
    "dajah": "daya",
    "dhaja": "daya",
    "dejeh": "daya",
    "lao": "laok",
    "laoq": "laok",
    "temor": "timur",
    "temur": "timur",
    "bara": "barat",
    "tengnga": "tengah",
    "tenga": "tengah",
    "kene": "kenek",
    "raje": "raja",
    "rajeh": "raja",
    "gunong": "gunung",
}
"""Madurese words for directions and sizes -> the spelling of the official lists."""

_OLD_SPELLING = (("oe", "u"), ("tj", "c"), ("dj", "j"), ("ch", "c"), ("kh", "k"), ("sj", "s"))
_GLIDE = re.compile(r"([ou])w([aeiou])|([ie])y([aeou])")
"""A w or y that is only heard between two vowels: Batuwan, Kaliyanget."""
_REPEATED = re.compile(r"(.)\1+")


def normalise(text: str) -> str:
    """Return the words of a text: lower case a to z and digits, single spaces.

    Apostrophe-like marks vanish, accents fall off, "guluk2" becomes "guluk guluk", everything else
    that is no letter or digit becomes a space. Doing it twice changes nothing.
    """
    plain = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).translate(_APOSTROPHES)
    kept = (character for character in plain if not _is_invisible(character))
    lowered = "".join(kept).lower().translate(_APOSTROPHES)
    lowered = "".join(c for c in lowered if not unicodedata.category(c).startswith("M"))
    return _DOUBLED.sub(r"\1 \1", _NOT_PLAIN.sub(" ", lowered).strip())


def phrases(text: str) -> list[list[str]]:
    """Return the words of a text, one list for each stretch between commas and the like."""
    stretches = (normalise(stretch).split() for stretch in _BREAK.split(text))
    return [words for words in stretches if words]


def joined(text: str) -> str:
    """Return the normalised words without the spaces between them."""
    return normalise(text).replace(" ", "")


def written_key(words: list[str]) -> str:
    """Return normalised words joined, Madurese directions in their official spelling."""
    return "".join(_MADURESE.get(word, word) for word in words)


def close_sound(key: str) -> str:
    """Return what a joined name sounds like: dh/d, bh/b, doubled letters, e/i, o/u, silent h.

    >>> close_sound("giligenteng") == close_sound("giligenting")
    True
    """
    return _REPEATED.sub(r"\1", _respelled(key).replace("e", "i").replace("y", "i"))


def wide_sound(key: str) -> str:
    """Return a sound in which e falls together with a and not with i: Campaka, Cempaka."""
    return _REPEATED.sub(r"\1", _respelled(key).replace("e", "a"))


def _respelled(key: str) -> str:
    """Return a key in modern spelling, without h, with one letter for o and u."""
    for old, new in _OLD_SPELLING:
        key = key.replace(old, new)
    key = key.replace("h", "")
    key = _GLIDE.sub(r"\1\2\3\4", key).replace("q", "k").replace("v", "b").replace("f", "p")
    return key.replace("o", "u")


def _is_invisible(character: str) -> bool:
    """Tell whether a character is a control or formatting mark (bidi, zero width), not a space."""
    return unicodedata.category(character) in {"Cf", "Cs", "Co", "Cn"}
