"""Reads area codes: Kemendagri's with dots, BPS's without; digits alone may be either."""

from __future__ import annotations

import re

from gis.entries import Entry
from gis.gazetteer import Gazetteer

PROVINCE = "35"
_DOTTED = re.compile(r"\d{2}\.\d{2}(?:\.\d{2})?(?:\.\d{4})?|\d{2}\.\d{2}\.\d{5}")
_DIGITS = re.compile(r"\d{4}|\d{6}|\d{7}|\d{10}")
_LABEL = re.compile(
    r"^\s*(?:kode|code|kemendagri|bps|wilayah|kec\w*|desa|[:.\s])*\s*", re.IGNORECASE
)


def read_area_code(text: str, gazetteer: Gazetteer) -> tuple[str, list[tuple[Entry, bool]]] | None:
    """Return the code in a text and the places it may mean, None if it is no area code.

    With each place comes whether the digits were read as a Kemendagri code without its dots, which
    is a guess. The list is empty for a code that no place here has.
    """
    code = text[_label_length(text) :].strip()
    if not code.startswith(PROVINCE):
        return None
    if _DOTTED.fullmatch(code):
        found = gazetteer.coded(code) or gazetteer.coded(code[:5]) * (code[:5] != "35.29")
        return code, [(entry, False) for entry in found]
    if not _DIGITS.fullmatch(code):
        return None
    as_bps = [(entry, False) for entry in gazetteer.coded(code)]
    dotted = ".".join(filter(None, (code[:2], code[2:4], code[4:6], code[6:])))
    guessed = [] if len(code) == 7 else [(entry, True) for entry in gazetteer.coded(dotted)]
    known = {id(entry) for entry, _ in as_bps}
    return code, as_bps + [pair for pair in guessed if id(pair[0]) not in known]


def _label_length(text: str) -> int:
    match = _LABEL.match(text)
    return match.end() if match else 0
