"""Reads the ferry trips of a GTFS feed: route, service days, calls, headways, what goes aboard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from gis.gtfs_calls import Call, read_calls
from gis.gtfs_days import runs_at_all
from gis.gtfs_fields import (
    choice,
    count,
    identifier,
    raw,
    reference,
    report,
    required_time_s,
    stated,
)
from gis.gtfs_files import FeedTables
from gis.gtfs_routes import BookingRule, Route
from gis.layer_files import Defect, FieldReader
from gis.timetables import ServiceDays

LEAST_HEADWAY_S = 60


@dataclass(frozen=True, slots=True)
class Headway:
    """A row of ``frequencies.txt``: from, until, how often, whether to the minute."""

    from_s: int
    until_s: int
    every_s: int
    exact: bool
    line: str


@dataclass(frozen=True, slots=True)
class FerryTrip:
    """A ferry trip; ``cars`` is None where the feed does not say whether cars go aboard."""

    id: str
    route: Route
    days: ServiceDays
    cars: bool | None
    homeward: bool
    calls: tuple[Call, ...]
    headways: tuple[Headway, ...]


@dataclass(frozen=True, slots=True)
class _Heading:
    route: Route
    days: ServiceDays
    cars: bool | None
    homeward: bool


def read_trips(
    tables: FeedTables,
    routes: Mapping[str, Route],
    days: Mapping[str, ServiceDays],
    stops: Mapping[str, object],
    rules: Mapping[str, BookingRule],
) -> tuple[list[FerryTrip], frozenset[str]]:
    """Return the ferry trips, and the ids of the stops that only other trips use."""
    headings, others = _headings(tables, routes, days)
    headways = _headways(tables, headings, others)
    calls, elsewhere = read_calls(tables, headings, others, stops, rules)
    trips = [
        FerryTrip(
            trip,
            heading.route,
            heading.days,
            heading.cars,
            heading.homeward,
            calls[trip],
            tuple(headways.get(trip, ())),
        )
        for trip, heading in headings.items()
        if trip in calls
    ]
    for trip in trips:
        if trip.headways and trip.calls[0].window is not None:
            what = f"trip_id {trip.id!r} has windows in stop_times.txt and headways: choose one"
            tables.defects.append(Defect("frequencies.txt", trip.headways[0].line, what))
    return trips, elsewhere


def _headings(
    tables: FeedTables, routes: Mapping[str, Route], days: Mapping[str, ServiceDays]
) -> tuple[dict[str, _Heading], frozenset[str]]:
    headings: dict[str, _Heading] = {}
    others: set[str] = set()
    without_days: set[str] = set()
    for fields in tables.rows("trips.txt"):
        trip = identifier(fields, "trip_id")
        if trip in headings or trip in others:
            report(fields, f"trip_id {trip!r} occurs twice")
        route = routes.get(reference(fields, "route_id", routes, "routes.txt"))
        if route is None or not route.is_ferry:
            others.add(trip)
            continue
        service = reference(fields, "service_id", days, "calendar.txt or calendar_dates.txt")
        heading = _heading(fields, route, days.get(service))
        headings[trip] = heading
        if service in days and not runs_at_all(heading.days) and service not in without_days:
            without_days.add(service)
            what = (
                f"service_id {service!r} has no day at all: its week, its dates and its "
                "exceptions leave none"
            )
            report(fields, what)
    if not headings and not tables.defects:
        tables.defects.append(Defect("trips.txt", "", "no ferry has any trip"))
    return headings, frozenset(others)


def _heading(fields: FieldReader, route: Route, days: ServiceDays | None) -> _Heading:
    return _Heading(
        route,
        ServiceDays() if days is None else days,
        stated(fields, "cars_allowed"),
        choice(fields, "direction_id", 1) == 1,
    )


def _headways(
    tables: FeedTables, headings: Mapping[str, _Heading], others: frozenset[str]
) -> dict[str, list[Headway]]:
    headways: dict[str, list[Headway]] = {}
    for fields in tables.rows("frequencies.txt"):
        trip = raw(fields, "trip_id")
        if trip in headings:
            headways.setdefault(trip, []).append(_headway(fields))
        elif trip not in others:
            report(fields, f"trip_id {trip!r} is unknown: add it to trips.txt, or correct it")
    for trip, found in headways.items():
        found.sort(key=lambda each: each.from_s)
        for before, after in pairwise(found):
            if after.from_s < before.until_s:
                what = f"trip_id {trip!r} sails by two headways at once: see {before.line}"
                tables.defects.append(Defect("frequencies.txt", after.line, what))
    return headways


def _headway(fields: FieldReader) -> Headway:
    from_s, until_s = (required_time_s(fields, name) for name in ("start_time", "end_time"))
    if raw(fields, "start_time") and raw(fields, "end_time") and until_s <= from_s:
        report(fields, "end_time is not after start_time")
    if not raw(fields, "headway_secs"):
        report(fields, "headway_secs is missing")
    every_s = count(fields, "headway_secs", low=LEAST_HEADWAY_S) or LEAST_HEADWAY_S
    exact = choice(fields, "exact_times", 1) == 1
    return Headway(from_s, until_s, every_s, exact, fields.label)
