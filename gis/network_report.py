"""What an import tells a person: sizes, islands, dead ends, and what was left out and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import breadth_first_order

from gis.access_rules import BARRIER_RULES, WAY_RULES
from gis.costing import ROAD_CLASSES
from gis.land import Land
from gis.network import Bools, Ints, Longs, RoadNetwork
from gis.network_labels import spanning_components
from gis.osm_reading import Extract
from gis.road_pieces import PricingCounts
from gis.search_kernels import CLOSED_MS

SHOWN = 12
"""How many components, dead ends and values a printed report lists before it only counts."""

NO_LINE = "the file does not hold two points of it in a row"


def build_report(
    network: RoadNetwork,
    extract: Extract,
    counts: PricingCounts,
    land: Land | None,
    *,
    source: str,
    turns: Mapping[str, int],
) -> dict[str, Any]:
    """Return the report of an import as plain values that JSON can hold."""
    road = network.segment_length_m > 0
    open_arcs = (network.forward_ms < CLOSED_MS).any(axis=0) & road[network.arc_segment]
    edges = 2 * network.arc_segment[open_arcs] + network.arc_reversed[open_arcs]
    km = {
        str(ROAD_CLASSES[number]): round(
            float(network.segment_length_m[network.segment_class == number].sum()) / 1000.0, 3
        )
        for number in np.unique(network.segment_class[road])
    }
    return {
        "source": source,
        "reader": extract.reader,
        "nodes": network.node_count,
        "states": network.state_count,
        "segments": int(road.sum()),
        "edges": len(np.unique(edges)),
        "km": round(float(network.segment_length_m.sum()) / 1000.0, 3),
        "km_by_class": dict(sorted(km.items(), key=lambda item: -item[1])),
        "ways_read": counts.ways_read + extract.lineless_ways,
        "ways_used": counts.ways_used,
        "ways_dropped": _dropped(extract, counts),
        "ways_closed_to_ambulances": dict(counts.ambulance_closed.most_common()),
        "guessed_maxspeeds": dict(counts.guessed_maxspeeds.most_common()),
        "barriers": dict(counts.barriers.most_common()),
        "fords": counts.fords,
        "missing_points": extract.missing_points,
        "turn_restrictions": dict(turns),
        "components": _components(network, land),
        "spanning": _spanning(network, land),
        **_dead_ends(network),
    }


def report_lines(report: Mapping[str, Any]) -> list[str]:
    """Return a report as lines of text."""
    lines = [
        f"{report['source']} (read by {report['reader']}): {report['nodes']:,} nodes, "
        f"{report['edges']:,} edges, {report['km']:,.1f} km of road",
        *(f"  {road:<14}{km:>10,.1f} km" for road, km in report["km_by_class"].items()),
        f"{report['ways_used']:,} of {report['ways_read']:,} ways used",
        *(
            f"  dropped {told['ways']:,}: {told['reason']} ({rule})"
            for rule, told in report["ways_dropped"].items()
        ),
        *_counted("closed to ambulances only", report["ways_closed_to_ambulances"]),
        *_counted("speed limits guessed", report["guessed_maxspeeds"]),
        *_counted("barriers", report["barriers"]),
        *_counted("turn restrictions", report["turn_restrictions"]),
    ]
    if fords := report.get("fords"):
        lines.append(f"{fords:,} fords: left to high vehicles in the wet season")
    if report["missing_points"]:
        lines.append(f"{report['missing_points']:,} way points are not in the file")
    lines.append(f"{len(report['components'])} connected pieces of road")
    lines += [
        f"  {piece['km']:>10,.1f} km, {piece['nodes']:,} nodes: {', '.join(piece['land'])}"
        for piece in report["components"][:SHOWN]
    ]
    lines += _rest(report["components"])
    lines += [f"  one piece spans {' and '.join(s['land'])}" for s in report["spanning"]]
    lines.append(f"{len(report['one_way_dead_ends'])} one-way dead ends")
    lines += [
        f"  OSM node {end['osm_node']} at {end['lon']:.5f}, {end['lat']:.5f} {end['kind']}"
        for end in report["one_way_dead_ends"][:SHOWN]
    ]
    lines += _rest(report["one_way_dead_ends"])
    if cut_off := report.get("cut_off_nodes"):
        lines.append(f"{cut_off:,} nodes lie behind ways or barriers closed to ambulances")
    lines.append(f"{report.get('lanes', 0)} ferry lanes, {report.get('quays', 0)} quays")
    if closed := report.get("ferries_dropped"):
        lines.append(f"  dropped {closed:,}: closed to everybody, or back where it began")
    return lines


def _dropped(extract: Extract, counts: PricingCounts) -> dict[str, dict[str, Any]]:
    """Return how many ways were left out for which reason."""
    reasons = {rule.name: rule.reason for rule in WAY_RULES} | {"no_line": NO_LINE}
    dropped = counts.dropped + Counter(no_line=extract.lineless_ways)
    return {
        rule: {"ways": ways, "reason": reasons[rule]}
        for rule, ways in dropped.most_common()
        if ways
    }


def _counted(title: str, counts: Mapping[str, int]) -> list[str]:
    if not counts:
        return []
    reasons = {rule.name: rule.reason for rule in (*BARRIER_RULES, *WAY_RULES)}
    told = [f"  {n:,} x {key}" for key, n in list(counts.items())[:SHOWN]]
    told = [
        f"{line}: {reasons[key]}" if key in reasons else line
        for line, key in zip(told, counts, strict=False)
    ]
    return [f"{title}: {sum(counts.values()):,}", *told]


def _rest(items: list[Any]) -> list[str]:
    return [f"  and {len(items) - SHOWN} more"] if len(items) > SHOWN else []


def _components(network: RoadNetwork, land: Land | None) -> list[dict[str, Any]]:
    """Return connected pieces of road, longest first, with the land parts they lie on."""
    own = network.node_component[network.segment_from]
    km = np.bincount(own, weights=network.segment_length_m) / 1000.0
    nodes = np.bincount(network.node_component)
    segments = np.bincount(own[network.segment_length_m > 0], minlength=len(km))
    parts: dict[int, list[int]] = {}
    for number, part in np.unique(np.column_stack([own, network.segment_land]), axis=0):
        parts.setdefault(int(number), []).append(int(part))
    return [
        {
            "number": number,
            "nodes": int(nodes[number]),
            "segments": int(segments[number]),
            "km": round(float(km[number]), 3),
            "land_parts": [part for part in parts[number] if part >= 0],
            "land": [_land_name(land, part) for part in parts[number]],
        }
        for number in np.argsort(-km, kind="stable").tolist()
    ]


def _spanning(network: RoadNetwork, land: Land | None) -> list[dict[str, Any]]:
    found = spanning_components(
        network.segment_from, network.node_component, network.segment_land,
        network.segment_length_m,
    )  # fmt: skip
    return [
        {"component": piece, "land": [_land_name(land, part) for part in sorted(parts)]}
        for piece, parts in sorted(found.items())
    ]


def _land_name(land: Land | None, number: int) -> str:
    if land is None or number < 0:
        return "no land given"
    return land.part(number).name or f"unnamed land part {number}"


def _dead_ends(network: RoadNetwork) -> dict[str, Any]:
    """Return nodes that an ambulance can enter but not leave again, or leave but not enter.

    The measure is the largest strong component of the connected road that a node belongs to.
    Nodes behind ways and barriers that are closed to ambulances are only counted.
    """
    strong = network.state_strong[0][network.state_offset[:-1]]
    core = np.full(int(network.node_component.max()) + 1, -1, np.int64)
    order = np.argsort(strong, kind="stable")[::-1]
    core[network.node_component[order]] = order
    is_open = network.forward_ms[0] < CLOSED_MS
    start = network.node_of_state[network.arc_from[is_open]]
    end = network.node_of_state[network.arc_to[is_open]]
    reached = _reached((start, end), core, network.node_count)
    leaves = _reached((end, start), core, network.node_count)
    used = np.bincount(np.append(start, end), minlength=network.node_count) > 0
    ends = [
        {
            "osm_node": int(network.node_osm_id[node]),
            "lon": float(network.node_lon[node]),
            "lat": float(network.node_lat[node]),
            "kind": "cannot be left" if reached[node] else "cannot be reached",
        }
        for node in np.flatnonzero(used & (reached != leaves)).tolist()
    ]
    return {"one_way_dead_ends": ends, "cut_off_nodes": int((used & ~reached & ~leaves).sum())}


def _reached(arcs: tuple[Ints, ...], starts: Longs, nodes: int) -> Bools:
    """Return the nodes that can be reached along arcs from any of the starts."""
    begin = np.concatenate([arcs[0], np.full(len(starts), nodes)])
    end = np.concatenate([arcs[1], starts])
    graph = coo_array((np.ones(len(begin), np.int32), (begin, end)), shape=(nodes + 1,) * 2)
    found = breadth_first_order(graph.tocsr(), nodes, return_predecessors=False)
    mark = np.zeros(nodes + 1, np.bool_)
    mark[found] = True
    return mark[:-1]
