"""Routes of one's own on the console's map, and the page of a route for paper."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import DESK, PHONE, Visitor

TO_TALANGO = "/route/print/?from=113.8667,-7.0167&to=113.955,-7.087&vehicle=ambulance"
PAPER_MM = (210, 297)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_route_for_paper_fits_the_screen_and_asks_no_other_host(
    visitor: Visitor, size: tuple[int, int]
) -> None:
    visit = visitor("dispatcher", TO_TALANGO, size=size)

    visit.page.locator("ol.steps li").first.wait_for()
    visit.screenshot(f"route-print-{size[0]}")

    assert (visit.foreign, visit.errors) == ([], [])
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert visit.page.locator("svg.sketch path[stroke-dasharray='14 8']").count() == 1
    visit.page.context.close()


def test_paper_is_a4_without_buttons_and_in_black_and_white(visitor: Visitor) -> None:
    visit = visitor("dispatcher", TO_TALANGO)

    visit.page.emulate_media(media="print")
    paper = visit.page.pdf(prefer_css_page_size=True)
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", paper)

    assert not visit.page.locator(".screen").is_visible()
    assert box is not None
    # PDF counts in points: 72 an inch of 25.4 mm
    sides_mm = tuple(round(float(side) * 25.4 / 72) for side in box.groups())
    assert sides_mm == PAPER_MM
    colours = visit.page.evaluate(
        "[...document.querySelectorAll('body, body *')].map((one) => getComputedStyle(one).color)"
    )
    assert all(len(set(re.findall(r"\d+", colour)[:3])) == 1 for colour in colours)
    visit.page.context.close()


def test_the_paper_leads_to_the_phones_navigation(visitor: Visitor) -> None:
    visit = visitor("dispatcher", TO_TALANGO)

    addresses = visit.page.locator(".screen a").evaluate_all("all => all.map((a) => a.href)")

    assert addresses[0] == "geo:-7.087000,113.955000?q=-7.087000,113.955000"
    assert addresses[1].endswith("destination=-7.087000,113.955000&travelmode=driving")
    visit.page.context.close()


def test_two_clicks_on_the_map_draw_and_tell_a_way(visitor: Visitor) -> None:
    visit = visitor()
    visit.wait_until_live()
    page = visit.page
    page.locator("#map-region.has-map").wait_for()
    page.click("#show-madura")
    box = page.locator("#map").bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    page.click("#free-route-ask")
    page.mouse.click(middle[0] - 130, middle[1] - 30)
    page.mouse.click(middle[0] + 95, middle[1] - 65)
    page.locator("#free-route").wait_for()
    page.locator("#free-route [role=status], #free-route [role=alert]").first.wait_for()
    visit.screenshot("free-route")

    assert page.locator("#free-route select option").count() == 5
    assert page.locator("#free-route details li").count() >= 2
    assert page.locator("#free-route .links a").first.get_attribute("href").startswith("/route/")
    assert visit.errors == []

    page.locator("#free-route h3 button").click()
    assert not page.locator("#free-route").is_visible()
    page.context.close()
