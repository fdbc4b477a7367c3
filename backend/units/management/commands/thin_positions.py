"""Thins old tracks: their shape stays within 20 m, their times and stops stay as they were."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from backend.units.actions.thinning import thin_positions
from backend.units.models import Unit
from backend.units.queries.thinnable import Thinning, days_to_thin, thinning_of
from gis.thinning import SHAPE_M


class Command(BaseCommand):
    help = (
        "Delete the positions of past days that a track does not need: it stays within "
        f"{SHAPE_M:.0f} m of every point at its time. Each day of a unit is thinned once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--thin-after",
            type=int,
            default=settings.POSITION_THIN_AFTER_DAYS,
            metavar="DAYS",
            help="leave newer days as they are (POSITION_THIN_AFTER_DAYS, %(default)s)",
        )
        parser.add_argument("--unit", metavar="CODE", help="of this unit only")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would go, delete nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        after_days: int = options["thin_after"]
        if not 1 <= after_days <= settings.POSITION_RETENTION_DAYS:
            msg = f"--thin-after must be 1 to {settings.POSITION_RETENTION_DAYS} days, "
            msg += f"which is the retention, not {after_days}."
            raise CommandError(msg)
        totals = _Sum()
        for unit in _units(options["unit"]):
            of_unit = _Sum()
            for found in self._thinnings(unit, after_days, options["dry_run"]):
                of_unit.add(found)
                if options["verbosity"] > 1:
                    self.stdout.write(f"{unit.code} {found.day}: {_told(found)}")
            if of_unit.days:
                self.stdout.write(f"{unit.code}: {of_unit}")
            totals.join(of_unit)
        verb = "would be thinned" if options["dry_run"] else "thinned"
        self.stdout.write(f"{verb.capitalize()} (over {after_days} days): {totals}")

    def _thinnings(self, unit: Unit, after_days: int, is_trial: bool) -> Iterable[Thinning]:
        now = timezone.now()
        if is_trial:
            days = days_to_thin(unit.pk, after_days=after_days, now=now)
            return (thinning_of(unit.pk, day) for day in days)
        return thin_positions(unit=unit, after_days=after_days, by=None, now=now)


class _Sum:
    """Adds up days."""

    def __init__(self) -> None:
        self.days = self.before = self.gone = 0
        self.length_before_m = self.length_after_m = 0.0

    def add(self, found: Thinning) -> None:
        self.days += 1
        self.before += found.points_before
        self.gone += len(found.surplus)
        self.length_before_m += found.length_before_m
        self.length_after_m += found.length_after_m

    def join(self, other: _Sum) -> None:
        self.days += other.days
        self.before += other.before
        self.gone += other.gone
        self.length_before_m += other.length_before_m
        self.length_after_m += other.length_after_m

    def __str__(self) -> str:
        return (
            f"{self.days:,} days, {self.gone:,} of {self.before:,} positions, "
            f"{self.length_before_m / 1000:,.1f} km before, "
            f"{self.length_after_m / 1000:,.1f} km after"
        )


def _units(code: str | None) -> list[Unit]:
    units = list(Unit.objects.filter(code=code) if code else Unit.objects.all())
    if code and not units:
        msg = f"There is no unit {code!r}."
        raise CommandError(msg)
    return units


def _told(found: Thinning) -> str:
    one = _Sum()
    one.add(found)
    return str(one)
