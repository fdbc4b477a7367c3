"""Prints observed travel times beside those of the active network; a report, never a failure."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backend.errors import NotReady
from backend.roads import queries
from gis.observed_times import compare, comparison_lines, read_observations
from gis.turnout import WIB

HOUR = 10
"""Trips are compared with a drive in the middle of a morning, WIB."""


class Command(BaseCommand):
    help = "Compare observed travel times with those of the active network, without closures."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file",
            nargs="?",
            type=Path,
            default=settings.DATA_DIR / "sumenep_observed" / "travel_times.csv",
            metavar="FILE",
            help="default: data/sumenep_observed/travel_times.csv",
        )

    def handle(self, *, file: Path, **_: Any) -> None:
        observations, defects = read_observations(file)
        if defects:
            lines = "\n".join(f"  {defect}" for defect in defects)
            msg = f"{len(defects)} defects in {file}\n{lines}"
            raise CommandError(msg)
        try:
            router = queries.router().with_closures((), ())
        except NotReady as error:
            raise CommandError(error.detail) from error
        morning = timezone.now().astimezone(WIB).replace(hour=HOUR, minute=0, second=0)
        found = [compare(router, observed, morning) for observed in observations]
        self.stdout.write("\n".join(comparison_lines(found)))
