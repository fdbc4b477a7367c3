"""The answer to a long body goes out after its last byte, and nothing of it stays."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator
from typing import Any

import pytest
from a2wsgi import WSGIMiddleware
from django.db import connections

from backend import asgi_bodies
from backend.asgi_bodies import LongBody, is_long
from backend.units.api import tracker_lane
from backend.units.api.tracker_lane import TrackerLane
from backend.wsgi import application as wsgi

PIECE = 65_536
PIECES = 24


def scope_of(path: str, *headers: tuple[bytes, bytes]) -> dict[str, Any]:
    """Return a POST of a body of 1.5 MB."""
    length = str(PIECES * PIECE).encode()
    return {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "path": path,
        "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"content-length", length), *headers],
    }


class Sender:
    """A client that sends 1.5 MB in pieces, made one by one, and notes what it is answered."""

    def __init__(self) -> None:
        self.left = PIECES
        self.heard: list[Any] = []
        self.left_when_answered = -1

    async def receive(self) -> Any:
        if not self.left:
            return {"type": "http.disconnect"}
        self.left -= 1
        return {"type": "http.request", "body": b"x" * PIECE, "more_body": self.left > 0}

    async def send(self, message: Any) -> None:
        if not self.heard:
            self.left_when_answered = self.left
        self.heard.append(message)


@pytest.fixture
def web(transactional_db: None) -> Iterator[WSGIMiddleware]:
    """Return Django behind one thread, and no garbage collector while it is used."""
    middleware = WSGIMiddleware(wsgi, workers=1)  # type: ignore[arg-type]
    gc.collect()
    gc.disable()
    yield middleware
    gc.enable()
    middleware.executor.submit(connections.close_all).result()
    middleware.executor.shutdown()
    tracker_lane.writer.submit(connections.close_all).result()


def long_bodies() -> int:
    """Return how many texts of more than 1 MB are held, those of one object counted for each."""
    return sum(
        isinstance(held, bytes | bytearray) and len(held) > 1_000_000
        for holder in gc.get_objects()
        for held in gc.get_referents(holder)
    )


@pytest.mark.parametrize("path", ["/ingest/owntracks", "/api/positions/"])
def test_no_body_of_a_stranger_waits_for_the_garbage_collector(
    web: WSGIMiddleware, path: str
) -> None:
    before, client = long_bodies(), Sender()

    scope = scope_of(path, (b"authorization", b"Bearer of nobody"))
    asyncio.run(TrackerLane(web)(scope, client.receive, client.send))  # type: ignore[arg-type]

    assert client.heard[0]["status"] == 403
    assert long_bodies() == before


async def refuse(scope: Any, receive: Any, send: Any) -> None:
    """Answer without reading."""
    await send({"type": "http.response.start", "status": 413, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def refused(client: Sender, *headers: tuple[bytes, bytes]) -> None:
    """Let a client be refused by a view that does not read its body."""
    scope = scope_of("/", *headers)

    async def answer() -> None:
        body = LongBody(scope, client.receive, client.send)
        await refuse(scope, body.receive, body.send)

    asyncio.run(answer())


def test_refusal_goes_out_after_the_last_byte() -> None:
    client = Sender()

    refused(client)

    assert (client.left_when_answered, client.heard[0]["status"]) == (0, 413)


def test_client_that_asked_first_is_refused_before_it_sends() -> None:
    client = Sender()

    refused(client, (b"expect", b"100-continue"))

    assert client.left_when_answered == PIECES


def test_body_without_end_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi_bodies, "PASSED_OVER_MAX", 5 * PIECE)
    client = Sender()

    refused(client)

    assert client.left_when_answered == PIECES - 6


def test_client_that_stops_sending_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi_bodies, "PASSED_OVER_S", 0.01)

    class Stuck(Sender):
        async def receive(self) -> Any:
            await asyncio.Event().wait()

    client = Stuck()
    refused(client)

    assert client.heard[0]["status"] == 413


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ((b"content-length", b"65536"), False),
        ((b"content-length", b"65537"), True),
        ((b"content-length", b"many"), False),
        ((b"transfer-encoding", b"chunked"), True),
        ((b"accept", b"*/*"), False),
    ],
)
def test_only_what_may_still_be_on_its_way_counts_as_long(
    header: tuple[bytes, bytes], expected: bool
) -> None:
    assert is_long({"headers": [header]}) is expected
