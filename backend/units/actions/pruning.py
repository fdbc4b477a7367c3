"""Deletes positions and odd content that are older than the retention."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction

from backend.accounts.models import User
from backend.units.models import Position, QuarantinedItem
from backend.units.queries.judgements import retention

logger = logging.getLogger(__name__)


@transaction.atomic
def prune_positions(*, by: User | None, now: datetime, dry_run: bool = False) -> tuple[int, int]:
    """Delete what has passed the retention; return how many positions and odd items.

    The marker of a unit stays where it is, however old.
    """
    earliest = now - retention()
    positions = Position.objects.filter(fix_time__lt=earliest)
    items = QuarantinedItem.objects.filter(received_at__lt=earliest)
    counts = positions.count(), items.count()
    if not dry_run:
        positions.delete()
        items.delete()
        logger.info("pruned %s positions and %s items by %s", *counts, by and by.pk)
    return counts
