"""How high, wide and heavy the vehicles are, and whether a signed limit lets them pass.

The sizes are assumptions about the models that are usual in East Java; edit the table when the
regency's own vehicles have been measured.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gis.costing import Tags
from gis.types import VehicleProfile


@dataclass(frozen=True, slots=True)
class VehicleSize:
    """What a limit is compared with: height over the lights, width over the mirrors, laden."""

    height_m: float
    width_m: float
    weight_t: float


SIZES: Mapping[VehicleProfile, VehicleSize] = MappingProxyType(
    {
        # A minibus with a light bar, as puskesmas have them; licensed up to 3.5 t.
        VehicleProfile.AMBULANCE: VehicleSize(2.4, 1.9, 3.5),
        # A pump on a medium lorry with 4,000 to 5,000 litres of water.
        VehicleProfile.FIRE_TRUCK: VehicleSize(3.2, 2.5, 15.0),
        # With an upright rider and side boxes.
        VehicleProfile.MOTORCYCLE: VehicleSize(1.9, 0.9, 0.4),
        # A patrol car; the pick-ups of the police are no higher.
        VehicleProfile.CAR: VehicleSize(1.9, 1.9, 2.5),
    }
)

_KEYS = (
    ("height_m", ("maxheight", "maxheight:physical")),
    ("width_m", ("maxwidth", "maxwidth:physical")),
    ("weight_t", ("maxweight",)),
)
LIMIT_KEYS = tuple(key for _, keys in _KEYS for key in keys)
"""The tags that hold a limit (OSM wiki, Key:maxheight, Key:maxwidth, Key:maxweight)."""

_PER: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "m": {"": 1.0, "m": 1.0, "metre": 1.0, "meter": 1.0, "cm": 0.01, "ft": 0.3048},
        "t": {"": 1.0, "t": 1.0, "ton": 1.0, "kg": 0.001, "lbs": 0.00045359237, "st": 0.90718474},
    }
)
"""Metres and tonnes in the units that mappers write; a bare number is metres or tonnes."""
_NUMBER = re.compile(r"^(\d{1,9}(?:[.,]\d{1,9})?)\s*([a-z]*)$")
_FEET = re.compile(r"^(\d{1,9})\s*(?:'|ft)\s*(?:(\d{1,9}(?:\.\d{1,9})?)\s*(?:\"|''|in))?$")
_INCH_M = 0.0254


def fits(tags: Tags, profile: VehicleProfile) -> bool:
    """Tell whether a vehicle keeps to every limit of a way or node that can be read."""
    return all(
        getattr(SIZES[profile], field) <= limit
        for field, keys in _KEYS
        for key in keys
        if key in tags
        for limit in read_limits(tags[key], field.rpartition("_")[2])
    )


def read_limits(value: str, unit: str) -> list[float]:
    """Return the limits of a value in ``unit`` (``m`` or ``t``); nothing it says is no limit."""
    found = (_read_one(text.strip().lower(), unit) for text in re.split(r"[;|]", value))
    return [limit for limit in found if limit is not None and limit > 0]


def _read_one(text: str, unit: str) -> float | None:
    if unit == "m" and (feet := _FEET.match(text)):
        return int(feet[1]) * 12 * _INCH_M + float(feet[2] or 0) * _INCH_M
    match = _NUMBER.match(text)
    if match is None:
        return None
    factor = _PER[unit].get(match[2])
    return None if factor is None else float(match[1].replace(",", ".")) * factor
