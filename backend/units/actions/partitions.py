"""Makes and drops the monthly partitions of the positions; does nothing on SpatiaLite.

Both need locks that stop every writer for a moment. They are asked for together, each for a fifth
of a second only: all of it ends before PostgreSQL looks for deadlocks (after one second), so that
never a tracker's request but always this work gives way. It then tries again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, transaction

from backend.units.queries.partitions import (
    DEFAULT,
    TABLE,
    Month,
    is_partitioned,
    month_of,
    months_with_partition,
)

logger = logging.getLogger(__name__)

MONTHS_AHEAD = 2
"""So that a month without any upkeep does no harm."""
MONTHS_BEHIND_MAX = 60
LOCK_WAIT_MS = 200
TRIES = 25
PAUSE_S = 0.2
_LOCKED_TABLES = "units_unit, units_device"
"""What the foreign keys of a partition point at."""


class TablesInUseError(Exception):
    """The tables were in use for so long that a partition could not be made or dropped."""


def ensure_partitions(*, now: datetime) -> list[Month]:
    """Make what is missing from the retention's first month to two ahead; return what was made.

    Rows of such a month that the default partition took in the meantime move over.

    Raises
    ------
    TablesInUseError
        When somebody holds the tables all the time; what was made until then stays.
    """
    if not is_partitioned():
        return []
    present = set(months_with_partition())
    missing = [month for month in _wanted(now) if month not in present]
    for month in missing:
        moved = _without_blocking(partial(_make, month))
        logger.info("made partition %s, moved %s rows into it", month.table, moved)
    return missing


def drop_partition(month: Month) -> None:
    """Drop a month of positions at once.

    Raises
    ------
    TablesInUseError
        When somebody holds the tables all the time.
    """
    _without_blocking(partial(_drop, month))
    logger.info("dropped partition %s", month.table)


def _wanted(now: datetime) -> list[Month]:
    kept_days = min(settings.POSITION_RETENTION_DAYS, 30 * MONTHS_BEHIND_MAX)
    earliest = month_of(now - timedelta(days=kept_days))
    latest = month_of(now).later(MONTHS_AHEAD)
    months = [earliest]
    while months[-1] < latest:
        months.append(months[-1].later(1))
    return months


def _make(month: Month, cursor: Any) -> int:
    """Make a month's partition with its rows of the default partition; return how many."""
    cursor.execute(f"LOCK TABLE {_LOCKED_TABLES} IN SHARE ROW EXCLUSIVE MODE")
    cursor.execute(f"LOCK TABLE ONLY {TABLE} IN SHARE UPDATE EXCLUSIVE MODE")
    cursor.execute(f"LOCK TABLE {DEFAULT} IN ACCESS EXCLUSIVE MODE")
    if month in months_with_partition():  # another process was faster
        return 0
    cursor.execute(f"CREATE TABLE {month.table} (LIKE {TABLE} INCLUDING DEFAULTS)")
    cursor.execute(
        f"WITH moved AS (DELETE FROM {DEFAULT} WHERE stated_time >= %s AND stated_time < %s "  # noqa: S608
        f"RETURNING *) INSERT INTO {month.table} SELECT * FROM moved",
        [month.first, month.end],
    )
    moved = int(cursor.rowcount)
    cursor.execute(
        f"ALTER TABLE {TABLE} ATTACH PARTITION {month.table} FOR VALUES "
        f"FROM ('{month.first.isoformat()}') TO ('{month.end.isoformat()}')"
    )
    return moved


def _drop(month: Month, cursor: Any) -> None:
    cursor.execute(f"LOCK TABLE {_LOCKED_TABLES} IN ACCESS EXCLUSIVE MODE")
    cursor.execute(f"LOCK TABLE ONLY {TABLE} IN ACCESS EXCLUSIVE MODE")
    cursor.execute(f"LOCK TABLE {month.table} IN ACCESS EXCLUSIVE MODE")
    cursor.execute(f"DROP TABLE {month.table}")


def _without_blocking(work: Callable[[Any], Any]) -> Any:
    """Do the work in a transaction that gives way to others; try again until it gets through."""
    for _ in range(TRIES):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_WAIT_MS}ms'")
                return work(cursor)
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != "55P03":  # lock_not_available
                raise
            time.sleep(PAUSE_S)
    msg = f"the positions were in use all the time; {TRIES} attempts failed"
    raise TablesInUseError(msg)
