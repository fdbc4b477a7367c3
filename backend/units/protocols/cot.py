"""Cursor-on-Target (ATAK, iTAK, WinTAK): XML events; friendly units and alerts move a unit.

Events are collected while the XML is parsed and no tree is built, so that neither depth nor
breadth of a body costs memory. Document types and entities are refused. Expat is used as it is:
the parsers of ``xml.etree`` write out the namespace before each name, however long it is, and
those that fail wait for the garbage collector.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import NoReturn
from xml.parsers import expat

from backend.units.protocols import reading
from backend.units.protocols.reading import Message, Post, Reading
from gis.fix_checks import NO_FIX_DEG, Fix, Reason

UNKNOWN = 9_999_999.0
"""What stands for a height or an error that nobody knows."""
ELLIPSOID_NOTE = "height_above_ellipsoid"
CANCELLED = "b-a-o-can"
EMERGENCY_SUFFIX = "-9-1-1"
"""Stands behind the sender's uid in an emergency."""
DEPTH_MAX = 64
"""Levels of elements that are read; the parser keeps each open one in memory."""
_FRIENDLY = re.compile(r"a-f(-|$)")
_SIMULATED = re.compile(r"m-s(-|$)")
_CALLS_FOR_HELP = frozenset({"b-a-o-tbl", "b-a-o-pan", "b-a-o-opn"})
"""The alert, the bell and "in contact"; a crossed geofence (``b-a-g``) is none."""
_ALERT = re.compile(r"b-a-o(-|$)")
"""Alerts about the sender itself, also that one is over; another may have crossed the geofence."""
_OPENING = re.compile(r"<(\w+:)?event\b")
_CLOSING = re.compile(r"</(\w+:)?event\s*>")
_DECLARATION = re.compile(r"<\?xml\b[^>]{0,200}\?>")
_ENCODING = re.compile(rb"""<\?xml\b[^>]*?encoding\s*=\s*["']([\w.-]{1,40})["']""")
_DOCUMENT_TYPE = re.compile(r"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODINGS = frozenset({"utf-8", "utf-16", "us-ascii", "iso-8859-1", "windows-1252"})
_DETAILS = frozenset({"point", "contact", "track", "status", "emergency", "link"})


@dataclass(slots=True)
class Event:
    """The attributes of one event and of the elements in it that say something of its unit."""

    attributes: Mapping[str, str]
    parts: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def of(self, part: str, name: str) -> str:
        """Return an attribute of a part, empty if there is none."""
        return self.parts.get(part, {}).get(name, "")


def read(post: Post) -> Message:
    """Return what each event in the body says; what stands between events is passed over."""
    if not post.body.strip():
        return Message((Reading(content=""),))
    words = _text(post.body)
    if _DOCUMENT_TYPE.search(words):
        return Message((reading.unreadable(words, "a document type or entities"),))
    found = _parsed(words)
    readings = reading.each(found, _reading)
    if not readings:
        return Message((reading.unreadable(words, "no event"),))
    names = (name for one in readings for name in one.names)
    callers = (_caller(event) for event in found[: reading.ITEMS_MAX])
    places = tuple(one for one in callers if one is not None)
    return Message((*places, *readings), tuple(dict.fromkeys(names))[:4])


def _text(body: bytes) -> str:
    """Return the body as text by its byte order mark or declared encoding, UTF-8 by default."""
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", errors="replace")
    declared = _ENCODING.search(body[:256])
    encoding = declared[1].decode().lower() if declared else ""
    words = body.decode(encoding if encoding in _ENCODINGS else "utf-8", errors="replace")
    return words.lstrip("\N{ZERO WIDTH NO-BREAK SPACE}")


def _parsed(words: str) -> list[Event | str]:
    """Return the events of a body, each that cannot be parsed as its text."""
    bare = _DECLARATION.sub("", words)
    whole = _events(bare)
    if whole is not None:
        return [*whole]
    found: list[Event | str] = []
    for piece in islice(_pieces(bare), reading.ITEMS_MAX + 1):
        events = _events(piece)
        found += [piece] if events is None else events
    return found


def _pieces(words: str) -> Iterator[str]:
    """Yield what stands between the first opening and the next closing of an event."""
    position = 0
    for closing in _CLOSING.finditer(words):
        opening = _OPENING.search(words, position, closing.start())
        if opening is not None:
            yield words[opening.start() : closing.end()]
        position = closing.end()


def _events(words: str) -> list[Event] | None:
    """Return the events of some XML; None if it cannot be parsed."""
    collector = _Collector()
    parser = expat.ParserCreate()
    parser.StartElementHandler = collector.start
    parser.EndElementHandler = collector.end
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(f"<events>{words}</events>", True)
    except (expat.ExpatError, _RefusedError):
        return None
    return collector.events


class _RefusedError(ValueError):
    """What XML allows and we do not read."""


def _refuse(*declared: object) -> NoReturn:
    raise _RefusedError


class _Collector:
    """Takes what the parser finds and keeps the events only."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._open: Event | None = None
        self._depth = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise _RefusedError
        name = tag.rpartition(":")[2]
        if name == "event":
            self._open = Event(attributes)
            self.events.append(self._open)
        elif self._open is not None and name in _DETAILS:
            self._open.parts.setdefault(name, attributes)

    def end(self, tag: str) -> None:
        self._depth -= 1
        if tag.rpartition(":")[2] == "event":
            self._open = None


def _reading(event: Event | str) -> Reading:
    if isinstance(event, str):
        return reading.unreadable(event, "broken XML")
    kind = event.attributes.get("type", "")
    one = Reading(
        reading.kept({"event": event.attributes, **event.parts}),
        names=_names(event),
        battery_pct=reading.percent(event.of("status", "battery")),
        asks_for_help=_asks_for_help(event, kind),
    )
    if not kind:
        return replace(one, odd=Reason.UNREADABLE, detail="an event without a type")
    if not _FRIENDLY.match(kind):
        return one
    if "point" not in event.parts:
        return replace(one, odd=Reason.UNREADABLE, detail="an event without a point")
    return replace(one, fix=_fix(event, one.battery_pct))


def _caller(event: Event | str) -> Reading | None:
    """Return where the sender of an alert is, None if its point says nothing or it is no alert.

    That is a reading of its own: an alert counts though its place is known already or too old.
    """
    if isinstance(event, str) or not _ALERT.match(event.attributes.get("type", "")):
        return None
    one = replace(_reading(event), asks_for_help=False)
    fix = _fix(event, one.battery_pct)
    return replace(one, fix=fix) if _says_where(fix) else None


def _says_where(fix: Fix) -> bool:
    """Tell whether a point is more than the zeros of a receiver without a fix."""
    if fix.lon is None or fix.lat is None or fix.clock_s is None:
        return False
    is_finite = math.isfinite(fix.lon) and math.isfinite(fix.lat)
    return is_finite and max(abs(fix.lon), abs(fix.lat)) > NO_FIX_DEG


def _names(event: Event) -> tuple[str, ...]:
    """Return the uid, and the callsign as codes are written."""
    uid = reading.text(event.attributes.get("uid", "")).removesuffix(EMERGENCY_SUFFIX)
    callsign = reading.text(event.of("contact", "callsign")).lower()
    return tuple(dict.fromkeys(name for name in (uid, callsign) if name))


def _asks_for_help(event: Event, kind: str) -> bool:
    if kind == CANCELLED or reading.flag(event.of("emergency", "cancel")):
        return False
    is_marked = bool(_FRIENDLY.match(kind)) and "emergency" in event.parts
    return kind in _CALLS_FOR_HELP or is_marked


def _fix(event: Event, battery_pct: float | None) -> Fix:
    altitude_m = _known(event.of("point", "hae"))
    return Fix(
        _clock_s(event),
        reading.number(event.of("point", "lon")),
        reading.number(event.of("point", "lat")),
        accuracy_m=_known(event.of("point", "ce")),
        speed_mps=_known(event.of("track", "speed")),
        heading_deg=_known(event.of("track", "course")),
        altitude_m=altitude_m,
        battery_pct=battery_pct,
        is_mock=bool(_SIMULATED.match(event.attributes.get("how", ""))),
        note="" if altitude_m is None else ELLIPSOID_NOTE,
    )


def _clock_s(event: Event) -> float | None:
    """Return since when the event holds, but never later than it was sent; ``stale`` is no time."""
    sent_s = reading.clock_s(event.attributes.get("time", ""))
    since_s = reading.clock_s(event.attributes.get("start", ""))
    if sent_s is None or since_s is None:
        return since_s if sent_s is None else sent_s
    return min(sent_s, since_s)


def _known(value: str) -> float | None:
    found = reading.number(value)
    return found if found is not None and found < UNKNOWN else None
