"""Replays recorded tracks against a running server: for training, trying out, and measuring."""

from __future__ import annotations

import os
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from backend.live.demo.wire import Connection
from backend.live.replay import Counts, Replay, ReplayError, Sending, schedule
from backend.units.models import Unit
from backend.units.queries.recorded import recorded_track
from gis.track_reading import KINDS, RecordedFix, TrackFileError, read_track

TOLD_EVERY_S = 10.0
KIND_OF_SUFFIX = {".csv": "csv", ".geojson": "geojson", ".json": "geojson", ".gpx": "gpx"}


class Command(BaseCommand):
    help = (
        "Send the positions of a span or of a file to a server again, faster than they were "
        "driven and with their times moved. Exit status 1 unless each one is on the track."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--unit",
            action="append",
            default=[],
            metavar="CODE",
            help="whose stored positions; with --file: for which unit (may be repeated)",
        )
        parser.add_argument("--file", type=Path, help=f"instead: a track as {', '.join(KINDS)}")
        parser.add_argument("--since", metavar="TIME", help="ISO time; default: a day before until")
        parser.add_argument("--until", metavar="TIME", help="ISO time; default: now")
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="the server")
        parser.add_argument(
            "--token",
            default=os.environ.get("REPLAY_TOKEN", ""),
            help="of an account of the room on that server (create_api_token); or REPLAY_TOKEN",
        )
        parser.add_argument(
            "--speed", type=float, default=60.0, help="times faster than driven, at least 1"
        )
        parser.add_argument(
            "--end",
            metavar="TIME",
            help="what the time of the last fix becomes; default: the moment it is sent",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["speed"] < 1:
            msg = f"--speed must be at least 1, not {options['speed']}."
            raise CommandError(msg)
        if not options["token"]:
            msg = "Give --token or REPLAY_TOKEN; manage.py create_api_token USERNAME makes one."
            raise CommandError(msg)
        tracks = _file_track(options) if options["file"] else _stored_tracks(options)
        sendings = schedule(
            tracks, speed=options["speed"], begin=timezone.now(), end=_moment(options, "end")
        )
        self.stdout.write(
            f"{len(sendings):,} fixes of {len(tracks)} units, "
            f"{timedelta(seconds=round(sendings[-1].due_s))} at {options['speed']:g}x"
        )
        self._report(self._replay(sendings, options))

    def _replay(self, sendings: list[Sending], options: dict[str, Any]) -> Counts:
        told_at = time.monotonic()

        def tell(counts: Counts) -> None:
            nonlocal told_at
            if time.monotonic() - told_at >= TOLD_EVERY_S:
                told_at = time.monotonic()
                share_pct = 100 * counts.sent / len(sendings)
                self.stdout.write(f"... {counts.sent:,} sent ({share_pct:.0f} %)")

        replay = Replay(
            send=Connection(options["url"]).send,
            clock=_WallClock(),
            headers={
                "Authorization": f"Token {options['token']}",
                "Content-Type": "application/json",
            },
            name=f"replay-{uuid.uuid4().hex[:12]}",
            tell=tell,
        )
        try:
            return replay.run(sendings)
        except ReplayError as error:
            msg = f"Stopped: {error}"
            raise CommandError(msg) from error

    def _report(self, counts: Counts) -> None:
        self.stdout.write(f"sent {counts.sent:,}")
        for verdict, count in sorted(counts.verdicts.items()):
            self.stdout.write(f"{verdict} {count:,}")
        for reason, count in counts.reasons.most_common():
            self.stdout.write(f"  {reason}: {count:,}")
        if not counts.agree:
            msg = "Not every fix that was sent is on the track."
            raise CommandError(msg)


class _WallClock:
    def now(self) -> datetime:
        return timezone.now()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


def _file_track(options: dict[str, Any]) -> dict[str, list[RecordedFix]]:
    path: Path = options["file"]
    kind = KIND_OF_SUFFIX.get(path.suffix.casefold())
    if kind is None:
        msg = f"{path.name} ends in none of {', '.join(KIND_OF_SUFFIX)}."
        raise CommandError(msg)
    if len(options["unit"]) != 1:
        msg = "With --file name one unit with --unit."
        raise CommandError(msg)
    try:
        track = read_track(path.read_text(encoding="utf-8"), kind=kind)
    except (OSError, UnicodeDecodeError, TrackFileError) as error:
        msg = f"{path}: {error}"
        raise CommandError(msg) from error
    return {options["unit"][0]: track}


def _stored_tracks(options: dict[str, Any]) -> dict[str, list[RecordedFix]]:
    until = _moment(options, "until") or timezone.now()
    since = _moment(options, "since") or until - timedelta(days=1)
    codes = options["unit"] or list(Unit.objects.values_list("code", flat=True))
    tracks = {}
    for code in codes:
        unit = Unit.objects.filter(code=code).first()
        if unit is None:
            msg = f"There is no unit {code!r}."
            raise CommandError(msg)
        if found := recorded_track(unit.pk, since, until):
            tracks[code] = found
    if not tracks:
        msg = f"There is no position of {', '.join(codes) or 'any unit'} from "
        msg += f"{since.isoformat()} to {until.isoformat()}."
        raise CommandError(msg)
    return tracks


def _moment(options: dict[str, Any], name: str) -> datetime | None:
    if options[name] is None:
        return None
    try:
        moment = datetime.fromisoformat(options[name])
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        msg = f"--{name} must be an ISO time with an offset, as 2026-11-25T08:00+07:00, "
        msg += f"not {options[name]!r}."
        raise CommandError(msg)
    return moment.astimezone(UTC)
