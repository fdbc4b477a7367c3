"""What became of everything that a tracker sent."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from backend.units.models import Device, ReceivedRequest, Unit
from tests.backend.units.conftest import SECRET, TOWN, Clock, T, Wire, basic, new_device, send


@pytest.fixture
def boss(api_as: Callable[[str], APIClient]) -> APIClient:
    return api_as("supervisor")


@pytest.fixture
def sent(wire: Wire, clock: Clock, named_phone: Device) -> None:
    """A live fix, its repeat, a late one and one without a place; ten seconds apart."""
    send(wire, T)
    for at_s, place in ((T, TOWN), (T - 60, TOWN), (T, (0, 0))):
        clock.forward(10)
        send(wire, at_s, place)


def test_every_item_has_its_verdict_and_reason(sent: None, room: APIClient) -> None:
    rows = room.get("/api/received/?device=amb-01").json()["results"]

    told = [(one["verdict"], one["reason"]) for row in rows for one in row["outcomes"]]
    assert told == [
        ("quarantine", "no_fix"),
        ("history", None),
        ("duplicate", None),
        ("live", None),
    ]


def test_counts_are_of_the_whole_span(sent: None, room: APIClient) -> None:
    page = room.get("/api/received/?unit=amb-01&limit=1").json()

    assert page["counts"] == {
        "requests": 4,
        "items": 4,
        "live": 1,
        "history": 1,
        "duplicate": 1,
        "quarantine": 1,
        "contact": 0,
    }
    assert (page["count"], len(page["results"]), page["kept_hours"]) == (4, 1, 72)


def test_span_narrows_the_list(sent: None, room: APIClient) -> None:
    query = "since=2026-11-25T01:00:05Z&until=2026-11-25T01:00:20Z"

    page = room.get(f"/api/received/?{query}").json()

    assert [row["received_at"] for row in page["results"]] == [
        "2026-11-25T01:00:20Z",
        "2026-11-25T01:00:10Z",
    ]


def test_other_units_are_left_out(sent: None, fire: Unit, wire: Wire, room: APIClient) -> None:
    new_device(fire, "fire-02")
    wire.osmand(f"id=fire-02&timestamp={T}&lat=-7.0167&lon=113.8667")

    page = room.get("/api/received/?unit=fire-02").json()

    assert [row["device"] for row in page["results"]] == ["fire-02"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("device=nobody", 404),
        ("unit=amb-77", 404),
        ("device=%00", 404),
        ("since=soon", 400),
        ("limit=x", 400),
    ],
)
def test_what_does_not_exist_is_said(room: APIClient, db: None, query: str, status: int) -> None:
    assert room.get(f"/api/received/?{query}").status_code == status


def test_supervisor_reads_the_request_as_it_came(sent: None, boss: APIClient) -> None:
    first = ReceivedRequest.objects.order_by("id")[0]

    found = boss.get(f"/api/received/{first.pk}/").json()

    assert found["query"] == f"id=amb-01&timestamp={T}&lat=-7.0167&lon=113.8667"
    assert found["outcomes"][0]["verdict"] == "live"


def test_secret_is_not_in_it(wire: Wire, amb: Unit, boss: APIClient) -> None:
    new_device(amb, "hp", secret=SECRET)
    wire.osmand(f"id={SECRET}&timestamp={T}&lat=-7.0167&lon=113.8667")
    wire.positions([], basic("hp"))

    texts = [
        boss.get(f"/api/received/{pk}/").content.decode()
        for pk in ReceivedRequest.objects.values_list("pk", flat=True)
    ]

    assert texts
    assert all(SECRET not in text for text in texts)


def test_body_of_any_bytes_is_shown(wire: Wire, phone: Device, boss: APIClient) -> None:
    wire.json(b"\xff\xfe{", "/ingest/owntracks", HTTP_AUTHORIZATION=basic("amb-01"))

    found = boss.get(f"/api/received/{ReceivedRequest.objects.get().pk}/")

    assert (found.status_code, found.json()["body"]) == (200, "\ufffd\ufffd{")


def test_unknown_request_is_not_found(boss: APIClient) -> None:
    assert boss.get("/api/received/999/").status_code == 404


def test_list_costs_the_same_however_long(
    wire: Wire,
    named_phone: Device,
    room: APIClient,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for index in range(12):
        send(wire, T - index)

    # session, account, sums, count, page
    with django_assert_num_queries(5):
        page = room.get("/api/received/").json()

    assert page["count"] == 12
