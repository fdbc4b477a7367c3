"""Decides which change rows may be delivered, so that no reader misses a late one.

On PostgreSQL a row's id is given out before its transaction commits, so of two overlapping
transactions the higher id can become visible first. A reader that notes the higher id and
reconnects would never see the lower one. The cursor therefore stops before a gap for a while;
most gaps are filled within milliseconds or never (a transaction that was rolled back). Ids that
stay missing are watched on for some minutes and delivered late.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

GAP_WAIT_S = 3.0
"""How long delivery stops before a gap."""
WATCH_S = 600.0
"""How long an id that stayed missing is still looked for."""
WATCH_LIMIT = 500
"""At most so many ids of one gap are watched, the latest ones."""


class Row(NamedTuple):
    """A change row as the feed needs it."""

    id: int
    kind: str
    key: str


class Cursor:
    """The place up to which rows have been delivered, and the ids below it that never appeared.

    Parameters
    ----------
    position
        Id of the latest row that counts as delivered.
    gap_wait_s
        0 where ids become visible in order (SQLite: one writer at a time).
    """

    def __init__(self, position: int, *, gap_wait_s: float) -> None:
        self.position = position
        self._gap_wait_s = gap_wait_s
        self._gap_since_s: dict[int, float] = {}
        self._watched_until_s: dict[int, float] = {}

    @property
    def watched(self) -> tuple[int, ...]:
        """Ids below the position that are still looked for."""
        return tuple(self._watched_until_s)

    def watch_gaps_below(self, ids: Iterable[int], now_s: float) -> None:
        """Watch what is missing among the ids just below the position, for a cursor that starts."""
        known = sorted(ids)
        for before, after in pairwise(known):
            self._watch(before + 1, after, now_s)

    def advance(self, rows: Sequence[Row], now_s: float) -> list[Row]:
        """Return the rows to deliver now and move the position over them.

        Parameters
        ----------
        rows
            Visible rows in ascending id: all after the position, and watched ones below it.
        now_s
            A monotonic clock.
        """
        ready = []
        for row in rows:
            if row.id <= self.position:
                if self._watched_until_s.pop(row.id, None) is not None:
                    ready.append(row)
                continue
            if row.id > self.position + 1 and not self._gap_is_over(row.id, now_s):
                break
            self._watch(self.position + 1, row.id, now_s)
            self.position = row.id
            ready.append(row)
        self._forget(now_s)
        return ready

    @property
    def is_waiting(self) -> bool:
        """Tell whether rows are held back behind a gap."""
        return bool(self._gap_since_s)

    def _gap_is_over(self, after: int, now_s: float) -> bool:
        if self._gap_wait_s <= 0:
            return True
        since_s = self._gap_since_s.setdefault(after, now_s)
        return now_s - since_s >= self._gap_wait_s

    def _watch(self, start: int, end: int, now_s: float) -> None:
        if self._gap_wait_s <= 0:
            return
        for missing in range(max(start, end - WATCH_LIMIT), end):
            self._watched_until_s[missing] = now_s + WATCH_S

    def _forget(self, now_s: float) -> None:
        self._gap_since_s = {
            after: since for after, since in self._gap_since_s.items() if after > self.position
        }
        overdue = [key for key, until_s in self._watched_until_s.items() if until_s < now_s]
        for key in overdue:
            del self._watched_until_s[key]
