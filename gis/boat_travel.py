"""Journeys of response boats: over open water, around the land, and ashore on foot.

A boat needs no lane. It lands at a quay of the place's land part, whichever serves best, or on
the nearest shore where no quay is near; a place at sea it reaches directly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from gis.boat_courses import Course, Courses
from gis.boat_hindrances import UNHINDERED, BoatHindrances
from gis.crossings import Quay, SeaNetwork
from gis.journey_steps import Estimate, Ride, Stop, Voyage
from gis.land import Land
from gis.projection import distance_m
from gis.sea_paths import SeaPaths
from gis.types import LonLat, NoWay, Place, Reachability
from gis.wording import Wording

QUAY_SERVES_WITHIN_M = 5_000.0
"""A quay further from the place than this is no landing for it: the shore is nearer."""
MOORED_WITHIN_M = 1_000.0
"""A boat whose position is on land lies at a quay this near, else at the nearest shore."""


@dataclass(frozen=True, slots=True)
class Trip:
    """A question: from where to which place, at what speed, and what is in the way."""

    place: Place
    start: LonLat
    speed_kmh: float
    at_port: str | None
    is_moored: bool
    hindered: BoatHindrances


class BoatTravel:
    """Plans journeys of boats. Safe to share between threads."""

    def __init__(self, land: Land | None, sea: SeaNetwork, paths: SeaPaths) -> None:
        self.land = land
        self.sea = sea
        self.paths = paths
        self._courses = Courses(paths)

    def to_place(
        self,
        place: Place,
        start: LonLat,
        *,
        speed_kmh: float,
        at_port: str | None = None,
        is_moored: bool = False,
        hindered: BoatHindrances = UNHINDERED,
    ) -> Estimate | NoWay:
        """Return a boat's fastest journey, or why there is none.

        Parameters
        ----------
        at_port
            Code of the quay where the boat lies, whatever its position says.
        is_moored
            Whether the crew has to board first even though the boat's position is at sea.
        hindered
            What holds the boat back.
        """
        trip = Trip(place, start, speed_kmh / hindered.factor, at_port, is_moored, hindered)
        candidates = list(self._candidates(trip))
        if not candidates:
            return self._why_not(trip)
        best = min(candidates, key=lambda estimate: estimate.duration_s)
        return _with_closed_lane(best, hindered.closed_lanes)

    def _why_not(self, trip: Trip) -> NoWay:
        """Return what holds a boat back that would get there otherwise."""
        hindered = trip.hindered
        free = replace(trip, hindered=UNHINDERED)
        if not any(self._candidates(free)):
            return NoWay(Reachability.UNREACHABLE, "no_way", Wording("no_water"))
        now = Reachability.UNREACHABLE_NOW
        if hindered.staying:
            why = Wording("boats_closed")
            return NoWay(now, "lane_closed", why, closures=hindered.staying)
        zones = tuple(sorted(zone.id for zone in hindered.closed_zones))
        return NoWay(now, "lane_closed", Wording("zone_closed"), closures=zones)

    def _candidates(self, trip: Trip) -> Iterable[Estimate]:
        place, start, hindered = trip.place, trip.start, trip.hindered
        begin, ashore, quay, start_part = self._departure(start, trip.at_port)
        start_m = _apart_m(start, begin) if ashore and trip.at_port is None else 0.0
        if place.land_part is not None and start_part == place.land_part:
            here, there = (Stop(p, start_part, None) for p in (start, place.point))
            yield Estimate(Reachability.BOAT, (Ride(here, there, 0.0, straight=True),), 0.0)
        if hindered.staying:
            return
        lands = place.land_part is not None
        for end, landing, course in self._landings(place, begin, hindered):
            voyage = Voyage(
                start=start,
                end=place.point,
                start_m=start_m,
                end_m=_apart_m(end, place.point) if lands else 0.0,
                path=course.path,
                speed_kmh=trip.speed_kmh,
                boards=ashore or trip.is_moored,
                lands=lands,
                start_quay=quay,
                quay=landing,
                slowed_m=course.slowed_m,
            )
            notes = [Wording("beach_landing")] if lands and landing is None else []
            notes += [Wording("around_zone")] if course.is_detour else []
            notes += [Wording("boat_slowed")] if course.slowed_m or hindered.slowing else []
            met = (*hindered.slowing, *course.closures)
            yield Estimate(
                Reachability.BOAT, (voyage,), 0.0, notes=tuple(notes), closures=tuple(sorted(met))
            )

    def _departure(
        self, start: LonLat, at_port: str | None
    ) -> tuple[LonLat, bool, Quay | None, int | None]:
        """Return where a boat casts off, whether that is ashore, at which quay, on which land."""
        if at_port is not None and (quay := self._quay(at_port)) is not None:
            return quay.point, True, quay, quay.land_part
        part = None if self.land is None else self.land.part_at(start)
        near = [(_apart_m(start, quay.point), quay.code, quay) for quay in self.sea.quays]
        away_m, _, nearest = min(near, default=(float("inf"), "", None))
        if part is None:
            return start, False, None, None
        if nearest is not None and away_m <= MOORED_WITHIN_M and nearest.land_part == part.number:
            return nearest.point, True, nearest, part.number
        return self.paths.water_point(start), True, None, part.number

    def _landings(
        self, place: Place, begin: LonLat, hindered: BoatHindrances
    ) -> list[tuple[LonLat, Quay | None, Course]]:
        """Return where a boat may land for a place, each with the way there over water.

        The shore serves where no quay is near, or where the only ones near lie inland in the data.
        """
        if place.land_part is None:
            ends: list[tuple[LonLat, Quay | None]] = [(place.point, None)]
            return self._sailed(begin, ends, hindered)
        quays = self.sea.quays_of(place.land_part)
        serving = [
            quay for quay in quays if _apart_m(quay.point, place.point) <= QUAY_SERVES_WITHIN_M
        ]
        by_quay = self._sailed(begin, [(quay.point, quay) for quay in serving], hindered)
        shore = self.paths.shore_point(place.land_part, place.point)
        return by_quay or self._sailed(begin, [(shore, None)], hindered)

    def _sailed(
        self,
        begin: LonLat,
        ends: Sequence[tuple[LonLat, Quay | None]],
        hindered: BoatHindrances,
    ) -> list[tuple[LonLat, Quay | None, Course]]:
        courses = [(end, quay, self._courses.best(begin, end, hindered)) for end, quay in ends]
        return [(end, quay, course) for end, quay, course in courses if course is not None]

    def _quay(self, code: str) -> Quay | None:
        return next((quay for quay in self.sea.quays if quay.code == code), None)


def _with_closed_lane(
    estimate: Estimate, closed_lanes: Mapping[frozenset[str], tuple[str, int]]
) -> Estimate:
    (step,) = estimate.steps
    if not isinstance(step, Voyage) or step.start_quay is None or step.quay is None:
        return estimate
    found = closed_lanes.get(frozenset({step.start_quay.code, step.quay.code}))
    if found is None:
        return estimate
    name, closure = found
    notes = (*estimate.notes, Wording("boat_lane_closed", lane=name))
    closures = tuple(sorted({*estimate.closures, closure}))
    return Estimate(estimate.reachability, estimate.steps, 0.0, notes, closures)


def _apart_m(a: LonLat, b: LonLat) -> float:
    return distance_m(a.lon, a.lat, b.lon, b.lat)
