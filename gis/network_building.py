"""Pieces of road become a network: order, arcs in both directions, weights and labels.

Nodes are numbered along a space-filling curve, so that a search touches memory that lies together
and so that the same roads give the same network whatever file they came from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from gis.errors import DataError
from gis.land import Land
from gis.network import Floats, Ints, Longs, RoadNetwork
from gis.network_labels import (
    by_length,
    land_of_segments,
    main_segments,
    strong_components,
    weak_components,
)
from gis.search_kernels import CLOSED_MS, LIMIT_MS


@dataclass(frozen=True, eq=False)
class RoadPieces:
    """Roads cut at junctions, before they are a network.

    ``speed_kmh`` has the axes profile, piece, direction (0 along, 1 against); NaN is closed.
    A piece without length is the passage of a barrier.
    """

    node_osm_id: Longs
    node_lon: Floats
    node_lat: Floats
    start: Ints
    end: Ints
    length_m: Floats
    road_class: npt.NDArray[np.int8]
    name: Sequence[str]
    way: Longs
    speed_kmh: Floats
    geometry_offset: Longs
    geometry_lon: Floats
    geometry_lat: Floats
    node_group: Ints | None = None
    """Which nodes hang together on the map, closed ways and barriers included; if None, those
    that the pieces join."""
    wet_speed_kmh: Floats | None = None
    """As ``speed_kmh``, in the wet season; None where nothing differs."""


def build_network(
    pieces: RoadPieces, land: Land | None, *, report: Mapping[str, Any] | None = None
) -> RoadNetwork:
    """Return the network of the given pieces; every island stays.

    Raises
    ------
    DataError
        If there is no piece that any vehicle may drive.
    """
    used = np.isfinite(pieces.speed_kmh).any(axis=(0, 2))
    if not used.any():
        msg = "the extract has no road that any vehicle may drive"
        raise DataError(msg)
    pieces = _in_order(_chosen(pieces, np.flatnonzero(used)))
    nodes = len(pieces.node_lon)
    arcs = _arcs(pieces)
    forward = _weights_ms(pieces, arcs)
    wet = _weights_ms(pieces, arcs, wet=True)
    wet_arc = np.flatnonzero((wet != forward).any(axis=0)).astype(np.int32)
    backward_arc = np.lexsort((arcs.start, arcs.end)).astype(np.int32)
    component = (
        weak_components(pieces.start, pieces.end, pieces.length_m, nodes)
        if pieces.node_group is None
        else by_length(pieces.node_group, pieces.node_group[pieces.start], pieces.length_m)
    )
    segment_land = land_of_segments(pieces, component, land)
    strong = strong_components(arcs, forward, pieces.length_m, nodes)
    names, name_index = _numbered(pieces.name)
    by_segment = np.argsort(arcs.segment, kind="stable").astype(np.int32)
    return RoadNetwork(
        node_lon=pieces.node_lon,
        node_lat=pieces.node_lat,
        node_osm_id=pieces.node_osm_id,
        node_component=component,
        node_of_state=np.arange(nodes, dtype=np.int32),
        state_offset=np.arange(nodes + 1, dtype=np.int32),
        segment_from=pieces.start,
        segment_to=pieces.end,
        segment_length_m=pieces.length_m,
        segment_class=pieces.road_class,
        segment_name=name_index,
        segment_way=pieces.way,
        segment_land=segment_land,
        geometry_offset=pieces.geometry_offset,
        geometry_lon=pieces.geometry_lon,
        geometry_lat=pieces.geometry_lat,
        arc_from=arcs.start,
        arc_to=arcs.end,
        arc_segment=arcs.segment,
        arc_reversed=arcs.reversed,
        forward_offset=_offsets(arcs.start, nodes),
        backward_offset=_offsets(arcs.end, nodes),
        backward_arc=backward_arc,
        backward_from=arcs.start[backward_arc],
        segment_arc_offset=_offsets(arcs.segment, len(pieces.start)),
        segment_arc=by_segment,
        forward_ms=forward,
        backward_ms=np.ascontiguousarray(forward[:, backward_arc]),
        wet_arc=wet_arc,
        wet_ms=np.ascontiguousarray(wet[:, wet_arc]),
        state_strong=strong,
        segment_main=main_segments(arcs, forward, strong, pieces, segment_land),
        names=names,
        report=dict(report or {}),
    )


@dataclass(frozen=True, eq=False)
class Arcs:
    """Both directions of every piece, in the order of their starts."""

    start: Ints
    end: Ints
    segment: Ints
    reversed: npt.NDArray[np.bool_]


def _arcs(pieces: RoadPieces) -> Arcs:
    count = len(pieces.start)
    start = np.concatenate([pieces.start, pieces.end])
    end = np.concatenate([pieces.end, pieces.start])
    segment = np.tile(np.arange(count, dtype=np.int32), 2)
    turned = np.repeat([False, True], count)
    order = np.lexsort((turned, segment, end, start))
    return Arcs(start[order], end[order], segment[order], turned[order])


def _weights_ms(pieces: RoadPieces, arcs: Arcs, *, wet: bool = False) -> Ints:
    """Price every arc for every profile; an open arc costs at least one millisecond."""
    speeds = pieces.wet_speed_kmh if wet else None
    speed_kmh = (pieces.speed_kmh if speeds is None else speeds)[
        :, arcs.segment, arcs.reversed.astype(np.int8)
    ]
    is_open = np.isfinite(speed_kmh) & (speed_kmh > 0)
    length_m = pieces.length_m[arcs.segment]
    with np.errstate(invalid="ignore", divide="ignore"):
        cost_ms = np.rint(length_m * 3600.0 / speed_kmh)
    priced = np.clip(np.where(is_open, cost_ms, 0.0), 1, LIMIT_MS)
    return np.where(is_open, priced, CLOSED_MS).astype(np.int32)


def _chosen(pieces: RoadPieces, keep: npt.NDArray[np.int64]) -> RoadPieces:
    """Return only some pieces, in the order given, with their geometry."""
    wet = pieces.wet_speed_kmh
    counts = np.diff(pieces.geometry_offset)[keep]
    offset = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    places = np.repeat(pieces.geometry_offset[:-1][keep] - offset[:-1], counts) + np.arange(
        offset[-1]
    )
    return replace(
        pieces,
        start=pieces.start[keep],
        end=pieces.end[keep],
        length_m=pieces.length_m[keep],
        road_class=pieces.road_class[keep],
        name=[pieces.name[i] for i in keep],
        way=pieces.way[keep],
        speed_kmh=pieces.speed_kmh[:, keep, :],
        wet_speed_kmh=None if wet is None else wet[:, keep, :],
        geometry_offset=offset,
        geometry_lon=pieces.geometry_lon[places],
        geometry_lat=pieces.geometry_lat[places],
    )


def _in_order(pieces: RoadPieces) -> RoadPieces:
    """Give numbers to the nodes that are used along a curve, and the pieces by their ends."""
    used = np.unique(np.concatenate([pieces.start, pieces.end]))
    curve = _morton(pieces.node_lon[used], pieces.node_lat[used])
    order = used[np.lexsort((used, pieces.node_osm_id[used], curve))]
    number = np.full(len(pieces.node_lon), -1, np.int32)
    number[order] = np.arange(len(order), dtype=np.int32)
    pieces = replace(
        pieces,
        node_osm_id=pieces.node_osm_id[order],
        node_lon=pieces.node_lon[order],
        node_lat=pieces.node_lat[order],
        node_group=None if pieces.node_group is None else pieces.node_group[order],
        start=number[pieces.start],
        end=number[pieces.end],
    )
    keys = (pieces.length_m, pieces.way, pieces.end, pieces.start)
    return _chosen(pieces, np.lexsort(keys))


def _morton(lon: Floats, lat: Floats) -> npt.NDArray[np.uint64]:
    """Return the place of each point on a Z-shaped curve over the points' own box."""
    code = np.zeros(len(lon), np.uint64)
    for shift, values in enumerate((lon, lat)):
        span = float(np.ptp(values)) or 1.0
        cell = ((values - values.min()) / span * 65535).astype(np.uint64)
        for bit in range(16):
            one = (cell >> np.uint64(bit)) & np.uint64(1)
            code |= one << np.uint64(2 * bit + shift)
    return code


def _numbered(names: Sequence[str]) -> tuple[tuple[str, ...], Ints]:
    unique = ("", *sorted({name for name in names if name}))
    place = {name: i for i, name in enumerate(unique)}
    return unique, np.array([place[name] for name in names], np.int32)


def _offsets(owners: Ints, count: int) -> Ints:
    return np.concatenate([[0], np.cumsum(np.bincount(owners, minlength=count))]).astype(np.int32)
