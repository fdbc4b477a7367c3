"""What a journey consists of before it is drawn: rides on land, crossings by ferry, boat trips."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from gis.access import access_s
from gis.crossings import BOARDING_BOAT_S, LANDING_S, Lane, Quay, Span
from gis.projection import distance_m
from gis.sea_paths import SeaPath
from gis.ships import Call, Ship, least_s, next_ship
from gis.snapping import Snap
from gis.timetables import Halt
from gis.types import LonLat, Reachability

METRES_PER_DEGREE = 110_500.0
"""Fewer than any degree of latitude has."""
LEAST_COSINE = 0.95
"""No less than this far north and south of the equator (18 degrees)."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A place on land where a ride begins or ends; ``snap`` is None where no road is open.

    ``is_roadless`` tells that the data have no road for the vehicle on its land part at all.
    """

    point: LonLat
    land_part: int | None
    snap: Snap | None
    quay: Quay | None = None
    is_roadless: bool = False

    @property
    def access_m(self) -> float:
        """How far it is to the road; 0 where there is none."""
        return 0.0 if self.snap is None else self.snap.distance_m


@dataclass(frozen=True, slots=True)
class Gap:
    """Where the road data of one land part falls apart: from a road end to the nearest other.

    ``before_s`` and ``after_s`` are the road to the gap and from it on.
    """

    near: Stop
    far: Stop
    before_s: float
    after_s: float


@dataclass(frozen=True)
class Ride:
    """A way on land, by road with access at both ends, or ``straight`` off the roads.

    With a ``gap`` the road is driven up to it, the gap straight across, and on by road;
    ``road_s`` is the time on both roads.
    """

    start: Stop
    end: Stop
    road_s: float
    straight: bool
    gap: Gap | None = None

    @cached_property
    def span(self) -> Span:
        """How long it takes."""
        across_s = 0.0 if self.gap is None else access_s(straight_m(self.gap.near, self.gap.far))
        return Span.on_land(
            ride_s(self.start, self.end, self.road_s + across_s, straight=self.straight)
        )

    def likely_s(self, factor: float) -> float:
        """Return the likely duration if every second on the road is multiplied by a factor."""
        return self.span.likely_s + (factor - 1.0) * self.road_s

    def slowed(self, factor: float) -> Ride:
        """Return the same way with every second on the road multiplied by a factor."""
        if factor == 1.0 or self.straight:
            return self
        gap = self.gap
        if gap is not None:
            gap = replace(gap, before_s=gap.before_s * factor, after_s=gap.after_s * factor)
        return replace(self, road_s=self.road_s * factor, gap=gap)


@dataclass(frozen=True)
class Passage:
    """One direction of a lane.

    ``factor`` multiplies the crossing as things stand at the moment asked about, None if the lane
    is closed then; ``closures`` are the ids that say so. ``halts`` are all that is announced, by
    their whole times, ``halt_ids`` the ids of their closures one by one.
    """

    lane: Lane
    start: Quay
    end: Quay
    path: SeaPath
    factor: float | None = 1.0
    closures: tuple[int, ...] = ()
    halts: tuple[Halt, ...] = ()
    halt_ids: tuple[int, ...] = ()

    @property
    def is_outward(self) -> bool:
        """Whether it leads from the lane's first quay to its second."""
        return self.start.code == self.lane.from_quay

    @property
    def crossing(self) -> Span:
        """How long the ship is under way, with what slows it."""
        return self.lane.crossing(self.path.distance_m).times(self.factor or 1.0)

    @cached_property
    def least_s(self) -> float | None:
        """Less than any likely way over it takes with landing; None if no ship ever sails it."""
        least = least_s(self.lane, self.start.code, self.path.distance_m)
        return None if least is None else least + LANDING_S

    def next_ship(self, call: Call, *, with_halts: bool = True) -> Ship | None:
        """Return the ship that arrives first of those that somebody at its start can take."""
        halts = self.halts if with_halts else ()
        return next_ship(self.lane, self.start.code, self.path.distance_m, call, halts)

    def closures_felt(self, call: Call, ship: Ship) -> tuple[int, ...]:
        """Return the ids of the closures that hold a ship back or slow it."""
        if not self.halts:
            return ()
        undisturbed = self.next_ship(call, with_halts=False)
        if undisturbed is None or undisturbed == ship:
            return ()
        since = min(undisturbed.leaves_at, ship.leaves_at)
        return tuple(
            number
            for number, halt in zip(self.halt_ids, self.halts, strict=True)
            if (halt.from_at is None or halt.from_at <= ship.leaves_at)
            and (halt.until_at is None or halt.until_at > since)
        )


@dataclass(frozen=True, slots=True)
class Sail:
    """A passage that is taken, by the ship of each of the three clocks.

    ``at`` is the moment of dispatch and ``closures`` are the ids of those that hold back or slow
    the likely ship. Who ``boarded`` before stands in line at the quay already.
    """

    passage: Passage
    at: datetime
    low: Ship
    likely: Ship
    high: Ship
    boarded: bool = False
    closures: tuple[int, ...] = ()

    @property
    def ships(self) -> tuple[Ship, Ship, Ship]:
        """The ships of the three clocks."""
        return self.low, self.likely, self.high

    @property
    def span(self) -> Span:
        """How long each clock needs from the quay to the quay, with landing.

        A clock that comes early for the same ship waits longer: these need not be in order.
        """
        low_s, likely_s, high_s = (
            (ship.arrives_at - ship.at_quay).total_seconds() + LANDING_S for ship in self.ships
        )
        return Span(low_s, likely_s, high_s)

    @property
    def waiting(self) -> Span:
        """The likely time from the quay to the ship's leaving, and its range over the clocks."""
        waits_s = [(ship.leaves_at - ship.at_quay).total_seconds() for ship in self.ships]
        return Span(min(waits_s), waits_s[1], max(waits_s))

    @property
    def crossing(self) -> Span:
        """The likely time under way, and its range over the clocks."""
        under_way_s = [(ship.arrives_at - ship.leaves_at).total_seconds() for ship in self.ships]
        return Span(min(under_way_s), under_way_s[1], max(under_way_s))


@dataclass(frozen=True, slots=True)
class Afloat:
    """What is left of the crossing of a vehicle that a ferry carries now.

    ``is_direction_known`` is False where the quay it is bound for is a guess.
    """

    lane: Lane
    end: Quay
    path: SeaPath
    crossing: Span
    is_direction_known: bool = True

    @property
    def span(self) -> Span:
        """How long it takes with landing."""
        return total([self.crossing, Span.exact(LANDING_S)])


@dataclass(frozen=True, slots=True)
class Voyage:
    """A response boat's own trip, around the land from one water's edge to another.

    ``start_m`` and ``end_m`` are the straight ways on land before and after it; ``boards`` and
    ``lands`` tell whether it begins and ends ashore. ``quay`` is where it lands, None on a beach
    or at sea; ``straight`` says that no way over water was found.
    """

    start: LonLat
    end: LonLat
    start_m: float
    end_m: float
    path: SeaPath
    speed_kmh: float
    boards: bool
    lands: bool
    start_quay: Quay | None = None
    quay: Quay | None = None
    slowed_m: float = 0.0
    """How much further the boat would have got without the zones that slow it."""

    @property
    def crossing(self) -> Span:
        """How long the boat is under way."""
        return Span.at_sea((self.path.distance_m + self.slowed_m) / (self.speed_kmh / 3.6))

    @property
    def span(self) -> Span:
        """How long it takes with the ways on land, boarding and landing."""
        fixed_s = BOARDING_BOAT_S * self.boards + LANDING_S * self.lands
        ashore = Span.on_land(access_s(self.start_m) + access_s(self.end_m))
        return total([ashore, Span.exact(fixed_s), self.crossing])


Step = Ride | Sail | Afloat | Voyage


@dataclass(frozen=True)
class Estimate:
    """A journey that is timed but not drawn; ``turnout_s`` is what remains of it."""

    reachability: Reachability
    steps: tuple[Step, ...]
    turnout_s: float
    notes: tuple[str, ...] = ()
    closures: tuple[int, ...] = ()
    stops_short: bool = False
    """Whether it ends at the shore because the place lies in the water off it."""
    priority: int | None = None
    """The incident's, by which its rides were timed."""

    @cached_property
    def span(self) -> Span:
        """From the dispatch to the arrival."""
        return total([Span.exact(self.turnout_s), *(step.span for step in self.steps)])

    @property
    def duration_s(self) -> float:
        """The likely duration."""
        return self.span.likely_s


def total(spans: Sequence[Span]) -> Span:
    """Return the sum of spans: low with low, high with high."""
    return Span(
        sum(span.low_s for span in spans),
        sum(span.likely_s for span in spans),
        sum(span.high_s for span in spans),
    )


def straight_m(start: Stop, end: Stop) -> float:
    """Return the geodesic distance between two stops."""
    return distance_m(start.point.lon, start.point.lat, end.point.lon, end.point.lat)


def is_far_apart(start: Stop, end: Stop) -> bool:
    """Tell, roughly and fast, that no straight way may stand in for the road."""
    if start.snap is None or end.snap is None:
        return False
    north_m = (end.point.lat - start.point.lat) * METRES_PER_DEGREE
    east_m = (end.point.lon - start.point.lon) * METRES_PER_DEGREE * LEAST_COSINE
    return math.hypot(north_m, east_m) > start.access_m + end.access_m + 1.0


def may_go_straight(start: Stop, end: Stop, apart_m: float) -> bool:
    """Tell whether the straight way may stand in for the road between two stops.

    It may on one land part, where there is no road, or where the ways to the road and from it
    are together no shorter than the straight line itself.
    """
    if start.land_part != end.land_part:
        return False
    if start.snap is None or end.snap is None:
        return start.is_roadless
    return apart_m <= start.access_m + end.access_m


def ride_s(start: Stop, end: Stop, road_s: float, *, straight: bool) -> float:
    """Return the seconds of a ride with its access at both ends."""
    if straight:
        return access_s(straight_m(start, end))
    return access_s(start.access_m) + road_s + access_s(end.access_m)
