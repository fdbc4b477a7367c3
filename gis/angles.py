"""Reads pairs of angles: decimal degrees, degrees and minutes, with signs or LS, LU, BT, BB.

The text is cut into tokens; a run of tokens that can only belong to coordinates is then read as two
angles. A decimal comma and a comma that separates are told apart by what would follow: four whole
numbers can only be two decimals.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from gis.other_numbers import without_other_numbers
from gis.projection import distance_m
from gis.readings import CoordinateReading, CoordinateRefusal, Read, judge, precision_m
from gis.reasons import Reason

_DEGREES = dict.fromkeys(map(ord, "º˚∘ᵒ⁰"), "°")
_MINUTES = dict.fromkeys(map(ord, "′’‘ʼʹ´`ʻ‛＇"), "'")
_SECONDS = dict.fromkeys(map(ord, "″”“„‟ʺ＂"), '"')
_MINUS = dict.fromkeys(map(ord, "−–—‐‑‒﹣－"), "-")
_MARKS = {**_DEGREES, **_MINUTES, **_SECONDS, **_MINUS}

_SIDE = r"(?:ls|lu|bt|bb|[snewut])\b"
_PART = r"\d+(?:[.,]\d+)?"
_WORDED = (
    (rf"(\d+)\s?d\s?(\d+)\s?m\s?({_PART})\s?s\b", "\\1°\\2'\\3\""),
    (rf"\b(\d{{1,3}})([-:])(\d{{1,2}})\2({_PART})(?=\s?{_SIDE})", "\\1°\\3'\\4\""),
    (r"(?<=\d)(\s?[a-z]{0,2}\s?)\b(?:dan|and|serta)\b(?=\s?[a-z]{0,2}\s?[-+]?\d)", r"\1 ; "),
    (r"\b(?:derajat|deg(?:rees?)?)\b|(?<=\d)\s?d(?=\s?\d)", "°"),
    (r"\b(?:menit|min(?:utes?)?)\b", "'"),
    (r"\b(?:detik|sec(?:onds?)?)\b", '"'),
    (r"\blintang\s+selatan\b", " LS "),
    (r"\blintang\s+utara\b", " LU "),
    (r"\bbujur\s+timur\b", " BT "),
    (r"\bbujur\s+barat\b", " BB "),
    (r"'\s?'", '"'),
    (r"[\"']?\b(lat|lon)(?:itude|gitude)?\b[\"'.]?\s*[:=]?", r" \1 "),
    (r"[\"']?\b(?:lng|long)\b[\"'.]?\s*[:=]?", " lon "),
    (r"\bx\s*[:=]", " lon "),
    (r"\by\s*[:=]", " lat "),
    (r"\b(?:garis\s+)?lintang\b\s*[:=]?", " lat "),
    (r"\b(?:garis\s+)?bujur\b\s*[:=]?", " lon "),
)
_TOKEN = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)?)|(?P<sign>[-+])|(?P<mark>[°'\"])"
    r"|(?P<side>(?<![^\W\d_])(?:ls|lu|bt|bb|s|n|e|w|u|t|selatan|utara|timur|barat)(?![^\W\d_]))"
    r"|(?P<axis>(?<![^\W\d_])(?:lat|lon)(?![^\W\d_]))|(?P<gap>[,;:/|()\[\]{}&=、]|\s+)"
    r"|(?P<other>[^\W\d_]+|.)",
    re.IGNORECASE,
)
_SIDES = {
    **dict.fromkeys(("ls", "s", "selatan"), ("lat", -1)),
    **dict.fromkeys(("lu", "n", "u", "utara"), ("lat", 1)),
    **dict.fromkeys(("bt", "e", "t", "timur"), ("lon", 1)),
    **dict.fromkeys(("bb", "w", "barat"), ("lon", -1)),
}
_SIXTHS = {"°": 0, "'": 1, '"': 2}
_LONGITUDE_FIRST = re.compile(
    r"(?:\bpoint\s*\(|\"coordinates\"\s*:\s*\[)\s*([-+]?\d+(?:\.\d+)?)[\s,]+([-+]?\d+(?:\.\d+)?)",
    re.IGNORECASE,
)
"""Well-known text and GeoJSON, which state their order."""
_PLAIN_NUMBER = r"[-+]?\s?\d+(?:\.\d+)?"
_COMMA_NUMBER = r"[-+]?\s?\d+[.,]\d+"
_PLAIN_PAIR = re.compile(rf"({_PLAIN_NUMBER})\s*[,;:/|&、\s]\s*({_PLAIN_NUMBER})")
_COMMA_PAIR = re.compile(rf"({_COMMA_NUMBER})\s*[,;:/|&、\s]\s*({_COMMA_NUMBER})")
_WITH_HEIGHT = re.compile(
    rf"([-+]?\s?\d+\.\d+)\s*[,;\s]\s*([-+]?\s?\d+\.\d+)\s*[,;\s]\s*{_PLAIN_NUMBER}"
)
_LONE_NUMBER = re.compile(r"[-+]?\s?\d+(?:[.,]\d+)?\s*°?")
_CLOCK = re.compile(r"(?:[01]?\d|2[0-4])[.,][0-5]\d")
_LONGEST_RUN = 120
_SAME_PLACE_M = 50.0
"""The same place written twice, in two forms, differs by no more."""


@dataclass(slots=True)
class _Angle:
    """One angle while it is being read: its parts, the axis and sign that stand beside it."""

    parts: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    axis: str = ""
    sign: int = 0
    lettered: bool = False

    @property
    def step_deg(self) -> float:
        """Return what the last written digit stands for."""
        last = self.parts[-1]
        decimals = len(re.split("[.,]", last)[1]) if re.search("[.,]", last) else 0
        return float(10.0**-decimals / 60.0 ** (len(self.parts) - 1))

    @property
    def value_deg(self) -> float:
        """Return the angle with its sign."""
        size = sum(_number(part) / 60.0**i for i, part in enumerate(self.parts))
        return float(-size if self.sign < 0 else size)


def clean_signs(text: str) -> str:
    """Return a text with the many signs for degree, minute, second and minus made one of each."""
    text = unicodedata.normalize("NFKC", text.translate(_MARKS)).translate(_MARKS)
    return "".join(c for c in text if unicodedata.category(c) not in {"Cf", "Cs", "Co", "Cn"})


def read_angles(text: str) -> Read | None:
    """Return the point that two angles in a text give, None where it has none.

    The text has gone through ``clean_signs``.
    """
    if match := _LONGITUDE_FIRST.search(text):
        return _decimal_pair(match[2], match[1], order_known=True)
    for pattern, mark in _WORDED:
        text = re.sub(pattern, mark, text, flags=re.IGNORECASE)
    text = without_other_numbers(text)
    found = _read_runs(text)
    return found or agreed([_read_runs(line) for line in text.splitlines()])


def agreed(reads: Iterable[Read | None]) -> Read | None:
    """Return the first of several readings if they are one place, else that they contradict."""
    found = [read for read in reads if read is not None]
    points = [read for read in found if isinstance(read, CoordinateReading)]
    if not points:
        return found[0] if found else None
    first = points[0]
    for other in points[1:]:
        apart_m = distance_m(first.point.lon, first.point.lat, other.point.lon, other.point.lat)
        if apart_m > first.radius_m + other.radius_m + _SAME_PLACE_M:
            return CoordinateRefusal(Reason.SEVERAL_POINTS)
    return first


def _read_runs(text: str) -> Read | None:
    return agreed(_read_run(run, alone=alone) for run, alone in _runs(text))


def _read_run(run: str, *, alone: bool) -> Read | None:
    """Return what one run of number-like text says; ``alone`` if there is nothing else."""
    bare = run.strip(" ,;:/|()[]{}&=")
    if re.search(r"[^\W\d_]|[°'\"]", bare):
        return _read_marked(bare, alone=alone)
    return _read_numbers(bare, alone=alone)


def _read_numbers(bare: str, *, alone: bool) -> Read | None:
    """Return the pair in a run of digits, signs and separators."""
    match = _WITH_HEIGHT.fullmatch(bare) or _PLAIN_PAIR.fullmatch(bare)
    if match and ("." in bare or _is_whole_pair(bare)):
        pair = _decimal_pair(match[1], match[2]) if alone or "." in bare else None
        return _if_meant(pair, match, alone=alone)
    if match := _COMMA_PAIR.fullmatch(bare):
        return _if_meant(_decimal_pair(match[1], match[2]), match, alone=alone)
    numbers = re.findall(r"[-+]?\d+(?:[.,]\d+)?", bare)
    if len(numbers) in {4, 6} and re.fullmatch(r"[-+\d.,\s;/]+", bare):
        half = len(numbers) // 2
        found = _sexagesimal(numbers[:half], numbers[half:])
        if _is_near(found) or not alone:
            return found if _is_near(found) else None
    if alone and _LONE_NUMBER.fullmatch(bare):
        return CoordinateRefusal(Reason.SINGLE_NUMBER, bare)
    return None


def _if_meant(pair: Read | None, match: re.Match[str], *, alone: bool) -> Read | None:
    """Drop a pair of numbers that lies far away unless it is all there is, and no two times."""
    if pair is None or _is_near(pair):
        return pair
    is_all = alone and match.re is not _WITH_HEIGHT
    return (
        pair if is_all and not (_CLOCK.fullmatch(match[1]) and _CLOCK.fullmatch(match[2])) else None
    )


def _is_near(read: Read | None) -> bool:
    """Tell whether a reading lies around Indonesia, or is what a device without a fix says."""
    if isinstance(read, CoordinateRefusal):
        return read.reason == Reason.ZERO_COORDINATES
    if read is None:
        return False
    return 94 <= read.point.lon <= 142 and -12 <= read.point.lat <= 7


def _is_whole_pair(bare: str) -> bool:
    """Tell two whole numbers from one number with a decimal comma: "-7, 113" from "7,0167"."""
    return not re.fullmatch(r"[-+]?\d+,\d+", bare) or re.fullmatch(r"[-+]?0,0", bare) is not None


def _decimal_pair(first: str, second: str, *, order_known: bool = False) -> Read:
    angles = [_Angle([text.lstrip("-+ ")]) for text in (first, second)]
    for angle, text in zip(angles, (first, second), strict=True):
        angle.sign = -1 if text.startswith("-") else 1
    return judge(
        angles[0].value_deg,
        angles[1].value_deg,
        radius_m=precision_m(max(angle.step_deg for angle in angles)),
        read_as="decimal degrees",
        order_known=order_known,
    )


def _sexagesimal(first: list[str], second: list[str]) -> Read | None:
    """Return the pair of two or three numbers each, degrees first, if they can be such."""
    angles = []
    for numbers in (first, second):
        sizes = [_number(part.lstrip("-+")) for part in numbers]
        whole = all(re.fullmatch(r"[-+]?\d+", part) for part in numbers[:-1])
        if not whole or any(size >= 60 for size in sizes[1:]) or "-" in "".join(numbers[1:]):
            return None
        sign = -1 if numbers[0].startswith("-") else 1
        angles.append(_Angle([part.lstrip("-+") for part in numbers], sign=sign))
    if len(first) == 2 and not any(re.search("[.,]", part) for part in (first[-1], second[-1])):
        return None
    return _judged(angles[0], angles[1], "degrees and minutes")


def _read_marked(bare: str, *, alone: bool) -> Read | None:
    """Return the pair in a run with degree signs or letters."""
    angles = [angle for angle in _angles(bare) if angle.parts]
    lettered = [angle for angle in angles if angle.lettered]
    if len(angles) > len(lettered) == 2:
        angles = lettered
    if len(angles) != 2:
        if alone and len(angles) == 1 and angles[0].marks:
            return CoordinateRefusal(Reason.SINGLE_NUMBER, bare)
        return None
    if not any(a.marks or a.lettered or a.axis or re.search("[.,]", a.parts[-1]) for a in angles):
        return None
    if any(_number(part) >= 60 for angle in angles for part in angle.parts[1:]):
        return CoordinateRefusal(Reason.MINUTES_OUT_OF_RANGE, bare)
    lat, lon = _by_axis(angles[0], angles[1])
    if lat is None or lon is None:
        return CoordinateRefusal(Reason.UNREADABLE_COORDINATES, bare)
    plain = all(len(angle.parts) == 1 for angle in angles)
    return _judged(lat, lon, "decimal degrees" if plain else "degrees and minutes")


def _judged(lat: _Angle, lon: _Angle, read_as: str) -> Read:
    return judge(
        lat.value_deg,
        lon.value_deg,
        radius_m=precision_m(max(lat.step_deg, lon.step_deg)),
        read_as=read_as,
        order_known=bool(lat.axis or lon.axis),
        signs_known=lat.lettered and lon.lettered,
    )


def _by_axis(first: _Angle, second: _Angle) -> tuple[_Angle | None, _Angle | None]:
    """Return latitude and longitude; neither if both are said to be the same."""
    if first.axis and first.axis == second.axis:
        return None, None
    if first.axis == "lon" or second.axis == "lat":
        return second, first
    return first, second


def _angles(text: str) -> list[_Angle]:
    """Cut a run into angles."""
    angles = [_Angle()]
    pieces = [(m.lastgroup or "", m[0]) for m in _TOKEN.finditer(text)]
    for position, (kind, piece) in enumerate(pieces):
        following = pieces[position + 1][1] if position + 1 < len(pieces) else ""
        if kind == "number":
            _take_number(angles, piece, following)
        elif kind == "sign":
            _open(angles).sign = -1 if piece == "-" else 1
        elif kind == "mark":
            _take_mark(angles[-1], piece)
        elif kind == "axis":
            _open(angles).axis = piece.lower()
        elif kind == "side":
            _take_side(angles, piece.lower())
        elif piece.strip() and angles[-1].parts:
            angles.append(_Angle())
    return angles


def _open(angles: list[_Angle]) -> _Angle:
    """Return the angle that has no number yet, a new one if need be."""
    if angles[-1].parts:
        angles.append(_Angle())
    return angles[-1]


def _take_number(angles: list[_Angle], piece: str, following: str) -> None:
    angle = angles[-1]
    complete = angle.parts and (
        len(angle.parts) == 3
        or following == "°"
        or re.search("[.,]", angle.parts[-1])
        or len(angle.marks) > len(angle.parts)
        or (angle.marks and angle.marks[-1] == '"')
    )
    if complete:
        angle = _open(angles)
    angle.parts.append(piece)


def _take_mark(angle: _Angle, mark: str) -> None:
    """Note a degree, minute or second mark behind the number it belongs to."""
    if angle.parts and _SIXTHS[mark] == len(angle.parts) - 1:
        angle.marks.append(mark)


def _take_side(angles: list[_Angle], piece: str) -> None:
    """Note LS, LU, BT, BB: behind its angle, or in front of the next one."""
    angle = angles[-1]
    behind = bool(angle.parts) and not angle.lettered
    if not behind:
        angle = _open(angles)
    angle.axis, angle.sign = _SIDES[piece]
    angle.lettered = True
    if behind:
        angles.append(_Angle())


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _runs(text: str) -> list[tuple[str, bool]]:
    """Return the stretches that consist of numbers, marks, letters of sides and separators."""
    runs: list[str] = []
    current = ""
    words = False
    for match in _TOKEN.finditer(text):
        if match.lastgroup == "other":
            words = True
            runs.append(current)
            current = ""
        else:
            current += match[0]
    runs.append(current)
    kept = [run.strip() for run in runs if re.search(r"\d", run) and len(run) <= _LONGEST_RUN]
    return [(run, not words and len(kept) == 1) for run in kept]
