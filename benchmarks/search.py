"""Exact top 5 of 50 and of 500 units, beside scipy's and networkx's Dijkstra on the same weights.

    python -m benchmarks.search [--incidents 500] [--seed 7] [--folder var/bench]

Ours is measured end to end: the incident finds its land part and its road, the search runs
backwards from it and stops at the fifth unit. Units are snapped when they report, as in service.
The others get the snapped incident for nothing. Every answer is compared with both of them.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path

import networkx as nx
import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from benchmarks.make_sumenep_osm import make_network, write_files
from gis import search
from gis.land import Land, LandPart
from gis.network import load, save
from gis.network_import import import_network
from gis.projection import geometry_to_degrees, geometry_to_metres, to_degrees, to_metres
from gis.search_kernels import CLOSED_MS
from gis.snapping import Snapper, hooks, seeds_towards
from gis.types import LonLat, VehicleProfile

FLEETS = (50, 500)
WANTED = 5
AWAY_M = 150
"""Spread of the distance between an incident or unit and the junction it is drawn beside."""
SHORE_M = 500
TARGET_RATIO = 100
PROFILE = VehicleProfile.AMBULANCE


def prepared_network(folder: Path):
    """Return the full-size network from its folder; make and import it if it is missing."""
    stored = folder / "network"
    if not (stored / "meta.json").exists():
        extract = folder / "sumenep.osm.pbf"
        if not extract.exists():
            print("making the full-size network ...")
            write_files(make_network(), folder)
        began = time.perf_counter()
        save(import_network(extract, None).network, stored)
        print(f"imported {extract} in {time.perf_counter() - began:.1f} s")
    return load(stored)


def land_of(network) -> Land:
    """Return a land part around each connected piece of road, large ones without holes."""
    parts = []
    for number in range(int(network.node_component.max()) + 1):
        own = network.node_component == number
        points = shapely.multipoints(
            np.column_stack([network.node_lon[own], network.node_lat[own]])
        )
        shore = geometry_to_metres(points).convex_hull.buffer(SHORE_M)
        parts.append(LandPart(number, f"land {number}", None, True, (), geometry_to_degrees(shore)))
    return Land(parts)


def drawn_points(rng, network, count: int) -> list[LonLat]:
    """Return points some way beside junctions drawn by chance."""
    nodes = rng.integers(0, network.node_count, count)
    x, y = to_metres(network.node_lon[nodes], network.node_lat[nodes])
    lon, lat = to_degrees(x + rng.normal(0, AWAY_M, count), y + rng.normal(0, AWAY_M, count))
    return [LonLat(float(a), float(b)) for a, b in zip(lon, lat, strict=True)]


def labelled(network, land: Land):
    """Return the network with its segments on the drawn land, as an import with land gives."""
    return replace(network, segment_land=network.node_component[network.segment_from])


class Reference:
    """Full Dijkstra searches backwards from an incident, by scipy and by networkx."""

    def __init__(self, network, weights) -> None:
        self.network, self.weights = network, weights
        is_open = np.flatnonzero(weights.forward < CLOSED_MS)
        start, end = network.arc_from[is_open], network.arc_to[is_open]
        cost = weights.forward[is_open]
        best: dict[tuple[int, int], int] = {}
        for a, b, ms in zip(start.tolist(), end.tolist(), cost.tolist(), strict=True):
            best[b, a] = min(ms, best.get((b, a), ms))
        ends = np.array(list(best))
        shape = (network.state_count,) * 2
        values = np.fromiter(best.values(), float, len(best))
        self.matrix = coo_array((values, (ends[:, 0], ends[:, 1])), shape=shape).tocsr()
        self.graph = nx.DiGraph()
        self.graph.add_nodes_from(range(network.state_count))
        self.graph.add_weighted_edges_from((b, a, ms) for (b, a), ms in best.items())

    def scipy_ms(self, snap):
        """Return the milliseconds from every state, as an array."""
        states, extra = seeds_towards(self.network, self.weights, snap)
        rows = dijkstra(self.matrix, indices=states)
        return (rows + extra[:, None]).min(axis=0)

    def networkx_ms(self, snap):
        """Return the milliseconds from every state that can get there, as a dictionary."""
        states, extra = seeds_towards(self.network, self.weights, snap)
        self.graph.add_weighted_edges_from(
            ("incident", int(s), int(ms)) for s, ms in zip(states, extra, strict=True)
        )
        found = nx.single_source_dijkstra_path_length(self.graph, "incident")
        self.graph.remove_node("incident")
        return found


class Fleet:
    """Units on their roads, and how each is tied to the states of the network."""

    def __init__(self, network, weights, snaps) -> None:
        self.network, self.weights, self.snaps = network, weights, snaps
        self.states, self.extra, self.owner = hooks(network, weights, snaps, towards=False)

    def reference_s(self, costs, snap):
        """Return every unit's seconds from a reference's cost of each state."""
        if isinstance(costs, dict):
            reached = np.array([costs.get(state, np.inf) for state in self.states.tolist()])
        else:
            reached = costs[self.states]
        best = np.full(len(self.snaps), np.inf)
        np.minimum.at(best, self.owner, reached + self.extra)
        for i, unit in enumerate(self.snaps):
            if unit.segment == snap.segment and unit.node is None and snap.node is None:
                best[i] = min(best[i], self._along_ms(unit, snap))
        return best / 1000

    def _along_ms(self, unit, snap):
        network, found = self.network, np.inf
        for arc in np.flatnonzero(network.arc_segment == unit.segment).tolist():
            here, there = unit.fraction, snap.fraction
            if network.arc_reversed[arc]:
                here, there = 1 - here, 1 - there
            ms = int(self.weights.forward[arc])
            if ms < CLOSED_MS and there >= here:
                found = min(found, np.rint(ms * there) - np.rint(ms * here))
        return found


def first_of(seconds):
    """Return the numbers of the first units to arrive, and their seconds."""
    order = np.argsort(seconds, kind="stable")[:WANTED]
    order = order[np.isfinite(seconds[order])]
    return order, seconds[order]


def agrees(found, expected) -> bool:
    """Tell whether an answer has the right times, and each of its units the time it has."""
    units, seconds = first_of(found)
    right = first_of(expected)[1]
    return seconds.tolist() == right.tolist() and (expected[units] == seconds).all()


def measure(network, weights, snapper, fleets, incidents):
    """Return seconds of each method for each incident, and how many answers were wrong.

    Every method goes through all incidents by itself, so that none empties another's caches.
    """
    took, answers = {}, []
    for fleet in fleets:
        found, took[f"ours, {len(fleet.snaps)} units"] = one_pass(
            incidents, lambda point, fleet=fleet: ours(network, weights, snapper, fleet, point)
        )
        answers.append(found)
    snaps = [snapper.snap(point, profile=PROFILE) for point in incidents]
    reference = Reference(network, weights)
    wrong = np.zeros((len(fleets), len(incidents)), bool)
    for name, search_ms in (("scipy", reference.scipy_ms), ("networkx", reference.networkx_ms)):
        took[name] = []
        for number, snap in enumerate(snaps):
            began = time.perf_counter()
            costs = search_ms(snap)
            took[name].append(time.perf_counter() - began)
            for row, fleet in enumerate(fleets):
                expected = fleet.reference_s(costs, snap)
                wrong[row, number] |= not agrees(answers[row][number], expected)
    return took, int(wrong.sum())


def ours(network, weights, snapper, fleet, point):
    """Answer one incident from its point: every unit's seconds, inf beyond the first ones."""
    snap = snapper.snap(point, profile=PROFILE)
    seconds = search.costs_to(network, weights, snap, fleet.snaps, k=WANTED)
    first_of(seconds)
    return seconds


def one_pass(items, work):
    """Return results and seconds of some work for each item."""
    results, took = [], []
    for item in items:
        began = time.perf_counter()
        results.append(work(item))
        took.append(time.perf_counter() - began)
    return results, took


def report(took, wrong, answers):
    base = np.median(took["networkx"]) * 1000
    print(f"{'method':<18}{'p50 ms':>10}{'p99 ms':>10}{'networkx p50 / p50':>22}")
    ratios = {}
    for name, seconds in took.items():
        p50, p99 = np.percentile(np.array(seconds) * 1000, (50, 99))
        ratios[name] = base / p50
        print(f"{name:<18}{p50:>10.3f}{p99:>10.3f}{base / p50:>22.1f}")
    print(f"answers equal to both references: {answers - wrong} of {answers}")
    reached = min(ratios[name] for name in took if name.startswith("ours")) >= TARGET_RATIO
    print(f"target (1/{TARGET_RATIO} of networkx): {'reached' if reached else 'missed'}")


def surface(network, weights, snap):
    """Return the milliseconds from every state to a place."""
    seeds = seeds_towards(network, weights, snap)
    return search.all_costs(network, weights, seeds, backward=True)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--incidents", type=int, default=500)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--folder", type=Path, default=Path("var/bench"))
    chosen = options.parse_args()
    bare = prepared_network(chosen.folder)
    land = land_of(bare)
    network = labelled(bare, land)
    weights = network.weights(PROFILE)
    snapper = Snapper(network, land)
    search.warm_up(network)
    rng = np.random.default_rng(chosen.seed)
    units = snapper.snap_many(drawn_points(rng, network, max(FLEETS)), profile=PROFILE)
    fleets = [Fleet(network, weights, units[:size]) for size in FLEETS]
    incidents = drawn_points(rng, network, chosen.incidents)
    print(
        f"{network.node_count:,} nodes, {network.report['edges']:,} edges, "
        f"{len(incidents)} incidents"
    )
    took, wrong = measure(network, weights, snapper, fleets, incidents)
    report(took, wrong, len(incidents) * len(fleets))
    snaps = [snapper.snap(point, profile=PROFILE) for point in incidents[:100]]
    extra = {
        "snap one point": (incidents, lambda point: snapper.snap(point, profile=PROFILE)),
        "path to a unit": (snaps, lambda snap: search.path(network, weights, units[0], snap)),
        "time to every node": (snaps, lambda snap: surface(network, weights, snap)),
    }
    for name, (items, work) in extra.items():
        p50, p99 = np.percentile(np.array(one_pass(items, work)[1]) * 1000, (50, 99))
        print(f"{name:<18}{p50:>10.3f}{p99:>10.3f}")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
