"""App configuration."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Boundaries, islands, facilities, ports, names."""

    name = "backend.places"
    verbose_name = "Tempat"
