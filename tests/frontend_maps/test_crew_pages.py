"""The crew's pages: what they hand over, what a phone installs, and what no address carries."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.test import Client

from frontend_maps import offline
from frontend_maps.crew_settings import MAP_LAYERS
from frontend_maps.page_settings import ADDRESSES

SETUP = {"unit": "amb-01", "identifier": "amb-01-2", "secret": "rahasia-uji"}


@pytest.fixture
def page_as(user_of):
    def make(role: str) -> Client:
        client = Client()
        client.force_login(user_of(role))
        return client

    return make


def release_of(text: str) -> dict:
    return json.loads(re.match(r"const RELEASE = (\{.*?\});\n", text).group(1))


def test_the_worker_may_touch_the_crews_page_only(client):
    response = client.get("/crew/worker.js")

    assert response["Content-Type"].startswith("text/javascript")
    assert response["Cache-Control"] == "no-cache"
    assert "Service-Worker-Allowed" not in response


def test_the_worker_keeps_every_module_of_the_page_and_the_maps_layers(client):
    release = release_of(client.get("/crew/worker.js").content.decode())
    root = Path(offline.__file__).parent / "static"
    modules = {
        f"/static/{path.relative_to(root)}" for path in (root / "frontend_maps").rglob("*.js")
    }

    assert modules - set(release["files"]) == {"/static/frontend_maps/js/crew/worker.js"}
    assert release["layers"] == [ADDRESSES[name] for name in MAP_LAYERS]


def test_the_worker_keeps_no_answers_of_people_and_incidents(client):
    release = release_of(client.get("/crew/worker.js").content.decode())

    for word in ("incidents", "assignments", "units", "live", "positions", "me"):
        assert f"/api/{word}/" not in release["layers"] + release["files"]


def test_each_kept_file_is_served(client):
    release = release_of(client.get("/crew/worker.js").content.decode())
    missing = [path for path in release["files"] if offline.finders.find(path[8:]) is None]

    assert missing == []


def test_a_changed_file_is_another_release(monkeypatch, tmp_path):
    changed = tmp_path / "crew.js"
    changed.write_text("export const a = 1;\n")
    name = "frontend_maps/js/crew.js"
    before = offline._looked_up()
    monkeypatch.setattr(offline, "_own_files", lambda: iter([(name, changed)]))
    first = offline._looked_up()
    changed.write_text("export const a = 2;\n")

    second = offline._looked_up()

    assert len({before.version, first.version, second.version}) == 3
    assert offline._looked_up() == second


def test_the_page_names_its_release(page_as):
    response = page_as("crew").get("/crew/")

    assert response["X-Release"] == offline.release().version


def test_a_phone_can_install_the_page(client):
    response = client.get("/crew/manifest.webmanifest")
    manifest = response.json()

    assert response["Content-Type"] == "application/manifest+json"
    assert (manifest["start_url"], manifest["scope"]) == ("/crew/", "/crew/")
    assert manifest["display"] == "standalone"
    assert {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }


@pytest.mark.parametrize(("name", "size_px"), [("icon-192", 192), ("icon-maskable-512", 512)])
def test_the_icons_are_as_large_as_they_say(name, size_px):
    content = Path(offline.finders.find(f"frontend_maps/icons/{name}.png")).read_bytes()

    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(content[16:20]) == int.from_bytes(content[20:24]) == size_px


def test_the_policy_of_the_page_is_as_strict_as_everywhere(page_as):
    response = page_as("crew").get("/crew/")

    assert "script-src" not in response["Content-Security-Policy"]
    assert "default-src 'self'" in response["Content-Security-Policy"]


def test_the_rooms_number_is_offered_where_one_is_set(page_as, settings):
    settings.ROOM_PHONE = "0328000112"

    html = page_as("crew").get("/crew/").content.decode()

    assert '"roomPhone": "0328000112"' in html


def test_a_crew_gets_the_codes_of_its_device_and_nobody_keeps_them(page_as):
    response = page_as("crew").post("/crew/setup/codes/", SETUP, content_type="application/json")
    apps = response.json()["apps"]

    assert "no-store" in response["Cache-Control"]
    assert len(apps) == 5
    assert all(app["qr"].startswith("data:image/svg+xml") for app in apps)
    assert "http://testserver/ingest/osmand/rahasia-uji" in apps[0]["code"]


def test_a_secret_in_an_address_is_not_taken(page_as):
    response = page_as("crew").get("/crew/setup/codes/?secret=rahasia-uji&unit=amb-01")

    assert response.status_code == 405


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"secret": ""}, "secret"),
        ({"secret": "spasi di sini"}, "secret"),
        ({"identifier": 7}, "identifier"),
        ({"identifier": "x" * 129}, "identifier"),
        ({"unit": None}, "unit"),
        ({"unit": "ambé"}, "unit"),
        ({"secret": 'a"><script>'}, "secret"),
    ],
)
def test_odd_values_are_refused_by_name(page_as, change, field):
    response = page_as("crew").post(
        "/crew/setup/codes/",
        SETUP | change,
        content_type="application/json",
        headers={"accept": "application/json"},
    )

    assert response.status_code == 400
    assert list(response.json()["errors"]) == [field]


@pytest.mark.parametrize(
    "body", ["", "[]", "null", "{", '"x"', "\udcff".encode("utf-8", "replace")]
)
def test_a_body_that_is_no_object_is_refused(page_as, body):
    response = page_as("crew").post(
        "/crew/setup/codes/",
        body,
        content_type="application/json",
        headers={"accept": "application/json"},
    )

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"


def test_another_site_cannot_ask_for_codes(user_of):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user_of("crew"))

    response = client.post("/crew/setup/codes/", SETUP, content_type="application/json")

    assert response.status_code == 403


def test_no_certificate_is_offered_where_none_is_used(client, settings):
    settings.LAN_CERTIFICATE = ""

    assert client.get("/lan/ca.crt").status_code == 404


def test_supervisor_finds_the_set_up_of_phones_beside_the_devices(page_as):
    page = page_as("supervisor").get("/supervisor/").content.decode()

    assert re.search(r'id="view-trackers".*<a id="phone-setup" href="/crew/setup/">', page, re.S)
