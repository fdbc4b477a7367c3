"""Builds the gazetteer straight from the shipped data folders, for tests and benchmarks."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree as ET

from gis.boundary_files import read_boundaries
from gis.gazetteer import Gazetteer
from gis.land import Land
from gis.place_files import FacilityRecord, PortRecord, SettlementRecord, read_places
from gis.places import FACILITY_RADIUS_M, PORT_RADIUS_M, PointRecord, RoadRecord
from gis.types import LonLat

BOUNDARIES_FOLDER = "sumenep_boundaries"
PLACES_FOLDER = "sumenep_places"
ROADS_FILE = "sumenep_roads/main_roads.osm"


def read_gazetteer(data: Path) -> Gazetteer:
    """Return the gazetteer of the folders under ``data``; roads only where their file is there."""
    boundaries, _ = read_boundaries(data / BOUNDARIES_FOLDER)
    places, _ = read_places(data / PLACES_FOLDER)
    roads = data / ROADS_FILE
    return Gazetteer(
        kecamatan=boundaries.kecamatan,
        desa=boundaries.desa,
        land=Land(boundaries.land),
        islands=boundaries.islands,
        ports=[_point(port, PORT_RADIUS_M) for port in places.ports],
        facilities=[_point(facility, FACILITY_RADIUS_M) for facility in places.facilities],
        roads=read_named_roads(roads) if roads.is_file() else (),
        landmarks=[_point(place, 0.0, settlement=True) for place in places.settlements],
        aliases=boundaries.aliases,
        neighbours=boundaries.neighbours,
    )


def read_named_roads(path: Path) -> list[RoadRecord]:
    """Return the named ways of an OSM XML file, grouped by name."""
    root = ET.parse(path).getroot()  # noqa: S314 - a file of this project
    nodes = {
        node.get("id"): LonLat(float(node.get("lon", "0")), float(node.get("lat", "0")))
        for node in root.iter("node")
    }
    lines: dict[str, list[tuple[LonLat, ...]]] = defaultdict(list)
    for way in root.iter("way"):
        tags = {tag.get("k"): tag.get("v") for tag in way.iter("tag")}
        name = tags.get("name")
        line = tuple(nodes[nd.get("ref")] for nd in way.iter("nd") if nd.get("ref") in nodes)
        if name and line and tags.get("highway"):
            lines[name].append(line)
    return [RoadRecord(name, tuple(parts)) for name, parts in sorted(lines.items())]


def _point(
    record: FacilityRecord | PortRecord | SettlementRecord,
    radius_m: float,
    *,
    settlement: bool = False,
) -> PointRecord:
    return PointRecord(
        code=record.code,
        name=record.name,
        point=record.point,
        kecamatan_code=record.kecamatan_code,
        radius_m=radius_m,
        settlement=settlement,
    )
