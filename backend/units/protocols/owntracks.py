"""OwnTracks in HTTP mode: only ``location`` moves a unit, everything else is acknowledged.

The answer is a JSON array, since the app repeats a point for ever when it gets less. Overland can
speak this dialect too and needs an object instead; it is known by its own header, or by a topic of
two parts without a short id.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import nacl.exceptions
import orjson
from nacl.secret import SecretBox

from backend.units.protocols import reading
from backend.units.protocols.reading import Message, Post, Reading
from gis.fix_checks import Fix, Reason

OVERLAND_ANSWER = b'{"result":"ok"}'
SHORT_ID_MAX = 2
"""Characters of the app's own short ids, which collide and are no evidence of another unit."""


def read(post: Post) -> Message:
    """Return what one message (or a list of them) says; an empty body only shows life."""
    named = (post.headers.get(key, "") for key in ("X-Limit-U", "X-Limit-D"))
    outside = (*named, post.query.get("u", ""), post.query.get("d", ""))
    names = _named(tuple(reading.text(name) for name in outside))
    body = post.body.strip()
    if not body:
        return Message((Reading(content=""),), names)
    try:
        content = reading.loose_json_of(body)
    except ValueError:
        return Message((reading.unreadable(body, "broken JSON"),), names)
    messages = content if isinstance(content, list) else [content]
    readings = reading.each(messages, read_message) or (Reading(content="[]"),)
    inside = _identifiers(messages[0]) if messages else ()
    answer = OVERLAND_ANSWER if _is_of_overland(content, post.headers) else None
    return Message(readings, names + inside, answer)


def read_message(message: Any) -> Reading:
    """Return what one message says."""
    if not isinstance(message, dict) or not isinstance(message.get("_type"), str):
        return reading.unreadable(message, "no OwnTracks message")
    names = tuple(name for name in _identifiers(message) if len(name) > SHORT_ID_MAX)
    one = Reading(reading.kept(message), names=names)
    kind = message["_type"]
    if kind == "location":
        return _location(message, one)
    if kind == "encrypted":
        data = message.get("data")
        sealed = data if isinstance(data, str) else ""
        return replace(one, odd=Reason.ENCRYPTED, detail="encrypted, no key", sealed=sealed)
    return replace(one, is_contact=kind != "lwt")


def unseal(message: Message, key: str) -> Message:
    """Return the message with what the key opens; the rest stays as it is."""
    readings = tuple(_unsealed(one, key) if one.sealed else one for one in message.readings)
    return replace(message, readings=readings)


def seal(answer: bytes, key: str) -> bytes:
    """Return the answer as the app expects it when it encrypts: the whole array in one object."""
    box = SecretBox(_padded(key))
    data = base64.b64encode(bytes(box.encrypt(answer))).decode()
    return orjson.dumps({"_type": "encrypted", "data": data})


def _named(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name)


def _identifiers(message: Any) -> tuple[str, ...]:
    """Return the names in a message, best first: topic device, topic user, then the short id."""
    if not isinstance(message, dict):
        return ()
    parts = _topic(message)
    user, device = (*parts[1:3], "", "")[:2] if len(parts) > 1 else ("", "")
    return _named(tuple(reading.text(name) for name in (device, user, message.get("tid"))))


def _topic(message: Mapping[str, Any]) -> list[str]:
    topic = message.get("topic")
    return topic.split("/", 4) if isinstance(topic, str) else []


def _is_of_overland(message: Any, headers: Mapping[str, str]) -> bool:
    """Tell whether Overland speaks: it writes its token after ``Basic`` as it is, with a colon."""
    scheme, _, token = headers.get("Authorization", "").strip().partition(" ")
    if scheme.lower() == "basic" and token.endswith(":"):
        return True
    return isinstance(message, dict) and "tid" not in message and len(_topic(message)) == 2


def _location(message: Mapping[str, Any], one: Reading) -> Reading:
    speed_kmh = reading.number(message.get("vel"))
    battery_pct = reading.percent(message.get("batt"))
    fix = Fix(
        reading.clock_s(message.get("tst")),
        reading.number(message.get("lon")),
        reading.number(message.get("lat")),
        accuracy_m=reading.number(message.get("acc")),
        speed_mps=None if speed_kmh is None else speed_kmh * reading.KMH_MPS,
        heading_deg=reading.number(message.get("cog")),
        altitude_m=reading.number(message.get("alt")),
        battery_pct=battery_pct,
        event_id=reading.text(message.get("_id") or ""),
        is_mock=reading.flag(message.get("mock")),
    )
    asks = reading.is_call_for_help(message.get("alarm"))
    return replace(one, fix=fix, battery_pct=battery_pct, asks_for_help=asks)


def _unsealed(one: Reading, key: str) -> Reading:
    """Return what was encrypted; unchanged but for the detail if the key does not open it."""
    wrong = replace(one, detail="encrypted, and our key does not open it")
    try:
        letter = SecretBox(_padded(key)).decrypt(base64.b64decode(one.sealed, validate=True))
    except (binascii.Error, ValueError, nacl.exceptions.CryptoError):
        return wrong
    try:
        inside = read_message(reading.loose_json_of(letter))
    except ValueError:
        return reading.unreadable(letter, "broken JSON under the encryption")
    return wrong if inside.sealed else inside


def _padded(key: str) -> bytes:
    """Return a key as the app makes it: at most 32 bytes, zeros behind."""
    return key.encode()[: SecretBox.KEY_SIZE].ljust(SecretBox.KEY_SIZE, b"\0")
