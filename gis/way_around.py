"""Which closures kept a vehicle from a faster way: its journey beside that of a calm day."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from gis.closures import Closure
from gis.costing import road_factor
from gis.crossings import LaneClosure
from gis.journey_steps import Afloat, Estimate, Passage, Ride, Sail, Stop
from gis.land_travel import LandTravel
from gis.quay_entries import Departure
from gis.road_travel import RoadTravel
from gis.types import Journey, MetClosure, NoWay, Reachability
from gis.wording import Wording


@dataclass(frozen=True, slots=True)
class WayAround:
    """The closures on the way of a calm day, and how many seconds they cost."""

    closures: tuple[int, ...]
    lost_s: float


def with_way_around(journey: Journey, around: WayAround | None) -> Journey:
    """Return a journey that names the closures that kept it from a faster way."""
    if around is None:
        return journey
    closures = tuple(sorted({*journey.closures, *around.closures}))
    if closures == journey.closures:
        return journey
    note = Wording("way_around", minutes=math.ceil(around.lost_s / 60))
    return replace(journey, closures=closures, notes=(*journey.notes, note))


def met_closures(
    ids: Iterable[int], known: Iterable[Closure | LaneClosure]
) -> tuple[MetClosure, ...]:
    """Return closures with their reasons by their ids, in the order of the ids."""
    by_id = {each.id: each for each in known}
    return tuple(
        MetClosure(number, by_id[number].reason, by_id[number].factor)
        for number in sorted(set(ids))
        if number in by_id
    )


@dataclass(frozen=True)
class CalmDay:
    """Roads and passages as they are, and as they would be without any closure."""

    roads: RoadTravel
    calm_roads: RoadTravel
    passages: Sequence[Passage]
    calm_passages: Sequence[Passage]
    at: datetime

    @property
    def is_today(self) -> bool:
        """Whether no closure holds or is to come."""
        return not self.roads.weights.touched and not any(p.halts for p in self.passages)

    def way_around(self, estimate: Estimate) -> WayAround | None:
        """Return what kept a land vehicle from a faster way, None if nothing did."""
        departure = self._departure(estimate)
        last = estimate.steps[-1] if estimate.steps else None
        if departure is None or not isinstance(last, Ride):
            return None
        calm = self._calm_way(estimate, departure, self._stop(last.end))
        found = () if calm is None else self.closures_on(calm)
        if calm is None or not found:
            return None
        return WayAround(found, max(0.0, estimate.duration_s - calm.duration_s))

    def closures_on(self, calm: Estimate) -> tuple[int, ...]:
        """Return the ids of the closures that lie on the way of a calm day."""
        found: set[int] = set()
        for step in calm.steps:
            if isinstance(step, Ride):
                found |= self._on_ride(step)
            elif isinstance(step, Sail):
                found |= self._on_sail(step)
        return tuple(sorted(found))

    def calm_way(self, start: Stop, end: Stop) -> Estimate | None:
        """Return the journey between two places on a calm day, None where none leads then."""
        departure = Departure(self._stop(start))
        travel = LandTravel(self.calm_roads, self.calm_roads, self.calm_passages, self.at)
        (found,) = travel.to_place(self._stop(end), [departure])
        return None if isinstance(found, NoWay) else found

    def with_hindrances(self, found: NoWay, start: Stop | NoWay, end: Stop | NoWay) -> NoWay:
        """Return a refusal for now with the closures that lie on the way of a calm day."""
        is_for_now = found.reachability == Reachability.UNREACHABLE_NOW
        if not is_for_now or isinstance(start, NoWay) or isinstance(end, NoWay):
            return found
        calm = self.calm_way(start, end)
        ids = {*found.closures, *(() if calm is None else self.closures_on(calm))}
        return replace(found, closures=tuple(sorted(ids)))

    def _departure(self, estimate: Estimate) -> Departure | None:
        first = estimate.steps[0] if estimate.steps else None
        if isinstance(first, Ride):
            return Departure(self._stop(first.start), estimate.turnout_s)
        if isinstance(first, Afloat):
            return Departure(None, estimate.turnout_s, landings=(first,))
        if isinstance(first, Sail):
            return Departure(None, estimate.turnout_s, waiting_at=first.passage.start.code)
        return None

    def _calm_way(self, estimate: Estimate, departure: Departure, end: Stop) -> Estimate | None:
        """Return the journey of a calm day; by road alone where that is how it goes today."""
        stop = departure.stop
        if len(estimate.steps) == 1 and stop is not None and stop.land_part is not None:
            if not self.roads.weights.touched:
                return None
            (ride,) = self.calm_roads.rides_to(end, [stop])
            if ride is None:
                return None
            then = self.at + timedelta(seconds=departure.delay_s)
            ride = ride.slowed(road_factor(self.roads.weights.profile, then, estimate.priority))
            return Estimate(estimate.reachability, (ride,), departure.delay_s)
        travel = LandTravel(
            self.calm_roads,
            self.calm_roads,
            self.calm_passages,
            self.at,
            priority=estimate.priority,
        )
        (found,) = travel.to_place(end, [departure])
        return None if isinstance(found, NoWay) else found

    def _stop(self, stop: Stop) -> Stop:
        return self.calm_roads.stop(stop.point, stop.land_part, quay=stop.quay)

    def _on_ride(self, ride: Ride) -> set[int]:
        touched = self.roads.weights.touched
        path = None if ride.straight else self.calm_roads.path(ride.start, ride.end)
        if path is None:
            return set()
        return {i for piece in path.pieces for i in touched.get(piece.segment, ())}

    def _on_sail(self, sail: Sail) -> set[int]:
        """Return the closures that would hold or slow the ship of a calm day."""
        leaves_at, lane, start = sail.likely.leaves_at, sail.passage.lane, sail.passage.start.code
        return {
            number
            for passage in self.passages
            if passage.lane.code == lane.code and passage.start.code == start
            for number, halt in zip(passage.halt_ids, passage.halts, strict=True)
            if halt.holds(leaves_at)
        }
