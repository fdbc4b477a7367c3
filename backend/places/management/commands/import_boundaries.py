"""Checks a folder of boundaries and puts it in the place of the old ones, all or nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backend.places import actions, import_reports, queries


class Command(BaseCommand):
    help = "Check a folder of boundaries and replace the ones in use, all or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder",
            nargs="?",
            type=Path,
            default=settings.DATA_DIR / "sumenep_boundaries",
            metavar="DIR",
            help="default: data/sumenep_boundaries/",
        )
        parser.add_argument("--dry-run", action="store_true", help="check only, change nothing")
        parser.add_argument(
            "--if-changed", action="store_true", help="do nothing if these files are in use"
        )

    def handle(self, *, folder: Path, dry_run: bool, if_changed: bool, **_: Any) -> None:
        boundaries, defects = import_reports.checked_boundaries(folder)
        if if_changed and queries.is_in_use("boundaries", boundaries.checksum):
            self.stdout.write("Boundaries are up to date.")
            return
        if defects:
            raise CommandError(import_reports.defects_text(defects, folder))
        report = import_reports.boundary_report(boundaries)
        if not dry_run:
            actions.replace_boundaries(
                boundaries=boundaries, report=report, by=None, now=timezone.now()
            )
        verb = "would be imported" if dry_run else "imported"
        self.stdout.write(f"Boundaries {verb} from {folder}:")
        self.stdout.write("\n".join(import_reports.report_lines(report)))
