"""A drawn GTFS feed: three ports in a row, a ship from the first to the last by way of the second.

::

    Utara (1)      Tengah (2)      Timur (3)
    114.00         114.10          114.20      all at 7.00 S, 11 km apart
"""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

from shapely.geometry import MultiPolygon, box

from gis.crossings import Lane, Quay
from gis.gtfs_feed import FerryFeed, read_feed
from gis.land import Land, LandPart
from gis.layer_files import Defect
from gis.timetables import Service, ServiceDays
from gis.types import LonLat

PORTS = tuple(
    Quay(code, code.title(), LonLat(lon, -7.0), number)
    for number, (code, lon) in enumerate(
        [("utara", 114.0), ("tengah", 114.1), ("timur", 114.2)], start=1
    )
)
LAND = Land(
    LandPart(
        number,
        f"Pulau {number}",
        None,
        True,
        (),
        MultiPolygon([box(lon, -7.02, lon + 0.03, -6.98)]),
    )
    for number, lon in [(1, 113.97), (2, 114.1), (3, 114.2), (4, 114.4)]
)
DAILY = ServiceDays(first=date(2026, 1, 1), last=date(2099, 12, 31))
"""The days of the drawn feed's only service."""
FEED = {
    "agency.txt": """
        agency_id,agency_name,agency_url,agency_timezone
        a,Kapal Rekaan,https://example.org,Asia/Jakarta""",
    "stops.txt": """
        stop_id,stop_name,stop_lat,stop_lon
        utara,Pelabuhan Utara,-7.0,114.0
        tengah,Pelabuhan Tengah,-7.0,114.1
        timur,Pelabuhan Timur,-7.0,114.2""",
    "routes.txt": """
        route_id,agency_id,route_long_name,route_type
        kapal,a,Kapal Putih,4""",
    "trips.txt": """
        route_id,service_id,trip_id,direction_id,cars_allowed
        kapal,harian,pergi,0,1""",
    "stop_times.txt": """
        trip_id,arrival_time,departure_time,stop_id,stop_sequence
        pergi,08:00:00,08:00:00,utara,1
        pergi,09:00:00,09:10:00,tengah,2
        pergi,10:10:00,10:10:00,timur,3""",
    "calendar.txt": """
        service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date
        harian,1,1,1,1,1,1,1,20260101,20991231""",
}


def two_stops(**changes: str) -> dict[str, str]:
    """Return the feed without its last call: one route between two ports."""
    calls = FEED["stop_times.txt"].rsplit("\n", 1)[0]
    return FEED | {"stop_times.txt": calls} | changes


def with_row(name: str, *rows: str) -> dict[str, str]:
    """Return the feed with rows added to a table."""
    return FEED | {name: "\n".join([FEED[name], *rows])}


def swapped(name: str, old: str, new: str) -> dict[str, str]:
    """Return the feed with a piece of a table replaced, which must be there."""
    assert old in FEED[name]
    return FEED | {name: FEED[name].replace(old, new)}


def plain(text: str) -> str:
    """Return a table without the indentation of the test and its empty first line."""
    return "\n".join(line.strip() for line in text.strip().splitlines()) + "\n"


def write_feed(folder: Path, feed: dict[str, str]) -> Path:
    """Write the tables of a feed into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in feed.items():
        (folder / name).write_text(plain(text), encoding="utf-8")
    return folder


def write_zip(path: Path, feed: dict[str, str], *, top: str = "") -> Path:
    """Write the tables of a feed into a zip, below a folder if asked."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in feed.items():
            archive.writestr(top + name, plain(text))
    return path


def read(path: Path) -> tuple[FerryFeed, list[Defect]]:
    """Read a feed among the drawn ports and land."""
    return read_feed(path, ports=PORTS, land=LAND)


def lanes(tmp_path: Path, feed: dict[str, str]) -> dict[str, Lane]:
    """Return the lanes of a feed by code; it must have no defect."""
    found, defects = read(write_feed(tmp_path / "feed", feed))
    assert defects == []
    return {record.lane.code: record.lane for record in found.lanes}


def defects(tmp_path: Path, feed: dict[str, str]) -> list[str]:
    """Return what is wrong with a feed, line by line; nothing may have been read from it."""
    found, wrong = read(write_feed(tmp_path / "feed", feed))
    assert (found.lanes == ()) == bool(wrong)
    return [str(defect) for defect in wrong]


def services(lane: Lane, side: str = "outward") -> tuple[Service, ...]:
    """Return what sails in one direction of a lane, which must be known."""
    return getattr(lane, side).services
