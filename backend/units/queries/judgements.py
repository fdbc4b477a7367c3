"""Judges the fixes of a request against what is stored: a few reads whatever its size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings

from backend.units.models import UNPROVABLE, Device, LatestPosition
from backend.units.protocols.reading import Reading
from backend.units.queries import tracks
from gis.fix_checks import Fix, Judgement, Reason, judged_alone
from gis.fixes import Track, TrackPoint, judge, speed_limit_mps
from gis.freshness import Tracker, takes_marker
from gis.types import UnitKind


@dataclass(frozen=True, slots=True)
class Report:
    """One reading and the device that is known to have sent it (its unit loaded)."""

    device: Device
    reading: Reading


def judge_reports(
    reports: Sequence[Report],
    *,
    devices: Mapping[int, Device],
    markers: Mapping[int, LatestPosition],
    now: datetime,
) -> dict[int, Judgement]:
    """Return the judgement of each report with a fix, by its index.

    Parameters
    ----------
    devices
        Every device of the units concerned, as they are now.
    markers
        The rows that hold the markers, by unit.
    """
    fixes = {
        index: report.reading.fix
        for index, report in enumerate(reports)
        if report.reading.fix is not None and report.reading.odd is None
    }
    groups: dict[int, list[int]] = defaultdict(list)
    for index in fixes:
        groups[reports[index].device.pk].append(index)
    alone = {
        index: judged_alone(fix, now=now, retention=retention()) for index, fix in fixes.items()
    }
    seen = tracks.seen_fixes(
        groups.keys(),
        {found.stated_time for found in alone.values() if found.stated_time is not None},
        {found.fix.event_id for found in alone.values() if found.fix.event_id},
    )
    judgements: dict[int, Judgement] = {}
    for device_id, indexes in groups.items():
        device = devices[device_id]
        marker = markers.get(device.unit_id)
        keys, events = seen[device_id]
        track = Track(
            latest=_track_point(marker),
            points=_around(device, [alone[index] for index in indexes]),
            seen=frozenset(keys),
            seen_events=frozenset(events),
        )
        bench = _Bench(
            device=device,
            kind=UnitKind(reports[indexes[0]].device.unit.kind),
            may_lead=_may_lead(device, marker, devices, now),
            now=now,
        )
        found = bench.judge([fixes[index] for index in indexes], track)
        judgements |= zip(indexes, found, strict=True)
    return judgements


def retention() -> timedelta:
    """Return how long positions are kept, and how old a fix may be."""
    return timedelta(days=settings.POSITION_RETENTION_DAYS)


@dataclass(frozen=True, slots=True)
class _Bench:
    """What the fixes of one device have in common while they are judged."""

    device: Device
    kind: UnitKind
    may_lead: bool
    now: datetime

    def judge(self, fixes: Collection[Fix], track: Track) -> list[Judgement]:
        """Judge, and once more with the device's doubted fixes if there is a jump among them."""
        found = self._judge(fixes, track)
        if any(judgement.reason is Reason.JUMP for judgement in found):
            doubted = tracks.doubted(self.device.pk, self.now)
            found = self._judge(fixes, replace(track, doubted=doubted)) if doubted else found
        return found

    def _judge(self, fixes: Collection[Fix], track: Track) -> list[Judgement]:
        return judge(
            list(fixes),
            track,
            now=self.now,
            retention=retention(),
            limit_mps=speed_limit_mps(self.kind),
            may_lead=self.may_lead,
        )


def _around(device: Device, judgements: Sequence[Judgement]) -> list[TrackPoint]:
    """Return the stored points around late fixes; none are needed after the newest known one."""
    times = [found.fix_time for found in judgements if found.fix_time is not None]
    newest = device.latest_fix_time
    if not times or newest is None or min(times) > newest:
        return []
    return tracks.neighbours(device.unit_id, min(times), max(times))


def _track_point(marker: LatestPosition | None) -> TrackPoint | None:
    if marker is None:
        return None
    point = marker.point
    return TrackPoint(marker.fix_time, point.lon, point.lat, marker.accuracy_m, marker.trusted)


def _may_lead(
    device: Device,
    marker: LatestPosition | None,
    devices: Mapping[int, Device],
    now: datetime,
) -> bool:
    """Tell whether the device may move the marker now.

    Who is revoked holds nothing. What a program of the room reported counts like a place told by
    radio: the next tracker takes over.
    """
    holder = devices.get(marker.device_id or 0) if marker is not None and marker.trusted else None
    if holder is not None and (holder.revoked_at or holder.secret_digest == UNPROVABLE):
        holder = None
    return takes_marker(_tracker(device, now), _tracker(holder, now) if holder else None)


def _tracker(device: Device, now: datetime) -> Tracker:
    newest = device.latest_fix_time
    age_s = None if newest is None else max(0.0, (now - newest).total_seconds())
    return Tracker(device.pk, device.priority, device.interval_s, age_s)
