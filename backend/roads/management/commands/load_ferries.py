"""Checks the table of ferry lanes and replaces the old lanes with it."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backend.places.models import Port
from backend.roads import actions
from gis.lane_files import read_lanes


class Command(BaseCommand):
    help = "Check the ferry lanes and replace the ones in use, all or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file",
            nargs="?",
            type=Path,
            default=settings.DATA_DIR / "sumenep_ferries" / "lanes.csv",
            metavar="FILE",
            help="default: data/sumenep_ferries/lanes.csv",
        )

    def handle(self, *, file: Path, **_: Any) -> None:
        ports = frozenset(Port.objects.values_list("code", flat=True))
        if not ports:
            msg = "No ports are loaded: run manage.py import_places first"
            raise CommandError(msg)
        lanes, defects = read_lanes(file, ports=ports)
        if defects:
            lines = "\n".join(f"  {defect}" for defect in defects)
            msg = f"{len(defects)} defects in {file}: nothing was changed\n{lines}"
            raise CommandError(msg)
        count = actions.replace_lanes(lanes=lanes, by=None, now=timezone.now())
        sourced = sum(record.lane.duration is not None for record in lanes)
        vehicles = sum(record.lane.carries_vehicles for record in lanes)
        self.stdout.write(
            f"{count} ferry lanes from {file}: {vehicles} carry vehicles, "
            f"{sourced} have a sourced crossing time"
        )
