"""Measures how many fixes a second the server stores, beside a no-op view on the same server.

Run with ``python -m benchmarks.ingest``. A database of its own is made and dropped again: a
SpatiaLite file by default, a database beside the given one with ``DATABASE_URL=postgis://…``.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parent.parent
UNITS = 40
CONNECTIONS = 8
SECONDS = float(os.environ.get("BENCH_SECONDS", "5"))
WARM_UP_S = 1.0
BATCH = 50
SECRET = "bench"
DATABASE = "siaga112_bench"

Requests = Callable[[int], bytes]
"""Returns the next raw request of a connection."""


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="siaga112-bench-") as folder, _database(folder) as url:
        environment = os.environ | {
            "DATABASE_URL": url,
            "VAR_DIR": folder,
            "DEBUG": "0",
            "LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "backend.settings",
        }
        (Path(folder) / "static").mkdir()
        subprocess.run(
            [sys.executable, "-m", "benchmarks.ingest", "--fill"],
            cwd=ROOT,
            env=environment,
            check=True,
        )
        port = _free_port()
        uvicorn = f"uvicorn backend.asgi:application --port={port} --log-level=error".split()
        server = subprocess.Popen(
            [sys.executable, "-m", *uvicorn, "--no-access-log"],
            cwd=ROOT,
            env=environment,
        )
        try:
            _wait_for(port)
            _report(url, port)
        finally:
            server.terminate()
            server.wait(timeout=20)
    return 0


def fill() -> None:
    """Make the tables, a station, and units with a device each; in a process of its own."""
    import django

    django.setup()
    from django.contrib.gis.geos import Point
    from django.core.management import call_command

    from backend.accounts.models import secret_digest
    from backend.units.models import Device, Station, Unit

    call_command("migrate", verbosity=0)
    now = datetime.now(UTC)
    station = Station.objects.create(
        code="bench",
        name="Bench",
        kind="hospital",
        kecamatan_code="35.29.01",
        confidence="A",
        confirmed=True,
        point=Point(113.8667, -7.0167, srid=4326),
    )
    for number in range(UNITS):
        code = f"bench-{number:02d}"
        unit = Unit.objects.create(
            code=code, name=code, kind="ambulance", station=station, status_since=now
        )
        Device.objects.create(
            identifier=code,
            unit=unit,
            secret_digest=secret_digest(SECRET + code),
            identifier_only=True,
            created_at=now,
        )


def _report(url: str, port: int) -> None:
    kind = "PostGIS" if url.startswith("postgis") else "SpatiaLite"
    print(f"{kind}, one server process, {CONNECTIONS} connections, {SECONDS:.0f} s each")
    print(f"{'':34}{'requests/s':>11}{'fixes/s':>10}{'p50 ms':>9}{'p99 ms':>9}{'of no-op':>10}")
    cases = (
        ("no-op view (/healthz)", _no_op, 0),
        ("one fix (/ingest/osmand)", _Phones().single, 1),
        (f"batch of {BATCH} (/api/positions/)", _Phones(back_s=40_000).batch, BATCH),
    )
    baseline = 0.0
    for name, requests, fixes in cases:
        asyncio.run(_load(port, requests, WARM_UP_S))
        times_s = asyncio.run(_load(port, requests, SECONDS))
        rate = len(times_s) / SECONDS
        baseline = baseline or rate
        cuts = statistics.quantiles(times_s, n=100)
        print(
            f"{name:34}{rate:11.0f}{rate * fixes:10.0f}{1000 * cuts[49]:9.1f}"
            f"{1000 * cuts[98]:9.1f}{100 * rate / baseline:9.0f}%"
        )


class _Phones:
    """Units that drive on, so that every fix is new and moves its marker."""

    def __init__(self, back_s: float = 80_000) -> None:
        self._begin = datetime.now(UTC) - timedelta(seconds=back_s)
        self._sent = [0] * UNITS
        self._turn = 0

    def single(self, connection: int) -> bytes:
        number = self._next_unit(connection)
        moment, lon, lat = self._fix(number)
        ms = int(1000 * moment.timestamp())
        query = f"id=bench-{number:02d}&timestamp={ms}&lat={lat}&lon={lon}&speed=10&batt=67"
        return _request("POST", f"/ingest/osmand?{query}")

    def batch(self, connection: int) -> bytes:
        number = self._next_unit(connection)
        fixes = [self._fix(number) for _ in range(BATCH)]
        items = [
            {"fix_time": moment.isoformat(), "lon": lon, "lat": lat, "speed_mps": 5}
            for moment, lon, lat in fixes
        ]
        proof = f"Authorization: Bearer {SECRET}bench-{number:02d}\r\n"
        return _request("POST", "/api/positions/", json.dumps(items).encode(), proof)

    def _next_unit(self, connection: int) -> int:
        """Return the connection's own units in turn, as phones keep their connections."""
        self._turn += 1
        return (connection + CONNECTIONS * self._turn) % UNITS

    def _fix(self, number: int) -> tuple[datetime, float, float]:
        count = self._sent[number] = self._sent[number] + 1
        moment = self._begin + timedelta(seconds=0.5 * count)
        return moment, round(113.85 + number / 1000 + count / 1e6, 6), -7.0167


def _no_op(connection: int) -> bytes:
    return _request("GET", "/healthz")


def _request(method: str, path: str, body: bytes = b"", headers: str = "") -> bytes:
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _load(port: int, requests: Requests, seconds: float) -> list[float]:
    """Return the duration of every answered request; raise for any that was not stored."""
    end = time.perf_counter() + seconds
    runs = (_one_connection(port, requests, number, end) for number in range(CONNECTIONS))
    return [duration for durations in await asyncio.gather(*runs) for duration in durations]


async def _one_connection(port: int, requests: Requests, number: int, end: float) -> list[float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    durations = []
    while (began := time.perf_counter()) < end:
        writer.write(requests(number))
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1])
            for line in head.lower().split(b"\r\n")
            if line.startswith(b"content-length")
        )
        body = await reader.readexactly(length)
        if b" 200 " not in head.split(b"\r\n")[0] or b"quarantine" in body:
            msg = f"not stored: {head[:60]!r} {body[:200]!r}"
            raise RuntimeError(msg)
        durations.append(time.perf_counter() - began)
    writer.close()
    return durations


@contextmanager
def _database(folder: str) -> Iterator[str]:
    """Give the address of a new, empty database and remove it in the end."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgis"):
        yield f"spatialite:///{folder}/bench.sqlite3"
        return
    parts = urlsplit(given)
    admin = urlunsplit(parts._replace(scheme="postgresql"))
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {DATABASE}")
        yield urlunsplit(parts._replace(path=f"/{DATABASE}"))
        connection.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_for(port: int, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    msg = f"the server did not start within {seconds:.0f} s"
    raise RuntimeError(msg)


if __name__ == "__main__":
    if sys.argv[1:] == ["--fill"]:
        fill()
    else:
        sys.exit(main())
