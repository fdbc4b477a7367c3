"""Phones that send at the same instant, over real connections."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from rest_framework.test import APIClient

from backend.accounts.models import User
from backend.units.models import Device, QuarantinedItem, Status, Unit
from tests.backend.units.conftest import (
    NOW,
    SECRET,
    TOWN,
    T,
    Wire,
    basic,
    marker,
    new_device,
    stored,
)

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(count: int, work: Callable[[int], Any]) -> list[Any]:
    """Run the work in threads that start together, each with its own connection."""
    barrier, results = threading.Barrier(count), [None] * count

    def run(index: int) -> None:
        barrier.wait()
        try:
            results[index] = work(index)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def send(query: str) -> int:
    return int(Wire().osmand(query).status_code)


def test_same_fix_from_ten_connections_is_one_row(wire: Wire, named_phone: Device) -> None:
    query = f"id=amb-01&timestamp={T}&lat=-7.0167&lon=113.8667&batt=67"

    answers = at_once(10, lambda _: send(query))

    assert (answers, stored()) == ([200] * 10, [(T, *TOWN)])


def test_same_odd_content_from_ten_connections_is_one_item(wire: Wire, named_phone: Device) -> None:
    answers = at_once(10, lambda _: send(f"id=amb-01&timestamp={T}&lat=0&lon=0"))

    assert answers == [200] * 10
    assert QuarantinedItem.objects.get().times_received == 10


def test_fixes_of_one_drive_in_any_order_leave_the_newest_on_the_marker(
    wire: Wire, named_phone: Device, amb: Unit
) -> None:
    def drive(index: int) -> int:
        return send(f"id=amb-01&timestamp={T - 10 * index}&lat=-7.0167&lon={113.86 + index / 1e4}")

    answers = at_once(10, drive)

    assert (answers, len(stored())) == ([200] * 10, 10)
    assert marker(amb) == (113.86, -7.0167)


def test_two_phones_of_one_unit_do_not_stop_each_other(
    wire: Wire, named_phone: Device, amb: Unit
) -> None:
    new_device(amb, "hp-dua", secret=SECRET)

    def speak(index: int) -> int:
        place = f"timestamp={T - index}&lat=-7.0167&lon=113.8667"
        if index % 2:
            return int(Wire().osmand(place, HTTP_AUTHORIZATION=basic("hp-dua")).status_code)
        return send(f"id=amb-01&{place}")

    assert at_once(8, speak) == [200] * 8


def test_programs_of_the_room_make_one_device_for_a_unit(
    wire: Wire, amb: Unit, user_of: Callable[..., User]
) -> None:
    dispatcher = user_of("dispatcher")

    def report(index: int) -> int:
        client = APIClient()
        client.force_authenticate(dispatcher)
        item = {"unit": "amb-01", "fix_time": NOW.isoformat(), "lon": TOWN[0], "lat": TOWN[1]}
        return int(client.post("/api/positions/", [item], format="json").status_code)

    assert at_once(6, report) == [200] * 6
    assert (Device.objects.count(), len(stored())) == (1, 1)


def test_status_and_pings_do_not_stop_each_other(
    wire: Wire, named_phone: Device, amb: Unit, user_of: Callable[..., User]
) -> None:
    Unit.objects.update(status=Status.RETURNING)
    dispatcher = user_of("dispatcher")

    def either(index: int) -> int:
        if index % 2:
            return send(f"id=amb-01&timestamp={T - index}&lat=-7.0167&lon=113.8667")
        client = APIClient()
        client.force_authenticate(dispatcher)
        body = {"status": "returning"}
        return int(client.post("/api/units/amb-01/status/", body, format="json").status_code)

    assert at_once(8, either) == [200] * 8
