"""Stores what trackers sent: fixes, contacts, and odd content with its reason.

One transaction a request and the same few statements whatever its size. The devices of the units
are locked first, so that what one unit's trackers send is stored strictly one after another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from backend.accounts.models import User
from backend.changes.actions import record_changes
from backend.changes.models import Change
from backend.units.actions.arrivals import settle_at_stations
from backend.units.actions.markers import place_markers
from backend.units.actions.quarantine import OddItem, keep_aside
from backend.units.actions.turns import in_turn
from backend.units.models import Device, Position
from backend.units.protocols.reading import Message, Reading
from backend.units.queries.devices import foreign_names, locked_devices
from backend.units.queries.judgements import Report, judge_reports
from backend.units.queries.tracks import latest_positions
from gis.fix_checks import Judgement, Reason, Verdict, place_of
from gis.freshness import PositionState, learned_interval_s, position_state

_KEPT = frozenset({Verdict.LIVE, Verdict.HISTORY})
_LEARNED = ["interval_s", "latest_fix_time", "latest_contact_at", "link_lost_at", "battery_pct"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one reading; no verdict for one that only showed life."""

    verdict: Verdict | None = None
    reason: Reason | None = None


def record_message(
    *, device: Device, message: Message, dialect: str, by: User | None, now: datetime
) -> list[Outcome]:
    """Store what one request of a client dialect said; who is authenticated decides the unit.

    A reading that names another unit is kept aside.
    """
    foreign = foreign_names(device, {name for one in message.readings for name in one.names})
    readings = [
        replace(one, odd=Reason.FOREIGN_UNIT, detail=f"names {', '.join(sorted(names))}")
        if (names := foreign & set(one.names))
        else one
        for one in message.readings
    ]
    reports = [Report(device, reading) for reading in readings]
    return record_readings(reports=reports, source=dialect, by=by, now=now)


@in_turn
@transaction.atomic
def record_readings(
    *, reports: Sequence[Report], source: str, by: User | None, now: datetime
) -> list[Outcome]:
    """Store everything that a request said; the outcomes come in the order of the reports.

    Sending the same again changes nothing but the time of contact.
    """
    devices = locked_devices({report.device.unit_id for report in reports})
    markers = latest_positions({report.device.unit_id for report in reports})
    judgements = judge_reports(reports, devices=devices, markers=markers, now=now)
    positions = _store(reports, judgements, source=source, now=now)
    leaders = [position for position in positions if position.verdict == Verdict.LIVE]
    place_markers(leaders)
    if odd := _odd_items(reports, judgements):
        keep_aside(items=odd, source=source, by=by, now=now)
    _remember(reports, judgements, devices, now)
    settle_at_stations(positions=leaders, units={report.device.unit for report in reports}, now=now)
    _announce(reports, judgements, now)
    return [_outcome(report.reading, judgements.get(i)) for i, report in enumerate(reports)]


def _store(
    reports: Sequence[Report], judgements: Mapping[int, Judgement], *, source: str, now: datetime
) -> list[Position]:
    """Insert the accepted fixes with one statement."""
    rows = [
        _position(reports[index].device, judgement, source, now)
        for index, judgement in judgements.items()
        if judgement.verdict in _KEPT
    ]
    return Position.objects.bulk_create(rows) if rows else []


def _position(device: Device, judgement: Judgement, source: str, now: datetime) -> Position:
    fix = judgement.fix
    lon, lat = place_of(fix)
    return Position(
        unit_id=device.unit_id,
        device_id=device.pk,
        fix_time=judgement.fix_time or now,
        stated_time=judgement.stated_time or now,
        received_at=now,
        lon_e6=round(lon * 1e6),
        lat_e6=round(lat * 1e6),
        accuracy_m=fix.accuracy_m,
        speed_mps=fix.speed_mps,
        heading_deg=fix.heading_deg,
        altitude_m=fix.altitude_m,
        battery_pct=fix.battery_pct,
        event_id=fix.event_id,
        source=source,
        trusted=judgement.trusted,
        verdict=judgement.verdict.value,
        note=judgement.note,
    )


def _odd_items(reports: Sequence[Report], judgements: Mapping[int, Judgement]) -> list[OddItem]:
    """Return what cannot be read, and what was judged to be impossible."""
    odd: list[OddItem] = []
    for index, report in enumerate(reports):
        reading, judgement = report.reading, judgements.get(index)
        if reading.odd is not None:
            odd.append(OddItem(report.device, reading.odd, reading.detail, reading.content))
        elif judgement is not None and judgement.reason is not None:
            odd.append(
                OddItem(
                    report.device, judgement.reason, judgement.detail, reading.content, judgement
                )
            )
    return odd


def _remember(
    reports: Sequence[Report],
    judgements: Mapping[int, Judgement],
    devices: Mapping[int, Device],
    now: datetime,
) -> None:
    """Write what is known of the devices now: contact, battery, newest fix, usual interval."""
    fixes: dict[int, list[Judgement]] = defaultdict(list)
    for index, judgement in judgements.items():
        if judgement.verdict in _KEPT and judgement.trusted:
            fixes[reports[index].device.pk].append(judgement)
    heard: dict[int, Device] = {}
    for report in reports:
        device = heard[report.device.pk] = devices[report.device.pk]
        _hear(device, report.reading, now)
    for device_id, judged in fixes.items():
        _learn(devices[device_id], judged)
    _save(list(heard.values()))


def _save(devices: Sequence[Device]) -> None:
    """Write what was learned; one plain update for the usual request of a single device."""
    if len(devices) == 1:
        device = devices[0]
        learned = {name: getattr(device, name) for name in _LEARNED}
        Device.objects.filter(pk=device.pk).update(**learned)
    else:
        Device.objects.bulk_update(devices, _LEARNED)


def _hear(device: Device, reading: Reading, now: datetime) -> None:
    """Note the contact, and the battery where it came without a fix that would date it."""
    if not reading.is_contact:
        device.link_lost_at = now
        return
    device.latest_contact_at, device.link_lost_at = now, None
    if reading.fix is None and reading.battery_pct is not None:
        device.battery_pct = reading.battery_pct


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


def _announce(
    reports: Sequence[Report], judgements: Mapping[int, Judgement], now: datetime
) -> None:
    """Write one feed row for each unit of which something is new, and one for a call for help."""
    changed, calling = set(), set()
    for index, report in enumerate(reports):
        judgement, code = judgements.get(index), report.device.unit.code
        if judgement is None or judgement.verdict is not Verdict.DUPLICATE:
            changed.add(code)
        if report.reading.asks_for_help and _is_of_now(judgement, now):
            calling.add(code)
    record_changes(kind=Change.Kind.UNIT, keys=sorted(changed), now=now)
    if calling:
        record_changes(kind=Change.Kind.ALARM, keys=sorted(calling), now=now)


def _is_of_now(judgement: Judgement | None, now: datetime) -> bool:
    """Tell whether what a reading says still holds: not a repeat, not an old fix that came late.

    A call for help counts although its place is unusable.
    """
    if judgement is None or judgement.verdict is Verdict.LIVE:
        return True
    if judgement.verdict is Verdict.HISTORY and judgement.fix_time is not None:
        age_s = (now - judgement.fix_time).total_seconds()
        return position_state(age_s, None) is PositionState.LIVE
    is_odd = judgement.verdict is Verdict.QUARANTINE
    return is_odd and judgement.reason is not Reason.TOO_OLD


def _outcome(reading: Reading, judgement: Judgement | None) -> Outcome:
    if reading.odd is not None:
        return Outcome(Verdict.QUARANTINE, reading.odd)
    return Outcome(judgement.verdict, judgement.reason) if judgement else Outcome()
