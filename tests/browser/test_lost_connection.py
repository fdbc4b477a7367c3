"""A console that lost its server says so, keeps what it knew, and recovers in full."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route

from tests.browser.conftest import Visit, Visitor
from tests.running_platform import ROOT, Client, Platform, free_port

SNAPSHOT = (
    'id: 7\nevent: snapshot\ndata: {"server_time":"2026-11-25T01:00:00Z","role":"dispatcher",'
    '"units":{"type":"FeatureCollection","features":[%s]},'
    '"incidents":{"type":"FeatureCollection","features":[]},"assignments":[],'
    '"closures":{"type":"FeatureCollection","features":[]},"alarms":[]}\n\n'
)


def unit(code: str, lon: float, lat: float) -> str:
    return (
        f'{{"type":"Feature","id":"{code}","geometry":{{"type":"Point","coordinates":[{lon},{lat}]}},'
        f'"properties":{{"code":"{code}","name":"{code}","kind":"ambulance","status":"available",'
        '"availability":"A","position_state":"live","position_age_s":1,"heading_deg":null}}'
    )


class Server:
    """A second server on the same state that a test may stop and start."""

    def __init__(self, platform: Platform) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = platform.environment
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it answers."""
        command = [sys.executable, "-m", "uvicorn", "backend.asgi:application", "--port"]
        command += [str(self.port), "--log-level", "error"]
        self._process = subprocess.Popen(command, cwd=ROOT, env=self._environment)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                if Client(self.url).get("/healthz").status == 200:
                    return
            except OSError:
                time.sleep(0.2)
        msg = "the second server did not start"
        raise AssertionError(msg)

    def kill(self) -> None:
        """End it as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@pytest.fixture(scope="module")
def server(platform: Platform) -> Iterator[Server]:
    """Return the second server, running."""
    server = Server(platform)
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def lost(visitor: Visitor, server: Server) -> Iterator[Visit]:
    """Open the console, then kill the server under it."""
    visit = visitor(url=server.url)
    visit.wait_until_live()
    visit.page.wait_for_selector("#map-region.has-map")
    visit.page.wait_for_selector(".unit-row")
    server.kill()
    visit.page.wait_for_selector("#connection:not([hidden])")
    visit.page.wait_for_selector("#map-status:not([hidden])")
    visit.screenshot("6-connection-lost-1366")
    yield visit
    visit.page.context.close()


def test_the_bar_says_since_when_and_what_still_works(lost: Visit) -> None:
    said = lost.page.locator("#connection").inner_text()

    assert "Sambungan terputus sejak" in said
    assert "Panggilan tetap dapat dicatat" in said


def test_the_map_says_since_when_it_is_old(lost: Visit) -> None:
    assert "Peta tidak diperbarui sejak" in lost.page.locator("#map-status").inner_text()


def test_units_stay_on_the_map_and_in_the_list(lost: Visit) -> None:
    assert lost.page.locator(".unit-symbol[data-unit]").count() > 0
    assert lost.page.locator(".unit-row").count() > 0


def test_a_call_typed_meanwhile_is_kept_and_saved_after_recovery(
    lost: Visit, server: Server, room: Client
) -> None:
    page = lost.page
    page.keyboard.press("n")
    page.fill("input[name=words]", "Kalianget, pohon tumbang")
    page.locator("input[name=words]").press("Enter")
    page.wait_for_selector(".call .error >> text=/tidak terjangkau/")
    during = room.post("/api/incidents/", {"category": "fire", "priority": 1}).json["properties"]

    server.start()
    page.wait_for_selector("#connection", state="hidden")
    page.wait_for_selector(f"[data-key='{during['number']}']")
    page.locator("input[name=words]").press("Enter")
    page.wait_for_selector("#incident .words")

    assert page.locator("#incident .words").inner_text().strip('“”"') == "Kalianget, pohon tumbang"


def feed_of(*answers: tuple[str, str]) -> object:
    """Return a route handler that gives the answers in turn, the last one for ever."""
    left = list(answers)

    def answer(route: Route) -> None:
        kind, body = left.pop(0) if len(left) > 1 else left[0]
        route.fulfill(status=200, content_type=kind, body=body)

    return answer


def with_feed(*answers: tuple[str, str]) -> object:
    def prepare(page: Page) -> None:
        page.route("**/api/live/", feed_of(*answers))  # type: ignore[arg-type]

    return prepare


def test_a_login_page_in_place_of_the_feed_keeps_the_last_markers(visitor: Visitor) -> None:
    two = SNAPSHOT % ",".join([unit("amb-01", 113.9, -7.0), unit("fire-02", 113.8, -7.1)])
    visit = visitor(
        prepare=with_feed(("text/event-stream", two), ("text/html", "<html>Masuk</html>"))
    )

    visit.page.wait_for_selector("#connection:not([hidden])")
    visit.page.wait_for_timeout(2500)

    assert visit.page.locator(".unit-symbol[data-unit]").count() == 2
    assert visit.page.locator("#connection").is_visible()
    visit.page.context.close()


def test_a_unit_that_moves_stays_one_marker(visitor: Visitor) -> None:
    moved = (
        SNAPSHOT % unit("amb-01", 113.9, -7.0)
        + f"id: 8\nevent: unit\ndata: {unit('amb-01', 113.903, -7.0)}\n\n"
    )
    visit = visitor(prepare=with_feed(("text/event-stream", moved)))

    visit.page.wait_for_selector(".unit-symbol[data-unit]")
    visit.page.wait_for_timeout(500)

    assert visit.page.locator(".unit-symbol[data-unit='amb-01']").count() == 1
    visit.page.context.close()


def unplaced(code: str, status: str, availability: str) -> str:
    return (
        f'{{"type":"Feature","id":"{code}","geometry":null,"properties":{{"code":"{code}",'
        f'"name":"{code}","kind":"ambulance","status":"{status}","availability":"{availability}",'
        '"position_state":"none","position_age_s":null,"time_assumed":false}}'
    )


@pytest.fixture
def with_unplaced(visitor: Visitor) -> Iterator[Visit]:
    """Open a console in which one unit on duty and one off duty have no place."""
    units = (
        unit("amb-01", 113.9, -7.0),
        unplaced("amb-02", "en_route", "C"),
        unplaced("amb-03", "off_duty", "U"),
    )
    visit = visitor(prepare=with_feed(("text/event-stream", SNAPSHOT % ",".join(units))))
    visit.page.wait_for_selector(".unit-symbol[data-unit='amb-01']")
    yield visit
    visit.page.context.close()


def test_a_unit_without_a_place_stays_listed_and_says_so(with_unplaced: Visit) -> None:
    row = with_unplaced.page.locator("[data-key='unit-amb-02']")

    assert "belum ada posisi" in row.inner_text()


def test_the_map_names_the_unit_on_duty_that_it_cannot_show(with_unplaced: Visit) -> None:
    status = with_unplaced.page.locator("#map-status")
    status.filter(has_text="amb-02").wait_for()

    assert "Belum ada posisi, tidak tampak di peta: amb-02." in status.inner_text()


def test_an_empty_room_says_which_key_to_press(visitor: Visitor) -> None:
    visit = visitor(prepare=with_feed(("text/event-stream", SNAPSHOT % "")))

    empty = visit.page.locator("#incidents .empty")
    empty.wait_for()

    assert empty.inner_text() == "Belum ada kejadian. Tekan N."
    visit.page.context.close()


def test_lists_go_on_when_the_map_fails(visitor: Visitor, room: Client) -> None:
    body = {"category": "medical", "location": {"lon": 113.87, "lat": -7.02}}
    number = room.post("/api/incidents/", body).json["properties"]["number"]
    visit = visitor(
        prepare=lambda page: page.route("**/vendor/leaflet/**.js", lambda route: route.abort())
    )
    visit.page.wait_for_selector(".map-missing")

    visit.page.click(f"[data-key='{number}']")
    visit.page.wait_for_selector(".option")
    visit.page.keyboard.press("1")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_selector(".assignment")
    visit.screenshot("7-map-missing-1366")

    assert "Daftar tetap bekerja" in visit.page.locator(".map-missing").inner_text()
    visit.page.keyboard.press("z")
    visit.page.wait_for_selector(".ended")
    visit.page.context.close()
