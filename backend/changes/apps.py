"""App configuration."""

from django.apps import AppConfig


class ChangesConfig(AppConfig):
    """Feed rows and epochs."""

    name = "backend.changes"
