"""Journey: readers of the feed who stop reading, and a server that starts again."""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy import children
from tests.feed_reader import FeedReader
from tests.running_platform import ROOT, Client, Platform, free_port

MEMORY_LIMIT_MB = 60
"""How much more the server may hold after a flood that one reader never reads."""
FLOOD = """
import time
from django.utils import timezone
from backend.changes.actions import record_changes
from backend.changes.models import Change
from backend.units.models import Unit
codes = list(Unit.objects.values_list("code", flat=True))
for turn in range(150):
    record_changes(kind=Change.Kind.UNIT, keys=codes, now=timezone.now())
    time.sleep(0.06)
"""
"""Every unit changes, so often that the server reads each turn by itself: five megabytes in all."""


class Server:
    """A server of its own on the platform's state, which a test may end and start again."""

    def __init__(self, platform: Platform) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = platform.environment
        self.child: children.Child | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "uvicorn", "backend.asgi:application", "--port"]
        command += [str(self.port), "--log-level", "error", "--timeout-graceful-shutdown", "1"]
        self.child = children.start("second server", command, self._environment, folder=ROOT)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                if Client(self.url).get("/healthz").status == 200:
                    return
            except OSError:
                time.sleep(0.1)
        msg = "the second server did not start"
        raise AssertionError(msg)

    def kill(self) -> None:
        assert self.child is not None
        self.child.process.kill()
        self.child.process.wait()

    def memory_mb(self) -> float:
        assert self.child is not None
        status = Path(f"/proc/{self.child.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024


@pytest.fixture
def server(platform: Platform) -> Iterator[Server]:
    running = Server(platform)
    running.start()
    yield running
    if running.child is not None:
        children.stop([running.child])


def connect_and_never_read(client: Client) -> socket.socket:
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    host, port = client.url.removeprefix("http://").split(":")
    connection.connect((host, int(port)))
    head = f"GET /api/live/ HTTP/1.1\r\nHost: {host}\r\nAuthorization: Token {client.token}\r\n\r\n"
    connection.sendall(head.encode())
    return connection


def has_been_cut(connection: socket.socket, url: str) -> bool:
    """Tell whether the server no longer holds its end of the connection."""
    ports = f"{connection.getsockname()[1]:04X}", f"{int(url.rsplit(':', 1)[1]):04X}"
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        local, remote, state = line.split()[1:4]
        if (local[-4:], remote[-4:]) == (ports[1], ports[0]) and state == "01":
            return False
    return True


def test_a_reader_that_never_reads_is_cut_off_and_nobody_else_notices(
    server: Server, platform: Platform, dispatcher: Client
) -> None:
    client = Client(server.url, dispatcher.token)
    awake = FeedReader(client)
    awake.read_until(lambda state: state.latest_id is not None)
    asleep = connect_and_never_read(client)
    before_mb = server.memory_mb()
    flood = children.start(
        "flood", [sys.executable, "manage.py", "shell", "-c", FLOOD], platform.environment
    )

    awake.read_until(lambda state: flood.process.poll() is not None)
    while not has_been_cut(asleep, server.url):
        assert platform.manage("shell", "-c", FLOOD).returncode == 0
        assert server.memory_mb() - before_mb < MEMORY_LIMIT_MB

    number = dispatcher.post("/api/incidents/", {"category": "other", "priority": 4}).json["id"]
    awake.read_until(lambda state: ("incident", number) in state.objects)
    assert server.memory_mb() - before_mb < MEMORY_LIMIT_MB
    assert awake.state.fallen == []
    asleep.close()


def test_a_reader_resumes_where_it_was_after_the_server_was_killed(
    server: Server, platform: Platform, dispatcher: Client
) -> None:
    client = Client(server.url, dispatcher.token)
    reader = FeedReader(client)
    reader.read_until(lambda state: state.latest_id is not None)
    server.kill()
    number = dispatcher.post("/api/incidents/", {"category": "other", "priority": 4}).json["id"]
    server.start()

    reader.read_until(lambda state: ("incident", number) in state.objects)

    assert reader.state.kinds["snapshot"] == 1
    assert reader.state.fallen == []
