"""Rides of one vehicle profile on the roads as they are under one set of closures."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from threading import Lock

import numpy as np

from gis import search
from gis.crossings import Quay, SeaNetwork
from gis.journey_steps import Gap, Ride, Stop, is_far_apart, may_go_straight, ride_s, straight_m
from gis.kept_tables import KeptTables, by_code
from gis.network import Floats, Ints, ProfileWeights, RoadNetwork
from gis.path_drawing import PathResult
from gis.projection import haversine_m
from gis.road_gaps import RoadGaps
from gis.snapping import Snap, Snapper, seeds_towards
from gis.table_repair import slowed_arcs
from gis.types import LonLat

UNBOUNDED_SNAP_M = 5_000.0
"""Without land parts nothing tells islands apart: a road further away than this is none."""


class RoadTravel:
    """Rides between places, units and quays; one object for a profile and its weights.

    For each quay a table of the time from everywhere on the network is computed at its first
    use and kept. Safe to share between threads.

    Parameters
    ----------
    calm
        The same profile's rides without closures: what no closure touches is taken from there, and
        tables are mended rather than computed.
    """

    def __init__(
        self,
        network: RoadNetwork,
        snapper: Snapper,
        weights: ProfileWeights,
        sea: SeaNetwork,
        *,
        calm: RoadTravel | None = None,
    ) -> None:
        self.network = network
        self.snapper = snapper
        self.weights = weights
        slowed = None if calm is None else slowed_arcs(calm.weights, weights)
        self._calm = None if calm is None or slowed is None else (calm, slowed)
        self.gaps: RoadGaps
        self.quays: tuple[Stop, ...]
        if self._calm is not None:
            self.gaps = self._calm[0].gaps
            self.quays = tuple(self.as_now(stop) for stop in self._calm[0].quays)
        else:
            self.gaps = RoadGaps(network, weights.profile)
            self.quays = tuple(
                self.stop(quay.point, quay.land_part, quay=quay)
                for quay in sea.quays
                if quay.land_part is not None or snapper.land is None
            )
        self._tables: dict[str, Ints] = {}
        self._between: dict[str, list[Ride]] | None = None
        self._lock = Lock()
        self._newest: RoadTravel | None = None
        self._earlier: KeptTables | None = None
        if calm is not None and self._calm is not None:
            newest, calm._newest = calm._newest, self
            self._earlier = None if newest is None else newest._kept_for(weights)

    @property
    def calm(self) -> RoadTravel | None:
        """The same roads without closures, where they were given and are comparable."""
        return None if self._calm is None else self._calm[0]

    def stop(self, point: LonLat, land_part: int | None, *, quay: Quay | None = None) -> Stop:
        """Return a place on land with the road it belongs to, if its land part has one."""
        snap = self._snap(point, land_part, self.weights)
        is_roadless = (
            snap is None and land_part is not None and self._snap(point, land_part, None) is None
        )
        return Stop(point, land_part, snap, quay, is_roadless)

    def _snap(
        self, point: LonLat, land_part: int | None, weights: ProfileWeights | None
    ) -> Snap | None:
        return self.snapper.snap(
            point,
            profile=self.weights.profile,
            land_part=land_part,
            limit_m=UNBOUNDED_SNAP_M if self.snapper.land is None else None,
            weights=weights,
        )

    def nearest_road_m(self, point: LonLat) -> float | None:
        """Return how far any road of the network is, on whatever land; None without roads."""
        lon, lat = self.network.node_lon, self.network.node_lat
        if not len(lon):
            return None
        return float(haversine_m(point.lon, point.lat, lon, lat).min())

    def rides_to(self, end: Stop, starts: Sequence[Stop]) -> list[Ride | None]:
        """Return the fastest ride from each stop, None where none leads; one search."""
        return self.rides_by(end, starts, self._road_costs(end, starts))

    def rides_to_quay(self, end: Stop, starts: Sequence[Stop]) -> list[Ride | None]:
        """Return the fastest ride from each stop to a quay, read from the quay's table."""
        same = [s.snap is not None and end.snap is not None for s in starts]
        road_s = np.full(len(starts), np.inf)
        if end.snap is not None and any(same):
            snaps = [s.snap for s in starts if s.snap is not None]
            read = search.costs_at(
                self.network, self.weights, self._table(end), snaps, backward=True
            )
            road_s[np.array(same)] = read
            self._put_in_shared_segments(end, starts, road_s)
        return self.rides_by(end, starts, road_s)

    def rides_between_quays(self) -> dict[str, list[Ride]]:
        """Return for each quay, by its code, the rides that lead to it from other quays."""
        with self._lock:
            if self._between is None:
                self._between = {_code(end): self._rides_from_quays(end) for end in self.quays}
            return self._between

    def _rides_from_quays(self, end: Stop) -> list[Ride]:
        """Return the rides to a quay from the others on its land, those known before if alike."""
        others = [s for s in self.quays if s is not end and s.land_part == end.land_part]
        if end.snap is not None and self._befores:
            table = self._table(end)
            for before in self._befores:
                known = before.rides(_code(end), table, by_code([end, *others]))
                if known is not None:
                    return known
        return [ride for ride in self.rides_to_quay(end, others) if ride is not None]

    def path(self, start: Stop, end: Stop) -> PathResult | None:
        """Return the line of the road between two stops, None if there is none."""
        if start.snap is None or end.snap is None:
            return None
        return search.path(self.network, self.weights, start.snap, end.snap)

    def _road_costs(self, end: Stop, starts: Sequence[Stop]) -> Floats:
        road_s = np.full(len(starts), np.inf)
        tied = [i for i, s in enumerate(starts) if s.snap is not None]
        if end.snap is not None and tied:
            snaps = [s.snap for s in starts if s.snap is not None]
            road_s[tied] = search.costs_to(self.network, self.weights, end.snap, snaps)
        return road_s

    def rides_by(self, end: Stop, starts: Sequence[Stop], road_s: Floats) -> list[Ride | None]:
        """Return the fastest rides, given the seconds on the road; inf where it leads nowhere."""
        rides = [_best(start, end, float(s)) for start, s in zip(starts, road_s, strict=True)]
        for i, ride in enumerate(rides):
            if ride is None:
                rides[i] = self._across_gap(starts[i], end)
        return rides

    def _across_gap(self, start: Stop, end: Stop) -> Ride | None:
        """Return the ride over a gap in the road data of one land part, None if there is none."""
        if start.snap is None or end.snap is None:
            return None
        if start.land_part is None or start.land_part != end.land_part:
            return None
        ends = self.gaps.between(start.snap, end.snap)
        if ends is None:
            return None
        near, far = (Stop(LonLat(snap.lon, snap.lat), start.land_part, snap) for snap in ends)
        before_s = float(self._road_costs(near, [start])[0])
        after_s = float(self._road_costs(end, [far])[0])
        if not np.isfinite(before_s + after_s):
            return None
        gap = Gap(near, far, before_s, after_s)
        return Ride(start, end, before_s + after_s, straight=False, gap=gap)

    def _put_in_shared_segments(self, end: Stop, starts: Sequence[Stop], road_s: Floats) -> None:
        """Correct the times of stops on the quay's own segment, which a table does not see."""
        assert end.snap is not None  # noqa: S101  (the caller has looked)
        for i, start in enumerate(starts):
            if start.snap is not None and start.snap.segment == end.snap.segment:
                road_s[i] = self._road_costs(end, [start])[0]

    def _table(self, end: Stop) -> Ints:
        """Return milliseconds from every state to a quay; two threads may compute one twice."""
        code = _code(end)
        if code not in self._tables:
            assert end.snap is not None  # noqa: S101  (the caller has looked)
            seeds = seeds_towards(self.network, self.weights, end.snap)
            mended = (before.mended(code, end, self.weights) for before in self._befores)
            table = next((found for found in mended if found is not None), None)
            if table is None:
                table = search.all_costs(self.network, self.weights, seeds, backward=True)
            self._tables[code] = table
        return self._tables[code]

    @cached_property
    def _befores(self) -> tuple[KeptTables, ...]:
        """Return what may be taken over: from the roads before these closures, then calm ones."""
        if self._calm is None:
            return ()
        calm = self._calm[0]
        calm.rides_between_quays()
        found = (self._earlier, calm._kept_for(self.weights))
        return tuple(before for before in found if before is not None)

    def _kept_for(self, weights: ProfileWeights) -> KeptTables | None:
        """Return what other weights may take over from here, None if any road is faster there."""
        slowed = slowed_arcs(self.weights, weights)
        if slowed is None:
            return None
        stops, tables = by_code(self.quays), dict(self._tables)
        return KeptTables(self.network, self.weights, stops, tables, self._between, slowed)

    def as_now(self, stop: Stop) -> Stop:
        """Return a stop of the calm roads, on another road where its own is closed."""
        shut = self.weights.closed_segments
        if stop.snap is None or shut is None or stop.snap.segment not in shut:
            return stop
        return self.stop(stop.point, stop.land_part, quay=stop.quay)


def _best(start: Stop, end: Stop, road_s: float) -> Ride | None:
    by_road = Ride(start, end, road_s, straight=False) if np.isfinite(road_s) else None
    if by_road is not None and is_far_apart(start, end):
        return by_road
    apart_m = straight_m(start, end)
    if not may_go_straight(start, end, apart_m):
        return by_road
    straight = Ride(start, end, 0.0, straight=True)
    if by_road is None or (
        ride_s(start, end, 0.0, straight=True) < ride_s(start, end, road_s, straight=False)
    ):
        return straight
    return by_road


def _code(stop: Stop) -> str:
    return "" if stop.quay is None else stop.quay.code
