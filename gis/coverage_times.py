"""How soon units are at many places: searched forwards from each unit, no further than a limit.

The same ways as ``Router.estimates_to`` finds, one search a unit instead of one a place: by road,
over ferries that are caught and land within the limit, and by boat.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np

from gis import search
from gis.access import access_s
from gis.crossings import BOAT_KMH
from gis.journey_steps import Passage, Stop
from gis.land_travel import rules_for
from gis.network import Bools, Floats
from gis.projection import haversine_m
from gis.quay_entries import Departure
from gis.quay_search import Rules
from gis.quays_within import first_landings
from gis.road_travel import RoadTravel
from gis.routing import Router
from gis.setting_out import start_of
from gis.turnout import turnout_s
from gis.types import LonLat, NoWay, Place, UnitState, VehicleProfile

ROWS_KEPT = 4_096
"""Of units' positions: a few megabytes."""
WORKERS = 2
SNAP_SLACK_M = 1.0
FASTEST_MPS = 50.0
"""No vehicle is faster on any road."""
NEAR_M_PER_DEG = 104_000.0
"""Fewer than a degree has anywhere in the regency: what is near by it may be near."""


@dataclass(frozen=True, slots=True)
class _Rides:
    """Rides from one stop to all ends: the whole, and of it the part that night slows."""

    likely_s: Floats
    road_s: Floats

    def seconds(self, rules: Rules, cost_s: float) -> Floats:
        """Return how long the rides take that begin some seconds after the dispatch."""
        factor = rules.road_factor(rules.at + timedelta(seconds=cost_s))
        return self.likely_s + (factor - 1.0) * self.road_s


@dataclass(frozen=True)
class _Ends:
    """The places and then the quays as stops of one profile's roads."""

    stops: list[Stop]
    lon: Floats
    lat: Floats
    parts: Floats
    """Number of the land part, -1 where there is none."""
    access_m: Floats
    access_s: Floats
    tied: list[int]
    """Which of them have a road."""
    pieces: Floats
    """Which piece of road that is, -1 where there is none."""
    rows: dict[tuple[LonLat, int | None, float], _Rides] = field(default_factory=dict)


class CoverageTimes:
    """Times to fixed places, remembered for each position of a unit; safe to share.

    Parameters
    ----------
    places
        Where units are to arrive; vehicles reach none that lies at sea.
    by_boat
        Which of them response boats serve too.
    """

    def __init__(self, places: Sequence[Place], by_boat: Sequence[bool]) -> None:
        self.places = tuple(places)
        self._by_boat = np.array(by_boat, bool)
        self._lon = np.array([place.point.lon for place in places], float)
        self._lat = np.array([place.point.lat for place in places], float)
        self._ends: WeakKeyDictionary[RoadTravel, _Ends] = WeakKeyDictionary()
        self._lock = Lock()

    def within(
        self, router: Router, units: Sequence[UnitState], *, at: datetime, limit_s: float
    ) -> Floats:
        """Return seconds from the dispatch of each unit (row) to each place; inf beyond the limit.

        Turnout counts where it still has to happen. A unit without a position reaches nothing.
        """
        passages = router.passages(at)
        with ThreadPoolExecutor(WORKERS) as pool:
            rows = list(
                pool.map(lambda unit: self._row(router, unit, passages, at, limit_s), units)
            )
        times = np.array(rows, float).reshape(len(units), len(self.places))
        return np.where(times <= limit_s, times, np.inf)

    def forget(self) -> None:
        """Drop what is remembered of units' positions; the places' own roads are kept."""
        with self._lock:
            for ends in self._ends.values():
                ends.rows.clear()

    def _row(
        self,
        router: Router,
        unit: UnitState,
        passages: Sequence[Passage],
        at: datetime,
        limit_s: float,
    ) -> Floats:
        if unit.point is None:
            return np.full(len(self.places), np.inf)
        if unit.profile == VehicleProfile.BOAT:
            return self._boat_row(router, unit, unit.point, at, limit_s)
        roads = router.roads_at(unit.profile, at)
        departure, _ = router.departure(roads, start_of(unit, at), passages)
        if isinstance(departure, NoWay):
            return np.full(len(self.places), np.inf)
        return self._land_row(roads, departure, passages, at, limit_s)

    def _land_row(
        self,
        roads: RoadTravel,
        departure: Departure,
        passages: Sequence[Passage],
        at: datetime,
        limit_s: float,
    ) -> Floats:
        """Return the least of the road alone and of every quay where a ship lands in time."""
        ends, count = self._ends_of(roads), len(self.places)
        rules = rules_for(roads.weights.profile, at, None)
        best = np.full(count, np.inf)
        to_quays: dict[str, float] = {}
        if departure.stop is not None:
            rides = self._rides(roads, ends, departure.stop, limit_s)
            ride_s = rides.seconds(rules, departure.delay_s)
            best = departure.delay_s + ride_s[:count]
            to_quays = {
                stop.quay.code: departure.delay_s + float(quay_s)
                for stop, quay_s in zip(ends.stops[count:], ride_s[count:], strict=True)
                if stop.quay is not None
                and stop.land_part == departure.stop.land_part
                and np.isfinite(quay_s)
            }
        landed = first_landings(departure, to_quays, roads, passages, rules, limit_s=limit_s)
        for stop in roads.quays if landed else ():
            if stop.quay is not None and stop.quay.code in landed:
                there = (ends.parts == _number(stop.land_part)) & (ends.pieces >= 0)
                at_quay_s = landed[stop.quay.code]
                rides = self._rides(roads, ends, stop, limit_s)
                onward_s = np.where(there, rides.seconds(rules, at_quay_s), np.inf)
                best = np.minimum(best, at_quay_s + onward_s[:count])
        return best

    def _rides(self, roads: RoadTravel, ends: _Ends, start: Stop, limit_s: float) -> _Rides:
        """Return the rides from a stop to all ends, remembered by its point."""
        key = start.point, start.land_part, limit_s
        with self._lock:
            kept = ends.rows.get(key)
        if kept is None:
            kept = _ride_times(roads, ends, start, limit_s)
            with self._lock:
                while len(ends.rows) >= ROWS_KEPT:
                    del ends.rows[next(iter(ends.rows))]
                ends.rows[key] = kept
        return kept

    def _ends_of(self, roads: RoadTravel) -> _Ends:
        with self._lock:
            found = self._ends.get(roads)
        if found is None:
            calm = roads.calm
            before = None if calm is None else self._ends_of(calm).stops
            here = [self._stop(roads, n, before) for n in range(len(self.places))]
            found = _ends(roads, [*here, *roads.quays])
            with self._lock:
                self._ends[roads] = found
        return found

    def _stop(self, roads: RoadTravel, number: int, before: Sequence[Stop] | None) -> Stop:
        """Return a place as a stop, that of the calm roads where its own road is open."""
        if before is None:
            place = self.places[number]
            return roads.stop(place.point, place.land_part)
        return roads.as_now(before[number])

    def _boat_row(
        self, router: Router, unit: UnitState, point: LonLat, at: datetime, limit_s: float
    ) -> Floats:
        """Ask the router about the places that lie within the limit in a straight line."""
        away_m = haversine_m(point.lon, point.lat, self._lon, self._lat)
        speed_kmh = BOAT_KMH.get(str(unit.kind), BOAT_KMH["boat"])
        at_least_s = away_m / (speed_kmh / 3.6)
        if unit.at_station:
            at_least_s = at_least_s + turnout_s(unit.kind, at)
        row = np.full(len(self.places), np.inf)
        for number in np.flatnonzero(self._by_boat & (at_least_s <= limit_s)):
            (found,) = router.estimates_to(self.places[number], [unit], at=at)
            if not isinstance(found, NoWay):
                row[number] = found.duration_s
        return row


def _ends(roads: RoadTravel, stops: list[Stop]) -> _Ends:
    snaps = [stop.snap for stop in stops]
    return _Ends(
        stops=stops,
        lon=np.array([stop.point.lon for stop in stops], float),
        lat=np.array([stop.point.lat for stop in stops], float),
        parts=np.array([_number(stop.land_part) for stop in stops], float),
        access_m=np.array([stop.access_m for stop in stops], float),
        access_s=np.array([access_s(stop.access_m) for stop in stops], float),
        tied=[number for number, snap in enumerate(snaps) if snap is not None],
        pieces=np.array([-1 if s is None else roads.snapper.component(s) for s in snaps], float),
    )


def _ride_times(roads: RoadTravel, ends: _Ends, start: Stop, limit_s: float) -> _Rides:
    """Return what ``RoadTravel.rides_to`` says of each end; inf beyond the limit."""
    road_s = np.full(len(ends.stops), np.inf)
    if start.snap is not None:
        snaps = [stop.snap for stop in ends.stops if stop.snap is not None]
        road_s[ends.tied] = search.costs_from(
            roads.network, roads.weights, start.snap, snaps, limit_s=limit_s
        )
    total_s = access_s(start.access_m) + road_s + ends.access_s
    for number in np.flatnonzero(_wants_a_look(roads, ends, start, road_s, limit_s)):
        (ride,) = roads.rides_by(ends.stops[number], [start], road_s[number : number + 1])
        if ride is not None:
            total_s[number] = ride.span.likely_s
            road_s[number] = 0.0 if ride.straight else ride.road_s
    return _Rides(total_s, np.where(np.isfinite(road_s), road_s, 0.0))


def _wants_a_look(
    roads: RoadTravel, ends: _Ends, start: Stop, road_s: Floats, limit_s: float
) -> Bools:
    """Tell for which ends a straight way or one over a gap in the road data may count."""
    same = ends.parts == _number(start.land_part)
    if start.snap is None:
        return np.asarray(same & start.is_roadless)
    north_m = np.abs(ends.lat - start.point.lat) * NEAR_M_PER_DEG
    east_m = np.abs(ends.lon - start.point.lon) * NEAR_M_PER_DEG
    apart_m = np.maximum(north_m, east_m)
    is_near = apart_m <= start.access_m + ends.access_m + SNAP_SLACK_M
    piece = roads.snapper.component(start.snap)
    is_parted = (ends.pieces != piece) & np.isinf(road_s) & (apart_m <= limit_s * FASTEST_MPS)
    return np.asarray(same & (ends.pieces >= 0) & (is_near | is_parted))


def _number(land_part: int | None) -> float:
    return -1.0 if land_part is None else float(land_part)
