"""Sends raw HTTP requests on many kept connections, as fast as the answers come."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

Requests = Callable[[int], bytes]
"""Returns the next raw request of a connection, by the connection's number."""
IsRight = Callable[[bytes], bool]
"""Tells by its body whether a 200 is the answer that was hoped for."""


@dataclass
class Load:
    """What came back: the duration of each right answer, and what the others said."""

    seconds: float
    durations_s: list[float] = field(default_factory=list)
    errors: list[bytes] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Right answers a second."""
        return len(self.durations_s) / self.seconds


class _Connection(asyncio.Protocol):
    """One client that sends its next request as soon as it has its answer."""

    def __init__(
        self, number: int, requests: Requests, is_right: IsRight, load: Load, end: float
    ) -> None:
        self._number, self._requests, self._is_right = number, requests, is_right
        self._load, self._end = load, end
        self._received = b""
        self._began = 0.0
        self.finished: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, separator, body = self._received.partition(b"\r\n\r\n")
        if not separator or len(body) < _length(head):
            return
        self._received = b""
        if head.startswith(b"HTTP/1.1 200 ") and self._is_right(body):
            self._load.durations_s.append(time.perf_counter() - self._began)
        else:
            self._load.errors.append(head[:60] + b" " + body[:200])
        self._send()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.finished.done():
            self._load.errors.append(b"connection lost")
            self.finished.set_result(None)

    def _send(self) -> None:
        self._began = time.perf_counter()
        if self._began >= self._end:
            self.finished.set_result(None)
            self._transport.close()
        else:
            self._transport.write(self._requests(self._number))  # type: ignore[attr-defined]


async def load(
    port: int, requests: Requests, *, connections: int, seconds: float, is_right: IsRight
) -> Load:
    """Keep the connections busy for so long; every request sent is waited for."""
    result = Load(seconds)
    end = time.perf_counter() + seconds
    loop = asyncio.get_running_loop()
    opened = []
    for number in range(connections):
        client = _Connection(number, requests, is_right, result, end)
        await loop.create_connection(lambda client=client: client, "127.0.0.1", port)  # type: ignore[misc]
        opened.append(client)
    await asyncio.gather(*(client.finished for client in opened))
    return result


def request(method: str, path: str, body: bytes = b"", headers: str = "") -> bytes:
    """Return a raw request."""
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _length(head: bytes) -> int:
    lines = head.lower().split(b"\r\n")
    return next(int(line[15:]) for line in lines if line.startswith(b"content-length:"))
