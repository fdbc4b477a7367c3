"""From a caller's words to a unit on scene, by keyboard alone, on shipped data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.browser.conftest import Visit, Visitor, tab_to
from tests.running_platform import Client

WORDS = "desa Lombang kecamatan Batang Batang"


@dataclass
class Journey:
    """What was seen on the way."""

    visit: Visit
    number: str
    candidate: str
    options: list[str]
    route_lines: int
    offered_undo: str
    sent: str


@pytest.fixture(scope="module")
def journey(visitor: Visitor, room: Client) -> Iterator[Journey]:
    """Play the whole journey once; only keys are pressed."""
    visit = visitor()
    visit.wait_until_live()
    page, press, type_text = visit.page, visit.page.keyboard.press, visit.page.keyboard.type
    page.wait_for_selector("#map-region.has-map")
    visit.screenshot("1-console-1366")
    press("n")
    type_text(WORDS)
    candidate = page.locator(".place .known").inner_text()
    visit.screenshot("2-call-1366")
    tab_to(page, "[role=radiogroup] button")
    press("m")
    press("Enter")
    page.wait_for_selector(".options .option")
    number = page.locator("#incident h2 small").inner_text()
    options = page.locator(".option").evaluate_all("rows => rows.map((row) => row.dataset.unit)")
    press("ArrowRight")
    page.wait_for_timeout(300)
    route_lines = page.evaluate("document.querySelectorAll('.leaflet-routes-pane path').length")
    visit.screenshot("3-recommendation-1366")
    press("Enter")
    offered_undo = page.locator(".undo").inner_text()
    page.wait_for_selector(".assignment")
    visit.screenshot("4-assigned-1366")
    for status in ("acknowledged", "en_route", "on_scene"):
        tab_to(page, f".assignment [data-act={status}]")
        press("Enter")
        page.wait_for_selector(f".assignment [data-act={status}]", state="detached")
    page.wait_for_selector(".assignment >> text=Di lokasi")
    visit.screenshot("5-on-scene-1366")
    sent = room.get(f"/api/assignments/?incident={number}").json["results"][0]
    yield Journey(visit, number, candidate, options, route_lines, offered_undo, sent["status"])
    room.post(f"/api/assignments/{sent['id']}/status/", {"status": "cleared"})
    visit.page.context.close()


def test_the_words_are_read_as_the_desa_and_its_kecamatan(journey: Journey) -> None:
    assert "Lombang" in journey.candidate
    assert "Batang Batang" in journey.candidate


def test_the_incident_keeps_the_words_as_typed(journey: Journey, room: Client) -> None:
    incident = room.get(f"/api/incidents/{journey.number}/").json

    assert incident["properties"]["words"] == WORDS


def test_the_call_is_recorded_and_belongs_to_the_incident(journey: Journey, room: Client) -> None:
    calls = room.get("/api/calls/?outcome=emergency").json["results"]

    assert [call["words"] for call in calls if call["incident"] == journey.number] == [WORDS]


def test_only_ambulances_are_offered_for_a_medical_call(journey: Journey) -> None:
    assert journey.options
    assert all(unit.startswith(("amb-", "boat-")) for unit in journey.options)


def test_the_route_of_the_chosen_unit_is_drawn(journey: Journey) -> None:
    assert journey.route_lines >= 2  # the line and its lighter edge


def test_after_sending_ten_seconds_are_offered_to_take_it_back(journey: Journey) -> None:
    assert journey.options[0] in journey.offered_undo
    assert "Z" in journey.offered_undo


def test_the_unit_is_on_scene_in_the_end(journey: Journey) -> None:
    assert journey.sent == "on_scene"


def test_nothing_is_asked_of_another_host(journey: Journey) -> None:
    assert journey.visit.foreign == []


def test_no_script_fails_on_the_way(journey: Journey) -> None:
    assert journey.visit.errors == []


@pytest.fixture(scope="module")
def quick(visitor: Visitor, room: Client) -> Iterator[tuple[Visit, list[str], str]]:
    """Play from a new call to the sent unit as fast as the keys allow; note each key."""
    visit = visitor()
    visit.wait_until_live()
    pressed: list[str] = []

    def press(key: str) -> None:
        pressed.append(key)
        visit.page.keyboard.press(key)

    press("n")
    visit.page.keyboard.type(WORDS)
    press("Tab")
    press("m")
    press("Enter")
    visit.page.wait_for_selector(".options:focus")
    unit = str(visit.page.locator(".option.is-selected").get_attribute("data-unit"))
    visit.page.wait_for_timeout(300)  # nobody reads it faster; a double Enter sends nobody
    visit.screenshot("list-has-the-focus-1366")
    press("Enter")
    visit.page.wait_for_selector(".assignment")
    yield visit, pressed, unit
    number = visit.page.locator("#incident h2 small").inner_text()
    for one in room.get(f"/api/assignments/?incident={number}&active=true").json["results"]:
        room.post(f"/api/assignments/{one['id']}/status/", {"status": "cancelled", "reason": "uji"})
    visit.page.context.close()


def test_six_keys_beside_the_words_send_a_unit(quick: tuple[Visit, list[str], str]) -> None:
    visit, pressed, unit = quick

    assert len(pressed) <= 6
    assert visit.page.locator(".assignment b").inner_text() == unit


def test_the_incident_has_the_category_of_the_letter(
    quick: tuple[Visit, list[str], str], room: Client
) -> None:
    number = quick[0].page.locator("#incident h2 small").inner_text()

    assert room.get(f"/api/incidents/{number}/").json["properties"]["category"] == "medical"
