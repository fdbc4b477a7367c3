"""Earliest arrival by brute force: a time-expanded graph of everything that sails for a while.

Written from the rules alone and sharing no code with what it checks: a node is a place at a
second, an edge a ride, a wait or a ship. Only data classes are read from ``gis``.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import networkx as nx

from gis.crossings import Lane, LaneClosure
from gis.timetables import Frequent, OnDemand, Scheduled, Service, Timetable
from gis.types import VehicleProfile

DAY = timedelta(days=1)
HORIZON_S = 24 * 3600.0
LANDING_S = 300.0
Node = tuple[str, float, bool]
"""A letter, seconds after the dispatch, and whether one has ridden there: nobody rides on then."""
Roads = Callable[[str, str, datetime], float | None]
"""Seconds by road between letters at a moment, for one vehicle; None between islands."""


@dataclass(frozen=True)
class Question:
    """One vehicle at a letter that is sent to another; ``in_line`` if it waits for a ship there."""

    start: str
    place: str
    profile: VehicleProfile
    at: datetime
    turnout_s: float = 0.0
    in_line: bool = False


def earliest_arrival_s(
    question: Question,
    roads: Roads,
    quays: Sequence[str],
    lanes: Sequence[Lane],
    closures: Sequence[LaneClosure],
) -> float | None:
    """Return seconds from the dispatch to the arrival, None if there is no way."""
    within = _arrival_s(question, roads, quays, lanes, closures, HORIZON_S)
    if within is None or within <= HORIZON_S:
        return within
    return _arrival_s(question, roads, quays, lanes, closures, within)


def _arrival_s(
    question: Question,
    roads: Roads,
    quays: Sequence[str],
    lanes: Sequence[Lane],
    closures: Sequence[LaneClosure],
    latest_s: float,
) -> float | None:
    graph = nx.DiGraph()
    source: Node = (question.start, question.turnout_s, False)
    graph.add_node(source)
    unseen = [(source[1], source)]
    while unseen:
        _, node = heapq.heappop(unseen)
        if node[0] == question.place:
            break
        for after in _edges(question, node, roads, quays, lanes, closures, latest_s):
            if after not in graph:
                heapq.heappush(unseen, (after[1], after))
            graph.add_edge(node, after, s=after[1] - node[1])
    reached = nx.single_source_dijkstra_path_length(graph, source, weight="s")
    there = [s for (where, _, _), s in reached.items() if where == question.place]
    return question.turnout_s + min(there) if there else None


def _edges(
    question: Question,
    node: Node,
    roads: Roads,
    quays: Sequence[str],
    lanes: Sequence[Lane],
    closures: Sequence[LaneClosure],
    latest_s: float,
) -> Iterator[Node]:
    """Yield every place and second that follow a place at a second."""
    where, now_s, ridden = node
    then = question.at + timedelta(seconds=now_s)
    for there in () if ridden else sorted({*quays, question.place} - {where}):
        if (ride_s := roads(where, there, then)) is not None:
            yield there, round(now_s + ride_s, 3), True
    if ridden and (ride_s := roads(where, question.place, then)) is not None:
        yield question.place, round(now_s + ride_s, 3), True
    in_line = question.in_line and node == (question.start, question.turnout_s, False)
    for lane in lanes:
        for start, end, timetable in (
            (lane.from_quay, lane.to_quay, lane.outward),
            (lane.to_quay, lane.from_quay, lane.homeward),
        ):
            if start != where or not _goes_aboard(lane, question.profile):
                continue
            if start == lane.to_quay and not lane.both_ways:
                continue
            boarding_s = 0.0 if in_line else 600.0 if lane.carries_vehicles else 300.0
            for leaves_s, crossing_s in _ships(
                question.at, now_s, boarding_s, lane, timetable, closures, latest_s
            ):
                yield end, round(leaves_s + crossing_s + LANDING_S, 3), False


def _goes_aboard(lane: Lane, profile: VehicleProfile) -> bool:
    rides = profile == VehicleProfile.MOTORCYCLE and lane.carries_motorcycles
    return lane.carries_vehicles or rides


def _ships(
    at: datetime,
    now_s: float,
    boarding_s: float,
    lane: Lane,
    timetable: Timetable | None,
    closures: Sequence[LaneClosure],
    latest_s: float,
) -> Iterator[tuple[float, float]]:
    """Yield when every ship leaves that can be taken, and how long it is under way."""
    for leaves_s, crossing_s in _uneventful(at, now_s, boarding_s, lane, timetable, closures):
        factor = _factor(lane, at + timedelta(seconds=leaves_s), closures)
        if factor is not None and leaves_s <= latest_s:
            yield leaves_s, crossing_s * factor


def _uneventful(
    at: datetime,
    now_s: float,
    boarding_s: float,
    lane: Lane,
    timetable: Timetable | None,
    closures: Sequence[LaneClosure],
) -> Iterator[tuple[float, float]]:
    ends_s = [(c.until_at - at).total_seconds() for c in closures if c.until_at is not None]
    if timetable is None:
        if lane.outward is None and lane.homeward is None:
            assert lane.mean_wait_s is not None
            assert lane.duration is not None
            ready_s = now_s + boarding_s + lane.mean_wait_s
            for leaves_s in [ready_s, *(s for s in ends_s if s > ready_s)]:
                yield leaves_s, lane.duration.likely_s
        return
    for service in timetable.services:
        for day in _days(at):
            if not _runs(service, day):
                continue
            midnight = datetime.combine(day, time(0), timetable.zone)
            zero_s = (midnight - at).total_seconds()
            ready_s = now_s + boarding_s
            if isinstance(service, OnDemand):
                ready_s = max(now_s, service.ready_likely_s) + boarding_s
            for leaves_s in _times_s(service, zero_s, ready_s, ends_s):
                yield leaves_s, service.duration_s


def _times_s(
    service: Service, zero_s: float, ready_s: float, ends_s: Sequence[float]
) -> Iterator[float]:
    """Yield every second at which a service of one day leaves with who is ready at a second.

    Of those that leave whenever asked only the first matters, and the first after each closure.
    """
    if isinstance(service, Scheduled):
        if zero_s + service.departs_s >= ready_s:
            yield zero_s + service.departs_s
        return
    if isinstance(service, Frequent) and service.exact:
        for since_midnight_s in range(service.from_s, service.until_s, service.headway_s):
            if zero_s + since_midnight_s >= ready_s:
                yield zero_s + since_midnight_s
        return
    if isinstance(service, Frequent):
        ready_s += service.headway_s / 2
    first_s = max(ready_s, zero_s + service.from_s)
    for leaves_s in [first_s, *(s for s in ends_s if s > first_s)]:
        if leaves_s <= zero_s + service.until_s:
            yield leaves_s


def _factor(lane: Lane, then: datetime, closures: Sequence[LaneClosure]) -> float | None:
    factor = 1.0
    for closure in closures:
        meant = closure.lane in (lane.code, *lane.parts)
        if closure.small_boats and not lane.carries_vehicles:
            meant = True
        begun = closure.from_at is None or then >= closure.from_at
        over = closure.until_at is not None and then >= closure.until_at
        if meant and begun and not over:
            if closure.factor is None:
                return None
            factor = max(factor, closure.factor)
    return factor


def _days(at: datetime) -> list[date]:
    """Return the days on which ships may leave within the time looked at, and one before."""
    today = at.date()
    return [today + n * DAY for n in range(-2, 5)]


def _runs(service: Service, day: date) -> bool:
    days = service.days
    if day in days.removed or day in days.added:
        return day in days.added
    return (
        day.weekday() in days.weekdays
        and (days.first is None or day >= days.first)
        and (days.last is None or day <= days.last)
    )
