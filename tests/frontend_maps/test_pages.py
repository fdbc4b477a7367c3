"""Pages: who may open which, what they carry, and what their headers allow."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

ROLES = ["dispatcher", "supervisor", "planner", "crew", "agency"]
OPEN_TO = {
    "console": {"dispatcher", "supervisor", "planner", "agency"},
    "crew": {"dispatcher", "supervisor", "crew"},
    "crew-setup": {"dispatcher", "supervisor", "crew"},
    "board": {"dispatcher", "supervisor", "planner", "agency"},
    "agency": {"dispatcher", "supervisor", "agency"},
    "supervisor": {"supervisor"},
    "planner": {"dispatcher", "supervisor", "planner"},
    "playback": {"dispatcher", "supervisor", "planner"},
}


@pytest.fixture
def page_as(user_of):
    def make(role: str) -> Client:
        client = Client()
        client.force_login(user_of(role))
        return client

    return make


def settings_of(html: str) -> dict:
    block = re.search(r'<script id="page" type="application/json">(.*?)</script>', html, re.DOTALL)
    assert block is not None
    return json.loads(block.group(1))


@pytest.mark.parametrize("page", OPEN_TO)
def test_nobody_opens_a_page_without_a_login(client, db, page):
    response = client.get(reverse(page))

    assert response.status_code == 302
    assert response["Location"].startswith("/login/?next=")


@pytest.mark.parametrize("page", OPEN_TO)
@pytest.mark.parametrize("role", ROLES)
def test_a_page_opens_for_its_roles_only(page_as, page, role):
    response = page_as(role).get(reverse(page))

    allowed = 302 if (page, role) == ("console", "crew") else 403
    assert response.status_code == (200 if role in OPEN_TO[page] else allowed)


def test_a_crew_is_led_from_the_console_to_its_own_page(page_as):
    response = page_as("crew").get("/")

    assert response["Location"] == "/crew/"


@pytest.mark.parametrize(("role", "may"), [("dispatcher", True), ("planner", False)])
def test_only_the_room_may_dispatch_from_the_console(page_as, role, may):
    html = page_as(role).get("/").content.decode()

    assert settings_of(html)["canDispatch"] is may


def test_a_page_allows_no_inline_script(page_as):
    response = page_as("dispatcher").get("/")
    inline = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", response.content.decode())

    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert all('type="application/json"' in attributes for attributes in inline)


def test_a_page_names_no_other_host(page_as):
    html = page_as("dispatcher").get("/").content.decode()

    assert re.findall(r"(?:src|href|action)=[\"'](?:https?:)?//", html) == []


@pytest.mark.parametrize(("demo", "marks"), [(True, 1), (False, 0)])
def test_the_demo_mark_stands_on_demonstrations_only(page_as, settings, demo, marks):
    settings.DEMO = demo

    assert page_as("dispatcher").get("/").content.decode().count('class="demo"') == marks


def test_the_console_always_carries_its_attribution(page_as):
    html = page_as("planner").get("/").content.decode()

    assert all(name in html for name in ("OpenStreetMap", "ODbL", "BPS", "OCHA HDX", "GeoNames"))


def test_the_login_page_is_indonesian_first(client, db):
    html = client.get("/login/").content.decode()

    assert '<html lang="id"' in html
    assert "Kata sandi" in html


def test_a_wrong_password_is_refused_with_a_sentence(client, user_of):
    user_of("dispatcher")

    response = client.post("/login/", {"username": "dispatcher", "password": "salah"})

    assert "tidak cocok" in response.content.decode()


def test_the_language_can_be_changed(page_as):
    client = page_as("dispatcher")
    client.post("/language/", {"language": "en", "next": "/"})

    assert '<html lang="en"' in client.get("/").content.decode()


def test_logging_out_ends_at_the_login(page_as):
    client = page_as("dispatcher")

    response = client.post("/logout/")

    assert response["Location"] == "/login/"
    assert client.get("/").status_code == 302


def test_every_category_has_a_letter_of_its_own(page_as):
    categories = settings_of(page_as("dispatcher").get("/").content.decode())["categories"]
    letters = [category["key"] for category in categories]

    assert len(set(letters)) == len(letters) == 10
