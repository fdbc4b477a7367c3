"""A crew's phone for browser tests: its page, a position that the test gives, its network."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, Request

from tests.browser.conftest import PHONE, Visit, Visitor

UNIT = "amb-01"
GIVEN_FIXES = """
  window.heard = [];
  navigator.geolocation.watchPosition = (take) => { window.heard.push(take); return 1; };
  navigator.geolocation.getCurrentPosition = () => {};
  const unknown = { speed: null, heading: null, altitude: null };
  window.giveFix = ([longitude, latitude, timestamp]) => window.heard.forEach((take) => take(
    { timestamp, coords: { longitude, latitude, accuracy: 8, ...unknown } },
  ));
  window.tones = 0;
  const made = AudioContext.prototype.createOscillator;
  AudioContext.prototype.createOscillator = function () {
    window.tones += 1;
    return made.call(this);
  };
"""
"""The phone measures what the test says, and counts the tones that it plays."""
IS_KEPT = """async () => {
  const holds = async (name, path) => (await caches.has(name))
    && Boolean(await (await caches.open(name)).match(path));
  return Boolean(navigator.serviceWorker.controller) && await holds('siaga-pages', '/crew/')
    && await holds('siaga-layers', '/api/land/') && await holds('siaga-layers', '/api/desa/');
}"""
COUNTS = """() => new Promise((done) => {
  const opening = indexedDB.open('siaga-crew');
  opening.onsuccess = () => {
    const work = opening.result.transaction(['presses', 'fixes']);
    const counts = {};
    for (const name of ['presses', 'fixes']) {
      work.objectStore(name).count().onsuccess = ({ target }) => { counts[name] = target.result; };
    }
    work.oncomplete = () => { opening.result.close(); done(counts); };
  };
})"""


@dataclass
class Phone:
    """A crew's page on a phone, with the writes that it sent."""

    visit: Visit
    sent: list[Request] = field(default_factory=list)

    @property
    def page(self) -> Page:
        """The page in the browser."""
        return self.visit.page

    def writes(self) -> list[str]:
        """Return the paths of what was sent so far, in order."""
        return [request.url.split("/", 3)[3] for request in self.sent]

    def go_offline(self) -> None:
        """Lose the network as in a valley."""
        self.page.context.set_offline(True)

    def go_online(self) -> None:
        """Come back."""
        self.page.context.set_offline(False)

    def is_kept(self) -> None:
        """Wait until the phone has all that it needs to open the page without network."""
        until(lambda: self.page.evaluate(IS_KEPT), page=self.page)

    def give_fix(self, lon: float, lat: float, at_ms: float) -> None:
        """Let the phone measure a position at a moment."""
        self.page.evaluate("(fix) => window.giveFix(fix)", [lon, lat, at_ms])

    def waits(self) -> dict[str, int]:
        """Return how many presses and fixes wait on the phone."""
        return self.page.evaluate(COUNTS)

    def close(self) -> None:
        """Put it away."""
        self.page.context.close()


def phone_of(visitor: Visitor, *, share: bool = True, prepare: Any = None) -> Phone:
    """Open the crew's page on a phone that shares its position (or does not)."""

    def ready(page: Page) -> None:
        page.add_init_script(GIVEN_FIXES)
        if share:
            page.context.grant_permissions(["geolocation"])
        if prepare:
            prepare(page)

    visit = visitor("crew", "/crew/", size=PHONE, prepare=ready)
    phone = Phone(visit)
    visit.page.on("request", lambda request: note(phone, request))
    visit.page.wait_for_selector("#unit h1")
    return phone


def note(phone: Phone, request: Request) -> None:
    if request.method == "POST":
        phone.sent.append(request)


def until(claim: Callable[[], Any], *, limit_s: float = 30.0, page: Page | None = None) -> Any:
    """Return what the claim gives once it is true; fail after the limit."""
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        found = claim()
        if found:
            return found
        if page is not None:
            page.wait_for_timeout(100)
        else:
            time.sleep(0.1)
    msg = "it did not become true in time"
    raise AssertionError(msg)
