"""Home Assistant's companion app: a webhook whose address is its secret.

``gps`` is latitude first, unlike GeoJSON. The app states no time, keeps no backlog and sends only
what is fresh, so a fix counts as measured when it was received, with a note.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from backend.units.protocols import reading
from backend.units.protocols.reading import Message, Post, Reading
from gis.fix_checks import Fix, Reason

WEBHOOK = "api/webhook/"


def read(post: Post) -> Message:
    """Return what one message says; only ``update_location`` moves a unit."""
    body = post.body.strip()
    if not body:
        return Message((Reading(content=""),))
    try:
        content = reading.loose_json_of(body)
    except ValueError:
        return Message((reading.unreadable(body, "broken JSON"),))
    messages = content if isinstance(content, list) else [content]
    readings = reading.each(messages, lambda message: _reading(message, post.received_s))
    return Message(readings or (Reading(content="[]"),))


def _reading(message: Any, received_s: float) -> Reading:
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        return reading.unreadable(message, "no message of the companion app")
    one = Reading(reading.kept(message))
    if message["type"] == "encrypted":
        return replace(one, odd=Reason.ENCRYPTED, detail="encrypted, no key")
    if message["type"] != "update_location":
        return one
    data = message.get("data")
    if not isinstance(data, dict):
        return replace(one, odd=Reason.UNREADABLE, detail="a location without data")
    one = replace(one, battery_pct=reading.percent(data.get("battery")))
    if data.get("gps") is None:
        return one  # the app may tell the name of a zone only
    place = data["gps"]
    if not isinstance(place, list) or len(place) < 2:
        return replace(one, odd=Reason.UNREADABLE, detail="gps is no pair")
    fix = Fix(
        received_s,
        reading.number(place[1]),
        reading.number(place[0]),
        accuracy_m=reading.number(data.get("gps_accuracy")),
        speed_mps=reading.number(data.get("speed")),
        heading_deg=reading.number(data.get("course")),
        altitude_m=reading.number(data.get("altitude")),
        battery_pct=one.battery_pct,
        note=reading.TIME_ASSUMED,
    )
    return replace(one, fix=fix)
