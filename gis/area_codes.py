"""Reads area codes: Kemendagri's with dots, BPS's without; digits alone may be either."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from gis.entries import Entry
from gis.gazetteer import Gazetteer

PROVINCE = "35"
_DOTTED = re.compile(r"\d{2}\.\d{2}(?:\.\d{2})?(?:\.\d{4})?|\d{2}\.\d{2}\.\d{5}")
_INSIDE = re.compile(
    r"(?<![\w.,+\-])(35\.\d{2}(?:\.\d{2}(?:\.\d{4})?|\.\d{5})|3529\d{3}(?:\d{3})?)(?![.,]?\w)"
)
"""A code among other words: with its dots, or as long as the BPS writes it."""
_DIGITS = re.compile(r"\d{4}|\d{6}|\d{7}|\d{10}")
_LABEL = re.compile(
    r"^\s*(?:kode|code|kemendagri|bps|wilayah|kec\w*|desa|[:.\s])*\s*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class AreaCode:
    """An area code: the places it may mean, and the words around it.

    With each place comes whether the digits were read as a Kemendagri code without its dots, which
    is a guess. There is no place for a code that no area here has.
    """

    code: str
    places: tuple[tuple[Entry, bool], ...]
    rest: str = ""


def read_area_code(text: str, gazetteer: Gazetteer) -> AreaCode | None:
    """Return the area code in a text, None if there is none."""
    plain = unicodedata.normalize("NFKC", text).strip(" \t\n.,;:()[]#")
    code = plain[_label_length(plain) :]
    if _DOTTED.fullmatch(code) and code.startswith(PROVINCE):
        return AreaCode(code, _dotted(code, gazetteer))
    if _DIGITS.fullmatch(code) and code.startswith(PROVINCE):
        return AreaCode(code, _undotted(code, gazetteer))
    match = _INSIDE.search(plain)
    if match is None:
        return None
    places = _dotted(match[0], gazetteer)
    rest = f"{plain[: match.start()]} , {plain[match.end() :]}"
    return AreaCode(match[0], places, rest) if places or "." in match[0] else None


def written_as_code(text: str) -> bool:
    """Tell whether a text is, or holds, what is read as an area code with dots."""
    plain = unicodedata.normalize("NFKC", text)
    return any("." in match[0] for match in _INSIDE.finditer(plain))


def _dotted(code: str, gazetteer: Gazetteer) -> tuple[tuple[Entry, bool], ...]:
    found = gazetteer.coded(code) or gazetteer.coded(code[:5]) * (code[:5] != "35.29")
    return tuple((entry, False) for entry in found)


def _undotted(code: str, gazetteer: Gazetteer) -> tuple[tuple[Entry, bool], ...]:
    """Return the places with these digits as BPS code, then those of the Kemendagri code."""
    as_bps = [(entry, False) for entry in gazetteer.coded(code)]
    dotted = ".".join(filter(None, (code[:2], code[2:4], code[4:6], code[6:])))
    guessed = [] if len(code) == 7 else [(entry, True) for entry in gazetteer.coded(dotted)]
    known = {id(entry) for entry, _ in as_bps}
    return (*as_bps, *(pair for pair in guessed if id(pair[0]) not in known))


def _label_length(text: str) -> int:
    match = _LABEL.match(text)
    return match.end() if match else 0
