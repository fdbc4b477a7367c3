"""Runs every check of `make test` and counts what passed and failed.

Static checks first, then the tests: those without a database once, those with one on SpatiaLite
and again on PostGIS, journeys on both, the browser once. A stage that cannot run counts as failed.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from deploy import children
from deploy.postgres import throwaway_cluster
from deploy.steps import ROOT

BIN = Path(sys.executable).parent
DATABASE_TESTS = ["tests/backend", "tests/frontend_maps"]


@dataclass(frozen=True)
class Stage:
    """One command; pytest stages report how many tests passed and failed."""

    name: str
    command: list[str]
    is_pytest: bool = False
    environment: dict[str, str] = field(default_factory=dict)


@dataclass
class Tally:
    """What passed and failed so far, which stages did, and the folder for what the run makes."""

    folder: Path
    passed: int = 0
    failed: int = 0
    failed_stages: list[str] = field(default_factory=list)


def main(arguments: list[str]) -> int:
    """Run the stages (``static``: only those without tests); return the exit status."""
    signal.signal(signal.SIGTERM, _leave)
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="siaga112-check-") as folder:
        tally = Tally(Path(folder))
        for stage in static_stages(tally.folder):
            run_stage(stage, tally)
        if arguments != ["static"]:
            run_tests(tally)
    minutes, seconds = divmod(int(time.perf_counter() - began), 60)
    print(f"\nTook {minutes} min {seconds} s.")
    if tally.failed_stages:
        print("Failed: " + ", ".join(tally.failed_stages))
    print(f"{tally.passed} passed, {tally.failed} failed", flush=True)
    return 1 if tally.failed or tally.failed_stages else 0


def static_stages(folder: Path) -> list[Stage]:
    """Return the checks that read the code without running it."""
    manage = [sys.executable, "manage.py"]
    quiet = {"VAR_DIR": str(folder), "DEBUG": "1", "LOG_LEVEL": "ERROR"}
    schema = ["spectacular", "--validate", "--fail-on-warn", "--file", f"{folder}/openapi.yaml"]
    return [
        Stage("style (ruff check)", [str(BIN / "ruff"), "check", "-q", "."]),
        Stage("format (ruff format)", [str(BIN / "ruff"), "format", "-q", "--check", "."]),
        Stage("import rules (lint-imports)", [str(BIN / "lint-imports")]),
        Stage("types (mypy)", [str(BIN / "mypy")], environment=quiet),
        Stage("migrations complete", [*manage, "makemigrations", "--check", "-v0"], False, quiet),
        Stage("OpenAPI document", [*manage, *schema], False, quiet),
    ]


def run_tests(tally: Tally) -> None:
    """Run all tests; the databases one after the other, each with both cores."""
    both_cores = ["-n", "2", "--dist", "loadscope"]
    journeys = ["tests/journeys", "-n", "2", "--dist", "loadfile"]  # a platform for each worker
    loose = [str(path.relative_to(ROOT)) for path in sorted((ROOT / "tests").glob("test_*.py"))]
    run_stage(_pytest("tests without a database", ["tests/gis", *loose, *both_cores]), tally)
    run_stage(_pytest("tests on SpatiaLite", [*DATABASE_TESTS, *both_cores]), tally)
    run_stage(_pytest("journeys on SpatiaLite", journeys), tally)
    run_stage(_pytest("browser", ["tests/browser", "-n", "2", "--dist", "loadfile"]), tally)
    try:
        with _postgis() as url:
            on_postgis = {"DATABASE_URL": url}
            arguments = [*DATABASE_TESTS, *both_cores]
            run_stage(_pytest("tests on PostGIS", arguments, on_postgis), tally)
            journeys += ["--ignore=tests/journeys/test_start_and_stop.py"]  # embedded by nature
            run_stage(_pytest("journeys on PostGIS", journeys, on_postgis), tally)
    except RuntimeError as error:
        print(error, file=sys.stderr)
        tally.failed += 1
        tally.failed_stages.append("tests on PostGIS")


def run_stage(stage: Stage, tally: Tally) -> None:
    """Run one stage, show its output when it fails, add to the tally."""
    print(f"== {stage.name}", flush=True)
    began = time.perf_counter()
    report = tally.folder / "junit.xml"
    report.unlink(missing_ok=True)
    command = [*stage.command, f"--junitxml={report}"] if stage.is_pytest else stage.command
    environment = os.environ | {"VAR_DIR": str(tally.folder)} | stage.environment
    status = _wait(command, environment, show=stage.is_pytest)
    if stage.is_pytest:
        passed, failed = _count(report)
        tally.passed += passed
        tally.failed += failed or (1 if status else 0)
    else:
        tally.failed += 1 if status else 0
    if status:
        tally.failed_stages.append(stage.name)
    print(
        f"== {stage.name}: {'FAILED' if status else 'ok'}, {time.perf_counter() - began:.1f} s",
        flush=True,
    )


def _pytest(name: str, arguments: list[str], environment: dict[str, str] | None = None) -> Stage:
    command = [sys.executable, "-m", "pytest", "-q", "--no-header", "--tb=short", *arguments]
    return Stage(name, command, True, {"DEBUG": "0", **(environment or {})})


def _wait(command: list[str], environment: dict[str, str], *, show: bool) -> int:
    with tempfile.TemporaryFile() as output:
        sink = None if show else output
        child = children.Child(
            command[0],
            subprocess.Popen(
                command,
                env=environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=None if show else subprocess.STDOUT,
            ),
        )
        try:
            status = child.process.wait()
        finally:
            children.stop([child])
        if status and not show:
            output.seek(0)
            sys.stdout.write(output.read().decode(errors="replace"))
    return status


def _count(report: Path) -> tuple[int, int]:
    """Return how many tests passed and failed; a skipped test is one that could not run."""
    if not report.exists():
        return 0, 0
    passed = failed = 0
    for suite in ET.parse(report).getroot().iter("testsuite"):
        bad = sum(int(suite.get(name, "0")) for name in ("errors", "failures", "skipped"))
        passed += int(suite.get("tests", "0")) - bad
        failed += bad
    return passed, failed


@contextmanager
def _postgis() -> Iterator[str]:
    """Give the address of ``TEST_DATABASE_URL``, else of a cluster made for this run."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield url
    else:
        with throwaway_cluster() as url:
            yield url


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
