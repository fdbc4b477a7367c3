"""Measures how long a unit's day takes to read among millions of positions.

Run with ``python -m benchmarks.tracks [--rows N]``: 5 million generated rows on PostGIS (with
``DATABASE_URL=postgis://…``), 500,000 on SpatiaLite. On PostGIS the same rows lie in a table
without partitions beside it. Exit status 1 if the query of a day takes more than 20 ms (p50).
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.scratch import (
    environment_for,
    given_databases,
    kind_of,
    run_module,
    scratch_database,
)

UNITS = 50
FIXES_A_DAY = 960
"""One every 90 s."""
ROWS = {"PostGIS": 5_000_000, "SpatiaLite": 500_000}
DAYS_READ = 200
TARGET_MS = 20.0
WHOLE = "positions_unpartitioned"
COLUMNS = (
    "unit_id, device_id, fix_time, stated_time, received_at, lon_e6, lat_e6, accuracy_m, "
    "speed_mps, heading_deg, altitude_m, battery_pct, event_id, source, trusted, verdict, note"
)
DAY_SQL = (
    "SELECT id, fix_time, received_at, lon_e6, lat_e6, accuracy_m, speed_mps, heading_deg, "
    "altitude_m, battery_pct, source, trusted, verdict, note FROM {table} "
    "WHERE unit_id = %s AND fix_time >= %s AND fix_time <= %s {months} ORDER BY fix_time, id"
)
MONTHS = "AND stated_time >= %s AND stated_time <= %s + interval '120 seconds'"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=0, help="instead of the default")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        return measure(options.rows)
    return max(_run(given, options.rows) for given in given_databases())


def _run(given: str, rows: int) -> int:
    rows = rows or ROWS[kind_of(given)]
    days = -(-rows // (UNITS * FIXES_A_DAY))
    with (
        tempfile.TemporaryDirectory(prefix="siaga112-bench-") as folder,
        scratch_database(given, folder, "siaga112_bench_tracks") as url,
    ):
        environment = environment_for(url, folder, POSITION_RETENTION_DAYS=str(days + 5))
        arguments = ["--measure", f"--rows={rows}"]
        return run_module("benchmarks.tracks", *arguments, environment=environment)


def measure(rows: int) -> int:
    """Fill the database that the environment names, read days, print; return the exit status."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    units = _make_units()
    is_postgres = connection.vendor == "postgresql"
    days = -(-rows // (UNITS * FIXES_A_DAY))
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    began = time.perf_counter()
    with connection.cursor() as cursor:
        (_fill_postgres if is_postgres else _fill_sqlite)(cursor, today - timedelta(days), days)
        if is_postgres:
            _copy_whole(cursor)
        _report_size(cursor, is_postgres, time.perf_counter() - began)
    chooser = random.Random(112)
    spans = []
    for _ in range(min(DAYS_READ, UNITS * days)):
        since = today - timedelta(days=chooser.randint(1, days))
        spans.append((chooser.choice(units), since, since + timedelta(days=1, microseconds=-1)))
    return _report(spans, is_postgres)


def _report(spans: list[tuple[Any, datetime, datetime]], is_postgres: bool) -> int:
    readers: list[tuple[str, Callable[[Any, datetime, datetime], int]]] = [
        ("query, rows as they are stored", _query("units_position", is_postgres)),
        ("GET /api/units/{code}/track/", _api()),
    ]
    if is_postgres:
        readers.insert(0, ("the same query, one unpartitioned table", _query(WHOLE, False)))
    print(f"  {'one day of one unit':44}{'':12}{'p50 ms':>9}{'p99 ms':>9}")
    medians = {}
    for name, read in readers:
        for turn in ("first read", "read again"):
            times_ms, points = [], 0
            for span in spans:
                began = time.perf_counter()
                points += read(*span)
                times_ms.append(1000 * (time.perf_counter() - began))
            cuts = statistics.quantiles(times_ms, n=100)
            medians[name, turn] = cuts[49]
            print(f"  {name:44}{turn:12}{cuts[49]:9.2f}{cuts[98]:9.2f}")
            if points != len(spans) * FIXES_A_DAY:
                print(f"  wrong: {points} points of {len(spans)} days")
                return 1
    is_slow = medians["query, rows as they are stored", "first read"] > TARGET_MS
    print(f"  target: query p50 under {TARGET_MS:.0f} ms: {'missed' if is_slow else 'met'}")
    return int(is_slow)


def _query(table: str, has_months: bool) -> Callable[[Any, datetime, datetime], int]:
    from django.db import connection

    sql = DAY_SQL.format(table=table, months=MONTHS if has_months else "")

    def read(unit: Any, since: datetime, until: datetime) -> int:
        span = (
            [since, until] if connection.vendor == "postgresql" else [_plain(since), _plain(until)]
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [unit.pk, *span, *(span if has_months else [])])
            return len(cursor.fetchall())

    return read


def _api() -> Callable[[Any, datetime, datetime], int]:
    """Return a reader that asks the view as a browser would, without a network between."""
    from django.test import Client

    from backend.accounts.models import Role, User

    client = Client()
    client.force_login(User.objects.create(username="bench", role=Role.DISPATCHER))

    def read(unit: Any, since: datetime, until: datetime) -> int:
        span = {"since": since.isoformat(), "until": until.isoformat()}
        response = client.get(f"/api/units/{unit.code}/track/", span)
        return int(response.content.count(b'"type":"Point"'))

    return read


def _make_units() -> list[Any]:
    from django.contrib.gis.geos import Point

    from backend.units.models import Device, Station, Unit

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
    units = []
    for number in range(UNITS):
        code = f"bench-{number:02d}"
        units.append(
            Unit.objects.create(
                code=code, name=code, kind="ambulance", station=station, status_since=now
            )
        )
        Device.objects.create(identifier=code, unit=units[-1], identifier_only=True, created_at=now)
    return units


def _fill_postgres(cursor: Any, begin: datetime, days: int) -> None:
    """Generate the positions as they come: by time, all units mixed; one statement a day."""
    cursor.execute("SET session_replication_role = replica")  # the foreign keys hold by design
    for day in range(days):
        cursor.execute(
            f"INSERT INTO units_position ({COLUMNS}) "
            "SELECT unit_id, id, at, at, at + interval '1 second', "
            "113866700 + 1000 * unit_id + (9000 * sin(extract(epoch FROM at) / 900))::int, "
            "-7016700 + (9000 * cos(extract(epoch FROM at) / 700))::int, "
            "8, 9.5, 90, 12, 80, '', 'osmand', true, 'live', '' "
            "FROM generate_series(%s, %s, %s) AS at CROSS JOIN units_device ORDER BY at, id",
            [
                begin + timedelta(days=day),
                begin + timedelta(days=day + 1, microseconds=-1),
                timedelta(days=1) / FIXES_A_DAY,
            ],
        )
    cursor.execute("SET session_replication_role = DEFAULT")
    cursor.execute("VACUUM ANALYZE units_position")


def _copy_whole(cursor: Any) -> None:
    """Put the same rows with the same indexes into one table."""
    cursor.execute(f"CREATE TABLE {WHOLE} (LIKE units_position INCLUDING DEFAULTS)")
    cursor.execute(f"INSERT INTO {WHOLE} SELECT * FROM units_position ORDER BY id")
    cursor.execute(f"ALTER TABLE {WHOLE} ADD PRIMARY KEY (id)")
    cursor.execute(f"CREATE UNIQUE INDEX ON {WHOLE} (device_id, stated_time, lon_e6, lat_e6)")
    cursor.execute(f"CREATE INDEX ON {WHOLE} (unit_id, fix_time)")
    cursor.execute(f"VACUUM ANALYZE {WHOLE}")


def _fill_sqlite(cursor: Any, begin: datetime, days: int) -> None:
    begin_s, step_s = int(begin.timestamp()), 86_400 // FIXES_A_DAY
    cursor.execute(
        "WITH RECURSIVE number(n) AS "
        "(SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n + 1 < %s), "
        "moment AS (SELECT %s + n * %s AS s, datetime(%s + n * %s, 'unixepoch') AS at FROM number) "
        f"INSERT INTO units_position ({COLUMNS}) "
        "SELECT unit_id, id, at, at, at, "
        "113866700 + 1000 * unit_id + CAST(9000 * sin(s / 900) AS INTEGER), "
        "-7016700 + CAST(9000 * cos(s / 700) AS INTEGER), "
        "8, 9.5, 90, 12, 80, '', 'osmand', 1, 'live', '' "
        "FROM moment CROSS JOIN units_device",
        [days * FIXES_A_DAY, begin_s, step_s, begin_s, step_s],
    )
    cursor.execute("ANALYZE units_position")


def _report_size(cursor: Any, is_postgres: bool, seconds: float) -> None:
    cursor.execute("SELECT count(*) FROM units_position")
    kind = "PostGIS" if is_postgres else "SpatiaLite"
    print(f"{kind}: {cursor.fetchone()[0]:,} positions, generated in {seconds:.0f} s")
    if is_postgres:
        cursor.execute(
            "SELECT count(*), max(pg_indexes_size(inhrelid)) / 1048576 FROM pg_inherits "
            "WHERE inhparent = 'units_position'::regclass"
        )
        count, largest_mb = cursor.fetchone()
        cursor.execute(f"SELECT pg_indexes_size('{WHOLE}') / 1048576")
        print(
            f"  {count} partitions, indexes of the largest {largest_mb:.0f} MB; "
            f"of the one table {cursor.fetchone()[0]:.0f} MB"
        )


def _plain(moment: datetime) -> str:
    """Return a moment as SQLite stores it."""
    return str(moment.replace(tzinfo=None))


if __name__ == "__main__":
    sys.exit(main())
