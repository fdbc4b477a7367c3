"""The only door to routing: how long a unit needs to a place, and by which legs.

A ``Router`` holds one road network, the lanes and quays, the land and the closures of one epoch.
It never changes; whoever learns of a new closure makes a new one with ``with_closures``. Every
method may be called from several threads at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from threading import Lock

from shapely.geometry.base import BaseGeometry

from gis import search
from gis.afloat import aboard_at, landings
from gis.boat_travel import BoatTravel
from gis.closures import Closure, ClosureIndex, Overlay
from gis.crossings import BOAT_KMH, LaneClosure, SeaNetwork, with_confirmations
from gis.journey_legs import draw_journey
from gis.journey_steps import Estimate, Passage, Stop
from gis.land import Land
from gis.land_travel import LandTravel
from gis.lane_lines import LaneLines
from gis.lane_states import LaneStates
from gis.network import PROFILES, RoadNetwork
from gis.quay_entries import Departure
from gis.regency import in_box
from gis.road_travel import RoadTravel
from gis.sea_paths import SeaPaths
from gis.setting_out import (
    COAST_SLACK_M,
    OFFSHORE_M,
    Start,
    abroad,
    departure_of,
    off_land,
    part_of,
    start_of,
    stopping_short,
    with_notes,
    with_turnout,
)
from gis.snapping import Snapper
from gis.types import (
    Aboard,
    Journey,
    LonLat,
    MetClosure,
    NoWay,
    Place,
    Reachability,
    UnitState,
    VehicleProfile,
)
from gis.way_around import CalmDay, met_closures, with_way_around
from gis.wording import Wording


class Router:
    """Routes and travel times over roads, ferry lanes and open water.

    Parameters
    ----------
    land
        None where nothing is known of land: then every point counts as land, and only the roads
        tell what hangs together.
    barriers
        Other land that boats cannot cross, polygons in degrees.
    kept_in
        Where grids of roads and ways at sea are kept for the next process; None: nowhere.
    """

    def __init__(
        self,
        network: RoadNetwork,
        sea: SeaNetwork,
        land: Land | None,
        *,
        closures: Iterable[Closure] = (),
        lane_closures: Iterable[LaneClosure] = (),
        barriers: Sequence[BaseGeometry] = (),
        kept_in: Path | None = None,
    ) -> None:
        self.network = network
        self.sea = sea
        self.land = land
        self.barriers = tuple(barriers)
        self._snapper = Snapper(network, land, folder=kept_in)
        self._index = ClosureIndex(network, self._snapper.grid)
        self._sea_paths = SeaPaths(land or Land(()), barriers=barriers, folder=kept_in)
        self._lane_lines = LaneLines(sea, self._sea_paths)
        self._boats = BoatTravel(land, sea, self._sea_paths)
        self._calm_lanes = LaneStates(sea, self._lane_lines, (), ())
        self._calm_roads: dict[tuple[VehicleProfile, frozenset[int], bool], RoadTravel] = {}
        self._close(tuple(closures), tuple(lane_closures))

    def with_closures(
        self,
        closures: Iterable[Closure],
        lane_closures: Iterable[LaneClosure],
        *,
        confirmed_on: Mapping[str, date] | None = None,
    ) -> Router:
        """Return a router for other closures that shares everything else, made in milliseconds.

        ``confirmed_on`` tells by a lane's code for which day somebody has confirmed its sailing.
        """
        other = object.__new__(Router)
        other.__dict__.update(self.__dict__)
        other.sea = with_confirmations(self.sea, confirmed_on or {})
        other._close(tuple(closures), tuple(lane_closures))
        return other

    def _close(self, closures: tuple[Closure, ...], lane_closures: tuple[LaneClosure, ...]) -> None:
        self.closures = closures
        self.lane_closures = lane_closures
        self._lock = Lock()
        self._overlay = Overlay(self._index, closures)
        self._lanes = LaneStates(self.sea, self._lane_lines, closures, lane_closures)
        self._roads = dict(self._calm_roads)

    def warm_up(self) -> None:
        """Compile the searches and build the sea's graph now rather than in the first question."""
        search.warm_up(self.network)
        self._lane_lines.warm()

    def place_at(self, point: LonLat, *, offshore_m: float = COAST_SLACK_M) -> Place:
        """Return a point as a place on the land part it lies on; ``land_part`` is None at sea.

        A point at most ``offshore_m`` off a shore counts as on that land.
        """
        part, _ = self._part_of(point, offshore_m)
        return Place(point, land_part=part)

    def passages(self, at: datetime) -> tuple[Passage, ...]:
        """Return every direction of every lane as it stands at a moment."""
        return self._lanes.passages(at)

    def aboard_at(
        self, point: LonLat, profile: VehicleProfile, heading_deg: float | None, offshore_m: float
    ) -> Aboard | None:
        """Return which ferry carries a land vehicle more than ``offshore_m`` off the shore, if any.

        ``heading_deg`` is the direction it moves in, clockwise from north.
        """
        if self.land is None or self._part_of(point, offshore_m)[0] is not None:
            return None
        return aboard_at(self.sea.lanes, self._lane_lines, point, profile, heading_deg)

    def idle_closures(self) -> frozenset[int]:
        """Return the ids of closures that touch neither a road nor a lane."""
        return frozenset(self._overlay.without_road()) - self._lanes.touching()

    def route(
        self,
        origin: LonLat,
        destination: Place | LonLat,
        *,
        profile: VehicleProfile,
        at: datetime,
        boat_kmh: float = BOAT_KMH["boat"],
        priority: int | None = None,
    ) -> Journey | NoWay:
        """Return the fastest journey that starts at a moment, with its line, or why there is none.

        A bare point may lie up to 1 km off the shore: what drives ends at the shore and says so.
        """
        slack_m = OFFSHORE_M if profile == VehicleProfile.BOAT else COAST_SLACK_M
        if isinstance(destination, LonLat):
            destination = self.place_at(destination, offshore_m=slack_m)
        place = destination
        if profile == VehicleProfile.BOAT:
            found = abroad(place, self.barriers) or self._boats.to_place(
                place, origin, speed_kmh=boat_kmh, hindered=self._lanes.for_boats(at)
            )
        else:
            (found,) = self._by_land(place, [Start(origin)], profile, at, priority)
            if isinstance(found, NoWay):
                return self._with_hindrances(found, origin, place, profile, at)
        return found if isinstance(found, NoWay) else self.draw(found, profile, at)

    def journeys_to(
        self,
        place: Place,
        units: Sequence[UnitState],
        *,
        at: datetime,
        priority: int | None = None,
    ) -> list[Journey | NoWay]:
        """Return each unit's journey to a place with turnout, drawn, or why it cannot come."""
        estimates = self.estimates_to(place, units, at=at, priority=priority)
        return [
            found if isinstance(found, NoWay) else self.draw(found, unit.profile, at)
            for unit, found in zip(units, estimates, strict=True)
        ]

    def estimates_to(
        self,
        place: Place,
        units: Sequence[UnitState],
        *,
        at: datetime,
        priority: int | None = None,
    ) -> list[Estimate | NoWay]:
        """Return the times of :meth:`journeys_to` without the lines; one search a profile."""
        found: dict[str, Estimate | NoWay] = {}
        for profile in PROFILES:
            here = [unit for unit in units if unit.profile == profile and unit.point is not None]
            if here:
                starts = [start_of(unit, at) for unit in here]
                times = self._by_land(place, starts, profile, at, priority)
                found |= {unit.code: time for unit, time in zip(here, times, strict=True)}
        for unit in units:
            if unit.point is None:
                no_position = Wording("no_position")
                found[unit.code] = NoWay(Reachability.UNREACHABLE, "no_way", no_position)
            elif unit.profile == VehicleProfile.BOAT:
                by_boat = self._by_boat(place, unit, unit.point, at)
                found[unit.code] = with_turnout(by_boat, unit, at)
        return [found[unit.code] for unit in units]

    def draw(self, estimate: Estimate, profile: VehicleProfile, at: datetime) -> Journey:
        """Return an estimate of this router as a journey with legs, lines and closures it met."""
        if profile == VehicleProfile.BOAT:
            journey = draw_journey(estimate, None)
        else:
            journey = draw_journey(estimate, self.roads_at(profile, at))
            day = self._calm_day(profile, at)
            journey = with_way_around(journey, day.way_around(estimate) if day else None)
        return replace(journey, met=self.met(journey.closures))

    def met(self, ids: Iterable[int]) -> tuple[MetClosure, ...]:
        """Return closures with their reasons by their ids, in the order of the ids."""
        return met_closures(ids, (*self.closures, *self.lane_closures))

    def _calm_day(self, profile: VehicleProfile, at: datetime) -> CalmDay | None:
        """Return what a journey is compared with, None where no closure holds or is to come."""
        roads, passages = self.roads_at(profile, at), self._lanes.passages(at)
        calm = self._roads_for(profile, frozenset(), at)
        day = CalmDay(roads, calm, passages, self._calm_lanes.passages(at), at)
        return None if day.is_today else day

    def _with_hindrances(
        self, found: NoWay, origin: LonLat, place: Place, profile: VehicleProfile, at: datetime
    ) -> NoWay:
        """Return a refusal with the closures that lie on the way of a calm day."""
        day = self._calm_day(profile, at)
        if day is None:
            return found
        ends = self._start(day.roads, origin)[0], self._end(day.roads, place)[0]
        return day.with_hindrances(found, *ends)

    def _by_boat(
        self, place: Place, unit: UnitState, point: LonLat, at: datetime
    ) -> Estimate | NoWay:
        return abroad(place, self.barriers) or self._boats.to_place(
            place,
            point,
            speed_kmh=BOAT_KMH.get(str(unit.kind), BOAT_KMH["boat"]),
            at_port=unit.at_port,
            is_moored=unit.at_station,
            hindered=self._lanes.for_boats(at, unit.capabilities),
        )

    def _by_land(
        self,
        place: Place,
        starts: Sequence[Start],
        profile: VehicleProfile,
        at: datetime,
        priority: int | None,
    ) -> list[Estimate | NoWay]:
        roads = self.roads_at(profile, at)
        end, end_notes = self._end(roads, place)
        if isinstance(end, NoWay):
            return [end] * len(starts)
        passages = self._lanes.passages(at)
        left = [self.departure(roads, start, passages) for start in starts]
        calm = self._roads_for(profile, frozenset(), at)
        travel = LandTravel(roads, calm, passages, at, priority=priority)
        times = iter(travel.to_place(end, [d for d, _ in left if isinstance(d, Departure)]))
        found = [each if isinstance(each, NoWay) else next(times) for each, _ in left]
        notes = ((*note, *end_notes) for _, note in left)
        noted = [with_notes(time, note) for time, note in zip(found, notes, strict=True)]
        return [stopping_short(time) for time in noted] if end_notes else noted

    def departure(
        self, roads: RoadTravel, start: Start, passages: Sequence[Passage]
    ) -> tuple[Departure | NoWay, tuple[str, ...]]:
        """Return where a vehicle sets out: from land, from a ship, from the line at a quay."""
        if start.aboard is not None:
            left = landings(start.aboard, start.point, self.sea, self._lane_lines, passages)
            if left:
                return Departure(None, start.delay_s, left), ()
        return departure_of(start, *self._start(roads, start.point))

    def _end(self, roads: RoadTravel, place: Place) -> tuple[Stop | NoWay, tuple[str, ...]]:
        """Return where land vehicles get to for a place.

        A place in shallow water off a shore is no place for a vehicle, but its crew may be the
        first at the shore: the journey ends there and says how far off the place lies.
        """
        if self.land is None or place.land_part is not None:
            return roads.stop(place.point, place.land_part), ()
        part, away_m = self._part_of(place.point, OFFSHORE_M)
        if why_not := abroad(place, self.barriers):
            return why_not, ()
        if part is None:
            why = Wording("place_at_sea" if in_box(place.point) else "place_abroad")
            return NoWay(Reachability.UNREACHABLE, "no_way", why), ()
        note = Wording("ends_at_shore", distance=round(away_m))
        return roads.stop(self.land.shore_point(part, place.point), part), (note,)

    def _start(self, roads: RoadTravel, point: LonLat) -> tuple[Stop | NoWay, tuple[str, ...]]:
        part, away_m = self._part_of(point, OFFSHORE_M)
        if self.land is not None and part is None:
            return off_land(point, away_m, self.barriers), ()
        if self.land is None or part is None or away_m <= COAST_SLACK_M:
            return roads.stop(point, part), ()
        name = self.land.part(part).name or str(part)
        note = Wording("offshore_start", distance=round(away_m), land=name)
        return roads.stop(point, part), (note,)

    def _part_of(self, point: LonLat, offshore_m: float) -> tuple[int | None, float]:
        return (None, 0.0) if self.land is None else part_of(self.land, point, offshore_m)

    def roads_at(self, profile: VehicleProfile, at: datetime) -> RoadTravel:
        """Return the rides of a profile under the closures that hold at a moment."""
        active = frozenset(closure.id for closure in self.closures if closure.is_active(at))
        return self._roads_for(profile, active, at)

    def _roads_for(
        self, profile: VehicleProfile, active: frozenset[int], at: datetime
    ) -> RoadTravel:
        with self._lock:
            key = (profile, active, self.network.is_wet(at))
            if key not in self._roads:
                weights = (self._overlay if active else self.network).weights(profile, at)
                calm = self._roads.get((profile, frozenset(), key[2]))
                self._roads[key] = RoadTravel(
                    self.network, self._snapper, weights, self.sea, calm=calm
                )
                if not active:
                    self._calm_roads[key] = self._roads[key]
            return self._roads[key]
