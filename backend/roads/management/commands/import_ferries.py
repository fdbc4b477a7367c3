"""Checks a GTFS feed of ferries and puts its lanes in the place of the old ones, all or nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backend.errors import NotReady
from backend.places.queries import land
from backend.roads import actions, queries
from backend.roads.feed_changes import change_lines
from gis.gtfs_feed import FerryFeed, read_feed

LOOKED_AHEAD_DAYS = 14
"""A lane on which nothing sails for so long is told to whoever imports it."""


class Command(BaseCommand):
    help = "Check a GTFS feed of ferries and replace the lanes in use, all or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "feed",
            nargs="?",
            type=Path,
            default=settings.DATA_DIR / "sumenep_ferries",
            metavar="DIR_OR_ZIP",
            help="default: data/sumenep_ferries",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="only check, and print what would change"
        )

    def handle(self, *, feed: Path, dry_run: bool, **_: Any) -> None:
        found = self._read(feed)
        now = timezone.now()
        lines = [_summary(found, feed), *change_lines(found), *_warnings(found, now)]
        if not dry_run:
            lanes, stops = found.lanes, found.quays
            actions.replace_lanes(lanes=lanes, stops=stops, by=None, now=now)
        self.stdout.write("\n".join(lines))
        if dry_run:
            self.stdout.write("Nothing was changed (--dry-run).")

    def _read(self, feed: Path) -> FerryFeed:
        ports = queries.ports()
        if not ports:
            msg = "No ports are loaded: run manage.py import_places first"
            raise CommandError(msg)
        try:
            found, defects = read_feed(feed, ports=ports, land=land())
        except NotReady as error:
            raise CommandError(error.detail) from error
        if defects:
            lines = "\n".join(f"  {defect}" for defect in defects)
            msg = f"{len(defects)} defects in {feed}: nothing was changed\n{lines}"
            raise CommandError(msg)
        return found


def _summary(found: FerryFeed, feed: Path) -> str:
    lanes = [record.lane for record in found.lanes]
    return (
        f"{len(lanes)} ferry lanes from {feed}: "
        f"{sum(lane.carries_vehicles for lane in lanes)} carry vehicles, "
        f"{sum(lane.duration is not None for lane in lanes)} have a sourced crossing time, "
        f"{sum(lane.on_demand for lane in lanes)} sail when asked"
    )


def _warnings(found: FerryFeed, now: datetime) -> Iterator[str]:
    if found.other_routes:
        yield f"Passed over: {found.other_routes} routes that are no ferries"
    if found.last_day is not None and found.last_day < timezone.localdate(now):
        yield (
            f"Warning: the feed ends on {found.last_day}: nothing of it sails any more, "
            "ask its publisher for a newer one"
        )
    elif idle := _idle_lanes(found, timezone.localdate(now)):
        yield f"Warning: nothing sails within {LOOKED_AHEAD_DAYS} days on {', '.join(idle)}"
    for doubt in found.doubts:
        yield f"Warning: {doubt}"
    for closure in queries.closures_in_force(now):
        if closure.lane and closure.lane not in {record.lane.code for record in found.lanes}:
            yield f"Warning: closure {closure.pk} names lane {closure.lane}, which is not in it"


def _idle_lanes(found: FerryFeed, today: date) -> list[str]:
    """Return the codes of lanes on which nothing sails for a while from today on."""
    days = [today + timedelta(days=n) for n in range(LOOKED_AHEAD_DAYS)]
    return [
        lane.code
        for lane in (record.lane for record in found.lanes)
        if not any(
            service.days.runs_on(day)
            for timetable in (lane.outward, lane.homeward)
            if timetable is not None
            for service in timetable.services
            for day in days
        )
    ]
