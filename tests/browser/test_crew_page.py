"""The crew's page on a phone: the task, what rings, what it says of itself, opening offline."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser.conftest import DESK, PHONE, Visitor
from tests.browser.crew_phone import UNIT, Phone, phone_of, until
from tests.browser.test_crew_queue import send
from tests.running_platform import Client

Send = Callable[[str], dict[str, Any]]
__all__ = ["send"]

GLOVE_PX = 64
HEIGHTS = """[...document.querySelectorAll('.crew button, .crew a.button')]
  .map((one) => [one.className, one.getBoundingClientRect().height])"""
OTHERS_AFTER_A_FRAME = """() => new Promise((done) => setTimeout(() => requestAnimationFrame(
  () => done(document.querySelectorAll('#steps .other').length),
)))"""
SENT_LONG_AGO = """(ago_ms) => new Promise((done) => {
  const opening = indexedDB.open('siaga-crew');
  opening.onsuccess = () => {
    const work = opening.result.transaction('known', 'readwrite');
    work.objectStore('known').put(Date.now() - ago_ms, 'sent_at');
    work.oncomplete = () => { opening.result.close(); done(); };
  };
})"""


@pytest.fixture
def phone(visitor: Visitor, room: Client) -> Iterator[Phone]:
    """Return a phone on the crew's page, where nothing rings of what other tests left."""
    for notice in room.get("/api/notices/?open=1").json["results"]:
        room.post(f"/api/notices/{notice['id']}/acknowledge/", {"by_voice": True})
    phone = phone_of(visitor)
    yield phone
    phone.close()


def test_a_new_task_rings_until_the_crew_has_read_it(
    phone: Phone, send: Send, room: Client
) -> None:
    phone.page.mouse.click(5, 5)  # a first touch opens the sound
    task = send("Rumah panggung")
    phone.page.wait_for_selector(".call >> text=Penugasan baru")
    until(lambda: phone.page.evaluate("window.tones") >= 6, page=phone.page)
    assert "is-ringing" in phone.page.locator("body").get_attribute("class")

    phone.page.click("[data-act=heard]")
    phone.page.wait_for_selector(".call", state="detached")

    notice = until(
        lambda: [
            one
            for one in room.get(f"/api/assignments/{task['id']}/").json["notices"]
            if one["acknowledged_at"]
        ],
        page=phone.page,
    )
    assert notice[0]["by_voice"] is False
    assert "is-ringing" not in (phone.page.locator("body").get_attribute("class") or "")


def test_a_change_and_a_cancellation_ring_as_well(phone: Phone, send: Send, room: Client) -> None:
    task = send("Gang sempit")
    phone.page.click("[data-act=heard]")
    body = {"location": {"lon": 113.90, "lat": -6.99}}
    room.patch(f"/api/incidents/{task['incident']}/", body)
    phone.page.wait_for_selector(".call >> text=/Berubah.*lokasi/")
    phone.page.click("[data-act=heard]")
    phone.page.wait_for_selector(".call", state="detached")

    room.post(f"/api/assignments/{task['id']}/status/", {"status": "cancelled", "reason": "uji"})
    phone.page.wait_for_selector(".call.is-cancelled >> text=dibatalkan")

    phone.visit.screenshot("crew-cancelled-390")
    phone.page.click("[data-act=heard]")
    phone.page.wait_for_selector(".call", state="detached")

    def heard() -> set[str]:
        notices = room.get(f"/api/notices/?unit={UNIT}").json["results"]
        ours = [one for one in notices if one["assignment"] == task["id"]]
        return {one["kind"] for one in ours if one["acknowledged_at"]}

    until(lambda: {"changed", "cancelled"} <= heard(), page=phone.page)
    assert heard() == {"new", "changed", "cancelled"}


def test_hearing_without_signal_is_silent_at_once_and_told_later(
    phone: Phone, send: Send, room: Client
) -> None:
    phone.is_kept()
    task = send("Tanpa sinyal")
    phone.page.wait_for_selector(".call")
    phone.page.wait_for_timeout(1000)  # what is known is written a moment after it came
    phone.go_offline()
    phone.page.click("[data-act=heard]")
    phone.page.wait_for_selector(".call", state="detached")
    phone.page.reload()
    phone.page.wait_for_selector(".task")
    assert phone.page.locator(".call").count() == 0

    phone.go_online()

    def heard() -> Any:
        notices = room.get(f"/api/assignments/{task['id']}/").json["notices"]
        return all(one["acknowledged_at"] for one in notices)

    assert until(heard, page=phone.page)


def test_the_task_shows_words_place_way_and_map(phone: Phone, send: Send) -> None:
    phone.give_fix(113.8667, -7.0167, phone.page.evaluate("Date.now()"))
    send("Depan masjid, pagar hijau")
    phone.page.wait_for_selector(".journey >> text=lewat jalan")
    text = phone.page.locator(".task").inner_text()

    assert "Depan masjid, pagar hijau" in text
    assert "km" in text
    assert phone.page.locator("#map .incident-symbol").count() == 1
    assert phone.page.locator("#map .own-place").count() == 1


def test_everything_to_press_is_large_enough_for_gloves(phone: Phone, send: Send) -> None:
    send("Ukuran")
    phone.page.wait_for_selector("button.next")
    phone.page.click("[data-act=more]")
    boxes = until(
        lambda: [
            box
            for box in [phone.page.evaluate(HEIGHTS)]
            if {"primary", "button", "primary next", "other", "more", "panic"} <= set(dict(box))
        ],
        page=phone.page,
    )[0]

    assert len(boxes) > 5
    assert [box for box in boxes if box[1] < GLOVE_PX] == []


def test_what_was_drawn_while_a_finger_was_down_does_not_undo_the_press(
    phone: Phone, send: Send
) -> None:
    send("Jari lama")
    box = phone.page.wait_for_selector("[data-act=more]").bounding_box()
    assert box is not None
    phone.page.mouse.move(box["x"] + 20, box["y"] + 20)
    phone.page.mouse.down()
    phone.page.wait_for_timeout(1200)  # the page draws itself anew each second
    phone.page.mouse.up()

    assert phone.page.evaluate(OTHERS_AFTER_A_FRAME) > 0


def test_the_next_step_and_the_call_for_help_are_always_in_sight(phone: Phone, send: Send) -> None:
    send("Selalu terlihat")
    phone.page.wait_for_selector("button.next")

    for selector in ("button.next", "[data-act=panic]"):
        box = phone.page.locator(selector).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= PHONE[1]


def test_the_page_opens_without_network_and_says_how_old_it_is(phone: Phone, send: Send) -> None:
    send("Terakhir diketahui")
    phone.page.wait_for_selector(".task >> text=Terakhir diketahui")
    phone.is_kept()
    phone.page.wait_for_timeout(1000)  # what is known is written a moment after it came
    phone.go_offline()
    phone.page.goto(phone.page.url)

    phone.page.wait_for_selector(".task >> text=Terakhir diketahui")
    phone.page.wait_for_selector("#map.leaflet-container")
    until(
        lambda: phone.page.evaluate("document.querySelectorAll('#map canvas').length") > 0,
        page=phone.page,
    )

    assert "Keadaan terakhir dari server" in phone.page.locator("#unit").inner_text()
    assert phone.page.locator(".sending.is-silent").is_visible()
    assert phone.visit.errors == []
    phone.visit.screenshot("crew-opened-offline-390")


def test_a_position_that_went_out_is_said_with_its_age(phone: Phone) -> None:
    until(lambda: phone.page.evaluate("window.heard.length"), page=phone.page)
    phone.give_fix(113.8667, -7.0167, phone.page.evaluate("Date.now()"))

    said = phone.page.wait_for_selector(".sending.is-sending")

    assert said is not None
    assert "Posisi terkirim" in said.inner_text()
    assert "dtk lalu" in said.inner_text()


def test_old_positions_that_go_out_now_are_no_good_sign(phone: Phone) -> None:
    until(lambda: phone.page.evaluate("window.heard.length"), page=phone.page)
    now_ms = phone.page.evaluate("Date.now()")
    phone.give_fix(113.8667, -7.0167, now_ms - 130_000)
    phone.page.wait_for_selector(".sending.is-silent >> text=Hanya posisi lama")

    said = phone.page.locator(".sending.is-silent").inner_text()
    phone.give_fix(113.8667, -7.0167, now_ms)

    assert "diukur 2 mnt lalu" in said
    assert "dtk lalu" in phone.page.wait_for_selector(".sending.is-sending").inner_text()


def test_a_phone_that_may_not_tell_its_place_says_so_plainly(visitor: Visitor) -> None:
    def refuse(page: Any) -> None:
        page.add_init_script(
            "navigator.geolocation.watchPosition = (take, fail) =>"
            " setTimeout(() => fail({ code: 1, PERMISSION_DENIED: 1 }), 50);"
        )

    phone = phone_of(visitor, prepare=refuse)
    phone.page.wait_for_selector(".sending.is-silent >> text=izin lokasi")

    assert phone.page.locator("[data-act=share]").is_visible()
    phone.close()


def test_a_phone_that_was_not_asked_yet_offers_to_send(visitor: Visitor) -> None:
    phone = phone_of(visitor, share=False)

    phone.page.wait_for_selector(".sending.is-silent >> text=belum dikirim")

    assert phone.page.locator("[data-act=share]").is_visible()
    phone.close()


def test_a_fix_that_the_server_does_not_believe_is_told_with_its_reason(phone: Phone) -> None:
    until(lambda: phone.page.evaluate("window.heard.length"), page=phone.page)
    phone.give_fix(100.0, 5.0, phone.page.evaluate("Date.now()"))  # Sumatra

    phone.page.wait_for_selector(".sending.is-silent >> text=di luar wilayah")

    assert phone.waits()["fixes"] == 0


def test_a_phone_that_keeps_nothing_says_so(visitor: Visitor) -> None:
    def forget(page: Any) -> None:
        page.add_init_script("indexedDB.open = () => { throw new Error('private'); };")

    phone = phone_of(visitor, prepare=forget)

    phone.page.wait_for_selector(".warning >> text=tidak menyimpan antrean")

    assert phone.page.locator("[data-act=panic]").is_visible()
    phone.close()


def test_a_silent_tracker_is_told_to_its_crew(phone: Phone) -> None:
    phone.page.evaluate(SENT_LONG_AGO, 600_000)
    phone.page.reload()

    phone.page.wait_for_selector(".warning >> text=Pelacak diam")

    assert "10 mnt lalu" in phone.page.locator(".sending.is-silent").inner_text()


LOCKS = """
  window.wakes = 0;
  const lock = { addEventListener: (_, ended) => { window.letSleep = ended; }, release: () => {} };
  const wakeLock = { request: async () => { window.wakes += 1; return lock; } };
  Object.defineProperty(navigator, 'wakeLock', { value: wakeLock });
"""


def test_the_screen_stays_on_and_is_kept_on_again_when_the_system_lets_go(
    visitor: Visitor,
) -> None:
    phone = phone_of(visitor, prepare=lambda page: page.add_init_script(LOCKS))
    until(lambda: phone.page.evaluate("window.wakes") == 1, page=phone.page)

    phone.page.evaluate("window.letSleep()")

    until(lambda: phone.page.evaluate("window.wakes") == 2, page=phone.page)
    assert phone.page.locator(".warning >> text=layar").count() == 0
    phone.close()


def test_a_browser_that_cannot_keep_the_screen_on_says_so(visitor: Visitor) -> None:
    without = "Object.defineProperty(navigator, 'wakeLock', { value: undefined });"
    phone = phone_of(visitor, prepare=lambda page: page.add_init_script(without))

    said = phone.page.wait_for_selector(".warning >> text=tidak dapat menjaga layar")

    assert said is not None
    phone.close()


def test_a_phone_that_refuses_to_stay_on_is_quoted_and_no_cause_is_guessed(
    visitor: Visitor,
) -> None:
    refusing = LOCKS.replace("return lock;", "throw new DOMException('no', 'NotAllowedError');")
    phone = phone_of(visitor, prepare=lambda page: page.add_init_script(refusing))

    said = phone.page.wait_for_selector(".warning >> text=menolak menjaga layar").inner_text()

    assert "NotAllowedError" in said
    assert "baterai" not in said.lower()
    phone.close()


@pytest.mark.parametrize("size", [PHONE, DESK])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_is_complete_by_day_and_night(
    visitor: Visitor, send: Send, size: tuple[int, int], theme: str
) -> None:
    send("Siang malam")
    visit = visitor(
        "crew", "/crew/", size=size, prepare=lambda page: page.emulate_media(color_scheme=theme)
    )
    visit.page.wait_for_selector("button.next")
    visit.page.click("[data-act=heard]")
    visit.page.wait_for_timeout(800)

    visit.screenshot(f"crew-{theme}-{size[0]}")

    assert visit.page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert (visit.foreign, visit.errors, visit.dialogs) == ([], [], [])
    assert visit.page.locator(f"text={UNIT}").first.is_visible()
    visit.page.context.close()
