"""What a piece of road costs: class, surface, speed limit and vehicle give kilometres an hour.

Nothing here searches. Speeds are what an emergency vehicle keeps up on Madura's roads rather than
what the law allows; every number stands in a table that may be edited.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from gis.turnout import NIGHT_FROM_HOUR, NIGHT_UNTIL_HOUR, WIB
from gis.types import VehicleProfile

Tags = Mapping[str, str]


class RoadClass(StrEnum):
    """A class of road in the speed table; ``*_link`` roads belong to the class they link."""

    MOTORWAY = "motorway"
    TRUNK = "trunk"
    PRIMARY = "primary"
    SECONDARY = "secondary"
    TERTIARY = "tertiary"
    UNCLASSIFIED = "unclassified"
    RESIDENTIAL = "residential"
    LIVING_STREET = "living_street"
    ROAD = "road"
    SERVICE = "service"
    TRACK = "track"
    PATH = "path"
    OPENED = "opened"
    """No road by its class, but a tag opens it to emergency vehicles."""
    BARRIER = "barrier"
    """The passage of a gate or bollard: no length, a price only for who may pass."""


ROAD_CLASSES = tuple(RoadClass)
"""The classes in the order of the numbers stored in a network."""

_COLUMNS = (
    VehicleProfile.AMBULANCE,
    VehicleProfile.FIRE_TRUCK,
    VehicleProfile.MOTORCYCLE,
    VehicleProfile.CAR,
)

_SPEEDS: dict[RoadClass, tuple[float | None, float | None, float | None, float | None]] = {
    # Ambulance speeds fit the door-to-door times observed in the regency (29 to 43 km/h overall;
    # data/sumenep_observed, compared by manage.py report_travel_times).
    # A fire truck keeps up 0.85 of them, a motorcycle 1.1; a car is taken to drive as an
    # ambulance does. Classes that do not occur in Sumenep (motorway, road, living street,
    # service) and ways opened by a tag have cautious values of our own.
    #                         ambulance, fire truck, motorcycle, car
    RoadClass.MOTORWAY:      (80.0, 68.0, 88.0, 80.0),
    RoadClass.TRUNK:         (60.0, 51.0, 66.0, 60.0),
    RoadClass.PRIMARY:       (55.0, 46.75, 60.5, 55.0),
    RoadClass.SECONDARY:     (45.0, 38.25, 49.5, 45.0),
    RoadClass.TERTIARY:      (35.0, 29.75, 38.5, 35.0),
    RoadClass.UNCLASSIFIED:  (25.0, 21.25, 27.5, 25.0),
    RoadClass.RESIDENTIAL:   (20.0, 17.0, 22.0, 20.0),
    RoadClass.LIVING_STREET: (15.0, 12.75, 16.5, 15.0),
    RoadClass.ROAD:          (20.0, 17.0, 22.0, 20.0),
    RoadClass.SERVICE:       (15.0, 12.75, 16.5, 15.0),
    RoadClass.TRACK:         (12.0, 10.2, 13.2, 12.0),
    RoadClass.PATH:          (None, None, 15.0, None),
    RoadClass.OPENED:        (10.0, 8.5, 11.0, 10.0),
}  # fmt: skip

SPEEDS_KMH: Mapping[RoadClass, Mapping[VehicleProfile, float | None]] = MappingProxyType(
    {road: MappingProxyType(dict(zip(_COLUMNS, row, strict=True))) for road, row in _SPEEDS.items()}
)
"""Class x profile in km/h; None where the vehicle may not drive. Edit the table above."""

PROFILE_FACTOR: Mapping[VehicleProfile, float] = MappingProxyType(
    {
        VehicleProfile.AMBULANCE: 1.0,
        VehicleProfile.FIRE_TRUCK: 0.85,
        VehicleProfile.MOTORCYCLE: 1.1,
        VehicleProfile.CAR: 1.0,
    }
)
"""How a vehicle's speed relates to an ambulance's where a speed limit replaces the class."""

NIGHT_FACTOR: Mapping[VehicleProfile, float] = MappingProxyType(
    # Our estimates: roads outside the towns are unlit and shared with animals and carts, which
    # barely outweighs that they are emptier; a rider sees least. Boats do not drive on roads; the
    # span of a crossing (-25 % / +60 %) already holds its nights.
    {
        VehicleProfile.AMBULANCE: 1.05,
        VehicleProfile.FIRE_TRUCK: 1.05,
        VehicleProfile.MOTORCYCLE: 1.1,
        VehicleProfile.CAR: 1.05,
        VehicleProfile.BOAT: 1.0,
    }
)
"""How much longer a road takes in the dead of night, from 22 to 5 WIB as for turnouts."""
TWILIGHT_S = 7200.0
"""The night factor fades over this long before 22 and after 5 WIB, so that nobody who leaves
later arrives earlier: true for rides of up to ten hours."""

PRIORITY_FACTOR: Mapping[int | None, float] = MappingProxyType(
    # The speeds above are those of a drive with lights and siren, as for priorities 1 and 2.
    # Without them the same roads took 1.43 times as long in a rural county (Ho and Lindquist,
    # Prehosp Emerg Care 2001: 12.14 against 8.51 minutes). Madura's roads have hardly a signal
    # to wait at, so half of that is taken, and priority 3 lies halfway.
    {None: 1.0, 1: 1.0, 2: 1.0, 3: 1.1, 4: 1.2}
)
"""How much longer a road takes on an incident of a priority (1 highest); None = none is known."""

SURFACE_FACTOR: Mapping[str, float] = MappingProxyType(
    {
        "paving_stones": 0.9, "bricks": 0.9, "sett": 0.8, "concrete:lanes": 0.8,
        "concrete:plates": 0.9, "cobblestone": 0.7, "unhewn_cobblestone": 0.6, "compacted": 0.85,
        "fine_gravel": 0.8, "gravel": 0.7, "unpaved": 0.7, "pebblestone": 0.7, "rock": 0.5,
        "dirt": 0.6, "ground": 0.6, "earth": 0.6, "soil": 0.6, "clay": 0.6, "grass_paver": 0.7,
        "grass": 0.5, "woodchips": 0.5, "sand": 0.4, "mud": 0.3, "wood": 0.7,
    }
)  # fmt: skip
"""Share of the speed that remains on a surface (our estimates); every other surface counts 1."""

UNPAVED_BY_NATURE = frozenset({RoadClass.TRACK, RoadClass.PATH, RoadClass.OPENED})
"""Classes whose speed supposes a bad surface already."""

WALK_KMH = 6.0
"""What ``maxspeed=walk`` means: no more than a brisk walk."""
KMH_PER_MPH = 1.609344
KMH_PER_KNOT = 1.852
_KMH_PER = {
    "mph": KMH_PER_MPH,
    "knots": KMH_PER_KNOT,
    "knot": KMH_PER_KNOT,
    "kn": KMH_PER_KNOT,
}
ZONE_KMH: Mapping[str, float] = MappingProxyType(
    {"living_street": 15.0, "residential": 30.0, "urban": 50.0, "rural": 80.0, "motorway": 100.0}
)
"""Indonesian limits by zone (PP 79/2013 art. 23): 30 settlement, 50 town, 80 between, 100 toll."""
MAXSPEED_RANGE_KMH = (3.0, 140.0)
"""A number outside is a slip of the pen and not a limit."""

_NUMBER = re.compile(r"^(\d+(?:[.,]\d+)?)\s*(km/h|kmh|kph|kmph|mph|knots|knot|kn)?$")


def road_factor(profile: VehicleProfile, at: datetime, priority: int | None) -> float:
    """Return by what a vehicle's seconds on the road are multiplied; 1.0 by day in an emergency.

    Parameters
    ----------
    at
        The aware moment of departure; night is told in WIB.
    priority
        Of the incident, 1 (highest) to 4; None where there is no incident.

    Raises
    ------
    ValueError
        If there is no such priority, or the moment is naive.
    """
    if priority not in PRIORITY_FACTOR:
        msg = f"{priority} is no priority: expected 1, 2, 3, 4 or None"
        raise ValueError(msg)
    dark = _night_share(at)
    return PRIORITY_FACTOR[priority] * (1.0 + dark * (NIGHT_FACTOR[profile] - 1.0))


def _night_share(at: datetime) -> float:
    """Return 1.0 from 22 to 5 WIB, 0.0 by day, and between them in the hours of twilight."""
    if at.tzinfo is None:
        msg = f"the moment {at} has no time zone"
        raise ValueError(msg)
    here = at.astimezone(WIB)
    second = here.hour * 3600 + here.minute * 60 + here.second + here.microsecond / 1e6
    until_night_s = NIGHT_FROM_HOUR * 3600 - second
    since_night_s = second - NIGHT_UNTIL_HOUR * 3600
    return 1.0 - min(1.0, max(0.0, min(until_night_s, since_night_s) / TWILIGHT_S))


@dataclass(frozen=True, slots=True)
class SpeedLimit:
    """A reading of a ``maxspeed`` tag; ``kmh`` is None where the class decides.

    ``guessed`` says the tag did not hold one plain speed. A ``cap`` may lower the speed of the
    class but never raise it: a guess must not make an alley fast.
    """

    kmh: float | None
    guessed: bool
    cap: bool = False


def read_maxspeed(value: str | Sequence[str] | None) -> SpeedLimit:
    """Read a ``maxspeed`` value in any of the forms that are in use.

    Of several speeds (``60;80``, a list) the lowest counts, as a guess. ``none``, ``signals`` and
    whatever cannot be read leave the speed to the class, as a guess; a missing value is no guess.
    """
    if value is None or value == "":
        return SpeedLimit(None, guessed=False)
    parts = [value] if isinstance(value, str) else [str(v) for v in value]
    texts = [text.strip().lower() for part in parts for text in re.split(r"[;|]", part)]
    limits = [_read_one(text) for text in texts if text]
    known = [limit for limit in limits if limit.kmh is not None]
    if not known:
        return SpeedLimit(None, guessed=True)
    lowest = min(known, key=lambda limit: limit.kmh or 0.0)
    return lowest if len(limits) == 1 else SpeedLimit(lowest.kmh, guessed=True, cap=lowest.cap)


def _read_one(text: str) -> SpeedLimit:
    if text == "walk" or text.endswith(":walk"):
        return SpeedLimit(WALK_KMH, guessed=True)
    zone = text.rpartition(":")[2]
    if zone in ZONE_KMH:
        return SpeedLimit(ZONE_KMH[zone], guessed=True, cap=True)
    match = _NUMBER.match(text)
    if match is None:
        return SpeedLimit(None, guessed=True)
    number = float(match[1].replace(",", "."))
    kmh = number * _KMH_PER.get(match[2] or "", 1.0)
    if not MAXSPEED_RANGE_KMH[0] <= kmh <= MAXSPEED_RANGE_KMH[1]:
        return SpeedLimit(None, guessed=True)
    return SpeedLimit(kmh, guessed=False)


def road_class(highway: str) -> RoadClass | None:
    """Return the class of a ``highway`` value, None if it is no road of the table."""
    name = highway.removesuffix("_link")
    if name in _SPEEDS and name != RoadClass.OPENED and (name == highway or name in _LINKED):
        return RoadClass(name)
    return None


_LINKED = frozenset({"motorway", "trunk", "primary", "secondary", "tertiary"})


def speed_kmh(
    road: RoadClass, profile: VehicleProfile, limit: SpeedLimit, surface: str | None
) -> float | None:
    """Return the speed of a vehicle on a road; None where the class is closed to it.

    A speed limit that was read takes the place of the class's speed, so that a sign is believed
    before a table; a limit that was guessed from a zone may only lower it.
    """
    own = SPEEDS_KMH[road][profile]
    if own is None:
        return None
    if limit.kmh is not None:
        signed = limit.kmh * PROFILE_FACTOR[profile]
        own = min(own, signed) if limit.cap else signed
    if road not in UNPAVED_BY_NATURE:
        own *= SURFACE_FACTOR.get((surface or "").strip().lower(), 1.0)
    return own
