"""What every dialect turns a request into, and the small words they share.

Values are normalised to metres, seconds, m/s, percent and UTC, but not yet believed: whether a
fix can be true is judged in ``gis.fixes``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import orjson

from gis.fix_checks import Fix, Reason

CONTENT_MAX = 64 * 1024
"""Characters of an odd item that are kept."""
NAME_MAX = 128
FIELDS_MAX = 200
SECONDS_MAX = 2_147_483_647
"""Larger numbers of seconds since 1970 are milliseconds (the OsmAnd protocol's own rule)."""
CALLS_FOR_HELP = frozenset({"sos", "panic"})
_OFFSET_WITH_BLANK = re.compile(r" (\d\d:?\d\d)$")
_CLOCK = re.compile(r"[+-]?\d+(\.\d*)?")


@dataclass(frozen=True, slots=True)
class Post:
    """A request of a client, taken apart from the web framework."""

    query: Mapping[str, str]
    body: bytes
    headers: Mapping[str, str]
    received_s: float
    """When it came, in seconds since 1970; for dialects whose fixes may lack a time."""
    query_text: str = ""
    """The query as it came, for the raw record only."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that a client said: a fix, something odd, or only that it lives."""

    content: str
    """The item as it came, for the operator who must judge it."""
    fix: Fix | None = None
    odd: Reason | None = None
    """Why it cannot even be judged."""
    detail: str = ""
    names: tuple[str, ...] = ()
    """Identifiers inside the item; one that names another unit keeps the fix aside."""
    battery_pct: float | None = None
    is_contact: bool = True
    """False if somebody else reports that the client is gone."""
    asks_for_help: bool = False
    """The crew pressed SOS."""


@dataclass(frozen=True, slots=True)
class Message:
    """A whole request as its dialect reads it."""

    readings: tuple[Reading, ...]
    identifiers: tuple[str, ...] = field(default=())
    """Names by which a device without a secret may be known, best first."""

    def without(self, secret: str) -> Message:
        """Return the message with a secret blotted out of what may be kept of it."""
        if not secret:
            return self
        blotted = (
            replace(one, content=one.content.replace(secret, "***")) for one in self.readings
        )
        return replace(self, readings=tuple(blotted))


@dataclass(frozen=True, slots=True)
class Dialect:
    """How requests are read and what each must be answered, whatever becomes of the fixes."""

    read: Callable[[Post], Message]
    answer: bytes
    answer_type: str
    unseal: Callable[[Message, str], Message] | None = None
    """Opens what a phone has encrypted with the key that its device holds."""
    seal: Callable[[bytes, str], bytes] | None = None
    """Encrypts the answer for a phone whose messages were encrypted."""


def number(value: Any) -> float | None:
    """Return a number written as such or as text; None for anything else, truth values too.

    Infinity and NaN are numbers here; the judge has a reason of its own for them.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except OverflowError:
        return float("inf")
    except ValueError:
        return None


def fraction_to_pct(value: Any) -> float | None:
    """Return percent from a battery level of 0 to 1; None for -1 and other unknowns."""
    level = number(value)
    return 100 * level if level is not None and 0 <= level <= 1 else None


def percent(value: Any) -> float | None:
    """Return a battery level that is percent already; None outside 0 to 100."""
    level = number(value)
    return level if level is not None and 0 <= level <= 100 else None


def text(value: Any) -> str:
    """Return a name as stored: no control characters; a long one by its digest."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    words = "".join(letter for letter in str(value).strip() if letter.isprintable())
    if len(words) <= NAME_MAX:
        return words
    return hashlib.sha256(words.encode()).hexdigest()


def is_call_for_help(alarm: Any) -> bool:
    """Tell whether a client's word for an alarm is a crew's call, not a low battery or the like."""
    return isinstance(alarm, str) and alarm.strip().casefold() in CALLS_FOR_HELP


def clock_s(value: Any) -> float | None:
    """Return seconds since 1970 from seconds, or text in ISO 8601 or ``YYYY-MM-DD HH:MM:SS``.

    Text without an offset is UTC. Milliseconds are left for the judge to recognise.
    """
    if not isinstance(value, str):
        return number(value)
    words = value.strip()
    if _CLOCK.fullmatch(words):
        return number(words)
    try:
        moment = datetime.fromisoformat(_OFFSET_WITH_BLANK.sub(r"+\1", words))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def fields_of(words: str | bytes) -> dict[str, str] | None:
    """Return the fields of a query or form, the last of each name; None if it is none."""
    try:
        line = words.decode() if isinstance(words, bytes) else words
        return dict(parse_qsl(line, keep_blank_values=True, max_num_fields=FIELDS_MAX))
    except (ValueError, UnicodeDecodeError):
        return None


def json_of(body: bytes) -> Any:
    """Return the parsed body.

    Raises
    ------
    ValueError
        If it is not JSON.
    """
    return orjson.loads(body.removeprefix(b"\xef\xbb\xbf"))


def kept(content: Any) -> str:
    """Return an item as it is kept for an operator: at most 64 KiB, nothing a database refuses."""
    if isinstance(content, bytes):
        words = content[: 4 * CONTENT_MAX].decode(errors="replace")
    elif isinstance(content, str):
        words = content
    else:
        words = orjson.dumps(content, default=str).decode()
    return words[:CONTENT_MAX].replace("\x00", "\N{REPLACEMENT CHARACTER}")


def unreadable(content: Any, detail: str) -> Reading:
    """Return the reading of something that nobody can read."""
    return Reading(content=kept(content), odd=Reason.UNREADABLE, detail=detail)
