"""What a driver is told on the way, in Indonesian or English, with distances and road names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gis.road_stretches import turn_deg
from gis.types import Journey, Leg, LegMode, RoadStretch
from gis.wording import said

SLIGHT_DEG, TURN_DEG, SHARP_DEG, BACK_DEG = 20.0, 45.0, 120.0, 165.0
"""From which angle a bend is called slight, a turn, sharp, and a turn back."""

_WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "start": ("Berangkat ke arah {compass} melalui {road}", "Head {compass} on {road}"),
        "straight": ("Lurus melalui {road}", "Continue on {road}"),
        "slight_left": ("Serong kiri ke {road}", "Bear left onto {road}"),
        "slight_right": ("Serong kanan ke {road}", "Bear right onto {road}"),
        "left": ("Belok kiri ke {road}", "Turn left onto {road}"),
        "right": ("Belok kanan ke {road}", "Turn right onto {road}"),
        "sharp_left": ("Belok tajam ke kiri ke {road}", "Turn sharp left onto {road}"),
        "sharp_right": ("Belok tajam ke kanan ke {road}", "Turn sharp right onto {road}"),
        "back": ("Putar balik ke {road}", "Turn back onto {road}"),
        "unnamed": ("jalan tanpa nama", "an unnamed road"),
        "arrive": ("Tiba di lokasi", "Arrive at the place"),
    }
)
_COMPASS = (
    ("utara", "north"), ("timur laut", "north-east"), ("timur", "east"),
    ("tenggara", "south-east"), ("selatan", "south"), ("barat daya", "south-west"),
    ("barat", "west"), ("barat laut", "north-west"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Instruction:
    """One thing to do, and how far and long until the next; ``leg`` counts the legs from 0."""

    text: str
    distance_m: float
    duration_s: float
    leg: int


def instructions(journey: Journey, language: str = "id") -> tuple[Instruction, ...]:
    """Return a journey's instructions in ``id`` or ``en``, the arrival last."""
    told = [
        instruction
        for number, leg in enumerate(journey.legs)
        for instruction in _leg_instructions(leg, number, language)
    ]
    last = max(len(journey.legs) - 1, 0)
    return (*told, Instruction(_say("arrive", language), 0.0, 0.0, last))


def turn_code(bearing_out_deg: float, bearing_in_deg: float) -> str:
    """Return the code of a turn from one direction into another: ``left``, ``slight_right``, ..."""
    angle_deg = turn_deg(bearing_out_deg, bearing_in_deg)
    size_deg, side = abs(angle_deg), "right" if angle_deg > 0 else "left"
    if size_deg >= BACK_DEG:
        return "back"
    if size_deg >= SHARP_DEG:
        return f"sharp_{side}"
    if size_deg >= TURN_DEG:
        return side
    return f"slight_{side}" if size_deg >= SLIGHT_DEG else "straight"


def _leg_instructions(leg: Leg, number: int, language: str) -> Iterator[Instruction]:
    if leg.mode != LegMode.ROAD or not leg.stretches:
        yield Instruction(str(said(leg.name, language)), leg.distance_m, leg.duration_s, number)
        return
    before: RoadStretch | None = None
    for stretch in leg.stretches:
        share = stretch.distance_m / leg.distance_m if leg.distance_m > 0 else 0.0
        text = _stretch_text(before, stretch, language)
        yield Instruction(text, stretch.distance_m, share * leg.duration_s, number)
        before = stretch


def _stretch_text(before: RoadStretch | None, stretch: RoadStretch, language: str) -> str:
    road = stretch.name or _say("unnamed", language)
    if before is None:
        point = _COMPASS[round(stretch.bearing_in_deg / 45.0) % 8][language == "en"]
        return _say("start", language, road=road, compass=point)
    turn = turn_code(before.bearing_out_deg, stretch.bearing_in_deg)
    return _say(turn, language, road=road)


def _say(code: str, language: str, **params: str) -> str:
    return _WORDS[code][language == "en"].format(**params)
