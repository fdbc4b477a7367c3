"""Gives devices to units, with secrets kept only as digests; changes and revokes them."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from backend.accounts.models import User, secret_digest
from backend.changes.actions import record_changes
from backend.changes.models import Change
from backend.errors import Conflict, field_problem
from backend.units.models import UNPROVABLE, Device, Unit

logger = logging.getLogger(__name__)


@transaction.atomic
def add_device(
    *,
    unit: Unit,
    by: User | None,
    now: datetime,
    identifier: str | None = None,
    priority: int = 1,
    encryption_key: str = "",
    identifier_only: bool = False,
) -> tuple[Device, str]:
    """Give the unit a device; return it with its secret, which is stored nowhere.

    Without an identifier it is named after the unit: ``amb-01``, then ``amb-01-2`` and so on.

    Raises
    ------
    BadInput
        If another device or another unit has that name.
    """
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    if identifier is not None:
        _require_free(identifier, unit)
    secret = secrets.token_urlsafe(32)
    device = Device.objects.create(
        identifier=identifier or _free_identifier(unit.code),
        unit=unit,
        secret_digest=secret_digest(secret),
        priority=priority,
        encryption_key=encryption_key,
        identifier_only=identifier_only,
        created_at=now,
    )
    record_changes(kind=Change.Kind.UNIT, keys=[unit.code], now=now)
    logger.info("device %s added to unit %s by %s", device.pk, unit.pk, by and by.pk)
    return device, secret


@transaction.atomic
def change_device(
    *, device: Device, changes: Mapping[str, Any], by: User | None, now: datetime
) -> Device:
    """Set what people may set of a device: ``priority``, ``encryption_key``, ``identifier_only``.

    Raises
    ------
    Conflict
        If it stands for programs, is revoked, or would be left without any proof.
    """
    locked = Device.objects.select_related("unit").get(pk=device.pk)
    _require_tracker(locked)
    if locked.revoked_at is not None:
        sentence = _("Perangkat ini sudah dicabut. Tambahkan perangkat baru.")
        raise Conflict(sentence, code="device_revoked")
    if changes.get("identifier_only") is False and not locked.secret_digest:
        sentence = _(
            "Perangkat ini belum punya rahasia. Tambahkan perangkat baru, lalu cabut yang ini."
        )
        raise Conflict(sentence, code="device_without_secret")
    Device.objects.filter(pk=device.pk).update(**{name: changes[name] for name in changes})
    record_changes(kind=Change.Kind.UNIT, keys=[locked.unit.code], now=now)
    logger.info("device %s changed (%s) by %s", device.pk, ", ".join(sorted(changes)), by and by.pk)
    return Device.objects.select_related("unit").get(pk=device.pk)


@transaction.atomic
def revoke_device(*, device: Device, by: User | None, now: datetime) -> None:
    """Refuse the device from now on; what it sent stays, its encryption key does not.

    Raises
    ------
    Conflict
        If it stands for programs, which prove themselves by an account.
    """
    _require_tracker(device)
    rows = Device.objects.filter(pk=device.pk, revoked_at=None)
    if rows.update(revoked_at=now, encryption_key=""):
        record_changes(kind=Change.Kind.UNIT, keys=[device.unit.code], now=now)
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


def _require_free(identifier: str, unit: Unit) -> None:
    is_taken = Device.objects.filter(identifier__iexact=identifier).exists()
    is_foreign = Unit.objects.filter(code__iexact=identifier).exclude(pk=unit.pk).exists()
    if is_taken or is_foreign:
        sentence = _("Nama %(name)s sudah dipakai perangkat atau unit lain.")
        refusal = field_problem("identifier", sentence % {"name": identifier})
        raise refusal


def _require_tracker(device: Device) -> None:
    if device.secret_digest == UNPROVABLE:
        sentence = _(
            "Perangkat ini mewakili program yang masuk dengan token; cabut token akunnya, "
            "bukan perangkatnya."
        )
        raise Conflict(sentence, code="device_of_programs")


def _free_identifier(code: str) -> str:
    taken = set(
        Device.objects.filter(identifier__startswith=code).values_list("identifier", flat=True)
    )
    number = 1
    while (name := code if number == 1 else f"{code}-{number}") in taken:
        number += 1
    return name
