"""Reads and stores the platform's own batch, of a device or of a program with an account."""

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
from backend.units.actions.outcomes import Outcome
from backend.units.actions.positions import Parcel, store_parcels
from backend.units.actions.quarantine import OddItem
from backend.units.actions.received import Raw
from backend.units.actions.receiving import Letter
from backend.units.actions.turns import in_turn
from backend.units.models import Device, Unit
from backend.units.protocols.own import read_item
from backend.units.protocols.reading import Message, Reading, kept, unreadable
from backend.units.queries.devices import Proof
from backend.units.queries.judgements import Report
from gis.fix_checks import Reason

API = "api"


def batch_letter(items: Sequence[Any], body: bytes, proof: Proof | None, now: datetime) -> Letter:
    """Read a device's batch; it may report for its own unit only."""
    return Letter(API, Message(tuple(read_item(item) for item in items)), proof, now, body=body)


@in_turn
@transaction.atomic
def record_batch(
    *, items: Sequence[Any], body: bytes, by: User, allowed: frozenset[str] | None, now: datetime
) -> list[Outcome]:
    """Store the items of an account's batch; the outcomes come in their order.

    An account names the unit of each item; what names another than it may report for, or none
    that exists, is kept aside and the rest is stored.

    Parameters
    ----------
    body
        The request as it came.
    allowed
        Codes of the units that the account may report for; None for all.

    Raises
    ------
    NotFound
        If the batch names no existing unit at all: then nothing is stored.
    """
    readings = [read_item(item) for item in items]
    senders = _senders(readings, now)
    strays = {
        index: _stray(reading.odd or Reason.UNKNOWN_UNIT, reading.content, by, now)
        for index, (reading, sender) in enumerate(zip(readings, senders, strict=True))
        if sender is None
    }
    reports = [
        Report(sender, _allowed(reading, sender, allowed))
        for reading, sender in zip(readings, senders, strict=True)
        if sender is not None
    ]
    raw = Raw(None, "", body)
    parcel = Parcel(reports, API, now, by=by, strays=strays, raw=raw)
    return store_parcels(parcels=[parcel])[0]


def keep_unreadable(
    *, content: bytes, device: Device | None, by: User | None, now: datetime
) -> None:
    """Keep a body aside that is no list of positions, for whoever must find out why."""
    detail = "no JSON list of positions"
    if device is not None:
        reports = [Report(device, unreadable(content, detail))]
        parcel = Parcel(reports, API, now, raw=Raw(device.pk, "", content))
    else:
        stray = _stray(Reason.UNREADABLE, kept(content), by, now, detail)
        parcel = Parcel((), API, now, by=by, strays={0: stray}, raw=Raw(None, "", content))
    store_parcels(parcels=[parcel])


def _stray(
    reason: Reason, content: str, by: User | None, now: datetime, detail: str = ""
) -> OddItem:
    return OddItem(None, reason, detail, content, API, now, by)


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
