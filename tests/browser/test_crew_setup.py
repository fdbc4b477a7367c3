"""Setting up a tracking app: a device, its secret once, codes, and the first position."""

from __future__ import annotations

import pytest

from tests.browser.conftest import DESK, PHONE, Visitor
from tests.running_platform import Client, Platform

APPS = ["traccar", "traccar-old", "owntracks", "gpslogger", "overland"]


def test_a_crew_makes_a_device_and_its_first_position_turns_green(
    visitor: Visitor, platform: Platform
) -> None:
    visit = visitor("crew", "/crew/setup/", size=PHONE)
    page = visit.page
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    page.wait_for_selector("#unit-choice option", state="attached")
    page.click("#make button")
    page.wait_for_selector(".first-fix >> text=Menunggu posisi pertama")

    shown = [one.get_attribute("data-app") for one in page.locator(".app").all()]
    server = page.locator("[data-app=traccar] td").first.inner_text()
    page.evaluate(
        "(url) => fetch(url + '?lat=-7.0167&lon=113.8667&accuracy=8', { method: 'POST' })", server
    )
    page.wait_for_selector(".first-fix.is-working >> text=bekerja")

    assert shown == APPS
    assert server.startswith(f"{platform.url}/ingest/osmand/")
    secret = server.rpartition("/")[2]
    assert [url for url in addresses if secret in url and "/ingest/" not in url] == []
    assert (visit.foreign, visit.errors) == ([], [])
    visit.screenshot("crew-setup-390")
    page.context.close()


def test_each_code_is_drawn_and_says_what_the_app_reads(visitor: Visitor) -> None:
    visit = visitor("supervisor", "/crew/setup/", size=DESK)
    page = visit.page
    page.wait_for_selector("#unit-choice option[value='fire-01']", state="attached")
    page.select_option("#unit-choice", "fire-01")
    page.click("#make button")
    page.wait_for_selector(".app img")

    sizes = page.evaluate(
        "[...document.querySelectorAll('.app img')].map((image) => image.naturalWidth)"
    )
    files = [link.get_attribute("download") for link in page.locator("a[download]").all()]

    assert len(sizes) == 5
    assert min(sizes) > 100
    assert [name.rpartition(".")[2] for name in files if name] == ["otrc", "properties"]
    visit.screenshot("crew-setup-1366")
    page.context.close()


@pytest.mark.parametrize(("app", "file"), [("owntracks", "otrc"), ("gpslogger", "properties")])
def test_a_settings_file_is_made_in_the_browser(visitor: Visitor, app: str, file: str) -> None:
    visit = visitor("crew", "/crew/setup/", size=PHONE)
    page = visit.page
    page.wait_for_selector("#unit-choice option", state="attached")
    page.click("#make button")
    page.wait_for_selector(f"[data-app={app}] a[download]")

    with page.expect_download() as saved:
        page.click(f"[data-app={app}] a[download]")

    assert saved.value.suggested_filename.endswith(f".{file}")
    assert saved.value.url.startswith("blob:")
    page.context.close()


def test_a_device_that_exists_can_be_watched(visitor: Visitor, room: Client) -> None:
    name = room.post("/api/devices/", {"unit": "amb-01"}).json["identifier"]
    visit = visitor("crew", "/crew/setup/", size=PHONE)
    visit.page.fill("#check input", name)
    visit.page.click("#check button")

    visit.page.wait_for_selector(f".first-fix >> text=Menunggu posisi pertama dari {name}")

    assert visit.errors == []
    visit.page.context.close()
