"""A batch may hold anything that JSON can say: it is answered item by item, never with a fault."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
import pytest
from django.db import connection, connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.units.models import Device, Position, ReceivedRequest, Unit
from backend.units.signals import markers_moved
from tests.backend.units.conftest import SECRET, TOWN, T, Wire, new_device

TEXT = st.text(max_size=8)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | TEXT
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3)
)
FIELDS = (
    "unit",
    "fix_time",
    "lon",
    "lat",
    "accuracy_m",
    "speed_mps",
    "heading_deg",
    "altitude_m",
    "battery_pct",
    "event_id",
    "mock",
)
NEARLY_FIXES = st.fixed_dictionaries(
    {"fix_time": st.just(T) | JSON, "lon": st.just(TOWN[0]) | JSON, "lat": st.just(TOWN[1]) | JSON},
    optional={name: JSON for name in FIELDS if name not in ("fix_time", "lon", "lat")},
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(items=st.lists(JSON | NEARLY_FIXES, max_size=6))
def test_every_item_of_an_odd_batch_is_accounted_for(
    wire: Wire, phone: Device, items: list[Any]
) -> None:
    body = json.dumps(items)

    answer = wire.positions(body)

    row = ReceivedRequest.objects.order_by("id").last()
    assert row is not None
    counted = row.live + row.history + row.duplicate + row.quarantine + row.contact
    if _is_json(body):
        assert answer.status_code == 200
        assert len(answer.json()["verdicts"]) == len(items) == counted
    else:
        assert (answer.status_code, counted) == (400, 1)


def _is_json(body: str) -> bool:
    """Tell whether a strict parser takes it: Python writes NaN and halves of letters too."""
    try:
        orjson.loads(body)
    except orjson.JSONDecodeError:
        return False
    return True


@pytest.mark.parametrize("body", [b"", b"null", b"7", b'"teks"', b"{}", b"[", b"\xff", b"[1]]"])
def test_body_that_is_no_list_is_400_and_kept(wire: Wire, phone: Device, body: bytes) -> None:
    answer = wire.positions(body)

    assert answer.status_code == 400
    assert bytes(ReceivedRequest.objects.get().body) == body


def test_hundred_items_are_the_limit(wire: Wire, phone: Device) -> None:
    sent = [{"fix_time": T - n, "lon": TOWN[0], "lat": TOWN[1]} for n in range(101)]

    assert wire.positions(sent).status_code == 413
    assert Position.objects.count() == 0
    assert wire.positions(sent[:100]).status_code == 200
    assert Position.objects.count() == 100


def batch(number: int = 0) -> list[dict[str, Any]]:
    return [
        {"fix_time": T - 60 * n, "lon": TOWN[0], "lat": TOWN[1], "event_id": f"{number}-{n}"}
        for n in range(20)
    ]


def test_same_batch_ten_times_is_stored_once(wire: Wire, phone: Device) -> None:
    for _ in range(10):
        wire.positions(batch())

    assert Position.objects.count() == 20
    assert ReceivedRequest.objects.filter(duplicate=20).count() == 9


def test_same_events_at_other_times_are_duplicates(wire: Wire, phone: Device) -> None:
    wire.positions(batch())
    later = [{**item, "fix_time": item["fix_time"] - 7} for item in batch()]

    verdicts = {one["verdict"] for one in wire.positions(later).json()["verdicts"]}

    assert (verdicts, Position.objects.count()) == ({"duplicate"}, 20)


@pytest.mark.django_db(transaction=True)
def test_same_batch_on_ten_connections_is_stored_once(wire: Wire, amb: Unit) -> None:
    new_device(amb, "amb-01", secret=SECRET)

    def send(_: int) -> int:
        try:
            status: int = Wire().positions(batch()).status_code
            return status
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as senders:
        answers = list(senders.map(send, range(10)))

    assert answers == [200] * 10
    assert Position.objects.count() == 20
    rows = ReceivedRequest.objects.values_list("live", "history", "duplicate")
    assert sorted(rows) == [(0, 0, 20)] * 9 + [(1, 19, 0)]


def test_receiver_that_fails_costs_no_fix(
    wire: Wire, phone: Device, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(**_: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM tidak_ada")

    markers_moved.connect(fail)
    try:
        answer = wire.positions(batch())
    finally:
        markers_moved.disconnect(fail)

    assert (answer.status_code, Position.objects.count()) == (200, 20)
    assert "a receiver of moved markers failed" in caplog.text


def test_receivers_learn_who_leads_and_no_late_fix(wire: Wire, phone: Device) -> None:
    told: list[Any] = []

    def listen(positions: list[Position], **_: Any) -> None:
        told.extend((one.unit_id, int(one.fix_time.timestamp())) for one in positions)

    markers_moved.connect(listen)
    try:
        wire.positions(batch())
        wire.positions([{"fix_time": T - 5000, "lon": TOWN[0], "lat": TOWN[1]}])
    finally:
        markers_moved.disconnect(listen)

    assert told == [(phone.unit_id, T)]
