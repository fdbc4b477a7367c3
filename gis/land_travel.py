"""Journeys of land vehicles: by road, and over ferry lanes that carry them.

Each vehicle's way is searched forwards from the moment of dispatch (``gis.quay_search``), but only
where the least time over the quays could beat the road: on one land part it seldom can.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from gis.crossings import HORIZON_S
from gis.hindrances import Hindrances
from gis.journey_steps import Afloat, Estimate, Passage, Ride, Sail, Step, Stop
from gis.quay_entries import Departure, direct_rides, entries, last_rides
from gis.quay_search import Entry, QuaySearch, Rules
from gis.road_travel import RoadTravel
from gis.three_clocks import clocked
from gis.types import NoWay, Reachability


class LandTravel:
    """Plans journeys of one profile at one moment; made anew for each question, cheap.

    Parameters
    ----------
    calm
        The same roads without closures, to tell why there is no way.
    at
        The moment of dispatch.
    """

    def __init__(
        self, roads: RoadTravel, calm: RoadTravel, passages: Sequence[Passage], at: datetime
    ) -> None:
        self.roads = roads
        self.passages = passages
        self.at = at
        profile = roads.weights.profile
        self._rules = Rules(
            at, at + timedelta(seconds=HORIZON_S), lambda passage: passage.lane.carries(profile)
        )
        self._hindrances = Hindrances(roads, calm, passages, self._rules)

    def to_place(self, place: Stop, departures: Sequence[Departure]) -> list[Estimate | NoWay]:
        """Return the fastest journey from each start to a place on land, or why there is none."""
        direct = direct_rides(self.roads, place, departures)
        last = last_rides(self.roads, place)
        between = self.roads.rides_between_quays()
        search = QuaySearch(between, last, self.passages, self._rules)
        entered = entries(self.roads, departures, search.bounds)
        found = [
            self._fastest(search, *each) for each in zip(departures, direct, entered, strict=True)
        ]
        stuck = [d for d, way in zip(departures, found, strict=True) if way is None]
        reasons = iter(self._hindrances.why_not(place, stuck) if stuck else ())
        return [next(reasons) if way is None else way for way in found]

    def _fastest(
        self,
        search: QuaySearch,
        departure: Departure,
        ride: Ride | None,
        entered: Sequence[Entry],
    ) -> Estimate | None:
        """Return the fastest of road and quays, the road where both take as long."""
        by_road_s = float("inf") if ride is None else departure.delay_s + ride.span.likely_s
        useful = [entry for entry in entered if search.least_s(entry) < by_road_s]
        way = search.earliest(useful, by_road_s) if useful else None
        if way is not None:
            steps = clocked(way[1], at=self.at, delay_s=departure.delay_s)
            return _estimate(steps, departure.delay_s)
        return None if ride is None else _estimate((ride,), departure.delay_s)


def _estimate(steps: tuple[Step, ...], delay_s: float) -> Estimate:
    closures = sorted({i for step in steps if isinstance(step, Sail) for i in step.closures})
    by_sea = any(isinstance(step, Sail | Afloat) for step in steps)
    reachability = Reachability.ROAD_FERRY if by_sea else Reachability.ROAD
    return Estimate(reachability, steps, delay_s, closures=tuple(closures))
