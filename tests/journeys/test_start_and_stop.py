"""Journey: the start with its demo shows a moving fleet, and one signal stops all of it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.running_platform import ROOT, Client, Platform, free_port

START_LIMIT_S = 150.0
MOVE_LIMIT_S = 90.0


@dataclass(frozen=True)
class Start:
    """A running start of the demo and the file with what it prints."""

    process: subprocess.Popen[bytes]
    platform: Platform
    output: Path

    @property
    def text(self) -> str:
        """What was printed so far."""
        return self.output.read_text()


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Start the demo on a fresh state and wait for its greeting."""
    folder = tmp_path_factory.mktemp("start")
    port = free_port()
    environment = {**os.environ, "VAR_DIR": str(folder / "var"), "PORT": str(port), "DEMO": "1"}
    for name in ("DATABASE_URL", "DEBUG", "DJANGO_SETTINGS_MODULE"):
        environment.pop(name, None)
    output = folder / "output.txt"
    command = [sys.executable, "-m", "deploy.run"]
    with output.open("w") as sink:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=sink, stderr=subprocess.STDOUT
        )
    platform = Platform(f"http://127.0.0.1:{port}", environment | {"DEBUG": "1"})
    start = Start(process, platform, output)
    try:
        _wait_for_greeting(start)
        yield start
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for_greeting(start: Start) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    while "Ctrl-C" not in start.text:
        assert start.process.poll() is None, start.text
        assert time.monotonic() < deadline, start.text
        time.sleep(0.2)


def test_the_start_tells_steps_times_address_and_logins(started: Start) -> None:
    assert "boundaries of Sumenep: " in started.text
    assert f"{started.platform.url}/" in started.text
    for word in ("dispatcher", "supervisor", "planner", "crew", "agency", "siaga112"):
        assert word in started.text


def test_the_demo_units_move(started: Start) -> None:
    client = started.platform.client("dispatcher")
    before = places(client)
    deadline = time.monotonic() + MOVE_LIMIT_S

    while len(moved(before, places(client))) < 5 and time.monotonic() < deadline:
        time.sleep(1)

    assert len(moved(before, places(client))) >= 5, started.text


def test_one_signal_stops_server_and_fleet(started: Start) -> None:
    started.process.send_signal(signal.SIGINT)
    status = started.process.wait(timeout=20)

    port = int(started.platform.url.rpartition(":")[2])
    assert status == 0, started.text
    assert "Siaga 112 has stopped." in started.text
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def places(client: Client) -> dict[str, list[float]]:
    features = client.get("/api/units/").json["features"]
    return {item["properties"]["code"]: item["geometry"]["coordinates"] for item in features}


def moved(before: dict[str, list[float]], after: dict[str, list[float]]) -> list[str]:
    """Return the units that are more than some 200 m from where they were."""
    return [
        code
        for code, place in after.items()
        if max(abs(place[0] - before[code][0]), abs(place[1] - before[code][1])) > 0.002
    ]
