"""``replay_positions`` sends stored tracks or a file again and fails unless all is on the track."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from backend.accounts.actions import create_api_token
from backend.accounts.models import User
from backend.live.demo.wire import Answer, Request
from backend.live.management.commands import replay_positions
from backend.units.models import Position, Unit
from gis.track_reading import read_track

NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)


@dataclass
class JumpingClock:
    """A clock on which waiting takes no time."""

    moment: datetime = NOW

    def now(self) -> datetime:
        return self.moment

    def sleep(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@pytest.fixture
def replay(dispatcher: User, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Return a function that runs the command against the test's own database."""
    clock = JumpingClock()
    monkeypatch.setattr(timezone, "now", clock.now)
    monkeypatch.setattr(replay_positions, "_WallClock", lambda: clock)
    monkeypatch.setattr(replay_positions, "Connection", lambda url: OwnServer())
    token = create_api_token(user=dispatcher, now=NOW)

    def run(*arguments: str, token: str = token) -> str:
        out = StringIO()
        call_command("replay_positions", f"--token={token}", *arguments, stdout=out)
        return out.getvalue()

    return run


class OwnServer:
    """Hands requests to the application without a network."""

    def send(self, request: Request) -> Answer:
        response = Client().generic(
            request.method,
            request.path,
            request.body,
            content_type="application/json",
            headers=request.headers,
        )
        return Answer(response.status_code, response.content)


@pytest.fixture
def track_file(tmp_path: Path) -> Path:
    path = tmp_path / "track.csv"
    path.write_text(
        "fix_time,lon,lat\n"
        "2026-11-20T01:00:00Z,113.8600,-7.0\n"
        "2026-11-20T01:01:00Z,113.8606,-7.0\n"
        "2026-11-20T01:02:00Z,113.8612,-7.0\n"
    )
    return path


def test_file_is_replayed_for_a_unit(
    replay: Callable[..., str], amb: Unit, track_file: Path
) -> None:
    report = replay("--file", str(track_file), "--unit", "amb-01")

    assert report.splitlines()[-2:] == ["sent 3", "live 3"]
    newest = Position.objects.order_by("fix_time").last()
    assert newest is not None
    assert newest.fix_time == NOW + timedelta(seconds=2)


def test_stored_track_is_replayed_with_new_times(
    replay: Callable[..., str], amb: Unit, track_file: Path
) -> None:
    replay("--file", str(track_file), "--unit", "amb-01")

    report = replay(
        "--unit", "amb-01", "--since", "2026-11-24T00:00:00Z", "--end", "2026-11-23T00:00:00Z"
    )

    assert "sent 3" in report
    assert Position.objects.count() == 6


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--unit", "amb-01", "--speed", "0.5"], "--speed must be at least 1"),
        (["--unit", "amb-01", "--since", "kemarin"], "--since must be an ISO time"),
        (["--unit", "amb-01"], "There is no position of amb-01"),
        (["--unit", "amb-99"], "There is no unit 'amb-99'"),
        (["--file", "track.txt", "--unit", "amb-01"], "track.txt ends in none of"),
        (["--file", "missing.csv", "--unit", "amb-01"], "missing.csv"),
        (["--file", "missing.csv"], "name one unit"),
    ],
)
def test_what_cannot_be_replayed_is_told(
    replay: Callable[..., str], amb: Unit, arguments: list[str], told: str
) -> None:
    with pytest.raises(CommandError, match=told):
        replay(*arguments)


def test_token_is_needed(replay: Callable[..., str], amb: Unit) -> None:
    with pytest.raises(CommandError, match="create_api_token"):
        replay("--unit", "amb-01", token="")


def test_fix_that_lands_in_quarantine_fails_the_replay(
    replay: Callable[..., str], amb: Unit, tmp_path: Path
) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("fix_time,lon,lat\n2026-11-20T01:00:00Z,0,0\n")

    with pytest.raises(CommandError, match="Not every fix"):
        replay("--file", str(path), "--unit", "amb-01")


@pytest.mark.parametrize("kind", ["gpx", "geojson"])
def test_exported_track_is_read_back(
    replay: Callable[..., str], amb: Unit, track_file: Path, room: APIClient, kind: str
) -> None:
    replay("--file", str(track_file), "--unit", "amb-01")
    span = {"since": "2026-11-24T00:00:00Z", "until": "2026-11-26T00:00:00Z"}

    exported = room.get(f"/api/units/amb-01/track.{kind}", span)

    fixes = read_track(exported.getvalue().decode(), kind=kind)
    assert [fix.lon for fix in fixes] == [113.86, 113.8606, 113.8612]
    assert fixes[-1].fix_time == NOW + timedelta(seconds=2)
