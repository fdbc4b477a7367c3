"""Words of callers and crews are shown letter by letter; nothing of them ever runs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.conftest import Visit, Visitor
from tests.running_platform import Client, Platform

IMAGE = "<img src=x onerror=alert(1)>"
SCRIPT = "</script><script>alert(2)</script>"
TEMPLATE = "`${alert(3)}`"
UNIT_NAME = 'O\'Neil "amb" & <b>1</b>'
PLACE = "Ra'as"
MARKET = 'Pasar O\'Neil "Baru" & Anak'


@pytest.fixture(scope="module")
def number(room: Client, platform: Platform) -> str:
    """Store hostile texts everywhere; return the incident's number."""
    rename = (
        "from backend.units.models import Unit; "
        f"Unit.objects.filter(code='amb-05').update(name={UNIT_NAME!r})"
    )
    assert platform.manage("shell", "-c", rename).returncode == 0
    landmark = {"name": MARKET, "lon": 113.87, "lat": -7.02, "radius_m": 50}
    assert room.post("/api/landmarks/", landmark).status == 201
    body = {
        "category": "fire",
        "priority": 1,
        "words": f"{IMAGE} {PLACE}",
        "description": f"{SCRIPT}\n{TEMPLATE}",
        "location": {"lon": 113.72, "lat": -6.95, "label": f"{PLACE} {IMAGE}", "kind": "point"},
    }
    reply = room.post("/api/incidents/", body)
    assert reply.status == 201, reply.body
    return str(reply.json["properties"]["number"])


@pytest.fixture(scope="module")
def visit(visitor: Visitor, number: str) -> Iterator[Visit]:
    """Open the console and select everything that carries hostile text."""
    visit = visitor()
    visit.wait_until_live()
    page = visit.page
    page.wait_for_selector("#map-region.has-map")
    page.click(f"[data-key='{number}']")
    page.click("[data-key='unit-amb-05']")
    page.wait_for_selector(".unit-card")
    page.hover(f".leaflet-marker-icon:has([data-incident='{number}'])")
    page.wait_for_selector(".leaflet-tooltip")
    visit.screenshot("hostile-text")
    yield visit
    page.context.close()


def test_the_callers_words_are_shown_as_they_are(visit: Visit) -> None:
    assert visit.page.locator("#incident .words q").inner_text() == f"{IMAGE} {PLACE}"


def test_the_notes_are_shown_as_they_are(visit: Visit) -> None:
    assert visit.page.locator("#incident .description").inner_text() == f"{SCRIPT}\n{TEMPLATE}"


def test_the_name_of_a_unit_is_shown_as_it_is(visit: Visit) -> None:
    assert UNIT_NAME in visit.page.locator(".unit-card").inner_text()


def test_a_tooltip_of_the_map_shows_the_place_as_it_is(visit: Visit) -> None:
    assert f"{PLACE} {IMAGE}" in visit.page.locator(".leaflet-tooltip").inner_text()


def test_no_element_was_made_from_text(visit: Visit) -> None:
    assert visit.page.locator("img[src='x'], .unit-card b:text-is('1')").count() == 0


def test_nothing_ran(visit: Visit) -> None:
    assert (visit.dialogs, visit.errors) == ([], [])


def test_a_landmark_is_offered_letter_by_letter(visit: Visit) -> None:
    visit.page.keyboard.press("Escape")
    visit.page.keyboard.press("n")
    visit.page.keyboard.type("pasar o'neil baru anak")
    visit.page.wait_for_selector(".place .known, .candidates button")

    shown = visit.page.locator(".call").inner_text()

    assert MARKET in shown
    assert visit.dialogs == []
