"""App configuration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DispatchConfig(AppConfig):
    """Decisions and assignments."""

    name = "backend.dispatch"
    verbose_name = "Penugasan"

    def ready(self) -> None:
        """Listen to what changes below: incidents and the places of units."""
        from backend.dispatch import receivers

        receivers.connect()
        post_migrate.connect(receivers.seed_policies, sender=self)
