"""App configuration."""

from django.apps import AppConfig


class LiveConfig(AppConfig):
    """The live feed."""

    name = "backend.live"
    verbose_name = "Siaran langsung"
