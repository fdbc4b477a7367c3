"""Keeps the roster: units as supervisors enter and change them."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction

from backend.accounts.models import User
from backend.changes.actions import record_changes
from backend.changes.models import Change
from backend.units.models import Unit

logger = logging.getLogger(__name__)

ROSTER_FIELDS = ["code", "name", "kind", "capabilities", "station", "phone"]


@transaction.atomic
def save_unit(*, unit: Unit, by: User | None, now: datetime) -> Unit:
    """Store a new unit, off duty until somebody sets it otherwise, or the changed entry of one.

    Its status is never touched: that belongs to the unit itself or its assignment.
    """
    if unit.pk is None:
        unit.status_since = now
        unit.save()
    else:
        unit.save(update_fields=ROSTER_FIELDS)
    record_changes(kind=Change.Kind.UNIT, keys=[unit.code], now=now)
    logger.info("unit %s entered by %s", unit.pk, by and by.pk)
    return unit
