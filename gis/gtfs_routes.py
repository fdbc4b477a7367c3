"""Reads who runs a GTFS feed, which of its routes are ferries, and how boats are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from gis.gtfs_fields import (
    choice,
    count,
    day,
    identifier,
    raw,
    report,
    words,
)
from gis.gtfs_files import FeedTables
from gis.layer_files import Defect, FieldReader

READY_LIKELY_S = 45 * 60
"""Until a boat is found and ready where no rule says so: the middle of 30 to 60 minutes."""
_DAY_S = 86_400
_NO_ZONE = ZoneInfo("UTC")
CONTACT_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Agency:
    """Who runs the ships; ``phone`` may be empty."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Route:
    """A route of the feed; only ferries become lanes."""

    id: str
    name: str
    is_ferry: bool
    agency: str


@dataclass(frozen=True, slots=True)
class BookingRule:
    """How a boat is asked for: how long before, and whom."""

    ready_s: int
    contact: str


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who made the feed, its version, and the days for which it speaks, as far as stated."""

    name: str = ""
    version: str = ""
    first: date | None = None
    last: date | None = None


def read_agencies(tables: FeedTables) -> tuple[dict[str, Agency], ZoneInfo]:
    """Return the agencies by id and the time zone that they must all share."""
    agencies: dict[str, Agency] = {}
    zones: dict[str, ZoneInfo] = {}
    for fields in tables.rows("agency.txt"):
        code = raw(fields, "agency_id")
        if code in agencies:
            report(fields, f"agency_id {code!r} occurs twice")
        agencies[code] = Agency(
            words(fields, "agency_name", longest=120), words(fields, "agency_phone", longest=60)
        )
        name = identifier(fields, "agency_timezone")
        zone = _zone(name) if name else _NO_ZONE
        if zone is None:
            what = f"agency_timezone {name!r} is unknown: write a name such as Asia/Jakarta"
            report(fields, what)
        elif zones and name not in zones:
            report(fields, f"agency_timezone {name!r} differs from {next(iter(zones))!r}")
        else:
            zones[name] = zone
    if not agencies:
        tables.defects.append(Defect("agency.txt", "", "has no agency: add one row"))
    return agencies, next(iter(zones.values()), _NO_ZONE)


def read_routes(tables: FeedTables, agencies: Mapping[str, Agency]) -> dict[str, Route]:
    """Return every route by id; a defect if none of them is a ferry."""
    routes: dict[str, Route] = {}
    before = len(tables.defects)
    for fields in tables.rows("routes.txt"):
        route = _route(fields, agencies)
        if route.id in routes:
            report(fields, f"route_id {route.id!r} occurs twice")
        routes[route.id] = route
    if len(tables.defects) == before and not any(route.is_ferry for route in routes.values()):
        what = "has no ferry (route_type 4, or 1000 to 1099): this is no feed of ferries"
        tables.defects.append(Defect("routes.txt", "", what))
    return routes


def read_booking_rules(tables: FeedTables) -> dict[str, BookingRule]:
    """Return the booking rules by id."""
    rules: dict[str, BookingRule] = {}
    for fields in tables.rows("booking_rules.txt"):
        code = identifier(fields, "booking_rule_id")
        if code in rules:
            report(fields, f"booking_rule_id {code!r} occurs twice")
        rules[code] = BookingRule(_ready_s(fields), _contact(fields))
    return rules


def read_publisher(tables: FeedTables) -> Publisher:
    """Return what ``feed_info.txt`` says; empty where the feed has none."""
    found = Publisher()
    for fields in tables.rows("feed_info.txt"):
        found = Publisher(
            words(fields, "feed_publisher_name", longest=120),
            words(fields, "feed_version", longest=40),
            day(fields, "feed_start_date"),
            day(fields, "feed_end_date"),
        )
        if found.first and found.last and found.last < found.first:
            what = f"feed_end_date {found.last:%Y%m%d} is before feed_start_date"
            report(fields, what)
    return found


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown, no name of a zone, a folder of zones
        return None


def _route(fields: FieldReader, agencies: Mapping[str, Agency]) -> Route:
    code, agency = identifier(fields, "route_id"), raw(fields, "agency_id")
    if agency and agency not in agencies:
        report(fields, f"agency_id {agency!r} is unknown: add it to agency.txt, or correct it")
    elif not agency and agency not in agencies and len(agencies) > 1:
        report(fields, "agency_id is missing: the feed has several agencies")
    if not raw(fields, "route_type"):
        report(fields, "route_type is missing: 4 for a ferry")
    kind = count(fields, "route_type", high=9_999)
    name = words(fields, "route_long_name", longest=160)
    return Route(
        id=code,
        name=name or words(fields, "route_short_name", longest=160),
        is_ferry=kind is not None and _is_ferry(kind),
        agency=agency if agency in agencies else next(iter(agencies), ""),
    )


def _is_ferry(route_type: int) -> bool:
    """4 in GTFS; water transport and ferries in the extended types."""
    return route_type in {4, 1200} or 1000 <= route_type <= 1099


def _ready_s(fields: FieldReader) -> int:
    """Return how long before sailing a boat must be asked for; same day, or days before."""
    if not raw(fields, "booking_type"):
        report(fields, "booking_type is missing: 0 at once, 1 the same day, 2 days before")
    kind = choice(fields, "booking_type", 2)
    minutes = count(fields, "prior_notice_duration_min", high=31 * 24 * 60)
    days = count(fields, "prior_notice_last_day", high=366)
    if kind == 1 and minutes is None and not raw(fields, "prior_notice_duration_min"):
        report(fields, "prior_notice_duration_min is missing: booking_type 1 needs it")
    if kind == 2 and days is None and not raw(fields, "prior_notice_last_day"):
        report(fields, "prior_notice_last_day is missing: booking_type 2 needs it")
    if kind == 2:
        return (days or 0) * _DAY_S
    return READY_LIKELY_S if minutes is None else minutes * 60


def _contact(fields: FieldReader) -> str:
    names = ("phone_number", "message", "pickup_message", "info_url", "booking_url")
    texts = (words(fields, name, longest=CONTACT_LONGEST) for name in names)
    return next((text for text in texts if text), "")
