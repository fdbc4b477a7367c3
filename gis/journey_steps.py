"""What a journey consists of before it is drawn: rides on land, crossings by ferry, boat trips."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from gis.access import access_s
from gis.crossings import BOARDING_BOAT_S, LANDING_S, Lane, Quay, Span, wait_span
from gis.projection import distance_m
from gis.sea_paths import SeaPath
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


@dataclass(frozen=True, slots=True)
class Passage:
    """One direction of a lane as it can be used now.

    ``factor`` multiplies the crossing, None if the lane is closed; ``closures`` are the ids that
    say so. ``halts`` are the same by their whole times.
    """

    lane: Lane
    start: Quay
    end: Quay
    path: SeaPath
    factor: float | None = 1.0
    closures: tuple[int, ...] = ()
    halts: tuple[Halt, ...] = ()

    @property
    def is_outward(self) -> bool:
        """Whether it leads from the lane's first quay to its second."""
        return self.start.code == self.lane.from_quay

    @property
    def crossing(self) -> Span:
        """How long the ship is under way, with what slows it."""
        return self.lane.crossing(self.path.distance_m).times(self.factor or 1.0)

    def likely_s(self, wait_s: float) -> float:
        """Return wait, boarding, crossing and landing together."""
        return wait_s + self.lane.boarding_s + self.crossing.likely_s + LANDING_S


@dataclass(frozen=True, slots=True)
class Sail:
    """A passage that is taken, after a wait."""

    passage: Passage
    wait_s: float

    @property
    def span(self) -> Span:
        """How long it takes with waiting, boarding and landing."""
        fixed_s = self.passage.lane.boarding_s + LANDING_S
        return total([wait_span(self.wait_s), Span.exact(fixed_s), self.passage.crossing])


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

    @property
    def crossing(self) -> Span:
        """How long the boat is under way."""
        return Span.at_sea(self.path.distance_m / (self.speed_kmh / 3.6))

    @property
    def span(self) -> Span:
        """How long it takes with the ways on land, boarding and landing."""
        fixed_s = BOARDING_BOAT_S * self.boards + LANDING_S * self.lands
        ashore = Span.on_land(access_s(self.start_m) + access_s(self.end_m))
        return total([ashore, Span.exact(fixed_s), self.crossing])


Step = Ride | Sail | Voyage


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
