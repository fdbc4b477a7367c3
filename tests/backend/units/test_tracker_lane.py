"""The usual requests of trackers are answered without Django's views, all others by them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest
from django.db import connections

from backend.units.api import tracker_lane
from backend.units.api.tracker_lane import TrackerLane, is_of_tracker
from backend.units.models import Device, Position, QuarantinedItem, Unit
from tests.backend.units.conftest import NOW, SECRET, TOWN, Clock, T, Wire, new_device

pytestmark = pytest.mark.django_db(transaction=True)

FIX = f"lat={TOWN[1]}&lon={TOWN[0]}&timestamp={T}"
BEARER = (b"authorization", f"Bearer {SECRET}".encode())


@dataclass
class Wires:
    """Speaks ASGI to the lane; remembers what it answers and what it leaves to Django."""

    answered: list[Any] = field(default_factory=list)
    left: list[bytes] = field(default_factory=list)

    async def web(self, scope: Any, receive: Any, send: Any) -> None:
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        self.left.append(body)

    def send(
        self,
        path: str,
        query: str = "",
        parts: tuple[bytes | None, ...] = (b"",),
        *,
        host: bytes = b"localhost",
        method: str = "POST",
    ) -> int | None:
        """Send a body in parts, None for a client that hangs up; return the status."""
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": query.encode(),
            "headers": [(b"host", host), BEARER],
        }
        messages = iter(parts)
        remaining = len(parts)

        async def receive() -> Any:
            nonlocal remaining
            part = next(messages)
            remaining -= 1
            if part is None:
                return {"type": "http.disconnect"}
            return {"type": "http.request", "body": part, "more_body": remaining > 0}

        async def answer(message: Any) -> None:
            self.answered.append(message)

        asyncio.run(TrackerLane(self.web)(scope, receive, answer))
        return self.answered[0]["status"] if self.answered else None

    def batch(self, content: Any, **more: Any) -> int | None:
        return self.send("/api/positions/", parts=(orjson.dumps(content),), **more)

    @property
    def body(self) -> bytes:
        found: bytes = self.answered[1]["body"]
        return found


@pytest.fixture
def wires(clock: Clock, amb: Unit) -> Iterator[Wires]:
    new_device(amb, "amb-01", secret=SECRET)
    yield Wires()
    tracker_lane.writer.submit(connections.close_all).result()


def item(**values: Any) -> dict[str, Any]:
    return {"fix_time": T, "lon": TOWN[0], "lat": TOWN[1], **values}


def test_fix_is_stored_and_answered(wires: Wires) -> None:
    status = wires.send("/ingest/osmand", FIX)

    assert (status, wires.left, Position.objects.count()) == (200, [], 1)
    assert wires.body == b"OK"


@pytest.mark.parametrize("path", ["/ingest/osmand/", "/ingest/OsmAnd", f"/ingest/osmand/{SECRET}"])
def test_each_way_to_write_the_address_is_known(wires: Wires, path: str) -> None:
    assert wires.send(path, FIX) == 200
    assert wires.left == []


def test_body_in_pieces_is_put_together(wires: Wires) -> None:
    parts = (b'{"_type":"location","lat":-7.0167,', b'"lon":113.8667,"tst":1795568400}')

    status = wires.send("/ingest/owntracks", parts=parts)

    assert (status, wires.body, Position.objects.count()) == (200, b"[]", 1)


def test_half_a_request_is_none(wires: Wires) -> None:
    wires.send("/ingest/osmand", FIX, (b"half", None))

    assert (wires.answered, wires.left, Position.objects.count()) == ([], [], 0)


def test_batch_is_answered_with_its_verdicts(wires: Wires) -> None:
    status = wires.batch([item(event_id="satu"), item(event_id="satu"), 7])

    verdicts = [
        {"event_id": "satu", "verdict": "live", "reason": None},
        {"event_id": "satu", "verdict": "duplicate", "reason": None},
        {"event_id": None, "verdict": "quarantine", "reason": "unreadable"},
    ]
    assert (status, orjson.loads(wires.body)) == (200, {"verdicts": verdicts})


@pytest.mark.parametrize("content", [{"lon": 1}, [item()] * 101, "teks", None])
def test_what_is_no_usual_batch_is_left_to_the_view_with_its_body(
    wires: Wires, content: Any
) -> None:
    wires.batch(content)

    assert (wires.answered, wires.left) == ([], [orjson.dumps(content)])


def test_stranger_is_left_to_the_view(wires: Wires) -> None:
    Device.objects.update(revoked_at=NOW)

    wires.send("/ingest/osmand", FIX, (b"body",))

    assert (wires.answered, wires.left, Position.objects.count()) == ([], [b"body"], 0)


@pytest.mark.parametrize(
    "odd",
    [
        {"path": "/ingest/osmand", "host": b"evil.example"},
        {"path": "/ingest/osmand", "method": "DELETE"},
        {"path": "/ingest/osmand", "method": "HEAD"},
        {"path": "/ingest/tidak-ada"},
        {"path": "/ingest/osmand/a/b/c"},
        {"path": "/api/positions/", "method": "GET"},
    ],
)
def test_odd_request_is_left_to_the_view(wires: Wires, odd: dict[str, Any]) -> None:
    wires.send(query=FIX, **odd)

    assert (wires.answered, wires.left, Position.objects.count()) == ([], [b""], 0)


def test_failure_is_left_to_the_view(wires: Wires, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(tracker_lane, "receive_soon", fail)

    wires.send("/ingest/osmand", FIX, (b"body",))

    assert (wires.answered, wires.left) == ([], [b"body"])


def test_body_of_ten_megabytes_is_taken_in_and_only_its_beginning_kept(wires: Wires) -> None:
    status = wires.send("/ingest/owntracks", parts=(b"x" * 65_536,) * 160)

    found = QuarantinedItem.objects.get()
    assert (status, found.reason, len(found.content)) == (200, "too_large", 65_536)


def test_answer_carries_the_headers_of_every_page(wires: Wires, wire: Wire) -> None:
    wires.send("/ingest/osmand", FIX)

    ours = {name.decode(): value.decode() for name, value in wires.answered[0]["headers"]}
    page = wire.client.post(f"/ingest/osmand/{SECRET}?{FIX}").items()
    theirs = {name.lower(): value for name, value in page}
    assert ours == {name: theirs[name] for name in theirs.keys() - {"vary", "content-language"}}


def test_only_addresses_of_trackers_take_the_lane() -> None:
    paths = ["/ingest/osmand", "/api/positions/", "/api/units/", "/", "/ingestion"]

    assert [is_of_tracker({"path": path}) for path in paths] == [True, True, False, False, False]
