"""Starts the platform with its demo behind one loopback address and stops all of it together.

This is a start for trying out and developing: DEBUG is on, the demo logins work, and nothing but
this machine can reach it.
"""

from __future__ import annotations

import http.client
import os
import signal
import socket
import sys
import time
from dataclasses import dataclass, field
from types import FrameType

from deploy import children
from deploy.children import Child
from deploy.steps import ROOT, fail, timed

HOST = "127.0.0.1"
READY_LIMIT_S = 90.0
OFF = {"0", "false", "no", "off"}


@dataclass
class Stop:
    """Whether somebody asked for the end: Ctrl-C, SIGTERM, or a parent that is gone."""

    asked: bool = False
    parent_pid: int = field(default_factory=os.getppid)

    def listen(self) -> None:
        """Take SIGINT, SIGTERM and SIGHUP as the wish to stop."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._take)

    def is_wanted(self) -> bool:
        """Return whether to stop now."""
        return self.asked or os.getppid() != self.parent_pid

    def _take(self, number: int, frame: FrameType | None) -> None:
        self.asked = True


def main() -> int:
    """Prepare, start, wait, stop; return the exit status."""
    stop = Stop()
    stop.listen()
    port = _port()
    if port is None:
        return fail(f"PORT must be a number from 1 to 65535, not {os.environ.get('PORT')!r}.")
    if not _is_free(port):
        return fail(
            f"Port {port} on {HOST} is taken: another program, or another start of Siaga 112, "
            f"listens there.\nStop it or choose another one: make run PORT={port + 1}"
        )
    environment = _environment()
    prepared = children.start("set-up", [sys.executable, "-m", "deploy.prepare"], environment)
    while prepared.process.poll() is None and not stop.is_wanted():
        time.sleep(0.05)
    if stop.is_wanted():
        children.stop([prepared])
        return 0
    if prepared.process.returncode != 0:
        return prepared.process.returncode
    return _serve(port, environment, stop)


def _serve(port: int, environment: dict[str, str], stop: Stop) -> int:
    running: list[Child] = []
    try:
        with timed("server"):
            running.append(_start_server(port, environment))
            problem = _wait_until_ready(port, running[0], stop)
        if problem:
            return fail(problem)
        has_demo = environment["DEMO"] not in OFF
        if has_demo and not stop.is_wanted():
            running.append(_start_fleet(port, environment))
        if not stop.is_wanted():
            print(_greeting(port, has_demo=has_demo), flush=True)
        return _watch(running, stop)
    finally:
        children.stop(running)
        print("Siaga 112 has stopped.", flush=True)


def _watch(running: list[Child], stop: Stop) -> int:
    while not stop.is_wanted():
        for child in running:
            status = child.process.poll()
            if status is not None:
                return fail(f"The {child.name} ended by itself (status {status}); stopping all.")
        time.sleep(0.2)
    return 0


def _port() -> int | None:
    try:
        port = int(os.environ.get("PORT") or "8000")
    except ValueError:
        return None
    return port if 1 <= port <= 65535 else None


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _environment() -> dict[str, str]:
    environment = dict(os.environ)
    environment["DEBUG"] = "1"
    environment["DEMO"] = environment.get("DEMO") or "1"
    environment.setdefault("PYTHONUNBUFFERED", "1")
    return environment


def _start_server(port: int, environment: dict[str, str]) -> Child:
    command = [sys.executable, "-m", "uvicorn", "backend.asgi:application"]
    command += ["--host", HOST, "--port", str(port), "--no-access-log"]
    command += ["--log-level", "warning", "--timeout-graceful-shutdown", "3"]
    return children.start("server", command, environment)


def _start_fleet(port: int, environment: dict[str, str]) -> Child:
    command = [sys.executable, "manage.py", "run_demo", "--url", f"http://{HOST}:{port}"]
    if environment.get("DEMO_INCIDENTS", "1") in OFF:
        command += ["--incident-every-min", "0"]
    return children.start("demo fleet", command, environment)


def _wait_until_ready(port: int, server: Child, stop: Stop) -> str:
    """Return an empty text once ``/readyz`` answers 200 or a stop is wanted, else the reason."""
    deadline = time.monotonic() + READY_LIMIT_S
    answer = "no answer"
    while time.monotonic() < deadline and not stop.is_wanted():
        if server.process.poll() is not None:
            return f"The server ended at once (status {server.process.returncode})."
        try:
            connection = http.client.HTTPConnection(HOST, port, timeout=10)
            connection.request("GET", "/readyz")
            response = connection.getresponse()
            answer = response.read(2000).decode(errors="replace")
            if response.status == http.client.OK:
                return ""
        except OSError:
            pass
        time.sleep(0.1)
    return (
        "" if stop.is_wanted() else f"The server is not ready after {READY_LIMIT_S:.0f} s: {answer}"
    )


def _greeting(port: int, *, has_demo: bool) -> str:
    fleet = "the demo fleet is driving" if has_demo else "the demo fleet is off (DEMO=0)"
    return f"""
Siaga 112 runs on http://{HOST}:{port}/  ({fleet})

  dispatcher   console /           supervisor   /supervisor/
  planner      /planner/           crew         /crew/ (amb-01)
  agency       /agency/            password of each: siaga112

Stop with Ctrl-C.
"""


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
