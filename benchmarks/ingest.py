"""Measures how many fixes a second the server stores, beside a no-op view on the same server.

Run with ``python -m benchmarks.ingest``. A database of its own is made and dropped again: a
SpatiaLite file, and with ``DATABASE_URL=postgis://…`` a database beside the given one as well.
Exit status 1 if anything was not answered as it should, or if other fixes are stored than were
sent.
"""

from __future__ import annotations

import os
import sqlite3
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime

import orjson
import psycopg
import uvloop

from benchmarks import scratch
from benchmarks.load import Load, Requests, load, request

CONNECTIONS = 64
UNITS = [f"bench-{number:02d}" for number in range(CONNECTIONS)]
"""One phone a connection."""
SENT_OUT = UNITS[::8]
SCENE = (113.80, -7.0167)
"""Behind all of them: fences are watched, none is crossed."""
WEST = 113.85
DEG_PER_S = 9e-5
"""Of longitude, 10 m/s."""
SECONDS = float(os.environ.get("BENCH_SECONDS", "5"))
WARM_UP_S = 1.0
BATCH = 50
BACKLOG_MS = 5_000
"""What the first request of a unit brings up to date."""
LATE_S = 40_000.0
SECRET = "bench"
DATABASE = "siaga112_bench"


def main() -> int:
    print(
        f"one server process, {CONNECTIONS} connections, {SECONDS:.0f} s each, "
        f"{len(SENT_OUT)} of {len(UNITS)} units on an assignment"
    )
    return max(_measure(given) for given in scratch.given_databases())


def _measure(given: str) -> int:
    with (
        tempfile.TemporaryDirectory(prefix="siaga112-bench-") as folder,
        scratch.scratch_database(given, folder, DATABASE) as url,
    ):
        environment = scratch.environment_for(url, folder)
        status = scratch.run_module("benchmarks.ingest", "--fill", environment=environment)
        if status:
            return status
        with scratch.server(environment) as port:
            return _report(url, port)


def fill() -> None:
    """Make the units, some of them on an assignment; in a process of its own."""
    scratch.fill(UNITS, SECRET)
    scratch.send_out(SENT_OUT, *SCENE)


def _report(url: str, port: int) -> int:
    """Print a line for each kind of request; return 1 if anything went wrong."""
    kind, now = scratch.kind_of(url), _Phones()
    print(f"{kind:34}{'requests/s':>11}{'fixes/s':>10}{'p50 ms':>9}{'p99 ms':>9}{'of no-op':>10}")
    cases: tuple[tuple[str, Requests, int], ...] = (
        ("no-op view (/healthz)", _no_op, 0),
        ("one fix (/ingest/osmand)", now.single, 1),
        (f"batch of {BATCH} (/api/positions/)", now.batch, BATCH),
        ("one late fix", _Phones(LATE_S).single, 1),
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
    """Units that drive east at 10 m/s; every fix is new, and moves its marker unless it is late."""

    def __init__(self, late_s: float = 0.0) -> None:
        self._late_ms = int(1000 * late_s)
        self._begin_ms = self._now_ms() - BACKLOG_MS
        self._latest_ms = [self._begin_ms] * CONNECTIONS

    def single(self, connection: int) -> bytes:
        (moment_ms,) = self._moments_ms(connection, 1)
        lon, lat = self._place(connection, moment_ms)
        query = f"id={UNITS[connection]}&timestamp={moment_ms}&lat={lat}&lon={lon}&speed=10&batt=67"
        return request("POST", f"/ingest/osmand?{query}")

    def batch(self, connection: int) -> bytes:
        items = []
        for moment_ms in self._moments_ms(connection, BATCH):
            lon, lat = self._place(connection, moment_ms)
            moment = datetime.fromtimestamp(moment_ms / 1000, UTC)
            items.append({"fix_time": moment.isoformat(), "lon": lon, "lat": lat, "speed_mps": 10})
        proof = f"Authorization: Bearer {SECRET}{UNITS[connection]}\r\n"
        return request("POST", "/api/positions/", orjson.dumps(items), proof)

    def _moments_ms(self, connection: int, count: int) -> list[int]:
        """Return moments since the last request of the unit, the newest of them now."""
        latest_ms, now_ms = self._latest_ms[connection], self._now_ms()
        step_ms = max(1.0, (now_ms - latest_ms) / count)
        moments_ms = [latest_ms + round(step_ms * (number + 1)) for number in range(count)]
        self._latest_ms[connection] = moments_ms[-1]
        return moments_ms

    def _now_ms(self) -> int:
        return int(1000 * time.time()) - self._late_ms

    def _place(self, connection: int, moment_ms: int) -> tuple[float, float]:
        driven_deg = (moment_ms - self._begin_ms) / 1000 * DEG_PER_S
        return round(WEST + connection / 1000 + driven_deg, 6), -7.0167


def _no_op(connection: int) -> bytes:
    return request("GET", "/healthz")


if __name__ == "__main__":
    if sys.argv[1:] == ["--fill"]:
        fill()
    else:
        sys.exit(main())
