"""Journeys of land vehicles: by road, and over ferry lanes that carry them.

The place is searched from once, backwards over rides and passages, with the waits of nobody in
particular. That tells for every unit whether a ferry is any help; only for those it helps a
search runs forward from quay to quay, because only forwards the moment of arrival at a quay is
known, on which the wait for the next sailing depends.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from gis.crossings import HORIZON_S
from gis.journey_steps import Estimate, Passage, Ride, Sail, Step, Stop
from gis.road_travel import RoadTravel
from gis.types import NoWay, Reachability
from gis.wording import Wording

MAX_STEPS = 24
"""More rides and crossings than any journey here could have; ends a search on broken data."""


@dataclass(frozen=True)
class Passages:
    """Every direction of every lane as it stands at a moment, by the quay it arrives at."""

    every: tuple[Passage, ...]
    arriving: Mapping[str, tuple[Passage, ...]]
    leaving: Mapping[str, tuple[Passage, ...]]
    at: datetime

    @classmethod
    def of(cls, passages: Sequence[Passage], at: datetime) -> Passages:
        """Group passages by both ends."""
        arriving: dict[str, tuple[Passage, ...]] = {}
        leaving: dict[str, tuple[Passage, ...]] = {}
        for p in passages:
            arriving[p.end.code] = (*arriving.get(p.end.code, ()), p)
            leaving[p.start.code] = (*leaving.get(p.start.code, ()), p)
        return cls(tuple(passages), arriving, leaving, at)


@dataclass(frozen=True, slots=True)
class _Onward:
    """From a quay to the place: how long, and by which step first."""

    likely_s: float
    step: Ride | Passage


Onwards = Mapping[str, _Onward]


class LandTravel:
    """Plans journeys of one profile at one moment; made anew for each question, cheap."""

    def __init__(self, roads: RoadTravel, calm: RoadTravel, now: Passages) -> None:
        self.roads = roads
        self.calm = calm
        """The same roads without closures, to tell why there is no way."""
        self.now = now

    def to_place(self, place: Stop, starts: Sequence[Stop]) -> list[Estimate | NoWay]:
        """Return the fastest journey from each start to a place on land, or why there is none."""
        direct = self.roads.rides_to(place, starts)
        last = self._last_rides(self.roads, place)
        onwards = self._onwards(self.roads, last, self._is_usable)
        boarding = self._first_rides(self.roads, starts, onwards)
        found: list[Estimate | None] = []
        for ride, first in zip(direct, boarding, strict=True):
            by_road = None if ride is None else ride.span.likely_s
            by_ferry = min(
                (r.span.likely_s + onwards[_quay(r.end)].likely_s for r in first), default=None
            )
            if by_ferry is not None and (by_road is None or by_ferry < by_road):
                steps = self._forward(first, last, onwards)
                if steps is not None:
                    found.append(_estimate(steps))
                    continue
            found.append(None if ride is None else _estimate((ride,)))
        stuck = [start for start, way in zip(starts, found, strict=True) if way is None]
        reasons = iter(self._why_not(place, stuck) if stuck else ())
        return [next(reasons) if way is None else way for way in found]

    def _last_rides(self, roads: RoadTravel, place: Stop) -> dict[str, Ride]:
        """Return the ride from each quay to the place.

        Where the place's land part has no road no vehicle gets from a quay to it: boats do.
        """
        if place.snap is None:
            return {}
        arrivals = [stop for stop in roads.quays if stop.land_part == place.land_part]
        rides = roads.rides_to(place, arrivals)
        return {_quay(r.start): r for r in rides if r is not None}

    def _first_rides(
        self, roads: RoadTravel, starts: Sequence[Stop], onwards: Onwards
    ) -> list[list[Ride]]:
        """Return for each start its rides to the quays from which the place can be reached."""
        found: list[list[Ride]] = [[] for _ in starts]
        for end in roads.quays:
            if _quay(end) not in onwards:
                continue
            for rides, ride in zip(found, roads.rides_to_quay(end, starts), strict=True):
                if ride is not None and ride.start.land_part == end.land_part:
                    rides.append(ride)
        return found

    def _onwards(
        self, roads: RoadTravel, last: Mapping[str, Ride], usable: Callable[[Passage], bool]
    ) -> dict[str, _Onward]:
        """Return the fastest way on from each quay, found backwards from the place."""
        best = {quay: _Onward(ride.span.likely_s, ride) for quay, ride in last.items()}
        queue = [(onward.likely_s, quay) for quay, onward in best.items()]
        heapq.heapify(queue)
        between = roads.rides_between_quays()
        while queue:
            cost_s, quay = heapq.heappop(queue)
            if cost_s > best[quay].likely_s:
                continue
            steps: list[tuple[str, float, Ride | Passage]] = [
                (_quay(ride.start), ride.span.likely_s, ride) for ride in between.get(quay, ())
            ]
            steps += [
                (p.start.code, p.likely_s(p.lane.wait_s(p.start.code, None)), p)
                for p in self.now.arriving.get(quay, ())
                if usable(p)
            ]
            for before, step_s, step in steps:
                if before not in best or cost_s + step_s < best[before].likely_s:
                    best[before] = _Onward(cost_s + step_s, step)
                    heapq.heappush(queue, (cost_s + step_s, before))
        return best

    def _forward(
        self, first: Sequence[Ride], last: Mapping[str, Ride], onwards: Onwards
    ) -> tuple[Step, ...] | None:
        """Return the steps of the earliest arrival, each wait counted from the moment there."""
        tie = count()
        queue: list[tuple[float, int, str, tuple[Step, ...]]] = [
            (ride.span.likely_s, next(tie), _quay(ride.end), (ride,)) for ride in first
        ]
        heapq.heapify(queue)
        settled: set[str] = set()
        between = _by_start(self.roads.rides_between_quays())
        while queue:
            cost_s, _, quay, steps = heapq.heappop(queue)
            if not quay:
                return steps
            if quay in settled or len(steps) > MAX_STEPS:
                continue
            settled.add(quay)
            onward: list[tuple[str, float, Step]] = []
            if quay in last:
                onward.append(("", last[quay].span.likely_s, last[quay]))
            if not isinstance(steps[-1], Ride):
                onward += [(_quay(r.end), r.span.likely_s, r) for r in between.get(quay, ())]
            onward += self._sailings(quay, cost_s)
            for reached, step_s, step in onward:
                if not reached or reached in onwards:
                    entry = (cost_s + step_s, next(tie), reached, (*steps, step))
                    heapq.heappush(queue, entry)
        return None

    def _sailings(self, quay: str, cost_s: float) -> list[tuple[str, float, Step]]:
        ready_at = self.now.at + timedelta(seconds=cost_s)
        found: list[tuple[str, float, Step]] = []
        for p in self.now.leaving.get(quay, ()):
            wait_s = p.lane.wait_s(quay, ready_at)
            if self._sails(p) and wait_s <= HORIZON_S:
                found.append((p.end.code, p.likely_s(wait_s), Sail(p, wait_s)))
        return found

    def _why_not(self, place: Stop, starts: Sequence[Stop]) -> list[NoWay]:
        """Return why each start cannot get to a place: what would have to change to open a way."""
        land = _land_name(self.roads, place)
        there = self.calm.stop(place.point, place.land_part)
        heres = [self.calm.stop(start.point, start.land_part) for start in starts]
        found: list[NoWay | None] = [self._roadless(place, start, land) for start in starts]
        for code, reachability, usable in self._relaxations():
            left = [i for i, reason in enumerate(found) if reason is None]
            if not left:
                break
            ways = self._opened(there, [heres[i] for i in left], usable)
            for i, way in zip(left, ways, strict=True):
                if way is not None:
                    why = self._blocked(code, way, land)
                    found[i] = NoWay(reachability, "no_way" if code == "closed_road" else code, why)
        return [
            reason or self._not_connected(start, land)
            for start, reason in zip(starts, found, strict=True)
        ]

    def _opened(
        self, there: Stop, heres: Sequence[Stop], usable: Callable[[Passage], bool]
    ) -> list[tuple[Passage, ...] | None]:
        """Return the passages of the way that opens if no road is closed and these lanes sail."""
        direct = self.calm.rides_to(there, heres)
        onwards = self._onwards(self.calm, self._last_rides(self.calm, there), usable)
        boarding = self._first_rides(self.calm, heres, onwards)
        return [
            () if ride is not None else _passages(first, onwards)
            for ride, first in zip(direct, boarding, strict=True)
        ]

    def _is_usable(self, passage: Passage) -> bool:
        return self._sails(passage) and _wait_s(passage) <= HORIZON_S

    def _sails(self, passage: Passage) -> bool:
        return self._carries(passage) and passage.factor is not None

    def _carries(self, passage: Passage) -> bool:
        return passage.lane.carries(self.roads.weights.profile)

    def _relaxations(self) -> tuple[tuple[str, Reachability, Callable[[Passage], bool]], ...]:
        """Return what to allow in turn, without closed roads; the first that opens a way tells."""
        now = Reachability.UNREACHABLE_NOW
        return (
            ("closed_road", now, self._is_usable),
            ("lane_closed", now, lambda p: self._carries(p) and _wait_s(p) <= HORIZON_S),
            ("sailing_too_late", now, self._sails),
            ("lane_closed", now, self._carries),
            ("no_vehicle_ferry", Reachability.UNREACHABLE, lambda _: True),
        )

    def _blocked(self, code: str, way: Sequence[Passage], land: str) -> Wording:
        """Return the sentence that names what blocks a way."""
        blocking = next((p for p in way if not self._is_usable(p)), None)
        if code == "closed_road" or blocking is None:
            return Wording("closed_road", land=land)
        if code == "sailing_too_late":
            hours, horizon = round(_wait_s(blocking) / 3600), round(HORIZON_S / 3600)
            return Wording(code, lane=blocking.lane.name, wait_h=hours, horizon_h=horizon)
        return Wording(code, lane=blocking.lane.name)

    def _roadless(self, place: Stop, start: Stop, land: str) -> NoWay | None:
        """Return the refusal for a place without roads, for a start that is not on its land."""
        has_no_road = place.is_roadless or (place.snap is None and place.land_part is None)
        if not has_no_road:
            return None
        if start.land_part is not None and start.land_part == place.land_part:
            return None
        return self._no_road(place, land)

    def _not_connected(self, start: Stop, land: str) -> NoWay:
        why = Wording("not_connected", start=_land_name(self.roads, start), land=land)
        return NoWay(Reachability.UNREACHABLE, "no_way", why)

    def _no_road(self, place: Stop, land: str) -> NoWay:
        nearest_m = self.roads.nearest_road_m(place.point)
        if nearest_m is None:
            why = Wording("no_roads_at_all", land=land)
        else:
            why = Wording("no_road", land=land, distance=f"{nearest_m / 1000:.1f}")
        return NoWay(Reachability.UNREACHABLE, "no_road", why)


def _wait_s(passage: Passage) -> float:
    return passage.lane.wait_s(passage.start.code, None)


def _passages(first: Sequence[Ride], onwards: Onwards) -> tuple[Passage, ...] | None:
    """Return the passages of the fastest way that begins with one of the rides, None without."""
    if not first:
        return None
    ride = min(first, key=lambda r: r.span.likely_s + onwards[_quay(r.end)].likely_s)
    quay = _quay(ride.end)
    way: list[Passage] = []
    for _ in range(MAX_STEPS):
        step = onwards[quay].step
        if isinstance(step, Passage):
            way.append(step)
            quay = step.end.code
        elif step.end.quay is None:
            break
        else:
            quay = _quay(step.end)
    return tuple(way)


def _estimate(steps: tuple[Step, ...]) -> Estimate:
    sails = [step for step in steps if isinstance(step, Sail)]
    closures = sorted({i for sail in sails for i in sail.passage.closures})
    reachability = Reachability.ROAD_FERRY if sails else Reachability.ROAD
    return Estimate(reachability, steps, 0.0, closures=tuple(closures))


def _by_start(rides_to: Mapping[str, Sequence[Ride]]) -> dict[str, list[Ride]]:
    by_start: dict[str, list[Ride]] = {}
    for rides in rides_to.values():
        for ride in rides:
            by_start.setdefault(_quay(ride.start), []).append(ride)
    return by_start


def _quay(stop: Stop) -> str:
    return "" if stop.quay is None else stop.quay.code


def _land_name(roads: RoadTravel, stop: Stop) -> str:
    land = roads.snapper.land
    if land is None or stop.land_part is None:
        return f"{stop.point.lon:.4f}, {stop.point.lat:.4f}"
    return land.part(stop.land_part).name or f"{stop.point.lon:.4f}, {stop.point.lat:.4f}"
