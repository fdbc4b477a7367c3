"""Thins the tracks of past days, one unit's day in one transaction."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction

from backend.accounts.models import User
from backend.units.actions.turns import in_turn
from backend.units.models import Position, ThinnedDay, Unit
from backend.units.queries.devices import locked_devices
from backend.units.queries.thinnable import Thinning, days_to_thin, thinning_of

logger = logging.getLogger(__name__)

PAUSE_S = 0.02
"""For whoever waits to write on SQLite, which knows one writer only."""


def thin_positions(
    *, unit: Unit, after_days: int, by: User | None, now: datetime
) -> Iterator[Thinning]:
    """Thin a unit's days that are older than this; yield what was done, day by day.

    Each day is thinned once. The marker is not concerned.
    """
    for day in days_to_thin(unit.pk, after_days=after_days, now=now):
        yield _thin_day(unit, day, now)
        time.sleep(PAUSE_S)
    logger.info("thinned unit %s by %s", unit.pk, by and by.pk)


@in_turn
@transaction.atomic
def _thin_day(unit: Unit, day: date, now: datetime) -> Thinning:
    """Thin one day while nothing of this unit's trackers is being stored."""
    locked_devices([unit.pk])
    found = thinning_of(unit.pk, day)
    Position.objects.filter(pk__in=found.surplus).delete()
    ThinnedDay.objects.create(
        unit=unit,
        day=day,
        thinned_at=now,
        points_before=found.points_before,
        points_after=found.points_after,
        length_before_m=found.length_before_m,
        length_after_m=found.length_after_m,
    )
    return found
