"""Measures how soon a change reaches 100 readers of the live feed, beside a no-op on the server.

Run with ``python -m benchmarks.feed``. Fixes are posted as phones post them, at a steady rate; the
time counts from the first byte of the request to the moment when each reader has the whole event.
Every reader must get every fix, in order. The no-op is the same number of ``/healthz`` requests,
and the bare echo beside it is 100 readers of the same bytes from a server that does nothing else.
"""

from __future__ import annotations

import asyncio
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvloop

from benchmarks import scratch

READERS = int(os.environ.get("BENCH_READERS", "100"))
UNITS = [f"bench-{number:02d}" for number in range(20)]
"""Enough that no unit's fix overtakes its last one, which would rightly be told no more."""
TOKEN_FILE = "token"
DATABASE = "siaga112_bench_feed"
RATE_PER_S = float(os.environ.get("BENCH_RATE", "10"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "15"))
WARM_UP = 20
"""Posts before the first one that counts."""
UNIT_EVENT = re.compile(rb'\nevent: unit\ndata: [^\n]*?"fix_time":"([^"]+)"[^\n]*\n\n')
ECHOED = re.compile(rb"(\d{9}) x+\n\n")
SNAPSHOT = b"event: snapshot\n"
EVENT_END = b"\n\n\r\n"
"""And of the piece of the answer that carries it."""
ARRIVAL_LIMIT_S = 20.0


class Arrivals:
    """When each fix was sent, and when each reader had it."""

    def __init__(self) -> None:
        self.sent_s: dict[bytes, float] = {}
        self.seen_s: dict[bytes, list[float]] = {}
        self.out_of_order = 0

    def note(self, mark: bytes, latest: bytes) -> bytes:
        """Note that a reader has a fix now; return the latest fix that it knows."""
        if mark in self.sent_s:
            self.seen_s.setdefault(mark, []).append(time.perf_counter())
        self.out_of_order += mark < latest
        return max(mark, latest)

    def times_s(self, nth: int | None = None) -> list[float]:
        """Return the seconds from every post to every reader, or to the nth that had it."""
        return [
            seen - self.sent_s[mark]
            for mark, all_seen in self.seen_s.items()
            for seen in (all_seen if nth is None else all_seen[nth : nth + 1])
        ]

    def is_complete(self) -> bool:
        """Tell whether every reader has every fix."""
        return all(len(self.seen_s.get(mark, ())) == READERS for mark in self.sent_s)


class Reader(asyncio.Protocol):
    """Looks for marks in what comes and reads nothing else, so that 100 of them cost little."""

    def __init__(self, arrivals: Arrivals, marks: re.Pattern[bytes]) -> None:
        self._arrivals, self._marks = arrivals, marks
        self._unread = self._latest = b""
        self.has_snapshot = asyncio.Event()

    def data_received(self, data: bytes) -> None:
        """Note the marks of whole events; keep what has only begun."""
        data = self._unread + data
        end = 0
        for found in self._marks.finditer(data):
            self._latest = self._arrivals.note(found[1], self._latest)
            end = found.end()
        if not self.has_snapshot.is_set() and SNAPSHOT in data and data.endswith(EVENT_END):
            self.has_snapshot.set()
        self._unread = b"" if data.endswith(EVENT_END) else data[end:]


def main() -> int:
    return max(_measure(given) for given in scratch.given_databases())


def _measure(given: str) -> int:
    with (
        tempfile.TemporaryDirectory(prefix="siaga112-bench-") as folder,
        scratch.scratch_database(given, folder, DATABASE) as url,
    ):
        environment = scratch.environment_for(url, folder)
        status = scratch.run_module("benchmarks.feed", "--fill", environment=environment)
        if status:
            return status
        with scratch.server(environment) as port:
            return uvloop.run(_report(url, port, (Path(folder) / TOKEN_FILE).read_text()))


def fill() -> None:
    """Make units with a device each and a dispatcher's token; in a process of its own."""
    (Path(os.environ["VAR_DIR"]) / TOKEN_FILE).write_text(scratch.fill(UNITS, "bench"))


async def _report(url: str, port: int, token: str) -> int:
    kind = scratch.kind_of(url)
    print(
        f"{kind}, one server process, {READERS} readers, {RATE_PER_S:.0f} posts/s, {SECONDS:.0f} s"
    )
    print(f"{'':34}{'p50 ms':>9}{'p99 ms':>9}{'max ms':>9}{'events':>9}{'lost':>7}")
    _line("no-op answered (/healthz)", await _no_ops(port))
    _line("bare echo to 100 readers", (await _echo()).times_s())
    arrivals = await _feed(port, token)
    expected = READERS * len(arrivals.sent_s)
    times_s = arrivals.times_s()
    _line("POST to reader (/api/live/)", times_s, lost=expected - len(times_s))
    _line("  to the first of them", arrivals.times_s(0))
    _line("  to the last of them", arrivals.times_s(READERS - 1))
    if len(times_s) != expected or arrivals.out_of_order:
        print(f"lost {expected - len(times_s)}, out of order {arrivals.out_of_order}")
        return 1
    return 0


async def _feed(port: int, token: str) -> Arrivals:
    arrivals = Arrivals()
    head = f"GET /api/live/ HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Token {token}\r\n\r\n"
    transports = []
    for _ in range(READERS):
        transport, reader = await _connected(port, arrivals, UNIT_EVENT)
        transport.write(head.encode())
        await asyncio.wait_for(reader.has_snapshot.wait(), 60)
        transports.append(transport)
    post = await _poster(port)
    begin = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)

    async def send(number: int) -> None:
        moment = begin + timedelta(seconds=2 * number)
        if number >= WARM_UP:
            arrivals.sent_s[_mark(moment)] = time.perf_counter()
        await post(_fix(UNITS[number % len(UNITS)], moment))

    await _steadily(send, WARM_UP + int(RATE_PER_S * SECONDS))
    await _all_arrived(arrivals)
    for transport in transports:
        transport.abort()
    return arrivals


async def _connected(
    port: int, arrivals: Arrivals, marks: re.Pattern[bytes]
) -> tuple[asyncio.WriteTransport, Reader]:
    loop = asyncio.get_running_loop()
    return await loop.create_connection(lambda: Reader(arrivals, marks), "127.0.0.1", port)


def _mark(moment: datetime) -> bytes:
    return moment.isoformat().replace("+00:00", "Z").encode()


def _fix(unit: str, moment: datetime) -> bytes:
    ms = int(1000 * moment.timestamp())
    lon = round(113.85 + (moment.timestamp() % 1000) / 1e6, 6)
    query = f"id={unit}&timestamp={ms}&lat=-7.0167&lon={lon}&speed=10&batt=67"
    return _request("POST", f"/ingest/osmand?{query}")


def _request(method: str, path: str) -> bytes:
    return f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n".encode()


async def _poster(port: int) -> Callable[[bytes], Awaitable[float]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)

    async def post(request: bytes) -> float:
        began = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        lines = head.lower().split(b"\r\n")
        length = next(int(line.split(b":")[1]) for line in lines if b"content-length" in line)
        await reader.readexactly(length)
        if b" 200 " not in lines[0]:
            msg = f"not taken: {head[:80]!r}"
            raise RuntimeError(msg)
        return time.perf_counter() - began

    return post


async def _steadily(send: Callable[[int], Awaitable[None]], count: int) -> None:
    began = time.perf_counter()
    for number in range(count):
        await asyncio.sleep(max(0.0, began + number / RATE_PER_S - time.perf_counter()))
        await send(number)


async def _no_ops(port: int) -> list[float]:
    post = await _poster(port)
    times_s: list[float] = []

    async def send(number: int) -> None:
        times_s.append(await post(_request("GET", "/healthz")))

    await _steadily(send, WARM_UP + int(RATE_PER_S * SECONDS / 3))
    return times_s[WARM_UP:]


async def _echo() -> Arrivals:
    """Hand the same bytes to 100 readers without a database or a web server between."""
    arrivals = Arrivals()
    writers: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    transports = [(await _connected(port, arrivals, ECHOED))[0] for _ in range(READERS)]
    while len(writers) < READERS:
        await asyncio.sleep(0.01)

    async def send(number: int) -> None:
        mark = b"%09d" % number
        arrivals.sent_s[mark] = time.perf_counter()
        for writer in writers:
            writer.write(mark + b" " + b"x" * 900 + b"\n\n")

    await _steadily(send, int(RATE_PER_S * SECONDS / 3))
    await _all_arrived(arrivals)
    for transport in transports:
        transport.abort()
    server.close()
    return arrivals


async def _all_arrived(arrivals: Arrivals) -> None:
    """Wait until every reader has everything, or for so long that the rest counts as lost."""
    deadline = time.monotonic() + ARRIVAL_LIMIT_S
    while not arrivals.is_complete() and time.monotonic() < deadline:
        await asyncio.sleep(0.05)


def _line(name: str, times_s: list[float], lost: int = 0) -> None:
    cuts = statistics.quantiles(times_s, n=100)
    print(
        f"{name:34}{1000 * cuts[49]:9.1f}{1000 * cuts[98]:9.1f}{1000 * max(times_s):9.1f}"
        f"{len(times_s):9d}{lost:7d}"
    )


if __name__ == "__main__":
    if sys.argv[1:] == ["--fill"]:
        fill()
    else:
        sys.exit(main())
