"""Judges what trackers send: live, history, duplicate, or kept aside with a reason.

The whole life of a fix is one ordered list: the checks on the fix alone (``gis.fix_checks``), then
repeats, then neighbours on the track, then the marker. Nothing here knows where fixes come from or
where they are stored: fixes and the known track go in, judgements come out, in the same order.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from gis.fix_checks import Fix, Judgement, Reason, Verdict, judged_alone, place_of
from gis.projection import distance_m
from gis.types import UnitKind

ROAD_LIMIT_MPS = 45.0
BOAT_LIMIT_MPS = 25.0
ACCURACY_UNKNOWN_M = 50.0
"""What an unstated accuracy counts as when two fixes are compared."""


@dataclass(frozen=True, slots=True)
class TrackPoint:
    """A place at a time that other fixes are compared with."""

    time: datetime
    lon: float
    lat: float
    accuracy_m: float | None = None
    trusted: bool = True


@dataclass(frozen=True, slots=True)
class Track:
    """What is known of a unit before the fixes of one tracker arrive."""

    latest: TrackPoint | None = None
    """The one that holds the marker."""
    points: Sequence[TrackPoint] = ()
    """Trusted points around the times at hand, in any order."""
    doubted: Sequence[TrackPoint] = ()
    """Fixes of this tracker that were kept aside as implausible jumps."""
    seen: frozenset[tuple[datetime, int, int]] = frozenset()
    """Stated time and place of the tracker's stored fixes (``place_key``)."""
    seen_events: frozenset[str] = frozenset()


def speed_limit_mps(kind: UnitKind) -> float:
    """Return the speed above which a kind of unit cannot have moved."""
    is_boat = kind in (UnitKind.BOAT, UnitKind.SEA_AMBULANCE)
    return BOAT_LIMIT_MPS if is_boat else ROAD_LIMIT_MPS


def place_key(stated_time: datetime, lon: float, lat: float) -> tuple[datetime, int, int]:
    """Return what two reports of the same fix have in common: device time and place (1e-6°)."""
    return stated_time, round(lon * 1e6), round(lat * 1e6)


def judge(
    fixes: Sequence[Fix],
    track: Track,
    *,
    now: datetime,
    retention: timedelta,
    limit_mps: float,
    may_lead: bool = True,
) -> list[Judgement]:
    """Judge the fixes that one tracker sent together; the answers come in the order given.

    They are compared in the order of their times, each with its neighbours on the track and with
    those accepted before it. At most one is ``live``: the newest, if it is newer than the marker.

    Parameters
    ----------
    now
        When the fixes were received.
    retention
        Older ones are kept aside.
    limit_mps
        The class limit for implied speeds.
    may_lead
        Whether this tracker may move the marker at present; if not, its fixes are history.
    """
    alone = [judged_alone(fix, now=now, retention=retention) for fix in fixes]
    return judged_on_track(alone, track, limit_mps=limit_mps, may_lead=may_lead)


def judged_on_track(
    alone: Sequence[Judgement], track: Track, *, limit_mps: float, may_lead: bool = True
) -> list[Judgement]:
    """Judge fixes further that were judged alone: the second half of ``judge``."""
    judged = list(alone)
    timed = sorted(
        (judgement.stated_time, index)
        for index, judgement in enumerate(judged)
        if judgement.stated_time is not None
    )
    ledger = _Ledger(track, limit_mps)
    for _, index in timed:
        judged[index] = ledger.enter(judged[index])
    leader = _leader(judged, [index for _, index in timed], track.latest) if may_lead else None
    if leader is not None:
        judged[leader] = replace(judged[leader], verdict=Verdict.LIVE)
    return judged


@dataclass(slots=True)
class _Ledger:
    """The track while the fixes of one request are entered in the order of their times."""

    track: Track
    limit_mps: float
    points: list[TrackPoint] = field(init=False)
    doubted: list[TrackPoint] = field(init=False)
    seen: set[tuple[datetime, int, int]] = field(init=False)
    events: set[str] = field(init=False)

    def __post_init__(self) -> None:
        known = {point for point in self.track.points if point.trusted}
        if self.track.latest is not None and self.track.latest.trusted:
            known.add(self.track.latest)
        self.points = sorted(known, key=_time)
        self.doubted = list(self.track.doubted)
        self.seen = set(self.track.seen)
        self.events = set(self.track.seen_events)

    def enter(self, judgement: Judgement) -> Judgement:
        """Return the judgement after comparison with the track, and remember the fix."""
        lon, lat = place_of(judgement.fix)
        stated_time, fix_time = judgement.stated_time, judgement.fix_time
        if stated_time is None or fix_time is None:
            return judgement
        key = place_key(stated_time, lon, lat)
        event_id = judgement.fix.event_id
        if key in self.seen or event_id in self.events:
            return replace(judgement, verdict=Verdict.DUPLICATE)
        point = TrackPoint(fix_time, lon, lat, judgement.fix.accuracy_m, judgement.trusted)
        if point.trusted:
            judgement = self._compared(judgement, point)
        if judgement.verdict is not Verdict.QUARANTINE:
            self.seen.add(key)
            self.events |= {event_id} - {""}
        return judgement

    def _compared(self, judgement: Judgement, point: TrackPoint) -> Judgement:
        """Compare a trusted fix with its neighbours in time; join them, or be doubted."""
        start = bisect_left(self.points, point.time, key=_time)
        end = bisect_right(self.points, point.time, key=_time)
        before = self.points[start - 1] if start > 0 else None
        around = [p for p in (before, *self.points[end : end + 1]) if p is not None]
        if any(not self._is_plausible(p, point) for p in self.points[start:end]):
            return replace(judgement, trusted=False, note="same_second")
        far = next((p for p in around if not self._is_plausible(p, point)), None)
        if far is not None and not self._is_confirmed(point, before):
            self.doubted.append(point)
            detail = f"{_gap_m(far, point):.0f} m in {_gap_s(far, point):.0f} s"
            return replace(judgement, verdict=Verdict.QUARANTINE, reason=Reason.JUMP, detail=detail)
        self.points.insert(end, point)
        if start < end:
            return replace(judgement, note=judgement.note or "same_second")
        return replace(judgement, note="relocated") if far is not None else judgement

    def _is_plausible(self, a: TrackPoint, b: TrackPoint) -> bool:
        """Tell whether a unit can have moved from one point to the other, by both accuracies."""
        slack_m = _accuracy_m(a) + _accuracy_m(b)
        return _gap_m(a, b) - slack_m <= self.limit_mps * max(_gap_s(a, b), 1.0)

    def _is_confirmed(self, point: TrackPoint, before: TrackPoint | None) -> bool:
        """Tell whether an earlier doubted fix agrees, with none in between from the old place."""
        return any(
            (before is None or before.time < doubted.time)
            and doubted.time < point.time
            and self._is_plausible(doubted, point)
            for doubted in self.doubted
        )


def _leader(judged: list[Judgement], order: list[int], latest: TrackPoint | None) -> int | None:
    """Return the index of the fix that takes the marker, in the order of their times."""
    leader, marker = None, latest
    for index in order:
        judgement = judged[index]
        if judgement.verdict is not Verdict.HISTORY or judgement.fix_time is None:
            continue
        if judgement.note == "same_second" and not judgement.trusted:
            continue
        if _replaces(judgement, judgement.fix_time, marker):
            lon, lat = place_of(judgement.fix)
            marker = TrackPoint(judgement.fix_time, lon, lat, trusted=judgement.trusted)
            leader = index
    return leader


def _replaces(judgement: Judgement, fix_time: datetime, marker: TrackPoint | None) -> bool:
    """Tell whether a fix takes the marker: trusted over untrusted, then the newer.

    A fix whose lead was cut wins over one of the same moment, since it was received later.
    """
    if marker is None or judgement.trusted > marker.trusted:
        return True
    if judgement.trusted < marker.trusted:
        return False
    was_cut = judgement.stated_time != judgement.fix_time
    return fix_time > marker.time or (was_cut and fix_time == marker.time)


def _time(point: TrackPoint) -> datetime:
    return point.time


def _accuracy_m(point: TrackPoint) -> float:
    return ACCURACY_UNKNOWN_M if point.accuracy_m is None else point.accuracy_m


def _gap_m(a: TrackPoint, b: TrackPoint) -> float:
    return distance_m(a.lon, a.lat, b.lon, b.lat)


def _gap_s(a: TrackPoint, b: TrackPoint) -> float:
    return abs((b.time - a.time).total_seconds())
