"""Reads the stops of a GTFS feed and finds the port that each of them is, or makes a new quay."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from gis.crossings import Quay
from gis.gtfs_fields import choice, identifier, raw, report, words
from gis.gtfs_files import FeedTables
from gis.land import Land
from gis.layer_files import Defect, FieldReader
from gis.projection import distance_m
from gis.types import LonLat

FILE = "stops.txt"
OPERATING_BOX = (111.0, -9.0, 118.0, -4.0)
"""West, south, east, north of everything this platform knows."""
SAME_PORT_WITHIN_M = 1_000.0
"""A stop this close to a port on the same land is that port."""
CODE_HOLDS_WITHIN_M = 5_000.0
"""A stop that bears the code of a port further away than this is a mistake."""
ON_LAND_WITHIN_M = 1_000.0
"""A stop may lie off the shore as it was generalised; further out it stands on no known land."""
_STATION_PARTS = (3, 4)
"""``location_type`` of the parts of a station that have no place of their own."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop; ``codes`` are the names by which it may be a port, ``point`` is None where unread."""

    id: str
    name: str
    point: LonLat | None
    codes: tuple[str, ...]
    line: str


def read_stops(tables: FeedTables) -> dict[str, Stop]:
    """Return every stop by id, also those beside which a defect is reported."""
    stops: dict[str, Stop] = {}
    for fields in tables.rows(FILE):
        stop = identifier(fields, "stop_id")
        if stop in stops:
            report(fields, f"stop_id {stop!r} occurs twice")
        codes = (stop, raw(fields, "stop_code"), raw(fields, "parent_station"))
        stops[stop] = Stop(
            id=stop,
            name=words(fields, "stop_name", longest=120) or stop,
            point=_point(fields),
            codes=tuple(slug(code) for code in codes if code),
            line=fields.label,
        )
    return stops


def outside_the_box(stops: Iterable[Stop]) -> list[Defect]:
    """Return a defect for each stop that lies where this platform does not work."""
    west, south, east, north = OPERATING_BOX
    return [
        Defect(
            FILE,
            stop.line,
            f"stop_lon {stop.point.lon}, stop_lat {stop.point.lat} of {stop.id!r} is outside "
            f"longitude {west:g} to {east:g}, latitude {south:g} to {north:g}: correct it",
        )
        for stop in stops
        if stop.point is not None
        and not (west <= stop.point.lon <= east and south <= stop.point.lat <= north)
    ]


def quays_of(
    stops: Mapping[str, Stop],
    used: Collection[str],
    ports: Sequence[Quay],
    land: Land | None,
    defects: list[Defect],
) -> dict[str, Quay]:
    """Return the quay of every stop that is used: a port, or a new one on its land part.

    A stop is the port whose code is its ``stop_id``, ``stop_code`` or ``parent_station``, else
    the nearest within ``SAME_PORT_WITHIN_M`` on its land part.
    """
    by_code = {port.code: port for port in ports}
    taken = set(by_code)
    quays: dict[str, Quay] = {}
    for stop in stops.values():
        if stop.id not in used:
            continue
        if stop.point is None:
            what = f"stop_lat and stop_lon of {stop.id!r} are missing: ships call there"
            defects.append(Defect(FILE, stop.line, what))
            continue
        named = next((by_code[code] for code in stop.codes if code in by_code), None)
        if named is not None and (away_m := _apart_m(stop.point, named)) > CODE_HOLDS_WITHIN_M:
            what = (
                f"{stop.id!r} bears the code of the port {named.name}, {away_m / 1000:.0f} km "
                "away: correct the place, or call the stop something else"
            )
            defects.append(Defect(FILE, stop.line, what))
        quays[stop.id] = named or _near_or_new(stop, stop.point, ports, land, taken)
    return quays


def slug(text: str, *, longest: int = 64) -> str:
    """Return a text as a code: lower case letters, digits and single hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:longest].strip("-")


def free_code(code: str, taken: set[str], *, otherwise: str, longest: int = 64) -> str:
    """Return a code that is not taken, with a number at its end where needed, and take it."""
    base = code or otherwise
    found, number = base, 2
    while found in taken:
        end = f"-{number}"
        found = base[: longest - len(end)].rstrip("-") + end
        number += 1
    taken.add(found)
    return found


def _point(fields: FieldReader) -> LonLat | None:
    """Return where a stop is; only parts of a station need no place."""
    kind = choice(fields, "location_type", 4)
    if not raw(fields, "stop_lat") and not raw(fields, "stop_lon"):
        if kind not in _STATION_PARTS:
            report(fields, "stop_lat and stop_lon are missing")
        return None
    before = len(fields.defects)
    lat = fields.number("stop_lat", low=-90, high=90)
    lon = fields.number("stop_lon", low=-180, high=180)
    return LonLat(lon, lat) if len(fields.defects) == before else None


def _near_or_new(
    stop: Stop, point: LonLat, ports: Sequence[Quay], land: Land | None, taken: set[str]
) -> Quay:
    part = _land_part(point, land)
    near = [
        (away_m, port.code, port)
        for port in ports
        if port.land_part == part and (away_m := _apart_m(point, port)) <= SAME_PORT_WITHIN_M
    ]
    if near:
        return min(near)[2]
    return Quay(free_code(slug(stop.id), taken, otherwise="dermaga"), stop.name, point, part)


def _land_part(point: LonLat, land: Land | None) -> int | None:
    nearest = None if land is None else land.nearest(point)
    if nearest is None or nearest[1] > ON_LAND_WITHIN_M:
        return None
    return nearest[0].number


def _apart_m(point: LonLat, quay: Quay) -> float:
    return distance_m(point.lon, point.lat, quay.point.lon, quay.point.lat)
