"""A database, a server, and accounts that live as long as one benchmark."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parent.parent
START_LIMIT_S = 60.0


def given_databases() -> list[str]:
    """Return the addresses to measure on: SpatiaLite (an empty text), and PostGIS where given."""
    given = os.environ.get("DATABASE_URL", "")
    return ["", *([given] if given.startswith("postgis") else [])]


def kind_of(url: str) -> str:
    """Return what people call the database."""
    return "PostGIS" if url.startswith("postgis") else "SpatiaLite"


@contextmanager
def scratch_database(given: str, folder: str, name: str) -> Iterator[str]:
    """Give the address of a new, empty database and remove it in the end.

    Parameters
    ----------
    given
        Beside which database it is made; empty for a SpatiaLite file in the folder.
    """
    if not given:
        yield f"spatialite:///{folder}/{name}.sqlite3"
        return
    parts = urlsplit(given)
    admin = urlunsplit(parts._replace(scheme="postgresql"))
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield urlunsplit(parts._replace(path=f"/{name}"))
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def environment_for(url: str, folder: str, **more: str) -> dict[str, str]:
    """Return the variables of a process that works on this database."""
    (Path(folder) / "static").mkdir(exist_ok=True)
    settings = {"DATABASE_URL": url, "VAR_DIR": folder, "DEBUG": "0", "LOG_LEVEL": "ERROR"}
    return {**os.environ, **settings, "DJANGO_SETTINGS_MODULE": "backend.settings", **more}


def run_module(module: str, *arguments: str, environment: dict[str, str]) -> int:
    """Run a module in a process of its own; return its exit status."""
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


@contextmanager
def server(environment: dict[str, str]) -> Iterator[int]:
    """Serve the platform on a free port of this machine and give the port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = int(listener.getsockname()[1])
    uvicorn = f"uvicorn backend.asgi:application --port={port} --log-level=critical --no-access-log"
    uvicorn += " --timeout-graceful-shutdown=3"  # readers of the live feed stay for ever
    process = subprocess.Popen([sys.executable, "-m", *uvicorn.split()], cwd=ROOT, env=environment)
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(port: int) -> None:
    end = time.monotonic() + START_LIMIT_S
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    msg = f"the server did not start within {START_LIMIT_S:.0f} s"
    raise RuntimeError(msg)
