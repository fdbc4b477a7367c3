"""The supervisor's view of the sea: one click confirms, closes and opens, and all is on record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Visit, Visitor
from tests.running_platform import Client

LANE = "#lanes tr >> nth=0"


@pytest.fixture
def sea(visitor: Visitor, room: Client) -> Iterator[Visit]:
    """Open the view; what a test closes or confirms is taken back afterwards."""
    visit = visitor("supervisor", "/supervisor/#sea")
    visit.wait_until_live()
    visit.page.wait_for_selector(LANE)
    yield visit
    for closure in closures(room):
        room.request("DELETE", f"/api/closures/{closure['id']}/")
    room.request("DELETE", f"/api/lanes/{code_of(visit.page)}/confirm/")
    visit.page.context.close()


def closures(room: Client) -> list[dict[str, Any]]:
    return room.get("/api/closures/").json["features"]


def code_of(page: Page) -> str:
    return page.locator(LANE).get_attribute("data-key") or ""


def lane_of(room: Client, code: str) -> dict[str, Any]:
    features = room.get("/api/lanes/").json["features"]
    return next(one["properties"] for one in features if one["id"] == code)


def test_a_lane_is_confirmed_by_one_click_and_taken_back_by_another(
    sea: Visit, room: Client
) -> None:
    row = sea.page.locator(LANE)
    expect(row).to_contain_text("konfirmasi ke pelabuhan")

    row.locator("[data-act=confirm]").click()
    expect(row).to_contain_text("oleh supervisor")
    confirmed = lane_of(room, code_of(sea.page))["is_confirmed"]
    row.locator("[data-act=withdraw]").click()
    expect(row).to_contain_text("konfirmasi ke pelabuhan")

    assert confirmed is True
    assert sea.errors == []


def test_closing_a_lane_is_one_click_with_the_reason_written_before(
    sea: Visit, room: Client
) -> None:
    sea.page.fill("#lane-reason", "gelombang 3 m")
    sea.page.fill("#lane-source", "BMKG rekaan")
    sea.page.fill("#lane-until", "2030-01-02T06:00")
    sea.page.locator(LANE).locator("[data-act=close]").click()
    expect(sea.page.locator("#sea-closed")).to_contain_text("gelombang 3 m")
    sea.screenshot("supervisor-sea-1366")

    (closure,) = closures(room)

    told = closure["properties"]
    assert (told["kind"], told["lane"], told["factor"]) == ("lane", code_of(sea.page), None)
    assert told["source"] == "BMKG rekaan"
    assert told["until"] == "2030-01-01T23:00:00Z"  # 06:00 in western Indonesia


def test_opening_again_asks_nothing_stands_in_the_history_and_can_be_undone(
    sea: Visit, room: Client
) -> None:
    sea.page.fill("#lane-reason", "kabut rekaan")
    sea.page.locator(LANE).locator("[data-act=close]").click()
    sea.page.locator("#sea-closed [data-act=open]").click()
    expect(sea.page.locator("#sea-undo")).to_contain_text("dibuka lagi")
    entry = sea.page.locator("#sea-history li", has_text="kabut rekaan").first
    expect(entry).to_contain_text("oleh supervisor · sumber: pengawas · sampai ada kabar · dibuka")
    opened = closures(room)

    sea.page.locator("#sea-undo button").click()
    expect(sea.page.locator("#sea-closed")).to_contain_text("kabut rekaan")

    assert opened == []
    assert [one["properties"]["reason"] for one in closures(room)] == ["kabut rekaan"]
    assert sea.dialogs == []


def test_all_small_boats_are_closed_by_one_click(sea: Visit, room: Client) -> None:
    sea.page.click("#close-boats")
    expect(sea.page.locator("#sea-closed")).to_contain_text("Semua perahu kecil")

    lanes = [one["properties"] for one in room.get("/api/lanes/").json["features"]]

    assert {one["is_closed"] for one in lanes if not one["carries_vehicles"]} == {True}
    assert {one["is_closed"] for one in lanes if one["carries_vehicles"]} == {False}


def test_a_closed_lane_is_crossed_out_on_the_map(sea: Visit) -> None:
    sea.page.locator(LANE).locator("[data-act=close]").click()
    expect(sea.page.locator("#sea-closed [data-act=open]")).to_be_visible()

    sea.page.click("#tab-map")

    expect(sea.page.locator(".closed-mark").first).to_be_visible()


def test_on_a_phone_nothing_but_the_table_scrolls_sideways(visitor: Visitor) -> None:
    visit = visitor("supervisor", "/supervisor/#sea", size=PHONE)
    visit.page.wait_for_selector(LANE)
    visit.screenshot("supervisor-sea-390")

    width = visit.page.evaluate("document.documentElement.scrollWidth")

    assert width <= PHONE[0]
    visit.page.context.close()
