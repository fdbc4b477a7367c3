"""Alarms in the console: unmistakable, heard until somebody takes them, still under the finger."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Visit, Visitor
from tests.running_platform import Client, Platform

COUNT_TONES = """
window.tones = 0;
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...times) {
  window.tones += 1;
  return start.apply(this, times);
};
"""
SCENE = (113.8667, -7.0167)


@pytest.fixture(scope="module")
def crew(platform: Platform) -> Client:
    """Return the program of the crew of amb-01."""
    return platform.client("crew")


@pytest.fixture
def console(visitor: Visitor, room: Client) -> Iterator[Visit]:
    """Return an open console that counts its tones; calls for help end with the test."""
    visit = visitor(prepare=lambda page: page.add_init_script(COUNT_TONES))
    visit.wait_until_live()
    visit.page.keyboard.press("Escape")  # the first key opens the sound
    yield visit
    assert visit.errors == []
    visit.page.context.close()
    close_help_calls(room)


def close_help_calls(room: Client) -> None:
    for call in room.get("/api/help-calls/?open=1").json["results"]:
        room.post(f"/api/help-calls/{call['id']}/close/", {"note": "uji selesai"})


def press_panic(crew: Client) -> dict[str, Any]:
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    content = {"lon": SCENE[0], "lat": SCENE[1], "fix_time": now, "accuracy_m": 12}
    reply = crew.post("/api/units/amb-01/panic/", content)
    assert reply.status == 201, reply.body
    return dict(reply.json)


def open_incident(room: Client) -> str:
    content = {
        "category": "medical",
        "priority": 1,
        "words": "dekat alun-alun",
        "location": {"lon": SCENE[0], "lat": SCENE[1]},
    }
    reply = room.post("/api/incidents/", content)
    assert reply.status == 201, reply.body
    return str(reply.json["properties"]["number"])


def send_unit(room: Client, number: str, unit: str) -> int:
    reply = room.post(f"/api/incidents/{number}/assignments/", {"unit": unit})
    assert reply.status == 201, reply.body
    return int(reply.json["id"])


def end(room: Client, assignment: int, number: str) -> None:
    path = f"/api/assignments/{assignment}/status/"
    if room.post(path, {"status": "cancelled", "reason": "uji selesai"}).status != 200:
        room.post(path, {"status": "cleared"})
    room.patch(f"/api/incidents/{number}/", {"state": "closed"})


def status_of(room: Client, assignment: int) -> str:
    return str(room.get(f"/api/assignments/{assignment}/").json["status"])


def until(page: Page, is_so: Callable[[], bool]) -> None:
    """Wait for what the page cannot be asked to wait for: its rules forbid evaluated text."""
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline
        page.wait_for_timeout(50)


def tones(page: Page) -> int:
    return int(page.evaluate("window.tones"))


def test_a_call_for_help_stands_first_and_rings_until_it_is_taken(
    console: Visit, crew: Client
) -> None:
    page = console.page

    press_panic(crew)

    alarm = page.locator("#alarms > .alarm").first
    expect(alarm).to_contain_text("AWAK MINTA BANTUAN")
    until(page, lambda: tones(page) >= 12)  # three times four tones: it repeats
    assert page.title().startswith("⚠ amb-01")
    console.screenshot("alarm-panic-1366")
    page.keyboard.press("t")
    console.screenshot("alarm-panic-night-1366")
    page.keyboard.press("a")
    expect(alarm).not_to_contain_class("is-ringing")
    assert not page.title().startswith("⚠")


def test_a_call_for_help_is_closed_with_a_note(console: Visit, crew: Client, room: Client) -> None:
    page = console.page
    call = press_panic(crew)

    page.click(".alarm.is-panic [data-act=end]")
    page.keyboard.type("awak aman <b>tebal</b>")
    page.keyboard.press("Enter")

    expect(page.locator(".alarm.is-panic")).to_have_count(0)
    closed = room.get("/api/help-calls/?open=0").json["results"]
    notes = {one["id"]: one["closing_note"] for one in closed}
    assert notes[call["id"]] == "awak aman <b>tebal</b>"


def test_a_letter_typed_into_a_field_takes_no_alarm(console: Visit, crew: Client) -> None:
    page = console.page
    press_panic(crew)
    page.wait_for_selector(".alarm.is-panic.is-ringing")

    page.focus("#filter")
    page.keyboard.type("a")

    expect(page.locator("#filter")).to_have_value("a")
    expect(page.locator(".alarm.is-panic")).to_contain_class("is-ringing")


def test_a_page_that_nobody_touched_says_that_its_sound_is_shut(
    visitor: Visitor, crew: Client, room: Client
) -> None:
    visit = visitor()
    visit.wait_until_live()

    press_panic(crew)

    expect(visit.page.locator(".sound-shut")).to_be_visible()
    visit.page.keyboard.press("Escape")
    expect(visit.page.locator(".sound-shut")).to_have_count(0)
    visit.page.context.close()
    close_help_calls(room)


def test_what_rises_moves_no_row_under_the_pointer(
    console: Visit, crew: Client, room: Client
) -> None:
    page = console.page
    number = open_incident(room)
    page.hover(f"#alarms [data-key='incident:{number}'] .what")
    first = page.locator("#alarms > .alarm").first.get_attribute("data-key")

    press_panic(crew)
    page.wait_for_selector(".alarm.is-panic")

    assert page.locator("#alarms > .alarm").first.get_attribute("data-key") == first
    page.mouse.move(700, 400)
    expect(page.locator("#alarms > .alarm").first).to_contain_class("is-panic")
    room.patch(f"/api/incidents/{number}/", {"state": "closed"})


def test_a_crew_that_has_not_heard_is_shown_with_its_number_and_v_tells_it(
    console: Visit, room: Client
) -> None:
    page = console.page
    number = open_incident(room)
    assignment = send_unit(room, number, "amb-02")
    phone = room.get("/api/units/amb-02/").json["properties"]["phone"]

    page.click(f"#incidents [data-key='{number}']")
    hearing = page.locator(".assignment .hearing")
    expect(hearing).to_contain_text(phone)
    console.screenshot("alarm-unheard-1366")
    page.keyboard.press("v")

    expect(hearing).to_have_count(0)
    record = room.get(f"/api/assignments/{assignment}/").json
    assert [one["by_voice"] for one in record["notices"]] == [True]
    end(room, assignment, number)


def test_a_suggestion_is_accepted_with_o_and_taken_back_with_z(
    console: Visit, room: Client, platform: Platform
) -> None:
    page = console.page
    number = open_incident(room)
    assignment = send_unit(room, number, "amb-02")
    room.post(f"/api/assignments/{assignment}/status/", {"status": "en_route"})
    where = f"lat={SCENE[1]}&lon={SCENE[0]}&timestamp={int(time.time())}&accuracy=8"
    platform.stranger().post(f"/ingest/osmand?id=amb-02&{where}", None)

    row = page.locator(".suggestion")
    expect(row).to_contain_text("amb-02 tampak sudah di lokasi")
    console.screenshot("alarm-suggestion-1366")
    page.wait_for_timeout(800)  # a key meant for the row before would be ignored until now
    page.keyboard.press("o")

    expect(page.locator(".undo")).to_contain_text("amb-02")
    assert status_of(room, assignment) == "on_scene"
    page.keyboard.press("z")
    expect(page.locator(".undo")).to_have_count(0)
    until(page, lambda: status_of(room, assignment) == "en_route")
    end(room, assignment, number)


def test_a_position_told_by_radio_is_entered_for_a_unit(console: Visit, room: Client) -> None:
    page = console.page
    page.click("#units [data-key='unit-amb-03']")
    page.click("#unit [data-act=radio]")

    page.keyboard.type("-7.0500, 113.9300")
    page.fill("#radio [name=radius]", "800")
    page.keyboard.press("Enter")

    expect(page.locator("#unit .unit-card")).to_contain_text("lewat radio ±800 m")
    sources = {
        one["properties"]["code"]: one["properties"]["source"]
        for one in room.get("/api/units/").json["features"]
    }
    assert sources["amb-03"] == "radio"
    told = [code for code, source in sources.items() if source == "radio"]  # by other tests, too
    expect(page.locator(".radio-circle")).to_have_count(len(told))
    console.screenshot("radio-position-1366")


def test_a_narrow_screen_shows_the_call_for_help(
    visitor: Visitor, crew: Client, room: Client
) -> None:
    visit = visitor(size=PHONE)
    visit.wait_until_live()

    press_panic(crew)

    expect(visit.page.locator(".alarm.is-panic [data-act=take]")).to_be_in_viewport()
    visit.screenshot("alarm-panic-390")
    visit.page.context.close()
    close_help_calls(room)
