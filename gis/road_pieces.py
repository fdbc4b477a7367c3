"""Cuts the steps of an extract into pieces of road between junctions, and prices them.

A point inside a way is a junction if anything else meets there, if a barrier stands on it, or if
a turn is restricted there. Nothing is simplified: a piece keeps every point of its way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from pyproj import Geod
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis.access_rules import barrier_rule, directions, way_rule
from gis.costing import (
    ROAD_CLASSES,
    RoadClass,
    SpeedLimit,
    Tags,
    read_maxspeed,
    road_class,
    speed_kmh,
)
from gis.errors import NoRoadError
from gis.fords import FORD_KMH, WET_FORD_KMH, is_ford
from gis.network import PROFILES, Bools, Floats, Ints, Longs
from gis.network_building import RoadPieces
from gis.osm_reading import Extract
from gis.types import VehicleProfile

_GEOD = Geod(ellps="WGS84")
_PASSAGE_KMH = 5.0
"""Any speed: a barrier that may be passed has no length and costs one millisecond."""

_NO_ROAD = "the extract has no road that any vehicle may drive"


@dataclass(frozen=True, eq=False)
class WayPrice:
    """Speeds of a way as profile x direction in km/h (NaN = closed), and how they came about.

    ``wet_speed_kmh`` holds in the wet season; it is the same but for a ford.
    """

    road: RoadClass
    speed_kmh: Floats
    wet_speed_kmh: Floats
    guessed: tuple[str, ...]
    """Values of speed limits that had to be guessed."""
    closed_by: str | None
    """The rule that closes the way to ambulances, None if it is open to them."""


@dataclass(slots=True)
class PricingCounts:
    """What the report says about ways and barriers."""

    ways_read: int = 0
    ways_used: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    """Ways that no vehicle may drive, by the rule that closes them."""
    ambulance_closed: Counter[str] = field(default_factory=Counter)
    """Ways kept for some vehicle but closed to ambulances, by rule."""
    guessed_maxspeeds: Counter[str] = field(default_factory=Counter)
    barriers: Counter[str] = field(default_factory=Counter)
    """Barriers on roads by what decides for an ambulance."""
    fords: int = 0
    """Fords on roads, ways and nodes alike."""


def price_way(tags: Tags) -> WayPrice:
    """Return the speeds of a way with these tags for every profile and direction."""
    return _price(frozenset((k, v) for k, v in tags.items() if k not in {"name", "ref"}))


@lru_cache(maxsize=4096)
def _price(items: frozenset[tuple[str, str]]) -> WayPrice:
    tags = dict(items)
    road = road_class(tags.get("highway", "")) or RoadClass.OPENED
    both = tags.get("maxspeed")
    limits = (
        read_maxspeed(tags.get("maxspeed:forward", both)),
        read_maxspeed(tags.get("maxspeed:backward", both)),
    )
    dry = _speeds(tags, road, limits, wet=False)
    wet = _speeds(tags, road, limits, wet=True) if is_ford(tags) else dry
    keys = ("maxspeed:forward", "maxspeed:backward") if both is None else ("maxspeed",)
    guessed = tuple(tags[key] for key in keys if key in tags and read_maxspeed(tags[key]).guessed)
    rule = way_rule(tags, VehicleProfile.AMBULANCE)
    return WayPrice(road, dry, wet, guessed, None if rule.opens else rule.name)


def _speeds(
    tags: Tags, road: RoadClass, limits: tuple[SpeedLimit, SpeedLimit], *, wet: bool
) -> Floats:
    speeds = np.full((len(PROFILES), 2), np.nan)
    for row, profile in enumerate(PROFILES):
        if not way_rule(tags, profile, wet=wet).opens:
            continue
        table = road if speed_kmh(road, profile, limits[0], None) is not None else RoadClass.OPENED
        for side, (is_open, limit) in enumerate(
            zip(directions(tags, profile), limits, strict=True)
        ):
            if is_open:
                speeds[row, side] = speed_kmh(table, profile, limit, tags.get("surface"))
    if is_ford(tags):
        speeds = np.minimum(speeds, WET_FORD_KMH if wet else FORD_KMH)
    return speeds


def cut_and_price(extract: Extract) -> tuple[RoadPieces, PricingCounts]:
    """Return the pieces of road of an extract that some vehicle may drive.

    Raises
    ------
    NoRoadError
        If there is none, or none with a length.
    """
    prices = [price_way(tags) for tags in extract.way_tags]
    counts = _count_ways(prices, extract)
    keep = np.array([np.isfinite(p.speed_kmh).any() for p in prices], np.bool_)
    if not keep.any():
        raise NoRoadError(_NO_ROAD)
    steps = np.flatnonzero(keep[extract.step_way])
    _count_on_roads(counts, extract, steps)
    special = _special_nodes(extract)
    order, first = _chains(extract, steps, special)
    pieces = _pieces(extract, prices, order, first)
    if not pieces.length_m.any():
        raise NoRoadError(_NO_ROAD)
    return _with_barriers(pieces, extract), counts


def _count_ways(prices: Sequence[WayPrice], extract: Extract) -> PricingCounts:
    counts = PricingCounts(ways_read=len(prices))
    for price in prices:
        if not np.isfinite(price.speed_kmh).any():
            counts.dropped[price.closed_by or "road"] += 1
            continue
        counts.ways_used += 1
        counts.guessed_maxspeeds.update(price.guessed)
        if price.closed_by:
            counts.ambulance_closed[price.closed_by] += 1
    return counts


def _count_on_roads(counts: PricingCounts, extract: Extract, steps: Longs) -> None:
    """Count barriers on roads that are kept, by what decides for an ambulance, and fords."""
    on_road = np.unique(np.append(extract.step_from[steps], extract.step_to[steps]))
    nodes = [extract.node_tags.get(int(node), {}) for node in extract.node_id[on_road]]
    ways = (extract.way_tags[way] for way in np.unique(extract.step_way[steps]))
    counts.barriers = Counter(
        barrier_rule(tags, VehicleProfile.AMBULANCE).name for tags in nodes if "barrier" in tags
    )
    counts.fords = sum(map(is_ford, nodes)) + sum(map(is_ford, ways))


def _special_nodes(extract: Extract) -> Bools:
    """Mark the nodes at which a piece must end although only one way passes."""
    wanted = [node for node, tags in extract.node_tags.items() if not _passing(tags).all()]
    vias = (restriction.via_node for restriction in extract.restrictions)
    wanted += [node for node in vias if node is not None]
    return np.isin(extract.node_id, np.array(wanted, np.int64))


def _passing(tags: Tags) -> Bools:
    """Tell which profiles may pass a node, in the dry season and in the wet."""
    return np.array(
        [[barrier_rule(tags, p, wet=wet).opens for p in PROFILES] for wet in (False, True)]
    )


def _chains(extract: Extract, steps: Longs, special: Bools) -> tuple[Longs, Longs]:
    """Put steps in the order of driving; ``first`` are the places where a piece begins.

    A ring that nothing meets begins at its lowest node.
    """
    start, end = extract.step_from[steps], extract.step_to[steps]
    nodes = len(extract.node_id)
    leaves = np.bincount(start, minlength=nodes)
    comes = np.bincount(end, minlength=nodes)
    leaving = np.full(nodes, -1, np.int64)
    leaving[start] = np.arange(len(steps))
    coming = np.full(nodes, -1, np.int64)
    coming[end] = np.arange(len(steps))
    way = extract.step_way[steps]
    through = (leaves == 1) & (comes == 1) & ~special
    through &= way[leaving] == way[coming]
    following = np.where(through[end], leaving[end], -1).tolist()
    heads = np.flatnonzero(~through[start])
    rings = np.flatnonzero(through[start])
    rings = rings[np.argsort(start[rings], kind="stable")]
    seen = bytearray(len(steps))
    order: list[int] = []
    first: list[int] = []
    for head in [*heads.tolist(), *rings.tolist()]:
        if seen[head]:
            continue
        first.append(len(order))
        step = head
        while step >= 0 and not seen[step]:
            seen[step] = 1
            order.append(step)
            step = following[step]
    return steps[np.array(order, np.int64)], np.array(first, np.int64)


def _pieces(extract: Extract, prices: Sequence[WayPrice], order: Longs, first: Longs) -> RoadPieces:
    start, end = extract.step_from[order], extract.step_to[order]
    lon, lat = extract.node_lon, extract.node_lat
    _, _, step_m = _GEOD.inv(lon[start], lat[start], lon[end], lat[end])
    after = np.append(first[1:], len(order))
    counts = after - first + 1
    offset = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    shape = np.empty(offset[-1], np.int64)
    shape[np.delete(np.arange(offset[-1]), offset[1:] - 1)] = start
    shape[offset[1:] - 1] = end[after - 1]
    way = extract.step_way[order[first]]
    road_number = np.array([ROAD_CLASSES.index(p.road) for p in prices], np.int8)
    dry = np.array([p.speed_kmh for p in prices]).reshape(-1, len(PROFILES), 2)
    wet = np.array([p.wet_speed_kmh for p in prices]).reshape(-1, len(PROFILES), 2)
    names = [tags.get("name") or tags.get("ref") or "" for tags in extract.way_tags]
    return RoadPieces(
        node_osm_id=extract.node_id,
        node_lon=lon,
        node_lat=lat,
        start=shape[offset[:-1]].astype(np.int32),
        end=shape[offset[1:] - 1].astype(np.int32),
        length_m=np.add.reduceat(step_m, first),
        road_class=road_number[way],
        name=[names[w] for w in way],
        way=extract.way_id[way],
        speed_kmh=np.moveaxis(dry[way], 1, 0),
        wet_speed_kmh=np.moveaxis(wet[way], 1, 0),
        geometry_offset=offset,
        geometry_lon=lon[shape],
        geometry_lat=lat[shape],
        node_group=_hanging_together(extract),
    )


def _hanging_together(extract: Extract) -> Ints:
    """Give a number to nodes that any ways join, be they closed or no roads at all."""
    nodes = len(extract.node_id)
    joined = np.ones(len(extract.step_from), np.int32)
    ends = (extract.step_from, extract.step_to)
    _, group = connected_components(coo_array((joined, ends), shape=(nodes, nodes)), directed=False)
    return np.asarray(group, np.int32)


def _with_barriers(pieces: RoadPieces, extract: Extract) -> RoadPieces:
    """Take roads apart at barriers; who may pass gets a passage without length.

    Every road that ends at a barrier gets an end of its own, tied to the barrier's node by a
    passage that is closed to the vehicles which the barrier stops.
    """
    tagged = np.isin(pieces.node_osm_id, np.array(list(extract.node_tags), np.int64))
    touching: dict[int, list[tuple[int, int]]] = {}
    for side, ends in enumerate((pieces.start, pieces.end)):
        for piece in np.flatnonzero(tagged[ends]).tolist():
            touching.setdefault(int(ends[piece]), []).append((piece, side))
    ends = np.column_stack([pieces.start, pieces.end])
    copies: list[int] = []
    passing: list[Bools] = []
    for node, meeting in sorted(touching.items()):
        passage = _passing(extract.node_tags[int(pieces.node_osm_id[node])])
        if passage.all() or len(meeting) < 2:
            continue
        for piece, side in meeting:
            ends[piece, side] = len(pieces.node_lon) + len(copies)
            copies.append(node)
            passing.append(passage)
    return _appended(pieces, ends.astype(np.int32), np.array(copies, np.int64), passing)


def _appended(
    pieces: RoadPieces, ends: Ints, copies: npt.NDArray[np.int64], passing: list[Bools]
) -> RoadPieces:
    if not len(copies):
        return pieces
    count, group = len(copies), pieces.node_group
    before = pieces.speed_kmh if pieces.wet_speed_kmh is None else pieces.wet_speed_kmh
    speeds = np.where(np.array(passing).swapaxes(0, 2), _PASSAGE_KMH, np.nan)
    wet, dry = (np.repeat(speeds[:, season, :, None], 2, axis=2) for season in (1, 0))
    lon, lat = pieces.node_lon[copies], pieces.node_lat[copies]
    new = np.arange(count) + len(pieces.node_lon)
    offset = pieces.geometry_offset[-1] + 2 * np.arange(1, count + 1)
    barrier = np.full(count, ROAD_CLASSES.index(RoadClass.BARRIER), np.int8)
    return replace(
        pieces,
        node_osm_id=np.append(pieces.node_osm_id, pieces.node_osm_id[copies]),
        node_lon=np.append(pieces.node_lon, lon),
        node_lat=np.append(pieces.node_lat, lat),
        node_group=None if group is None else np.append(group, group[copies]),
        start=np.append(ends[:, 0], new).astype(np.int32),
        end=np.append(ends[:, 1], copies).astype(np.int32),
        length_m=np.append(pieces.length_m, np.zeros(count)),
        road_class=np.append(pieces.road_class, barrier),
        name=[*pieces.name, *([""] * count)],
        way=np.append(pieces.way, np.zeros(count, np.int64)),
        speed_kmh=np.concatenate([pieces.speed_kmh, dry], axis=1),
        wet_speed_kmh=np.concatenate([before, wet], axis=1),
        geometry_offset=np.append(pieces.geometry_offset, offset),
        geometry_lon=np.append(pieces.geometry_lon, np.repeat(lon, 2)),
        geometry_lat=np.append(pieces.geometry_lat, np.repeat(lat, 2)),
    )
