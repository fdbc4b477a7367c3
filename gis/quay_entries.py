"""Where journeys of land vehicles touch the quays: first rides, landings, last rides."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, field

from gis.journey_steps import Afloat, Ride, Stop
from gis.quay_search import Entry, Rules, start_of
from gis.road_travel import RoadTravel


@dataclass(frozen=True, slots=True)
class Departure:
    """Where and when a land vehicle sets out.

    ``delay_s`` is its turnout. A vehicle on a ferry has no ``stop`` but ``landings``: the quays at
    which the ship may land it. One that stands in line for a ship is ``waiting_at`` a quay.
    """

    stop: Stop | None
    delay_s: float = 0.0
    landings: tuple[Afloat, ...] = field(default=())
    waiting_at: str | None = None

    @property
    def land_part(self) -> int | None:
        """The land part it stands on; None at sea."""
        return None if self.stop is None else self.stop.land_part


def last_rides(roads: RoadTravel, place: Stop) -> dict[str, Ride]:
    """Return the ride from each quay to a place.

    Where the place's land part has no road no vehicle gets from a quay to it: boats do.
    """
    if place.snap is None:
        return {}
    arrivals = [stop for stop in roads.quays if stop.land_part == place.land_part]
    rides = roads.rides_to(place, arrivals)
    return {start_of(ride): ride for ride in rides if ride is not None}


def direct_rides(
    roads: RoadTravel, place: Stop, departures: Sequence[Departure]
) -> list[Ride | None]:
    """Return the ride of each departure to a place without any ship, None where none leads."""
    stops = [departure.stop for departure in departures if departure.stop is not None]
    rides = iter(roads.rides_to(place, stops))
    return [None if departure.stop is None else next(rides) for departure in departures]


def entries(
    roads: RoadTravel, departures: Sequence[Departure], quays: Container[str], rules: Rules
) -> list[list[Entry]]:
    """Return each departure's ways onto some quays: those from which a place can be reached."""
    found = [_without_ride(departure, quays) for departure in departures]
    for end in roads.quays:
        code = "" if end.quay is None else end.quay.code
        if code not in quays:
            continue
        here = [
            (entered, departure, departure.stop)
            for entered, departure in zip(found, departures, strict=True)
            if departure.stop is not None and departure.stop.land_part == end.land_part
        ]
        rides = roads.rides_to_quay(end, [stop for _, _, stop in here]) if here else []
        for (entered, departure, _), ride in zip(here, rides, strict=True):
            if ride is not None:
                cost_s = departure.delay_s + rules.ride_s(ride, departure.delay_s)
                entered.append(Entry(code, cost_s, ride))
    return found


def _without_ride(departure: Departure, quays: Container[str]) -> list[Entry]:
    found = [
        Entry(landing.end.code, departure.delay_s + landing.span.likely_s, landing)
        for landing in departure.landings
        if landing.end.code in quays
    ]
    if departure.waiting_at is not None and departure.waiting_at in quays:
        found.append(Entry(departure.waiting_at, departure.delay_s, None))
    return found
