"""Reads places told from another one: "2 km timur pelabuhan Kalianget", "perairan Raas"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gis.angles import clean_signs

METRES_PER_UNIT = {"km": 1_000.0, "m": 1.0, "mil": 1_852.0}
"""A mile is the nautical one: people who say it stand in a boat."""
UNSTATED_DISTANCE_M = 2_000.0
"""Radius of "east of ..." without a distance."""
WATERS_M = 5_000.0
"""Radius of "the waters of ..."."""
_FARTHEST_M = 100_000.0

_DIRECTION = (
    r"(?:(?:timur|barat)\s+(?:laut|daya)|tenggara|utara|selatan|timur|barat|north|south|east|west)"
)
_NUMBER_WORDS = {
    **{"setengah": 0.5, "seperempat": 0.25, "se": 1, "satu": 1, "dua": 2, "tiga": 3, "empat": 4},
    **{"lima": 5, "enam": 6, "tujuh": 7, "delapan": 8, "sembilan": 9, "sepuluh": 10},
}
_HUNDREDS = {"seratus": 100.0} | {
    f"{word} ratus": 100.0 * size for word, size in _NUMBER_WORDS.items() if 1 < size < 10
}
_SIZES = {**_NUMBER_WORDS, **_HUNDREDS}
_WORDED_SIZE = "|".join(sorted(_SIZES, key=len, reverse=True))
_DISTANCE = re.compile(
    rf"(?P<size>\d+(?:[.,]\d+)?|\b(?:{_WORDED_SIZE}))\s*"
    r"(?P<unit>km|kilo(?:meter)?|m|mtr|meter|mil)\b"
    rf"(?P<direction>\s+(?:(?:ke|di|arah|sebelah|sisi|lepas|to|the)\s+)*{_DIRECTION}(?:nya)?\b)?"
    r"(?:\s+(?:dari|of|from)\b)?",
    re.IGNORECASE,
)
_BEARING = re.compile(
    rf"\b(?P<direction>sebelah|arah)\s+{_DIRECTION}(?:nya)?(?:\s+dari)?\b"
    r"|\b(?:utara|selatan|tenggara)\s+(?:dari|(?=pulau|gili|pelabuhan|dermaga))",
    re.IGNORECASE,
)
_WATERS = re.compile(
    r"\b(?:perairan|selat|lepas\s+pantai|(?:di|tengah)\s+laut)\b(?P<direction>)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class RelativePlace:
    """How far from the anchor a place may be, and the words around that saying."""

    distance_m: float
    before: str
    after: str
    directed: bool
    """Whether a direction was said: then the anchor may also stand before it."""


def read_relative(text: str) -> RelativePlace | None:
    """Return how a place is told from another one, None where the text tells none."""
    text = clean_signs(text)
    for pattern, unstated_m in (
        (_DISTANCE, None),
        (_BEARING, UNSTATED_DISTANCE_M),
        (_WATERS, WATERS_M),
    ):
        match = pattern.search(text)
        if match:
            distance_m = _metres(match) if unstated_m is None else unstated_m
            return RelativePlace(
                distance_m=min(distance_m, _FARTHEST_M),
                before=text[: match.start()],
                after=text[match.end() :],
                directed=match["direction"] is not None,
            )
    return None


def _metres(match: re.Match[str]) -> float:
    unit = match["unit"].lower()
    unit = "km" if unit.startswith("k") else "mil" if unit == "mil" else "m"
    size = match["size"].lower()
    return (_SIZES.get(size) or float(size.replace(",", "."))) * METRES_PER_UNIT[unit]
