"""When too much waits to be stored a client is told to come again, and then nothing is missing."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from django.db import connections

from backend import asgi
from backend.units.actions import combining, receiving
from backend.units.api import tracker_lane
from backend.units.models import Position, QuarantinedItem, ReceivedRequest, Unit
from tests.backend.units.conftest import SECRET, TOWN, Clock, T, new_device

pytestmark = pytest.mark.django_db(transaction=True)

WAITING_MAX = 100
"""Bytes; what waits already and what comes are longer together."""
BODY = orjson.dumps({"_type": "location", "lat": TOWN[1], "lon": TOWN[0], "tst": T})
BATCH = orjson.dumps([{"fix_time": T, "lon": TOWN[0], "lat": TOWN[1]}])
SENT = {"/ingest/owntracks": BODY, "/api/positions/": BATCH}


@pytest.fixture
def phones(clock: Clock, amb: Unit, fire: Unit) -> Iterator[None]:
    new_device(amb, "amb-01", secret=SECRET)
    new_device(fire, "fire-01", secret="rahasia-lain")
    yield
    tracker_lane.writer.submit(connections.close_all).result()


async def send(path: str, body: bytes, secret: str = SECRET) -> tuple[int, Any, dict[bytes, bytes]]:
    """Send a request to the whole platform; return its status, document and headers."""
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "root_path": "",
        "query_string": b"",
        "server": ("localhost", 80),
        "client": ("127.0.0.1", 5000),
        "headers": [
            (b"host", b"localhost"),
            (b"authorization", f"Bearer {secret}".encode()),
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
        ],
    }
    told: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": body, "more_body": False}

    async def answer(message: Any) -> None:
        told.append(message)

    await asgi.application(scope, receive, answer)
    document = b"".join(message.get("body", b"") for message in told[1:])
    headers = {name.lower(): value for name, value in told[0]["headers"]}
    return told[0]["status"], orjson.loads(document), headers


async def send_while_another_waits(path: str) -> tuple[int, Any, dict[bytes, bytes]]:
    """Send a request while the one of another phone waits for the storing thread."""
    may_store = threading.Event()
    tracker_lane.writer.submit(may_store.wait)
    other = asyncio.create_task(send("/ingest/owntracks", BODY, "rahasia-lain"))
    while not receiving._combiner._waiting:
        await asyncio.sleep(0)
    try:
        return await send(path, SENT[path])
    finally:
        may_store.set()
        await other


@pytest.mark.parametrize("path", SENT)
def test_client_is_told_to_come_again_and_nothing_of_it_is_stored(
    path: str, phones: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(combining, "WAITING_WEIGHT_MAX", WAITING_MAX)

    status, document, headers = asyncio.run(send_while_another_waits(path))

    assert (status, document["code"], headers[b"retry-after"]) == (503, "busy", b"5")
    stored = [*Position.objects.all(), *ReceivedRequest.objects.all()]
    assert [row.device.identifier for row in stored if row.device] == ["fire-01", "fire-01"]
    assert not QuarantinedItem.objects.exists()


@pytest.mark.parametrize("path", SENT)
def test_the_same_sent_again_is_stored(
    path: str, phones: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(combining, "WAITING_WEIGHT_MAX", WAITING_MAX)
    asyncio.run(send_while_another_waits(path))

    status, *_ = asyncio.run(send(path, SENT[path]))

    assert status == 200
    assert Position.objects.filter(device__identifier="amb-01").count() == 1
