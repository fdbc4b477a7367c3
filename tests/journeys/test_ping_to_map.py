"""Journey: a phone's ping becomes a position, moves the marker, and reaches an open console."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.running_platform import Client, Platform

EVENTS_LIMIT_S = 15.0


@contextmanager
def open_feed(client: Client, latest_id: str = "") -> Iterator[Iterator[dict[str, Any]]]:
    """Give the events of the live feed as they come: ``kind``, ``id``, ``data``."""
    parts = urlsplit(client.url)
    connection = HTTPConnection(str(parts.hostname), parts.port, timeout=EVENTS_LIMIT_S)
    headers = {"Authorization": f"Token {client.token}", "Accept": "text/event-stream"}
    if latest_id:
        headers["Last-Event-ID"] = latest_id
    try:
        connection.request("GET", "/api/live/", headers=headers)
        response = connection.getresponse()
        assert response.status == 200
        yield events_of(response)
    finally:
        connection.close()


def events_of(response: Any) -> Iterator[dict[str, Any]]:
    event: dict[str, Any] = {}
    for raw in response:
        name, _, value = raw.decode().rstrip("\r\n").partition(":")
        if name == "event":
            event["kind"] = value.strip()
        elif name == "id":
            event["id"] = value.strip()
        elif name == "data":
            event["data"] = json.loads(value)
        elif not name and not value and "data" in event:
            yield event
            event = {}


def ping(client: Client, unit: str, lon: float, lat: float, second: int) -> int:
    path = f"/ingest/osmand?id={unit}&lat={lat}&lon={lon}&timestamp={second}&speed=20"
    return client.post(path, None).status


def unit_of(client: Client, code: str) -> dict[str, Any]:
    return client.get(f"/api/units/{code}/").json


def test_a_ping_moves_the_marker(platform: Platform, dispatcher: Client) -> None:
    status = ping(platform.stranger(), "amb-05", 113.8667, -7.0167, int(time.time()))

    unit = unit_of(dispatcher, "amb-05")
    assert status == 200
    assert unit["geometry"]["coordinates"] == pytest.approx([113.8667, -7.0167])
    assert unit["properties"]["position_state"] == "live"


def test_a_ping_reaches_an_open_console(platform: Platform, dispatcher: Client) -> None:
    with open_feed(dispatcher) as events:
        snapshot = next(events)
        ping(platform.stranger(), "amb-06", 113.8700, -7.0100, int(time.time()))
        change = next(event for event in events if event["kind"] == "unit")

    assert snapshot["kind"] == "snapshot"
    assert "amb-06" in json.dumps(change["data"])


def test_a_console_that_was_cut_off_gets_what_it_missed(
    platform: Platform, dispatcher: Client
) -> None:
    with open_feed(dispatcher) as events:
        latest_id = next(events)["id"]
    ping(platform.stranger(), "amb-03", 113.8800, -7.0200, int(time.time()))

    with open_feed(dispatcher, latest_id) as events:
        first = next(events)

    assert first["kind"] == "unit"
    assert "amb-03" in json.dumps(first["data"])


def test_a_late_fix_becomes_history_and_leaves_the_marker(
    platform: Platform, dispatcher: Client
) -> None:
    now = int(time.time())
    ping(platform.stranger(), "amb-04", 113.8600, -7.0100, now)
    before = unit_of(dispatcher, "amb-04")["geometry"]

    ping(platform.stranger(), "amb-04", 113.8500, -7.0300, now - 120)

    assert unit_of(dispatcher, "amb-04")["geometry"] == before
    track = dispatcher.get("/api/units/amb-04/track/").json["features"]
    assert [feature["geometry"]["coordinates"][0] for feature in track] == pytest.approx(
        [113.85, 113.86]
    )


def test_an_unknown_phone_is_refused(platform: Platform) -> None:
    assert ping(platform.stranger(), "nobody-77", 113.8667, -7.0167, int(time.time())) == 403


def test_a_stranger_sees_no_feed(platform: Platform) -> None:
    assert platform.stranger().get("/api/live/").status in {401, 403}
