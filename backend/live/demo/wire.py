"""One kept HTTP connection, as an app holds it: requests out, status and body back."""

from __future__ import annotations

import http.client
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request."""

    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes = b""

    @property
    def is_good(self) -> bool:
        """Whether the server took the request."""
        return self.status < http.client.BAD_REQUEST


Send = Callable[[Request], Answer]
"""Sends a request; raises ``ConnectionError`` when the server cannot be reached."""


class Connection:
    """Keeps one connection to the server open and opens it again when it broke."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        is_secure = parts.scheme == "https"
        self._kind = http.client.HTTPSConnection if is_secure else http.client.HTTPConnection
        self._address = (parts.hostname or "127.0.0.1", parts.port or (443 if is_secure else 80))
        self._connection: http.client.HTTPConnection | None = None

    def send(self, request: Request) -> Answer:
        """Send one request.

        Raises
        ------
        ConnectionError
            When the server does not answer.
        """
        is_idle = self._connection is not None
        try:
            return self._exchange(request)
        except (ConnectionResetError, BrokenPipeError):
            if not is_idle:
                raise
        return self._exchange(request)  # the server had closed the idle connection

    def _exchange(self, request: Request) -> Answer:
        if self._connection is None:
            self._connection = self._kind(*self._address, timeout=20)
        try:
            self._connection.request(
                request.method, request.path, request.body or None, request.headers
            )
            response = self._connection.getresponse()
            return Answer(response.status, response.read())
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            self._connection = None
            if isinstance(error, ConnectionError):
                raise
            raise ConnectionError(str(error)) from error
