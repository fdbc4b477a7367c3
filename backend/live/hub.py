"""One hub for each process: reads change rows once and hands the events to every reader.

Blocking work (the database, rendering) runs on the hub's own threads, so a reader costs neither a
thread nor a database connection. A reader that does not keep up is dropped; it reconnects and gets
what it missed by its ``Last-Event-ID`` or a new snapshot.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import TypeVar
from weakref import WeakKeyDictionary

from django.db import DatabaseError, close_old_connections, connection, connections

from backend.live import sources
from backend.live.audience import Audience
from backend.live.cursor import GAP_WAIT_S, Cursor, Row
from backend.live.queries import latest_ids, rows_after

logger = logging.getLogger(__name__)
T = TypeVar("T")

BACKLOG = 200
"""Messages that may wait for a reader before it is dropped."""
BATCH = 1000
RETRY_S = 1.0
WATCH_EVERY_S = 15.0

Renderer = Callable[[Sequence[Row], Audience, int], list[bytes]]
"""Rows, audience, the position after them -> messages."""
Watcher = Callable[[int], list[bytes]]
"""Position -> messages for the room about what changed by time alone."""


class Subscription:
    """One reader: its audience, and the messages that wait for it."""

    def __init__(self, audience: Audience, position: int) -> None:
        self.audience = audience
        self.position = position
        """The first answer covers the rows up to here; the queue brings what comes after."""
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue(BACKLOG)

    def put(self, messages: Sequence[bytes]) -> bool:
        """Queue messages; False when the reader is too slow and has been cut off."""
        try:
            for message in messages:
                self._queue.put_nowait(message)
        except asyncio.QueueFull:
            self.end()
            return False
        return True

    def end(self) -> None:
        """Drop what waits and end the stream."""
        while not self._queue.empty():
            self._queue.get_nowait()
        self._queue.put_nowait(None)

    async def next(self, timeout_s: float) -> bytes | None:
        """Return the next message, ``None`` at the end.

        Raises
        ------
        TimeoutError
            When nothing came in time.
        """
        return await asyncio.wait_for(self._queue.get(), timeout_s)


class Hub:
    """Reads rows while anybody listens. All methods but ``_read`` and jobs run on the loop."""

    def __init__(self, render: Renderer, watch: Watcher | None = None) -> None:
        self._render = render
        self._watch = watch
        self._executor = ThreadPoolExecutor(max_workers=2, thread_name_prefix="live")
        self._subscriptions: set[Subscription] = set()
        self._cursor: Cursor | None = None
        self._task: asyncio.Task[None] | None = None
        self._watching: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()

    async def run(self, job: Callable[[], T]) -> T:
        """Run a blocking job on the hub's threads with a usable database connection."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, _with_database, job)

    async def subscribe(self, audience: Audience) -> Subscription:
        """Register a reader from the present position on; start reading if nobody did."""
        async with self._starting:
            if self._task is None or self._task.done() or self._cursor is None:
                self._cursor = await self.run(_starting_cursor)
                self._task = asyncio.create_task(self._pump(self._cursor), name="live-hub")
                self._watching = asyncio.create_task(self._watch_time(self._cursor))
        subscription = Subscription(audience, self._cursor.position)
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
        return self._task is None

    async def close(self) -> None:
        """End every stream and give the database connections back."""
        self._end_all()
        tasks = self._stop()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
        closing = [self._executor.submit(_close_connections) for _ in range(2)]
        await asyncio.gather(*(asyncio.wrap_future(future) for future in closing))
        self._executor.shutdown(wait=True)

    async def _pump(self, cursor: Cursor) -> None:
        while True:
            try:
                async for _ in sources.wakes(
                    connection.vendor, self._executor, lambda: cursor.is_waiting
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
        rows = await self.run(lambda: rows_after(cursor.position, cursor.watched, BATCH))
        ready = cursor.advance(rows, time.monotonic())
        if not ready:
            return False
        position = cursor.position
        # Whoever joins while the messages are made gets these rows with its first answer.
        readers = list(self._subscriptions)
        messages = {
            audience: await self.run(partial(self._render, ready, audience, position))
            for audience in {reader.audience for reader in readers}
        }
        for reader in readers:
            if not reader.put(messages[reader.audience]):
                self._subscriptions.discard(reader)
        return len(rows) >= BATCH

    async def _watch_time(self, cursor: Cursor) -> None:
        """Tell the room every few seconds what nobody wrote: that a tracker fell silent."""
        while self._watch is not None:
            try:
                messages = await self.run(partial(self._watch, cursor.position))
            except DatabaseError as error:
                logger.warning("live feed cannot look at the trackers: %s", type(error).__name__)
                messages = []
            for reader in [one for one in self._subscriptions if one.audience.is_room]:
                if messages and not reader.put(messages):
                    self._subscriptions.discard(reader)
            await asyncio.sleep(WATCH_EVERY_S)

    def _stop(self) -> list[asyncio.Task[None]]:
        running = [task for task in (self._task, self._watching) if task is not None]
        for task in running:
            task.cancel()
        self._task = self._watching = None
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
    known = latest_ids(BACKLOG)
    gap_wait_s = GAP_WAIT_S if connection.vendor == "postgresql" else 0.0
    cursor = Cursor(max(known, default=0), gap_wait_s=gap_wait_s)
    cursor.watch_gaps_below(known, time.monotonic())
    return cursor


def _with_database(job: Callable[[], T]) -> T:
    close_old_connections()
    try:
        return job()
    finally:
        close_old_connections()


def _close_connections() -> None:
    time.sleep(0.01)  # so that each of the two threads takes one of the two calls
    connections.close_all()
