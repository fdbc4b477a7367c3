"""App configuration."""

from django.apps import AppConfig


class RoadsConfig(AppConfig):
    """Road networks, ferry lanes, closures."""

    name = "backend.roads"
    verbose_name = "Jalan dan laut"
