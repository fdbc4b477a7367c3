"""The OsmAnd address: Traccar Client old (form) and new (JSON), the OsmAnd app, many trackers.

Speed is read by the shape of the request, never by the size of the number: a form is in knots,
unless the OsmAnd app sends it (``deviceid`` with a time in milliseconds): m/s, as in JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.units.protocols import reading
from backend.units.protocols.reading import Message, Post, Reading
from gis.fix_checks import Fix, Reason

KNOT_MPS = 0.514_444
_TRUE = frozenset({"", "true", "1"})
_OWN_FIELDS = frozenset({"id", "deviceid", "lat", "lon", "location", "timestamp"})
"""A query or form with any of these is a message of this dialect."""


def read(post: Post) -> Message:
    """Return what a request in the query, a form or JSON says; the query comes first."""
    if _OWN_FIELDS & post.query.keys():
        return _form(post.query, post.received_s)
    body = post.body.strip()
    if body[:1] in (b"{", b"["):
        return _json(body)
    fields = reading.fields_of(body) or {}
    if _OWN_FIELDS & fields.keys():
        return _form(fields, post.received_s)
    if body:
        return Message((reading.unreadable(body, "neither a form nor JSON"),))
    return Message((Reading(content=""),))


def _form(fields: Mapping[str, str], received_s: float) -> Message:
    name = reading.text(fields.get("id") or fields.get("deviceid") or "")
    place = _place(fields)
    one = Reading(
        content=reading.kept("&".join(f"{key}={value}" for key, value in fields.items())),
        names=(name,) if name else (),
        battery_pct=reading.percent(fields.get("batt")),
        asks_for_help=reading.is_call_for_help(fields.get("alarm")),
    )
    if place is not None:
        one = _with_fix(one, fields, place, received_s)
    return Message((one,), one.names)


def _place(fields: Mapping[str, str]) -> tuple[float | None, float | None] | None:
    """Return longitude and latitude, each None if unreadable; None if no place is given at all."""
    if "lat" in fields or "lon" in fields:
        return reading.number(fields.get("lon")), reading.number(fields.get("lat"))
    if "location" in fields:
        lat, _, lon = fields["location"].partition(",")
        return reading.number(lon), reading.number(lat)
    return None


def _with_fix(
    one: Reading,
    fields: Mapping[str, str],
    place: tuple[float | None, float | None],
    received_s: float,
) -> Reading:
    stated = fields.get("timestamp", "").strip()
    clock_s = reading.clock_s(stated) if stated else received_s
    is_in_ms = clock_s is not None and clock_s > reading.SECONDS_MAX
    if clock_s is not None and is_in_ms:
        clock_s /= 1000
    is_app = "deviceid" in fields and is_in_ms
    speed = reading.number(fields.get("speed"))
    to_mps = 1.0 if is_app else KNOT_MPS
    accuracy = fields.get("accuracy") or (fields.get("hdop") if is_app else None)
    fix = Fix(
        clock_s,
        *place,
        accuracy_m=reading.number(accuracy),
        speed_mps=None if speed is None else speed * to_mps,
        heading_deg=reading.number(fields.get("bearing") or fields.get("heading")),
        altitude_m=reading.number(fields.get("altitude")),
        battery_pct=one.battery_pct,
        is_mock=fields.get("mock", "").lower() in {"true", "1"},
        note="" if stated else "time_assumed",
    )
    is_valid = fields.get("valid", "").lower() in _TRUE
    return Reading(
        content=one.content,
        fix=fix,
        odd=None if is_valid else Reason.NO_FIX,
        detail="" if is_valid else "the receiver says that it has no valid fix",
        names=one.names,
        battery_pct=one.battery_pct,
        asks_for_help=one.asks_for_help,
    )


def _json(body: bytes) -> Message:
    try:
        content = reading.json_of(body)
    except ValueError:
        return Message((reading.unreadable(body, "broken JSON"),))
    records = content if isinstance(content, list) else [content]
    readings: list[Reading] = []
    for record in records:
        readings += _record(record)
    return Message(tuple(readings), readings[0].names if readings else ())


def _record(record: Any) -> list[Reading]:
    """Return the readings of one JSON record; its ``_`` may name a stale device and is not read."""
    if not isinstance(record, dict):
        return [reading.unreadable(record, "no JSON object")]
    name = reading.text(record.get("device_id") or "")
    names = (name,) if name else ()
    locations = record.get("location", {})
    locations = locations if isinstance(locations, list) else [locations]
    return [_location(location, record, names) for location in locations]


def _location(location: Any, record: dict[str, Any], names: tuple[str, ...]) -> Reading:
    content = reading.kept(record)
    if not isinstance(location, dict):
        return Reading(content, odd=Reason.UNREADABLE, detail="location is no object", names=names)
    battery = location.get("battery")
    battery_pct = (
        reading.fraction_to_pct(battery.get("level")) if isinstance(battery, dict) else None
    )
    sos = reading.is_call_for_help(location.get("alarm"))
    coords = location.get("coords")
    if coords is None:
        return Reading(content, names=names, battery_pct=battery_pct, asks_for_help=sos)
    if not isinstance(coords, dict):
        return Reading(content, odd=Reason.UNREADABLE, detail="coords is no object", names=names)
    fix = Fix(
        reading.clock_s(location.get("timestamp")),
        reading.number(coords.get("longitude")),
        reading.number(coords.get("latitude")),
        accuracy_m=reading.number(coords.get("accuracy")),
        speed_mps=reading.number(coords.get("speed")),
        heading_deg=reading.number(coords.get("heading")),
        altitude_m=reading.number(coords.get("altitude")),
        battery_pct=battery_pct,
        event_id=reading.text(location.get("uuid") or ""),
        is_mock=location.get("mock") is True or coords.get("mock") is True,
    )
    return Reading(content, fix=fix, names=names, battery_pct=battery_pct, asks_for_help=sos)
