"""Nothing moves under the finger; Enter sends only from the list; sent units can be recalled."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from tests.browser.conftest import Visit, Visitor
from tests.running_platform import Client

_places = count()


def open_incident(room: Client, category: str = "medical") -> str:
    shift = next(_places) * 0.002
    body = {"category": category, "priority": 1, "location": {"lon": 113.86 + shift, "lat": -7.02}}
    return str(room.post("/api/incidents/", body).json["properties"]["number"])


def send(room: Client, number: str, unit: str) -> int:
    reply = room.post(f"/api/incidents/{number}/assignments/", {"unit": unit})
    assert reply.status == 201, reply.body
    return int(reply.json["id"])


def cancel(room: Client, number: str) -> None:
    for one in room.get(f"/api/assignments/?incident={number}&active=true").json["results"]:
        room.post(f"/api/assignments/{one['id']}/status/", {"status": "cancelled", "reason": "uji"})


@pytest.fixture
def number(room: Client) -> Iterator[str]:
    """Open an incident in the town; free its units afterwards."""
    number = open_incident(room)
    yield number
    cancel(room, number)


@pytest.fixture
def visit(visitor: Visitor, number: str) -> Iterator[Visit]:
    """Open the console on the incident with its recommendation."""
    visit = visitor()
    visit.wait_until_live()
    visit.page.click(f"[data-key='{number}']")
    visit.page.wait_for_selector(".option")
    yield visit
    visit.page.context.close()


def assignments(room: Client, number: str) -> list[str]:
    found = room.get(f"/api/assignments/?incident={number}").json["results"]
    return [one["status"] for one in found]


def first_unit(visit: Visit) -> str:
    return str(visit.page.locator(".option").first.get_attribute("data-unit"))


def test_enter_on_the_incidents_card_sends_nobody(visit: Visit, number: str, room: Client) -> None:
    visit.page.focus(f"[data-key='{number}']")

    visit.page.keyboard.press("Enter")
    visit.page.wait_for_timeout(800)

    assert assignments(room, number) == []


def test_a_digit_frames_the_list_and_enter_sends_that_unit(
    visit: Visit, number: str, room: Client
) -> None:
    unit = visit.page.locator(".option").nth(1).get_attribute("data-unit")

    visit.page.keyboard.press("2")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_selector(".assignment")

    found = room.get(f"/api/assignments/?incident={number}").json["results"]
    assert [one["unit"] for one in found] == [unit]


def test_z_takes_an_assignment_back(visit: Visit, number: str, room: Client) -> None:
    visit.page.keyboard.press("1")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_selector(".undo")

    visit.page.keyboard.press("z")
    visit.page.wait_for_selector(".ended")

    assert assignments(room, number) == ["cancelled"]


def test_a_change_is_said_and_moves_nothing(visit: Visit, room: Client) -> None:
    before = visit.page.locator(".option").all_inner_texts()
    other = open_incident(room)

    send(room, other, first_unit(visit))
    notice = visit.page.wait_for_selector(".outdated")

    assert "tekan R untuk memuat" in notice.inner_text()
    assert visit.page.locator(".option").all_inner_texts() == before
    cancel(room, other)


def test_r_loads_the_changed_recommendation(visit: Visit, room: Client) -> None:
    unit, other = first_unit(visit), open_incident(room)
    send(room, other, unit)
    visit.page.wait_for_selector(".outdated")

    visit.page.keyboard.press("r")
    visit.page.wait_for_selector(".outdated", state="detached")
    visit.page.wait_for_selector(".option")

    assert first_unit(visit) != unit
    cancel(room, other)


def test_who_was_faster_is_said_and_a_fresh_list_shown(
    visit: Visit, number: str, room: Client
) -> None:
    unit, other = first_unit(visit), open_incident(room)
    send(room, other, unit)

    visit.page.keyboard.press("1")
    visit.page.keyboard.press("Enter")
    said = visit.page.locator(".notice.is-error").inner_text()
    visit.page.wait_for_selector(f".option:first-child:not([data-unit='{unit}'])")

    assert other in said
    assert "supervisor" in said
    assert assignments(room, number) == []
    cancel(room, other)


def test_every_other_unit_is_listed_with_its_reason(visit: Visit) -> None:
    visit.page.click(".refused button")

    reasons = visit.page.locator(".refused li").all_inner_texts()

    shown = visit.page.locator(".option, .call-first-row").count()
    assert shown + len(reasons) == visit.page.locator(".unit-row").count()
    assert all(len(reason.split(" ", 1)) == 2 for reason in reasons)


def test_the_arrows_walk_the_list(visit: Visit) -> None:
    visit.page.keyboard.press("ArrowRight")

    visit.page.keyboard.press("ArrowDown")

    selected = visit.page.locator(".option.is-selected kbd").inner_text()
    assert selected == "2"
    assert visit.page.evaluate("document.activeElement.matches('.options')")


def test_another_kind_of_unit_can_be_asked_for(visit: Visit) -> None:
    visit.page.select_option("#recommendation .kind select", "police")

    visit.page.wait_for_selector(".option[data-unit^='pol-']")

    units = visit.page.locator(".option").evaluate_all("rows => rows.map((r) => r.dataset.unit)")
    assert all(unit.startswith("pol-") for unit in units)
