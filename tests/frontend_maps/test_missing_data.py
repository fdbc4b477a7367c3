"""A page without its data says what to run, before anybody takes a call with it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from backend.accounts.models import Role
from backend.roads.models import RoadNetwork

NOW = datetime(2026, 11, 25, 1, tzinfo=UTC)
COMMANDS = ("manage.py import_boundaries", "manage.py import_road_network FILE --activate")
PAGES = ["/", "/planner/", "/board/", "/agency/", "/supervisor/", "/crew/"]


@pytest.fixture
def page(user_of):
    client = Client()
    client.force_login(user_of(Role.SUPERVISOR))

    def text(path: str, **headers: str) -> str:
        return client.get(path, headers=headers).content.decode()

    return text


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_every_page_names_the_commands_that_load_what_is_missing(page, path):
    assert [command in page(path) for command in COMMANDS] == [True, True]


@pytest.mark.django_db
def test_a_loaded_network_is_not_asked_for(page):
    RoadNetwork.objects.create(
        name="drawn",
        checksum="0" * 64,
        report={},
        imported_at=NOW,
        activated_at=NOW,
        is_active=True,
    )

    assert [command in page("/") for command in COMMANDS] == [True, False]
