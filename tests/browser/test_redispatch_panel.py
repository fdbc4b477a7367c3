"""Busy units that would be sooner are offered with their price; several units go with one press."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.conftest import Visit, Visitor
from tests.browser.test_recommendation_panel import cancel, open_incident
from tests.running_platform import Client

AMBULANCES = "limit=50&kind=ambulance,sea_ambulance"


@pytest.fixture
def held(room: Client) -> Iterator[str]:
    """Send every ambulance to an incident of the lowest priority; free them afterwards."""
    number = open_incident(room)
    room.patch(f"/api/incidents/{number}/", {"priority": 4})
    answer = room.get(f"/api/incidents/{number}/recommendation/?{AMBULANCES}").json
    units = [one["unit"] for one in answer["recommended"] + answer["call_first"]]
    refused = [one for one in answer["not_recommended"] if one["status"] == "available"]
    units += [one["unit"] for one in refused if "ambulance" in one["kind"]]
    reply = room.post(f"/api/incidents/{number}/assignments/", {"units": units})
    assert reply.status == 201, reply.body
    told = {"lon": 113.87, "lat": -7.02, "radius_m": 50}
    assert room.post("/api/units/amb-02/position/", told).status in {200, 201}
    yield number
    cancel(room, number)


@pytest.fixture
def urgent(room: Client) -> Iterator[str]:
    number = open_incident(room)
    yield number
    cancel(room, number)


@pytest.fixture
def visit(visitor: Visitor, held: str, urgent: str) -> Iterator[Visit]:
    """Open the console on the urgent incident, for which no ambulance is free."""
    visit = visitor()
    visit.wait_until_live()
    visit.page.click(f"[data-key='{urgent}']")
    visit.page.wait_for_selector(".redispatch")
    yield visit
    visit.page.context.close()


def sent_to(room: Client, number: str) -> list[str]:
    found = room.get(f"/api/assignments/?incident={number}&active=true").json["results"]
    return [one["unit"] for one in found]


def test_an_offer_tells_its_price(visit: Visit, held: str) -> None:
    offer = visit.page.locator(".redispatch p").first.inner_text()

    assert held in offer
    visit.screenshot("redispatch")


def test_the_first_press_asks_and_sends_nobody(visit: Visit, room: Client, urgent: str) -> None:
    visit.page.locator(".redispatch button").first.click()

    asked = visit.page.locator(".redispatch .sure").inner_text()

    assert "Alihkan" in asked
    assert visit.page.evaluate("document.activeElement.textContent") == "Tidak jadi"
    assert sent_to(room, urgent) == []


def test_the_second_press_diverts(visit: Visit, room: Client, urgent: str, held: str) -> None:
    unit = visit.page.locator(".redispatch [data-unit]").first.get_attribute("data-unit")
    visit.page.locator(".redispatch button").first.click()

    visit.page.locator(".redispatch .danger").click()
    visit.page.wait_for_selector(".assignment")

    assert sent_to(room, urgent) == [unit]
    assert unit not in sent_to(room, held)


def test_what_is_needed_together_is_sent_with_one_press(visitor: Visitor, room: Client) -> None:
    number = open_incident(room, "traffic_accident")
    visit = visitor()
    visit.wait_until_live()
    visit.page.click(f"[data-key='{number}']")
    visit.page.wait_for_selector(".joint")
    visit.screenshot("joint")
    units = visit.page.locator(".joint li[data-unit]").evaluate_all(
        "rows => rows.map((row) => row.dataset.unit)"
    )

    visit.page.click(".joint button")
    visit.page.wait_for_selector(".assignment")

    assert sorted(sent_to(room, number)) == sorted(units)
    assert visit.errors == []
    visit.page.context.close()
    cancel(room, number)


def test_every_row_says_why_it_stands_there(visitor: Visitor, room: Client) -> None:
    number = open_incident(room)
    visit = visitor()
    visit.wait_until_live()
    visit.page.click(f"[data-key='{number}']")
    visit.page.wait_for_selector(".option")

    reasons = visit.page.locator(".option .reason").all_inner_texts()

    assert len(reasons) == visit.page.locator(".option").count()
    assert " amb-" in reasons[0]  # compared with another ambulance, a tie or not
    visit.page.context.close()
