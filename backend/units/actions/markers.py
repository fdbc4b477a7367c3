"""Writes the rows that hold the markers, one statement for any number of units, and tells of it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from backend.units.actions.rows import upsert_rows
from backend.units.models import LatestPosition, Position
from backend.units.signals import markers_moved

logger = logging.getLogger(__name__)

_FIELDS = (
    "unit",
    "device",
    "fix_time",
    "received_at",
    "lon_e6",
    "lat_e6",
    "accuracy_m",
    "speed_mps",
    "heading_deg",
    "source",
    "trusted",
    "note",
)
_ATTRIBUTES = ("unit_id", "device_id", *_FIELDS[2:])


def place_markers(positions: Iterable[Position]) -> None:
    """Put each unit's marker at the last of its positions; the caller found each to be newer.

    Units are written in the order of their ids, so that no two writers wait for each other.
    """
    last = {position.unit_id: position for position in positions}
    rows = [[getattr(last[unit_id], name) for name in _ATTRIBUTES] for unit_id in sorted(last)]
    upsert_rows(LatestPosition, _FIELDS, rows, key="unit")


def tell_moved(*, positions: Sequence[Position], now: datetime) -> None:
    """Tell the apps above which markers moved; what fails there is undone and costs no fix."""
    try:
        with transaction.atomic():
            markers_moved.send(sender=Position, positions=positions, now=now)
    except Exception as error:  # noqa: BLE001  (whatever it is, the fixes must be stored)
        # Without its message, which may hold what somebody sent.
        logger.error("a receiver of moved markers failed: %s", type(error).__name__)
