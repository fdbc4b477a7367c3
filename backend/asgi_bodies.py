"""Takes in the rest of a long body before its answer goes out.

A view answers without reading what it refuses. If the connection is closed after that answer while
the client still sends, the client is reset and never reads why; so the rest is passed over first.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

SHORT_MAX = 65_536
"""Bytes that the server has read by itself when it answers."""
PASSED_OVER_MAX = 64 * 1024 * 1024
PASSED_OVER_S = 30.0

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]


def is_long(scope: Any) -> bool:
    """Tell whether a body may still be on its way when its request is answered."""
    headers = dict(scope["headers"])
    if b"transfer-encoding" in headers:
        return True
    length = headers.get(b"content-length", b"")
    return length.isdigit() and int(length) > SHORT_MAX


class LongBody:
    """``receive`` and ``send`` of a request, of which the answer waits for the end of the body.

    It does not wait for ever: not for more than ``PASSED_OVER_MAX`` bytes or ``PASSED_OVER_S``
    seconds, and not for a client that sends only when it is told to.
    """

    def __init__(self, scope: Any, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._is_open = True
        self._is_on_its_way = b"expect" not in dict(scope["headers"])

    async def receive(self) -> Any:
        """Return the next piece of the body."""
        self._is_on_its_way = True
        message = await self._receive()
        self._is_open = bool(message.get("more_body", False))
        return message

    async def send(self, message: Any) -> None:
        """Send a piece of the answer, the first one after the body."""
        if self._is_open and self._is_on_its_way:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._pass_over(), PASSED_OVER_S)
            self._is_open = False
        await self._send(message)

    async def _pass_over(self) -> None:
        size = 0
        while self._is_open and size <= PASSED_OVER_MAX:
            size += len((await self.receive()).get("body", b""))
