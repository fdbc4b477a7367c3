"""App configuration."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """Calls and incidents."""

    name = "backend.incidents"
    verbose_name = "Kejadian"
