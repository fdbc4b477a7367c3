"""Travel times from 100 bases to 5,000 places, and the surface of the time to the nearest base.

    python -m benchmarks.matrix [--runs 5] [--seed 7] [--folder var/bench]

Both are computed on the full-size network and compared with scipy's Dijkstra from every base; pairs
on one and the same piece of road are left out, as scipy's graph knows nothing within it.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from benchmarks.full_size import full_size
from benchmarks.search import PROFILE, drawn_points, one_pass
from gis import search
from gis.search_kernels import CLOSED_MS
from gis.snapping import Snapper, hooks

BASES, PLACES = 100, 5_000
MATRIX_TARGET_S = 0.6
SURFACE_TARGET_MS = 15.0


def surface(network, weights, bases):
    """Return the milliseconds from the nearest base to every state."""
    seeds = hooks(network, weights, bases, towards=False)[:2]
    return search.all_costs(network, weights, seeds, backward=False)


def scipy_graph(network, weights):
    """Return the open arcs as scipy's matrix, of parallel ones the fastest."""
    arcs = np.flatnonzero(weights.forward < CLOSED_MS)
    start, end, ms = network.arc_from[arcs], network.arc_to[arcs], weights.forward[arcs]
    order = np.lexsort((ms, end, start))
    start, end, ms = start[order], end[order], ms[order]
    first = np.ones(len(order), bool)
    first[1:] = (np.diff(start) != 0) | (np.diff(end) != 0)
    shape = (network.state_count,) * 2
    return csr_array((ms[first].astype(float), (start[first], end[first])), shape=shape)


def reference(network, weights, bases, places):
    """Return scipy's seconds from each base to each place, its surface, and what it took."""
    graph = scipy_graph(network, weights)
    states, extra, owner = hooks(network, weights, bases, towards=False)
    ends, more, place = hooks(network, weights, places, towards=True)
    matrix_ms = np.full((len(bases), len(places)), np.inf)
    nearest_ms = np.full(network.state_count, np.inf)
    took_s = 0.0
    for state, ms, base in zip(states, extra, owner, strict=True):
        began = time.perf_counter()
        row = dijkstra(graph, indices=state) + ms
        took_s += time.perf_counter() - began
        np.minimum(nearest_ms, row, out=nearest_ms)
        np.minimum.at(matrix_ms[base], place, row[ends] + more)
    return matrix_ms / 1000, nearest_ms, took_s


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--folder", type=Path, default=Path("var/bench"))
    chosen = options.parse_args()
    network, land, _ = full_size(chosen.folder)
    weights = network.weights(PROFILE)
    snapper = Snapper(network, land)
    search.warm_up(network)
    rng = np.random.default_rng(chosen.seed)
    points = drawn_points(rng, network, 2 * (BASES + PLACES))
    snaps = [s for s in snapper.snap_many(points, profile=PROFILE) if s][: BASES + PLACES]
    bases, places = snaps[:BASES], snaps[BASES:]
    runs = range(chosen.runs)
    tables, matrix_s = one_pass(runs, lambda _: search.matrix(network, weights, bases, places))
    surfaces, surface_s = one_pass(
        range(20 * chosen.runs), lambda _: surface(network, weights, bases)
    )
    wanted_s, wanted_ms, scipy_s = reference(network, weights, bases, places)
    apart = np.array([[b.segment != p.segment for p in places] for b in bases])
    is_equal = np.array_equal(tables[-1][apart], wanted_s[apart])
    here_ms = np.where(surfaces[-1] == search.UNREACHED_MS, np.inf, surfaces[-1])
    is_equal &= np.array_equal(here_ms, wanted_ms)
    rows = (
        (f"{BASES} x {PLACES:,}", np.array(matrix_s), 1, MATRIX_TARGET_S, "s"),
        (f"surface from {BASES}", np.array(surface_s), 1000, SURFACE_TARGET_MS, "ms"),
    )
    for name, took, unit, target, sign in rows:
        p50, p99 = np.percentile(took * unit, (50, 99))
        word = "reached" if p50 <= target else "missed"
        print(f"{name:<20}p50 {p50:.2f} {sign}, p99 {p99:.2f} {sign}", end="")
        print(f"   target {target} {sign}: {word}")
    print(f"{'scipy, one by one':<20}{scipy_s:.2f} s")
    print(f"equal to scipy: {'yes' if is_equal else 'NO'} ({int(apart.sum()):,} pairs)")
    return 0 if is_equal else 1


if __name__ == "__main__":
    raise SystemExit(main())
