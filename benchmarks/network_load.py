"""Seconds until a worker with the full-size network answers, and the memory that each adds.

    python -m benchmarks.network_load [--folder var/bench]

Two processes load the network one after the other and stay. Each makes a router, warms it up and
answers a question on land and one over quays. What a process adds is its memory after that less
its memory after it had imported the same code: private pages (its own alone) and its
proportional share (PSS). Memory that both map counts once for the machine.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.full_size import full_size
from benchmarks.search import PROFILE
from gis.network import load
from gis.routing import Router
from gis.types import LonLat

LOAD_TARGET_S = 1.5
SECOND_TARGET_MB = 30.0
AT = datetime(2026, 3, 3, 2, tzinfo=UTC)


def memory_mb() -> dict[str, float]:
    """Return private and proportional memory of this process, in megabytes."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()[1:]
    kb = {name.rstrip(":"): int(value) for name, value, *_ in map(str.split, lines)}
    return {"private": (kb["Private_Clean"] + kb["Private_Dirty"]) / 1024, "pss": kb["Pss"] / 1024}


def be_worker(folder: Path) -> None:
    """Load, answer, tell what it took, and stay until the input ends."""
    _, land, sea = full_size(folder)
    before = memory_mb()
    began = time.perf_counter()
    network = load(folder / "network-on-land")
    router = Router(network, sea, land, kept_in=folder / "kept")
    loaded_s = time.perf_counter() - began
    router.warm_up()
    warm_s = time.perf_counter() - began
    points = [LonLat(float(network.node_lon[n]), float(network.node_lat[n])) for n in (0, 900, -1)]
    for point in points[1:]:
        router.route(points[0], point, profile=PROFILE, at=AT)
    answered_s = time.perf_counter() - began
    after = memory_mb()
    print(
        json.dumps(
            {
                "loaded_s": loaded_s,
                "warm_s": warm_s,
                "answered_s": answered_s,
                "private_mb": after["private"] - before["private"],
                "pss_mb": after["pss"] - before["pss"],
            }
        ),
        flush=True,
    )
    sys.stdin.read()


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--folder", type=Path, default=Path("var/bench"))
    options.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.worker:
        be_worker(chosen.folder)
        return 0
    network, land, sea = full_size(chosen.folder)
    Router(network, sea, land, kept_in=chosen.folder / "kept").warm_up()
    command = [sys.executable, "-m", "benchmarks.network_load", "--worker"]
    command += ["--folder", str(chosen.folder)]
    workers, told = [], []
    print(f"{'worker':<8}{'loaded s':>10}{'warm s':>10}{'answered s':>12}", end="")
    print(f"{'private MB':>12}{'PSS MB':>10}")
    for number in ("first", "second"):
        workers.append(
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        )
        told.append(json.loads(workers[-1].stdout.readline()))
        row = told[-1]
        print(f"{number:<8}{row['loaded_s']:>10.2f}{row['warm_s']:>10.2f}", end="")
        print(f"{row['answered_s']:>12.2f}{row['private_mb']:>12.1f}{row['pss_mb']:>10.1f}")
    for worker in workers:
        worker.communicate()
    second = told[1]
    in_time = second["answered_s"] <= LOAD_TARGET_S
    is_small = second["private_mb"] <= SECOND_TARGET_MB
    print(f"target ({LOAD_TARGET_S} s until it answers): {'reached' if in_time else 'missed'}")
    print(f"target ({SECOND_TARGET_MB:.0f} MB more): {'reached' if is_small else 'missed'}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
