"""The project's own app: system checks and what must happen once at start-up."""

from django.apps import AppConfig


class Siaga112Config(AppConfig):
    """Registers the project's system checks."""

    name = "backend"
    label = "siaga112"

    def ready(self) -> None:
        """Import the checks so that Django knows them."""
        from backend import checks  # noqa: F401
