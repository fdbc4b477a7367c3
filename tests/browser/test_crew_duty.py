"""A crew goes on and off duty from its phone, also without signal, with the time of the press."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.browser.conftest import Visitor
from tests.browser.crew_phone import UNIT, Phone, phone_of, until
from tests.browser.test_crew_queue import Send, send
from tests.running_platform import Client

__all__ = ["send"]


@pytest.fixture
def phone(visitor: Visitor, room: Client) -> Iterator[Phone]:
    """Return a phone of a unit that is on duty, and is again after."""
    room.post(f"/api/units/{UNIT}/status/", {"status": "available"})
    phone = phone_of(visitor)
    phone.is_kept()
    yield phone
    phone.close()
    room.post(f"/api/units/{UNIT}/status/", {"status": "available"})


def unit_of(room: Client) -> dict[str, Any]:
    properties = room.get(f"/api/units/{UNIT}/").json["properties"]
    assert isinstance(properties, dict)
    return properties


def test_a_crew_goes_off_duty_and_on_again(phone: Phone, room: Client) -> None:
    phone.page.click("#unit [data-act=off_duty]")
    phone.page.wait_for_selector("#unit h1 >> text=Lepas tugas")
    until(lambda: unit_of(room)["status"] == "off_duty", page=phone.page)
    off_since = unit_of(room)["status_since"]

    phone.page.click("#unit [data-act=available]")
    phone.page.wait_for_selector("#unit h1 >> text=Siaga")
    until(lambda: unit_of(room)["status"] != "off_duty", page=phone.page)

    assert unit_of(room)["status"] == "available"
    assert unit_of(room)["status_since"] > off_since


def test_a_duty_without_signal_waits_and_goes_out_with_its_own_time(
    phone: Phone, room: Client
) -> None:
    phone.page.wait_for_timeout(1000)  # what is known is written a moment after it came
    phone.go_offline()
    phone.page.click("#unit [data-act=off_duty]")
    until(lambda: phone.waits()["presses"] == 1, page=phone.page)
    pressed_before = datetime.now(UTC)
    phone.page.reload()
    phone.page.wait_for_selector("#unit .warning >> text=/Belum terkirim.*Lepas tugas/")
    shown = phone.page.locator("#unit h1").inner_text()
    phone.page.wait_for_timeout(1500)  # so that now and the press differ

    phone.go_online()
    until(lambda: unit_of(room)["status"] == "off_duty", page=phone.page)

    assert "Lepas tugas" in shown
    assert datetime.fromisoformat(unit_of(room)["status_since"]) <= pressed_before


def test_a_duty_from_before_a_later_change_is_told_and_changes_nothing(
    phone: Phone, room: Client
) -> None:
    phone.go_offline()
    phone.page.click("#unit [data-act=off_duty]")
    until(lambda: phone.waits()["presses"] == 1, page=phone.page)
    room.post(f"/api/units/{UNIT}/status/", {"status": "delayed"})

    phone.go_online()
    phone.page.wait_for_selector(".refused >> text=/Lepas tugas.*tetapi unit sudah Tertunda/")

    assert unit_of(room)["status"] == "delayed"


def test_a_unit_with_a_task_offers_no_duty(phone: Phone, send: Send) -> None:
    phone.page.wait_for_selector("#unit [data-act=off_duty]")

    send("Bertugas")

    phone.page.wait_for_selector("#unit [data-act=off_duty]", state="detached")
    assert phone.page.locator(".task >> text=Bertugas").is_visible()
