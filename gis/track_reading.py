"""Reads a recorded track from CSV, GeoJSON or GPX text into fixes in the order of their times."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import Element, ParseError

import defusedxml
from defusedxml import ElementTree

from gis.errors import DataError

KINDS = ("csv", "geojson", "gpx")
_NAMES = {
    "fix_time": ("fix_time", "time", "timestamp"),
    "lon": ("lon", "longitude", "lng"),
    "lat": ("lat", "latitude"),
    "accuracy_m": ("accuracy_m", "accuracy"),
    "speed_mps": ("speed_mps", "speed"),
    "heading_deg": ("heading_deg", "bearing", "course", "heading"),
    "altitude_m": ("altitude_m", "elevation", "ele", "altitude"),
    "battery_pct": ("battery_pct", "battery"),
}
"""What each value is called in our own files and in those of GPSLogger and of GPX."""
_OPTIONAL = ("accuracy_m", "speed_mps", "heading_deg", "altitude_m", "battery_pct")


class TrackFileError(DataError):
    """A file that is no track; the message says where and why."""


@dataclass(frozen=True, slots=True)
class RecordedFix:
    """One point of a recorded track; None means unknown."""

    fix_time: datetime
    lon: float
    lat: float
    accuracy_m: float | None = None
    speed_mps: float | None = None
    heading_deg: float | None = None
    altitude_m: float | None = None
    battery_pct: float | None = None


def read_track(text: str, *, kind: str) -> list[RecordedFix]:
    """Return the fixes of a file, oldest first.

    Parameters
    ----------
    kind
        One of ``KINDS``. CSV has a header; times are ISO 8601 with an offset or seconds of 1970.
        GeoJSON is a FeatureCollection of points with ``fix_time``, as the API gives tracks, or of
        lines with ``coordinateProperties.times``, as it exports them.

    Raises
    ------
    TrackFileError
        If the text is not of this kind, a point lacks time or place, or there is no point at all.
    """
    rows = {"csv": _csv, "geojson": _geojson, "gpx": _gpx}[kind]
    fixes = [_fix(where, row) for where, row in rows(text)]
    if not fixes:
        msg = f"there is no point with a time in this {kind} file"
        raise TrackFileError(msg)
    return sorted(fixes, key=lambda fix: fix.fix_time)


def _csv(text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    head = text.partition("\n")[0]
    delimiter = ";" if head.count(";") > head.count(",") else ","
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=delimiter)
    try:
        for row in reader:
            named = {str(key).strip().casefold(): value for key, value in row.items()}
            yield f"line {reader.line_num}", named
    except csv.Error as error:
        msg = f"line {reader.line_num}: {error}"
        raise TrackFileError(msg) from error


def _geojson(text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        msg = f"this is no JSON: {error}"
        raise TrackFileError(msg) from error
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list):
        msg = "this is no GeoJSON FeatureCollection"
        raise TrackFileError(msg)
    points = list(_features(features, _point_rows))
    yield from points or _features(features, _line_rows)


def _features(
    features: list[Any], rows_of: Callable[[list[Any], Mapping[str, Any]], list[Mapping[str, Any]]]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the points that a reader finds in each feature; none is no error."""
    for number, feature in enumerate(features):
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        if not isinstance(geometry, dict) or not isinstance(geometry.get("coordinates"), list):
            continue
        coordinates = geometry["coordinates"]
        if geometry.get("type") == "Point":
            coordinates = [coordinates]
        properties = feature.get("properties")
        values = properties if isinstance(properties, dict) else {}
        if not all(isinstance(place, list) and len(place) > 1 for place in coordinates):
            msg = f"feature {number}: there is a place without two coordinates"
            raise TrackFileError(msg)
        for row in rows_of(coordinates, values):
            yield f"feature {number}", row


def _point_rows(places: list[Any], values: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return a point that carries its own time."""
    if len(places) != 1 or _value(values, "fix_time") is None:
        return []
    return [{**values, "lon": places[0][0], "lat": places[0][1]}]


def _line_rows(places: list[Any], values: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the points of a line whose times stand beside its coordinates, as in our export."""
    beside = values.get("coordinateProperties")
    times = beside.get("times") if isinstance(beside, dict) else None
    times = times if isinstance(times, list) else [times]
    return [
        {"fix_time": time, "lon": place[0], "lat": place[1]}
        for place, time in zip(places, times, strict=False)
        if time is not None
    ]


def _gpx(text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    try:
        root: Element = ElementTree.fromstring(text.encode())
    except (ParseError, defusedxml.DefusedXmlException, ValueError) as error:
        msg = f"this is no GPX: {error}"
        raise TrackFileError(msg) from error
    points = (element for element in root.iter() if _local(element) == "trkpt")
    for number, point in enumerate(points):
        inside = {_local(child): (child.text or "").strip() for child in point.iter()}
        yield f"track point {number}", {**inside, **point.attrib}


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2].casefold()


def _fix(where: str, row: Mapping[str, Any]) -> RecordedFix:
    lon, lat = (_number(where, row, name) for name in ("lon", "lat"))
    if lon is None or lat is None:
        msg = f"{where}: longitude or latitude is missing"
        raise TrackFileError(msg)
    optional = {name: _number(where, row, name) for name in _OPTIONAL}
    return RecordedFix(_moment(where, row), lon, lat, **optional)


def _value(row: Mapping[str, Any], name: str) -> Any:
    values = (row.get(spelling) for spelling in _NAMES[name])
    return next((value for value in values if value not in (None, "")), None)


def _number(where: str, row: Mapping[str, Any], name: str) -> float | None:
    value = _value(row, name)
    if value is None:
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        msg = f"{where}: {name} {value!r} is no number"
        raise TrackFileError(msg)
    return number


def _moment(where: str, row: Mapping[str, Any]) -> datetime:
    value = _value(row, "fix_time")
    try:
        if isinstance(value, int | float) or str(value).replace(".", "", 1).isdigit():
            return datetime.fromtimestamp(float(value), UTC)
        moment = datetime.fromisoformat(str(value).strip())
    except (ValueError, OverflowError, OSError):
        moment = None
    if moment is None or moment.tzinfo is None:
        msg = f"{where}: time {value!r} is no ISO time with an offset and no seconds of 1970"
        raise TrackFileError(msg)
    return moment.astimezone(UTC)
