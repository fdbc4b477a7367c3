"""The system check on trackers that prove themselves by their name alone."""

from __future__ import annotations

from typing import Any

import pytest

from backend.units import checks
from backend.units.models import Device, Unit
from tests.backend.units.conftest import NOW, SECRET, new_device


@pytest.fixture(autouse=True)
def deployed(settings: Any) -> None:
    """Run as a real room does."""
    settings.DEBUG = settings.DEMO = False


def found() -> list[str]:
    return [str(one) for one in checks.check_devices_known_by_name(databases=["default"])]


def test_tracker_known_by_name_alone_is_named(named_phone: Device) -> None:
    (message,) = found()

    assert "siaga.W033" in message
    assert "amb-01" in message


def test_tracker_with_a_secret_or_revoked_is_fine(amb: Unit) -> None:
    new_device(amb, "hp-satu", secret=SECRET)
    new_device(amb, "hp-dua", revoked_at=NOW)

    assert found() == []


@pytest.mark.parametrize("name", ["DEBUG", "DEMO"])
def test_demonstration_is_let_be(named_phone: Device, settings: Any, name: str) -> None:
    setattr(settings, name, True)

    assert found() == []


def test_check_without_databases_connects_to_none() -> None:
    assert checks.check_devices_known_by_name() == []
