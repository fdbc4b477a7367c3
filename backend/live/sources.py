"""Tells the hub that rows may have been written: by notification or by looking often.

PostgreSQL notifies on commit over a connection of its own. SQLite has no such thing, but its
``data_version`` counts up whenever another connection has committed, which is cheap to ask.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor

import psycopg
from django.conf import settings
from django.db import connections

from backend.changes.actions import CHANNEL

logger = logging.getLogger(__name__)

SAFETY_POLL_S = 5.0
"""PostgreSQL: how often to look although nothing was notified."""
RECONNECT_S = 1.0


async def wakes(
    vendor: str, executor: Executor, is_waiting: Callable[[], bool]
) -> AsyncIterator[None]:
    """Yield whenever it is worth reading the change rows.

    Parameters
    ----------
    vendor
        Django's name of the database.
    executor
        Where blocking calls run; the loop itself never waits for the database.
    is_waiting
        Whether rows are held back behind a gap, which asks for another look soon.
    """
    source = _notified(is_waiting) if vendor == "postgresql" else _polled(executor)
    async for _ in source:
        yield


async def _notified(is_waiting: Callable[[], bool]) -> AsyncIterator[None]:
    while True:
        try:
            async with await _listening_connection() as connection:
                yield  # what was written before LISTEN took effect
                while True:
                    timeout_s = 0.25 if is_waiting() else SAFETY_POLL_S
                    async for _ in connection.notifies(timeout=timeout_s, stop_after=1):
                        pass
                    yield
        except psycopg.OperationalError as error:
            logger.warning("live feed lost its database connection: %s", type(error).__name__)
            await asyncio.sleep(RECONNECT_S)


async def _listening_connection() -> psycopg.AsyncConnection[object]:
    parameters = connections["default"].get_connection_params()
    wanted = {
        key: value
        for key, value in parameters.items()
        if key in {"host", "port", "dbname", "user", "password", "sslmode", "service"}
    }
    connection = await psycopg.AsyncConnection.connect(**wanted, autocommit=True)
    await connection.execute(f"LISTEN {CHANNEL}")
    return connection


async def _polled(executor: Executor) -> AsyncIterator[None]:
    loop = asyncio.get_running_loop()
    path = str(connections["default"].settings_dict["NAME"])
    watcher = await loop.run_in_executor(executor, _Watcher, path)
    seen = None
    try:
        while True:
            version = await loop.run_in_executor(executor, watcher.data_version)
            if version != seen:
                seen = version
                yield
            await asyncio.sleep(settings.LIVE_POLL_S)
    finally:
        watcher.close()


class _Watcher:
    """A plain connection that is asked on one thread and closed on another.

    A cancelled look goes on in its thread; closing the connection under it would crash the whole
    process inside SQLite, hence the lock.
    """

    def __init__(self, path: str) -> None:
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = sqlite3.connect(
            path, check_same_thread=False, isolation_level=None, timeout=2
        )

    def data_version(self) -> int | None:
        """Return a number that changes when another connection commits; None once closed."""
        with self._lock:
            if self._connection is None:
                return None
            return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Close as soon as nobody asks."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
