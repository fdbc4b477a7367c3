"""Stores the platform's own batch of positions, from a device or from a program with an account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.errors import NotFound
from backend.units.actions.devices import api_devices
from backend.units.actions.positions import Outcome, record_readings
from backend.units.actions.quarantine import OddItem, keep_aside
from backend.units.actions.turns import in_turn
from backend.units.models import Device, Unit
from backend.units.protocols.own import read_item
from backend.units.protocols.reading import Reading, kept
from backend.units.queries.judgements import Report
from gis.fix_checks import Reason, Verdict

API = "api"


@in_turn
@transaction.atomic
def record_batch(
    *,
    items: Sequence[Any],
    device: Device | None,
    by: User | None,
    allowed: frozenset[str] | None,
    now: datetime,
) -> list[Outcome]:
    """Store the items of a batch; the outcomes come in their order.

    A device reports for its own unit only. An account names the unit of each item; what names
    another than it may report for, or none that exists, is kept aside and the rest is stored.

    Parameters
    ----------
    device
        The device that has proven itself; None for an account.
    allowed
        Codes of the units that the account may report for; None for all.

    Raises
    ------
    NotFound
        If an account's batch names no existing unit at all: then nothing is stored.
    """
    readings = [read_item(item) for item in items]
    if device is not None:
        reports = [Report(device, _of_device(reading, device)) for reading in readings]
        return record_readings(reports=reports, source=API, by=by, now=now)
    senders = _senders(readings, now)
    outcomes = {
        index: Outcome(Verdict.QUARANTINE, Reason.UNKNOWN_UNIT)
        for index, sender in enumerate(senders)
        if sender is None
    }
    odd = [
        OddItem(None, reading.odd or Reason.UNKNOWN_UNIT, reading.detail, reading.content)
        for reading, sender in zip(readings, senders, strict=True)
        if sender is None
    ]
    keep_aside(items=odd, source=API, by=by, now=now)
    known = [index for index, sender in enumerate(senders) if sender is not None]
    reports = [
        Report(sender, _allowed(readings[index], sender, allowed))
        for index in known
        if (sender := senders[index]) is not None
    ]
    stored = record_readings(reports=reports, source=API, by=by, now=now)
    outcomes |= zip(known, stored, strict=True)
    return [outcomes[index] for index in range(len(readings))]


@transaction.atomic
def keep_unreadable(
    *, content: bytes, device: Device | None, by: User | None, now: datetime
) -> None:
    """Keep a body aside that is no list of positions, for whoever must find out why."""
    item = OddItem(device, Reason.UNREADABLE, "no JSON list of positions", kept(content))
    keep_aside(items=[item], source=API, by=by, now=now)


def _of_device(reading: Reading, device: Device) -> Reading:
    own = {device.identifier.casefold(), device.unit.code.casefold()}
    foreign = [name for name in reading.names if name.casefold() not in own]
    if not foreign:
        return reading
    return replace(reading, odd=Reason.FOREIGN_UNIT, detail=f"names {foreign[0]}"[:200])


def _allowed(reading: Reading, device: Device, allowed: frozenset[str] | None) -> Reading:
    if allowed is None or device.unit.code in allowed:
        return reading
    detail = "the account does not belong to the crew of this unit"
    return replace(reading, odd=Reason.FOREIGN_UNIT, detail=detail)


def _senders(readings: Sequence[Reading], now: datetime) -> list[Device | None]:
    """Return the device that stands for each item's unit, None where it names none."""
    names = [reading.names[0] if reading.names else "" for reading in readings]
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=set(names))}
    if readings and not units:
        sentence = _("Unit ini tidak ada.")
        raise NotFound(
            _("Tidak ada unit yang dikenal dalam kiriman ini."),
            errors={f"[{index}].unit": [sentence] for index in range(len(readings))},
        )
    devices = api_devices(units=units.values(), now=now)
    return [devices[units[name].pk] if name in units else None for name in names]
