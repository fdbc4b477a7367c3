"""Many items are settled at once: each by itself, or all of a broken phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from backend.changes.models import Change
from backend.units.models import Device, QuarantinedItem, Unit
from tests.backend.units.conftest import TOWN, T, Wire, new_device, send, stored


@pytest.fixture
def boss(api_as: Callable[[str], APIClient]) -> APIClient:
    return api_as("supervisor")


def inaccurate(wire: Wire, at_s: int = T) -> None:
    send(wire, at_s, accuracy=900)


def test_several_items_are_settled_and_those_that_cannot_be_are_named(
    wire: Wire, named_phone: Device, boss: APIClient
) -> None:
    inaccurate(wire)
    send(wire, T, (0, 0))
    ids = list(QuarantinedItem.objects.order_by("id").values_list("id", flat=True))

    body = {"ids": [*ids, 999_999], "settlement": "released"}
    answer = boss.post("/api/quarantine/settle/", body, format="json").json()

    assert [item["id"] for item in answer["settled"]] == ids[:1]
    assert [refused["id"] for refused in answer["refused"]] == [ids[1], 999_999]
    assert stored() == [(T, *TOWN)]


def test_several_items_are_opened_again(wire: Wire, named_phone: Device, boss: APIClient) -> None:
    inaccurate(wire)
    inaccurate(wire, T - 60)
    ids = list(QuarantinedItem.objects.values_list("id", flat=True))
    boss.post("/api/quarantine/settle/", {"ids": ids, "settlement": "discarded"}, format="json")

    boss.post("/api/quarantine/settle/", {"ids": ids, "settlement": "open"}, format="json")

    assert set(QuarantinedItem.objects.values_list("settlement", flat=True)) == {""}


def test_several_releases_of_a_unit_are_one_feed_row(
    wire: Wire, named_phone: Device, boss: APIClient
) -> None:
    for number in range(3):
        inaccurate(wire, T - number)
    ids = list(QuarantinedItem.objects.values_list("id", flat=True))
    Change.objects.all().delete()

    boss.post("/api/quarantine/settle/", {"ids": ids, "settlement": "released"}, format="json")

    assert (len(stored()), Change.objects.count()) == (3, 1)


def test_everything_open_of_one_device_and_reason_is_discarded(
    wire: Wire, named_phone: Device, fire: Unit, boss: APIClient
) -> None:
    new_device(fire, "fire-02")
    for number in range(3):
        send(wire, T - number, (0, 0))
    inaccurate(wire)
    wire.osmand(f"id=fire-02&timestamp={T}&lat=0&lon=0")

    body = {"device": "amb-01", "reason": "no_fix", "settlement": "discarded"}
    answer = boss.post("/api/quarantine/settle/", body, format="json")

    discarded = QuarantinedItem.objects.filter(settlement="discarded")
    assert answer.json()["count"] == 3
    assert {(item.device_id, item.reason) for item in discarded} == {(named_phone.pk, "no_fix")}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"device": "amb-01", "settlement": "released"}, "settlement"),
        ({"device": "amb-01"}, "settlement"),
        ({"device": "", "settlement": "discarded"}, "device"),
        ({"device": 7, "settlement": "discarded"}, "device"),
        ({"device": "amb-01", "reason": "no", "settlement": "discarded"}, "reason"),
        ({"device": "amb-01", "reason": [1], "settlement": "discarded"}, "reason"),
        ({"ids": [], "settlement": "released"}, "ids"),
        ({"ids": "7", "settlement": "released"}, "ids"),
        ({"ids": [True], "settlement": "released"}, "ids"),
        ({"ids": [-1], "settlement": "released"}, "ids"),
        ({"ids": [2**70], "settlement": "released"}, "ids"),
        ({"ids": list(range(1, 202)), "settlement": "released"}, "ids"),
        ({"ids": [1], "settlement": "deleted"}, "settlement"),
        ({"ids": [1], "settlement": ["released"]}, "settlement"),
        ({"ids": [1]}, "settlement"),
        ([1], "ids"),
        ("released", "ids"),
    ],
)
def test_unusable_request_names_its_field(boss: APIClient, body: Any, field: str) -> None:
    answer = boss.post("/api/quarantine/settle/", body, format="json")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
