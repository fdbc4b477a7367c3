"""Gives devices to units, with secrets of which only the digest is kept, and revokes them."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from backend.accounts.models import User, secret_digest
from backend.units.models import UNPROVABLE, Device, Unit

logger = logging.getLogger(__name__)


@transaction.atomic
def add_device(
    *, unit: Unit, by: User | None, now: datetime, identifier: str | None = None, priority: int = 1
) -> tuple[Device, str]:
    """Give the unit a device; return it with its secret, which is stored nowhere.

    Without an identifier it is named after the unit: ``amb-01``, then ``amb-01-2`` and so on.
    """
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    secret = secrets.token_urlsafe(32)
    device = Device.objects.create(
        identifier=identifier or _free_identifier(unit.code),
        unit=unit,
        secret_digest=secret_digest(secret),
        priority=priority,
        created_at=now,
    )
    logger.info("device %s added to unit %s by %s", device.pk, unit.pk, by and by.pk)
    return device, secret


@transaction.atomic
def revoke_device(*, device: Device, by: User | None, now: datetime) -> None:
    """Refuse the device from now on; what it sent stays."""
    Device.objects.filter(pk=device.pk, revoked_at=None).update(revoked_at=now)
    logger.info("device %s revoked by %s", device.pk, by and by.pk)


def api_devices(*, units: Iterable[Unit], now: datetime) -> dict[int, Device]:
    """Return, by unit, the devices that stand for programs with an API token; made when needed.

    They cannot be proven by any secret.
    """
    wanted = {f"api:{unit.code}": unit for unit in units}
    rows = Device.objects.select_related("unit").filter(identifier__in=wanted)
    missing = wanted.keys() - {device.identifier for device in rows}
    if missing:
        made = [
            Device(identifier=name, unit=wanted[name], secret_digest=UNPROVABLE, created_at=now)
            for name in sorted(missing)
        ]
        Device.objects.bulk_create(made, ignore_conflicts=True)
        rows = rows.all()
    return {device.unit_id: device for device in rows}


def _free_identifier(code: str) -> str:
    taken = set(
        Device.objects.filter(identifier__startswith=code).values_list("identifier", flat=True)
    )
    number = 1
    while (name := code if number == 1 else f"{code}-{number}") in taken:
        number += 1
    return name
