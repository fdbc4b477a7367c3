"""The OsmAnd address: Traccar Client old (form) and new (JSON), the OsmAnd app, many trackers.

Speed is read by the shape of the request, never by the size of the number: a form is in knots,
unless the OsmAnd app sends it (``deviceid`` with a time in milliseconds): m/s, as in JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from backend.units.protocols import reading
from backend.units.protocols.reading import Message, Post, Reading
from gis.fix_checks import Fix, Reason

_VALID = frozenset({"", "true", "1"})
_PLACE_FIELDS = frozenset({"lat", "lon", "location"})
_OWN_FIELDS = _PLACE_FIELDS | {
    "id", "deviceid", "timestamp", "notificationToken", "alarm", "batt", "cell", "wifi",
}  # fmt: skip
"""A form with any of these is a message of this dialect."""
_SHOWS_LIFE = frozenset({"device_id", "id", "notificationToken"})
"""A JSON record with one of these needs no location."""


def read(post: Post) -> Message:
    """Return what a request in the query, a form or JSON says; a query with a place leads."""
    body = post.body.strip()
    has_place = bool(_PLACE_FIELDS & post.query.keys())
    if body[:1] in (b"{", b"["):
        return _joined(post, _json(body), has_place=has_place)
    fields = reading.fields_of(body)
    if _OWN_FIELDS & fields.keys():
        return _form({**fields, **post.query}, post.received_s)
    is_own = not post.query or bool(_OWN_FIELDS & post.query.keys())
    if has_place or (is_own and not body):
        return _form(post.query, post.received_s)
    odd = reading.unreadable(body or post.query_text, "neither a form nor JSON")
    return Message((odd,), _names(post.query))


def _joined(post: Post, inside: Message, *, has_place: bool) -> Message:
    """Join what the query says to what the JSON body says; the query may hold only the name."""
    names = tuple(dict.fromkeys(_names(post.query) + inside.identifiers))
    if not has_place:
        return replace(inside, identifiers=names)
    before = _form(post.query, post.received_s).readings
    return Message(before + inside.readings, names)


def _names(fields: Mapping[str, str]) -> tuple[str, ...]:
    names = (reading.text(fields.get(key, "")) for key in ("id", "deviceid"))
    return tuple(name for name in names if name)


def _form(fields: Mapping[str, str], received_s: float) -> Message:
    names = _names(fields)
    one = Reading(
        content=reading.kept("&".join(f"{key}={value}" for key, value in fields.items())),
        names=names,
        battery_pct=reading.percent(fields.get("batt")),
        asks_for_help=reading.is_call_for_help(fields.get("alarm")),
    )
    place = _place(fields)
    if place is not None:
        one = _with_fix(one, fields, place, received_s)
    return Message((one,), names)


def _place(fields: Mapping[str, str]) -> tuple[float | None, float | None] | None:
    """Return longitude and latitude, each None if unreadable; None if no place is given at all."""
    if fields.get("lat") or fields.get("lon"):
        return reading.number(fields.get("lon")), reading.number(fields.get("lat"))
    if fields.get("location"):
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
    to_mps = 1.0 if is_app else reading.KNOT_MPS
    accuracy = fields.get("accuracy") or (fields.get("hdop") if is_app else None)
    fix = Fix(
        clock_s,
        *place,
        accuracy_m=reading.number(accuracy),
        speed_mps=None if speed is None else speed * to_mps,
        heading_deg=reading.number(fields.get("bearing") or fields.get("heading")),
        altitude_m=reading.number(fields.get("altitude")),
        battery_pct=one.battery_pct,
        is_mock=reading.flag(fields.get("mock")),
        note="" if stated else reading.TIME_ASSUMED,
    )
    if fields.get("valid", "").strip().lower() in _VALID:
        return replace(one, fix=fix)
    detail = "the receiver says that it has no valid fix"
    return replace(one, fix=fix, odd=Reason.NO_FIX, detail=detail)


def _json(body: bytes) -> Message:
    try:
        content = reading.loose_json_of(body)
    except ValueError:
        return Message((reading.unreadable(body, "broken JSON"),))
    records = content if isinstance(content, list) else [content]
    pairs = (pair for record in records for pair in _locations(record))
    readings = reading.each(pairs, lambda pair: _location(*pair))
    names = (name for one in readings[:1] for name in one.names)
    return Message(readings or (Reading(content="[]"),), tuple(names))


def _locations(record: Any) -> list[tuple[Any, dict[str, Any]]]:
    """Return each location of one JSON record, with what of the record belongs to it."""
    if not isinstance(record, dict):
        return [(record, {})]
    if "location" not in record:
        return [({} if _SHOWS_LIFE & record.keys() else None, record)]
    locations = record["location"]
    if isinstance(locations, list) and len(locations) != 1:
        named = {key: record[key] for key in ("device_id", "alarm") if key in record}
        return [(location, named) for location in locations] or [({}, record)]
    rest = {key: value for key, value in record.items() if key != "location"}
    return [(locations[0] if isinstance(locations, list) else locations, rest)]


def _location(location: Any, record: Mapping[str, Any]) -> Reading:
    """Return one location; its ``_`` may name a stale device and is not read."""
    name = reading.text(record.get("device_id") or "")
    content = reading.kept({"location": location, **record} if record else location)
    names = (name,) if name else ()
    if not isinstance(location, dict):
        return Reading(content, odd=Reason.UNREADABLE, detail="no JSON object", names=names)
    coords, battery = location.get("coords"), location.get("battery")
    level = battery.get("level") if isinstance(battery, dict) else None
    one = Reading(
        content,
        names=names,
        battery_pct=reading.fraction_to_pct(level),
        asks_for_help=_asks_for_help(location, record),
    )
    if coords is None:
        return one
    if not isinstance(coords, dict):
        return replace(one, odd=Reason.UNREADABLE, detail="coords is no object")
    return replace(one, fix=_fix(location, coords, one.battery_pct))


def _fix(location: Mapping[str, Any], coords: Mapping[str, Any], battery_pct: float | None) -> Fix:
    return Fix(
        reading.clock_s(location.get("timestamp")),
        reading.number(coords.get("longitude")),
        reading.number(coords.get("latitude")),
        accuracy_m=reading.number(coords.get("accuracy")),
        speed_mps=reading.number(coords.get("speed")),
        heading_deg=reading.number(coords.get("heading")),
        altitude_m=reading.number(coords.get("altitude")),
        battery_pct=battery_pct,
        event_id=reading.text(location.get("uuid") or ""),
        is_mock=reading.flag(location.get("mock")) or reading.flag(coords.get("mock")),
    )


def _asks_for_help(location: Mapping[str, Any], record: Mapping[str, Any]) -> bool:
    extras = location.get("extras")
    inside = extras.get("alarm") if isinstance(extras, dict) else None
    return any(map(reading.is_call_for_help, (location.get("alarm"), inside, record.get("alarm"))))
