"""The value types that the modules of ``gis`` exchange with each other and with the backend.

All are frozen. Coordinates are WGS84 degrees, longitude first; lengths are metres, durations
seconds, moments aware UTC datetimes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from gis.errors import CoordinateError

if TYPE_CHECKING:
    from datetime import datetime


class VehicleProfile(StrEnum):
    """How a vehicle moves; the costing table has one column for each."""

    AMBULANCE = "ambulance"
    FIRE_TRUCK = "fire_truck"
    MOTORCYCLE = "motorcycle"
    CAR = "car"
    BOAT = "boat"


class UnitKind(StrEnum):
    """What a response unit is (``domain.md``: kinds of unit)."""

    AMBULANCE = "ambulance"
    FIRE_TRUCK = "fire_truck"
    RESCUE = "rescue"
    POLICE = "police"
    BOAT = "boat"
    SEA_AMBULANCE = "sea_ambulance"
    MOTORCYCLE = "motorcycle"


class LegMode(StrEnum):
    """What a unit does during one leg of its journey."""

    TURNOUT = "turnout"
    ACCESS = "access"
    ROAD = "road"
    WAIT = "wait"
    SEA = "sea"


class Reachability(StrEnum):
    """Whether and how a unit can come at all; decided before anything is ranked."""

    ROAD = "road"
    ROAD_FERRY = "road+ferry"
    BOAT = "boat"
    UNREACHABLE_NOW = "unreachable_now"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True, order=True)
class LonLat:
    """A point in WGS84 degrees, longitude first.

    Raises
    ------
    CoordinateError
        If a value is not finite, or out of range for its axis.
    """

    lon: float
    lat: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.lon) and math.isfinite(self.lat)):
            msg = f"coordinate is not finite: lon {self.lon}, lat {self.lat}"
            raise CoordinateError(msg)
        if not -90 <= self.lat <= 90:
            msg = f"latitude {self.lat} is impossible; the order is longitude, latitude"
            raise CoordinateError(msg)
        if not -180 <= self.lon <= 180:
            msg = f"longitude {self.lon} is impossible"
            raise CoordinateError(msg)


@dataclass(frozen=True, slots=True)
class AreaRef:
    """The code and name of an area, island or regency, as answers show it."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class NearestPlace:
    """The nearest thing of a kind to a point, and how far it is."""

    code: str
    name: str
    distance_m: float


@dataclass(frozen=True, slots=True)
class Location:
    """What a point lies in.

    ``outcome`` is ``inside``, ``at_sea`` or ``outside``. A point at sea has no kecamatan. The
    ``regency`` is Sumenep when inside, the named neighbour when outside and known, else ``None``.
    """

    outcome: str
    regency: AreaRef | None = None
    kecamatan: AreaRef | None = None
    desa: AreaRef | None = None
    island: AreaRef | None = None
    land_part: int | None = None
    """Number of the land part (``LandPart.number``) that covers the point."""
    nearest_land: NearestPlace | None = None
    nearest_island: NearestPlace | None = None
    nearest_port: NearestPlace | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of a place that a dispatcher can choose."""

    kind: str
    """One of kecamatan, desa, island, port, facility, road, point (landmarks are points)."""
    label: str
    code: str | None
    point: LonLat
    radius_m: float
    """Radius of the circle in which the place lies."""
    confidence: float
    """0 to 1; comparable within one answer only."""
    read_as: str
    """How the words were read, for people: ``desa+kecamatan``, ``decimal degrees``, ..."""
    kecamatan: AreaRef | None = None
    desa: AreaRef | None = None
    island: AreaRef | None = None
    land_part: int | None = None
    """Number of the land part on which the pin stands; None at sea."""
    land_parts: tuple[int, ...] = ()
    """Every inhabited land part on which the place may lie; more than one wants a question."""


@dataclass(frozen=True, slots=True)
class GeocodeAnswer:
    """What became of a caller's words.

    ``outcome`` is one of ``resolved``, ``ask``, ``refused``, ``outside``, ``at_sea``; ``reason``
    is a stable code for everything but a plain ``resolved``.
    """

    query: str
    outcome: str
    reason: str | None
    candidates: tuple[Candidate, ...] = ()
    location: Location | None = None
    """What the first candidate's pin lies in, for coordinates, and places at sea or outside."""
    detail: str = ""
    """The word, name or code that the reason is about; data, not a sentence."""


@dataclass(frozen=True, slots=True)
class RoadStretch:
    """A part of a road leg between two turns: its road's name and the compass at both ends."""

    name: str
    distance_m: float
    bearing_in_deg: float
    """Direction at its start, degrees clockwise from north."""
    bearing_out_deg: float
    roundabout_exit: int | None = None
    """Which way out of a roundabout it begins with, counted from where it is entered."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One part of a journey. ``points`` is its line, longitude first; empty while nothing moves."""

    mode: LegMode
    duration_s: float
    distance_m: float
    name: str
    points: tuple[tuple[float, float], ...] = ()
    note: str = ""
    """What a reader must know: the source of a crossing time, that a lane wants confirming, ..."""
    duration_low_s: float | None = None
    duration_high_s: float | None = None
    road_names: tuple[str, ...] = ()
    """Names of the ways driven on, in order, without repeats."""
    lane: str | None = None
    """Code of the ferry lane, on sea and wait legs."""
    until: str | None = None
    """Code of the quay at which a sea leg ends."""
    stretches: tuple[RoadStretch, ...] = ()
    """A road leg turn by turn; empty where nobody asked for its line."""
    leaves_at: datetime | None = None
    """When the ship is likely to leave, on sea legs by ferry."""
    arrives_at: datetime | None = None
    """When the ship is likely to be at its quay, on sea legs by ferry."""


@dataclass(frozen=True, slots=True)
class MetClosure:
    """A closure that mattered for an answer; ``factor`` None is closed."""

    id: int
    reason: str
    factor: float | None = None


@dataclass(frozen=True, slots=True)
class Journey:
    """A way from one place to another with its duration as an interval."""

    reachability: Reachability
    legs: tuple[Leg, ...]
    duration_s: float
    duration_low_s: float
    duration_high_s: float
    distance_m: float
    notes: tuple[str, ...] = ()
    closures: tuple[int, ...] = ()
    """Ids of the closures that lie on this journey or closed a faster one."""
    met: tuple[MetClosure, ...] = ()
    """The same with their reasons."""


@dataclass(frozen=True, slots=True)
class NoWay:
    """Why a vehicle cannot get there.

    ``code`` is one of ``no_way``, ``no_vehicle_ferry``, ``lane_closed``, ``sailing_too_late``,
    ``no_road``; ``detail`` is a sentence with the place it fails at.
    """

    reachability: Reachability
    code: str
    detail: str
    lane: str | None = None
    """Code of the ferry lane that is in the way, where one is."""
    closures: tuple[int, ...] = ()
    """Ids of the closures of that lane that hold its ships back."""


@dataclass(frozen=True, slots=True)
class Aboard:
    """A land vehicle on a ferry: the lane, and the code of the quay it is bound for if known."""

    lane: str
    toward: str | None = None


@dataclass(frozen=True, slots=True)
class UnitState:
    """A unit as the ranking sees it; the backend fills it from its rows."""

    code: str
    kind: UnitKind
    profile: VehicleProfile
    status: str
    point: LonLat | None
    """Where it is taken to be: last trusted fix, or the home station when ``assumed``."""
    at_station: bool
    """Whether turnout still has to happen."""
    position_state: str
    """live, ageing, stale, lost, assumed or none."""
    position_age_s: float | None = None
    accuracy_m: float | None = None
    capabilities: frozenset[str] = frozenset()
    phone: str = ""
    last_seen_at: datetime | None = None
    station_confirmed: bool = True
    resting_s: float = 0.0
    """Time since its last assignment ended; longer rest wins a tie."""
    at_port: str | None = None
    """For boats: code of the quay where it lies."""
    aboard: Aboard | None = None
    """For land vehicles: the ferry that carries it now."""
    waiting_at: str | None = None
    """For land vehicles: code of the quay at which it stands in line for a ship."""


@dataclass(frozen=True, slots=True)
class Place:
    """A destination: a point, its uncertainty, and the land part it belongs to (None at sea)."""

    point: LonLat
    radius_m: float = 0.0
    land_part: int | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class UnitOption:
    """A unit that can come, with its journey and one line that says why it stands here."""

    unit: UnitState
    journey: Journey
    reason: str
    """Code of ``response.REASONS``: why it stands where it stands."""
    behind_s: float = 0.0
    """How much later than the first it arrives."""
    next_unit: str | None = None
    """Code of the unit that stands after it; None if nobody else can come."""
    ahead_s: float = 0.0
    """How much sooner it arrives than that unit; negative where a tie rule turned the order."""


@dataclass(frozen=True, slots=True)
class UnitRefusal:
    """A unit that is not offered, with exactly one reason code of ``domain.md``."""

    unit: UnitState
    reason_code: str
    detail: str
    duration_s: float | None = None
    """When it would arrive all the same; None where it cannot come or nobody asked."""
    lane: str | None = None
    """Code of the ferry lane that is in its way, where one is."""
    closures: tuple[int, ...] = ()
    """Ids of the closures that hold it back, where it is closures of the sea."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The answer to "who comes": chosen units in order, and every other unit with its reason."""

    recommended: tuple[UnitOption, ...]
    call_first: tuple[UnitOption, ...]
    refused: tuple[UnitRefusal, ...]
    shortfall_code: str | None = None
    shortfall_detail: str = ""
    notes: tuple[str, ...] = field(default=())
