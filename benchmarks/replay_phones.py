"""Simulated phones that drive for a day and send over a network that loses, repeats and reorders.

Every phone keeps what it has measured until the server has answered for it, as trackers do.
"""

from __future__ import annotations

import asyncio
import math
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import orjson

from benchmarks.load import request

INTERVAL_S = (20.0, 60.0)
"""Of each phone's own; a phone keeps to it within a tenth."""
LOST_BEFORE, LOST_AFTER, TWICE, NEWEST_FIRST = 0.03, 0.03, 0.02, 0.02
"""How often a request never leaves, its answer is never read, it goes out twice at once, and the
newest fix overtakes the ones that wait."""
SILENCES_A_DAY, SILENCE_S = 8, (120.0, 2400.0)
BATCH_MAX = 50
SPEED_MPS = 9.0
REST_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class SimFix:
    """A fix at a time of the simulation, in seconds from its beginning."""

    at_s: float
    lon_e6: int
    lat_e6: int


@dataclass
class Pace:
    """Maps simulated seconds to the wall clock and to the times that fixes state."""

    factor: float
    span_s: float
    began: float = field(default_factory=time.monotonic)
    began_epoch_s: float = field(default_factory=time.time)

    def stated_ms(self, at_s: float) -> int:
        """Return the time of a fix; the last of all is of the moment the run ends."""
        end_s = self.began_epoch_s + self.span_s / self.factor
        return 1000 * int(end_s - self.span_s + at_s)

    async def until(self, at_s: float) -> None:
        """Wait for a simulated moment; return at once when it has passed."""
        await asyncio.sleep(max(0.0, self.began + at_s / self.factor - time.monotonic()))

    @property
    def behind_s(self) -> float:
        """How many seconds of the wall clock have passed since the end of the simulation."""
        return time.monotonic() - self.began - self.span_s / self.factor


class Connection:
    """One kept HTTP connection."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def exchange(self, raw: bytes) -> tuple[int, bytes]:
        """Send a request and return status and body; status 0 when the connection broke."""
        try:
            reader, writer = await self._open()
            writer.write(raw)
            head = await reader.readuntil(b"\r\n\r\n")
            lines = head.lower().split(b"\r\n")
            length = next(int(one[15:]) for one in lines if one.startswith(b"content-length:"))
            return int(head[9:12]), await reader.readexactly(length)
        except (OSError, asyncio.IncompleteReadError):
            self.close()
            return 0, b""

    async def send_and_hang_up(self, raw: bytes) -> None:
        """Send a request and leave before the answer, as a phone does that loses its signal."""
        try:
            _, writer = await self._open()
            writer.write(raw)
            await writer.drain()
            await asyncio.sleep(0.01)
        except OSError:
            pass
        self.close()

    def close(self) -> None:
        """Close; the next request opens it again."""
        if self._streams is not None:
            self._streams[1].close()
        self._streams = None

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        return self._streams


@dataclass
class Phone:
    """One unit's phone."""

    number: int
    secret: str
    pace: Pace
    port: int
    counts: Counter[str]
    sent: dict[tuple[int, int, int], None] = field(default_factory=dict)
    """Every fix that was measured: stated milliseconds and place."""

    def __post_init__(self) -> None:
        self._random = random.Random(self.number)
        self._waiting: list[SimFix] = []
        self._connection, self._second = Connection(self.port), Connection(self.port)
        self._silences = self._made_silences()

    @property
    def code(self) -> str:
        """The unit's code, which is the device's identifier too."""
        return f"bench-{self.number:03d}"

    async def run(self) -> None:
        """Drive, measure and send until the server has answered for every fix."""
        for fix in self._drive():
            await self.pace.until(fix.at_s)
            self._waiting.append(fix)
            self.sent[self.pace.stated_ms(fix.at_s), fix.lon_e6, fix.lat_e6] = None
            if not self._is_silent(fix.at_s):
                await self._flush()
        while self._waiting:
            await asyncio.sleep(0.2)
            await self._flush()
        self._connection.close()
        self._second.close()

    def _drive(self) -> Iterator[SimFix]:
        """Yield the fixes of the day: stretches of driving in circles, and of standing."""
        own_s = self._random.uniform(*INTERVAL_S)
        at_s, way_m, moves_until_s = self._random.uniform(1, own_s), 0.0, 0.0
        is_moving, radius_m = False, self._random.uniform(500, 3000)
        while at_s < self.pace.span_s:
            if at_s >= moves_until_s:
                is_moving = self._random.random() > REST_SHARE
                moves_until_s = at_s + self._random.uniform(300, 2400)
            angle = way_m / radius_m
            yield SimFix(
                at_s,
                113_800_000 + 1_500 * self.number + round(9 * radius_m * math.cos(angle)),
                -7_050_000 + round(9 * radius_m * math.sin(angle)),
            )
            step_s = own_s * self._random.uniform(0.9, 1.1)
            way_m += SPEED_MPS * step_s * is_moving
            at_s += step_s

    def _made_silences(self) -> list[tuple[float, float]]:
        count = max(1, round(SILENCES_A_DAY * self.pace.span_s / 86_400))
        starts = (self._random.uniform(0, self.pace.span_s) for _ in range(count))
        return [(start, start + self._random.uniform(*SILENCE_S)) for start in starts]

    def _is_silent(self, at_s: float) -> bool:
        return any(start <= at_s < end for start, end in self._silences)

    async def _flush(self) -> None:
        """Send what waits, a batch at a time, until something is not answered for."""
        while self._waiting:
            is_newest_first = len(self._waiting) > 1 and self._random.random() < NEWEST_FIRST
            batch = [self._waiting[-1]] if is_newest_first else self._waiting[:BATCH_MAX]
            self.counts["newest first"] += is_newest_first
            if not await self._deliver(self._raw(batch)):
                return
            self._waiting = [fix for fix in self._waiting if fix not in batch]

    async def _deliver(self, raw: bytes) -> bool:
        """Send through the bad network; tell whether an answer came back."""
        fate = self._random.random()
        if fate < LOST_BEFORE:
            self.counts["lost before the server"] += 1
            return False
        self.counts["requests"] += 1
        if fate < LOST_BEFORE + LOST_AFTER:
            self.counts["answer not read"] += 1
            await self._connection.send_and_hang_up(raw)
            return False
        if fate < LOST_BEFORE + LOST_AFTER + TWICE:
            self.counts["sent twice at once"] += 1
            answers = await asyncio.gather(
                self._connection.exchange(raw), self._second.exchange(raw)
            )
        else:
            answers = [await self._connection.exchange(raw)]
        taken = [self._is_taken(status, body) for status, body in answers]
        return all(taken)

    def _is_taken(self, status: int, body: bytes) -> bool:
        if status == 200 and b"quarantine" in body:
            self.counts["batches with a quarantined fix"] += 1
        if status == 0:
            self.counts["connection had been closed"] += 1
        elif status != 200:
            self.counts[f"answers with status {status}"] += 1
        return status == 200

    def _raw(self, batch: list[SimFix]) -> bytes:
        if len(batch) == 1:
            fix = batch[0]
            place = f"lat={fix.lat_e6 / 1e6:.6f}&lon={fix.lon_e6 / 1e6:.6f}"
            query = f"id={self.code}&timestamp={self.pace.stated_ms(fix.at_s)}&{place}&batt=70"
            return request("POST", f"/ingest/osmand?{query}")
        items = [
            {
                "fix_time": self.pace.stated_ms(fix.at_s) / 1000,
                "lon": fix.lon_e6 / 1e6,
                "lat": fix.lat_e6 / 1e6,
            }
            for fix in batch
        ]
        proof = f"Authorization: Bearer {self.secret}{self.code}\r\n"
        return request("POST", "/api/positions/", orjson.dumps(items), proof)
