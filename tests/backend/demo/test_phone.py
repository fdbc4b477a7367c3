"""The simulated phone speaks as the Traccar Client app does and loses nothing while offline."""

import json
import random
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from backend.live.demo.motion import Motion
from backend.live.demo.phone import Phone
from backend.live.demo.wire import Answer, Request
from gis.types import LonLat

NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
EAST_AT_12_MPS = Motion(LonLat(113.8667, -7.0167), 12.0, 90.0)


class Server:
    """Takes requests down, or is away."""

    def __init__(self, status: int = 200, *, is_away: bool = False) -> None:
        self.status, self.is_away = status, is_away
        self.requests: list[Request] = []

    def __call__(self, request: Request) -> Answer:
        if self.is_away:
            raise ConnectionError
        self.requests.append(request)
        return Answer(self.status)


def phone(*, is_json: bool = False) -> Phone:
    return Phone("amb-01", 15.0, is_json, random.Random(1))


def query_of(request: Request) -> dict[str, list[str]]:
    return parse_qs(urlsplit(request.path).query)


def test_old_app_sends_knots_and_seconds_in_the_query() -> None:
    sender, server = phone(), Server()

    sender.take_fix(EAST_AT_12_MPS, NOW)
    sender.send_queue(server, NOW)

    query = query_of(server.requests[0])
    assert query["id"] == ["amb-01"]
    assert query["timestamp"] == ["1795568400"]
    assert float(query["speed"][0]) == pytest.approx(23.326, abs=0.001)
    assert server.requests[0].body == b""


def test_new_app_sends_json_with_metres_per_second() -> None:
    sender, server = phone(is_json=True), Server()

    sender.take_fix(EAST_AT_12_MPS, NOW)
    sender.send_queue(server, NOW)

    content = json.loads(server.requests[0].body)
    assert content["device_id"] == "amb-01"
    assert content["location"]["timestamp"] == "2026-11-25T01:00:00.000Z"
    assert content["location"]["coords"]["speed"] == 12.0
    assert content["location"]["battery"]["level"] <= 1


def test_a_fix_is_some_metres_off_as_a_phone_measures() -> None:
    sender, server = phone(), Server()

    sender.take_fix(EAST_AT_12_MPS, NOW)
    sender.send_queue(server, NOW)

    lat = float(query_of(server.requests[0])["lat"][0])
    assert lat != -7.0167
    assert lat == pytest.approx(-7.0167, abs=0.0003)


def test_fixes_made_without_connection_are_sent_later_oldest_first() -> None:
    sender = phone()
    for seconds in (0, 15):
        sender.take_fix(EAST_AT_12_MPS, NOW + timedelta(seconds=seconds))
        sender.send_queue(Server(is_away=True), NOW)
    server = Server()

    sent = sender.send_queue(server, NOW + timedelta(seconds=30))

    stamps = [query_of(request)["timestamp"] for request in server.requests]
    assert sent == 2
    assert stamps == [["1795568400"], ["1795568415"]]


def test_a_refused_record_stays_at_the_head_of_the_queue() -> None:
    sender = phone()
    sender.take_fix(EAST_AT_12_MPS, NOW)

    sent = sender.send_queue(Server(503), NOW)

    assert sent == 0
    assert len(sender.queue) == 1


def test_nothing_is_sent_while_there_is_no_mobile_data() -> None:
    sender, server = phone(), Server()
    sender.offline_until = NOW + timedelta(seconds=60)
    sender.take_fix(EAST_AT_12_MPS, NOW)

    sender.send_queue(server, NOW)

    assert server.requests == []
