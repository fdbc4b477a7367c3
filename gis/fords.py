"""Fords by season: which vehicle wades through, and how fast.

In the dry half of the year a ford on Madura is a slab or a bed with little water. In the wet half
it rises within an hour of rain and nobody at a desk can see it, so that only a high vehicle is
sent through, at walking pace.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from gis.costing import Tags
from gis.turnout import WIB
from gis.types import VehicleProfile
from gis.vehicle_sizes import read_limits

WET_MONTHS = frozenset({11, 12, 1, 2, 3, 4})
"""November to April: the west monsoon, in which Madura has most of its rain (BMKG's seasons)."""

WADING_M: Mapping[VehicleProfile, float] = MappingProxyType(
    # Our estimates: the depth at which water reaches the air intake or floats a light vehicle.
    {
        VehicleProfile.AMBULANCE: 0.3,
        VehicleProfile.FIRE_TRUCK: 0.7,
        VehicleProfile.MOTORCYCLE: 0.2,
        VehicleProfile.CAR: 0.3,
    }
)
HIGH_FROM_M = 0.5
"""A vehicle that wades this deep is a high one, which may try a ford in the wet season."""
FORD_KMH = 10.0
"""Through a ford in the dry season; a slower road stays slower."""
WET_FORD_KMH = 5.0
"""Through a ford in the wet season: a crew member walks ahead."""

_NO_FORD = frozenset({"no", "false", "0"})
_NEVER_DRIVEN = frozenset({"stepping_stones", "boat"})


def is_wet_season(at: datetime) -> bool:
    """Tell whether an aware moment falls into the wet season, by its month in WIB."""
    return at.astimezone(WIB).month in WET_MONTHS


def is_ford(tags: Tags) -> bool:
    """Tell whether a way or node leads through water (OSM wiki, Key:ford)."""
    return tags.get("highway") == "ford" or tags.get("ford", "no") not in _NO_FORD


def wades(tags: Tags, profile: VehicleProfile, *, wet: bool) -> bool:
    """Tell whether a vehicle gets through a ford; a stated depth counts in both seasons."""
    if tags.get("ford") in _NEVER_DRIVEN:
        return False
    depths = read_limits(tags.get("depth", ""), "m")
    if depths and max(depths) > WADING_M[profile]:
        return False
    return not wet or WADING_M[profile] >= HIGH_FROM_M
