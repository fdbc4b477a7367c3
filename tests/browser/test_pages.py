"""The other pages, roles, languages, small screens: each works and asks no other host."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.conftest import DESK, PHONE, Visit, Visitor
from tests.running_platform import Client

PAGES = [
    ("dispatcher", "/"),
    ("dispatcher", "/board/"),
    ("agency", "/agency/"),
    ("supervisor", "/supervisor/"),
    ("planner", "/planner/"),
    ("crew", "/crew/"),
    ("planner", "/playback/"),
]


@pytest.fixture(
    scope="module",
    params=[(*page, size) for page in PAGES for size in (DESK, PHONE)],
    ids=lambda param: "{}-{}-{}".format(*param[:2], param[2][0]),
)
def opened(visitor: Visitor, request: pytest.FixtureRequest) -> Iterator[tuple[Visit, str, int]]:
    """Give each page once as it is after a while, with its path and the width of its screen."""
    username, path, size = request.param
    visit = visitor(username, path, size=size)
    visit.page.wait_for_load_state("networkidle" if path == "/planner/" else "load")
    visit.page.wait_for_timeout(2500)
    yield visit, path, size[0]
    visit.page.context.close()


def test_a_page_asks_only_its_own_host_and_no_script_fails(
    opened: tuple[Visit, str, int],
) -> None:
    visit, path, width = opened

    visit.screenshot(f"page-{path.strip('/') or 'console'}-{width}")

    assert (visit.foreign, visit.errors) == ([], [])


def test_a_page_fits_its_screen_without_scrolling_sideways(
    opened: tuple[Visit, str, int],
) -> None:
    visit, _, width = opened

    assert visit.page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_planners_map_draws_its_layers_from_this_host(visitor: Visitor) -> None:
    visit = visitor("planner", "/planner/")

    frame = visit.page.frame_locator("iframe")
    frame.locator(".leaflet-container canvas, .leaflet-container path").first.wait_for()

    assert visit.foreign == []
    visit.page.context.close()


def test_a_planner_reads_the_console_and_cannot_write(visitor: Visitor) -> None:
    visit = visitor("planner", "/")
    visit.wait_until_live()

    visit.page.keyboard.press("n")

    assert visit.page.locator(".new-call, form.call").count() == 0
    assert visit.page.locator(".read-only").is_visible()
    visit.page.context.close()


def test_letters_can_be_turned_off(visitor: Visitor) -> None:
    visit = visitor()
    visit.wait_until_live()
    visit.page.keyboard.press("?")
    visit.page.locator("#help input").uncheck()
    visit.page.keyboard.press("Escape")

    visit.page.keyboard.press("n")

    assert visit.page.locator("form.call").count() == 0
    visit.page.context.close()


def test_the_theme_changes_and_stays(visitor: Visitor) -> None:
    visit = visitor()
    visit.wait_until_live()
    visit.page.keyboard.press("t")

    visit.page.reload()

    assert visit.page.get_attribute("html", "data-theme") == "night"
    visit.screenshot("console-night-1366")
    visit.page.context.close()


def test_the_page_says_that_it_is_a_demonstration(visitor: Visitor) -> None:
    visit = visitor()

    assert visit.page.locator(".demo").inner_text() == "DEMO"
    visit.page.context.close()


def test_the_attribution_is_always_in_sight(visitor: Visitor) -> None:
    visit = visitor()

    said = visit.page.locator(".attribution").inner_text()

    assert all(name in said for name in ("OpenStreetMap", "BPS", "GeoNames"))
    visit.page.context.close()


def test_a_crew_presses_the_next_step_of_its_assignment(visitor: Visitor, room: Client) -> None:
    body = {"category": "medical", "location": {"lon": 113.86, "lat": -7.01}, "words": "Pasar Anom"}
    number = room.post("/api/incidents/", body).json["properties"]["number"]
    sent = room.post(f"/api/incidents/{number}/assignments/", {"unit": "amb-01"}).json
    visit = visitor("crew", "/crew/", size=PHONE)
    visit.page.wait_for_selector(".task >> text=Pasar Anom")
    visit.screenshot("crew-task-390")

    visit.page.click("button.next")
    visit.page.wait_for_selector("#unit h1 >> text=Diterima")
    visit.page.wait_for_selector("#task .warning", state="detached")

    assert room.get(f"/api/assignments/{sent['id']}/").json["status"] == "acknowledged"
    room.post(f"/api/assignments/{sent['id']}/status/", {"status": "cancelled", "reason": "uji"})
    visit.page.context.close()


def test_a_press_without_connection_is_kept_and_sent_later(visitor: Visitor, room: Client) -> None:
    body = {"category": "medical", "location": {"lon": 113.86, "lat": -7.01}}
    number = room.post("/api/incidents/", body).json["properties"]["number"]
    sent = room.post(f"/api/incidents/{number}/assignments/", {"unit": "amb-01"}).json
    visit = visitor("crew", "/crew/", size=PHONE)
    visit.page.wait_for_selector("button.next")
    visit.page.route("**/status/", lambda route: route.abort())

    visit.page.click("button.next")
    visit.page.wait_for_selector("#task .warning >> text=Belum terkirim")
    visit.page.unroute("**/status/")
    visit.page.wait_for_selector("#task .warning", state="detached")

    assert room.get(f"/api/assignments/{sent['id']}/").json["status"] == "acknowledged"
    room.post(f"/api/assignments/{sent['id']}/status/", {"status": "cancelled", "reason": "uji"})
    visit.page.context.close()


def test_a_supervisors_landmark_is_found_by_the_console(visitor: Visitor) -> None:
    visit = visitor("supervisor", "/supervisor/")
    page = visit.page
    page.wait_for_selector("#map.leaflet-container")
    page.mouse.click(420, 560)
    page.fill("#landmark input[name=name]", "Gudang Garam Uji")
    page.click("#landmark button[type=submit]")
    page.wait_for_selector("#landmarks >> text=Gudang Garam Uji")

    found = page.evaluate(
        "fetch('/api/geocode/?q=gudang+garam+uji').then((answer) => answer.json())"
    )

    assert found["candidates"][0]["label"].startswith("Gudang Garam Uji")
    visit.page.context.close()
