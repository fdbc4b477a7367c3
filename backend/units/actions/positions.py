"""Stores what trackers sent: fixes, contacts, and odd content with its reason.

One transaction and the same few statements for any number of requests, each of any size. The
devices of the units are locked first, so that what one unit's trackers send is stored strictly one
after another.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from backend.accounts.models import User
from backend.changes.actions import record_changes
from backend.changes.models import Change
from backend.units.actions.arrivals import settle_at_stations
from backend.units.actions.help_calls import Cry, call_from_tracker
from backend.units.actions.learning import learn, save_learned
from backend.units.actions.markers import place_markers, tell_moved
from backend.units.actions.outcomes import Outcome, outcome_of
from backend.units.actions.quarantine import OddItem, keep_aside, shortened
from backend.units.actions.received import Raw, Received, keep_received
from backend.units.actions.rows import insert_rows
from backend.units.actions.turns import in_turn
from backend.units.models import Device, Position
from backend.units.queries.devices import locked_devices
from backend.units.queries.judgements import Report, bench_for, hearing_of
from backend.units.queries.tracks import latest_positions
from backend.units.signals import markers_moved
from gis.fix_checks import Judgement, Reason, Verdict, place_of
from gis.freshness import PositionState, position_state

logger = logging.getLogger(__name__)

_KEPT = frozenset({Verdict.LIVE, Verdict.HISTORY})
_OF_THE_PAST = frozenset({Verdict.HISTORY, Verdict.DUPLICATE})
_FIELDS = (
    "unit",
    "device",
    "fix_time",
    "stated_time",
    "received_at",
    "lon_e6",
    "lat_e6",
    "accuracy_m",
    "speed_mps",
    "heading_deg",
    "altitude_m",
    "battery_pct",
    "event_id",
    "source",
    "trusted",
    "verdict",
    "note",
)


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one request brings."""

    reports: Sequence[Report]
    """In the order sent."""
    source: str
    now: datetime
    by: User | None = None
    strays: Mapping[int, OddItem] = field(default_factory=dict)
    """Items that no device sent, by their places among all items."""
    raw: Raw | None = None
    """The request as it came, if it is to be kept."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A parcel and what became of its reports that hold a fix, by their index."""

    parcel: Parcel
    judgements: Mapping[int, Judgement]

    def outcomes(self) -> list[Outcome]:
        """Return the outcomes of all items in their order."""
        found = [
            outcome_of(report.reading.odd, self.judgements.get(index))
            for index, report in enumerate(self.parcel.reports)
        ]
        for index, item in sorted(self.parcel.strays.items()):
            found.insert(index, outcome_of(item.reason, None))
        return found


def record_readings(
    *, reports: Sequence[Report], source: str, by: User | None, now: datetime
) -> list[Outcome]:
    """Store readings that came by no request of their own; the outcomes come in their order."""
    return store_parcels(parcels=[Parcel(reports, source, now, by)])[0]


@in_turn
@transaction.atomic
def store_parcels(*, parcels: Sequence[Parcel]) -> list[list[Outcome]]:
    """Store everything that some requests said, each judged as if the ones before were stored.

    The outcomes of each parcel's items come in their order. Sending the same again changes
    nothing but the time of contact.
    """
    units = {report.device.unit_id: report.device.unit for p in parcels for report in p.reports}
    devices = locked_devices(units)
    hearings = [hearing_of(parcel.reports, parcel.now) for parcel in parcels]
    bench = bench_for(hearings, devices=devices, markers=latest_positions(units.keys()))
    heard: set[int] = set()
    judged: list[Judged] = []
    for parcel, hearing in zip(parcels, hearings, strict=True):
        judgements = bench.judge(hearing)
        heard |= learn(parcel.reports, judgements, devices, source=parcel.source, now=parcel.now)
        judged.append(Judged(parcel, judgements))
    leaders = _store(judged)
    save_learned(devices[device_id] for device_id in sorted(heard))
    outcomes = [one.outcomes() for one in judged]
    _keep(judged, outcomes)
    if leaders:
        for leader in leaders:
            unit = units[leader.unit_id]
            settle_at_stations(positions=[leader], units=[unit], now=leader.received_at)
        if markers_moved.has_listeners(Position):
            tell_moved(positions=leaders, now=parcels[-1].now)
    _announce(judged)
    return outcomes


def _store(judged: Sequence[Judged]) -> list[Position]:
    """Insert the accepted fixes with one statement; return those that led their units' markers."""
    rows = [
        _row(one.parcel.reports[index].device, judgement, one.parcel)
        for one in judged
        for index, judgement in one.judgements.items()
        if judgement.verdict in _KEPT
    ]
    insert_rows(Position, _FIELDS, rows)
    leaders = [
        Position(**dict(zip(_ATTRIBUTES, row, strict=True)))
        for row in rows
        if row[_VERDICT] == Verdict.LIVE.value
    ]
    place_markers(leaders)
    return leaders


_ATTRIBUTES = ("unit_id", "device_id", *_FIELDS[2:])
_VERDICT = _FIELDS.index("verdict")


def _row(device: Device, judgement: Judgement, parcel: Parcel) -> list[object]:
    fix = judgement.fix
    lon, lat = place_of(fix)
    return [
        device.unit_id,
        device.id,
        judgement.fix_time or parcel.now,
        judgement.stated_time or parcel.now,
        parcel.now,
        round(lon * 1e6),
        round(lat * 1e6),
        fix.accuracy_m,
        fix.speed_mps,
        fix.heading_deg,
        fix.altitude_m,
        fix.battery_pct,
        fix.event_id,
        parcel.source,
        judgement.trusted,
        judgement.verdict.value,
        judgement.note,
    ]


def _keep(judged: Sequence[Judged], outcomes: Sequence[Sequence[Outcome]]) -> None:
    """Keep the requests as they came, and what of them must not be shown."""
    odd = [shortened(_odd_items(one)) for one in judged]
    if any(odd):
        keep_aside(requests=odd)
    keep_received(
        [
            Received(
                one.parcel.raw,
                one.parcel.by.pk if one.parcel.by else None,
                one.parcel.source,
                one.parcel.now,
                found,
            )
            for one, found in zip(judged, outcomes, strict=True)
            if one.parcel.raw is not None
        ]
    )


def _odd_items(judged: Judged) -> list[OddItem]:
    """Return what cannot be read, and what was judged to be impossible."""
    odd = list(judged.parcel.strays.values())
    parcel = judged.parcel
    for index, report in enumerate(parcel.reports):
        reading, judgement = report.reading, judged.judgements.get(index)
        reason, detail = reading.odd, reading.detail
        if reason is None and judgement is not None and judgement.reason is not None:
            reason, detail = judgement.reason, judgement.detail
        if reason is not None:
            odd.append(
                OddItem(
                    device=report.device,
                    reason=reason,
                    detail=detail,
                    content=reading.content,
                    source=parcel.source,
                    by=parcel.by,
                    now=parcel.now,
                    judgement=judgement,
                )
            )
    return odd


def _announce(judged: Sequence[Judged]) -> None:
    """Write one feed row for each unit of which something is new; open its call for help."""
    changed: set[int] = set()
    codes: dict[int, str] = {}
    cries: list[Cry] = []
    for one in judged:
        calling: dict[int, Cry] = {}
        for index, report in enumerate(one.parcel.reports):
            device, judgement = report.device, one.judgements.get(index)
            if judgement is None or judgement.verdict is not Verdict.DUPLICATE:
                changed.add(device.unit_id)
            if device.unit_id not in codes:
                codes[device.unit_id] = device.unit.code
            if report.reading.asks_for_help and _is_of_now(judgement, one.parcel.now):
                cry = Cry(device, judgement, one.parcel.source, one.parcel.now)
                calling[device.unit_id] = cry
        cries += calling.values()
    if changed:
        keys = sorted(codes[unit_id] for unit_id in changed)
        record_changes(kind=Change.Kind.UNIT, keys=keys, now=judged[-1].parcel.now)
    for cry in cries:
        call_from_tracker(cry=cry)


def _is_of_now(judgement: Judgement | None, now: datetime) -> bool:
    """Tell whether what a reading says still holds, and is no old fix that came late.

    A call for help counts although its place is unusable, or known already: an alarm may follow
    the fix that it belongs to.
    """
    if judgement is None or judgement.verdict is Verdict.LIVE:
        return True
    if judgement.verdict in _OF_THE_PAST and judgement.fix_time is not None:
        age_s = (now - judgement.fix_time).total_seconds()
        return position_state(age_s, None) is PositionState.LIVE
    is_odd = judgement.verdict is Verdict.QUARANTINE
    return is_odd and judgement.reason is not Reason.TOO_OLD
