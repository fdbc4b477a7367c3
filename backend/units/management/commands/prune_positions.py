"""Deletes positions and odd content older than ``POSITION_RETENTION_DAYS``."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from backend.units.actions.pruning import prune_positions


class Command(BaseCommand):
    help = "Delete positions and quarantined items that are older than the retention."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count only, delete nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        positions, items = prune_positions(by=None, now=timezone.now(), dry_run=options["dry_run"])
        verb = "would be deleted" if options["dry_run"] else "deleted"
        days = settings.POSITION_RETENTION_DAYS
        self.stdout.write(f"{positions} positions and {items} odd items {verb} (over {days} days).")
