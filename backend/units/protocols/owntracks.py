"""OwnTracks in HTTP mode: only ``location`` moves a unit, everything else is acknowledged.

The answer is always a JSON array, since the app repeats a point for ever when it gets less.
"""

from __future__ import annotations

from typing import Any

from backend.units.protocols import reading
from backend.units.protocols.reading import Message, Post, Reading
from gis.fix_checks import Fix, Reason

KMH_MPS = 1 / 3.6


def read(post: Post) -> Message:
    """Return what one message (or a list of them) says; an empty body only shows life."""
    headers = tuple(reading.text(post.headers.get(name, "")) for name in ("X-Limit-U", "X-Limit-D"))
    body = post.body.strip()
    if not body:
        return Message((Reading(content=""),), _named(headers))
    try:
        content = reading.json_of(body)
    except ValueError:
        return Message((reading.unreadable(body, "broken JSON"),), _named(headers))
    messages = content if isinstance(content, list) else [content]
    readings = tuple(_reading(message) for message in messages)
    inside = tuple(name for one in readings[:1] for name in one.names)
    return Message(readings, _named(headers + inside))


def _named(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name)


def _reading(message: Any) -> Reading:
    if not isinstance(message, dict) or not isinstance(message.get("_type"), str):
        return reading.unreadable(message, "no OwnTracks message")
    content, names = reading.kept(message), _identifiers(message)
    kind = message["_type"]
    if kind == "location":
        return _location(message, content, names)
    if kind == "encrypted":
        return Reading(content, odd=Reason.ENCRYPTED, detail="encrypted, no key", names=names)
    return Reading(content, names=names, is_contact=kind != "lwt")


def _identifiers(message: dict[str, Any]) -> tuple[str, ...]:
    """Return the names in a message, best first: topic device, topic user, then the short id."""
    topic = message.get("topic")
    parts = topic.split("/") if isinstance(topic, str) else []
    user, device = (*parts[1:3], "", "")[:2] if len(parts) > 1 else ("", "")
    return _named(tuple(reading.text(name) for name in (device, user, message.get("tid"))))


def _location(message: dict[str, Any], content: str, names: tuple[str, ...]) -> Reading:
    speed_kmh = reading.number(message.get("vel"))
    battery_pct = reading.percent(message.get("batt"))
    fix = Fix(
        reading.number(message.get("tst")),
        reading.number(message.get("lon")),
        reading.number(message.get("lat")),
        accuracy_m=reading.number(message.get("acc")),
        speed_mps=None if speed_kmh is None else speed_kmh * KMH_MPS,
        heading_deg=reading.number(message.get("cog")),
        altitude_m=reading.number(message.get("alt")),
        battery_pct=battery_pct,
        event_id=reading.text(message.get("_id") or ""),
    )
    return Reading(content, fix=fix, names=names, battery_pct=battery_pct)
