"""Reads a GTFS feed of ferries as lanes and quays, all or nothing, with every defect at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from gis.crossings import Quay
from gis.gtfs_days import last_day, read_days
from gis.gtfs_extension import read_extension
from gis.gtfs_files import FeedTables, open_feed
from gis.gtfs_lanes import FeedContext, LaneRecord, lanes_of
from gis.gtfs_routes import (
    Publisher,
    read_agencies,
    read_booking_rules,
    read_publisher,
    read_routes,
)
from gis.gtfs_sections import too_fast, too_slow
from gis.gtfs_stops import outside_the_box, quays_of, read_stops
from gis.gtfs_trips import FerryTrip, read_trips
from gis.land import Land
from gis.layer_files import Defect


@dataclass(frozen=True)
class FerryFeed:
    """The lanes of a feed, and those of their quays that are no known port."""

    lanes: tuple[LaneRecord, ...] = ()
    quays: tuple[Quay, ...] = ()
    publisher: Publisher = field(default_factory=Publisher)
    last_day: date | None = None
    """The last day on which anything sails."""
    other_routes: int = 0
    """How many routes are no ferries and were passed over."""
    doubts: tuple[Defect, ...] = ()
    """What can hardly be true, yet is no defect."""


def read_feed(
    path: Path, *, ports: Sequence[Quay], land: Land | None
) -> tuple[FerryFeed, list[Defect]]:
    """Return the ferries of a feed and every defect; an empty feed beside any defect.

    Parameters
    ----------
    path
        A folder, or a zip with the tables at its top or in one folder.
    ports
        The quays that the platform knows; stops near them are these ports.
    land
        Says on which land part a stop stands that is no known port.
    """
    tables = open_feed(path)
    if tables.defects:
        return FerryFeed(), tables.defects
    feed = _feed(tables, ports, land)
    defects = list(dict.fromkeys(tables.defects))
    return (FerryFeed() if defects else feed), defects


def _feed(tables: FeedTables, ports: Sequence[Quay], land: Land | None) -> FerryFeed:
    agencies, zone = read_agencies(tables)
    routes = read_routes(tables, agencies)
    stops = read_stops(tables)
    rules = read_booking_rules(tables)
    days = read_days(tables)
    publisher = read_publisher(tables)
    table = read_extension(tables, routes, stops)
    trips, elsewhere = read_trips(tables, routes, days, stops, rules)
    tables.defects.extend(
        outside_the_box(stop for stop in stops.values() if stop.id not in elsewhere)
    )
    if tables.defects:
        return FerryFeed()
    used = {call.stop for trip in trips for call in trip.calls}
    quays = quays_of(stops, used, ports, land, tables.defects)
    if tables.defects:
        return FerryFeed()
    context = FeedContext(agencies, rules, table, publisher, zone)
    lanes = lanes_of(trips, quays, context, tables.defects)
    known = {port.code for port in ports}
    fresh = {quay.code: quay for quay in quays.values() if quay.code not in known}
    return FerryFeed(
        lanes=lanes,
        quays=tuple(fresh[code] for code in sorted(fresh)),
        publisher=publisher,
        last_day=_last_day(trips),
        other_routes=sum(not route.is_ferry for route in routes.values()),
        doubts=tuple(
            doubt for trip in trips for doubt in (*too_fast(trip, quays)[1], *too_slow(trip, quays))
        ),
    )


def _last_day(trips: Sequence[FerryTrip]) -> date | None:
    return max((at for trip in trips if (at := last_day(trip.days))), default=None)
