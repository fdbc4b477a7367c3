"""Tells the live feed which assignments have changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from backend.changes.actions import record_changes
from backend.changes.models import Change
from backend.dispatch.models import Assignment


def announce(assignments: Iterable[Assignment], now: datetime) -> None:
    """Write one feed row for each assignment."""
    keys = [str(assignment.pk) for assignment in assignments]
    record_changes(kind=Change.Kind.ASSIGNMENT, keys=keys, now=now)
