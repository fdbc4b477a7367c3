"""Checks a folder of facilities, ports and settlements and replaces the old ones with it."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backend.errors import NotReady
from backend.places import actions, import_reports, queries


class Command(BaseCommand):
    help = "Check a folder of places and replace the ones in use, all or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder",
            nargs="?",
            type=Path,
            default=settings.DATA_DIR / "sumenep_places",
            metavar="DIR",
            help="default: data/sumenep_places/",
        )
        parser.add_argument("--dry-run", action="store_true", help="check only, change nothing")
        parser.add_argument(
            "--if-changed", action="store_true", help="do nothing if these files are in use"
        )

    def handle(self, *, folder: Path, dry_run: bool, if_changed: bool, **_: Any) -> None:
        try:
            places, defects = import_reports.checked_places(folder)
        except NotReady as error:
            raise CommandError(error.detail) from error
        if if_changed and queries.is_in_use("places", places.checksum):
            self.stdout.write("Places are up to date.")
            return
        if defects:
            raise CommandError(import_reports.defects_text(defects, folder))
        report = import_reports.place_report(places)
        if not dry_run:
            actions.replace_places(places=places, report=report, by=None, now=timezone.now())
        verb = "would be imported" if dry_run else "imported"
        self.stdout.write(f"Places {verb} from {folder}:")
        self.stdout.write("\n".join(import_reports.report_lines(report)))
