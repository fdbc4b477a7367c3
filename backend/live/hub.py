"""One hub for each process: reads change rows once and hands the events to every reader.

Blocking work (the database, rendering) runs on the hub's own threads, so a reader costs neither a
thread nor a database connection. News are read and made on one thread that keeps its connection;
first answers have threads of their own, so that many who come at once delay nobody. A reader that
does not keep up is dropped; it reconnects and gets what it missed by its ``Last-Event-ID`` or a new
snapshot.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Protocol, TypeVar
from weakref import WeakKeyDictionary

from django.db import DatabaseError, close_old_connections, connection, connections

from backend.live import sources
from backend.live.audience import Audience
from backend.live.cursor import GAP_WAIT_S, Cursor, Row
from backend.live.events import KEEPALIVE
from backend.live.places import LateRows, Place
from backend.live.queries import latest_ids, rows_after
from backend.live.subscription import Subscription

logger = logging.getLogger(__name__)
T = TypeVar("T")

STARTING_ROWS = 200
"""How many rows a starting cursor looks at for gaps."""
BATCH = 1000
RETRY_S = 1.0
WATCH_EVERY_S = 5.0
KEEPALIVE_S = 10.0


class Words(Protocol):
    """What the hub and its view ask of the feed; all of it may block."""

    def first(
        self, audience: Audience, since: Place | None, position: int, late: Sequence[Row] = ()
    ) -> list[bytes]:
        """Return what a new reader gets first, up to the position."""

    def deltas(
        self, rows: Sequence[Row], audiences: Iterable[Audience], *, after: int
    ) -> dict[Audience, bytes]:
        """Return what each audience reads of new rows; all have read up to ``after``."""

    def by_time(self, audiences: Iterable[Audience], *, position: int) -> dict[Audience, bytes]:
        """Return what each audience reads of what time alone has changed."""


class Hub:
    """Reads rows while anybody listens. Public methods run on the loop, jobs on threads."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.late = LateRows()
        self._reading = ThreadPoolExecutor(max_workers=1, thread_name_prefix="live-news")
        self._polling = ThreadPoolExecutor(max_workers=1, thread_name_prefix="live-poll")
        self._answering = ThreadPoolExecutor(max_workers=2, thread_name_prefix="live-first")
        self._subscriptions: set[Subscription] = set()
        self._cursor: Cursor | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._starting = asyncio.Lock()
        self._turn = asyncio.Lock()
        """Held while messages are made and handed out, so that ids reach every reader in order, and
        while a reader joins, so that it gets each row with its first answer or afterwards."""

    async def run(self, job: Callable[[], T]) -> T:
        """Run a blocking job of one reader with a usable database connection."""
        return await _on(self._answering, partial(_with_database, job))

    async def subscribe(
        self, audience: Audience, hang_up: Callable[[], None] = lambda: None
    ) -> Subscription:
        """Register a reader from the present position on; start reading if nobody did.

        Parameters
        ----------
        hang_up
            Cuts the reader's connection; called when it has fallen too far behind.
        """
        while True:
            async with self._starting:
                if not self._is_running:
                    self._stop()
                    self._cursor = await _on(self._reading, partial(_keeping_database, self._begin))
                    self._tasks = [
                        asyncio.create_task(self._pump(self._cursor), name="live-hub"),
                        asyncio.create_task(self._watch_time(self._cursor)),
                        asyncio.create_task(self._keep_alive()),
                    ]
            async with self._turn:
                if self._is_running and self._cursor is not None:  # else the last reader has left
                    subscription = Subscription(audience, self._cursor.position, hang_up)
                    self._subscriptions.add(subscription)
                    return subscription

    def leave(self, subscription: Subscription) -> None:
        """Forget a reader; stop reading when it was the last."""
        self._subscriptions.discard(subscription)
        if not self._subscriptions:
            self._stop()

    @property
    def is_idle(self) -> bool:
        """Tell whether nothing is read because nobody listens."""
        return not self._tasks

    async def close(self) -> None:
        """End every stream and give the database connections back."""
        self._end_all()
        for task in self._stop():
            with suppress(asyncio.CancelledError):
                await task
        for executor in (self._reading, self._answering, self._polling):
            closing = [executor.submit(_close_connections) for _ in range(2)]
            await asyncio.gather(*(asyncio.wrap_future(future) for future in closing))
            executor.shutdown(wait=True)

    async def _pump(self, cursor: Cursor) -> None:
        while True:
            try:
                async for _ in sources.wakes(
                    connection.vendor, self._polling, lambda: cursor.is_waiting
                ):
                    while await self._deliver(cursor):
                        pass
            except DatabaseError as error:
                logger.warning("live feed cannot read: %s", type(error).__name__)
                await asyncio.sleep(RETRY_S)
            except Exception:
                logger.exception("live feed failed; its readers start again")
                self._end_all()
                await asyncio.sleep(RETRY_S)

    async def _deliver(self, cursor: Cursor) -> bool:
        """Read and hand out one batch; True if there may be more at once."""
        async with self._turn:
            return await self._hand_out(partial(self._news, cursor)) >= BATCH

    def _begin(self) -> Cursor:
        """Return the place to read from; what time has changed by now is in every first answer."""
        cursor = _starting_cursor()
        self.words.by_time((), position=cursor.position)
        return cursor

    def _news(self, cursor: Cursor, audiences: set[Audience]) -> tuple[int, dict[Audience, bytes]]:
        """Return how many rows there were, and what each audience reads of those that are due."""
        rows = rows_after(cursor.position, cursor.watched, BATCH)
        after = cursor.position
        ready = cursor.advance(rows, time.monotonic()) if rows else []
        if not ready:
            return 0, {}
        self.late.note([row for row in ready if row.id <= after], cursor.position)
        return len(rows), self.words.deltas(ready, audiences, after=after)

    def _changes_of_time(
        self, cursor: Cursor, audiences: set[Audience]
    ) -> tuple[int, dict[Audience, bytes]]:
        return 0, self.words.by_time(audiences, position=cursor.position)

    async def _watch_time(self, cursor: Cursor) -> None:
        """Tell every few seconds what nobody wrote: that a tracker fell silent."""
        while True:
            await asyncio.sleep(WATCH_EVERY_S)
            try:
                async with self._turn:
                    await self._hand_out(partial(self._changes_of_time, cursor))
            except DatabaseError as error:
                logger.warning("live feed cannot look at the trackers: %s", type(error).__name__)
            except Exception:
                logger.exception("live feed failed to look at the trackers")

    async def _hand_out(
        self, make: Callable[[set[Audience]], tuple[int, dict[Audience, bytes]]]
    ) -> int:
        """Make messages on the hub's thread and queue them; return the count that came along."""
        audiences = {reader.audience for reader in self._subscriptions}
        count, messages = await _on(
            self._reading, partial(_keeping_database, partial(make, audiences))
        )
        for reader in list(self._subscriptions):
            message = messages.get(reader.audience)
            if message and not reader.put(message):
                logger.info("live feed dropped a reader that does not keep up")
                self._subscriptions.discard(reader)
        return count

    async def _keep_alive(self) -> None:
        while True:
            await asyncio.sleep(KEEPALIVE_S)
            for reader in list(self._subscriptions):
                if reader.is_quiet:
                    reader.put(KEEPALIVE)

    @property
    def _is_running(self) -> bool:
        return bool(self._tasks) and not self._tasks[0].done()

    def _stop(self) -> list[asyncio.Task[None]]:
        running, self._tasks = self._tasks, []
        for task in running:
            task.cancel()
        return running

    def _end_all(self) -> None:
        for subscription in self._subscriptions:
            subscription.end()
        self._subscriptions.clear()


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub_of_this_loop(make: Callable[[], Hub]) -> Hub:
    """Return the process's hub (one for each running event loop), made at the first call."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = make()
    return _hubs[loop]


def _starting_cursor() -> Cursor:
    known = latest_ids(STARTING_ROWS)
    gap_wait_s = GAP_WAIT_S if connection.vendor == "postgresql" else 0.0
    cursor = Cursor(max(known, default=0), gap_wait_s=gap_wait_s)
    cursor.watch_gaps_below(known, time.monotonic())
    return cursor


async def _on(executor: ThreadPoolExecutor, job: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(executor, job)


def _with_database(job: Callable[[], T]) -> T:
    close_old_connections()
    try:
        return job()
    finally:
        close_old_connections()


def _keeping_database(job: Callable[[], T]) -> T:
    """Run a job on a connection that stays open, and that is given up when it fails."""
    try:
        return job()
    except DatabaseError:
        connections.close_all()
        raise


def _close_connections() -> None:
    time.sleep(0.01)  # so that each of the two threads takes one of the two calls
    connections.close_all()
