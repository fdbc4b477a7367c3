"""Seconds and memory to import the full-size network from XML and from PBF.

    python -m benchmarks.network_import [FOLDER]

Each file is imported in a process of its own, without land parts.
Beside it stands the time pyosmium needs only to look at every object of the same file.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from pathlib import Path

import osmium

from benchmarks.make_sumenep_osm import make_network, write_files
from gis.network import save
from gis.network_import import import_network

TARGET_S, TARGET_MB = 60, 2048


def look_at_all(path: Path) -> float:
    """Return the seconds to walk through a file's objects."""
    began = time.perf_counter()
    for _ in osmium.FileProcessor(str(path)):
        pass
    return time.perf_counter() - began


def measured(path: Path) -> tuple[float, float, str]:
    """Return seconds, megabytes at the peak, and the checksum of what was imported."""
    began = time.perf_counter()
    result = import_network(path, None)
    checksum = save(result.network, path.parent / f"imported-{path.name}")
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return time.perf_counter() - began, peak_mb, checksum


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("var/bench")
    paths = [folder / "sumenep.osm", folder / "sumenep.osm.pbf"]
    if not all(path.exists() for path in paths):
        write_files(make_network(), folder)
    print(f"{'file':<18}{'seconds':>9}{'peak MB':>9}{'x reading':>11}  checksum")
    checksums, within = set(), True
    for path in paths:
        baseline_s = look_at_all(path)
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            seconds, peak_mb, checksum = pool.apply(measured, (path,))
        checksums.add(checksum)
        within &= seconds < TARGET_S and peak_mb < TARGET_MB
        print(
            f"{path.name:<18}{seconds:>9.1f}{peak_mb:>9.0f}{seconds / baseline_s:>11.1f}"
            f"  {checksum[:12]}"
        )
    print(f"both files give the same network: {'yes' if len(checksums) == 1 else 'no'}")
    print(f"target ({TARGET_S} s, {TARGET_MB} MB): {'reached' if within else 'missed'}")
    return 0 if within and len(checksums) == 1 else 1


if __name__ == "__main__":
    raise SystemExit(main())
