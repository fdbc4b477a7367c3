"""Measures how many fixes a second the server stores, beside a no-op view on the same server.

Run with ``python -m benchmarks.ingest``. A database of its own is made and dropped again: a
SpatiaLite file, and with ``DATABASE_URL=postgis://…`` a database beside the given one as well.
Exit status 1 if anything was not answered as it should, or if other fixes are stored than were
sent.
"""

from __future__ import annotations

import os
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import orjson
import psycopg
import uvloop

from benchmarks.load import Load, Requests, load, request

ROOT = Path(__file__).resolve().parent.parent
UNITS = CONNECTIONS = 64
"""One phone a connection."""
SECONDS = float(os.environ.get("BENCH_SECONDS", "5"))
WARM_UP_S = 1.0
BATCH = 50
SECRET = "bench"
DATABASE = "siaga112_bench"


def main() -> int:
    given = os.environ.get("DATABASE_URL", "")
    urls = ["", *([given] if given.startswith("postgis") else [])]
    print(f"one server process, {CONNECTIONS} connections, {SECONDS:.0f} s each")
    return max(_measure(url) for url in urls)


def _measure(given: str) -> int:
    with (
        tempfile.TemporaryDirectory(prefix="siaga112-bench-") as folder,
        _database(given, folder) as url,
        _server(url, folder) as port,
    ):
        return _report(url, port)


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


def _report(url: str, port: int) -> int:
    """Print a line for each kind of request; return 1 if anything went wrong."""
    kind = "PostGIS" if url.startswith("postgis") else "SpatiaLite"
    print(f"{kind:34}{'requests/s':>11}{'fixes/s':>10}{'p50 ms':>9}{'p99 ms':>9}{'of no-op':>10}")
    cases: tuple[tuple[str, Requests, int], ...] = (
        ("no-op view (/healthz)", _no_op, 0),
        ("one fix (/ingest/osmand)", _Phones().single, 1),
        (f"batch of {BATCH} (/api/positions/)", _Phones(back_s=40_000).batch, BATCH),
    )
    baseline, sent, errors = 0.0, 0, []
    for name, requests, fixes in cases:
        warm, hot = _load(port, requests, WARM_UP_S), _load(port, requests, SECONDS)
        baseline = baseline or hot.rate
        sent += fixes * (len(warm.durations_s) + len(hot.durations_s))
        errors += warm.errors + hot.errors
        if len(hot.durations_s) < 2:
            break
        cuts = statistics.quantiles(hot.durations_s, n=100)
        print(
            f"  {name:32}{hot.rate:11.0f}{hot.rate * fixes:10.0f}{1000 * cuts[49]:9.1f}"
            f"{1000 * cuts[98]:9.1f}{100 * hot.rate / baseline:9.0f}%"
        )
    stored = _stored(url)
    print(f"  fixes sent {sent}, stored {stored}; errors {len(errors)}")
    for error in errors[:3]:
        print(f"  {error!r}")
    return int(bool(errors) or sent != stored)


def _load(port: int, requests: Requests, seconds: float) -> Load:
    return uvloop.run(
        load(port, requests, connections=CONNECTIONS, seconds=seconds, is_right=_is_stored)
    )


def _is_stored(body: bytes) -> bool:
    return b"quarantine" not in body and b"duplicate" not in body


def _stored(url: str) -> int:
    sql = "SELECT count(*) FROM units_position"
    if url.startswith("postgis"):
        with psycopg.connect(url.replace("postgis", "postgresql", 1)) as connection:
            row = connection.execute(sql).fetchone()
            return int(row[0]) if row else 0
    connection = sqlite3.connect(url.removeprefix("spatialite:///"))
    try:
        return int(connection.execute(sql).fetchone()[0])
    finally:
        connection.close()


class _Phones:
    """Units that drive on, so that every fix is new and moves its marker."""

    def __init__(self, back_s: float = 80_000) -> None:
        self._begin = datetime.now(UTC) - timedelta(seconds=back_s)
        self._sent = [0] * UNITS

    def single(self, connection: int) -> bytes:
        moment, lon, lat = self._fix(connection)
        ms = int(1000 * moment.timestamp())
        query = f"id=bench-{connection:02d}&timestamp={ms}&lat={lat}&lon={lon}&speed=10&batt=67"
        return request("POST", f"/ingest/osmand?{query}")

    def batch(self, connection: int) -> bytes:
        fixes = [self._fix(connection) for _ in range(BATCH)]
        items = [
            {"fix_time": moment.isoformat(), "lon": lon, "lat": lat, "speed_mps": 5}
            for moment, lon, lat in fixes
        ]
        proof = f"Authorization: Bearer {SECRET}bench-{connection:02d}\r\n"
        return request("POST", "/api/positions/", orjson.dumps(items), proof)

    def _fix(self, number: int) -> tuple[datetime, float, float]:
        count = self._sent[number] = self._sent[number] + 1
        moment = self._begin + timedelta(seconds=0.5 * count)
        return moment, round(113.85 + number / 1000 + count / 1e6, 6), -7.0167


def _no_op(connection: int) -> bytes:
    return request("GET", "/healthz")


@contextmanager
def _server(url: str, folder: str) -> Iterator[int]:
    """Serve a filled database; give the port."""
    environment = os.environ | {
        "DATABASE_URL": url,
        "VAR_DIR": folder,
        "DEBUG": "0",
        "LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "backend.settings",
    }
    (Path(folder) / "static").mkdir()
    fill_it = [sys.executable, "-m", "benchmarks.ingest", "--fill"]
    subprocess.run(fill_it, cwd=ROOT, env=environment, check=True)
    port = _free_port()
    uvicorn = f"uvicorn backend.asgi:application --port={port} --log-level=error".split()
    command = [sys.executable, "-m", *uvicorn, "--no-access-log"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


@contextmanager
def _database(given: str, folder: str) -> Iterator[str]:
    """Give the address of a new, empty database and remove it in the end."""
    if not given:
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
