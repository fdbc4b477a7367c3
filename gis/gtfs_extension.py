"""Reads ``siaga_lanes.txt``, what GTFS has no columns for: ranges, trust, sources, stretchers.

A row speaks for a whole route, or for one pair of its stops in either direction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gis.gtfs_fields import count, raw, reference, report, stated, words
from gis.gtfs_files import FeedTables
from gis.gtfs_routes import CONTACT_LONGEST, Route
from gis.layer_files import FieldReader

FILE = "siaga_lanes.txt"
LONGEST_S = 31 * 86_400


@dataclass(frozen=True, slots=True)
class LaneFacts:
    """What is told of a lane besides its timetable; None and empty where nothing is.

    ``estimated_kmh`` is given where no source states the crossing: the times in the feed then
    come from this speed.
    """

    carries_vehicles: bool | None = None
    carries_stretchers: bool | None = None
    crossing_low_s: int | None = None
    crossing_high_s: int | None = None
    estimated_kmh: float | None = None
    ready_low_s: int | None = None
    ready_high_s: int | None = None
    certainty: str = ""
    source: str = ""
    year: int | None = None
    contact: str = ""


@dataclass(slots=True)
class ExtensionTable:
    """The facts by route, and by route and pair of stops."""

    by_route: dict[str, LaneFacts] = field(default_factory=dict)
    by_pair: dict[tuple[str, frozenset[str]], LaneFacts] = field(default_factory=dict)

    def facts(self, route: str, stops: frozenset[str]) -> LaneFacts:
        """Return what is told of a pair of stops, else of its route."""
        default = self.by_route.get(route, LaneFacts())
        return self.by_pair.get((route, stops), default)


def read_extension(
    tables: FeedTables, routes: Mapping[str, Route], stops: Mapping[str, object]
) -> ExtensionTable:
    """Return the table; empty where the feed has none."""
    table = ExtensionTable()
    for fields in tables.rows(FILE):
        route = reference(fields, "route_id", routes, "routes.txt")
        ends = _ends(fields, stops)
        facts = _facts(fields)
        if (route in table.by_route) if not ends else ((route, ends) in table.by_pair):
            report(fields, "this route and pair of stops occur twice")
        if ends:
            table.by_pair[route, ends] = facts
        else:
            table.by_route[route] = facts
    return table


def _ends(fields: FieldReader, stops: Mapping[str, object]) -> frozenset[str]:
    """Return the two stops of a row; empty where it speaks for a whole route."""
    names = ("from_stop_id", "to_stop_id")
    if not any(raw(fields, name) for name in names):
        return frozenset()
    ends = frozenset(reference(fields, name, stops, "stops.txt") for name in names)
    if len(ends) < 2:
        report(fields, "from_stop_id and to_stop_id are the same stop")
    return ends


def _facts(fields: FieldReader) -> LaneFacts:
    crossing = _range(fields, "crossing", least=1)
    ready = _range(fields, "ready", least=0)
    return LaneFacts(
        carries_vehicles=stated(fields, "carries_vehicles"),
        carries_stretchers=stated(fields, "carries_stretchers"),
        crossing_low_s=crossing[0],
        crossing_high_s=crossing[1],
        estimated_kmh=fields.optional_number("estimated_kmh", low=1, high=150),
        ready_low_s=ready[0],
        ready_high_s=ready[1],
        certainty=words(fields, "certainty", longest=80),
        source=words(fields, "source", longest=200),
        year=count(fields, "year", low=1900, high=2199),
        contact=words(fields, "contact", longest=CONTACT_LONGEST),
    )


def _range(fields: FieldReader, name: str, *, least: int) -> tuple[int | None, int | None]:
    low_s, high_s = (
        count(fields, f"{name}_{end}_s", low=least, high=LONGEST_S) for end in ("low", "high")
    )
    if low_s is not None and high_s is not None and low_s > high_s:
        report(fields, f"{name}_low_s {low_s} is more than {name}_high_s {high_s}")
    return low_s, high_s
