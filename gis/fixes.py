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

from gis.fix_checks import (
    Fix,
    Judgement,
    Reason,
    Verdict,
    joined_notes,
    judged_alone,
    place_of,
)
from gis.projection import distance_m
from gis.types import UnitKind

ROAD_LIMIT_MPS = 45.0
BOAT_LIMIT_MPS = 25.0
ACCURACY_UNKNOWN_M = 50.0
"""What an unstated accuracy counts as when two fixes are compared."""
METRES_PER_DEGREE = 111_700.0
"""More than any degree has on WGS84 (latitude at the poles: 111,694): bounds a way from above."""
SAME_SECOND = timedelta(seconds=1)
SAME_SECOND_NOTE = "same_second"
RELOCATED_NOTE = "relocated"


@dataclass(frozen=True, slots=True)
class TrackPoint:
    """A place at a time that other fixes are compared with."""

    time: datetime
    lon: float
    lat: float
    accuracy_m: float | None = None
    trusted: bool = True
    lead_s: float = 0.0
    """How much was cut from the device's time; the true one is uncertain by as much."""


@dataclass(frozen=True, slots=True)
class Track:
    """What is known of a unit before the fixes of one tracker arrive.

    A tracker is compared with itself only: another one may have been left at home, and a place
    told by radio may be wrong.
    """

    latest: TrackPoint | None = None
    """The one that holds the marker."""
    latest_is_own: bool = True
    """Whether this tracker put it there."""
    latest_was_cut: bool = False
    """Whether its clock was ahead, so that of two at the same moment the later received leads."""
    points: Sequence[TrackPoint] = ()
    """Trusted points of this tracker around the times at hand, in any order."""
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

    They are entered in the order of their times, each compared with its neighbours on the track
    and with those accepted before it. At most one is ``live``: the newest trusted one, if it is
    newer than the marker.

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
    judged = [_unless_repeated(judgement, track) for judgement in alone]
    timed = sorted(
        (judgement.stated_time, index)
        for index, judgement in enumerate(judged)
        if judgement.verdict is Verdict.HISTORY and judgement.stated_time is not None
    )
    ledger = _Ledger(track, limit_mps)
    for _, index in timed:
        judged[index] = ledger.enter(judged[index])
    leader = _leader(judged, [index for _, index in timed], track) if may_lead else None
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
    stated: set[datetime] = field(init=False)
    events: set[str] = field(init=False)

    def __post_init__(self) -> None:
        known = {point for point in self.track.points if point.trusted}
        latest = self.track.latest
        if latest is not None and latest.trusted and self.track.latest_is_own:
            known.add(latest)
        self.points = sorted(known, key=lambda p: (p.time, p.lead_s, p.lon, p.lat))
        self.doubted = list(self.track.doubted)
        self.seen = set(self.track.seen)
        self.stated = {time for time, _, _ in self.seen}
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
        if judgement.trusted:
            lead_s = (stated_time - fix_time).total_seconds()
            point = TrackPoint(fix_time, lon, lat, judgement.fix.accuracy_m, lead_s=lead_s)
            if self._is_beside_itself(point, stated_time):
                note = joined_notes(SAME_SECOND_NOTE, judgement.note)
                judgement = replace(judgement, trusted=False, note=note)
            else:
                judgement = self._compared(judgement, point)
        if judgement.verdict is not Verdict.QUARANTINE:
            self.seen.add(key)
            self.stated.add(stated_time)
            self.events |= {event_id} - {""}
        return judgement

    def _compared(self, judgement: Judgement, point: TrackPoint) -> Judgement:
        """Compare a trusted fix with its neighbours in time; join them, or be doubted."""
        start = bisect_left(self.points, point.time, key=_time)
        end = bisect_right(self.points, point.time, key=_time)
        around = (*self.points[max(start - 1, 0) : start], *self.points[end : end + 1])
        far = next((p for p in around if not self._is_plausible(p, point)), None)
        if far is not None and not self._is_confirmed(point):
            self.doubted.append(point)
            detail = f"{_gap_m(far, point):.0f} m in {_gap_s(far, point):.0f} s"
            return replace(judgement, verdict=Verdict.QUARANTINE, reason=Reason.JUMP, detail=detail)
        self.points.insert(end, point)
        is_same_time = start < end and point.lead_s == 0
        if far is None and not is_same_time:
            return judgement
        notes = (SAME_SECOND_NOTE if is_same_time else "", RELOCATED_NOTE if far else "")
        return replace(judgement, note=joined_notes(*notes, judgement.note))

    def _is_beside_itself(self, point: TrackPoint, stated_time: datetime) -> bool:
        """Tell whether the tracker said to be somewhere else within the same second."""
        start = bisect_right(self.points, point.time - SAME_SECOND, key=_time)
        end = bisect_left(self.points, point.time + SAME_SECOND, key=_time)
        if any(not self._is_plausible(p, point) for p in self.points[start:end]):
            return True
        if stated_time not in self.stated:
            return False
        exact = replace(point, lead_s=0.0)
        return any(
            not self._is_plausible(TrackPoint(point.time, lon_e6 / 1e6, lat_e6 / 1e6), exact)
            for time, lon_e6, lat_e6 in self.seen
            if time == stated_time
        )

    def _is_plausible(self, a: TrackPoint, b: TrackPoint) -> bool:
        """Tell whether a unit can have moved from one point to the other, by both accuracies."""
        slack_m = _accuracy_m(a) + _accuracy_m(b)
        way_m = self.limit_mps * max(_gap_s(a, b), 1.0)
        at_most_m = METRES_PER_DEGREE * (abs(a.lon - b.lon) + abs(a.lat - b.lat))
        return at_most_m <= way_m or _gap_m(a, b) - slack_m <= way_m

    def _is_confirmed(self, point: TrackPoint) -> bool:
        """Tell whether a doubted fix of another time agrees, with none accepted in between.

        Both together are two consistent fixes: the unit has truly moved.
        """
        return any(
            doubted.time != point.time
            and self._is_plausible(doubted, point)
            and self._is_bare_between(doubted.time, point.time)
            for doubted in self.doubted
        )

    def _is_bare_between(self, a: datetime, b: datetime) -> bool:
        start = bisect_left(self.points, min(a, b), key=_time)
        return start == bisect_right(self.points, max(a, b), key=_time)


def _unless_repeated(judgement: Judgement, track: Track) -> Judgement:
    """Return a duplicate where a fix that would be kept aside is stored already.

    A person has released it before: what a tracker sends again, turned or not, is no news.
    """
    if judgement.verdict is not Verdict.QUARANTINE or judgement.stated_time is None:
        return judgement
    lon, lat = judgement.fix.lon, judgement.fix.lat
    if lon is None or lat is None or not (abs(lon) <= 180 and abs(lat) <= 180):
        return judgement
    if judgement.reason is Reason.SWAPPED:
        lon, lat = lat, lon
    is_known = place_key(judgement.stated_time, lon, lat) in track.seen
    if not is_known and judgement.fix.event_id not in track.seen_events:
        return judgement
    return replace(judgement, verdict=Verdict.DUPLICATE, reason=None, detail="")


def _leader(judged: list[Judgement], order: list[int], track: Track) -> int | None:
    """Return the index of the fix that takes the marker, in the order of their times."""
    leader, marker, was_cut = None, track.latest, track.latest_was_cut
    for index in order:
        judgement = judged[index]
        if judgement.verdict is not Verdict.HISTORY or judgement.fix_time is None:
            continue
        if not judgement.trusted and not judgement.fix.is_mock:
            continue
        point = TrackPoint(judgement.fix_time, *place_of(judgement.fix), None, judgement.trusted)
        is_cut = judgement.stated_time != judgement.fix_time
        if marker is None or _replaces(point, marker, is_any_cut=is_cut or was_cut):
            leader, marker, was_cut = index, point, is_cut
    return leader


def _replaces(point: TrackPoint, marker: TrackPoint, *, is_any_cut: bool) -> bool:
    """Tell whether a fix takes the marker: trusted over untrusted, then the newer.

    Where the clock of either was ahead and both count for the same moment, the one received later
    takes it, so that no marker is ever stuck.
    """
    if point.trusted != marker.trusted:
        return point.trusted
    return point.time > marker.time or (is_any_cut and point.time == marker.time)


def _time(point: TrackPoint) -> datetime:
    return point.time


def _accuracy_m(point: TrackPoint) -> float:
    return ACCURACY_UNKNOWN_M if point.accuracy_m is None else point.accuracy_m


def _gap_m(a: TrackPoint, b: TrackPoint) -> float:
    return distance_m(a.lon, a.lat, b.lon, b.lat)


def _gap_s(a: TrackPoint, b: TrackPoint) -> float:
    return abs((b.time - a.time).total_seconds()) + max(a.lead_s, b.lead_s)
