"""Writes server-sent events by the letter of the HTML standard."""

from __future__ import annotations

from typing import Any

from backend.rendering import dumps

KEEPALIVE = b": \n\n"
"""A comment: it keeps the connection open and tells the reader that the server lives."""
OPENING = b": siaga112\nretry: 2000\n\n"


def event(name: str, identity: int, data: Any) -> bytes:
    """Return one event. The data is one line, since JSON escapes line ends."""
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (identity, name.encode(), dumps(data))
