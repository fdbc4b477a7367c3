"""Ferry lanes between quays: how long a crossing takes, when it can be taken, what it is worth.

A crossing is told in three legs: *wait* (until the ship sails, and boarding), *sea* (the crossing
exactly as stated or estimated) and *wait* again (landing). Where no timetable is known a lane has a
mean waiting time at most; ``gis.ships`` says which ship is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType

from gis.errors import DataError
from gis.timetables import Pace, Timetable
from gis.types import LonLat, VehicleProfile

BOARDING_VEHICLE_FERRY_S = 600.0
BOARDING_BOAT_S = 300.0
LANDING_S = 300.0
HORIZON_S = 24 * 3600.0
"""A sailing that is further away than this is no way to answer an emergency."""
UNKNOWN_WAIT_S = 1_800.0
"""Taken where nobody knows how often a lane sails (extracts seldom say); the answer says so."""
SEA_LOW, SEA_HIGH = 0.75, 1.60
"""Range of a crossing for which no source states one."""
ROAD_LOW, ROAD_HIGH = 0.80, 1.40
VEHICLE_FERRY_KMH = 18.52
"""10 knots, the service speed of the RoRo and pioneer ships."""
BOAT_KMH: Mapping[str, float] = MappingProxyType({"boat": 20.0, "sea_ambulance": 35.0})
"""Speed of a response boat by its kind: a wooden boat, the sea ambulance."""


@dataclass(frozen=True, slots=True)
class Quay:
    """Where ships land; ``land_part`` is None for a quay outside the regency."""

    code: str
    name: str
    point: LonLat
    land_part: int | None


@dataclass(frozen=True, slots=True)
class Span:
    """A duration in seconds as low, likely and high."""

    low_s: float
    likely_s: float
    high_s: float

    @classmethod
    def exact(cls, duration_s: float) -> Span:
        """Return a duration without any spread."""
        return cls(duration_s, duration_s, duration_s)

    @classmethod
    def at_sea(cls, likely_s: float) -> Span:
        """Return a crossing with the spread for which no source states one (-25 %, +60 %)."""
        return cls(SEA_LOW * likely_s, likely_s, SEA_HIGH * likely_s)

    @classmethod
    def on_land(cls, likely_s: float) -> Span:
        """Return a way by road or off it with its spread (-20 %, +40 %)."""
        return cls(ROAD_LOW * likely_s, likely_s, ROAD_HIGH * likely_s)

    def by(self, pace: Pace) -> float:
        """Return the value that a pace takes."""
        if pace == Pace.LIKELY:
            return self.likely_s
        return self.low_s if pace == Pace.LOW else self.high_s

    def times(self, factor: float) -> Span:
        """Return the span with each value multiplied."""
        return Span(self.low_s * factor, self.likely_s * factor, self.high_s * factor)


@dataclass(frozen=True, slots=True)
class Lane:
    """A ferry line between two quays.

    ``duration`` is the sourced crossing time, None where no source states one; then
    ``distance_m`` over ``speed_kmh`` stands in for it. ``mean_wait_s`` is half the mean interval
    between sailings, None where nobody knows. ``points`` is the line of the lane where a map has
    drawn it.
    """

    code: str
    name: str
    from_quay: str
    to_quay: str
    carries_vehicles: bool
    distance_m: float
    speed_kmh: float = VEHICLE_FERRY_KMH
    duration: Span | None = None
    mean_wait_s: float | None = None
    on_demand: bool = False
    source: str = ""
    certainty: str = ""
    carries_motorcycles: bool = False
    """Whether motorcycles go aboard where larger vehicles do not."""
    both_ways: bool = True
    confirmed: bool = False
    """Whether a port has confirmed the sailing; nothing that is shipped is."""
    points: tuple[tuple[float, float], ...] = ()
    outward: Timetable | None = None
    """What sails from ``from_quay``; with ``homeward`` also None nobody knows when ships sail."""
    homeward: Timetable | None = None
    """What sails from ``to_quay``."""
    parts: tuple[str, ...] = ()
    """Codes of the lanes that a ship of this one passes on its way; what closes one closes it."""
    carries_stretchers: bool | None = None
    """Whether a patient can lie on board; None where nobody knows."""
    contact: str = ""
    """Whom to ask whether and when a ship sails: a telephone number, or how to find one."""
    confirmed_on: date | None = None
    """The day (local to the port) for which somebody has confirmed the sailing, None if nobody."""

    @property
    def boarding_s(self) -> float:
        """How long it takes to get aboard."""
        return BOARDING_VEHICLE_FERRY_S if self.carries_vehicles else BOARDING_BOAT_S

    def carries(self, profile: VehicleProfile) -> bool:
        """Tell whether a vehicle goes aboard."""
        return self.carries_vehicles or (
            self.carries_motorcycles and profile == VehicleProfile.MOTORCYCLE
        )

    def crossing(self, distance_m: float) -> Span:
        """Return the crossing: sourced, else the greater of both distances over the speed."""
        if self.duration is not None:
            return self.duration
        return Span.at_sea(max(distance_m, self.distance_m) / (self.speed_kmh / 3.6))

    @property
    def wait_s(self) -> float:
        """The likely wait for a ship where no timetable is known."""
        return UNKNOWN_WAIT_S if self.mean_wait_s is None else self.mean_wait_s

    @property
    def has_timetable(self) -> bool:
        """Whether it is known when ships sail, in one direction at least."""
        return self.outward is not None or self.homeward is not None

    def timetable_from(self, quay: str) -> Timetable | None:
        """Return what sails from an end; None where nothing does, or nobody knows."""
        return self.outward if quay == self.from_quay else self.homeward

    def stretch(self, pace: Pace) -> float:
        """Return what a pace multiplies the crossings of a timetable by."""
        if pace == Pace.LIKELY:
            return 1.0
        range_s = self.duration
        if range_s is None or range_s.likely_s <= 0:
            range_s = Span.at_sea(1.0)
        return range_s.by(pace) / range_s.likely_s

    def is_confirmed_on(self, day: date) -> bool:
        """Tell whether somebody has confirmed the sailing for a day, local to the port."""
        return self.confirmed or self.confirmed_on == day

    def other_end(self, quay: str) -> str:
        """Return the quay at the opposite end."""
        return self.to_quay if quay == self.from_quay else self.from_quay


@dataclass(frozen=True, slots=True)
class LaneClosure:
    """A lane that is closed (``factor`` None) or slowed (at least 1) for a time."""

    id: int
    lane: str
    factor: float | None
    from_at: datetime | None = None
    until_at: datetime | None = None
    small_boats: bool = False
    """Whether it is for every lane that carries no vehicles; ``lane`` is empty then."""
    reason: str = ""

    def is_active(self, at: datetime) -> bool:
        """Tell whether the closure holds at a moment; the end is no longer part of it."""
        begun = self.from_at is None or self.from_at <= at
        return begun and (self.until_at is None or at < self.until_at)


@dataclass(frozen=True)
class SeaNetwork:
    """Quays and the lanes between them.

    Raises
    ------
    DataError
        If two quays or two lanes share a code, or a lane names a quay that is not there.
    """

    quays: tuple[Quay, ...] = ()
    lanes: tuple[Lane, ...] = ()
    _by_code: Mapping[str, Quay] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_code", {quay.code: quay for quay in self.quays})
        _refuse_twice("quay", [quay.code for quay in self.quays])
        _refuse_twice("lane", [lane.code for lane in self.lanes])
        for lane in self.lanes:
            for end in (lane.from_quay, lane.to_quay):
                if end not in self._by_code:
                    msg = f"lane {lane.code} ends at {end}, which is no quay"
                    raise DataError(msg)
            if lane.from_quay == lane.to_quay:
                msg = f"lane {lane.code} begins and ends at {lane.from_quay}"
                raise DataError(msg)

    def quay(self, code: str) -> Quay:
        """Return the quay with this code; KeyError if there is none."""
        return self._by_code[code]

    def quays_of(self, land_part: int | None) -> tuple[Quay, ...]:
        """Return the quays on a land part, in the order given; none at sea or abroad."""
        if land_part is None:
            return ()
        return tuple(quay for quay in self.quays if quay.land_part == land_part)


def with_confirmations(sea: SeaNetwork, confirmed_on: Mapping[str, date]) -> SeaNetwork:
    """Return a sea whose lanes know the day for which somebody has confirmed them.

    A ship that calls at quays on its way is confirmed, too, where every part of its way is.
    """
    if not confirmed_on:
        return sea
    return SeaNetwork(
        sea.quays,
        tuple(replace(lane, confirmed_on=_confirmed(lane, confirmed_on)) for lane in sea.lanes),
    )


def _confirmed(lane: Lane, confirmed_on: Mapping[str, date]) -> date | None:
    parts = [confirmed_on.get(code) for code in lane.parts if code != lane.code]
    days = [day for day in parts if day is not None]
    by_parts = [min(days)] if days and len(days) == len(parts) else []
    own = confirmed_on.get(lane.code)
    return max([*by_parts, *([] if own is None else [own])], default=None)


def _refuse_twice(what: str, codes: Iterable[str]) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            msg = f"two {what}s have the code {code}"
            raise DataError(msg)
        seen.add(code)
