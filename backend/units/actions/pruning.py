"""Deletes what has passed the time for which it is kept, a little at a time.

Each batch is a transaction of its own with a pause after it that is as long: half of the time
belongs to the trackers, even on SQLite, which knows one writer only. A stop in the middle loses
nothing but the rest of the work.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from backend.accounts.models import User
from backend.changes.queries import outdated_changes
from backend.units.actions.partitions import drop_partition, ensure_partitions
from backend.units.actions.turns import in_turn
from backend.units.models import Unit
from backend.units.queries import outdated
from backend.units.queries.outdated import Outdated

logger = logging.getLogger(__name__)

BATCH = 2_000

Tell = Callable[[str, int], None]
"""Hears of each batch: what is being deleted, and how many rows of it have gone so far."""


def prune_positions(
    *, by: User | None, now: datetime, tell: Tell = lambda what, count: None
) -> Outdated:
    """Delete what has passed the retention; return what was deleted.

    Months on PostgreSQL that lie wholly before it go at once, and the months to come are made. The
    marker of a unit stays where it is, however old.

    Raises
    ------
    TablesInUseError
        When somebody holds the tables all the time; what was deleted until then stays deleted.
    """
    ensure_partitions(now=now)
    months = outdated.outdated_months(now)
    dropped = {}
    for month in months:
        dropped[month] = outdated.count_of(month)
        drop_partition(month)
        if dropped[month]:
            tell("positions", sum(dropped.values()))
    gone = Outdated(
        months=dropped,
        positions=_delete_positions(now, tell),
        settled_items=_delete(outdated.outdated_items(now, settled=True), "quarantine", tell),
        unsettled_items=_delete(outdated.outdated_items(now, settled=False), "quarantine", tell),
        requests=_delete(outdated.outdated_requests(now), "requests", tell),
        changes=_delete(outdated_changes(now), "feed rows", tell),
    )
    logger.info("pruned %s positions by %s", gone.all_positions, by and by.pk)
    return gone


def _delete_positions(now: datetime, tell: Tell) -> int:
    """Delete unit by unit, which is how the index finds what is old."""
    old = outdated.outdated_positions(now, besides=[])
    total = 0
    for unit_id in Unit.objects.values_list("pk", flat=True):
        rows = old.filter(unit_id=unit_id).order_by("fix_time")
        total += _delete(rows, "positions", tell, already=total)
    return total


def _delete(rows: QuerySet[Any], what: str, tell: Tell, *, already: int = 0) -> int:
    """Delete the rows in batches; return how many went."""
    total, began = 0, time.monotonic()
    while count := _delete_batch(rows):
        total += count
        tell(what, already + total)
        time.sleep(time.monotonic() - began)
        began = time.monotonic()
    return total


@in_turn
@transaction.atomic
def _delete_batch(rows: QuerySet[Any]) -> int:
    keys = list(rows.values_list("pk", flat=True)[:BATCH])
    return rows.model._default_manager.filter(pk__in=keys).delete()[0] if keys else 0
