"""Settles what was kept aside: a supervisor releases it, discards it, or takes that back.

A released fix joins the track with the times it had, and takes the marker only where it is newer
than what holds it. Nothing else follows from it: no arrival, no fence, no alarm, for it tells of
the past. A phone that sends the fix again finds it known.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.changes.actions import record_changes
from backend.changes.models import Change
from backend.errors import Conflict, NotFound
from backend.units.actions.kept_fixes import RELEASED_NOTE, released_position
from backend.units.actions.markers import place_markers
from backend.units.actions.turns import in_turn
from backend.units.models import Device, LatestPosition, Position, QuarantinedItem
from backend.units.queries.devices import locked_devices
from backend.units.queries.judgements import may_lead
from backend.units.queries.quarantine import OPEN, ItemFilter, quarantined_items
from backend.units.queries.tracks import latest_positions

logger = logging.getLogger(__name__)

Settlement = QuarantinedItem.Settlement


@dataclass(slots=True)
class Settled:
    """What became of the items of one request to settle several."""

    done: list[QuarantinedItem] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)
    """Id of an item -> the sentence that says why it stays as it was."""


@in_turn
@transaction.atomic
def settle_item(
    *, item_id: int, settlement: Settlement | None, by: User, now: datetime
) -> QuarantinedItem:
    """Release or discard an item, or open it again where ``settlement`` is None.

    Whatever was decided before is taken back first: a position that a release made is removed.
    Deciding the same again changes nothing.

    Raises
    ------
    NotFound
        If there is no such item.
    Conflict
        If nothing can be made of the item; it stays as it was.
    """
    item, has_changed = _settle(item_id, settlement, by, now)
    if has_changed:
        _announce([item], now)
    return item


@in_turn
@transaction.atomic
def settle_items(
    *, item_ids: Sequence[int], settlement: Settlement | None, by: User, now: datetime
) -> Settled:
    """Settle several items, oldest fix first; one that cannot be settled hinders no other."""
    settled = Settled()
    known = QuarantinedItem.objects.filter(pk__in=set(item_ids)).order_by("fix_time", "pk")
    ordered = list(known.values_list("pk", flat=True))
    missing = sorted(set(item_ids) - set(ordered))
    for item_id in [*ordered, *missing]:
        try:
            with transaction.atomic():
                item, _has_changed = _settle(item_id, settlement, by, now)
            settled.done.append(item)
        except (Conflict, NotFound) as refusal:
            settled.refused[item_id] = refusal.detail
    _announce(settled.done, now)
    return settled


@in_turn
@transaction.atomic
def discard_all(*, wanted: ItemFilter, by: User, now: datetime) -> int:
    """Discard every open item that a filter finds, with one statement; return how many."""
    rows = quarantined_items(replace(wanted, state=OPEN)).order_by()
    codes = set(rows.exclude(device=None).values_list("device__unit__code", flat=True))
    found = QuarantinedItem.objects.filter(pk__in=rows.values("pk"))
    number = found.update(settlement=Settlement.DISCARDED, settled_at=now, settled_by=by)
    record_changes(kind=Change.Kind.UNIT, keys=sorted(codes), now=now)
    logger.info("%s quarantined items discarded by %s", number, by.pk)
    return number


def _settle(
    item_id: int, settlement: Settlement | None, by: User, now: datetime
) -> tuple[QuarantinedItem, bool]:
    """Return the item as it is decided now, and whether that is new."""
    item = _locked(item_id)
    if item.settlement == (settlement or ""):
        return item, False
    if settlement == Settlement.RELEASED:
        _release(item, now)
    elif item.settlement == Settlement.RELEASED:
        _take_back(item)
    item.settlement = settlement or ""
    item.settled_at, item.settled_by = (now, by) if settlement else (None, None)
    item.save(update_fields=["settlement", "settled_at", "settled_by"])
    logger.info("quarantined item %s %s by %s", item.pk, settlement or "reopened", by.pk)
    return item, True


def _announce(items: Iterable[QuarantinedItem], now: datetime) -> None:
    """Write one feed row for each unit concerned."""
    codes = {item.device.unit.code for item in items if item.device is not None}
    record_changes(kind=Change.Kind.UNIT, keys=sorted(codes), now=now)


def _locked(item_id: int) -> QuarantinedItem:
    """Return the item, locked; its unit's devices first, as every request of a tracker does."""
    found = QuarantinedItem.objects.select_related("device").filter(pk=item_id).first()
    if found is None:
        raise NotFound(_("Kiriman karantina ini tidak ada."))
    if found.device is not None:
        locked_devices([found.device.unit_id])
    rows = QuarantinedItem.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("device__unit").get(pk=item_id)


def _release(item: QuarantinedItem, now: datetime) -> None:
    position = released_position(item, now=now)
    same = Q(lon_e6=position.lon_e6, lat_e6=position.lat_e6)
    if position.event_id:
        same |= Q(event_id=position.event_id)
    devices = {device.pk: device for device in Device.objects.filter(unit_id=position.unit_id)}
    device = devices[position.device_id or 0]
    known = Position.objects.filter(same, device=device, stated_time=position.stated_time)
    if known.exists():
        return
    marker = latest_positions([position.unit_id]).get(position.unit_id)
    is_newest = _is_newest(position, marker) and device.revoked_at is None
    if is_newest and may_lead(device, marker, devices, now):
        position.verdict = Position.Verdict.LIVE
    position.save(force_insert=True)
    if position.verdict == Position.Verdict.LIVE:
        place_markers([position])
    _note_newest(device)


def _is_newest(position: Position, marker: LatestPosition | None) -> bool:
    """Tell whether a position is the newest trusted one of its unit."""
    if not position.trusted:
        return False
    return marker is None or not marker.trusted or marker.fix_time < position.fix_time


def _take_back(item: QuarantinedItem) -> None:
    """Remove the position that a release made, and let the newest other one hold the marker."""
    if item.device is None or item.stated_time is None:
        return
    position = released_position(item, now=item.received_at)
    made = Position.objects.filter(
        device=item.device,
        stated_time=item.stated_time,
        lon_e6=position.lon_e6,
        lat_e6=position.lat_e6,
        note__startswith=RELEASED_NOTE,
    )
    if not made.delete()[0]:
        return
    _note_newest(item.device)
    held = LatestPosition.objects.filter(
        unit_id=position.unit_id,
        device=item.device,
        fix_time=position.fix_time,
        lon_e6=position.lon_e6,
        lat_e6=position.lat_e6,
    )
    if held.delete()[0]:
        rest = Position.objects.filter(unit_id=position.unit_id)
        newest = rest.filter(trusted=True).order_by("-fix_time", "-id").first()
        place_markers([newest] if newest else rest.order_by("-fix_time", "-id")[:1])


def _note_newest(device: Device) -> None:
    """Set what the device is known by to its newest trusted position."""
    rows = Position.objects.filter(device_id=device.pk, unit_id=device.unit_id, trusted=True)
    newest = rows.aggregate(newest=Max("fix_time"))["newest"]
    Device.objects.filter(pk=device.pk).update(latest_fix_time=newest)
