"""Ferry ways of an extract become lanes between quays, outside the road network."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from pyproj import Geod

from gis.costing import Tags
from gis.osm_reading import RawFerry

_GEOD = Geod(ellps="WGS84")
_NUMBER = r"(\d+(?:[.,]\d+)?)"
_UNIT_S = {
    **dict.fromkeys(("w", "week", "weeks"), 604_800.0),
    **dict.fromkeys(("d", "day", "days", "hari"), 86_400.0),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "jam"), 3_600.0),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes", "menit", "mnt", ""), 60.0),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds", "detik"), 1.0),
}
"""Seconds in the units that mappers write; a bare number is minutes (OSM wiki, Key:duration)."""
_UNITS = re.compile(rf"{_NUMBER}\s*([a-z]*)")
_ISO = re.compile(r"^p(?=.*\d)(?:[\d.,]+[wd])*(?:t(?:[\d.,]+[hms])*)?$")
LONGEST_S = 14 * 86_400.0
"""No lane sails longer than a fortnight: a longer duration is a slip of the pen."""
_NAME_ENDS = re.compile(r"\s+(?:-|–|—|→|<->|ke|to)\s+")


@dataclass(frozen=True, slots=True)
class OsmQuay:
    """An end of a ferry way. ``code`` is made from the OSM node and never changes with it."""

    code: str
    osm_node: int
    name: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class OsmLane:
    """One ``route=ferry`` way. ``duration_s`` is None where the extract states no usable time.

    ``vehicles`` tells whether cars, ambulances and fire trucks go on board; without any tag they
    are taken to, and ``vehicles_stated`` is False so that the answer can ask to confirm it.
    """

    code: str
    osm_way: int
    name: str
    from_quay: str
    to_quay: str
    duration_s: float | None
    length_m: float
    vehicles: bool
    vehicles_stated: bool
    motorcycles: bool
    foot: bool
    both_ways: bool
    points: tuple[tuple[float, float], ...]


def lanes_and_quays(
    ferries: Sequence[RawFerry], node_tags: Mapping[int, Tags]
) -> tuple[tuple[OsmLane, ...], tuple[OsmQuay, ...]]:
    """Return a lane for each ferry way and a quay for each of their ends, ordered by code."""
    quays: dict[int, OsmQuay] = {}
    lanes = []
    for ferry in sorted(ferries, key=lambda f: f.osm_id):
        if _is_closed(ferry.tags) or ferry.refs[0] == ferry.refs[-1]:
            continue
        ends = (0, -1)
        if ferry.tags.get("oneway") in {"-1", "reverse"}:
            ends = (-1, 0)
        for place, end in enumerate(ends):
            name = _end_name(ferry.tags, 0 if end == 0 else 1, place)
            _add_quay(quays, ferry, end, node_tags, name)
        lanes.append(_lane(ferry, ends))
    return tuple(lanes), tuple(sorted(quays.values(), key=lambda q: q.osm_node))


def read_duration_s(text: str | None) -> float | None:
    """Read a ``duration`` tag in seconds; None if unusable.

    ``HH:MM``, ``HH:MM:SS``, bare minutes, numbers with units (``1h 30min``, ``2 jam``) and ISO 8601
    are read. Nothing, zero and more than ``LONGEST_S`` are no duration.
    """
    text = (text or "").strip().lower()
    parts = text.split(":")
    seconds: float | None
    if len(parts) in {2, 3} and all(re.fullmatch(r"[0-9]+", part) for part in parts):
        hours, minutes, rest = ([int(part) for part in parts] + [0])[:3]
        seconds = hours * 3600.0 + minutes * 60.0 + rest
    elif _ISO.match(text):
        seconds = _sum_of_units(text.replace("p", "").replace("t", ""))
    else:
        seconds = _sum_of_units(text)
    return seconds if seconds and seconds <= LONGEST_S else None


def _sum_of_units(text: str) -> float | None:
    """Add up ``1h 30min``; a last number without unit is minutes. None if anything is left over."""
    if _UNITS.sub("", text).strip():
        return None
    found = _UNITS.findall(text)
    if any(unit not in _UNIT_S for _, unit in found) or any(not u for _, u in found[:-1]):
        return None
    return sum(float(number.replace(",", ".")) * _UNIT_S[unit] for number, unit in found)


def _lane(ferry: RawFerry, ends: tuple[int, int]) -> OsmLane:
    tags = ferry.tags
    points = ferry.points if ends == (0, -1) else ferry.points[::-1]
    lon, lat = np.array(points).T
    stated, bikes = _stated(tags, "motorcar"), _stated(tags, "motorcycle")
    vehicles = stated != "no"
    return OsmLane(
        code=f"osm-w{ferry.osm_id}",
        osm_way=ferry.osm_id,
        name=tags.get("name", ""),
        from_quay=f"osm-n{ferry.refs[ends[0]]}",
        to_quay=f"osm-n{ferry.refs[ends[1]]}",
        duration_s=read_duration_s(tags.get("duration")),
        length_m=float(_GEOD.line_length(lon, lat)),
        vehicles=vehicles,
        vehicles_stated=stated is not None,
        motorcycles=vehicles if bikes is None else bikes != "no",
        foot=tags.get("foot") != "no",
        both_ways=tags.get("oneway") not in {"yes", "true", "1", "-1", "reverse"},
        points=tuple(points),
    )


def _stated(tags: Tags, own: str) -> str | None:
    """Return what the tags say of a vehicle on board: for emergencies, its own, then general."""
    if tags.get("emergency") in {"yes", "designated"}:
        return "yes"
    keys = (own, "motor_vehicle", "vehicle", "access")
    return next((tags[key] for key in keys if key in tags), None)


def _is_closed(tags: Tags) -> bool:
    """``access=no`` or ``emergency=no`` closes a lane, unless a tag for us opens it."""
    if tags.get("emergency") in {"yes", "designated"}:
        return False
    keys = ("motorcar", "motorcycle", "motor_vehicle", "vehicle", "foot")
    opened = any(tags.get(key, "no") != "no" for key in keys)
    return tags.get("emergency") == "no" or (tags.get("access") == "no" and not opened)


def _end_name(tags: Tags, side: int, place: int) -> str:
    """Return the part of a name such as "Sumenep - Poteran" that belongs to an end."""
    if stated := tags.get("from" if place == 0 else "to"):
        return stated
    parts = _NAME_ENDS.split(tags.get("name", ""))
    return parts[side].strip() if len(parts) == 2 else ""


def _add_quay(
    quays: dict[int, OsmQuay],
    ferry: RawFerry,
    end: int,
    node_tags: Mapping[int, Tags],
    name: str,
) -> None:
    node = ferry.refs[end]
    own = node_tags.get(node, {}).get("name", "")
    if node in quays and (quays[node].name or not (own or name)):
        return
    lon, lat = ferry.points[end]
    quays[node] = OsmQuay(f"osm-n{node}", node, own or name, lon, lat)
