"""App configuration."""

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    """Stations, units, devices, positions."""

    name = "backend.units"
    verbose_name = "Unit"
