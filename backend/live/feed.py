"""What the feed says: first answers, the events of changed rows, and what time alone changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from backend.live import present, states
from backend.live.alarm_watch import AlarmWatch
from backend.live.alarms import Alarm
from backend.live.audience import Audience
from backend.live.cursor import Row
from backend.live.deltas import alarm_events, deltas
from backend.live.events import event
from backend.live.places import Place, end_of
from backend.live.present import Changed, closures_over
from backend.live.queries import rows_missed, time_of

LOOK_BACK = timedelta(minutes=2)
"""How far before a reader's latest row something may have ended by time without its knowledge."""


class Feed:
    """The words of one process's hub. All methods read the database and may block."""

    def __init__(self) -> None:
        self._watch = AlarmWatch()
        self._looked_at: datetime | None = None

    def first(
        self, audience: Audience, since: Place | None, position: int, late: Sequence[Row] = ()
    ) -> list[bytes]:
        """Return what a new reader gets first: what it missed, or the whole present state.

        Parameters
        ----------
        since
            The reader's place; None for a new one.
        position
            The row up to which the answer must reach; later ones are delivered one by one.
        late
            Rows below the reader's place that became visible after others had passed it.
        """
        now = timezone.now()
        missed = None if since is None else rows_missed(since, position)
        if since is None or missed is None:
            data = states.snapshot(audience, now)
            first = [event("snapshot", end_of(position).identity, data)]
            return [*first, *self._ended_meanwhile(data["alarms"], audience, position)]
        changed = Changed(sorted({*late, *missed}), now)
        alarms = [*changed.tracker_alarms(), *changed.notice_alarms()]
        answer = deltas(changed, audience, alarms, after=since)
        by_time = _of_time(audience, now)
        answer += alarm_events(by_time, audience, position)
        begin = (time_of(since.row) or now) - LOOK_BACK
        answer += _gone_by_time(audience, begin, now, position)
        return [*answer, *self._ended_meanwhile([*alarms, *by_time], audience, position)]

    def deltas(
        self, rows: Sequence[Row], audiences: Iterable[Audience], *, after: int
    ) -> dict[Audience, bytes]:
        """Return what each audience reads of new rows; all have read up to ``after``."""
        changed = Changed(rows, timezone.now())
        alarms = self._watch.news([*changed.tracker_alarms(), *changed.notice_alarms()])
        return _for_each(
            audiences,
            lambda audience: deltas(changed, audience, alarms, after=end_of(after)),
        )

    def by_time(self, audiences: Iterable[Audience], *, position: int) -> dict[Audience, bytes]:
        """Return what each audience reads of what changed by time alone since the last look."""
        now = timezone.now()
        alarms = self._watch.news(present.alarms_of_time(now))
        looked_at = self._looked_at or now
        self._looked_at = now
        return _for_each(
            audiences,
            lambda audience: [
                *alarm_events(alarms, audience, position),
                *_gone_by_time(audience, looked_at, now, position),
            ],
        )

    def _ended_meanwhile(
        self, told: Iterable[Alarm], audience: Audience, position: int
    ) -> list[bytes]:
        """Return those of the told alarms that ended while the answer was made.

        What ends from here on is told to everybody, since the watch now knows of this reader.
        """
        active = [alarm for alarm in told if alarm["active"]]
        self._watch.believe(active)
        identities = {alarm["id"] for alarm in active if alarm["kind"] not in _BY_ROWS}
        if not identities:
            return []
        still = {one["id"] for one in _of_time(audience, timezone.now())}
        ended = [alarm | {"active": False} for alarm in active if alarm["id"] in identities - still]
        return alarm_events(ended, audience, position)


_BY_ROWS = frozenset({"panic", "incident_without_unit"})
"""Kinds of alarms that rise and end only with a row."""


def _of_time(audience: Audience, now: datetime) -> list[Alarm]:
    """Return the active alarms that time changes, as far as they concern the audience."""
    codes = audience.own_codes
    if codes is not None and not codes:
        return []
    return [alarm for alarm in present.alarms_of_time(now, codes) if alarm["active"]]


def _gone_by_time(audience: Audience, begin: datetime, now: datetime, position: int) -> list[bytes]:
    """Return the removal of what left the board since a moment: closures over, old incidents."""
    identity = end_of(position).identity
    closures = closures_over(begin, now).values_list("pk", flat=True)
    incidents = states.incidents_gone(audience, begin, now).values_list("number", flat=True)
    return [
        *(event("closure", identity, present.removed(key)) for key in closures),
        *(event("incident", identity, present.removed(number)) for number in incidents),
    ]


def _for_each(
    audiences: Iterable[Audience], make: Callable[[Audience], list[bytes]]
) -> dict[Audience, bytes]:
    """Make the messages once for all audiences that see the same."""
    made: dict[tuple[object, ...], bytes] = {}
    found = {}
    for audience in audiences:
        if audience.sight not in made:
            made[audience.sight] = b"".join(make(audience))
        found[audience] = made[audience.sight]
    return found
