"""Project-wide system checks: each has an id and a hint that tells what to do."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from pytest_django import Settings

from backend import checks


class Cursor:
    """Answers one row to any query, or fails."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def __enter__(self) -> "Cursor":
        if isinstance(self.answer, Exception):
            raise self.answer
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def execute(self, query: str) -> None:
        self.query = query

    def fetchone(self) -> tuple[Any]:
        return (self.answer,)


class Connection:
    def __init__(self, vendor: str, answer: Any) -> None:
        self.vendor, self.answer = vendor, answer

    def cursor(self) -> Cursor:
        return Cursor(self.answer)


@pytest.mark.django_db
def test_the_database_of_the_tests_has_its_spatial_extension() -> None:
    assert checks.check_spatial_extension(["default"]) == []


def test_a_check_without_databases_connects_to_none() -> None:
    assert checks.check_spatial_extension(None) == []


@pytest.mark.parametrize(
    ("vendor", "answer", "package"),
    [
        ("postgresql", 0, "postgresql-15-postgis-3"),
        ("postgresql", DatabaseError("refused"), "postgresql-15-postgis-3"),
        ("sqlite", ImproperlyConfigured("no mod_spatialite"), "libsqlite3-mod-spatialite"),
    ],
)
def test_a_missing_spatial_extension_is_an_error_that_names_the_package(
    monkeypatch: pytest.MonkeyPatch, vendor: str, answer: Any, package: str
) -> None:
    monkeypatch.setattr(checks, "connections", {"default": Connection(vendor, answer)})

    messages = checks.check_spatial_extension(["default"])

    assert [message.id for message in messages] == ["siaga.E001"]
    assert package in str(messages[0].hint)


def test_naive_times_are_an_error(settings: Settings) -> None:
    settings.USE_TZ = False

    assert [message.id for message in checks.check_time_zones()] == ["siaga.E002"]


def test_aware_times_are_fine(settings: Settings) -> None:
    settings.USE_TZ = True

    assert checks.check_time_zones() == []


@pytest.mark.parametrize(
    ("debug", "demo", "ids"),
    [(True, True, []), (True, False, []), (False, False, []), (False, True, ["siaga.E003"])],
)
def test_a_demo_outside_debug_is_an_error(
    settings: Settings, debug: bool, demo: bool, ids: list[str]
) -> None:
    settings.DEBUG, settings.DEMO = debug, demo

    assert [message.id for message in checks.check_demo_needs_debug()] == ids


def test_missing_assets_are_a_warning_that_says_what_to_run(
    settings: Settings, tmp_path: Path
) -> None:
    settings.VENDOR_DIR = tmp_path

    messages = checks.check_assets()

    assert [message.id for message in messages] == ["siaga.W004"]
    assert "make setup" in str(messages[0].hint)


def test_fetched_assets_are_fine(settings: Settings, tmp_path: Path) -> None:
    settings.VENDOR_DIR = tmp_path
    library = tmp_path / "leaflet" / "dist" / "leaflet.js"
    library.parent.mkdir(parents=True)
    library.touch()

    assert checks.check_assets() == []
