"""The call for help: the newest position of the phone, past any store, honestly answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visitor
from tests.browser.crew_phone import GIVEN_FIXES, UNIT, Phone, phone_of, until
from tests.running_platform import Client

HERE = (113.8667, -7.0167)
THERE = (113.8668, -7.0168)
THROWING_STORE = """() => {
  for (const name of ['get', 'getAll', 'put', 'add', 'count', 'delete', 'openCursor']) {
    IDBObjectStore.prototype[name] = () => { throw new DOMException('broken', 'UnknownError'); };
  }
}"""
HANGING_STORE = """() => new Promise((done) => {
  const opening = indexedDB.open('siaga-crew');
  opening.onsuccess = () => {
    const work = opening.result.transaction(['presses', 'fixes', 'known'], 'readwrite');
    const hold = () => {
      work.objectStore('known').get('nothing').onsuccess = hold;
      done();
    };
    hold();
  };
})"""
"""A transaction that never ends: whatever else is asked of the store waits for it."""
HELP = """() => new Promise((done) => {
  const opening = indexedDB.open('siaga-crew');
  opening.onsuccess = () => {
    const known = opening.result.transaction('known').objectStore('known');
    known.get('help').onsuccess = ({ target }) => { opening.result.close(); done(target.result); };
  };
})"""
STOPPED_CLOCK = "() => { const at = Date.now(); Date.now = () => at; }"


@pytest.fixture
def phone(visitor: Visitor, room: Client) -> Iterator[Phone]:
    """Return a phone on the crew's page; calls for help are closed after."""
    phone = phone_of(visitor)
    until(lambda: phone.page.evaluate("window.heard.length"), page=phone.page)
    yield phone
    phone.close()
    for call in room.get(f"/api/help-calls/?open=1&unit={UNIT}").json["results"]:
        room.post(f"/api/help-calls/{call['id']}/close/", {"note": "uji"})


def now_ms() -> int:
    return int(datetime.now(UTC).timestamp() * 1000)


def second_tab(phone: Phone) -> Page:
    """Open the page once more on the same phone; no fix is given in that tab."""
    tab = phone.page.context.new_page()
    tab.add_init_script(GIVEN_FIXES)
    tab.goto(phone.page.url)
    tab.wait_for_selector("[data-act=panic]")
    return tab


def pressed(tab: Page) -> dict[str, Any]:
    """Press for help; return what went to the server."""
    with tab.expect_request("**/panic/") as sent:
        tab.click("[data-act=panic]")
        tab.click("[data-act=panic].is-armed")
    tab.wait_for_selector(".help:not(.is-waiting) >> text=terkirim")
    body = sent.value.post_data_json
    assert isinstance(body, dict)
    return body


def place(body: dict[str, Any]) -> tuple[float, float]:
    return body["lon"], body["lat"]


def test_help_called_in_one_tab_has_the_fix_that_another_measured_later(phone: Phone) -> None:
    tab = second_tab(phone)
    at_ms = now_ms()
    phone.give_fix(*HERE, at_ms)
    phone.page.wait_for_selector(".sending.is-sending")

    body = pressed(tab)

    assert place(body) == HERE
    assert datetime.fromisoformat(body["fix_time"]).timestamp() == pytest.approx(
        at_ms / 1000, abs=6
    )


def test_help_called_in_a_tab_opened_later_has_the_fix_that_was_stored(phone: Phone) -> None:
    phone.give_fix(*HERE, now_ms())
    phone.page.wait_for_selector(".sending.is-sending")

    assert place(pressed(second_tab(phone))) == HERE


@pytest.mark.parametrize(("own_age_ms", "expected"), [(40_000, HERE), (5_000, THERE)])
def test_of_two_tabs_the_newer_fix_counts(
    phone: Phone, own_age_ms: int, expected: tuple[float, float]
) -> None:
    tab = second_tab(phone)
    until(lambda: tab.evaluate("window.heard.length"), page=tab)
    phone.give_fix(*HERE, now_ms() - 20_000)
    phone.page.wait_for_selector(".sending.is-sending")

    tab.evaluate("(fix) => window.giveFix(fix)", [*THERE, now_ms() - own_age_ms])

    assert place(pressed(tab)) == expected


def test_a_store_that_throws_stops_no_call_for_help(phone: Phone) -> None:
    tab = second_tab(phone)
    phone.give_fix(*HERE, now_ms())
    phone.page.wait_for_selector(".sending.is-sending")
    tab.evaluate(THROWING_STORE)

    body = pressed(tab)

    assert place(body) == HERE
    assert tab.locator(".warning >> text=tidak menyimpan antrean").is_visible()


def test_a_store_that_hangs_holds_up_no_call_for_help(phone: Phone, room: Client) -> None:
    tab = second_tab(phone)
    phone.give_fix(*HERE, now_ms())
    phone.page.wait_for_selector(".sending.is-sending")
    tab.evaluate(HANGING_STORE)

    body = pressed(tab)  # the store still hangs

    assert place(body) == HERE
    assert room.get(f"/api/help-calls/?open=1&unit={UNIT}").json["count"] == 1


def test_a_call_that_was_neither_kept_nor_sent_is_tried_again(phone: Phone, room: Client) -> None:
    phone.give_fix(*HERE, now_ms())
    phone.page.wait_for_selector(".sending.is-sending")
    phone.page.evaluate(THROWING_STORE)
    phone.go_offline()
    phone.page.click("[data-act=panic]")
    phone.page.click("[data-act=panic].is-armed")
    phone.page.wait_for_selector(".help.is-waiting")
    phone.page.wait_for_selector(".warning >> text=tidak menyimpan antrean")

    phone.go_online()
    phone.page.wait_for_selector(".help:not(.is-waiting) >> text=terkirim")

    assert room.get(f"/api/help-calls/?open=1&unit={UNIT}").json["count"] == 1


def test_a_call_that_the_room_has_closed_is_never_said_to_be_unanswered(
    phone: Phone, room: Client
) -> None:
    pressed(phone.page)
    phone.page.wait_for_selector(".help >> text=belum menjawab")
    phone.page.evaluate(STOPPED_CLOCK)  # the seconds in which the feed may be late never end
    call = room.get(f"/api/help-calls/?open=1&unit={UNIT}").json["results"][0]
    until(lambda: phone.page.evaluate(HELP).get("is_seen"), page=phone.page)

    room.post(f"/api/help-calls/{call['id']}/close/", {"note": "uji"})
    phone.page.wait_for_selector(".help >> text=Sudah ditutup")
    phone.page.reload()
    phone.page.wait_for_selector(".help >> text=Sudah ditutup")

    assert phone.page.locator(".help >> text=belum menjawab").count() == 0


def test_a_page_without_the_feed_claims_no_answer(phone: Phone) -> None:
    phone.page.wait_for_timeout(1000)  # what is known is written a moment after it came
    phone.page.route("**/api/live/**", lambda route: route.abort())
    phone.page.reload()
    pressed(phone.page)

    phone.page.evaluate("() => { const real = Date.now; Date.now = () => real() + 60_000; }")
    phone.page.wait_for_timeout(1200)  # the page draws itself anew each second

    said = phone.page.locator(".help").inner_text()
    assert "terkirim" in said
    assert "ditutup" not in said
    assert "belum menjawab" not in said
