"""Reading what was kept aside: filters, pages, sums by device."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from backend.units.models import Device, QuarantinedItem, Unit
from tests.backend.units.conftest import TOWN, Clock, T, Wire, new_device, send


@pytest.fixture
def several(wire: Wire, clock: Clock, named_phone: Device, fire: Unit) -> None:
    """Two odd items of ``amb-01``, one of them sent thrice, and later one of ``fire-02``."""
    new_device(fire, "fire-02")
    for _ in range(3):
        send(wire, T, (0, 0))
    send(wire, T, accuracy=900)
    clock.forward(60)
    wire.osmand(f"id=fire-02&timestamp={T}&lat=0&lon=0")


def found(client: APIClient, query: str = "") -> list[tuple[str, str]]:
    rows = client.get(f"/api/quarantine/?{query}").json()["results"]
    return [(row["device"], row["reason"]) for row in rows]


AMB_ZERO, AMB_LOOSE, FIRE_ZERO = (
    ("amb-01", "no_fix"),
    ("amb-01", "inaccurate"),
    ("fire-02", "no_fix"),
)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [FIRE_ZERO, AMB_LOOSE, AMB_ZERO]),
        ("device=fire-02", [FIRE_ZERO]),
        ("unit=amb-01", [AMB_LOOSE, AMB_ZERO]),
        ("reason=no_fix", [FIRE_ZERO, AMB_ZERO]),
        ("reason=no_fix&unit=amb-01", [AMB_ZERO]),
        ("since=2026-11-25T01:00:30Z", [FIRE_ZERO]),
        ("until=2026-11-25T01:00:30Z", [AMB_LOOSE, AMB_ZERO]),
        ("since=2026-11-25T08:00:30%2B07:00", [FIRE_ZERO]),
        ("device=nobody", []),
        ("device=%00", []),
    ],
)
def test_filters_narrow_the_list(
    several: None, room: APIClient, query: str, expected: list[tuple[str, str]]
) -> None:
    assert found(room, query) == expected


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("settled=true", 1),
        ("settled=false", 2),
        ("settled=open", 2),
        ("settled=discarded", 1),
        ("settled=released", 0),
    ],
)
def test_settled_items_are_told_from_open_ones(
    several: None, room: APIClient, api_as: Any, query: str, count: int
) -> None:
    item = QuarantinedItem.objects.get(reason="inaccurate")
    api_as("supervisor").post(f"/api/quarantine/{item.pk}/discard/")

    assert room.get(f"/api/quarantine/?{query}").json()["count"] == count


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("reason=bad+luck", "reason"),
        ("settled=perhaps", "settled"),
        ("since=yesterday", "since"),
        ("until=2026-11-25T01:00:00", "until"),
        ("since=2026-11-26T00:00:00Z&until=2026-11-25T00:00:00Z", "since"),
        ("limit=0", "limit"),
    ],
)
def test_unusable_filter_is_named(room: APIClient, query: str, field: str) -> None:
    answers = [room.get(f"/api/quarantine/{sub}?{query}") for sub in ("", "summary/")]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert all(list(answer.json()["errors"]) == [field] for answer in answers)


def test_pages_follow_each_other(several: None, room: APIClient) -> None:
    first = room.get("/api/quarantine/?limit=2").json()

    second = room.get(first["next"]).json()

    assert (first["count"], len(first["results"]), len(second["results"])) == (3, 2, 1)
    assert second["next"] is None


def test_item_says_whether_a_position_can_be_made_of_it(several: None, room: APIClient) -> None:
    rows = room.get("/api/quarantine/?unit=amb-01").json()["results"]

    assert {row["reason"]: row["releasable"] for row in rows} == {
        "inaccurate": True,
        "no_fix": False,
    }


def test_summary_counts_by_device_and_reason(several: None, room: APIClient) -> None:
    entries = room.get("/api/quarantine/summary/").json()["results"]

    assert [entry["device"] for entry in entries] == ["fire-02", "amb-01"]
    ours = entries[1]
    assert (ours["unit"], ours["items"], ours["open"], ours["times_received"]) == (
        "amb-01",
        2,
        2,
        4,
    )
    assert ours["newest_at"] == "2026-11-25T01:00:00Z"
    assert ours["reasons"]["no_fix"] == {
        "items": 1,
        "open": 1,
        "released": 0,
        "discarded": 0,
        "times_received": 3,
        "newest_at": "2026-11-25T01:00:00Z",
    }


def test_summary_of_a_program_names_no_device(wire: Wire, amb: Unit, room: APIClient) -> None:
    good = {"unit": "amb-01", "fix_time": "2026-11-25T01:00:00Z", "lon": TOWN[0], "lat": TOWN[1]}
    room.post("/api/positions/", [good, good | {"unit": "amb-77"}], format="json")

    entry = room.get("/api/quarantine/summary/").json()["results"][0]

    assert (entry["device"], entry["unit"]) == (None, None)
    assert entry["reasons"]["unknown_unit"]["items"] == 1


def many(wire: Wire, number: int) -> None:
    for index in range(number):
        send(wire, T - index, accuracy=900)


def test_list_costs_the_same_however_long(
    wire: Wire,
    named_phone: Device,
    room: APIClient,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    many(wire, 12)

    # session, account, count, page
    with django_assert_num_queries(4):
        room.get("/api/quarantine/")

    assert QuarantinedItem.objects.count() == 12


def test_summary_costs_one_statement(
    wire: Wire,
    named_phone: Device,
    room: APIClient,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    many(wire, 5)

    # session, account, groups
    with django_assert_num_queries(3):
        room.get("/api/quarantine/summary/")

    assert QuarantinedItem.objects.count() == 5
