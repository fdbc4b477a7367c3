"""Journeys of land vehicles: by road, and over ferry lanes that carry them.

Each vehicle's way is searched forwards from the moment of dispatch (``gis.quay_search``), but only
where the least time over the quays could beat the road: on one land part it seldom can.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from gis.costing import road_factor
from gis.crossings import HORIZON_S
from gis.hindrances import Hindrances
from gis.journey_steps import Afloat, Estimate, Passage, Ride, Sail, Step, Stop
from gis.quay_entries import Departure, Reach, direct_rides, entries, last_rides
from gis.quay_search import Entry, QuaySearch, Rules
from gis.road_travel import RoadTravel
from gis.three_clocks import clocked
from gis.types import NoWay, Reachability, VehicleProfile

INFINITY = float("inf")


class LandTravel:
    """Plans journeys of one profile at one moment; made anew for each question, cheap.

    Parameters
    ----------
    calm
        The same roads without closures, to tell why there is no way.
    at
        The moment of dispatch.
    priority
        The incident's, on which the speed by road depends; None where there is none.
    """

    def __init__(
        self,
        roads: RoadTravel,
        calm: RoadTravel,
        passages: Sequence[Passage],
        at: datetime,
        *,
        priority: int | None = None,
    ) -> None:
        self.roads = roads
        self.passages = passages
        self.priority = priority
        self.rules = rules_for(roads.weights.profile, at, priority)
        self._hindrances = Hindrances(roads, calm, passages, self.rules)

    def to_place(self, place: Stop, departures: Sequence[Departure]) -> list[Estimate | NoWay]:
        """Return the fastest journey from each start to a place on land, or why there is none."""
        direct = direct_rides(self.roads, place, departures)
        last = last_rides(self.roads, place)
        between = self.roads.rides_between_quays()
        search = QuaySearch(between, last, self.passages, self.rules)
        by_road_s = [
            INFINITY if ride is None else d.delay_s + self.rules.ride_s(ride, d.delay_s)
            for d, ride in zip(departures, direct, strict=True)
        ]
        reach = Reach(search.bounds, search.aboard_s)
        entered = entries(self.roads, departures, reach, self.rules, by_road_s)
        found = [
            self._fastest(search, *each)
            for each in zip(departures, direct, by_road_s, entered, strict=True)
        ]
        stuck = [d for d, way in zip(departures, found, strict=True) if way is None]
        reasons = iter(self._hindrances.why_not(place, stuck) if stuck else ())
        return [next(reasons) if way is None else way for way in found]

    def _fastest(
        self,
        search: QuaySearch,
        departure: Departure,
        ride: Ride | None,
        by_road_s: float,
        entered: Sequence[Entry],
    ) -> Estimate | None:
        """Return the fastest of road and quays, the road where both take as long.

        Who is under way for longer than the horizon may also take a ship that leaves after it if
        that brings them there sooner; else who sets out later could arrive earlier.
        """
        delay_s = departure.delay_s
        useful = [entry for entry in entered if search.least_s(entry) < by_road_s]
        way, rules = search.earliest(useful, by_road_s) if useful else None, self.rules
        if way is not None and way[0] > HORIZON_S:
            further = search.up_to(self.rules.at + timedelta(seconds=way[0]))
            if sooner := further.earliest(useful, way[0]):
                way, rules = sooner, further.rules
        links = way[1] if way is not None else None if ride is None else (ride,)
        if links is None:
            return None
        steps = clocked(links, rules, delay_s=delay_s)
        return replace(_estimate(steps, delay_s), priority=self.priority)


def rules_for(profile: VehicleProfile, at: datetime, priority: int | None) -> Rules:
    """Return what a vehicle may really use from a moment of dispatch on, and by what roads slow."""
    return Rules(
        at=at,
        latest=at + timedelta(seconds=HORIZON_S),
        usable=lambda passage: passage.lane.carries(profile),
        road_factor=lambda then: road_factor(profile, then, priority),
    )


def _estimate(steps: tuple[Step, ...], delay_s: float) -> Estimate:
    closures = sorted({i for step in steps if isinstance(step, Sail) for i in step.closures})
    by_sea = any(isinstance(step, Sail | Afloat) for step in steps)
    reachability = Reachability.ROAD_FERRY if by_sea else Reachability.ROAD
    return Estimate(reachability, steps, delay_s, closures=tuple(closures))
