"""Why a land vehicle cannot get to a place: what would have to change to open a way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from gis.crossings import HORIZON_S, LANDING_S
from gis.journey_steps import Afloat, Passage, Ride, Stop
from gis.moment_words import clock_words
from gis.quay_entries import Departure, Reach, direct_rides, entries, last_rides
from gis.quay_search import PLACE, Between, Entry, Link, Onward, QuaySearch, Rules, end_of, onwards
from gis.road_travel import RoadTravel
from gis.ships import Call, mean_wait_s
from gis.three_clocks import FURTHER_HORIZON_S
from gis.timetables import Frequent
from gis.types import NoWay, Reachability
from gis.wording import Wording

MAX_LINKS = 24
"""More rides and crossings than any way here could have; ends a walk on broken data."""


@dataclass(frozen=True, slots=True)
class _Relaxed:
    """Rules that are less strict than those in force, and the code if they open a way."""

    code: str
    rules: Rules


class Hindrances:
    """Finds what is in the way of vehicles of one profile at one moment.

    Parameters
    ----------
    calm
        The same roads without closures.
    rules
        What is in force.
    """

    def __init__(
        self, roads: RoadTravel, calm: RoadTravel, passages: Sequence[Passage], rules: Rules
    ) -> None:
        self.roads = roads
        self.calm = calm
        self.passages = passages
        self.rules = rules

    def why_not(self, place: Stop, departures: Sequence[Departure]) -> list[NoWay]:
        """Return for each departure why it cannot get to a place.

        The first thing that opens a way tells: open roads, open lanes, a later ship, a ship that
        takes vehicles.
        """
        land = _land_name(self.roads, place)
        found = [self._roadless(place, departure, land) for departure in departures]
        if any(reason is None for reason in found):
            self._look_for_openings(place, departures, land, found)
        return [
            reason or self._not_connected(departure, land)
            for departure, reason in zip(departures, found, strict=True)
        ]

    def _look_for_openings(
        self,
        place: Stop,
        departures: Sequence[Departure],
        land: str,
        found: list[NoWay | None],
    ) -> None:
        """Put into ``found`` what hinders each departure that has no reason yet."""
        there = self.calm.stop(place.point, place.land_part)
        calm = [self._calm(departure) for departure in departures]
        opened = _Opened(self.calm, there, self.passages)
        if self.roads is not self.calm:
            for i, ride in enumerate(direct_rides(self.calm, there, calm)):
                if found[i] is None and ride is not None:
                    found[i] = self._blocked("closed_road", (ride,), calm[i].delay_s, land)
        for relaxed in self._relaxations():
            left = [i for i, reason in enumerate(found) if reason is None]
            ways = opened.ways([calm[i] for i in left], relaxed.rules) if left else []
            for i, way in zip(left, ways, strict=True):
                if way is not None:
                    found[i] = self._blocked(relaxed.code, way, calm[i].delay_s, land)
        left = [i for i, reason in enumerate(found) if reason is None]
        lines = opened.lines([calm[i] for i in left], self.rules) if left else []
        for i, line in zip(left, lines, strict=True):
            if line is not None:
                found[i] = self._unserved(line, calm[i].delay_s)

    def _relaxations(self) -> list[_Relaxed]:
        """Return what to allow in turn, leaving out what is in nobody's way now."""
        later = replace(self.rules, latest=self.rules.at + timedelta(seconds=FURTHER_HORIZON_S))
        relaxed = [_Relaxed("sailing_too_late", later)]
        if any(passage.halts for passage in self.passages):
            opened = _Relaxed("lane_closed", replace(self.rules, with_halts=False))
            later_opened = _Relaxed("lane_closed", replace(later, with_halts=False))
            relaxed = [opened, *relaxed, later_opened]
        if self.roads is not self.calm:
            relaxed.insert(0, _Relaxed("closed_road", self.rules))
        return relaxed

    def _calm(self, departure: Departure) -> Departure:
        stop = departure.stop
        if stop is None or self.roads is self.calm:
            return departure
        return replace(departure, stop=self.calm.stop(stop.point, stop.land_part))

    def _blocked(self, code: str, links: Sequence[Link], delay_s: float, land: str) -> NoWay:
        """Return the refusal that names the first lane on an opened way that is in the way."""
        now = Reachability.UNREACHABLE_NOW
        found = None if code == "closed_road" else self._first_hindered(code, links, delay_s)
        if found is None:
            return NoWay(now, "no_way", Wording("closed_road", land=land))
        passage, call = found
        if code == "lane_closed":
            return self._closed(passage, call)
        return NoWay(now, code, self._too_late(passage, call), passage.lane.code)

    def _first_hindered(
        self, code: str, links: Sequence[Link], delay_s: float
    ) -> tuple[Passage, Call] | None:
        """Return the first passage that a closure or the horizon spoils for who goes this way."""
        at = self.rules.at
        then = at + timedelta(seconds=delay_s)
        for number, link in enumerate(links):
            if isinstance(link, Ride):
                then += timedelta(seconds=link.likely_s(self.rules.road_factor(then)))
                continue
            if isinstance(link, Afloat):
                then += timedelta(seconds=link.span.likely_s)
                continue
            boarding_s = link.lane.boarding_s if number else 0.0
            call = Call(then, boarding_s, at, self.rules.latest)
            ship = link.next_ship(call)
            if ship is None or (code == "lane_closed" and link.closures_felt(call, ship)):
                return link, call
            then = ship.arrives_at + timedelta(seconds=LANDING_S)
        return None

    def _closed(self, passage: Passage, call: Call) -> NoWay:
        lane = passage.lane
        held = [
            (number, halt)
            for number, halt in zip(passage.halt_ids, passage.halts, strict=True)
            if halt.until_at is None or halt.until_at > call.at_quay
            if halt.from_at is None or halt.from_at <= self.rules.latest
        ]
        shut = [pair for pair in held if pair[1].factor is None] or held
        closed = [(number, halt.until_at) for number, halt in shut]
        ends = [until_at for _, until_at in closed if until_at is not None]
        if len(ends) < len(closed) or not ends:
            why = Wording("lane_closed", lane=lane.name)
        else:
            when = clock_words(max(ends), self.rules.at)
            why = Wording("lane_closed_until", lane=lane.name, when=when)
        numbers = tuple(sorted(number for number, _ in closed))
        return NoWay(Reachability.UNREACHABLE_NOW, "lane_closed", why, lane.code, numbers)

    def _too_late(self, passage: Passage, call: Call) -> Wording:
        lane, horizon_h = passage.lane, round(HORIZON_S / 3600)
        further = self.rules.at + timedelta(seconds=FURTHER_HORIZON_S)
        ship = passage.next_ship(replace(call, latest=further))
        if ship is None:
            days = round(FURTHER_HORIZON_S / 86_400)
            return Wording("no_ship_known", lane=lane.name, days=days)
        if isinstance(ship.service, Frequent) and not ship.service.exact:
            every_h = round(ship.service.headway_s / 3600)
            return Wording("ship_seldom", lane=lane.name, every_h=every_h, horizon_h=horizon_h)
        wait_s = mean_wait_s(lane, ship)
        if wait_s is not None and wait_s > HORIZON_S:
            wait_h = round(wait_s / 3600)
            return Wording("sailing_too_late", lane=lane.name, wait_h=wait_h, horizon_h=horizon_h)
        when = clock_words(ship.leaves_at, self.rules.at)
        return Wording("next_ship_too_late", lane=lane.name, when=when, horizon_h=horizon_h)

    def _unserved(self, line: Sequence[Passage], delay_s: float) -> NoWay:
        """Return the refusal for a way that exists on the map, but by no ship for this vehicle."""
        barred = next((p for p in line if not self.rules.usable(p)), None)
        if barred is not None:
            lane = barred.lane
            why = Wording("no_vehicle_ferry", lane=lane.name)
            return NoWay(Reachability.UNREACHABLE, "no_vehicle_ferry", why, lane.code)
        at = self.rules.at
        last = line[-1], Call(at, line[-1].lane.boarding_s, at, self.rules.latest)
        passage, call = self._first_hindered("sailing_too_late", line, delay_s) or last
        why = self._too_late(passage, call)
        return NoWay(Reachability.UNREACHABLE_NOW, "sailing_too_late", why, passage.lane.code)

    def _roadless(self, place: Stop, departure: Departure, land: str) -> NoWay | None:
        """Return the refusal for a place without roads, for a start that is not on its land."""
        has_no_road = place.is_roadless or (place.snap is None and place.land_part is None)
        if not has_no_road:
            return None
        if departure.land_part is not None and departure.land_part == place.land_part:
            return None
        nearest_m = self.roads.nearest_road_m(place.point)
        if nearest_m is None:
            why = Wording("no_roads_at_all", land=land)
        else:
            why = Wording("no_road", land=land, distance=f"{nearest_m / 1000:.1f}")
        return NoWay(Reachability.UNREACHABLE, "no_road", why)

    def _not_connected(self, departure: Departure, land: str) -> NoWay:
        stop = departure.stop
        if stop is not None:
            start = _land_name(self.roads, stop)
        else:
            start = ", ".join(landing.end.name for landing in departure.landings)
        why = Wording("not_connected", start=start, land=land)
        return NoWay(Reachability.UNREACHABLE, "no_way", why)


class _Opened:
    """Ways to one place on roads without closures, under rules of every strictness."""

    def __init__(self, roads: RoadTravel, place: Stop, passages: Sequence[Passage]) -> None:
        self._roads = roads
        self._place = place
        self._passages = passages
        self._last = last_rides(roads, place)

    def ways(self, departures: Sequence[Departure], rules: Rules) -> list[tuple[Link, ...] | None]:
        """Return the links of each departure's earliest way under some rules, None without one."""
        search = QuaySearch(self._between(), self._last, self._passages, rules)
        reach = Reach(search.bounds, search.aboard_s)
        ever = [float("inf")] * len(departures)
        entered = entries(self._roads, departures, reach, rules, ever)
        ways = [search.earliest(ways_on, float("inf")) for ways_on in entered]
        return [None if way is None else way[1] for way in ways]

    def lines(
        self, departures: Sequence[Departure], rules: Rules
    ) -> list[tuple[Passage, ...] | None]:
        """Return the passages on each departure's way if ships sailed all day, None without one.

        Those that any vehicle of the profile could use come before all others.
        """
        found: list[tuple[Passage, ...] | None] = [None] * len(departures)
        for able in (rules.usable, lambda _: True):
            ways = onwards(
                self._between(),
                self._last,
                [p for p in self._passages if able(p)],
                lambda p: p.least_s,
            )
            left = [i for i, line in enumerate(found) if line is None]
            boarding = {q: on.least_s for q, on in ways.items() if isinstance(on.link, Passage)}
            entered = entries(
                self._roads,
                [departures[i] for i in left],
                Reach(ways, boarding),
                rules,
                [float("inf")] * len(left),
            )
            for i, ways_on in zip(left, entered, strict=True):
                found[i] = _line(ways_on, ways)
        return found

    def _between(self) -> Between:
        return self._roads.rides_between_quays()


def _line(entered: Sequence[Entry], ways: Mapping[str, Onward]) -> tuple[Passage, ...] | None:
    """Return the passages of the least way that begins with one of the entries, None without."""
    if not entered:
        return None
    quay = min(entered, key=lambda entry: entry.cost_s + ways[entry.quay].least_s).quay
    line: list[Passage] = []
    for _ in range(MAX_LINKS):
        link = ways[quay].link
        if isinstance(link, Passage):
            line.append(link)
            quay = link.end.code
        else:
            quay = end_of(link)
        if quay == PLACE:
            break
    return tuple(line)


def _land_name(roads: RoadTravel, stop: Stop) -> str:
    land = roads.snapper.land
    if land is None or stop.land_part is None:
        return f"{stop.point.lon:.4f}, {stop.point.lat:.4f}"
    return land.part(stop.land_part).name or f"{stop.point.lon:.4f}, {stop.point.lat:.4f}"
