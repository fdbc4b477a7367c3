"""Turns crossings of a GTFS feed into what sails: by timetable, by headway, or when asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median_low

from gis.crossings import BOAT_KMH, SEA_HIGH, SEA_LOW, VEHICLE_FERRY_KMH, Span
from gis.gtfs_calls import ON_REQUEST
from gis.gtfs_extension import FILE, LaneFacts
from gis.gtfs_routes import READY_LIKELY_S, BookingRule
from gis.gtfs_sections import Section
from gis.layer_files import Defect
from gis.timetables import WEEKDAYS, Frequent, OnDemand, Scheduled, Service, ServiceDays

_READY_LOW, _READY_HIGH = 2 / 3, 4 / 3
"""Ends of a readiness of which only the likely value is told: as 30 and 60 minutes to 45."""
_WEEK_S = WEEKDAYS * 86_400.0


@dataclass(frozen=True, slots=True)
class Facts:
    """What is told of a lane, and whether cars go aboard and the feed says so."""

    told: LaneFacts
    vehicles: bool
    vehicles_stated: bool


def services_of(
    sections: Sequence[Section],
    facts: Facts,
    rules: Mapping[str, BookingRule],
    defects: list[Defect],
) -> Iterator[Service]:
    """Yield what sails in one direction of a lane."""
    for section in sections:
        trip, boards = section.trip, section.boards
        duration_s = _duration_s(section, facts)
        windows = _windows(section)
        if boards.pickup == ON_REQUEST or boards.window is not None:
            ready = _ready(section, facts, rules, defects)
            for from_s, until_s in windows or [(boards.left_s, boards.left_s)]:
                yield OnDemand(trip.days, from_s, until_s, *ready, duration_s, trip.id)
        elif trip.headways:
            for (from_s, until_s), told in zip(windows, trip.headways, strict=True):
                yield Frequent(
                    trip.days, from_s, until_s, told.every_s, duration_s, told.exact, trip.id
                )
        else:
            yield Scheduled(trip.days, boards.left_s, duration_s, trip.id)


def merged(services: Iterable[Service]) -> tuple[Service, ...]:
    """Return services without those that say the same.

    Sailings that are told day by day and differ in nothing else become one with all their days,
    so that whoever asks for the next ship has few to look at.
    """
    single_days: dict[Service, set[date]] = {}
    found: dict[Service, Service] = {}
    for service in services:
        days = service.days
        if days.weekdays or not days.added:
            found.setdefault(replace(service, trip=""), service)
            continue
        alike = replace(service, days=ServiceDays(weekdays=frozenset()), trip="")
        single_days.setdefault(alike, set()).update(days.added)
        found.setdefault(alike, service)
    return tuple(
        replace(service, days=replace(service.days, added=frozenset(single_days[alike])))
        if alike in single_days
        else service
        for alike, service in found.items()
    )


def span_of(
    services: Sequence[Service], facts: Facts, defects: list[Defect], route: str
) -> Span | None:
    """Return the crossing with its range; None where its time is an estimate."""
    told = facts.told
    if told.estimated_kmh is not None:
        return None
    likely_s = float(median_low(service.duration_s for service in services))
    span = Span(
        SEA_LOW * likely_s if told.crossing_low_s is None else float(told.crossing_low_s),
        likely_s,
        SEA_HIGH * likely_s if told.crossing_high_s is None else float(told.crossing_high_s),
    )
    if not span.low_s <= likely_s <= span.high_s:
        what = (
            f"crossing_low_s {span.low_s:.0f} to crossing_high_s {span.high_s:.0f} does not hold "
            f"the {likely_s:.0f} s of stop_times.txt"
        )
        defects.append(Defect(FILE, f"route_id {route}", what))
    return span


def speed_kmh_of(length_m: float, span: Span | None, facts: Facts) -> float:
    """Return the speed that the crossing time means, or that it is estimated from."""
    if span is None:
        return facts.told.estimated_kmh or VEHICLE_FERRY_KMH
    return round(max(0.1, length_m / span.likely_s * 3.6), 2)


def wait_s_of(services: Sequence[Service]) -> float:
    """Return the mean wait in seconds, for people to read and for lanes that only know a mean."""
    waits_s = [
        service.headway_s / 2.0 if isinstance(service, Frequent) else float(service.ready_likely_s)
        for service in services
        if not isinstance(service, Scheduled)
    ]
    weekly = sum(_days_a_week(s.days) for s in services if isinstance(s, Scheduled))
    if weekly > 0:
        waits_s.append(_WEEK_S / weekly / 2.0)
    return min(waits_s)


def _duration_s(section: Section, facts: Facts) -> int:
    """Return the crossing by the times of the feed; boats without times by range or speed."""
    if section.duration_s is not None:
        return section.duration_s
    told = facts.told
    if told.crossing_low_s is not None and told.crossing_high_s is not None:
        return (told.crossing_low_s + told.crossing_high_s) // 2
    usual_kmh = VEHICLE_FERRY_KMH if facts.vehicles else BOAT_KMH["boat"]
    return max(60, round(section.distance_m / ((told.estimated_kmh or usual_kmh) / 3.6)))


def _windows(section: Section) -> list[tuple[int, int]]:
    """Return when boats may leave the boarding stop; empty for sailings at stated times."""
    if section.boards.window is not None:
        return [section.boards.window]
    after_s = section.boards.left_s - section.trip.calls[0].left_s
    return [(told.from_s + after_s, told.until_s + after_s) for told in section.trip.headways]


def _ready(
    section: Section, facts: Facts, rules: Mapping[str, BookingRule], defects: list[Defect]
) -> tuple[int, int, int]:
    """Return how long a boat takes to be ready: low, likely, high."""
    rule, told = rules.get(section.boards.rule), facts.told
    likely_s = READY_LIKELY_S if rule is None else rule.ready_s
    low_s = round(likely_s * _READY_LOW) if told.ready_low_s is None else told.ready_low_s
    high_s = round(likely_s * _READY_HIGH) if told.ready_high_s is None else told.ready_high_s
    if not low_s <= likely_s <= high_s:
        what = (
            f"ready_low_s {low_s} to ready_high_s {high_s} does not hold the {likely_s} s that "
            "booking_rules.txt asks for"
        )
        defects.append(Defect(FILE, f"route_id {section.trip.route.id}", what))
    return low_s, likely_s, high_s


def _days_a_week(days: ServiceDays) -> float:
    """Return on how many days a week a service runs, single days spread over their span."""
    if days.weekdays or not days.added:
        return float(len(days.weekdays))
    spread = (max(days.added) - min(days.added)).days + 1
    return WEEKDAYS * len(days.added) / max(WEEKDAYS, spread)
