"""One reader of the feed and the messages that wait for it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from backend.live.audience import Audience

BACKLOG = 200
"""Messages that may wait for a reader before it is dropped."""
BACKLOG_BYTES = 2_000_000
"""So many bytes may wait; a single message may be larger, since it is shared by all readers."""


class Subscription:
    """A reader: its audience, and what waits for it. Used on the event loop alone."""

    def __init__(
        self, audience: Audience, position: int, hang_up: Callable[[], None] = lambda: None
    ) -> None:
        self.audience = audience
        self.position = position
        """The first answer covers the rows up to here; the queue brings what comes after."""
        self._hang_up = hang_up
        self._waiting: deque[bytes] = deque()
        self._waiting_bytes = 0
        self._has_ended = False
        self._news = asyncio.Event()

    def put(self, message: bytes) -> bool:
        """Queue a message; False when the reader is too slow and has been cut off."""
        if self._has_ended:
            return False
        if len(self._waiting) >= BACKLOG or self._waiting_bytes >= BACKLOG_BYTES:
            self.end()
            self._hang_up()
            return False
        self._waiting.append(message)
        self._waiting_bytes += len(message)
        self._news.set()
        return True

    def end(self) -> None:
        """Drop what waits and end the stream."""
        self._waiting.clear()
        self._waiting_bytes = 0
        self._has_ended = True
        self._news.set()

    @property
    def is_quiet(self) -> bool:
        """Tell whether nothing waits."""
        return not self._waiting

    async def next(self) -> bytes | None:
        """Return everything that waits as one message, ``None`` at the end."""
        while not self._waiting:
            if self._has_ended:
                return None
            self._news.clear()
            await self._news.wait()
        message = self._waiting[0] if len(self._waiting) == 1 else b"".join(self._waiting)
        self._waiting.clear()
        self._waiting_bytes = 0
        return message
