"""Runs the benchmarks one after the other, each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys

from deploy.steps import ROOT, fail, timed

BENCHMARKS = (
    "network_import",
    "network_load",
    "search",
    "osrm",
    "matrix",
    "scaling",
    "geocoding",
    "ingest",
    "feed",
    "recommendation",
    "coverage_loss",
    "closures",
    "tracks",
    "replay",
)


def main(names: list[str]) -> int:
    """Run the named benchmarks, all by default; return the exit status."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        return fail(f"There is no benchmark {unknown[0]!r}; choose from {', '.join(BENCHMARKS)}.")
    environment = os.environ | {"DEBUG": "0", "LOG_LEVEL": "ERROR"}
    failed = []
    for name in names or BENCHMARKS:
        with timed(f"benchmark {name}"):
            command = [sys.executable, "-m", f"benchmarks.{name}"]
            if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
                failed.append(name)
    return fail(f"Failed: {', '.join(failed)}") if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
