"""Reads roads, ferries, barriers and turn restrictions out of an OpenStreetMap extract.

The roads of XML extracts are read by osmnx, those of PBF extracts by pyosmium, which also gives
what osmnx drops: tags of nodes, ferries and relations. Both readers give the same steps, a step
being the stretch between two neighbouring points of a way.
"""

from __future__ import annotations

import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import osmium

from gis.access_rules import BARRIER_KEYS, WAY_KEYS
from gis.costing import Tags
from gis.errors import DataError
from gis.network import Floats, Ints, Longs
from gis.osm_files import SUFFIXES, foreign_content, suffix_of, with_version
from gis.restriction_reading import TurnRestriction, read_restriction
from gis.vehicle_sizes import LIMIT_KEYS

ROAD_KEYS = (
    "name", "ref", "surface", "maxspeed", "maxspeed:forward", "maxspeed:backward", *WAY_KEYS,
)  # fmt: skip
"""The tags of a road that the costing, the access rules and the answers read."""
NODE_KEYS = ("name", "amenity", *BARRIER_KEYS)
_TELLING_KEYS = (
    "highway", "route", "barrier", "emergency", "name", "type", "ford", *LIMIT_KEYS,
)  # fmt: skip
"""An object without any of these is nothing to us."""
_REVERSED_BY_OSMNX = frozenset({"-1", "reverse", "T"})
_osmnx_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class RawFerry:
    """A ``route=ferry`` way as it stands in the file; points are longitude, latitude."""

    osm_id: int
    tags: Tags
    refs: tuple[int, ...]
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, eq=False)
class Extract:
    """What an extract says about roads; steps point into the ways and the nodes."""

    reader: str
    node_id: Longs
    node_lon: Floats
    node_lat: Floats
    way_id: Longs
    way_tags: tuple[Tags, ...]
    step_way: Ints
    step_from: Ints
    step_to: Ints
    node_tags: Mapping[int, Tags] = field(default_factory=dict)
    ferries: tuple[RawFerry, ...] = ()
    restrictions: tuple[TurnRestriction, ...] = ()
    missing_points: int = 0
    """How many way points the file names without holding them; the ways are cut there."""
    lineless_ways: int = 0
    """Roads and ferries left out because the file holds fewer than two points in a row."""
    restrictions_passed_over: Mapping[str, int] = field(default_factory=dict)
    """How many turn restrictions bind no vehicle here, by the reason."""


def read_extract(path: Path) -> Extract:
    """Read an ``.osm``, ``.osm.gz`` or ``.osm.pbf`` file.

    Raises
    ------
    DataError
        If the file is missing, of another kind, truncated, or holds neither road nor ferry.
    """
    path = Path(path)
    suffix = suffix_of(path)
    if suffix is None:
        msg = f"{path.name} is not an OSM extract; expected one of {', '.join(SUFFIXES)}"
        raise DataError(msg)
    if not path.is_file():
        msg = f"there is no file {path}"
        raise DataError(msg)
    if foreign := foreign_content(path):
        msg = f"{path.name} is not an OSM extract: it {foreign}"
        raise DataError(msg)
    try:
        with with_version(path) as usable:
            found = _scan(lambda: osmium.io.File(str(usable), suffix.removeprefix(".")))
    except (RuntimeError, ValueError, EOFError, osmium.InvalidLocationError) as error:
        msg = (
            f"{path.name} cannot be read as an OSM extract (damaged or truncated; download or "
            f"export it again): {error}"
        )
        raise DataError(msg) from error
    if not found.roads and not found.ferries:
        msg = f"{path.name} holds no road and no ferry"
        msg += (
            f" whose points it holds ({found.missing_points} are missing or impossible; are "
            f"longitude and latitude swapped?)"
            if found.missing_points
            else ": export ways with a highway tag"
        )
        raise DataError(msg)
    if suffix == ".osm.pbf" or not found.roads:
        return _steps_of(found)
    return _steps_through_osmnx(found)


def read_osm_text(text: str) -> Extract:
    """Read OSM XML from memory, by pyosmium alone; for drawn networks.

    Raises
    ------
    DataError
        If the text is not OSM XML.
    """
    try:
        return _steps_of(_scan(lambda: osmium.io.FileBuffer(text.encode(), "osm")))
    except (RuntimeError, ValueError) as error:
        msg = f"the text is not OSM XML: {error}"
        raise DataError(msg) from error


_Way = tuple[int, dict[str, str], list[int]]
"""Number, tags and points of a way."""


@dataclass(slots=True)
class _Found:
    """What one pass of pyosmium collects: runs of points of each road, cut at missing ones."""

    roads: list[tuple[int, dict[str, str], list[list[int]]]] = field(default_factory=list)
    points: dict[int, tuple[float, float]] = field(default_factory=dict)
    node_tags: dict[int, Tags] = field(default_factory=dict)
    ferries: list[RawFerry] = field(default_factory=list)
    restrictions: list[TurnRestriction] = field(default_factory=list)
    missing_points: int = 0
    lineless_ways: int = 0
    restrictions_passed_over: Counter[str] = field(default_factory=Counter)


def _scan(opened: Callable[[], Any]) -> _Found:
    """Collect everything in one pass; a second one if points come after the ways that use them.

    What is marked as deleted is left out, and of two ways with one number the later counts.
    """
    found = _Found()
    by_id: dict[int, _Way] = {}
    keys = osmium.filter.KeyFilter(*_TELLING_KEYS)
    things: Iterator[Any] = iter(osmium.FileProcessor(opened()).with_locations().with_filter(keys))
    for thing in things:
        if thing.deleted:
            continue
        if thing.is_node():
            if tags := _tags_of_node(thing.tags):
                found.node_tags[thing.id] = tags
        elif thing.is_way():
            if thing.tags.get("route") == "ferry" or "highway" in thing.tags:
                by_id[thing.id] = _way_of(thing, found)
        elif thing.is_relation():
            _take_restriction(thing, found)
    ways = by_id.values()
    unknown = {ref for _, _, refs in ways for ref in refs if ref not in found.points}
    if unknown:
        _find_points(opened(), unknown, found)
    for way in ways:
        _take_way(way, found)
    return found


def _way_of(way: Any, found: _Found) -> _Way:
    refs = []
    for node in way.nodes:
        refs.append(node.ref)
        if node.location.valid():
            found.points[node.ref] = (node.lon, node.lat)
    return way.id, {tag.k: tag.v for tag in way.tags}, refs


def _find_points(source: Any, unknown: set[int], found: _Found) -> None:
    """Look for points that the first pass did not know: files need not be in order."""
    nodes: Iterator[Any] = iter(osmium.FileProcessor(source, osmium.osm.NODE))
    for node in nodes:
        if node.id in unknown and node.location.valid():
            found.points[node.id] = (node.lon, node.lat)


def _take_way(way: _Way, found: _Found) -> None:
    """Keep a way as runs of points, cut where the file does not hold a point."""
    osm_id, tags, refs = way
    runs: list[list[int]] = [[]]
    for ref in refs:
        if ref not in found.points:
            found.missing_points += 1
            runs.append([])
        elif not runs[-1] or runs[-1][-1] != ref:
            runs[-1].append(ref)
    runs = [run for run in runs if len(run) > 1]
    if not runs:
        found.lineless_ways += 1
    elif tags.get("route") == "ferry":
        kept = tuple(ref for run in runs for ref in run)
        points = tuple(found.points[ref] for ref in kept)
        found.ferries.append(RawFerry(osm_id, tags, kept, points))
    else:
        found.roads.append((osm_id, _chosen(tags, ROAD_KEYS), runs))


def _take_restriction(relation: Any, found: _Found) -> None:
    if relation.tags.get("type") != "restriction":
        return
    tags = {tag.k: tag.v for tag in relation.tags}
    members = [(member.role, member.type, member.ref) for member in relation.members]
    restrictions, passed_over = read_restriction(relation.id, tags, members)
    found.restrictions += restrictions
    if passed_over:
        found.restrictions_passed_over[passed_over] += 1


def _tags_of_node(tags: Any) -> dict[str, str]:
    """Return what is read of a node; a ford has two spellings (OSM wiki, Key:ford)."""
    chosen = _chosen(tags, NODE_KEYS)
    return chosen | {"ford": "yes"} if tags.get("highway") == "ford" else chosen


def _chosen(tags: Any, keys: tuple[str, ...]) -> dict[str, str]:
    return {key: value for key in keys if (value := tags.get(key)) is not None}


def _steps_of(found: _Found) -> Extract:
    """Turn the runs of each road into steps, without another library."""
    steps = [
        (number, a, b)
        for number, (_, _, runs) in enumerate(found.roads)
        for run in runs
        for a, b in pairwise(run)
    ]
    ways = [(osm_id, tags) for osm_id, tags, _ in found.roads]
    return _extract("osmium", found, ways, steps)


def _steps_through_osmnx(found: _Found) -> Extract:
    """Write the filtered roads to a file and let osmnx read it; it makes every way a path."""
    with tempfile.TemporaryDirectory(prefix="roads-") as folder:
        filtered = Path(folder) / "roads.osm"
        roads = _write_roads(found, filtered)
        with _osmnx_settings() as osmnx:
            graph = osmnx.graph_from_xml(filtered, simplify=False, retain_all=True)
    place: dict[int, int] = {}
    ways: list[tuple[int, dict[str, str]]] = []
    steps = []
    for a, b, data in graph.edges(data=True):
        osm_id = roads[data["osmid"]]
        number = place.get(osm_id)
        if number is None:
            number = place[osm_id] = len(ways)
            ways.append((osm_id, {k: data[k] for k in ROAD_KEYS if k in data}))
        turned = data.get("oneway") in _REVERSED_BY_OSMNX
        steps.append((number, b, a) if turned else (number, a, b))
    return _extract("osmnx", found, ways, steps)


def _write_roads(found: _Found, path: Path) -> list[int]:
    """Write roads as XML and return the way that each written way is a part of.

    A road that is cut at a missing point becomes several, and osmnx keeps one way a number.
    """
    written: list[int] = []
    used = {ref for _, _, runs in found.roads for run in runs for ref in run}
    with osmium.SimpleWriter(str(path)) as writer:
        for ref in sorted(used):
            writer.add_node(osmium.osm.mutable.Node(id=ref, location=found.points[ref]))
        for osm_id, tags, runs in found.roads:
            for run in runs:
                writer.add_way(osmium.osm.mutable.Way(id=len(written), nodes=run, tags=tags))
                written.append(osm_id)
    return written


@contextmanager
def _osmnx_settings() -> Iterator[Any]:
    """Lend osmnx with our tags and every way in its own direction only; put all back after."""
    import osmnx  # takes two seconds to load, and only imports need it

    with _osmnx_lock:
        before = osmnx.settings.useful_tags_way, osmnx.settings.all_oneway
        osmnx.settings.useful_tags_way = list(ROAD_KEYS)
        osmnx.settings.all_oneway = True
        try:
            yield osmnx
        finally:
            osmnx.settings.useful_tags_way, osmnx.settings.all_oneway = before


def _extract(
    reader: str,
    found: _Found,
    ways: list[tuple[int, dict[str, str]]],
    steps: list[tuple[int, int, int]],
) -> Extract:
    """Put ways and nodes in the order of their ids: both readers then give the same arrays."""
    way_id = np.array([osm_id for osm_id, _ in ways], np.int64)
    order = np.argsort(way_id, kind="stable")
    rank = np.empty(len(ways), np.int64)
    rank[order] = np.arange(len(ways))
    table = np.array(steps, np.int64).reshape(-1, 3)
    node_id, ends = np.unique(table[:, 1:], return_inverse=True)
    ends = ends.reshape(-1, 2)
    way = rank[table[:, 0]]
    sequence = np.lexsort((ends[:, 1], ends[:, 0], way))
    points = np.array([found.points[int(ref)] for ref in node_id], float).reshape(-1, 2)
    return Extract(
        reader=reader,
        node_id=node_id,
        node_lon=points[:, 0],
        node_lat=points[:, 1],
        way_id=way_id[order],
        way_tags=tuple(ways[i][1] for i in order),
        step_way=way[sequence].astype(np.int32),
        step_from=ends[sequence, 0].astype(np.int32),
        step_to=ends[sequence, 1].astype(np.int32),
        node_tags=found.node_tags,
        ferries=tuple(found.ferries),
        restrictions=tuple(found.restrictions),
        missing_points=found.missing_points,
        lineless_ways=found.lineless_ways,
        restrictions_passed_over=dict(found.restrictions_passed_over),
    )
