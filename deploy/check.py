"""Runs every check of `make test` and counts what passed and failed.

Static checks; tests without a database once, those with one on SpatiaLite and again on PostGIS,
journeys on both, the browser once. Two lanes run beside each other: what computes, with a lower
priority, fills the cores while journeys and the browser wait. A stage that cannot run has failed.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FrameType

from deploy import children
from deploy.postgres import throwaway_cluster
from deploy.steps import ROOT

BIN = Path(sys.executable).parent
DATABASE_TESTS = ["tests/backend", "tests/frontend_maps"]
COMPUTING = 5
"""By how much the priority of stages is lowered that compute all the time (``nice``)."""
ONCE = [f"--ignore=tests/journeys/{name}.py" for name in ("test_start_and_stop", "test_run_lan")]
"""Journeys that go the same way whatever the database: starting and stopping, certificates."""
LOOK_EVERY_S = 0.1


@dataclass(frozen=True)
class Stage:
    """One command; pytest stages report how many tests passed and failed."""

    name: str
    command: list[str]
    is_pytest: bool = False
    environment: dict[str, str] = field(default_factory=dict)
    niceness: int = 0

    @property
    def slug(self) -> str:
        """Return a name for files."""
        return "".join(letter if letter.isalnum() else "-" for letter in self.name)


@dataclass
class Tally:
    """What passed and failed so far, which stages did, and the folder for what the run makes."""

    folder: Path
    passed: int = 0
    failed: int = 0
    failed_stages: list[str] = field(default_factory=list)
    took: list[tuple[str, float]] = field(default_factory=list)


@dataclass
class Running:
    """A stage at work: its process, its output so far, when it began."""

    stage: Stage
    child: children.Child
    output: Path
    report: Path
    began: float


def main(arguments: list[str]) -> int:
    """Run the stages (``static``: only those without tests); return the exit status."""
    signal.signal(signal.SIGTERM, _leave)
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="siaga112-check-") as folder:
        tally = Tally(Path(folder))
        if arguments == ["static"]:
            run_lanes([[stage] for stage in static_stages(tally.folder)], tally)
        else:
            run_everything(tally)
    minutes, seconds = divmod(int(time.perf_counter() - began), 60)
    print()
    for name, took_s in tally.took:
        print(f"{took_s:7.1f} s  {name}")
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


def run_everything(tally: Tally) -> None:
    """Run the static checks and all tests in two lanes: what computes, and what mostly waits."""
    both_cores = ["-n", "2", "--dist", "loadscope"]
    by_file = ["-n", "2", "--dist", "loadfile"]  # a platform for each worker
    loose = [str(path.relative_to(ROOT)) for path in sorted((ROOT / "tests").glob("test_*.py"))]
    computing = [
        _pytest("tests without a database", ["tests/gis", *loose, *both_cores]),
        _pytest("tests on SpatiaLite", [*DATABASE_TESTS, *both_cores]),
    ]
    waiting = [
        *static_stages(tally.folder),
        _pytest("journeys on SpatiaLite", ["tests/journeys", *by_file]),
        _pytest("browser", ["tests/browser", *by_file]),
    ]
    with ExitStack() as stack:
        try:
            on_postgis = {"DATABASE_URL": stack.enter_context(_postgis())}
        except RuntimeError as error:
            print(error, file=sys.stderr)
            tally.failed += 1
            tally.failed_stages.append("tests on PostGIS")
        else:
            arguments = [*DATABASE_TESTS, *both_cores]
            computing.append(_pytest("tests on PostGIS", arguments, on_postgis))
            arguments = ["tests/journeys", *ONCE, *by_file]
            waiting.append(_pytest("journeys on PostGIS", arguments, on_postgis))
        run_lanes([[replace(one, niceness=COMPUTING) for one in computing], waiting], tally)


def run_lanes(lanes: Sequence[Sequence[Stage]], tally: Tally) -> None:
    """Run lanes beside each other, the stages of each in turn; stop all of them when left."""
    queues = [list(lane) for lane in lanes]
    running: list[Running | None] = [None] * len(queues)
    try:
        while any(queues) or any(running):
            for lane, queue in enumerate(queues):
                at_work = running[lane]
                if at_work is not None and at_work.child.process.poll() is not None:
                    _finish(at_work, tally)
                    at_work = running[lane] = None
                if at_work is None and queue:
                    running[lane] = _start(queue.pop(0), tally.folder)
            time.sleep(LOOK_EVERY_S)
    finally:
        children.stop([one.child for one in running if one is not None])


def _start(stage: Stage, folder: Path) -> Running:
    print(f"-- {stage.name} ...", flush=True)
    state, output, report = (folder / f"{stage.slug}{end}" for end in ("", ".txt", ".xml"))
    state.mkdir()
    command = [*stage.command, f"--junitxml={report}"] if stage.is_pytest else stage.command
    if stage.niceness:
        command = ["nice", "-n", str(stage.niceness), *command]
    with output.open("wb") as sink:
        process = subprocess.Popen(
            command,
            env=os.environ
            | {"VAR_DIR": str(state), "PREPARED_DIR": str(folder / "prepared")}
            | stage.environment,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
        )
    child = children.Child(stage.name, process)
    return Running(stage, child, output, report, time.perf_counter())


def _finish(ended: Running, tally: Tally) -> None:
    """Show the output of a stage in one piece, if it has tests or failed; add to the tally."""
    stage, status = ended.stage, ended.child.process.returncode
    took_s = time.perf_counter() - ended.began
    if stage.is_pytest:
        passed, failed = _count(ended.report)
        tally.passed += passed
        tally.failed += failed or (1 if status else 0)
    else:
        tally.failed += 1 if status else 0
    if status:
        tally.failed_stages.append(stage.name)
    tally.took.append((stage.name, took_s))
    if status or stage.is_pytest:
        print(f"\n== {stage.name}")
        sys.stdout.write(ended.output.read_text(errors="replace"))
    print(f"== {stage.name}: {'FAILED' if status else 'ok'}, {took_s:.1f} s", flush=True)


def _pytest(name: str, arguments: list[str], environment: dict[str, str] | None = None) -> Stage:
    command = [sys.executable, "-m", "pytest", "-q", "--no-header", "--tb=short", *arguments]
    return Stage(name, command, True, {"DEBUG": "0", **(environment or {})})


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
