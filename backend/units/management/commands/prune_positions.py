"""Deletes positions and what else trackers sent once it has passed the time it is kept."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from backend.changes.queries import FEED_KEPT_FOR
from backend.units.actions.partitions import TablesInUseError
from backend.units.actions.pruning import prune_positions
from backend.units.queries.outdated import Outdated, count_outdated

DAYS_MAX = 36_500
TOLD_EVERY = 100_000


class Command(BaseCommand):
    help = (
        "Delete positions and quarantined items older than POSITION_RETENTION_DAYS, raw requests "
        "older than RAW_RETENTION_HOURS, and old rows of the live feed. Run it daily."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would go, delete nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self._refuse_odd_settings()
        now = timezone.now()
        if options["dry_run"]:
            self._report(count_outdated(now), "would be deleted")
            return
        self._told = 0
        try:
            gone = prune_positions(by=None, now=now, tell=self._tell)
        except TablesInUseError as error:
            msg = f"Not finished: {error}. What was deleted stays deleted; run it again later."
            raise CommandError(msg) from error
        self._report(gone, "deleted")

    def _refuse_odd_settings(self) -> None:
        days, hours = settings.POSITION_RETENTION_DAYS, settings.RAW_RETENTION_HOURS
        if not 1 <= days <= DAYS_MAX:
            msg = f"POSITION_RETENTION_DAYS must be 1 to {DAYS_MAX} days, not {days}."
            raise CommandError(msg)
        if not 1 <= hours <= 24 * DAYS_MAX:
            msg = f"RAW_RETENTION_HOURS must be 1 to {24 * DAYS_MAX} hours, not {hours}."
            raise CommandError(msg)

    def _tell(self, what: str, count: int) -> None:
        """Show that long work goes on."""
        if count // TOLD_EVERY > self._told:
            self.stdout.write(f"... {count:,} {what} so far")
        self._told = count // TOLD_EVERY

    def _report(self, counts: Outdated, verb: str) -> None:
        days, hours = settings.POSITION_RETENTION_DAYS, settings.RAW_RETENTION_HOURS
        for month, count in counts.months.items():
            self.stdout.write(
                f"{count:,} positions {verb} with the whole partition {month.table} "
                f"(all over {days} days)"
            )
        lines = [
            (counts.positions, "positions", f"over {days} days"),
            (counts.settled_items, "settled quarantine items", f"over {days} days"),
            (counts.unsettled_items, "unsettled quarantine items", f"over {days} days"),
            (counts.requests, "raw requests", f"over {hours} hours"),
            (counts.changes, "feed rows", f"over {FEED_KEPT_FOR.days} days"),
        ]
        for count, what, age in lines:
            self.stdout.write(f"{count:,} {what} {verb} ({age})")
        if counts.is_nothing:
            self.stdout.write("Nothing is that old.")
