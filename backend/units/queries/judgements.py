"""Judges the fixes of several requests, one request after another, against what is stored.

What is stored is read once for all of them; what the earlier ones add is remembered here, so that
each is judged exactly as if those before it were stored already.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.conf import settings

from backend.units.models import UNPROVABLE, Device, LatestPosition
from backend.units.protocols.reading import Reading
from backend.units.queries import repeats, tracks
from backend.units.queries.neighbours import WITHIN_MAX, Span, neighbours
from gis.fix_checks import AHEAD_NOTE, Judgement, Reason, Verdict, judged_alone, place_of
from gis.fixes import Track, TrackPoint, judged_on_track, place_key, speed_limit_mps
from gis.freshness import Tracker, takes_marker
from gis.types import UnitKind


@dataclass(frozen=True, slots=True)
class Report:
    """One reading and the device that is known to have sent it (its unit loaded)."""

    device: Device
    reading: Reading


@dataclass(frozen=True, slots=True)
class Hearing:
    """The reports of one request, each with a fix judged by itself so far, and when it came."""

    reports: Sequence[Report]
    alone: Mapping[int, Judgement]
    now: datetime


@dataclass(frozen=True, slots=True)
class _Holder:
    """Where a unit's marker stands, which device put it there, and whether its clock was cut."""

    device_id: int | None
    point: TrackPoint
    was_cut: bool


@dataclass(slots=True)
class Bench:
    """What is known of the units concerned while requests are judged one after another.

    The devices are shared with the caller, who writes into them what each request taught before
    the next one is judged.
    """

    devices: Mapping[int, Device]
    seen: repeats.Seen
    holders: dict[int, _Holder]
    around: dict[Span, list[TrackPoint]]
    """Stored points around the fixes at hand."""
    points: dict[int, list[TrackPoint]] = field(default_factory=lambda: defaultdict(list))
    """Trusted points of a device that are being stored."""
    jumps: dict[int, list[TrackPoint]] = field(default_factory=lambda: defaultdict(list))
    """Fixes of a device that are being kept aside as implausible jumps, newest first."""

    def judge(self, hearing: Hearing) -> dict[int, Judgement]:
        """Return the judgement of each report with a fix, by its index, and remember them."""
        groups: dict[int, list[int]] = defaultdict(list)
        for index in hearing.alone:
            groups[hearing.reports[index].device.id].append(index)
        judgements: dict[int, Judgement] = {}
        for device_id, indexes in groups.items():
            unit_kind = UnitKind(hearing.reports[indexes[0]].device.unit.kind)
            alone = [hearing.alone[index] for index in indexes]
            found = self._judge(self.devices[device_id], unit_kind, alone, hearing.now)
            judgements |= zip(indexes, found, strict=True)
            self._remember(self.devices[device_id], found)
        return judgements

    def _judge(
        self, device: Device, kind: UnitKind, alone: Sequence[Judgement], now: datetime
    ) -> list[Judgement]:
        """Judge, and once more with the device's doubted fixes if there is a jump among them."""
        holder = self.holders.get(device.unit_id)
        track = Track(
            latest=holder.point if holder else None,
            latest_is_own=holder is not None and holder.device_id == device.id,
            latest_was_cut=holder is not None and holder.was_cut,
            points=self._around(device, alone, holder),
            seen=frozenset(self.seen.keys[device.id]),
            seen_events=frozenset(self.seen.events[device.id]),
        )
        limit_mps = speed_limit_mps(kind)
        leads = _may_lead(device, holder, self.devices, now)
        found = judged_on_track(alone, track, limit_mps=limit_mps, may_lead=leads)
        if any(judgement.reason is Reason.JUMP for judgement in found):
            known = tracks.doubted(device.id, now)
            doubted = [*self.jumps[device.id], *known][: tracks.DOUBTED_MAX]
            if doubted:
                track = replace(track, doubted=doubted)
                found = judged_on_track(alone, track, limit_mps=limit_mps, may_lead=leads)
        return found

    def _around(
        self, device: Device, alone: Sequence[Judgement], holder: _Holder | None
    ) -> list[TrackPoint]:
        """Return the device's known points around its fixes."""
        span = _span(device, alone, holder)
        if span is None:
            return []
        stored = self.around.get(span)
        if stored is None:  # what was stored earlier in the group made it one of those
            stored = self.around[span] = neighbours([span])[0]
        being_stored = self.points[device.id]
        if not being_stored:
            return stored
        return _surrounding([*stored, *being_stored], span.earliest, span.latest)

    def _remember(self, device: Device, judgements: Sequence[Judgement]) -> None:
        jumps = []
        for judgement in judgements:
            if judgement.fix_time is None or judgement.stated_time is None:
                continue
            if judgement.reason is Reason.JUMP:
                jumps.append(_point(judgement, judgement.fix_time, is_exact=True))
            if judgement.verdict not in (Verdict.LIVE, Verdict.HISTORY):
                continue
            key = place_key(judgement.stated_time, *place_of(judgement.fix))
            self.seen.add(device.id, key, judgement.fix.event_id)
            point = _point(judgement, judgement.fix_time)
            if judgement.trusted:
                self.points[device.id].append(point)
            if judgement.verdict is Verdict.LIVE:
                was_cut = judgement.stated_time != judgement.fix_time
                marker = replace(point, lead_s=0.0)  # a marker does not keep it
                self.holders[device.unit_id] = _Holder(device.id, marker, was_cut)
        self.jumps[device.id] = [*reversed(jumps), *self.jumps[device.id]]


def bench_for(
    hearings: Sequence[Hearing],
    *,
    devices: Mapping[int, Device],
    markers: Mapping[int, LatestPosition],
) -> Bench:
    """Read what is stored around the fixes of all these requests.

    Parameters
    ----------
    devices
        Every device of the units concerned, as they are now.
    markers
        The rows that hold the markers, by unit.
    """
    times: dict[tuple[int, datetime], None] = {}
    events: dict[tuple[int, str], None] = {}
    for hearing in hearings:
        for index, judgement in hearing.alone.items():
            device_id = hearing.reports[index].device.id
            if judgement.stated_time is not None:
                times[device_id, judgement.stated_time] = None
                if judgement.fix.event_id:
                    events[device_id, judgement.fix.event_id] = None
    holders = {unit_id: _holder(row) for unit_id, row in markers.items()}
    spans = _spans(hearings, devices, holders)
    around = dict(zip(spans, neighbours(spans), strict=True))
    return Bench(devices, repeats.stored_before(times, events), holders, around)


def hearing_of(reports: Sequence[Report], now: datetime) -> Hearing:
    """Judge each fix of a request by itself; what cannot be read is not judged at all."""
    kept_for = retention()
    alone = {
        index: judged_alone(report.reading.fix, now=now, retention=kept_for)
        for index, report in enumerate(reports)
        if report.reading.fix is not None and report.reading.odd is None
    }
    return Hearing(reports, alone, now)


def may_lead(
    device: Device,
    marker: LatestPosition | None,
    devices: Mapping[int, Device],
    now: datetime,
) -> bool:
    """Tell whether the device may move the marker now.

    Who is revoked holds nothing. What a program of the room reported counts like a place told by
    radio: the next tracker takes over.
    """
    return _may_lead(device, _holder(marker) if marker else None, devices, now)


def retention() -> timedelta:
    """Return how long positions are kept, and how old a fix may be."""
    return timedelta(days=settings.POSITION_RETENTION_DAYS)


def _spans(
    hearings: Sequence[Hearing], devices: Mapping[int, Device], holders: Mapping[int, _Holder]
) -> list[Span]:
    """Return the spans around which stored points will be asked for, as far as is known before."""
    spans: dict[Span, None] = {}
    for hearing in hearings:
        groups: dict[int, list[Judgement]] = defaultdict(list)
        for index, judgement in hearing.alone.items():
            groups[hearing.reports[index].device.id].append(judgement)
        for device_id, alone in groups.items():
            device = devices[device_id]
            span = _span(device, alone, holders.get(device.unit_id))
            if span is not None:
                spans[span] = None
    return list(spans)


def _span(device: Device, alone: Sequence[Judgement], holder: _Holder | None) -> Span | None:
    """Return the times of a device's fixes, None where nothing stored can lie around them.

    Nothing is needed after its newest one where that holds the marker.
    """
    times = [
        found.fix_time
        for found in alone
        if found.fix_time is not None and found.verdict is Verdict.HISTORY
    ]
    newest = device.latest_fix_time
    if not times or newest is None:
        return None
    if min(times) > newest and holder is not None and holder.device_id == device.id:
        return None
    return Span(device.unit_id, device.id, min(times), max(times))


def _surrounding(
    points: Sequence[TrackPoint], earliest: datetime, latest: datetime
) -> list[TrackPoint]:
    """Return of points in the order of storing what ``neighbours`` would return."""
    before = [point for point in reversed(points) if point.time <= earliest]
    after = [point for point in points if point.time >= latest]
    between = sorted((p for p in points if earliest < p.time < latest), key=_time)
    found = between[:WITHIN_MAX]
    found += [max(before, key=_time)] if before else []
    found += [min(after, key=_time)] if after else []
    return found


def _time(point: TrackPoint) -> datetime:
    return point.time


def _point(judgement: Judgement, fix_time: datetime, *, is_exact: bool = False) -> TrackPoint:
    """Return a point as it will be read back: positions keep millionths of a degree."""
    lon, lat = place_of(judgement.fix)
    if not is_exact:
        lon, lat = round(lon * 1e6) / 1e6, round(lat * 1e6) / 1e6
    lead_s = (judgement.stated_time - fix_time).total_seconds() if judgement.stated_time else 0.0
    accuracy_m, trusted = judgement.fix.accuracy_m, judgement.trusted
    return TrackPoint(fix_time, lon, lat, accuracy_m, trusted, lead_s)


def _holder(row: LatestPosition) -> _Holder:
    place = row.point
    point = TrackPoint(row.fix_time, place.lon, place.lat, row.accuracy_m, row.trusted)
    return _Holder(row.device_id, point, AHEAD_NOTE in row.note)


def _may_lead(
    device: Device, holder: _Holder | None, devices: Mapping[int, Device], now: datetime
) -> bool:
    device_id = holder.device_id if holder is not None and holder.point.trusted else None
    rival = devices.get(device_id or 0)
    if rival is not None and (rival.revoked_at or rival.secret_digest == UNPROVABLE):
        rival = None
    return takes_marker(_tracker(device, now), _tracker(rival, now) if rival else None)


def _tracker(device: Device, now: datetime) -> Tracker:
    newest = device.latest_fix_time
    age_s = None if newest is None else max(0.0, (now - newest).total_seconds())
    return Tracker(device.id, device.priority, device.interval_s, age_s)
