"""An incident that waits for a closed lane shows a timer, and the room hears when it opens."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.running_platform import Client

ON_TALANGO = {"lon": 113.9507, "lat": -7.063}


@pytest.fixture
def closure(room: Client) -> Iterator[int]:
    """Close the only lane of fire trucks to Talango."""
    body = {"kind": "lane", "lane": "kalianget-talango", "reason": "gelombang rekaan"}
    made = int(room.post("/api/closures/", body).json["id"])
    yield made
    room.request("DELETE", f"/api/closures/{made}/")


@pytest.fixture
def number(room: Client) -> Iterator[str]:
    """Open an incident that only fire trucks are asked for."""
    body = {"category": "fire", "priority": 1, "location": ON_TALANGO}
    number = str(room.post("/api/incidents/", body).json["properties"]["number"])
    yield number
    room.request("PATCH", f"/api/incidents/{number}/", {"state": "closed"})


def test_the_timer_runs_and_the_room_hears_when_the_lane_opens(
    visitor: Visitor, room: Client, closure: int, number: str
) -> None:
    visit = visitor()
    visit.wait_until_live()
    page = visit.page
    page.click(f"#incidents [data-key='{number}']")
    box = page.locator("#lane-waits .lane-wait")
    expect(box).to_contain_text("Menunggu Kalianget - Talango")
    expect(box).to_contain_text("gelombang rekaan")
    expect(box).to_contain_text("sampai ada kabar")
    card = page.locator(f"#incidents [data-key='{number}'] .waits")
    expect(card).to_contain_text(re.compile(r"Menunggu Kalianget - Talango: \d+:\d\d"))
    visit.screenshot("console-lane-wait-1366")
    first = box.locator("b").inner_text()
    expect(box.locator("b")).not_to_have_text(first)

    room.request("DELETE", f"/api/closures/{closure}/")

    notice = page.locator("#notices .notice", has_text="tidak lagi ditutup")
    expect(notice).to_contain_text(number)
    expect(box).to_have_count(0)
    assert visit.errors == []
    page.context.close()
