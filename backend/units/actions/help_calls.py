"""Keeps crews' calls for help: one open call a unit, however often and by whatever it is pressed.

A repeat brings the time and the place up to date. It rings again if the room had acknowledged the
call before: at once for a press on the crew's page, which is a person's deed, and after a pause for
a tracker, which repeats its alarm by itself. A press is never refused, and never opens two calls.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from backend.accounts.models import User
from backend.changes.actions import record_change
from backend.changes.models import Change
from backend.units.models import Device, HelpCall, HelpPress, LatestPosition, Unit
from gis.fix_checks import Judgement, Verdict, place_of
from gis.types import LonLat

logger = logging.getLogger(__name__)

CREW = "crew"
"""The source of a press on the crew's page."""
TRACKER_QUIET = timedelta(minutes=10)
"""How long after the room's acknowledgement a tracker's own repeats do not ring again."""
_USED = frozenset({Verdict.LIVE, Verdict.HISTORY, Verdict.DUPLICATE})


@dataclass(frozen=True, slots=True)
class HelpPlace:
    """Where the crew was, and when."""

    point: LonLat
    fix_time: datetime
    accuracy_m: float | None = None


@dataclass(frozen=True, slots=True)
class Cry:
    """What a tracker sent when it asked for help."""

    device: Device
    judgement: Judgement | None
    """Of the fix that came with it, if there was one."""
    source: str
    """The dialect."""
    now: datetime


@transaction.atomic
def call_for_help(
    *,
    unit: Unit,
    device: Device | None,
    source: str,
    pressed_at: datetime,
    by: User | None,
    now: datetime,
    place: HelpPlace | None = None,
    event_id: str = "",
    note: str = "",
) -> HelpCall:
    """Open a call for help, or join the unit's open one; the same ``event_id`` changes nothing.

    The newer of the given place and the unit's marker is kept, with its own time.

    Parameters
    ----------
    note
        Codes of what of the press could not be used.
    """
    known = HelpPress.objects.filter(unit=unit, event_id=event_id).select_related("call").first()
    if event_id and known is not None:
        return known.call
    call, is_new = _joined_call(
        unit,
        device=device,
        source=source,
        pressed_at=pressed_at,
        by=by,
        now=now,
        note=note,
        event_id=event_id,
    )
    if event_id:
        _, is_first = HelpPress.objects.get_or_create(
            unit=unit,
            event_id=event_id,
            defaults={"call": call, "pressed_at": pressed_at, "received_at": now},
        )
        if not is_first:  # the same press came over two connections at once
            return call
    if not is_new:
        _press_again(call, source=source, pressed_at=pressed_at, now=now)
    _place(call, place)
    call.save()
    _announce(call, now)
    return call


def call_from_tracker(*, cry: Cry) -> HelpCall:
    """Open or join a call for help that a tracker raised; a place kept aside is not used.

    The alarm of one fix is one press, however often the tracker sends it.
    """
    judgement, place = cry.judgement, None
    pressed_at, event_id = cry.now, ""
    if judgement is not None and judgement.verdict in _USED and judgement.fix_time is not None:
        pressed_at = min(judgement.fix_time, cry.now)
        point = LonLat(*place_of(judgement.fix))
        place = HelpPlace(point, pressed_at, judgement.fix.accuracy_m)
        event_id = f"{cry.device.pk} {judgement.fix_time.isoformat()}"
    return call_for_help(
        unit=cry.device.unit,
        device=cry.device,
        source=cry.source,
        pressed_at=pressed_at,
        by=None,
        now=cry.now,
        place=place,
        event_id=event_id,
    )


@transaction.atomic
def acknowledge_help_call(*, call_id: int, by: User, now: datetime) -> HelpCall:
    """Keep that the room has heard the call; while it does not ring, nothing changes."""
    call = _locked(call_id)
    if call.closed_at is None and call.is_ringing:
        call.acknowledged_at, call.acknowledged_by = now, by
        call.save(update_fields=["acknowledged_at", "acknowledged_by"])
        _announce(call, now)
        logger.info("help call %s was acknowledged by %s", call.pk, by.pk)
    return call


@transaction.atomic
def close_help_call(*, call_id: int, note: str, by: User, now: datetime) -> HelpCall:
    """Close the call with what came of it; a closed one stays as it is."""
    call = _locked(call_id)
    if call.closed_at is not None:
        return call
    if call.is_ringing:
        call.acknowledged_at, call.acknowledged_by = now, by
    call.closed_at, call.closed_by, call.closing_note = now, by, note
    call.save()
    _announce(call, now)
    logger.info("help call %s was closed by %s", call.pk, by.pk)
    return call


def _joined_call(
    unit: Unit, *, pressed_at: datetime, now: datetime, **fields: Any
) -> tuple[HelpCall, bool]:
    """Return the unit's open call, locked, and whether it is new."""
    call = _open_call(unit)
    if call is not None:
        return call, False
    try:
        with transaction.atomic():
            call = HelpCall.objects.create(
                unit=unit,
                pressed_at=pressed_at,
                latest_pressed_at=pressed_at,
                received_at=now,
                rang_at=now,
                **fields,
            )
    except IntegrityError:  # another press opened one at the same instant
        call = _open_call(unit)
        if call is None:
            raise
        return call, False
    logger.warning("unit %s calls for help, call %s", unit.pk, call.pk)
    return call, True


def _press_again(call: HelpCall, *, source: str, pressed_at: datetime, now: datetime) -> None:
    call.times_pressed += 1
    call.latest_pressed_at = max(call.latest_pressed_at, pressed_at)
    quiet = timedelta(0) if source == CREW else TRACKER_QUIET
    if call.acknowledged_at is not None and now > call.acknowledged_at + quiet:
        call.rang_at = now
        logger.warning("help call %s rings again", call.pk)


def _place(call: HelpCall, place: HelpPlace | None) -> None:
    """Put the newest known place on the call, if it is newer than what it has."""
    latest = LatestPosition.objects.filter(unit_id=call.unit_id).first()
    found = [place] if place is not None else []
    if latest is not None:
        found.append(HelpPlace(latest.point, latest.fix_time, latest.accuracy_m))
    if not found:
        return
    newest = max(found, key=lambda one: one.fix_time)
    if call.fix_time is None or newest.fix_time > call.fix_time:
        call.fix_time, call.accuracy_m = newest.fix_time, newest.accuracy_m
        call.lon_e6 = round(newest.point.lon * 1e6)
        call.lat_e6 = round(newest.point.lat * 1e6)


def _open_call(unit: Unit) -> HelpCall | None:
    found = HelpCall.objects.select_for_update(of=("self",)).filter(unit=unit, closed_at=None)
    return found.select_related("unit").first()


def _locked(call_id: int) -> HelpCall:
    found = HelpCall.objects.select_for_update(of=("self",)).filter(pk=call_id)
    return found.select_related("unit", "device").get()


def _announce(call: HelpCall, now: datetime) -> None:
    record_change(kind=Change.Kind.ALARM, key=call.unit.code, now=now)
