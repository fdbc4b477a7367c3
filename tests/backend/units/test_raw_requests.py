"""Every request of an authenticated sender is kept as it came, with the verdict on each item."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from rest_framework.test import APIClient

from backend.units.models import Device, QuarantinedItem, ReceivedRequest, Unit
from tests.backend.units.conftest import SECRET, TOWN, Clock, T, Wire, basic, new_device

COUNTS = ("live", "history", "duplicate", "quarantine", "contact")


def counts() -> dict[str, int]:
    row = ReceivedRequest.objects.order_by("id").last()
    assert row is not None
    return {name: getattr(row, name) for name in COUNTS if getattr(row, name)}


def item(at_s: Any = T, **values: Any) -> dict[str, Any]:
    return {"fix_time": at_s, "lon": TOWN[0], "lat": TOWN[1], **values}


def test_request_is_kept_as_it_came(wire: Wire, named_phone: Device) -> None:
    query = f"id=amb-01&timestamp={T}&lat={TOWN[1]}&lon={TOWN[0]}&alarm=x%20y"

    wire.client.get(f"/ingest/osmand?{query}")

    row = ReceivedRequest.objects.get()
    assert (row.device, row.source, row.query, bytes(row.body)) == (
        named_phone,
        "osmand",
        query,
        b"",
    )


def test_body_is_kept_byte_for_byte(wire: Wire, phone: Device) -> None:
    body = b'{"_type": "location",  "lat":-7.0167, \xff\x00 broken'

    wire.owntracks(body)

    assert bytes(ReceivedRequest.objects.get().body) == body


def test_outcomes_come_in_the_order_sent(wire: Wire, phone: Device) -> None:
    wire.positions([item(T - 10), "sampah", item(T), item(T), item(T, lon=0, lat=0)])

    told = ReceivedRequest.objects.get().outcomes
    assert [one["verdict"] for one in told] == [
        "history",
        "quarantine",
        "live",
        "duplicate",
        "quarantine",
    ]
    assert [one["reason"] for one in told] == [None, "unreadable", None, None, "no_fix"]
    assert told[2]["fix_time"] == "2026-11-25T01:00:00Z"


def test_note_of_a_repaired_clock_is_told(wire: Wire, phone: Device) -> None:
    wire.positions([item(1000 * T)])

    assert ReceivedRequest.objects.get().outcomes[0]["note"] == "milliseconds"


def test_counts_add_up_to_all_items(wire: Wire, phone: Device) -> None:
    wire.positions([item(T - 10), "sampah", item(T), item(T)])

    assert counts() == {"live": 1, "history": 1, "duplicate": 1, "quarantine": 1}


def test_sign_of_life_counts_as_contact(wire: Wire, phone: Device) -> None:
    wire.owntracks(b"")

    assert counts() == {"contact": 1}


def test_items_of_an_account_keep_their_order_among_strays(
    wire: Wire, room: APIClient, amb: Unit
) -> None:
    sent = [item(unit="tidak-ada"), item(unit="amb-01"), item(unit="entah")]

    room.post("/api/positions/", sent, format="json")

    row = ReceivedRequest.objects.get()
    assert (row.device, row.account.username if row.account else "") == (None, "dispatcher")
    assert [one["reason"] for one in row.outcomes] == ["unknown_unit", None, "unknown_unit"]
    assert json.loads(bytes(row.body)) == sent


def test_body_that_is_no_list_is_kept(wire: Wire, phone: Device) -> None:
    answer = wire.positions({"lon": 1})

    assert (answer.status_code, counts()) == (400, {"quarantine": 1})
    assert bytes(ReceivedRequest.objects.get().body) == b'{"lon": 1}'


def test_nothing_of_a_stranger_is_kept(wire: Wire, amb: Unit) -> None:
    wire.osmand(f"id=siapa&timestamp={T}&lat={TOWN[1]}&lon={TOWN[0]}")

    assert not ReceivedRequest.objects.exists()


@pytest.mark.parametrize(
    "written",
    ["{0}", "{1}", "%72ahasia%2Duji-0001"],
    ids=["plain", "quoted", "each letter escaped"],
)
def test_secret_in_the_query_is_blotted_out(wire: Wire, amb: Unit, written: str) -> None:
    new_device(amb, "amb-01", secret=SECRET)
    name = written.format(SECRET, quote(SECRET))

    answer = wire.osmand(f"id={name}&timestamp={T}&lat=0&lon=0")

    row = ReceivedRequest.objects.get()
    assert answer.status_code == 200
    assert name not in row.query
    assert SECRET not in row.query
    assert "***" in row.query


def test_secret_in_the_body_is_blotted_out(wire: Wire, amb: Unit) -> None:
    secret = 'kunci "ganda" 1'
    new_device(amb, "amb-01", secret=secret)
    body = {"device_id": secret, "location": {"coords": {"latitude": 0, "longitude": 0}}}

    answer = wire.json(body)

    assert answer.status_code == 200
    assert b"ganda" not in bytes(ReceivedRequest.objects.get().body)
    assert "ganda" not in QuarantinedItem.objects.get().content


def test_secret_of_the_header_is_blotted_out_of_the_body(wire: Wire, phone: Device) -> None:
    wire.json(f'{{"key": "{SECRET}"', HTTP_AUTHORIZATION=basic("amb-01"))

    assert SECRET.encode() not in bytes(ReceivedRequest.objects.get().body)


def test_dialect_is_remembered(wire: Wire, phone: Device) -> None:
    wire.owntracks(b"")
    phone.refresh_from_db()
    assert phone.latest_source == "owntracks"

    wire.positions([item()])
    phone.refresh_from_db()
    assert phone.latest_source == "api"


def test_phone_that_encrypts_is_noticed_until_something_is_read(
    wire: Wire, phone: Device, clock: Clock
) -> None:
    sealed = {"_type": "encrypted", "data": "AAAA"}
    wire.owntracks(sealed)
    phone.refresh_from_db()
    since = phone.unread_since
    clock.forward(60)
    wire.owntracks(sealed)
    phone.refresh_from_db()
    assert since is not None
    assert phone.unread_since == since

    wire.owntracks(b"")
    phone.refresh_from_db()

    assert phone.unread_since is None
