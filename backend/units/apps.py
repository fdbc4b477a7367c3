"""App configuration."""

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    """Stations, units, devices, positions."""

    name = "backend.units"
    verbose_name = "Unit"

    def ready(self) -> None:
        """Import the checks so that Django knows them."""
        from backend.units import checks  # noqa: F401
