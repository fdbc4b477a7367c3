"""One running platform for all browser tests, and pages that watch what they ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.running_platform import ROOT, Client, Platform, running_platform

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENSHOTS = ROOT / "var" / "screenshots"
PATIENCE_MS = 20_000
"""How long to wait for what a page shall show: other tests use the cores, too."""
expect.set_options(timeout=PATIENCE_MS)
DESK = (1366, 768)
PHONE = (390, 844)


@dataclass
class Visit:
    """A logged-in page with what it asked of other hosts, its script errors and its dialogs."""

    page: Page
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def screenshot(self, name: str) -> Path:
        """Keep what is seen now under ``var/screenshots``."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        path = SCREENSHOTS / f"{name}.png"
        self.page.screenshot(path=path)
        return path

    def wait_until_live(self) -> None:
        """Wait for the first snapshot."""
        self.page.wait_for_selector(".lamp.is-live")


Visitor = Callable[..., Visit]


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """Return the running platform with demo units, marked as a demonstration."""
    with running_platform(tmp_path_factory.mktemp("platform"), DEMO="1") as running:
        yield running


@pytest.fixture(scope="session")
def room(platform: Platform) -> Client:
    """Return another dispatcher's program."""
    return platform.client("supervisor")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Return the distribution's Chromium, closed before tests that use the database run."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def logins() -> dict[str, Any]:
    """Return the cookies of each account that has logged in on this platform."""
    return {}


@pytest.fixture(scope="package")
def visitor(browser: Browser, platform: Platform, logins: dict[str, Any]) -> Visitor:
    """Return a function that opens a page for an account, which logs in once."""

    def visit(
        username: str = "dispatcher",
        path: str = "/",
        *,
        size: tuple[int, int] = DESK,
        url: str | None = None,
        prepare: Callable[[Page], None] = lambda page: None,
    ) -> Visit:
        base = url or platform.url
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="id-ID", color_scheme="light"
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        visit = Visit(page)
        watch(visit, urlsplit(base).netloc)
        if username in logins:
            context.add_cookies(logins[username])
        else:
            logins[username] = log_in(page, base, username)
        prepare(page)
        page.goto(base + path)
        if urlsplit(page.url).path == "/login/":  # a test has logged the account out
            logins[username] = log_in(page, base, username)
            page.goto(base + path)
        return visit

    return visit


def log_in(page: Page, base: str, username: str) -> Any:
    """Log in through the form; return the cookies of the login."""
    page.goto(f"{base}/login/?next=/healthz")
    page.fill("[name=username]", username)
    page.fill("[name=password]", "siaga112")
    page.click("main button[type=submit]")
    page.wait_for_url("**/healthz")
    return page.context.cookies()


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on something that matches."""
    for _ in range(200):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    msg = f"Tab never reaches {selector}"
    raise AssertionError(msg)


def watch(visit: Visit, own_host: str) -> None:
    """Note requests to other hosts, script errors and dialogs."""

    def note_request(address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != own_host:
            visit.foreign.append(address)

    visit.page.on("request", lambda request: note_request(request.url))
    visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))

    def refuse_dialog(dialog: object) -> None:
        visit.dialogs.append(dialog.message)  # type: ignore[attr-defined]
        dialog.dismiss()  # type: ignore[attr-defined]

    visit.page.on("dialog", refuse_dialog)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)
