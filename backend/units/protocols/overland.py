"""Overland for iOS: a batch of GeoJSON features, of which only some are fixes.

The phone sends the same batch again until it reads ``ok``, so one odd feature must never spoil it.
Settings that the app would take from an answer are never sent: some would strand the phone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from backend.units.protocols import owntracks, reading
from backend.units.protocols.reading import Message, Post, Reading
from gis.fix_checks import Fix, Reason

_NAME_KEYS = ("device_id", "unique_id")
_QUERY_NAMES = (*_NAME_KEYS, "device", "id", "token", "access_token")


def read(post: Post) -> Message:
    """Return what a batch says, then where the phone is while its backlog drains (``current``).

    A template in the address repeats one of the fixes and is not read.
    """
    outside = _names(post.query, _QUERY_NAMES)
    body = post.body.strip()
    if not body:
        return Message((Reading(content=""),), outside)
    try:
        content = reading.loose_json_of(body)
    except ValueError:
        return Message((reading.unreadable(body, "broken JSON"),), outside)
    if isinstance(content, dict) and "_type" in content:
        return owntracks.read(post)
    items = _items(content)
    if items is None:
        return Message((reading.unreadable(content, "no batch of locations"),), outside)
    readings = reading.each(items, read_feature) or (Reading(content=reading.kept(content)),)
    inside = next((one.names for one in readings if one.names), ())
    return Message(readings, outside + inside)


def read_feature(feature: Any) -> Reading:
    """Return what one feature says; visits, trips and entries of the app's log are no fixes."""
    if not isinstance(feature, dict):
        return reading.unreadable(feature, "no GeoJSON feature")
    properties = feature.get("properties")
    if not isinstance(properties, dict):
        return reading.unreadable(feature, "a feature without properties")
    one = Reading(
        reading.kept(feature),
        names=_names(properties, _NAME_KEYS),
        battery_pct=reading.fraction_to_pct(properties.get("battery_level")),
    )
    if properties.get("action") or properties.get("type") not in (None, "", "location"):
        return one
    place = _place(feature.get("geometry"))
    if place is None:
        return replace(one, odd=Reason.UNREADABLE, detail="a feature without a point")
    return replace(one, fix=_fix(properties, place, one.battery_pct))


def _items(content: Any) -> list[Any] | None:
    """Return the features of a batch with ``current`` behind them; None if it is no batch.

    Single features and plain lists, which other senders of this shape post, are batches too.
    """
    if isinstance(content, list):
        return content
    if not isinstance(content, dict):
        return None
    batch = next((content[key] for key in ("locations", "features") if key in content), None)
    current = content.get("current")
    now = [] if current is None else [current]
    if isinstance(batch, list):
        return batch + now
    if batch is not None:
        return None
    return now or ([content] if content.get("type") == "Feature" else None)


def _names(words: Mapping[str, Any], keys: tuple[str, ...]) -> tuple[str, ...]:
    names = (reading.text(words.get(key) or "") for key in keys)
    return tuple(dict.fromkeys(name for name in names if name))


def _place(geometry: Any) -> tuple[float, float, float | None] | None:
    """Return longitude, latitude and altitude of a point; None for anything else."""
    if not isinstance(geometry, dict) or geometry.get("type", "Point") != "Point":
        return None
    coordinates = geometry.get("coordinates")
    if not isinstance(coordinates, list) or len(coordinates) < 2:
        return None
    lon, lat, altitude_m = (*map(reading.number, coordinates[:3]), None)[:3]
    return None if lon is None or lat is None else (lon, lat, altitude_m)


def _fix(
    properties: Mapping[str, Any],
    place: tuple[float, float, float | None],
    battery_pct: float | None,
) -> Fix:
    lon, lat, altitude_m = place
    stated_altitude = reading.number(properties.get("altitude"))
    return Fix(
        reading.clock_s(properties.get("timestamp")),
        lon,
        lat,
        accuracy_m=reading.number(properties.get("horizontal_accuracy")),
        speed_mps=reading.number(properties.get("speed")),
        heading_deg=reading.number(properties.get("course")),
        altitude_m=altitude_m if stated_altitude is None else stated_altitude,
        battery_pct=battery_pct,
    )
