"""System checks say whether boundaries and places are loaded, and what to run."""

from __future__ import annotations

import pytest

from backend.places.checks import check_boundaries
from gis.boundary_files import BoundarySet
from gis.place_files import PlaceSet


def ids(databases: list[str] | None) -> list[str | None]:
    return [message.id for message in check_boundaries(databases)]


@pytest.mark.django_db
def test_an_empty_database_is_reported():
    assert ids(["default"]) == ["siaga.W010", "siaga.W011"]


@pytest.mark.django_db
def test_the_hint_says_what_to_run():
    hints = [message.hint for message in check_boundaries(["default"])]

    assert hints == ["Run: manage.py import_boundaries", "Run: manage.py import_places"]


def test_boundaries_without_places_are_reported(drawn: BoundarySet):
    assert ids(["default"]) == ["siaga.W011"]


def test_a_loaded_database_is_silent(drawn_places: PlaceSet):
    assert ids(["default"]) == []


def test_checks_without_database_read_nothing():
    assert ids(None) == []
