"""App configuration."""

import contextlib
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils import timezone


class UnitsConfig(AppConfig):
    """Stations, units, devices, positions."""

    name = "backend.units"
    verbose_name = "Unit"

    def ready(self) -> None:
        """Import the checks so that Django knows them, and keep the partitions with the tables."""
        from backend.units import checks  # noqa: F401

        post_migrate.connect(_make_partitions, sender=self)


def _make_partitions(using: str, **_: Any) -> None:
    """Make the monthly partitions; where others are at work the default one serves for now."""
    from backend.units.actions.partitions import TablesInUseError, ensure_partitions

    if using == "default":
        with contextlib.suppress(TablesInUseError):
            ensure_partitions(now=timezone.now())
