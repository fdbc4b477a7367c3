"""What a crew presses without signal goes out later: in order, with its time, for its own task."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.browser.conftest import Visitor
from tests.browser.crew_phone import UNIT, Phone, phone_of, until
from tests.running_platform import Client

Send = Callable[[str], dict[str, Any]]


@pytest.fixture
def send(room: Client) -> Iterator[Send]:
    """Return a function that sends the crew's unit to a new incident; all is taken back after."""
    made: list[dict[str, Any]] = []

    def assign(words: str) -> dict[str, Any]:
        body = {"category": "medical", "location": {"lon": 113.86, "lat": -7.01}, "words": words}
        number = room.post("/api/incidents/", body).json["properties"]["number"]
        made.append(room.post(f"/api/incidents/{number}/assignments/", {"unit": UNIT}).json)
        return made[-1]

    yield assign
    for one in made:
        room.post(f"/api/assignments/{one['id']}/status/", {"status": "cancelled", "reason": "uji"})
    for notice in room.get(f"/api/notices/?open=1&unit={UNIT}").json["results"]:
        room.post(f"/api/notices/{notice['id']}/acknowledge/", {"by_voice": True})


@pytest.fixture
def phone(visitor: Visitor) -> Iterator[Phone]:
    """Return a phone on the crew's page that is ready to lose its signal."""
    phone = phone_of(visitor)
    phone.is_kept()
    yield phone
    phone.close()


def status_of(room: Client, assignment: dict[str, Any]) -> str:
    return str(room.get(f"/api/assignments/{assignment['id']}/").json["status"])


def test_presses_without_signal_survive_a_reload_and_go_out_in_order_with_their_own_time(
    phone: Phone, send: Send, room: Client
) -> None:
    task = send("Rumah di tepi sawah")
    phone.page.wait_for_selector(".task >> text=Rumah di tepi sawah")
    phone.go_offline()
    phone.page.click("[data-act=acknowledged]")
    phone.page.click("[data-act=en_route]")
    until(lambda: phone.waits()["presses"] == 2, page=phone.page)
    pressed_before = datetime.now(UTC)
    phone.page.reload()
    phone.page.wait_for_selector(".task >> text=Rumah di tepi sawah")
    phone.page.wait_for_timeout(1500)  # so that now and the press differ

    phone.go_online()
    until(lambda: status_of(room, task) == "en_route", page=phone.page)

    times = room.get(f"/api/assignments/{task['id']}/").json["times"]
    assert times["acknowledged"] < times["en_route"]
    assert datetime.fromisoformat(times["en_route"]) <= pressed_before
    assert phone.waits()["presses"] == 0


def test_the_page_shows_what_was_pressed_and_that_it_waits(phone: Phone, send: Send) -> None:
    send("Warung kopi")
    phone.page.wait_for_selector(".task >> text=Warung kopi")
    phone.go_offline()

    phone.page.click("[data-act=acknowledged]")
    phone.page.wait_for_selector("button.next[data-act=en_route]")

    assert "Diterima" in phone.page.locator("#task .warning").inner_text()
    assert "1 tombol" in phone.page.locator(".sending.is-silent").inner_text()
    phone.visit.screenshot("crew-offline-390")
    phone.go_online()
    phone.page.wait_for_selector("#task .warning", state="detached")


def test_fixes_without_signal_go_out_oldest_first(phone: Phone, room: Client) -> None:
    until(lambda: phone.page.evaluate("window.heard.length"), page=phone.page)
    phone.go_offline()
    now_ms = datetime.now(UTC).timestamp() * 1000
    begin_ms = int(now_ms) - 120_000
    for step in range(4):
        phone.give_fix(113.8668 + 0.0001 * step, -7.0171, begin_ms + 15_000 * step)
        until(lambda count=step: phone.waits()["fixes"] == count + 1, page=phone.page)
    phone.page.reload()
    phone.page.wait_for_selector(".sending.is-silent >> text=4 posisi")

    phone.go_online()
    until(lambda: phone.waits()["fixes"] == 0, page=phone.page)

    since = datetime.fromtimestamp(begin_ms / 1000 - 1, UTC).isoformat().replace("+00:00", "Z")
    track = room.get(f"/api/units/{UNIT}/track/?since={since}").json["features"]
    places = [one["geometry"]["coordinates"] for one in track]
    lons = [round(lon, 4) for lon, lat in places if round(lat, 4) == -7.0171]
    assert lons == [113.8668, 113.8669, 113.8670, 113.8671]


def test_a_call_for_help_goes_before_everything_with_the_last_fix(
    phone: Phone, send: Send, room: Client
) -> None:
    send("Tepi jalan raya")
    phone.page.wait_for_selector(".task >> text=Tepi jalan raya")
    until(lambda: phone.page.evaluate("window.heard.length"), page=phone.page)
    phone.go_offline()
    at_ms = int(datetime.now(UTC).timestamp() * 1000) - 30_000
    phone.give_fix(113.8672, -7.0169, at_ms)
    phone.page.click("[data-act=acknowledged]")
    phone.page.click("[data-act=panic]")
    phone.page.click("[data-act=panic]")
    phone.page.wait_for_selector(".help.is-waiting >> text=dicoba terus")
    phone.visit.screenshot("crew-panic-waiting-390")
    phone.sent.clear()

    phone.go_online()
    phone.page.wait_for_selector(".help:not(.is-waiting) >> text=terkirim")

    call = room.get(f"/api/help-calls/?open=1&unit={UNIT}").json["results"][0]
    until(lambda: any("status" in path for path in phone.writes()), page=phone.page)
    assert phone.writes()[0] == f"api/units/{UNIT}/panic/"
    assert (round(call["lon"], 4), round(call["lat"], 4)) == (113.8672, -7.0169)
    assert call["fix_age_at_press_s"] >= 29
    room.post(f"/api/help-calls/{call['id']}/acknowledge/", {})
    phone.page.wait_for_selector(".help >> text=Ruang 112 sudah menerima")
    phone.visit.screenshot("crew-panic-heard-390")
    room.post(f"/api/help-calls/{call['id']}/close/", {"note": "uji"})


def test_one_touch_of_the_button_is_no_call_for_help(phone: Phone, room: Client) -> None:
    phone.page.click("[data-act=panic]")
    phone.page.wait_for_selector(".panic.is-armed")
    phone.page.wait_for_selector(".panic:not(.is-armed)")

    assert phone.waits()["presses"] == 0
    assert room.get(f"/api/help-calls/?open=1&unit={UNIT}").json["count"] == 0


def test_a_held_button_calls_for_help_at_once(phone: Phone, room: Client) -> None:
    box = phone.page.locator("[data-act=panic]").bounding_box()
    assert box is not None
    phone.page.mouse.move(box["x"] + 20, box["y"] + 20)
    phone.page.mouse.down()
    phone.page.wait_for_selector(".help:not(.is-waiting) >> text=/terkirim \\d\\d:\\d\\d:\\d\\d/")
    phone.page.mouse.up()

    calls = room.get(f"/api/help-calls/?open=1&unit={UNIT}").json["results"]

    assert len(calls) == 1
    room.post(f"/api/help-calls/{calls[0]['id']}/close/", {"note": "uji"})


@pytest.mark.parametrize("pressed_first", [True, False])
def test_a_press_for_a_task_that_was_called_off_is_told_and_touches_no_other(
    phone: Phone, send: Send, room: Client, pressed_first: bool
) -> None:
    first = send("Tugas pertama")
    phone.page.wait_for_selector(".task >> text=Tugas pertama")
    phone.page.wait_for_timeout(1000)  # what is known is written a moment after it came
    phone.go_offline()
    phone.page.reload()
    phone.page.wait_for_selector(".task >> text=Tugas pertama")
    steps = [
        lambda: phone.page.click("[data-act=acknowledged]"),
        lambda: room.post(
            f"/api/assignments/{first['id']}/status/", {"status": "cancelled", "reason": "uji"}
        ),
    ]
    for step in steps if pressed_first else steps[::-1]:
        step()
        phone.page.wait_for_timeout(300)
    until(lambda: phone.waits()["presses"] == 1, page=phone.page)
    second = send("Tugas kedua")

    phone.go_online()
    phone.page.wait_for_selector(".refused")
    phone.page.wait_for_selector(".task >> text=Tugas kedua")

    told = phone.page.locator(".refused").inner_text()
    assert "Diterima" in told
    assert first["incident"] in told
    assert "dibatalkan" in told.lower()
    assert status_of(room, second) == "dispatched"
    assert phone.waits()["presses"] == 0
    phone.visit.screenshot("crew-refused-390")
    phone.page.click("[data-act=read]")
    phone.page.wait_for_selector(".refused", state="detached")


def test_two_tabs_send_a_press_once(phone: Phone, send: Send, room: Client) -> None:
    task = send("Dua lembar")
    phone.page.wait_for_selector(".task >> text=Dua lembar")
    phone.go_offline()
    phone.page.click("[data-act=acknowledged]")
    until(lambda: phone.waits()["presses"] == 1, page=phone.page)
    other = phone.page.context.new_page()
    paths: list[str] = []
    phone.page.context.on(
        "request",
        lambda request: (
            "/status/" in request.url and request.method == "POST" and paths.append(request.url)
        ),
    )
    other.goto(phone.page.url)
    other.wait_for_selector("#task .warning")
    paths.clear()

    phone.go_online()
    until(lambda: status_of(room, task) == "acknowledged", page=phone.page)
    other.wait_for_selector("#task .warning", state="detached")

    assert len(paths) == 1


def test_an_ended_session_is_said_and_keeps_what_waits(
    phone: Phone, send: Send, room: Client
) -> None:
    task = send("Sesi habis")
    phone.page.wait_for_selector(".task >> text=Sesi habis")
    cookies = phone.page.context.cookies()
    phone.page.context.clear_cookies(name="sessionid")

    phone.page.click("[data-act=acknowledged]")
    phone.page.wait_for_selector(".sending.is-silent >> text=sesi berakhir")

    assert phone.waits()["presses"] == 1
    phone.page.context.add_cookies(cookies)  # as after a new login
    phone.page.reload()
    until(lambda: status_of(room, task) == "acknowledged", page=phone.page)


def test_a_server_in_trouble_is_named_and_tried_again(
    phone: Phone, send: Send, room: Client
) -> None:
    task = send("Server sakit")
    phone.page.wait_for_selector(".task >> text=Server sakit")
    phone.page.route("**/status/", lambda route: route.fulfill(status=503, body="{}"))

    phone.page.click("[data-act=acknowledged]")
    phone.page.wait_for_selector(".sending.is-silent >> text=503")
    phone.page.unroute("**/status/")

    until(lambda: status_of(room, task) == "acknowledged", page=phone.page)
    tries = [one for one in phone.sent if "/status/" in one.url]
    assert phone.page.locator(".refused").count() == 0
    assert len(tries) >= 2
    assert len({one.headers["idempotency-key"] for one in tries}) == 1


FULL_STORE = """(user) => new Promise((done) => {
  const opening = indexedDB.open('siaga-crew');
  opening.onsuccess = () => {
    const work = opening.result.transaction('fixes', 'readwrite');
    for (let n = 0; n < 6000; n += 1) work.objectStore('fixes').add({ user, measured_ms: n });
    work.oncomplete = () => { opening.result.close(); done(); };
  };
})"""
EMPTY_STORE = """() => new Promise((done) => {
  const opening = indexedDB.open('siaga-crew');
  opening.onsuccess = () => {
    const work = opening.result.transaction(['fixes', 'known'], 'readwrite');
    work.objectStore('fixes').clear();
    work.oncomplete = () => { opening.result.close(); done(); };
  };
})"""


def test_a_full_phone_thins_old_positions_and_says_so(phone: Phone) -> None:
    until(lambda: phone.page.evaluate("window.heard.length"), page=phone.page)
    phone.go_offline()
    phone.page.evaluate(FULL_STORE, "crew")

    phone.give_fix(113.8667, -7.0167, datetime.now(UTC).timestamp() * 1000)
    phone.page.wait_for_selector(".warning >> text=1500 posisi lama dijarangkan")

    assert phone.waits()["fixes"] == 4501  # 6000 and one, without every second of the older half
    phone.page.evaluate(EMPTY_STORE)


def test_a_phone_whose_clock_is_wrong_presses_at_the_true_time(
    visitor: Visitor, send: Send, room: Client
) -> None:
    def run_fast(page: Any) -> None:
        page.add_init_script("const real = Date.now; Date.now = () => real() + 600_000;")

    phone = phone_of(visitor, prepare=run_fast)
    task = send("Jam telepon maju")
    phone.page.wait_for_selector(".task >> text=Jam telepon maju")
    before = datetime.now(UTC)

    phone.page.click("[data-act=acknowledged]")
    until(lambda: status_of(room, task) == "acknowledged", page=phone.page)

    at = room.get(f"/api/assignments/{task['id']}/").json["times"]["acknowledged"]
    assert abs((datetime.fromisoformat(at) - before).total_seconds()) < 10
    phone.close()


def test_leaving_forgets_the_task_and_keeps_what_waits(phone: Phone, send: Send) -> None:
    send("Rahasia keluarga")
    phone.page.wait_for_selector(".task >> text=Rahasia keluarga")
    phone.page.route("**/status/", lambda route: route.abort())
    phone.page.click("[data-act=acknowledged]")
    until(lambda: phone.waits()["presses"] == 1, page=phone.page)

    phone.page.click(".account summary")
    phone.page.click("form[action*=logout] button")
    phone.page.wait_for_url("**/login/**")

    assert phone.page.evaluate("caches.has('siaga-pages')") is False
    assert phone.waits()["presses"] == 1
