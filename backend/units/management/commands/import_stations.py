"""Checks a file of stations and replaces the ones in use with it, all or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from backend.errors import Problem
from backend.places.models import Kecamatan
from backend.units import actions
from gis.place_files import StationRecord, read_stations, station_defects

DEFAULT_FILE = Path("sumenep_places") / "stations.csv"


class Command(BaseCommand):
    help = "Check a file of stations and replace the ones in use, all or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file",
            nargs="?",
            type=Path,
            default=settings.DATA_DIR / DEFAULT_FILE,
            metavar="FILE",
            help="default: data/sumenep_places/stations.csv",
        )
        parser.add_argument("--dry-run", action="store_true", help="check only, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        records = checked_stations(options["file"])
        if options["dry_run"]:
            self.stdout.write(f"{len(records)} stations are sound; nothing was changed.")
            return
        try:
            counts = actions.import_stations(records=records, by=None, now=timezone.now())
        except Problem as error:
            raise CommandError(error.detail) from error
        unconfirmed = sum(not record.confirmed for record in records)
        self.stdout.write(f"{len(records)} stations imported, {unconfirmed} of them unconfirmed:")
        for kind, count in sorted(counts.items()):
            self.stdout.write(f"  {count:4d} {kind}")


def checked_stations(path: Path) -> tuple[StationRecord, ...]:
    """Return the stations of a sound file.

    Raises
    ------
    CommandError
        With every defect, a line each.
    """
    records, defects = read_stations(path)
    known = set(Kecamatan.objects.values_list("code", flat=True))
    # Without boundaries the codes cannot be looked up; their form is checked in any case.
    codes = known or {record.kecamatan_code for record in records}
    defects = [*defects, *station_defects(records, kecamatan_codes=codes)]
    if not records and not defects:
        msg = f"{path} has no stations"
        raise CommandError(msg)
    if defects:
        lines = "\n".join(f"  {defect}" for defect in defects)
        msg = f"{path} was not imported; the old stations stay:\n{lines}"
        raise CommandError(msg)
    return records
