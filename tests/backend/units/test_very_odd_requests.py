"""A request with thousands of odd items: each is counted, and few statements keep them."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.units.actions import quarantine
from backend.units.models import Device, QuarantinedItem, ReceivedRequest
from tests.backend.units.conftest import SECRET, Clock, Wire


def send(wire: Wire, *items: object) -> None:
    answer = wire.client.post(
        f"/ingest/overland/{SECRET}",
        json.dumps({"locations": items}),
        content_type="application/json",
    )
    assert (answer.status_code, answer.content) == (200, b'{"result":"ok"}')


def at_zero(number: int) -> dict[str, object]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [0, 0]},
        "properties": {"timestamp": "2026-11-25T01:00:00Z", "number": number},
    }


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let five odd items be many."""
    monkeypatch.setattr(quarantine, "ONE_BY_ONE_MAX", 5)


@pytest.mark.usefixtures("few")
def test_beyond_the_bound_the_rest_is_kept_as_one_with_its_reasons(
    wire: Wire, phone: Device
) -> None:
    send(wire, *range(7), *(at_zero(number) for number in range(3)))

    *single, rest = QuarantinedItem.objects.order_by("pk")
    assert [one.content for one in single] == ["0", "1", "2", "3", "4"]
    assert (rest.reason, rest.device) == ("too_large", phone)
    assert rest.detail == "5 more odd items of one request: no_fix 3, unreadable 2"
    assert rest.content.splitlines()[:2] == ["5", "6"]


@pytest.mark.usefixtures("few")
def test_each_of_the_rest_is_counted_with_its_own_verdict(wire: Wire, phone: Device) -> None:
    send(wire, *range(7), *(at_zero(number) for number in range(3)))

    row = ReceivedRequest.objects.get()
    reasons = [one["reason"] for one in row.outcomes]
    assert (row.quarantine, reasons) == (10, ["unreadable"] * 7 + ["no_fix"] * 3)


@pytest.mark.usefixtures("few")
def test_the_same_request_again_is_kept_once(wire: Wire, phone: Device, clock: Clock) -> None:
    send(wire, *range(9))
    clock.forward(60)
    send(wire, *range(9))

    found = QuarantinedItem.objects.values_list("times_received", "received_at")
    assert list(found) == [(2, clock.now)] * 6


@pytest.mark.usefixtures("few")
def test_as_many_as_the_bound_are_kept_one_by_one(wire: Wire, phone: Device) -> None:
    send(wire, *range(5))

    assert set(QuarantinedItem.objects.values_list("reason", flat=True)) == {"unreadable"}


def statements(wire: Wire, number: int) -> int:
    with CaptureQueriesContext(connection) as queries:
        send(wire, *range(number))
    return len(queries)


def test_repeats_cost_no_more_statements_the_more_they_are(wire: Wire, phone: Device) -> None:
    send(wire, *range(300))

    assert statements(wire, 3) == statements(wire, 300)
