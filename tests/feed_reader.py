"""A reader of the live feed as programs write one: keyed state, the latest id, cuts anywhere."""

from __future__ import annotations

import json
import socket
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.running_platform import Client

OF_THE_MOMENT = {"position_age_s", "contact_age_s", "position_state"}
"""What differs between two answers because time went by."""
SLOTS = 16
"""Ids of one row, which all belong to its events."""
END_SLOT = SLOTS - 1


@dataclass
class FeedState:
    """What a reader knows: objects by their keys, and the id of the latest whole event."""

    latest_id: int | None = None
    objects: dict[tuple[str, str], Any] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)
    fallen: list[tuple[int, int]] = field(default_factory=list)
    """Pairs of ids that did not rise as they should."""
    renewed: list[tuple[int, int]] = field(default_factory=list)
    """The id known before and the id of each snapshot after the first."""

    def take(self, block: bytes) -> None:
        """Apply one event, as it stands between two blank lines."""
        lines = dict(
            line.split(b": ", 1)
            for line in block.split(b"\n")
            if line and not line.startswith(b":")
        )
        if b"data" not in lines:
            return
        name, identity = lines[b"event"].decode(), int(lines[b"id"])
        data = json.loads(lines[b"data"])
        self._note(name, identity)
        if name == "snapshot":
            self.objects = objects_of(data)
        else:
            self._apply(name, data)

    def _apply(self, name: str, data: dict[str, Any]) -> None:
        key = (name, key_of(data))
        if not data.get("removed") and data.get("active") is not False:
            self.objects[key] = data
            return
        self.objects.pop(key, None)
        if name == "incident":  # it takes its assignments along
            for other in [one for one in self.objects if one[0] == "assignment"]:
                if self.objects[other]["incident"] == data["id"]:
                    del self.objects[other]

    def lasting(self) -> dict[tuple[str, str], Any]:
        """Return the objects without what only time has changed."""
        return {key: without_moment(value) for key, value in self.objects.items()}

    def _note(self, name: str, identity: int) -> None:
        """Each event of a row comes once, so ids rise; those at the end of a row may repeat it."""
        self.kinds[name] += 1
        before = self.latest_id
        if name == "snapshot" and before is not None:
            self.renewed.append((before, identity))
        may_repeat = identity % SLOTS == END_SLOT
        if before is not None and (identity < before or (identity == before and not may_repeat)):
            self.fallen.append((before, identity))
        self.latest_id = identity


class Chunks:
    """Takes the marks of HTTP's chunked encoding out of bytes that come in any pieces."""

    def __init__(self) -> None:
        self._rest = b""
        self._left = 0

    def content(self, got: bytes) -> bytes:
        """Return the content among the bytes that came."""
        self._rest += got
        found = b""
        while self._rest:
            if self._left == 0:
                size, mark, after = self._rest.lstrip(b"\r\n").partition(b"\r\n")
                if not mark:
                    break
                self._left, self._rest = int(size, 16), after
            part, self._rest = self._rest[: self._left], self._rest[self._left :]
            found += part
            self._left -= len(part)
        return found


@dataclass
class FeedReader:
    """Reads the feed over plain sockets and may be cut off anywhere."""

    client: Client
    state: FeedState = field(default_factory=FeedState)
    torn: int = 0
    """How many connections ended within an event."""

    def read(self, limit_bytes: int) -> None:
        """Connect, read so many bytes, and break off."""
        with self._connected() as connection:
            chunks, rest = Chunks(), b""
            while limit_bytes > 0:
                got = connection.recv(min(4096, limit_bytes))
                assert got, "the server ended the stream"
                limit_bytes -= len(got)
                rest = self._take(rest + chunks.content(got))
            self.torn += bool(rest.strip())

    def read_until(self, is_reached: Callable[[FeedState], bool]) -> None:
        """Read on from the latest id until the state is as wanted."""
        with self._connected() as connection:
            chunks, rest = Chunks(), b""
            while not is_reached(self.state):
                got = connection.recv(65536)
                assert got, "the server ended the stream"
                rest = self._take(rest + chunks.content(got))

    def _connected(self) -> socket.socket:
        parts = urlsplit(self.client.url)
        connection = socket.create_connection((str(parts.hostname), parts.port or 80), timeout=20)
        place = self.state.latest_id
        resume = "" if place is None else f"Last-Event-ID: {place}\r\n"
        request = (
            f"GET /api/live/ HTTP/1.1\r\nHost: {parts.netloc}\r\n"
            f"Authorization: Token {self.client.token}\r\n{resume}\r\n"
        )
        connection.sendall(request.encode())
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            more = connection.recv(1)
            assert more, f"no answer: {head!r}"
            head += more
        assert b" 200 " in head.split(b"\r\n")[0], head
        return connection

    def _take(self, content: bytes) -> bytes:
        *blocks, rest = content.split(b"\n\n")
        for block in blocks:
            self.state.take(block)
        return rest


def objects_of(snapshot: dict[str, Any]) -> dict[tuple[str, str], Any]:
    """Return the objects of a snapshot by the name of their events and their keys."""
    lists = {
        "unit": snapshot["units"]["features"],
        "incident": snapshot["incidents"]["features"],
        "assignment": snapshot["assignments"],
        "closure": snapshot["closures"]["features"],
        "alarm": snapshot["alarms"],
    }
    return {(name, key_of(one)): one for name, found in lists.items() for one in found}


def key_of(data: dict[str, Any]) -> str:
    """Return the key of an object in a reader's state."""
    return str(data["id"])


def without_moment(value: Any) -> Any:
    """Return the value without ages, which differ from one answer to the next."""
    if isinstance(value, dict):
        return {key: without_moment(one) for key, one in value.items() if key not in OF_THE_MOMENT}
    return [without_moment(one) for one in value] if isinstance(value, list) else value
