"""Earliest arrival over quays: rides between them, and ships that leave at moments of their own.

The search runs forwards, since only forwards the moment on a quay is known. Whoever is on a quay
earlier is never later at the place, so the first arrival at a quay is the only one that counts.
It is led, and ended early, by the least time from each quay to the place, found backwards.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count

from gis.crossings import LANDING_S
from gis.journey_steps import Afloat, Passage, Ride
from gis.ships import Call, Ship, caught_until
from gis.timetables import Pace

PLACE = ""
"""Stands for the place among the codes of quays."""

Link = Ride | Passage | Afloat
Between = Mapping[str, Sequence[Ride]]
"""Rides between quays by the code of the quay that they lead to."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A way onto the quays: seconds after the dispatch, by which link; ``quay`` is where it ends.

    A vehicle that stands in line at a quay already is there without a link.
    """

    quay: str
    cost_s: float
    link: Ride | Afloat | None


@dataclass(frozen=True, slots=True)
class Rules:
    """What a search may use: usable passages, ships up to the latest moment, halts or none.

    ``road_factor`` multiplies the seconds on the road of a ride that begins at a moment; it is at
    least 1 and never changes so fast that who sets out later arrives earlier.
    """

    at: datetime
    latest: datetime
    usable: Callable[[Passage], bool]
    road_factor: Callable[[datetime], float] = lambda _: 1.0
    with_halts: bool = True

    def ride_s(self, ride: Ride, cost_s: float) -> float:
        """Return the likely duration of a ride that begins some seconds after the dispatch."""
        if ride.straight:
            return ride.span.likely_s
        return ride.likely_s(self.road_factor(self.at + timedelta(seconds=cost_s)))


@dataclass(frozen=True, slots=True)
class Onward:
    """From a quay to the place: no way takes less, and which link that least way begins with."""

    least_s: float
    link: Ride | Passage


def onwards(
    between: Between,
    last: Mapping[str, Ride],
    passages: Sequence[Passage],
    seconds: Callable[[Passage], float | None],
) -> dict[str, Onward]:
    """Return the fastest way on from each quay if a passage takes what ``seconds`` says.

    Passages for which it says None are left out.
    """
    arriving: dict[str, list[tuple[Passage, float]]] = {}
    for p in passages:
        if (passage_s := seconds(p)) is not None:
            arriving.setdefault(p.end.code, []).append((p, passage_s))
    best = {quay: Onward(ride.span.likely_s, ride) for quay, ride in last.items()}
    queue = [(onward.least_s, quay) for quay, onward in best.items()]
    heapq.heapify(queue)
    while queue:
        cost_s, quay = heapq.heappop(queue)
        if cost_s > best[quay].least_s:
            continue
        links: list[tuple[str, float, Ride | Passage]] = [
            (start_of(ride), ride.span.likely_s, ride) for ride in between.get(quay, ())
        ]
        links += [(p.start.code, passage_s, p) for p, passage_s in arriving.get(quay, ())]
        for before, link_s, link in links:
            if before not in best or cost_s + link_s < best[before].least_s:
                best[before] = Onward(cost_s + link_s, link)
                heapq.heappush(queue, (cost_s + link_s, before))
    return best


@dataclass(frozen=True, slots=True)
class _Label:
    """One arrival of a search: by which link, after which other."""

    quay: str
    cost_s: float
    link: Link | None
    before: _Label | None


@dataclass
class QuaySearch:
    """Earliest arrivals at one place under one set of rules; remembers ships between questions."""

    between: Between
    last: Mapping[str, Ride]
    passages: Sequence[Passage]
    rules: Rules
    bounds: Mapping[str, Onward] = field(init=False)
    aboard_s: dict[str, float] = field(init=False, default_factory=dict)
    """By quay, the least time to the place of who boards a ship there; only of quays with one."""
    _leaving: dict[str, list[Passage]] = field(init=False, default_factory=dict)
    _rides: dict[str, list[Ride]] = field(init=False, default_factory=dict)
    _caught: dict[int, list[tuple[float, float, Ship]]] = field(init=False, default_factory=dict)
    _none_from: dict[int, float] = field(init=False, default_factory=dict)
    _failed: dict[tuple[str, type], float] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        usable = [p for p in self.passages if self.rules.usable(p)]
        self.bounds = onwards(self.between, self.last, usable, lambda p: p.least_s)
        for p in usable:
            if p.end.code in self.bounds:
                self._leaving.setdefault(p.start.code, []).append(p)
                least_s = (p.least_s or 0.0) + self.bounds[p.end.code].least_s
                known_s = self.aboard_s.get(p.start.code, least_s)
                self.aboard_s[p.start.code] = min(known_s, least_s)
        for end, rides in self.between.items():
            for ride in rides:
                if end in self.bounds:
                    self._rides.setdefault(start_of(ride), []).append(ride)

    def up_to(self, latest: datetime) -> QuaySearch:
        """Return the same search for ships that leave up to another moment."""
        return QuaySearch(
            self.between, self.last, self.passages, replace(self.rules, latest=latest)
        )

    def least_s(self, entry: Entry) -> float:
        """Return seconds before which nobody who enters so can be at the place."""
        onward = self.bounds.get(entry.quay)
        if onward is None:
            return float("inf")
        boarding_s = 0.0 if entry.link is not None else _longest_boarding_s(self, entry.quay)
        return entry.cost_s + onward.least_s - boarding_s

    def earliest(
        self, entries: Sequence[Entry], before_s: float
    ) -> tuple[float, tuple[Link, ...]] | None:
        """Return when the place is reached first and by which links, None if not before then.

        From where nobody got on earlier nobody gets on later either.
        """
        hopeful = [entry for entry in entries if entry.cost_s < self._failed_from(entry)]
        found = self._earliest(hopeful, before_s) if hopeful else None
        if found is None and before_s == float("inf"):
            for entry in hopeful:
                key = entry.quay, type(entry.link)
                self._failed[key] = min(entry.cost_s, self._failed_from(entry))
        return found

    def _failed_from(self, entry: Entry) -> float:
        return self._failed.get((entry.quay, type(entry.link)), float("inf"))

    def _earliest(
        self, entries: Sequence[Entry], before_s: float
    ) -> tuple[float, tuple[Link, ...]] | None:
        tie = count()
        queue: list[tuple[float, int, _Label]] = []

        def push(label: _Label) -> None:
            onward = self.bounds.get(label.quay)
            rest_s = 0.0 if label.quay == PLACE else None if onward is None else onward.least_s
            if rest_s is not None and label.cost_s + rest_s < before_s:
                heapq.heappush(queue, (label.cost_s + rest_s, next(tie), label))

        for entry in entries:
            label = _Label(entry.quay, entry.cost_s, entry.link, None)
            for first in [label] if entry.link is not None else self._sailed(label, boarded=True):
                push(first)
        settled: set[tuple[str, bool]] = set()
        while queue:
            _, _, label = heapq.heappop(queue)
            if label.quay == PLACE:
                return label.cost_s, _links(label)
            ridden = isinstance(label.link, Ride)
            if (label.quay, False) in settled or (label.quay, ridden) in settled:
                continue
            settled.add((label.quay, ridden))
            for after in self._onward(label, ridden=ridden):
                push(after)
        return None

    def _onward(self, label: _Label, *, ridden: bool) -> Iterator[_Label]:
        """Yield what follows an arrival: the place, other quays by road, others by ship.

        Nobody rides to a quay to ride on from there: the way by road does not pass the quay.
        """
        if label.quay in self.last:
            ride = self.last[label.quay]
            yield _Label(PLACE, self._ridden_s(label, ride), ride, label)
        for ride in () if ridden else self._rides.get(label.quay, ()):
            yield _Label(end_of(ride), self._ridden_s(label, ride), ride, label)
        yield from self._sailed(label, boarded=False)

    def _ridden_s(self, label: _Label, ride: Ride) -> float:
        return label.cost_s + self.rules.ride_s(ride, label.cost_s)

    def _sailed(self, label: _Label, *, boarded: bool) -> Iterator[_Label]:
        for p in self._leaving.get(label.quay, ()):
            ship = self._ship(p, label.cost_s, boarded=boarded)
            if ship is not None:
                cost_s = (ship.arrives_at - self.rules.at).total_seconds() + LANDING_S
                yield _Label(p.end.code, cost_s, p, label)

    def _ship(self, passage: Passage, cost_s: float, *, boarded: bool) -> Ship | None:
        """Return the likely ship of a passage for who is on the quay after some seconds."""
        if boarded:
            return passage.next_ship(self._call(passage, cost_s, 0.0), with_halts=self._with_halts)
        key = id(passage)
        if cost_s >= self._none_from.get(key, float("inf")):
            return None
        for from_s, until_s, ship in self._caught.get(key, ()):
            if from_s <= cost_s <= until_s:
                return ship
        call = self._call(passage, cost_s, passage.lane.boarding_s)
        ship_now = passage.next_ship(call, with_halts=self._with_halts)
        if ship_now is None:
            self._none_from[key] = cost_s
            return None
        until = caught_until(passage.lane, ship_now, call.boarding_s, Pace.LIKELY)
        until_s = (until - self.rules.at).total_seconds()
        self._caught.setdefault(key, []).append((cost_s, until_s, ship_now))
        return ship_now

    @property
    def _with_halts(self) -> bool:
        return self.rules.with_halts

    def _call(self, passage: Passage, cost_s: float, boarding_s: float) -> Call:
        at = self.rules.at
        return Call(at + timedelta(seconds=cost_s), boarding_s, at, self.rules.latest)


def start_of(ride: Ride) -> str:
    """Return the code of the quay where a ride begins, empty if it begins at none."""
    return "" if ride.start.quay is None else ride.start.quay.code


def end_of(ride: Ride) -> str:
    """Return the code of the quay where a ride ends, empty if it ends at none."""
    return "" if ride.end.quay is None else ride.end.quay.code


def _longest_boarding_s(search: QuaySearch, quay: str) -> float:
    return max((p.lane.boarding_s for p in search._leaving.get(quay, ())), default=0.0)


def _links(label: _Label) -> tuple[Link, ...]:
    links: list[Link] = []
    at: _Label | None = label
    while at is not None:
        if at.link is not None:
            links.append(at.link)
        at = at.before
    return tuple(reversed(links))
