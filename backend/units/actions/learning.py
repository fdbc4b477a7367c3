"""Writes what is known of trackers: contact, battery, newest fix, usual interval, dialect."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from backend.units.actions.rows import update_rows
from backend.units.models import Device
from backend.units.protocols.reading import Reading
from backend.units.queries.judgements import Report
from gis.fix_checks import Judgement, Reason, Verdict
from gis.freshness import learned_interval_s

_FIELDS = (
    "id",
    "interval_s",
    "latest_fix_time",
    "latest_mock_at",
    "latest_contact_at",
    "link_lost_at",
    "battery_pct",
    "latest_source",
    "unread_since",
)


def learn(
    reports: Sequence[Report],
    judgements: Mapping[int, Judgement],
    devices: Mapping[int, Device],
    *,
    source: str,
    now: datetime,
) -> set[int]:
    """Note in the devices what one request taught; return the ids of those that were heard."""
    fixes: dict[int, list[Judgement]] = {}
    for index, report in enumerate(reports):
        _hear(devices[report.device.id], report.reading, source, now)
        judgement = judgements.get(index)
        if judgement is None or not _is_kept(judgement):
            continue
        if judgement.fix.is_mock:
            _note_mock(devices[report.device.id], judgement.fix_time or now)
        elif judgement.trusted:
            fixes.setdefault(report.device.id, []).append(judgement)
    for device_id, judged in fixes.items():
        _learn(devices[device_id], judged)
    return {report.device.id for report in reports}


def save_learned(devices: Iterable[Device]) -> None:
    """Write what was noted in the devices, with one statement."""
    update_rows(
        Device, _FIELDS, [[getattr(device, name) for name in _FIELDS] for device in devices]
    )


def _is_kept(judgement: Judgement) -> bool:
    return judgement.verdict in (Verdict.LIVE, Verdict.HISTORY)


def _hear(device: Device, reading: Reading, source: str, now: datetime) -> None:
    """Note the contact, and the battery where it came without a fix that would date it."""
    device.latest_source = source
    if not reading.is_contact:
        device.link_lost_at = now
        return
    device.latest_contact_at, device.link_lost_at = now, None
    if reading.odd is Reason.ENCRYPTED:
        device.unread_since = device.unread_since or now
    elif reading.odd is None:
        device.unread_since = None
    if reading.fix is None and reading.battery_pct is not None:
        device.battery_pct = reading.battery_pct


def _note_mock(device: Device, at: datetime) -> None:
    device.latest_mock_at = max(device.latest_mock_at or at, at)


def _learn(device: Device, judged: Sequence[Judgement]) -> None:
    """Learn the interval and the battery from fixes newer than the newest known one."""
    timed = [(one.fix_time, index, one) for index, one in enumerate(judged) if one.fix_time]
    for fix_time, _, judgement in sorted(timed, key=lambda entry: entry[:2]):
        newest = device.latest_fix_time
        if newest is not None and fix_time <= newest:
            continue
        if newest is not None:
            gap_s = (fix_time - newest).total_seconds()
            device.interval_s = learned_interval_s(device.interval_s, gap_s)
        device.latest_fix_time = fix_time
        if judgement.fix.battery_pct is not None:
            device.battery_pct = judgement.fix.battery_pct
