"""What a driver is told on the way, in Indonesian or English, with distances and road names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

import numpy as np

from gis.moment_words import clock_words
from gis.road_stretches import bearing_deg, turn_deg
from gis.types import Journey, Leg, LegMode, RoadStretch
from gis.wording import said

SLIGHT_DEG, TURN_DEG, SHARP_DEG, BACK_DEG = 20.0, 45.0, 120.0, 165.0
"""From which angle a bend is called slight, a turn, sharp, and a turn back."""
SIDE_FROM_DEG = 30.0
"""A place that lies less aside is ahead or behind, neither left nor right."""

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
        "back": ("Putar balik ke {road}", "Make a U-turn onto {road}"),
        "roundabout": (
            "Di bundaran, keluar ke-{number} menuju {road}",
            "At the roundabout, take exit {number} onto {road}",
        ),
        "board": (
            "{what}. Kapal berangkat sekitar {when}",
            "{what}. The ship leaves at about {when}",
        ),
        "sail": ("{what}. Tiba di dermaga sekitar {when}", "{what}. At the quay at about {when}"),
        "crossing": ("Menyeberang: {lane}", "Crossing: {lane}"),
        "arrive_left": ("Tiba: lokasi di sebelah kiri", "Arrive: the place is on the left"),
        "arrive_right": ("Tiba: lokasi di sebelah kanan", "Arrive: the place is on the right"),
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
    legs = journey.legs
    told = [
        instruction
        for number, leg in enumerate(legs)
        for instruction in _leg_instructions(leg, legs[number + 1 :], number, language)
    ]
    last = max(len(legs) - 1, 0)
    return (*told, Instruction(_say(_arrival(legs), language), 0.0, 0.0, last))


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


def _leg_instructions(
    leg: Leg, after: Sequence[Leg], number: int, language: str
) -> Iterator[Instruction]:
    if leg.mode != LegMode.ROAD or not leg.stretches:
        text = _ship_text(leg, after, language)
        yield Instruction(text, leg.distance_m, leg.duration_s, number)
        return
    before: RoadStretch | None = None
    for stretch in leg.stretches:
        share = stretch.distance_m / leg.distance_m if leg.distance_m > 0 else 0.0
        text = _stretch_text(before, stretch, language)
        yield Instruction(text, stretch.distance_m, share * leg.duration_s, number)
        before = stretch


def _ship_text(leg: Leg, after: Sequence[Leg], language: str) -> str:
    """Return a leg's name; on the way to a ship and aboard it with the ship's time in WIB."""
    name = str(said(leg.name, language))
    if leg.mode == LegMode.SEA and leg.leaves_at is not None and leg.arrives_at is not None:
        what = _say("crossing", language, lane=name)
        when = clock_words(leg.arrives_at, leg.leaves_at).say(language)
        return _say("sail", language, what=what, when=when)
    ship = after[0] if after and leg.mode == LegMode.WAIT else None
    if ship is None or ship.mode != LegMode.SEA or ship.leaves_at is None:
        return name
    comes_at = ship.leaves_at - timedelta(seconds=leg.duration_s)
    when = clock_words(ship.leaves_at, comes_at).say(language)
    return _say("board", language, what=name, when=when)


def _arrival(legs: Sequence[Leg]) -> str:
    """Return the code of the arrival, with the side of the road where the place lies off it."""
    if len(legs) < 2 or legs[-1].mode != LegMode.ACCESS or not legs[-2].stretches:
        return "arrive"
    off = np.array(legs[-1].points)
    if len(off) < 2:
        return "arrive"
    angle_deg = turn_deg(legs[-2].stretches[-1].bearing_out_deg, bearing_deg(off[0], off[-1]))
    if not SIDE_FROM_DEG <= abs(angle_deg) <= 180.0 - SIDE_FROM_DEG:
        return "arrive"
    return "arrive_right" if angle_deg > 0 else "arrive_left"


def _stretch_text(before: RoadStretch | None, stretch: RoadStretch, language: str) -> str:
    road = stretch.name or _say("unnamed", language)
    if before is None:
        point = _COMPASS[round(stretch.bearing_in_deg / 45.0) % 8][language == "en"]
        return _say("start", language, road=road, compass=point)
    if stretch.roundabout_exit is not None:
        exit_number = str(stretch.roundabout_exit)
        return _say("roundabout", language, number=exit_number, road=road)
    turn = turn_code(before.bearing_out_deg, stretch.bearing_in_deg)
    return _say(turn, language, road=road)


def _say(code: str, language: str, **params: str) -> str:
    return _WORDS[code][language == "en"].format(**params)
