"""Sets the status of units: by themselves, or on behalf of their assignment."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.changes.actions import record_changes
from backend.changes.models import Change
from backend.errors import Conflict
from backend.units.models import COMMITTED_STATUSES, Status, Unit, UnitStatusChange

logger = logging.getLogger(__name__)


def lock_units(codes: Iterable[str]) -> dict[str, Unit]:
    """Return the units by code, locked until the transaction ends; always in the same order.

    Their keys stay free, so that a ping of the unit need not wait.
    """
    rows = Unit.objects.select_for_update(no_key=True).filter(code__in=set(codes)).order_by("code")
    return {unit.code: unit for unit in rows}


@transaction.atomic
def set_unit_status(
    *,
    unit: Unit,
    status: Status,
    by: User | None,
    now: datetime,
    reason: str = "",
    pressed_at: datetime | None = None,
) -> Unit:
    """Set one of the statuses that a unit has by itself.

    ``pressed_at`` is when it was pressed, now by default and never later. A press from before the
    unit's latest change came late: it is recorded at its own time and changes nothing.

    Raises
    ------
    Conflict
        If the unit is committed: its assignment decides.
    """
    locked = lock_units([unit.code])[unit.code]
    at = min(pressed_at or now, now)
    if _is_late(locked, at):
        _record(locked, status, reason=reason, at=at, by=by)
        logger.info("unit %s was %s, told late by %s", locked.pk, status, by and by.pk)
        return locked
    if locked.status in COMMITTED_STATUSES:
        sentence = _(
            "Unit %(code)s sedang bertugas (%(label)s); statusnya mengikuti penugasannya. "
            "Ubah atau akhiri penugasan itu dulu."
        ) % {"code": locked.code, "label": Status(locked.status).label}
        raise Conflict(sentence, code="unit_committed", unit=locked.code, unit_status=locked.status)
    return _write(locked, status, by=by, now=now, at=at, reason=reason)


@transaction.atomic
def commit_unit(*, unit: Unit, status: Status, by: User | None, now: datetime) -> Unit:
    """Give the unit the status of its assignment.

    The caller guards that there is one, and only one. It holds the lock from ``lock_units``.
    """
    locked = lock_units([unit.code])[unit.code]
    return _write(locked, status, by=by, now=now)


@transaction.atomic
def free_unit(
    *, unit: Unit, by: User | None, now: datetime, status: Status = Status.RETURNING
) -> Unit:
    """Release the unit from an assignment that has ended; its rest begins."""
    locked = lock_units([unit.code])[unit.code]
    locked.resting_since = now
    return _write(locked, status, by=by, now=now)


def _is_late(unit: Unit, at: datetime) -> bool:
    """Tell whether the unit has changed since."""
    return at < unit.status_since or unit.status_changes.filter(at__gt=at).exists()


def _write(
    unit: Unit,
    status: Status,
    *,
    by: User | None,
    now: datetime,
    at: datetime | None = None,
    reason: str = "",
) -> Unit:
    """Write the status since a moment, the line in the unit's own log, and the feed row."""
    at = at or now
    if unit.status != status:
        unit.status_since = at
    unit.status, unit.status_reason = status, reason
    unit.save(update_fields=["status", "status_since", "status_reason", "resting_since"])
    _record(unit, status, reason=reason, at=at, by=by)
    record_changes(kind=Change.Kind.UNIT, keys=[unit.code], now=now)
    logger.info("unit %s is %s by %s", unit.pk, status, by and by.pk)
    return unit


def _record(unit: Unit, status: Status, *, reason: str, at: datetime, by: User | None) -> None:
    UnitStatusChange.objects.create(unit=unit, status=status, reason=reason, at=at, by=by)
