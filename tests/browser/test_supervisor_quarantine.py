"""The supervisor's trackers, quarantine and requests, used by mouse and by keyboard."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Visitor, tab_to
from tests.running_platform import Client, Platform

SWAPPED = "lat=113.8667&lon=-7.0167"


@dataclass
class Tracker:
    """A new tracker of ``amb-03`` that sends with its own secret."""

    name: str
    secret: str
    client: Client

    def send(self, query: str) -> int:
        """Send a fix of ten minutes ago; return the status of the answer."""
        at_s = int(time.time()) - 600
        return self.client.get(f"/ingest/osmand/{self.secret}?timestamp={at_s}&{query}").status


@pytest.fixture
def tracker(room: Client) -> Iterator[Tracker]:
    """Return a tracker of its own for each test, revoked afterwards."""
    made = room.post("/api/devices/", {"unit": "amb-03", "priority": 9}).json
    yield Tracker(made["identifier"], made["secret"], room)
    room.request("DELETE", f"/api/devices/{made['identifier']}/")


def items_of(page: Page, tracker: Tracker) -> None:
    """Open the quarantine and choose the tracker."""
    page.click("#tab-quarantine")
    page.click(f"#quarantine-devices [data-key='{tracker.name}'] button")
    page.wait_for_selector("#quarantine .item")


def test_swapped_fix_is_released_turned_and_taken_back(
    visitor: Visitor, room: Client, tracker: Tracker
) -> None:
    tracker.send(SWAPPED)
    visit = visitor("supervisor", "/supervisor/")
    page = visit.page
    items_of(page, tracker)
    visit.screenshot("supervisor-quarantine-1366")
    times = re.findall(r"\d{1,2} \w+ 20\d\d \d\d:\d\d WIB", page.inner_text("#quarantine .item"))

    page.click("#quarantine [data-act=release]")
    page.wait_for_selector("#quarantine .item.is-released >> text=supervisor")
    released = room.get(f"/api/quarantine/?device={tracker.name}").json["results"][0]
    track = room.get("/api/units/amb-03/track/").json["features"]
    page.click("#quarantine [data-act=restore]")
    page.wait_for_selector("#quarantine .item.is-open")

    assert len(times) == 2  # when it was received, and when it was measured
    assert released["state"] == "released"
    assert "released,turned" in [one["properties"]["note"] for one in track]
    assert visit.errors == []
    page.context.close()


def test_several_items_are_discarded_by_keyboard_and_opened_again(
    visitor: Visitor, room: Client, tracker: Tracker
) -> None:
    for query in ("lat=0&lon=0", SWAPPED):
        tracker.send(query)
    page = visitor("supervisor", "/supervisor/#quarantine").page
    items_of(page, tracker)

    tab_to(page, "#quarantine-all")
    page.keyboard.press("Space")
    tab_to(page, "#quarantine-discard")
    page.keyboard.press("Enter")
    expect(page.locator("#quarantine .item.is-discarded")).to_have_count(2)
    page.select_option("#quarantine-state", "discarded")
    expect(page.locator("#quarantine .item.is-discarded")).to_have_count(2)
    page.check("#quarantine-all")
    page.click("#quarantine-restore")
    expect(page.locator("#quarantine .item.is-open")).to_have_count(2)

    found = room.get(f"/api/quarantine/?device={tracker.name}").json["results"]
    assert {one["state"] for one in found} == {"open"}
    page.context.close()


def test_flood_of_a_broken_phone_is_discarded_at_once(
    visitor: Visitor, room: Client, tracker: Tracker
) -> None:
    for number in range(52):
        tracker.send(f"lat=0&lon=0&altitude={number}")
    page = visitor("supervisor", "/supervisor/").page
    items_of(page, tracker)
    expect(page.locator("#quarantine .item")).to_have_count(50)

    page.check("#quarantine-all")
    page.click("#quarantine-discard-all")
    page.wait_for_selector("#quarantine .empty")

    discarded = room.get(f"/api/quarantine/?device={tracker.name}&settled=discarded").json
    assert discarded["count"] == 52
    page.context.close()


def test_what_has_no_place_offers_no_release(visitor: Visitor, tracker: Tracker) -> None:
    tracker.send("lat=0&lon=0")
    page = visitor("supervisor", "/supervisor/").page

    items_of(page, tracker)

    expect(page.locator("#quarantine [data-act=discard]")).to_have_count(1)
    expect(page.locator("#quarantine [data-act=release]")).to_have_count(0)
    page.context.close()


def test_new_tracker_shows_a_secret_once_that_works(visitor: Visitor, room: Client) -> None:
    visit = visitor("supervisor", "/supervisor/#trackers")
    page = visit.page
    page.wait_for_selector("#tracker-new option[value=amb-04]", state="attached")
    page.select_option("#tracker-new [name=unit]", "amb-04")
    page.fill("#tracker-new [name=identifier]", "hp-uji-baru")
    page.click("#tracker-new button[type=submit]")
    secret = page.locator("#tracker-secret code").inner_text()
    visit.screenshot("supervisor-new-tracker-1366")

    status = room.get(f"/ingest/osmand/{secret}?lat=-7.0167&lon=113.8667").status
    link = page.locator("#tracker-secret a").get_attribute("href")
    page.reload()
    page.wait_for_selector("#trackers [data-key=hp-uji-baru]")

    assert (status, link) == (200, "/crew/setup/")
    assert secret not in page.content()
    page.context.close()


def test_taken_name_is_refused_with_a_sentence(visitor: Visitor, tracker: Tracker) -> None:
    page = visitor("supervisor", "/supervisor/#trackers").page
    page.wait_for_selector("#tracker-new option[value=amb-04]", state="attached")
    page.fill("#tracker-new [name=identifier]", tracker.name)

    page.click("#tracker-new button[type=submit]")

    expect(page.locator(".notice.is-error")).to_contain_text(tracker.name)
    page.context.close()


def test_tracker_is_revoked_by_two_presses(visitor: Visitor, tracker: Tracker) -> None:
    page = visitor("supervisor", "/supervisor/#trackers").page
    page.click(f"#trackers [data-key='{tracker.name}'] [data-act=set]")

    page.click("#tracker-settings .danger")
    before = tracker.send("lat=0&lon=0")
    page.click("#tracker-settings .danger")
    page.wait_for_selector(f"#trackers [data-key='{tracker.name}']", state="detached")

    assert (before, tracker.send("lat=0&lon=0")) == (200, 403)
    page.context.close()


def test_priority_is_set_and_shown(visitor: Visitor, tracker: Tracker) -> None:
    page = visitor("supervisor", "/supervisor/#trackers").page
    page.click(f"#trackers [data-key='{tracker.name}'] [data-act=set]")
    page.fill("#tracker-settings [name=priority]", "4")

    page.keyboard.press("Enter")

    row = page.locator(f"#trackers [data-key='{tracker.name}']")
    expect(row.locator("td").nth(7)).to_have_text("4")
    expect(row.locator("[data-act=set]")).to_be_focused()
    page.context.close()


def test_requests_of_a_tracker_say_what_became_of_each(visitor: Visitor, tracker: Tracker) -> None:
    tracker.send("lat=-7.0167&lon=113.8667")
    tracker.send("lat=0&lon=0")
    visit = visitor("supervisor", "/supervisor/#trackers")
    page = visit.page

    page.click(f"#trackers [data-key='{tracker.name}'] [data-act=history]")
    expect(page.locator("#received .item")).to_have_count(2)
    page.locator("#received .item button").first.click()

    expect(page.locator("#received .item").first).to_contain_text("GPS belum dapat tempat")
    expect(page.locator("#received pre").first).to_contain_text("lat=0&lon=0")
    expect(page.locator("#received-counts")).to_have_text(re.compile(r"^2 kiriman, 2 isi"))
    assert tracker.secret not in page.content()
    page.context.close()


def test_tabs_are_walked_with_the_arrows_and_stand_in_the_address(
    visitor: Visitor, platform: Platform
) -> None:
    page = visitor("supervisor", "/supervisor/").page
    tab_to(page, "#tab-map")

    for _ in range(3):  # the lanes, the devices, the quarantine
        page.keyboard.press("ArrowRight")

    expect(page.locator("#tab-quarantine")).to_be_focused()
    expect(page.locator("#view-quarantine")).to_be_visible()
    expect(page.locator("#view-map")).to_be_hidden()
    assert page.url == f"{platform.url}/supervisor/#quarantine"
    page.context.close()


@pytest.mark.parametrize("tab", ["trackers", "quarantine", "received"])
def test_nothing_is_wider_than_a_phone(visitor: Visitor, tracker: Tracker, tab: str) -> None:
    tracker.send(SWAPPED)
    visit = visitor("supervisor", f"/supervisor/#{tab}", size=PHONE)
    visit.wait_until_live()

    widths = visit.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")

    visit.screenshot(f"supervisor-{tab}-390")
    assert widths[0] <= widths[1]
    visit.page.context.close()
