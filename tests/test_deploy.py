"""Set-up and start say what is wrong before they change anything, and stop what they began."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deploy import children, run
from deploy.check import Stage, Tally, _count, run_lanes, static_stages
from deploy.steps import checksum, run_if_changed

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def machine(tmp_path: Path) -> dict[str, str]:
    """Return the environment of a machine without GDAL and SpatiaLite, where nobody is root."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, script in {"id": "echo 1000", "ldconfig": "true"}.items():
        (programs / name).write_text(f"#!/bin/sh\n{script}\n")
        (programs / name).chmod(0o755)
    return {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "SPATIALITE_LIBRARY_PATH": str(tmp_path / "missing.so"),
        "HOME": str(tmp_path),
    }


def set_up(machine: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["deploy/setup.sh", "run"], cwd=ROOT, env=machine, capture_output=True, text=True
    )


def test_a_machine_without_libraries_is_told_exactly_what_to_install(
    machine: dict[str, str],
) -> None:
    done = set_up(machine)

    assert done.returncode != 0
    assert "--no-install-recommends libgdal32 libsqlite3-mod-spatialite" in done.stderr


def test_nothing_is_begun_on_a_machine_that_lacks_something(machine: dict[str, str]) -> None:
    done = set_up(machine)

    assert "nothing was installed or changed" in done.stderr
    assert done.stdout == ""


def test_an_unknown_goal_of_the_set_up_is_refused() -> None:
    done = subprocess.run(["deploy/setup.sh", "fly"], cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 64


def start(**variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "deploy.run"],
        cwd=ROOT,
        env=os.environ | variables,
        capture_output=True,
        text=True,
    )


def test_a_taken_port_is_named_with_a_way_out() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        done = start(PORT=str(port))

    assert done.returncode == 1
    assert f"Port {port}" in done.stderr
    assert f"PORT={port + 1}" in done.stderr


@pytest.mark.parametrize("port", ["web", "0", "70000", "-1"])
def test_a_port_that_is_no_port_is_refused(port: str) -> None:
    done = start(PORT=port)

    assert done.returncode == 1
    assert "PORT" in done.stderr


def test_a_child_ends_with_its_parent() -> None:
    sleeper = "import time; time.sleep(60)"
    child = children.start("sleeper", [sys.executable, "-c", sleeper], os.environ)

    children.stop([child])

    assert child.process.returncode == -signal.SIGTERM


def test_a_child_that_ignores_the_request_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "STOP_LIMIT_S", 0.2)
    deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True)"
    child = children.start("deaf", [sys.executable, "-c", deaf + "; time.sleep(60)"], os.environ)
    time.sleep(0.5)

    children.stop([child])

    assert child.process.returncode == -signal.SIGKILL


def test_a_child_that_ends_by_itself_ends_the_start(capsys: pytest.CaptureFixture[str]) -> None:
    child = children.start("demo fleet", [sys.executable, "-c", "raise SystemExit(3)"], os.environ)

    status = run._watch([child], run.Stop())

    assert status == 1
    assert "demo fleet ended by itself (status 3)" in capsys.readouterr().err


def test_a_step_runs_again_only_when_its_input_has_changed(tmp_path: Path) -> None:
    runs: list[str] = []
    for key in ("one", "one", "two"):
        run_if_changed(
            "step",
            stamp=tmp_path / "stamps" / "step",
            key=key,
            is_done=lambda: True,
            run=lambda: runs.append("run"),
        )

    assert runs == ["run", "run"]


def test_a_step_whose_result_is_gone_runs_again(tmp_path: Path) -> None:
    runs: list[str] = []
    for _ in range(2):
        run_if_changed(
            "step",
            stamp=tmp_path / "step",
            key="one",
            is_done=lambda: False,
            run=lambda: runs.append("run"),
        )

    assert runs == ["run", "run"]


def test_the_checksum_of_inputs_depends_on_content_and_database() -> None:
    here = ROOT / "LICENSE"

    first, second, third = (
        checksum([here]),
        checksum([here], salt="other database"),
        checksum([here, ROOT / "Makefile"]),
    )

    assert len({first, second, third}) == 3


def test_a_skipped_test_counts_as_failed(tmp_path: Path) -> None:
    report = tmp_path / "junit.xml"
    report.write_text(
        '<testsuites><testsuite tests="9" errors="1" failures="2" skipped="1"/></testsuites>'
    )

    assert _count(report) == (5, 4)


def test_the_static_checks_cover_style_types_imports_migrations_and_schema() -> None:
    commands = " ".join(" ".join(stage.command) for stage in static_stages(Path("somewhere")))

    for tool in ("ruff", "--check", "mypy", "lint-imports", "makemigrations", "spectacular"):
        assert tool in commands
    assert Tally(Path("somewhere")).failed == 0


def python_stage(name: str, code: str, **values: bool) -> Stage:
    return Stage(name, [sys.executable, "-c", code], **values)


def test_lanes_of_checks_run_beside_each_other_and_stages_in_turn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = tmp_path / "there"
    wait = (
        f"import pathlib, time\nwhile not pathlib.Path({str(there)!r}).exists(): time.sleep(0.01)"
    )
    make = f"import pathlib; pathlib.Path({str(there)!r}).touch()"
    tally = Tally(tmp_path)

    run_lanes(
        [[python_stage("waits", wait), python_stage("last", "")], [python_stage("makes", make)]],
        tally,
    )

    said = capsys.readouterr().out
    assert {name for name, _ in tally.took} == {"makes", "waits", "last"}
    assert (tally.failed, tally.failed_stages) == (0, [])
    assert said.index("== waits: ok") < said.index("-- last ...")


def test_a_stage_that_failed_is_counted_and_shown_in_one_piece(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tally = Tally(tmp_path)
    broken = "print('one'); print('two'); raise SystemExit(3)"

    run_lanes([[python_stage("broken", broken)], [python_stage("good", "print('no')")]], tally)

    said = capsys.readouterr().out
    assert (tally.failed, tally.failed_stages) == (1, ["broken"])
    assert "== broken\none\ntwo\n== broken: FAILED" in said
    assert "no\n" not in said


def test_an_interrupted_check_stops_what_it_began(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[children.Child] = []
    stop = children.stop

    def interrupt(seconds: float) -> None:
        monkeypatch.undo()
        monkeypatch.setattr(children, "stop", note)
        raise KeyboardInterrupt

    def note(found: list[children.Child]) -> None:
        begun.extend(found)
        stop(found)

    monkeypatch.setattr("deploy.check.time.sleep", interrupt)

    with pytest.raises(KeyboardInterrupt):
        run_lanes(
            [[python_stage(name, "import signal; signal.pause()")] for name in "ab"],
            Tally(tmp_path),
        )

    assert [child.process.returncode for child in begun] == [-signal.SIGTERM] * 2
