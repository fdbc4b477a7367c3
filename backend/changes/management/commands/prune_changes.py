"""Deletes rows of the live feed that no reader resumes from any more."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from backend.changes.actions import FEED_KEPT_FOR, prune_changes


class Command(BaseCommand):
    help = "Delete old rows of the live feed; run it daily."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prune and say how many rows went."""
        count = prune_changes(now=timezone.now())
        self.stdout.write(f"{count} feed rows older than {FEED_KEPT_FOR.days} days deleted.")
