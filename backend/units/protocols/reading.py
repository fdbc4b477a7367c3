"""What every dialect turns a request into, and the small words they share.

Values are normalised to metres, seconds, m/s, percent and UTC, but not yet believed: whether a
fix can be true is judged in ``gis.fixes``.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl

import orjson

from gis.fix_checks import Fix, Reason

CONTENT_MAX = 64 * 1024
"""Characters of an odd item that are kept."""
NAME_MAX = 128
FIELDS_MAX = 1000
"""Fields of a query or form that are read; those after them are in the raw record only."""
ITEMS_MAX = 20_000
"""Items of one request that are read one by one; no client sends a tenth of it."""
NUMBER_MAX = 128
"""Characters of a number written as text."""
KNOT_MPS = 0.514_444
KMH_MPS = 1 / 3.6
TIME_ASSUMED = "time_assumed"
"""Note on a fix whose client states no time: it counts as measured when received."""
SECONDS_MAX = 2_147_483_647
"""Larger numbers of seconds since 1970 are milliseconds (the OsmAnd protocol's own rule)."""
CALLS_FOR_HELP = frozenset({"sos", "panic"})
DEPTH_KEPT_MAX = 64
"""Levels of JSON that are read where somebody nests far more than any client means."""
WHOLE_MAX = 1000
"""Digits of a whole number that is read exactly; of more it is infinite."""
_JSON_MARK = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[{]+|[\]}]', re.DOTALL)
_BLANK_BEFORE_OFFSET = re.compile(r"(:\d\d\S*) (?:UTC|GMT|([+-]?)(\d\d:?\d\d))$")
"""Some put a blank there; and a plus sign that was not escaped in a query comes as one."""
_CLOCK = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]+)?")
_TIME_OF_DAY = re.compile(r"[0-9][T ][0-9]")
_BETWEEN_WORDS = re.compile(r"[\s,;|]+")


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
    flaw: Reason | None = None
    """Why the body cannot be read, if so; of one that is too large only the beginning is here."""
    flaw_detail: str = ""


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
    sealed: str = ""
    """What the phone has encrypted, as its dialect writes it; ``unseal`` opens it."""


@dataclass(frozen=True, slots=True)
class Message:
    """A whole request as its dialect reads it."""

    readings: tuple[Reading, ...]
    identifiers: tuple[str, ...] = field(default=())
    """Names by which a device without a secret may be known, best first."""
    answer: bytes | None = None
    """What this client must be answered, where it needs another answer than its dialect's."""


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
    addresses: tuple[str, ...] = ()
    """Beginnings of further addresses that a client insists on; its secret follows them, and then
    whatever the client adds."""


def number(value: Any) -> float | None:
    """Return a number written as such or as text; None for anything else, truth values too.

    Infinity and NaN are numbers here; the judge has a reason of its own for them.
    """
    if value is None or type(value) is float:
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str) and (len(value) > NUMBER_MAX or "_" in value):
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
    words = str(value).strip()
    if not words.isprintable():
        words = "".join(letter for letter in words if letter.isprintable())
    if len(words) <= NAME_MAX:
        return words
    return hashlib.sha256(words.encode()).hexdigest()


def flag(value: Any) -> bool:
    """Tell whether a value says yes: true or 1, as such or as text."""
    if isinstance(value, str):
        return value.strip().lower() in {"true", "1", "yes"}
    return value is True or (isinstance(value, int) and value == 1)


def is_call_for_help(alarm: Any) -> bool:
    """Tell whether a client's word for an alarm is a crew's call, not a low battery or the like.

    Several alarms may stand in one text.
    """
    if not isinstance(alarm, str):
        return False
    words = _BETWEEN_WORDS.split(alarm[:NAME_MAX].casefold())
    return not CALLS_FOR_HELP.isdisjoint(words)


def clock_s(value: Any) -> float | None:
    """Return seconds since 1970 from seconds, or text in ISO 8601 or ``YYYY-MM-DD HH:MM:SS``.

    Text without an offset is UTC; a day without a time of day is no moment. Milliseconds are left
    for the judge to recognise.
    """
    if not isinstance(value, str):
        return number(value)
    words = value.strip().upper()
    if _CLOCK.fullmatch(words):
        return number(words)
    if not _TIME_OF_DAY.search(words):
        return None
    try:
        moment = datetime.fromisoformat(_BLANK_BEFORE_OFFSET.sub(_with_offset, words))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def fields_of(words: str | bytes) -> dict[str, str]:
    """Return the first fields of a query or form, the last of each name; none if it is neither."""
    line = words.decode(errors="replace") if isinstance(words, bytes) else words
    first = line.split("&", FIELDS_MAX)[:FIELDS_MAX]
    return dict(parse_qsl("&".join(first), keep_blank_values=True))


def json_of(body: bytes) -> Any:
    """Return the parsed body.

    Raises
    ------
    orjson.JSONDecodeError
        If it is not JSON.
    """
    return orjson.loads(body.removeprefix(b"\xef\xbb\xbf"))


def loose_json_of(body: bytes) -> Any:
    """Return the parsed body, also one that breaks the standard as some clients do.

    NaN, infinity, numbers of any length, lone halves of surrogate pairs, bytes that are no UTF-8
    and bottomless nesting spoil the value they stand in, not the whole batch.

    Raises
    ------
    ValueError
        If it is not JSON at all.
    """
    try:
        return json_of(body)
    except orjson.JSONDecodeError:
        pass
    words = body.decode("utf-8-sig", errors="replace")
    try:
        return json.loads(words, parse_int=_whole)
    except RecursionError:
        return json.loads(_shallow(words), parse_int=_whole)


def each(items: Iterable[Any], read_item: Callable[[Any], Reading]) -> tuple[Reading, ...]:
    """Return the reading of each item; of more than anybody sends, the rest as one."""
    left = iter(items)
    readings = [read_item(item) for item in islice(left, ITEMS_MAX)]
    for item in islice(left, 1):
        detail = f"more than the {ITEMS_MAX} items that are read of one request"
        readings.append(Reading(kept(item), odd=Reason.TOO_LARGE, detail=detail))
    return tuple(readings)


def kept(content: Any) -> str:
    """Return an item as it is kept for an operator: at most 64 KiB, nothing a database refuses."""
    if isinstance(content, bytes):
        words = content[: 4 * CONTENT_MAX].decode(errors="replace")
    elif isinstance(content, str):
        words = content
    else:
        words = _as_json(content)
    cut = words[:CONTENT_MAX].replace("\x00", "\N{REPLACEMENT CHARACTER}")
    return cut if cut.isascii() else cut.encode(errors="backslashreplace").decode()


def unreadable(content: Any, detail: str) -> Reading:
    """Return the reading of something that nobody can read."""
    return Reading(content=kept(content), odd=Reason.UNREADABLE, detail=detail)


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) <= WHOLE_MAX else float(digits)


def _shallow(words: str) -> str:
    """Return JSON with null in the place of whatever is nested too deeply, in one pass."""
    parts: list[str] = []
    depth = start = 0
    for found in _JSON_MARK.finditer(words):
        mark = found[0]
        if mark[0] in "[{":
            if depth <= DEPTH_KEPT_MAX < depth + len(mark):
                parts += [words[start : found.start() + DEPTH_KEPT_MAX - depth], "null"]
            depth += len(mark)
        elif mark[0] != '"':
            start = found.end() if depth == DEPTH_KEPT_MAX + 1 else start
            depth -= 1
    rest = words[start:] if depth <= DEPTH_KEPT_MAX else ""
    return "".join([*parts, rest])


def _with_offset(found: re.Match[str]) -> str:
    clock, sign, offset = found.groups()
    return f"{clock}{sign or '+'}{offset}" if offset else clock


def _as_json(content: Any) -> str:
    try:
        return orjson.dumps(content, default=str).decode()
    except TypeError:
        pass
    try:
        return json.dumps(content, default=str)
    except (ValueError, RecursionError):
        return "(nested too deeply to be shown here)"
