"""Writes the demo units, their devices and the demo accounts; again changes nothing."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from backend.accounts.models import User
from backend.changes.actions import record_changes
from backend.changes.models import Change
from backend.units.demo import DEMO_PRIORITY, DemoUnit
from backend.units.models import Device, Status, Unit, UnitStatusChange

logger = logging.getLogger(__name__)


@transaction.atomic
def load_demo_units(*, units: Sequence[DemoUnit], by: User | None, now: datetime) -> list[str]:
    """Add the units that are missing, available at their stations; return their codes.

    A unit that exists keeps its status and its place. Each has a device with its code for a name.
    """
    known = set(Unit.objects.values_list("code", flat=True))
    new = [unit for unit in units if unit.code not in known]
    rows = Unit.objects.bulk_create(
        Unit(
            code=unit.code,
            name=unit.name,
            kind=unit.kind.value,
            capabilities=list(unit.capabilities),
            station_id=unit.station,
            phone=unit.phone,
            status=Status.AVAILABLE,
            status_since=now,
        )
        for unit in new
    )
    UnitStatusChange.objects.bulk_create(
        UnitStatusChange(unit=row, status=Status.AVAILABLE, at=now, by=by) for row in rows
    )
    _add_devices([unit.code for unit in units], now)
    codes = [row.code for row in rows]
    record_changes(kind=Change.Kind.UNIT, keys=codes, now=now)
    logger.info("demo units added: %s", len(codes))
    return codes


@transaction.atomic
def load_demo_accounts(
    *, roles: Mapping[str, str], password: str, crew_unit: str, now: datetime
) -> list[str]:
    """Add the accounts that are missing; return their names. Existing ones stay as they are."""
    made = []
    for username, role in roles.items():
        user, is_new = User.objects.get_or_create(
            username=username, defaults={"role": role, "date_joined": now}
        )
        if is_new:
            user.set_password(password)
            user.save(update_fields=["password"])
            made.append(username)
        if role == "crew":
            Unit.objects.get(code=crew_unit).crew.add(user)
    return made


def _add_devices(codes: Sequence[str], now: datetime) -> None:
    units = Unit.objects.filter(code__in=codes)
    Device.objects.bulk_create(
        (
            Device(
                identifier=unit.code,
                unit=unit,
                identifier_only=True,
                priority=DEMO_PRIORITY,
                created_at=now,
            )
            for unit in units
        ),
        ignore_conflicts=True,
    )
