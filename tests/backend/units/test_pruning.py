"""``prune_positions`` says what has passed its time and deletes it in small steps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from backend.accounts.models import User
from backend.changes.models import Change
from backend.units.actions import pruning
from backend.units.actions.partitions import TablesInUseError, ensure_partitions
from backend.units.actions.pruning import prune_positions
from backend.units.models import Device, Position, QuarantinedItem, ReceivedRequest, Unit
from backend.units.queries.outdated import Outdated, count_outdated
from backend.units.queries.partitions import Month, months_with_partition
from tests.backend.units.conftest import Clock, T, Wire, marker

NOW = datetime(2031, 6, 20, 12, 0, tzinfo=UTC)
"""90 days before it, the retention, is 22 March 2031, 12:00."""
EARLIEST = datetime(2031, 3, 22, 12, 0, tzinfo=UTC)
NOTHING = Outdated({}, 0, 0, 0, 0, 0)


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("prune_positions", *arguments, stdout=out)
    return out.getvalue()


def new_item(device: Device, received_at: datetime, digest: str) -> QuarantinedItem:
    return QuarantinedItem.objects.create(
        device=device,
        source="osmand",
        reason="no_fix",
        content="lat=0&lon=0",
        content_digest=digest,
        received_at=received_at,
    )


def new_request(device: Device, received_at: datetime) -> ReceivedRequest:
    return ReceivedRequest.objects.create(
        device=device, source="osmand", received_at=received_at, body=b"", outcomes=[]
    )


def test_position_is_kept_for_the_retention_to_the_second(put: Callable[..., Position]) -> None:
    kept = put(EARLIEST)
    put(EARLIEST - timedelta(seconds=1))

    gone = prune_positions(by=None, now=NOW)

    assert list(Position.objects.all()) == [kept]
    assert gone.all_positions == 1


def test_position_whose_lead_was_cut_at_the_edge_goes_with_its_fix_time(
    put: Callable[..., Position],
) -> None:
    put(EARLIEST - timedelta(seconds=1), stated_time=EARLIEST + timedelta(seconds=100))

    prune_positions(by=None, now=NOW)

    assert Position.objects.count() == 0


def test_items_are_counted_by_whether_somebody_settled_them(
    named_phone: Device, dispatcher: User
) -> None:
    settled = new_item(named_phone, EARLIEST - timedelta(days=1), "a")
    settled.settlement, settled.settled_at, settled.settled_by = "discarded", EARLIEST, dispatcher
    settled.save()
    for digest in ("b", "c"):
        new_item(named_phone, EARLIEST - timedelta(days=1), digest)
    kept = new_item(named_phone, EARLIEST, "d")

    gone = prune_positions(by=None, now=NOW)

    assert (gone.settled_items, gone.unsettled_items) == (1, 2)
    assert list(QuarantinedItem.objects.all()) == [kept]


def test_raw_requests_have_hours_of_their_own(named_phone: Device, settings: Any) -> None:
    settings.RAW_RETENTION_HOURS = 72
    new_request(named_phone, NOW - timedelta(hours=72, seconds=1))
    kept = new_request(named_phone, NOW - timedelta(hours=72))

    gone = prune_positions(by=None, now=NOW)

    assert gone.requests == 1
    assert list(ReceivedRequest.objects.all()) == [kept]


def test_feed_rows_older_than_two_days_go_and_the_newest_stays(db: None) -> None:
    for days in (5, 4, 3):
        Change.objects.create(kind="unit", key=f"{days}", created_at=NOW - timedelta(days=days))

    gone = prune_positions(by=None, now=NOW)

    assert gone.changes == 2
    assert [row.key for row in Change.objects.all()] == ["3"]


def test_whole_months_are_dropped_with_their_partition(put: Callable[..., Position]) -> None:
    ensure_partitions(now=NOW - timedelta(days=60))  # January to August
    put(datetime(2031, 2, 28, 23, 59, 59, tzinfo=UTC))
    put(datetime(2031, 3, 1, tzinfo=UTC))

    gone = prune_positions(by=None, now=NOW)

    assert gone.all_positions == 2
    assert gone.positions == (1 if connection.vendor == "postgresql" else 2)
    assert Month(2031, 2) not in months_with_partition()
    assert Position.objects.count() == 0


def test_pruning_makes_the_months_to_come(db: None) -> None:
    prune_positions(by=None, now=NOW)

    is_made = Month(2031, 8) in months_with_partition()
    assert is_made == (connection.vendor == "postgresql")


@pytest.fixture
def much(put: Callable[..., Position], named_phone: Device) -> None:
    """Leave something old of every kind beside something new."""
    ensure_partitions(now=NOW - timedelta(days=60))
    for days in (1, 2, 30, 60, 91, 92, 120, 400):
        put(NOW - timedelta(days=days))
    for days in (1, 100):
        new_item(named_phone, NOW - timedelta(days=days), str(days))
        new_request(named_phone, NOW - timedelta(days=days))
        Change.objects.create(kind="unit", key="x", created_at=NOW - timedelta(days=days))
    Change.objects.create(kind="unit", key="x", created_at=NOW)


def test_counting_says_exactly_what_pruning_then_deletes(much: None) -> None:
    counted = count_outdated(NOW)

    gone = prune_positions(by=None, now=NOW)

    assert gone.all_positions == 4
    assert gone == counted


def test_second_pruning_finds_nothing(much: None) -> None:
    prune_positions(by=None, now=NOW)

    assert count_outdated(NOW) == NOTHING
    assert prune_positions(by=None, now=NOW) == NOTHING


def test_rows_go_in_batches_and_each_is_told(
    put: Callable[..., Position], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pruning, "BATCH", 2)
    for seconds in range(1, 6):
        put(EARLIEST - timedelta(seconds=seconds))
    told: list[tuple[str, int]] = []

    prune_positions(by=None, now=NOW, tell=lambda what, count: told.append((what, count)))

    assert told == [("positions", 2), ("positions", 4), ("positions", 5)]


# --- the command


@pytest.fixture
def old_and_new(named_phone: Device, wire: Wire, clock: Clock, amb: Unit) -> None:
    """Leave one position and one odd item of 91 days ago, and one position of now."""
    for place in ("lat=-7.0167&lon=113.8667", "lat=0&lon=0"):
        wire.osmand(f"id=amb-01&timestamp={T}&{place}")
    clock.forward(91 * 86_400)
    wire.osmand(f"id=amb-01&timestamp={T + 91 * 86_400}&lat=-7.0167&lon=113.8667")


def positions_told(report: str) -> int:
    """Return how many positions a report names, with whole partitions or without."""
    lines = [line.split() for line in report.splitlines()]
    return sum(int(words[0]) for words in lines if words[1:2] == ["positions"])


def test_pruning_deletes_what_has_passed_the_retention(old_and_new: None) -> None:
    report = run()

    assert (Position.objects.count(), QuarantinedItem.objects.count()) == (1, 0)
    assert positions_told(report) == 1
    assert "1 unsettled quarantine items deleted (over 90 days)" in report


def test_pruning_can_be_tried_without_deleting(old_and_new: None) -> None:
    report = run("--dry-run")

    assert (Position.objects.count(), QuarantinedItem.objects.count()) == (2, 1)
    assert positions_told(report) == 1
    assert "1 unsettled quarantine items would be deleted (over 90 days)" in report


def test_trying_drops_and_makes_no_partition(old_and_new: None) -> None:
    before = months_with_partition()

    run("--dry-run")

    assert months_with_partition() == before


def test_marker_stays_however_old(amb: Unit, named_phone: Device, wire: Wire, clock: Clock) -> None:
    wire.osmand(f"id=amb-01&timestamp={T}&lat=-7.0167&lon=113.8667")
    clock.forward(91 * 86_400)

    run()

    assert Position.objects.count() == 0
    assert marker(amb) == (113.8667, -7.0167)


def test_report_of_nothing_says_so(db: None) -> None:
    assert run().splitlines()[-1] == "Nothing is that old."


@pytest.mark.parametrize(
    ("name", "value"),
    [("POSITION_RETENTION_DAYS", 0), ("POSITION_RETENTION_DAYS", -1), ("RAW_RETENTION_HOURS", 0)],
)
def test_retention_that_would_delete_everything_is_refused(
    old_and_new: None, settings: Any, name: str, value: int
) -> None:
    setattr(settings, name, value)

    with pytest.raises(CommandError, match=f"{name} must be 1 to .*, not {value}"):
        run()
    assert Position.objects.count() == 2


def test_busy_tables_are_told_with_the_next_step(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def always_busy(**_: Any) -> None:
        msg = "the positions were in use all the time"
        raise TablesInUseError(msg)

    monkeypatch.setattr(pruning, "ensure_partitions", always_busy)

    with pytest.raises(CommandError, match="run it again later"):
        run()
