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
    *, unit: Unit, status: Status, by: User | None, now: datetime, reason: str = ""
) -> Unit:
    """Set one of the statuses that a unit has by itself.

    Raises
    ------
    Conflict
        If the unit is committed: its assignment decides.
    """
    locked = lock_units([unit.code])[unit.code]
    if locked.status in COMMITTED_STATUSES:
        sentence = _(
            "Unit %(code)s sedang bertugas (%(label)s); statusnya mengikuti penugasannya. "
            "Ubah atau akhiri penugasan itu dulu."
        ) % {"code": locked.code, "label": Status(locked.status).label}
        raise Conflict(sentence, code="unit_committed", unit=locked.code, unit_status=locked.status)
    return _write(locked, status, by=by, now=now, reason=reason)


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


def _write(unit: Unit, status: Status, *, by: User | None, now: datetime, reason: str = "") -> Unit:
    """Write the status, the line in the unit's own log, and the feed row."""
    if unit.status != status:
        unit.status_since = now
    unit.status, unit.status_reason = status, reason
    unit.save(update_fields=["status", "status_since", "status_reason", "resting_since"])
    UnitStatusChange.objects.create(unit=unit, status=status, reason=reason, at=now, by=by)
    record_changes(kind=Change.Kind.UNIT, keys=[unit.code], now=now)
    logger.info("unit %s is %s by %s", unit.pk, status, by and by.pk)
    return unit
