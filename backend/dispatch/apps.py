"""App configuration."""

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    """Decisions and assignments."""

    name = "backend.dispatch"
    verbose_name = "Penugasan"
