"""On PostgreSQL positions lie in a partition of their month; on SpatiaLite all in one table."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from backend.units import checks
from backend.units.actions import partitions
from backend.units.actions.partitions import TablesInUseError, drop_partition, ensure_partitions
from backend.units.models import Device, Position, Unit
from backend.units.queries import tracks
from backend.units.queries.partitions import Month, month_of, months_with_partition

MARCH = datetime(2031, 3, 15, 12, 0, tzinfo=UTC)


def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def table_of(position: Position) -> str:
    """Return the table that holds the row, as it is called on PostgreSQL."""
    if not is_postgresql():
        return "units_position"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tableoid::regclass::text FROM units_position WHERE id = %s", [position.pk]
        )
        return str(cursor.fetchone()[0])


def expect(on_postgresql: str) -> str:
    return on_postgresql if is_postgresql() else "units_position"


def test_month_knows_its_bounds_and_its_table() -> None:
    december = Month(2030, 12)

    assert december.first == datetime(2030, 12, 1, tzinfo=UTC)
    assert december.end == datetime(2031, 1, 1, tzinfo=UTC)
    assert december.table == "units_position_y2030m12"
    assert december.later(-12) == Month(2029, 12)


def test_month_is_counted_in_utc() -> None:
    wib = datetime.fromisoformat("2031-04-01T06:59:00+07:00")

    assert month_of(wib) == Month(2031, 3)


def test_months_are_made_ahead_and_for_the_retention_behind(db: None, settings: Any) -> None:
    settings.POSITION_RETENTION_DAYS = 90  # back to 15 December

    made = ensure_partitions(now=MARCH)

    wanted = [Month(2030, 12), *(Month(2031, number) for number in range(1, 6))]
    assert made == (wanted if is_postgresql() else [])


def test_second_time_nothing_is_missing(db: None) -> None:
    ensure_partitions(now=MARCH)

    assert ensure_partitions(now=MARCH) == []


def test_retention_of_centuries_makes_five_years_of_partitions(db: None, settings: Any) -> None:
    settings.POSITION_RETENTION_DAYS = 400_000

    assert len(ensure_partitions(now=MARCH)) < 64


def test_position_of_any_time_is_stored(put: Callable[..., Position]) -> None:
    position = put(datetime(2044, 1, 1, tzinfo=UTC))

    assert table_of(position) == expect("units_position_default")


def test_position_goes_to_its_month(put: Callable[..., Position]) -> None:
    ensure_partitions(now=MARCH)

    assert table_of(put(MARCH)) == expect("units_position_y2031m03")


def test_first_instant_of_a_month_belongs_to_it(put: Callable[..., Position]) -> None:
    ensure_partitions(now=MARCH)

    position = put(datetime(2031, 4, 1, tzinfo=UTC))

    assert table_of(position) == expect("units_position_y2031m04")


def test_rows_of_the_default_partition_move_when_their_month_is_made(
    put: Callable[..., Position],
) -> None:
    inside, outside = put(MARCH), put(datetime(2044, 1, 1, tzinfo=UTC))

    ensure_partitions(now=MARCH)

    assert table_of(inside) == expect("units_position_y2031m03")
    assert table_of(outside) == expect("units_position_default")


def test_moved_row_keeps_every_value(put: Callable[..., Position]) -> None:
    put(MARCH, speed_mps=4.5, event_id="e-1", note="mock", trusted=False)
    before = list(Position.objects.values())

    ensure_partitions(now=MARCH)

    assert list(Position.objects.values()) == before


def test_same_fix_is_refused_by_the_database(put: Callable[..., Position]) -> None:
    put(MARCH)

    with pytest.raises(IntegrityError), transaction.atomic():
        put(MARCH)


def test_same_event_is_refused_by_the_database(put: Callable[..., Position]) -> None:
    put(MARCH, event_id="e-1")

    with pytest.raises(IntegrityError), transaction.atomic():
        put(MARCH, event_id="e-1", lon_e6=113_900_000)


def test_fixes_without_an_event_do_not_collide(put: Callable[..., Position]) -> None:
    put(MARCH)
    put(MARCH, lon_e6=113_900_000)

    assert Position.objects.count() == 2


def test_rows_inserted_at_once_learn_their_ids(amb: Unit, put: Callable[..., Position]) -> None:
    first = put(MARCH)
    rows = [Position(**_values(amb, MARCH + timedelta(days=31 * number))) for number in range(1, 4)]

    Position.objects.bulk_create(rows)

    assert all(row.pk > first.pk for row in rows)
    assert len({row.pk for row in rows}) == 3


def test_plain_sql_gets_an_id_too(amb: Unit, put: Callable[..., Position]) -> None:
    first = put(MARCH)

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO units_position (unit_id, fix_time, stated_time, received_at, lon_e6, "
            "lat_e6, event_id, source, trusted, verdict, note) "
            "SELECT unit_id, fix_time, stated_time, received_at, 1, 1, '', source, trusted, "
            "verdict, note FROM units_position"
        )

    assert Position.objects.get(lon_e6=1).pk > first.pk


def test_dropped_month_takes_its_rows_with_it(put: Callable[..., Position]) -> None:
    ensure_partitions(now=MARCH)
    put(MARCH)
    kept = put(MARCH + timedelta(days=31))

    if is_postgresql():
        drop_partition(Month(2031, 3))
    else:
        Position.objects.filter(stated_time__lt=Month(2031, 3).end).delete()

    assert [row.pk for row in Position.objects.all()] == [kept.pk]
    assert Month(2031, 3) not in months_with_partition()


def test_deleting_a_unit_takes_its_positions_of_every_month(
    amb: Unit, put: Callable[..., Position]
) -> None:
    ensure_partitions(now=MARCH)
    put(MARCH)
    put(MARCH + timedelta(days=31))

    amb.delete()

    assert Position.objects.count() == 0


def test_deleting_a_device_leaves_the_track(
    named_phone: Device, put: Callable[..., Position]
) -> None:
    position = put(MARCH)

    named_phone.delete()

    position.refresh_from_db()
    assert position.device_id is None


@pytest.mark.django_db(transaction=True)
def test_emptied_database_has_no_position_left(put: Callable[..., Position]) -> None:
    put(timezone.now())
    put(datetime(2044, 1, 1, tzinfo=UTC))

    call_command("flush", interactive=False, verbosity=0)

    assert Position.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_partition_gives_way_to_writers_that_are_at_work(
    put: Callable[..., Position], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(MARCH)
    monkeypatch.setattr(partitions, "TRIES", 1)
    is_writing, may_end = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            Device.objects.update(battery_pct=50)
            is_writing.set()
            may_end.wait(30)
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    is_writing.wait(30)
    try:
        outcome = _try_to_make_partitions()
    finally:
        may_end.set()
        writer.join()

    assert outcome == ("gave way" if is_postgresql() else "nothing to do")
    assert Device.objects.get().battery_pct == 50


def _try_to_make_partitions() -> str:
    try:
        ensure_partitions(now=MARCH)
    except TablesInUseError:
        return "gave way"
    return "nothing to do"


# --- queries read the months they need


def test_track_of_a_day_reads_one_month(amb: Unit) -> None:
    ensure_partitions(now=MARCH)

    plan = tracks.track(amb.pk, MARCH - timedelta(days=1), MARCH).explain()

    assert _months_in(plan) == ({"y2031m03"} if is_postgresql() else set())


def test_track_over_the_turn_of_a_month_reads_both(amb: Unit) -> None:
    ensure_partitions(now=MARCH)
    turn = datetime(2031, 4, 1, tzinfo=UTC)

    plan = tracks.track(amb.pk, turn - timedelta(hours=1), turn + timedelta(hours=1)).explain()

    assert _months_in(plan) == ({"y2031m03", "y2031m04"} if is_postgresql() else set())


def test_fix_whose_lead_was_cut_over_the_turn_of_a_month_is_on_the_track(
    amb: Unit, put: Callable[..., Position]
) -> None:
    turn = datetime(2031, 4, 1, tzinfo=UTC)
    position = put(turn - timedelta(seconds=10), stated_time=turn + timedelta(seconds=110))

    found = tracks.track(amb.pk, turn - timedelta(days=1), turn - timedelta(seconds=10))

    assert [row.pk for row in found] == [position.pk]


def test_track_until_the_end_of_the_calendar_is_no_error(
    amb: Unit, put: Callable[..., Position]
) -> None:
    position = put(MARCH)

    found = tracks.track(amb.pk, MARCH, datetime.max.replace(tzinfo=UTC))

    assert [row.pk for row in found] == [position.pk]


# --- the check


def test_month_without_partition_is_told(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: MARCH)

    found = checks.check_partitions(databases=["default"])

    assert [one.id for one in found] == (["siaga.W032"] if is_postgresql() else [])


def test_months_made_ahead_need_no_warning(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    ensure_partitions(now=MARCH)
    monkeypatch.setattr(timezone, "now", lambda: MARCH)

    assert checks.check_partitions(databases=["default"]) == []


def _months_in(plan: str) -> set[str]:
    return set(re.findall(r"units_position_(y\d+m\d+|default)", plan))


def _values(unit: Unit, at: datetime) -> dict[str, Any]:
    return {
        "unit": unit,
        "fix_time": at,
        "stated_time": at,
        "received_at": at,
        "lon_e6": 113_866_700,
        "lat_e6": -7_016_700,
        "source": "osmand",
        "verdict": "history",
    }
