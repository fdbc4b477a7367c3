"""App configuration."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Boundaries, islands, facilities, ports, names."""

    name = "backend.places"
    verbose_name = "Tempat"

    def ready(self) -> None:
        """Import the checks so that Django knows them."""
        from backend.places import checks  # noqa: F401
