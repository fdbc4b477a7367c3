"""App configuration."""

from django.apps import AppConfig


class RoadsConfig(AppConfig):
    """Road networks, ferry lanes, closures."""

    name = "backend.roads"
    verbose_name = "Jalan dan laut"

    def ready(self) -> None:
        """Import the checks so that Django knows them."""
        from backend.roads import checks  # noqa: F401
