"""Replays a day of many units at many times its pace and counts what was sent, stored and shown.

Run with ``python -m benchmarks.replay [--hours H] [--units N] [--factor F]``; by default an hour
of 100 units at 60x, which takes a minute; ``--hours 24`` is the whole day in 24 minutes. The
network is bad on purpose (``replay_phones``), and a reader follows the live feed. Exit status 1
unless all counts agree and every fix is stored once.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import json
import os
import sqlite3
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from benchmarks import scratch
from benchmarks.replay_phones import Pace, Phone
from benchmarks.scratch import (
    environment_for,
    given_databases,
    kind_of,
    run_module,
    scratch_database,
    server,
)

SECRET = "bench"
TOKEN_FILE = "token"
SETTLE_S = 30.0
TOLD_EVERY_S = 60.0
Key = tuple[str, int, int, int]
"""Unit, stated milliseconds, place in millionths of a degree."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=float, default=1.0, help="of the simulation")
    parser.add_argument("--units", type=int, default=100)
    parser.add_argument("--factor", type=float, default=60.0)
    parser.add_argument("--fill", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.fill:
        _fill(options.units)
        return 0
    return max(_run(given, options) for given in given_databases())


def _fill(units: int) -> None:
    token = scratch.fill([f"bench-{number:03d}" for number in range(units)], SECRET)
    (Path(os.environ["VAR_DIR"]) / TOKEN_FILE).write_text(token)


def _run(given: str, options: argparse.Namespace) -> int:
    with (
        tempfile.TemporaryDirectory(prefix="siaga112-bench-") as folder,
        scratch_database(given, folder, "siaga112_bench_replay") as url,
    ):
        environment = environment_for(url, folder)
        arguments = ["--fill", f"--units={options.units}"]
        if run_module("benchmarks.replay", *arguments, environment=environment):
            return 1
        token = (Path(folder) / TOKEN_FILE).read_text()
        with server(environment) as port:
            return _measure(url, port, token, options)


def _measure(url: str, port: int, token: str, options: argparse.Namespace) -> int:
    feed = FeedReader(port, token)
    feed.start()
    pace = Pace(options.factor, options.hours * 3600)
    counts: Counter[str] = Counter()
    phones = [Phone(n, SECRET, pace, port, counts) for n in range(options.units)]
    print(
        f"{kind_of(url)}: {options.hours:g} h of {options.units} units at {options.factor:g}x, "
        f"{pace.span_s / options.factor / 60:.1f} min",
        flush=True,
    )
    asyncio.run(_drive(phones, counts))
    behind_s = pace.behind_s
    sent = {(phone.code, *key) for phone in phones for key in phone.sent}
    newest = {phone.code: list(phone.sent)[-1] for phone in phones if phone.sent}
    feed.wait_for(newest)
    stored, quarantined = list(_stored(url)), _count(url, "units_quarantineditem")
    shown = list(_shown(port, token, pace, [phone.code for phone in phones]))
    markers = sum(feed.markers.get(code) == key for code, key in newest.items())
    for what, count in sorted(counts.items()):
        print(f"  {what}: {count:,}")
    print(f"  feed: {feed.events:,} unit events, {feed.connections} connection(s)")
    print(f"  all answered for {behind_s:.1f} s after the end")
    print(f"  sent {len(sent):,}, stored {len(stored):,}, shown {len(shown):,}")
    print(f"  markers on the newest fix: {markers} of {len(newest)}; quarantined {quarantined}")
    agree = sent == set(stored) == set(shown) and len(sent) == len(stored) == len(shown)
    print(f"  counts {'agree' if agree and markers == len(newest) else 'DIFFER'}", flush=True)
    _print_differences(sent, set(stored), set(shown))
    return int(not agree or markers != len(newest))


async def _drive(phones: list[Phone], counts: Counter[str]) -> None:
    async def tell() -> None:
        while True:
            await asyncio.sleep(TOLD_EVERY_S)
            measured = sum(len(phone.sent) for phone in phones)
            print(f"  ... {measured:,} fixes, {counts['requests']:,} requests", flush=True)

    telling = asyncio.create_task(tell())
    await asyncio.gather(*(phone.run() for phone in phones))
    telling.cancel()


class FeedReader(threading.Thread):
    """Follows the live feed as a console does, and remembers each unit's marker."""

    def __init__(self, port: int, token: str) -> None:
        super().__init__(daemon=True)
        self._port, self._token = port, token
        self._latest_id = ""
        self.events = self.connections = 0
        self.markers: dict[str, tuple[int, int, int]] = {}

    def run(self) -> None:
        """Read until the process ends; connect again where the server hung up."""
        while True:
            try:
                self._follow()
            except (OSError, http.client.HTTPException):
                time.sleep(0.2)

    def wait_for(self, newest: dict[str, tuple[int, int, int]]) -> None:
        """Wait until every marker stands where it should, or for half a minute."""
        end = time.monotonic() + SETTLE_S
        while time.monotonic() < end and self.markers != newest:
            time.sleep(0.1)

    def _follow(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        headers = {"Authorization": f"Token {self._token}"}
        if self._latest_id:
            headers["Last-Event-ID"] = self._latest_id
        connection.request("GET", "/api/live/", headers=headers)
        response = connection.getresponse()
        self.connections += 1
        name = ""
        while line := response.readline():
            field, _, value = line.decode().rstrip("\n").partition(": ")
            if field == "event":
                name = value
            elif field == "data":
                self._take(name, json.loads(value))
            elif field == "id":
                self._latest_id = value

    def _take(self, name: str, data: dict[str, Any]) -> None:
        if name == "snapshot":
            for feature in data["units"]["features"]:
                self._place(feature)
        elif name == "unit":
            self.events += 1
            self._place(data)

    def _place(self, feature: dict[str, Any]) -> None:
        properties = feature["properties"]
        if properties["fix_time"] is not None:
            self.markers[properties["code"]] = _key(properties["fix_time"], feature["geometry"])


def _shown(port: int, token: str, pace: Pace, codes: list[str]) -> Iterator[Key]:
    """Yield every point of every unit's track as the API gives it to people."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    until = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    for code in codes:
        since: str | None = _iso(pace.stated_ms(0))
        while since is not None:
            path = f"/api/units/{code}/track/?since={since}&until={until}"
            connection.request("GET", path, headers={"Authorization": f"Token {token}"})
            page = json.loads(connection.getresponse().read())
            for feature in page["features"]:
                yield (code, *_key(feature["properties"]["fix_time"], feature["geometry"]))
            since = page.get("next_since")


def _stored(url: str) -> Iterator[Key]:
    sql = (
        "SELECT identifier, stated_time, lon_e6, lat_e6 FROM units_position "
        "JOIN units_device ON units_device.id = device_id"
    )
    for code, stated_time, lon_e6, lat_e6 in _rows(url, sql):
        moment = stated_time
        if isinstance(stated_time, str):
            moment = datetime.fromisoformat(stated_time).replace(tzinfo=UTC)
        yield code, round(1000 * moment.timestamp()), lon_e6, lat_e6


def _count(url: str, table: str) -> int:
    return int(_rows(url, f"SELECT count(*) FROM {table}")[0][0])


def _rows(url: str, sql: str) -> list[Any]:
    if kind_of(url) == "PostGIS":
        with psycopg.connect(url.replace("postgis", "postgresql", 1)) as connection:
            return connection.execute(sql.encode()).fetchall()
    database = sqlite3.connect(url.removeprefix("spatialite:///"))
    try:
        return database.execute(sql).fetchall()
    finally:
        database.close()


def _key(fix_time: str, geometry: dict[str, Any]) -> tuple[int, int, int]:
    lon, lat = geometry["coordinates"]
    moment = datetime.fromisoformat(fix_time)
    return round(1000 * moment.timestamp()), round(lon * 1e6), round(lat * 1e6)


def _iso(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat().replace("+00:00", "Z")


def _print_differences(sent: set[Key], stored: set[Key], shown: set[Key]) -> None:
    for what, found in (("sent, not stored", sent - stored), ("stored, not shown", stored - shown)):
        for key in sorted(found)[:3]:
            print(f"  {what}: {key}")


if __name__ == "__main__":
    sys.exit(main())
