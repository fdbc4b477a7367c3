"""How cost grows with the network, from a tenth of the generated one to four times as much.

    python -m benchmarks.scaling [--nodes 7000 17500 70000 140000 280000] [--folder var/bench]

Each network has as many junctions to the square kilometre as the full-size one, on islands so much
smaller or larger. It is made and imported once; time and memory of the import are kept with it.
The answers of every size are compared with scipy's Dijkstra.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.sparse.csgraph import dijkstra

from benchmarks.make_sumenep_osm import (
    CENTRE_LAT,
    CENTRE_LON,
    ISLANDS,
    make_network,
    write_files,
)
from benchmarks.matrix import scipy_graph, surface
from benchmarks.network_load import memory_mb
from benchmarks.search import (
    PROFILE,
    Fleet,
    agrees,
    drawn_points,
    labelled,
    land_of,
    one_pass,
    ours,
)
from gis import search
from gis.network import load, save
from gis.network_import import import_network
from gis.snapping import Snapper, seeds_towards

NODES = (7_000, 17_500, 70_000, 140_000, 280_000)
FULL_SIZE = sum(island.junctions for island in ISLANDS)
UNITS, BASES, CHECKED = 50, 100, 20


def scaled_islands(factor: float):
    """Return islands of ``factor`` times the area, as far apart as they are larger."""
    longer = factor**0.5
    return tuple(
        replace(
            island,
            lon=CENTRE_LON + (island.lon - CENTRE_LON) * longer,
            lat=CENTRE_LAT + (island.lat - CENTRE_LAT) * longer,
            half_width_km=island.half_width_km * longer,
            half_height_km=island.half_height_km * longer,
            junctions=max(40, round(island.junctions * factor)),
        )
        for island in ISLANDS
    )


def import_one(nodes: int, folder: Path) -> None:
    """Make, import and keep a network, and what the import took."""
    factor = nodes / FULL_SIZE
    extract = write_files(make_network(scaled_islands(factor)), folder)[0]
    began = time.perf_counter()
    network = import_network(extract, None).network
    took_s = time.perf_counter() - began
    save(labelled(network, land_of(network)), folder / "network")
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = {"import_s": took_s, "import_mb": peak_mb}
    (folder / "import.json").write_text(json.dumps(told))


def measure_one(folder: Path) -> None:
    """Load a network, ask it, and print what that took as JSON."""
    before = memory_mb()
    began = time.perf_counter()
    network = load(folder / "network")
    snapper = Snapper(network, folder=folder / "kept")
    load_s = time.perf_counter() - began
    land = land_of(network)
    snapper = Snapper(network, land, folder=folder / "kept")
    after = memory_mb()
    weights = network.weights(PROFILE)
    search.warm_up(network)
    rng = np.random.default_rng(7)
    points = [p for p in drawn_points(rng, network, 1_000) if land.part_at(p)]
    snaps = snapper.snap_many(points[:BASES], profile=PROFILE)
    fleet = Fleet(network, weights, snaps[:UNITS])
    incidents = points[BASES : BASES + 300]

    def answer(point):
        return ours(network, weights, snapper, fleet, point)

    one_pass(incidents[:10], answer)
    answers, top_s = one_pass(incidents, answer)
    surface_s = one_pass(range(20), lambda _: surface(network, weights, snaps))[1]
    graph = scipy_graph(network, weights).T.tocsr()
    wrong = 0
    for point, found in zip(incidents[:CHECKED], answers, strict=False):
        snap = snapper.snap(point, profile=PROFILE)
        states, extra = seeds_towards(network, weights, snap)
        costs = (dijkstra(graph, indices=states) + extra[:, None]).min(axis=0)
        wrong += not agrees(found, fleet.reference_s(costs, snap))
    p50, p99 = np.percentile(np.array(top_s) * 1000, (50, 99))
    told = {
        "nodes": network.node_count,
        "top_p50_ms": p50,
        "top_p99_ms": p99,
        "surface_ms": float(np.median(surface_s) * 1000),
        "load_s": load_s,
        "memory_mb": after["private"] - before["private"],
        "wrong": wrong,
    }
    print(json.dumps(told))


def in_own_process(task: str, nodes: int, folder: Path) -> str:
    command = [sys.executable, "-m", "benchmarks.scaling", "--task", task, "--nodes", str(nodes)]
    command += ["--folder", str(folder)]
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE).stdout


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--nodes", type=int, nargs="+", default=NODES)
    options.add_argument("--folder", type=Path, default=Path("var/bench"))
    options.add_argument("--task", choices=("import", "measure"), help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.task == "import":
        import_one(chosen.nodes[0], chosen.folder)
        return 0
    if chosen.task == "measure":
        measure_one(chosen.folder)
        return 0
    wrong = 0
    print(f"{'nodes':>9}{'top 5 p50 ms':>14}{'p99 ms':>9}{'surface ms':>12}", end="")
    print(f"{'import s':>10}{'import MB':>11}{'load s':>8}{'memory MB':>11}")
    for nodes in chosen.nodes:
        folder = chosen.folder / f"scaled-{nodes}"
        if not (folder / "import.json").exists():
            in_own_process("import", nodes, folder)
        in_own_process("measure", nodes, folder)  # makes what the next one only maps
        row = json.loads((folder / "import.json").read_text())
        row |= json.loads(in_own_process("measure", nodes, folder))
        print(f"{row['nodes']:>9,}{row['top_p50_ms']:>14.3f}{row['top_p99_ms']:>9.3f}", end="")
        print(
            f"{row['surface_ms']:>12.2f}{row['import_s']:>10.1f}{row['import_mb']:>11.0f}", end=""
        )
        print(f"{row['load_s']:>8.2f}{row['memory_mb']:>11.1f}")
        wrong += row["wrong"]
    print(f"answers equal to scipy's: {len(chosen.nodes) * CHECKED - wrong}", end="")
    print(f" of {len(chosen.nodes) * CHECKED}")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
