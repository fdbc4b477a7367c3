"""Sends recorded tracks to a running server again, faster than they were driven.

The clock and the network come from outside, so that a test needs neither.
"""

from __future__ import annotations

import bisect
import itertools
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Protocol

from backend.live.demo.wire import Answer, Request, Send
from gis.track_reading import RecordedFix

BATCH_MAX = 100
"""The server takes no more in one request."""
GIVE_UP_AFTER_S = 120.0
_TICK_S = 0.001
"""What is due within it is due now: clocks count microseconds."""
_PAUSES_S = (0.5, 1.0, 2.0, 5.0, 10.0)
_OPTIONAL = ("accuracy_m", "speed_mps", "heading_deg", "altitude_m", "battery_pct")


class ReplayError(Exception):
    """The server refuses the positions, or does not answer for too long."""


class Clock(Protocol):
    """Tells the time and lets it pass."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


@dataclass(frozen=True, slots=True)
class Sending:
    """One fix, the unit it is sent for, and when it is due, in seconds after the beginning."""

    unit: str
    fix: RecordedFix
    due_s: float


@dataclass(slots=True)
class Counts:
    """What became of the fixes that were sent."""

    sent: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def agree(self) -> bool:
        """Whether each fix that was sent is on the track now."""
        on_track = sum(self.verdicts[one] for one in ("live", "history", "duplicate"))
        return on_track == self.sent == self.verdicts.total()


def schedule(
    tracks: Mapping[str, Sequence[RecordedFix]],
    *,
    speed: float,
    begin: datetime,
    end: datetime | None,
) -> list[Sending]:
    """Return the fixes of all units in the order in which they are due, with shifted times.

    Parameters
    ----------
    speed
        How many times faster than they were driven; at least 1.
    end
        What the time of the last fix becomes; None for the moment at which it is due. No fix is
        then ahead of the clock.
    """
    fixes = [(fix.fix_time, unit, fix) for unit, track in tracks.items() for fix in track]
    fixes.sort(key=lambda one: one[:2])
    first, last = fixes[0][0], fixes[-1][0]
    shift = (end or begin + (last - first) / speed) - last
    return [
        Sending(unit, _shifted(fix, shift), (at - first).total_seconds() / speed)
        for at, unit, fix in fixes
    ]


@dataclass
class Replay:
    """Sends what is due in batches until all is sent."""

    send: Send
    clock: Clock
    headers: dict[str, str]
    name: str
    """Of this run: each fix carries it in its event id, so that a repeat is known as one."""
    tell: Callable[[Counts], None] = lambda counts: None

    def run(self, sendings: Sequence[Sending]) -> Counts:
        """Send everything; return what became of it.

        Raises
        ------
        ReplayError
            If the server refuses a request, or does not answer for two minutes.
        """
        counts, begin, next_up = Counts(), self.clock.now(), 0
        due_s = [sending.due_s for sending in sendings]
        while next_up < len(sendings):
            self.clock.sleep(max(0.0, due_s[next_up] - self._elapsed_s(begin)))
            are_due = bisect.bisect_right(due_s, self._elapsed_s(begin) + _TICK_S)
            end = min(max(are_due, next_up + 1), next_up + BATCH_MAX)
            self._deliver(next_up, sendings[next_up:end], counts)
            self.tell(counts)
            next_up = end
        return counts

    def _elapsed_s(self, begin: datetime) -> float:
        return (self.clock.now() - begin).total_seconds()

    def _deliver(self, first: int, batch: Sequence[Sending], counts: Counts) -> None:
        items = [_item(one, f"{self.name}-{number}") for number, one in enumerate(batch, first)]
        answer = self._answer_to(Request("POST", "/api/positions/", self.headers, _json(items)))
        try:
            verdicts = json.loads(answer.body)["verdicts"]
        except (ValueError, KeyError, TypeError) as error:
            msg = f"the server answered {answer.status} without verdicts: {answer.body[:200]!r}"
            raise ReplayError(msg) from error
        counts.sent += len(items)
        counts.verdicts.update(one["verdict"] for one in verdicts)
        counts.reasons.update(one["reason"] for one in verdicts if one["reason"])

    def _answer_to(self, request: Request) -> Answer:
        """Send as often as it takes, as a phone does."""
        waited_s, problem = 0.0, ""
        for pause_s in itertools.chain(_PAUSES_S, itertools.repeat(_PAUSES_S[-1])):
            try:
                answer = self.send(request)
            except ConnectionError as error:
                problem = str(error) or type(error).__name__
            else:
                if answer.is_good:
                    return answer
                problem = f"{answer.status} {answer.body[:300].decode(errors='replace')}"
                if answer.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                    msg = f"the server refuses the positions: {problem}"
                    raise ReplayError(msg)
            if waited_s >= GIVE_UP_AFTER_S:
                break
            self.clock.sleep(pause_s)
            waited_s += pause_s
        msg = f"no good answer for {waited_s:.0f} s: {problem}"
        raise ReplayError(msg)


def _shifted(fix: RecordedFix, shift: timedelta) -> RecordedFix:
    values = {name: getattr(fix, name) for name in _OPTIONAL}
    return RecordedFix(fix.fix_time + shift, fix.lon, fix.lat, **values)


def _item(sending: Sending, event_id: str) -> dict[str, object]:
    fix = sending.fix
    known = {name: value for name in _OPTIONAL if (value := getattr(fix, name)) is not None}
    return {
        "unit": sending.unit,
        "fix_time": fix.fix_time.isoformat(),
        "lon": fix.lon,
        "lat": fix.lat,
        "event_id": event_id,
        **known,
    }


def _json(items: list[dict[str, object]]) -> bytes:
    return json.dumps(items).encode()
