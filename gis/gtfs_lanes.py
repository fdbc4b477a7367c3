"""Makes ferry lanes of the trips of a GTFS feed: one for each pair of quays, way and kind of ship.

A lane is sailed both ways by the timetables of its two directions. Every ordered pair of stops of
a trip is a crossing of its own, since whoever stays aboard does not board again; ``Lane.parts``
names the lanes that such a crossing passes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from zoneinfo import ZoneInfo

from gis.crossings import Lane, Quay
from gis.gtfs_extension import ExtensionTable
from gis.gtfs_routes import Agency, BookingRule, Publisher, Route
from gis.gtfs_sections import Section, ends_at_one_port, sections_of, too_fast
from gis.gtfs_services import Facts, merged, services_of, span_of, speed_kmh_of, wait_s_of
from gis.gtfs_stops import free_code, slug
from gis.gtfs_trips import FerryTrip
from gis.layer_files import Defect
from gis.timetables import OnDemand, Timetable

MOST_LANES = 1_000
_LONGEST_CODE = 80
VEHICLES_NOT_STATED = "vehicles not stated"


@dataclass(frozen=True, slots=True)
class LaneRecord:
    """A lane and the newest year among its sources, None where that is not known."""

    lane: Lane
    year: int | None


@dataclass(frozen=True, slots=True)
class FeedContext:
    """What all lanes of a feed share."""

    agencies: Mapping[str, Agency]
    rules: Mapping[str, BookingRule]
    table: ExtensionTable
    publisher: Publisher
    zone: ZoneInfo


@dataclass(slots=True)
class _Group:
    """The crossings that are one lane."""

    route: Route
    start: Quay
    end: Quay
    via: tuple[Quay, ...]
    facts: Facts
    outward: list[Section] = field(default_factory=list)
    homeward: list[Section] = field(default_factory=list)

    @property
    def pair(self) -> frozenset[str]:
        return frozenset({self.start.code, self.end.code})

    @property
    def sections(self) -> list[Section]:
        return self.outward + self.homeward


def lanes_of(
    trips: Sequence[FerryTrip],
    quays: Mapping[str, Quay],
    context: FeedContext,
    defects: list[Defect],
) -> tuple[LaneRecord, ...]:
    """Return the lanes, ordered by code; beside a defect not all of them, or none."""
    wrong = ends_at_one_port(trips, quays)
    wrong += [defect for trip in trips for defect in too_fast(trip, quays)[0]]
    if wrong:
        defects += wrong
        return ()
    groups = _grouped(trips, quays, context, defects)
    if not groups and not defects:
        what = "nobody may board and land anywhere: see pickup_type and drop_off_type"
        defects.append(Defect("stop_times.txt", "", what))
    codes = _codes(groups)
    by_way = {_way(group): code for group, code in zip(groups, codes, strict=True)}
    records = []
    for group, code in zip(groups, codes, strict=True):
        alone = sum(other.route.id == group.route.id for other in groups) == 1
        records.append(_record(group, code, alone, _parts(group, by_way), context, defects))
    return tuple(sorted(records, key=lambda record: record.lane.code))


def _grouped(
    trips: Iterable[FerryTrip],
    quays: Mapping[str, Quay],
    context: FeedContext,
    defects: list[Defect],
) -> list[_Group]:
    groups: dict[tuple[str, frozenset[str], bool, tuple[str, ...]], _Group] = {}
    for trip in sorted(trips, key=lambda trip: trip.homeward):
        for section in sections_of(trip, quays):
            told = context.table.facts(
                trip.route.id, frozenset({section.boards.stop, section.leaves.stop})
            )
            stated = told.carries_vehicles if trip.cars is None else trip.cars
            facts = Facts(told, bool(stated), stated is not None)
            start, end, via = section.start, section.end, section.via
            seen_from_one_end = via if start.code < end.code else via[::-1]
            key = (
                *(trip.route.id, frozenset({start.code, end.code}), facts.vehicles),
                tuple(quay.code for quay in seen_from_one_end),
            )
            group = groups.setdefault(key, _Group(trip.route, start, end, via, facts))
            (group.outward if group.start == start else group.homeward).append(section)
            if len(groups) > MOST_LANES:
                what = f"more than {MOST_LANES} pairs of quays: no fleet of ferries serves so many"
                defects.append(Defect("stop_times.txt", "", what))
                return []
    return list(groups.values())


def _codes(groups: Sequence[_Group]) -> list[str]:
    """Return a code for each group: its route's where that is one lane, else with both quays."""
    by_route = Counter(group.route.id for group in groups)
    ways = {(group.route.id, group.pair): set[tuple[str, ...]]() for group in groups}
    kinds = {(group.route.id, group.pair): set[bool]() for group in groups}
    for group in groups:
        ways[group.route.id, group.pair].add(tuple(quay.code for quay in group.via))
        kinds[group.route.id, group.pair].add(group.facts.vehicles)
    taken: set[str] = set()
    codes = []
    for group in groups:
        route = slug(group.route.id, longest=_LONGEST_CODE)
        words = [route]
        if by_route[group.route.id] > 1:
            words += [group.start.code, group.end.code]
            if group.via and len(ways[group.route.id, group.pair]) > 1:
                words += ["via", *(quay.code for quay in group.via)]
            if len(kinds[group.route.id, group.pair]) > 1:
                words.append("vehicles" if group.facts.vehicles else "people")
        code = slug("-".join(words), longest=_LONGEST_CODE)
        codes.append(free_code(code, taken, otherwise="lane", longest=_LONGEST_CODE))
    return codes


def _way(group: _Group) -> tuple[str, frozenset[str], bool, int]:
    return group.route.id, group.pair, group.facts.vehicles, len(group.via)


def _parts(
    group: _Group, by_way: Mapping[tuple[str, frozenset[str], bool, int], str]
) -> tuple[str, ...]:
    """Return the codes of the direct lanes along the way; none for a direct lane itself."""
    if not group.via:
        return ()
    calls = [group.start, *group.via, group.end]
    ways = (
        (group.route.id, frozenset({a.code, b.code}), group.facts.vehicles, 0)
        for a, b in pairwise(calls)
    )
    return tuple(by_way[way] for way in ways if way in by_way)


def _record(
    group: _Group,
    code: str,
    alone: bool,
    parts: tuple[str, ...],
    context: FeedContext,
    defects: list[Defect],
) -> LaneRecord:
    told, zone = group.facts.told, context.zone
    sails = [
        Timetable(merged(services_of(side, group.facts, context.rules, defects)), zone)
        if side
        else None
        for side in (group.outward, group.homeward)
    ]
    services = [service for side in sails if side for service in side.services]
    length_m = max(1.0, min(section.distance_m for section in group.sections))
    span = span_of(services, group.facts, defects, group.route.id)
    ends = f"{group.start.name} - {group.end.name}"
    lane = Lane(
        code=code,
        name=(group.route.name if alone and group.route.name else ends)[:160],
        from_quay=group.start.code,
        to_quay=group.end.code,
        carries_vehicles=group.facts.vehicles,
        distance_m=round(length_m, 1),
        speed_kmh=speed_kmh_of(length_m, span, group.facts),
        duration=span,
        mean_wait_s=wait_s_of(services),
        on_demand=any(isinstance(service, OnDemand) for service in services),
        source=told.source or _source(group.route, context),
        certainty=told.certainty or ("" if group.facts.vehicles_stated else VEHICLES_NOT_STATED),
        both_ways=None not in sails,
        outward=sails[0],
        homeward=sails[1],
        parts=parts,
        carries_stretchers=told.carries_stretchers,
        contact=told.contact or _contact(group, context),
    )
    return LaneRecord(lane, told.year)


def _source(route: Route, context: FeedContext) -> str:
    named = context.publisher.name or context.agencies[route.agency].name
    return " ".join(word for word in ("GTFS", named, context.publisher.version) if word)[:200]


def _contact(group: _Group, context: FeedContext) -> str:
    rules = (context.rules.get(section.boards.rule) for section in group.sections)
    found = next((rule.contact for rule in rules if rule and rule.contact), "")
    return found or context.agencies[group.route.agency].phone
