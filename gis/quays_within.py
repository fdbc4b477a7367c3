"""Where ferries land a vehicle within some time: earliest arrivals at all quays, forwards.

The rules are those of ``gis.quay_search``, which looks for one place; here there are many.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

from gis.crossings import LANDING_S
from gis.journey_steps import Passage
from gis.quay_entries import Departure
from gis.quay_search import Rules, start_of
from gis.road_travel import RoadTravel
from gis.ships import Call


@dataclass(frozen=True, slots=True)
class _Arrival:
    """Seconds after the dispatch on a quay: by road, by ship, or in line there already."""

    quay: str
    cost_s: float
    by: str


class _Landings:
    """One search; ``found`` is what it is for."""

    def __init__(
        self, roads: RoadTravel, passages: Sequence[Passage], rules: Rules, limit_s: float
    ) -> None:
        self.found: dict[str, float] = {}
        self._rules, self._limit_s = rules, limit_s
        self._roads = roads
        self._leaving: dict[str, list[Passage]] = {}
        for passage in passages:
            if rules.usable(passage) and passage.least_s is not None:
                self._leaving.setdefault(passage.start.code, []).append(passage)
        self._queue: list[tuple[float, int, _Arrival]] = []
        self._tie = count()

    def push(self, arrival: _Arrival) -> None:
        """Add an arrival that is not too late; one by ship is a landing."""
        if arrival.cost_s > self._limit_s:
            return
        if arrival.by == "ship":
            known_s = self.found.get(arrival.quay, float("inf"))
            self.found[arrival.quay] = min(known_s, arrival.cost_s)
        heapq.heappush(self._queue, (arrival.cost_s, next(self._tie), arrival))

    def run(self) -> None:
        """Settle all arrivals within the limit; nobody rides to a quay to ride on from there."""
        settled: set[tuple[str, bool]] = set()
        while self._queue:
            _, _, arrival = heapq.heappop(self._queue)
            ridden = arrival.by == "road"
            if (arrival.quay, False) in settled or (arrival.quay, ridden) in settled:
                continue
            if arrival.by != "line":  # who stands in line there boards only what comes there
                settled.add((arrival.quay, ridden))
            self._sail(arrival)
            if arrival.by == "ship":
                self._ride(arrival)

    def _sail(self, arrival: _Arrival) -> None:
        for passage in self._leaving.get(arrival.quay, ()):
            boarding_s = 0.0 if arrival.by == "line" else passage.lane.boarding_s
            least_s = (passage.least_s or 0.0) - passage.lane.boarding_s + boarding_s
            if arrival.cost_s + least_s > self._limit_s:
                continue
            at, latest = self._rules.at, self._rules.latest
            at_quay = at + timedelta(seconds=arrival.cost_s)
            ship = passage.next_ship(Call(at_quay, boarding_s, at, latest))
            if ship is not None:
                cost_s = (ship.arrives_at - at).total_seconds() + LANDING_S
                self.push(_Arrival(passage.end.code, cost_s, "ship"))

    def _ride(self, arrival: _Arrival) -> None:
        for end, rides in self._roads.rides_between_quays().items():
            for ride in rides:
                if start_of(ride) == arrival.quay:
                    ride_s = self._rules.ride_s(ride, arrival.cost_s)
                    self.push(_Arrival(end, arrival.cost_s + ride_s, "road"))


def first_landings(
    departure: Departure,
    to_quays: Mapping[str, float],
    roads: RoadTravel,
    passages: Sequence[Passage],
    rules: Rules,
    *,
    limit_s: float,
) -> dict[str, float]:
    """Return by quay the seconds after the dispatch at which a ship first lands a vehicle there.

    Parameters
    ----------
    to_quays
        Seconds after the dispatch at which it is on each quay by road; turnout included.
    limit_s
        Later landings are left out.
    """
    found = _Landings(roads, passages, rules, limit_s)
    for landing in departure.landings:
        found.push(_Arrival(landing.end.code, departure.delay_s + landing.span.likely_s, "ship"))
    if departure.waiting_at is not None:
        found.push(_Arrival(departure.waiting_at, departure.delay_s, "line"))
    for quay, cost_s in to_quays.items():
        found.push(_Arrival(quay, cost_s, "road"))
    found.run()
    return found.found
