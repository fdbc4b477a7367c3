"""What every lane is worth at a moment, and what is announced to close or slow it later."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from threading import Lock

from gis.boat_hindrances import UNHINDERED, BoatHindrances, hindrances_at
from gis.closures import Closure
from gis.crossings import Lane, LaneClosure, SeaNetwork
from gis.journey_steps import Passage
from gis.lane_lines import LaneLines
from gis.projection import geometry_to_metres
from gis.sea_paths import SeaPath
from gis.timetables import Halt, slowing


class LaneStates:
    """Passages of all lanes by moment. Safe to share between threads."""

    def __init__(
        self,
        sea: SeaNetwork,
        lines: LaneLines,
        closures: Sequence[Closure],
        lane_closures: Sequence[LaneClosure],
    ) -> None:
        self._sea = sea
        self._lines = lines
        self._zones = [c for c in closures if c.geometry.geom_type.endswith("Polygon")]
        self._lane_closures = lane_closures
        self._zoned: dict[int, frozenset[str]] = {}
        self._made: dict[frozenset[tuple[str, int, bool]], tuple[Passage, ...]] = {}
        self._lock = Lock()

    def passages(self, at: datetime) -> tuple[Passage, ...]:
        """Return every direction of every lane as it stands at a moment."""
        with self._lock:
            halts = {lane.code: self._halts(lane, at) for lane in self._sea.lanes}
            key = frozenset(
                (code, number, halt.holds(at))
                for code, found in halts.items()
                for number, halt in found
            )
            if key not in self._made:
                self._made[key] = tuple(
                    passage
                    for lane in self._sea.lanes
                    for passage in self._both(lane, halts[lane.code], at)
                )
            return self._made[key]

    def touching(self) -> frozenset[int]:
        """Return the ids of zones that cover some water of a lane."""
        with self._lock:
            return frozenset(zone.id for zone in self._zones if self._lanes_in(zone))

    def closed(self, at: datetime) -> dict[frozenset[str], tuple[str, int]]:
        """Return name and closure of each lane that is closed, by the two quays it joins."""
        with self._lock:
            return {
                frozenset({lane.from_quay, lane.to_quay}): (lane.name, number)
                for lane in self._sea.lanes
                for number, halt in self._halts(lane, at)
                if halt.factor is None and halt.holds(at)
            }

    def for_boats(self, at: datetime, capabilities: Collection[str] = ()) -> BoatHindrances:
        """Return what holds a response boat with some capabilities back at a moment."""
        if not self._zones and not self._lane_closures:
            return UNHINDERED
        closed = self.closed(at)
        return hindrances_at(at, capabilities, self._zones, self._lane_closures, closed)

    def _halts(self, lane: Lane, at: datetime) -> list[tuple[int, Halt]]:
        """Return what holds for a lane at a moment or later, with the id of each closure.

        A ship that calls at quays on its way is held where any part of its way is.
        """
        codes = {lane.code, *lane.parts}
        said = [
            closure
            for closure in self._lane_closures
            if closure.lane in codes or (closure.small_boats and not lane.carries_vehicles)
        ]
        drawn = [zone for zone in self._zones if not codes.isdisjoint(self._lanes_in(zone))]
        every: tuple[LaneClosure | Closure, ...] = (*said, *drawn)
        return [
            (each.id, Halt(each.factor, each.from_at, each.until_at))
            for each in every
            if each.until_at is None or each.until_at > at
        ]

    def _both(
        self, lane: Lane, halts: Sequence[tuple[int, Halt]], at: datetime
    ) -> tuple[Passage, ...]:
        path = self._lines.line(lane)
        start, end = self._sea.quay(lane.from_quay), self._sea.quay(lane.to_quay)
        there = Passage(
            lane,
            start,
            end,
            path,
            factor=slowing(at, [halt for _, halt in halts]),
            closures=tuple(sorted(number for number, halt in halts if halt.holds(at))),
            halts=tuple(halt for _, halt in halts),
            halt_ids=tuple(number for number, _ in halts),
        )
        if not lane.both_ways:
            return (there,)
        back = SeaPath(path.points[::-1], path.distance_m)
        return there, replace(there, start=end, end=start, path=back)

    def _lanes_in(self, zone: Closure) -> frozenset[str]:
        if zone.id not in self._zoned:
            self._zoned[zone.id] = self._lines.covered_by(geometry_to_metres(zone.geometry))
        return self._zoned[zone.id]
