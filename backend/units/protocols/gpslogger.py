"""GPSLogger's custom URL: whatever the crew's template says, read by the meaning of its words.

Names are compared without case and punctuation. Battery is percent, and speed m/s unless its name
says km/h or knots: never by the size of the number. The fields may come in the query, a form,
JSON (flat, nested or GeoJSON) or the app's own CSV lines.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from backend.units.protocols import reading
from backend.units.protocols.reading import Message, Post, Reading
from gis.fix_checks import Fix

MEANINGS: dict[str, tuple[str, ...]] = {
    "lat": ("lat", "latitude"),
    "lon": ("lon", "lng", "long", "longitude"),
    "pair": ("latlon", "latlng", "location", "loc", "position"),
    "speed_mps": ("spdmps", "speedmps", "speedms", "spd", "speed", "s", "velocity"),
    "speed_kmh": ("spdkph", "spdkmh", "speedkmh", "speedkph", "kmh", "kph"),
    "speed_kn": ("spdkn", "speedkn", "spdknots", "speedknots", "knots"),
    "accuracy": ("acc", "accuracy", "hacc", "horizontalaccuracy", "gpsaccuracy"),
    "heading": ("dir", "direction", "bearing", "course", "heading", "cog"),
    "altitude": ("alt", "altitude", "ele", "elevation"),
    "battery": ("batt", "bat", "battery", "batterylevel", "batterypercent"),
    "moment": (
        "timestamp", "tst", "ts", "time", "timeoffset", "datetime", "fixtime", "gpstime", "utc",
        "timestampms",
    ),
    "day": ("date",),
    "name": (
        "ser", "serial", "id", "deviceid", "device", "dev", "imei", "tid", "aid", "androidid",
        "unit",
    ),
    "event": ("uuid", "eventid"),
    "mock": ("mock", "ismock"),
    "alarm": ("alarm", "alert"),
}  # fmt: skip
"""Meaning -> names in templates, as the app's own and those of other senders; the best first."""
CSV_COLUMNS = (
    "time", "lat", "lon", "elevation", "accuracy", "bearing", "speed", "satellites", "provider",
    "hdop", "vdop", "geoidheight", "ageofdgpsdata", "dgpsid", "activity", "battery",
)  # fmt: skip
"""What the app writes into its CSV files, where no header line says otherwise."""
SPEEDS_MPS = {"speed_mps": 1.0, "speed_kmh": reading.KMH_MPS, "speed_kn": reading.KNOT_MPS}
DEPTH_MAX = 4
"""Levels of nested JSON in which fields are looked for."""
_KNOWN = frozenset(name for names in MEANINGS.values() for name in names)
_SHOWS_LIFE = ("name", "battery", "alarm")
_PUNCTUATION = re.compile(r"[\W_]+")
_CSV_LINE = re.compile(rb"time,lat,lon|\d{4}-\d\d-\d\d[T ][^,&=]*,", re.IGNORECASE)
_TIME_OF_DAY = re.compile(r"\d\d:\d\d(:\d\d)?", re.ASCII)


def read(post: Post) -> Message:
    """Return what the template says; a body with places leads, else the query completes it."""
    items = _items(post.body.strip())
    if items is None:
        found = _unknown(post)
    elif len(items) > 1 or any(not isinstance(item, dict) or _has_place(item) for item in items):
        found = reading.each(items, lambda item: read_item(item, post.received_s))
    else:
        found = (read_item({**(items[0] if items else {}), **post.query}, post.received_s),)
    names = (*_names(_flat(post.query)), *(name for one in found[:1] for name in one.names))
    return Message(found, tuple(dict.fromkeys(names)))


def read_item(item: Any, received_s: float) -> Reading:
    """Return what one set of fields says, under whatever names."""
    if not isinstance(item, dict):
        return reading.unreadable(item, "no fields")
    fields = _flat(item)
    one = Reading(
        reading.kept(item) if item else "",
        names=_names(fields),
        battery_pct=reading.percent(_value(fields, "battery")),
        asks_for_help=reading.is_call_for_help(_value(fields, "alarm")),
    )
    if _has_place(item):
        return replace(one, fix=_fix(fields, one.battery_pct, received_s))
    if not item or any(_value(fields, meaning) is not None for meaning in _SHOWS_LIFE):
        return one
    return replace(reading.unreadable(item, "nothing that can be recognised"), names=one.names)


def _unknown(post: Post) -> tuple[Reading, ...]:
    """Return what the query says beside a body that nobody can read."""
    odd = reading.unreadable(post.body, "nothing that can be recognised")
    if not _has_place(post.query):
        return (odd,)
    return (read_item(dict(post.query), post.received_s), odd)


def _items(body: bytes) -> list[Any] | None:
    """Return the sets of fields in a body; None if it holds nothing that can be recognised."""
    if not body:
        return []
    if body[:1] in (b"{", b"["):
        try:
            return _json_items(reading.loose_json_of(body))
        except ValueError:
            return None
    if _CSV_LINE.match(body):
        return _csv_items(body)
    fields = reading.fields_of(body)
    return None if _KNOWN.isdisjoint(_flat(fields)) else [fields]


def _json_items(content: Any) -> list[Any]:
    if isinstance(content, dict):
        inside = (content.get(key) for key in ("locations", "features", "points"))
        return next((items for items in inside if isinstance(items, list)), [content])
    return content if isinstance(content, list) else [content]


def _csv_items(body: bytes) -> list[Any] | None:
    lines = body.decode(errors="replace").splitlines()[: reading.ITEMS_MAX + 2]
    try:
        rows = list(csv.reader(lines))
    except csv.Error:
        return None
    has_header = rows[0][0].strip().lower() == "time"
    columns: Sequence[str] = rows[0] if has_header else CSV_COLUMNS
    return [dict(zip(columns, row, strict=False)) for row in rows[has_header:] if row]


def _flat(item: Mapping[str, Any], depth: int = 1) -> dict[str, Any]:
    """Return all values that are no containers under plain names; the first of each wins.

    A GeoJSON pair becomes longitude and latitude, in this order.
    """
    found: dict[str, Any] = {}
    for key, value in item.items():
        name = _PUNCTUATION.sub("", key[: reading.NAME_MAX]).lower()
        if isinstance(value, dict):
            inner = _flat(value, depth + 1) if depth < DEPTH_MAX else {}
        elif name == "coordinates" and isinstance(value, list):
            inner = dict(zip(("lon", "lat", "alt"), value, strict=False))
        else:
            inner = {name: value}
        for inner_name, inner_value in inner.items():
            if found.get(inner_name) in (None, ""):
                found[inner_name] = inner_value
    return found


def _value(fields: Mapping[str, Any], meaning: str) -> Any:
    """Return the first value with this meaning that is not empty; None if there is none."""
    values = (fields.get(name) for name in MEANINGS[meaning])
    return next(
        (value for value in values if isinstance(value, str | int | float) and value != ""), None
    )


def _has_place(item: Any) -> bool:
    fields = _flat(item) if isinstance(item, Mapping) else {}
    names = (*MEANINGS["lat"], *MEANINGS["lon"])
    return any(name in fields for name in names) or _pair(fields) is not None


def _pair(fields: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return longitude and latitude of a text "lat,lon"; None if there is none."""
    pair = _value(fields, "pair")
    lat, comma, lon = pair.partition(",") if isinstance(pair, str) else ("", "", "")
    return (lon, lat) if comma else None


def _names(fields: Mapping[str, Any]) -> tuple[str, ...]:
    names = (reading.text(fields.get(name) or "") for name in MEANINGS["name"])
    return tuple(dict.fromkeys(name for name in names if name))


def _fix(fields: Mapping[str, Any], battery_pct: float | None, received_s: float) -> Fix:
    lon, lat = _value(fields, "lon"), _value(fields, "lat")
    if lon is None and lat is None:
        lon, lat = _pair(fields) or (None, None)
    clock_s, note = _clock(fields, received_s)
    return Fix(
        clock_s,
        reading.number(lon),
        reading.number(lat),
        accuracy_m=reading.number(_value(fields, "accuracy")),
        speed_mps=_speed_mps(fields),
        heading_deg=reading.number(_value(fields, "heading")),
        altitude_m=reading.number(_value(fields, "altitude")),
        battery_pct=battery_pct,
        event_id=reading.text(_value(fields, "event") or ""),
        is_mock=reading.flag(_value(fields, "mock")),
        note=note,
    )


def _speed_mps(fields: Mapping[str, Any]) -> float | None:
    for meaning, factor in SPEEDS_MPS.items():
        speed = reading.number(_value(fields, meaning))
        if speed is not None:
            return speed * factor
    return None


def _clock(fields: Mapping[str, Any], received_s: float) -> tuple[float | None, str]:
    """Return seconds since 1970 and a note; None if a time is stated that cannot be read."""
    stated = [fields.get(name) for name in MEANINGS["moment"]]
    stated = [value for value in stated if value not in (None, "")]
    if not stated:
        return received_s, reading.TIME_ASSUMED
    day = _value(fields, "day")
    for value in stated:
        words = value.strip() if isinstance(value, str) else ""
        clock_s = reading.clock_s(f"{day}T{words}" if _TIME_OF_DAY.fullmatch(words) else value)
        if clock_s is not None:
            return clock_s, ""
    return None, ""
