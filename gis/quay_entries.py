"""Where journeys of land vehicles touch the quays: first rides, landings, last rides."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class Reach:
    """How a place can be reached from quays.

    ``quays`` are all from which it can; ``aboard_s`` is the least time from a quay to the place of
    who boards a ship there, only of quays with such a ship.
    """

    quays: Container[str]
    aboard_s: Mapping[str, float]


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
    roads: RoadTravel,
    departures: Sequence[Departure],
    reach: Reach,
    rules: Rules,
    before_s: Sequence[float],
) -> list[list[Entry]]:
    """Return each departure's ways onto the quays by which it may be at the place in time.

    Parameters
    ----------
    before_s
        For each departure, by when it has to be there; seconds after the dispatch.
    """
    found = [_without_ride(departure, reach.quays) for departure in departures]
    for end in roads.quays:
        code = "" if end.quay is None else end.quay.code
        if code not in reach.aboard_s:
            continue
        least_s = reach.aboard_s[code]
        here = [
            (entered, departure, departure.stop)
            for entered, departure, limit_s in zip(found, departures, before_s, strict=True)
            if departure.stop is not None and departure.stop.land_part == end.land_part
            if departure.delay_s + least_s < limit_s
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
