"""A whole platform for journeys: own state, shipped data, demo units, a real server on loopback.

The database is SpatiaLite, or one of its own on the PostGIS server that ``DATABASE_URL`` names.
"""

from __future__ import annotations

import fcntl
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import PIPE
from typing import Any
from urllib.parse import urlsplit

import psycopg

from deploy import children

ROOT = Path(__file__).resolve().parent.parent
READY_LIMIT_S = 60.0
TOKENS = "tokens.json"
"""The file beside the state with a token of each demo account."""
MAKE_TOKENS = """
import json
from django.utils import timezone
from backend.accounts.actions import create_api_token
from backend.accounts.models import User
users = User.objects.filter(is_active=True)
print(json.dumps({one.username: create_api_token(user=one, now=timezone.now()) for one in users}))
"""


@dataclass(frozen=True)
class Reply:
    """An answer of the server."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """Return the decoded body."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Client:
    """Speaks to the server as an account's program does; without a token as a stranger."""

    url: str
    token: str = ""

    def get(self, path: str, **headers: str) -> Reply:
        """Read."""
        return self.request("GET", path, **headers)

    def post(self, path: str, content: Any, **headers: str) -> Reply:
        """Write."""
        return self.request("POST", path, content, **headers)

    def patch(self, path: str, content: Any, **headers: str) -> Reply:
        """Change."""
        return self.request("PATCH", path, content, **headers)

    def request(self, method: str, path: str, content: Any = None, **headers: str) -> Reply:
        """Send one request on a connection of its own."""
        if self.token:
            headers["Authorization"] = f"Token {self.token}"
        body = None
        if content is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(content)
        parts = urlsplit(self.url)
        connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=60)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            names = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, names, response.read())
        finally:
            connection.close()


@dataclass(frozen=True)
class Platform:
    """The running server and the way to its commands."""

    url: str
    environment: dict[str, str]
    tokens: dict[str, str] = field(default_factory=dict)

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a management command on the same state."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def client(self, username: str) -> Client:
        """Return a client with a token of the account."""
        if username in self.tokens:
            return Client(self.url, self.tokens[username])
        done = self.manage("create_api_token", username)
        assert done.returncode == 0, done.stderr
        return Client(self.url, done.stdout.splitlines()[-1].strip())

    def stranger(self) -> Client:
        """Return a client that is not logged in."""
        return Client(self.url)


@contextmanager
def running_platform(var_dir: Path, **variables: str) -> Iterator[Platform]:
    """Prepare and serve a platform; everything ends with the block."""
    with own_database() as database:
        environment = {**os.environ, **database, "VAR_DIR": str(var_dir)}
        environment |= {"DEBUG": "1", "DEMO": "0", "LOG_LEVEL": "WARNING"}
        environment |= {"SQLITE_SYNCHRONOUS": "OFF", **variables}  # no power cut is tested
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        _fill(var_dir, environment, is_embedded=not database)
        tokens = json.loads((var_dir / TOKENS).read_text())
        port = free_port()
        command = [sys.executable, "-m", "uvicorn", "backend.asgi:application"]
        command += ["--port", str(port), "--log-level", "warning"]
        server = children.start("server", command, environment, folder=ROOT)
        try:
            _wait_until_ready(port, server)
            yield Platform(f"http://127.0.0.1:{port}", environment, tokens)
        finally:
            children.stop([server])


def _fill(var_dir: Path, environment: dict[str, str], *, is_embedded: bool) -> None:
    """Prepare a state; where ``PREPARED_DIR`` is set, copy the one made there once for a run."""
    shared = Path(os.environ.get("PREPARED_DIR", ""))
    if not is_embedded or not shared.name:
        _prepare(var_dir, environment)
        return
    shared.mkdir(exist_ok=True)
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / TOKENS).exists():
            _prepare(shared, environment | {"VAR_DIR": str(shared)})
    shutil.copytree(shared, var_dir, dirs_exist_ok=True)


def _prepare(var_dir: Path, environment: dict[str, str]) -> None:
    def run(*command: str) -> bytes:
        done = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=environment, check=True, stdout=PIPE
        )
        return done.stdout

    run("-m", "deploy.prepare")
    made = run("manage.py", "shell", "-v0", "-c", MAKE_TOKENS)
    (var_dir / TOKENS).write_bytes(made.splitlines()[-1])


@contextmanager
def own_database() -> Iterator[dict[str, str]]:
    """Give the variables of a fresh database beside the tests' own."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgis"):
        yield {}
        return
    name = f"siaga112_journey_{os.getpid()}_{time.time_ns() % 1_000_000}"
    server = url.replace("postgis://", "postgresql://", 1)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield {"DATABASE_URL": url.rpartition("/")[0] + f"/{name}"}
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(port: int, server: children.Child) -> None:
    deadline = time.monotonic() + READY_LIMIT_S
    last: Any = None
    while time.monotonic() < deadline:
        assert server.process.poll() is None, f"the server ended: {server.process.returncode}"
        try:
            last = Client(f"http://127.0.0.1:{port}").get("/readyz")
            if last.status == http.client.OK:
                return
        except OSError as error:
            last = error
        time.sleep(0.1)
    msg = f"the server is not ready: {last}"
    raise AssertionError(msg)
