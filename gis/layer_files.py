"""Reads the features of a GeoJSON file and the rows of a CSV file, and lists every defect found.

Nothing here raises for bad content: a reader gets whatever could be read and all defects together,
so that a person can mend a file in one go.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import shapely
from shapely.errors import ShapelyError
from shapely.geometry import MultiPolygon, shape
from shapely.geometry.base import BaseGeometry

_T = TypeVar("_T")

POLYGONS = ("Polygon", "MultiPolygon")
_UNREADABLE = (
    *(ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError),
    OverflowError,
)
"""What shapely raises for coordinates that are none, by how they are wrong."""
_LON_LAT_CRS = ("CRS84", "4326")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Defect:
    """What is wrong with which feature of which file; ``feature`` is empty for a whole file."""

    file: str
    feature: str
    what: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.feature, self.what) if part)


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature of a collection. ``label`` names it in messages: its code, or its position.

    A geometry that cannot be used is an empty MultiPolygon here, and a defect beside it: the rules
    about codes and names can still look at the feature.
    """

    label: str
    properties: Mapping[str, Any]
    geometry: BaseGeometry


@dataclass(slots=True)
class FieldReader:
    """Takes typed fields out of one feature or row and keeps the defects that it meets.

    A field that cannot be read yields an empty value of its type; a caller must look at
    ``defects`` before it uses what it read.
    """

    file: str
    label: str
    values: Mapping[str, Any]
    defects: list[Defect] = field(default_factory=list)

    def text(
        self, name: str, *, optional: bool = False, pattern: str = "", longest: int = 200
    ) -> str:
        """Return a text without outer spaces; ``pattern`` is a regular expression for all of it."""
        value = self.values.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            return "" if optional else self._bad(f"{name} is missing", "")
        if not isinstance(value, str):
            return self._bad(f"{name} {value!r} is not a text", "")
        value = value.strip()
        if len(value) > longest or _UNPRINTABLE.search(value):
            return self._bad(f"{name} is longer than {longest} or has control characters", "")
        if pattern and not re.fullmatch(pattern, value):
            return self._bad(f"{name} {value!r} is not of the form {pattern}", "")
        return value

    def number(self, name: str, *, low: float = -math.inf, high: float = math.inf) -> float:
        """Return a finite number between the limits."""
        value = self.optional_number(name, low=low, high=high)
        return self._bad(f"{name} is missing", 0.0) if value is None else value

    def optional_number(
        self, name: str, *, low: float = -math.inf, high: float = math.inf
    ) -> float | None:
        """Return a finite number between the limits, None where the field is empty."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            number = math.nan if isinstance(value, bool) else float(value)
        except (TypeError, ValueError, OverflowError):
            number = math.nan
        if not math.isfinite(number):
            return self._bad(f"{name} {value!r} is not a number", 0.0)
        if not low <= number <= high:
            return self._bad(f"{name} {number} is not between {low} and {high}", 0.0)
        return number

    def whole(self, name: str) -> int:
        """Return a positive whole number."""
        value = self.optional_whole(name)
        return self._bad(f"{name} is missing", 0) if value is None else value

    def optional_whole(self, name: str) -> int | None:
        """Return a positive whole number, None where the field is empty."""
        number = self.optional_number(name, low=1, high=2**31 - 1)
        if number is None:
            return None
        if number != int(number):
            return self._bad(f"{name} {number} is not a whole number", 0)
        return int(number)

    def flag(self, name: str) -> bool | None:
        """Return true or false; None where the field is empty, which means "not known"."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool):
            return value
        words = {"true": True, "false": False}
        word = value.strip().lower() if isinstance(value, str) else ""
        if word not in words:
            return self._bad(f"{name} {value!r} is neither true nor false", None)
        return words[word]

    def _bad(self, what: str, value: _T) -> _T:
        self.defects.append(Defect(self.file, self.label, what))
        return value


def read_features(
    path: Path, *, label: str = "code", geometry_types: Sequence[str] = POLYGONS
) -> tuple[list[Feature], list[Defect]]:
    """Return the readable features of a GeoJSON FeatureCollection, and every defect.

    Parameters
    ----------
    label
        The property that names a feature in messages.
    geometry_types
        The GeoJSON types that are accepted; anything else is a defect of that feature.
    """
    document, defects = _collection(path)
    features = []
    for index, raw in enumerate(document):
        feature, found = _feature(raw, path.name, f"feature {index + 1}", label, geometry_types)
        defects += found
        if feature:
            features.append(feature)
    return features, defects


def read_table(
    path: Path, *, columns: Iterable[str], label: str = "code", may_be_empty: bool = False
) -> tuple[list[FieldReader], list[Defect]]:
    """Return a field reader for each row of a CSV file with a header, and every defect.

    Parameters
    ----------
    columns
        The columns that must be there; more are ignored.
    label
        The column that names a row in messages.
    may_be_empty
        Whether a header without rows is as good as any table.
    """
    text, defects = _text(path)
    rows: list[FieldReader] = []
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        header = reader.fieldnames or []
        missing = [name for name in columns if name not in header]
        if missing and not defects:
            defects.append(Defect(path.name, "", f"column missing: {', '.join(missing)}"))
        for row in [] if defects else reader:
            where = f"line {reader.line_num}"
            if None in row or None in row.values():
                defects.append(Defect(path.name, where, f"not {len(header)} fields"))
                continue
            rows.append(FieldReader(path.name, _label(row.get(label), where), row))
    except csv.Error as error:
        defects.append(Defect(path.name, "", f"not a CSV table: {error}"))
    if not rows and not defects and not may_be_empty:
        defects.append(Defect(path.name, "", "the table has no rows"))
    return rows, defects


def _label(value: Any, position: str) -> str:
    """Return what names a feature in messages: a short, printable code, or its position."""
    text = "" if value is None else str(value).strip()
    return text if text and text.isprintable() and len(text) <= 120 else position


def _text(path: Path) -> tuple[str, list[Defect]]:
    try:
        return path.read_text(encoding="utf-8-sig"), []
    except FileNotFoundError:
        what = "the file is missing"
    except UnicodeDecodeError as error:
        what = f"not UTF-8 at byte {error.start}"
    except OSError as error:
        what = f"cannot be read: {error.strerror}"
    return "", [Defect(path.name, "", what)]


def _collection(path: Path) -> tuple[list[Any], list[Defect]]:
    text, defects = _text(path)
    if defects:
        return [], defects
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        return [], [Defect(path.name, "", f"not JSON: {error}")]
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or document.get("type") != "FeatureCollection":
        return [], [Defect(path.name, "", "not a GeoJSON FeatureCollection")]
    if not features:
        return [], [Defect(path.name, "", "the collection is empty")]
    crs = json.dumps(document.get("crs"))
    if crs != "null" and not any(name in crs for name in _LON_LAT_CRS):
        defects.append(Defect(path.name, "", f"not WGS84 degrees, longitude first: crs {crs}"))
    return features, defects


def _feature(
    raw: Any, file: str, position: str, label: str, types: Sequence[str]
) -> tuple[Feature | None, list[Defect]]:
    properties = raw.get("properties") if isinstance(raw, dict) else None
    if not isinstance(properties, dict) or raw.get("type") != "Feature":
        return None, [Defect(file, position, "not a GeoJSON Feature with properties")]
    name = _label(properties.get(label), position)
    geometry, what = _geometry(raw.get("geometry"), types)
    defects = [] if geometry else [Defect(file, name, what)]
    return Feature(name, properties, geometry or MultiPolygon()), defects


def _geometry(raw: Any, types: Sequence[str]) -> tuple[BaseGeometry | None, str]:
    """Return the geometry in two dimensions, or None and what is wrong with it."""
    kind = raw.get("type") if isinstance(raw, dict) else None
    if kind not in types:
        return None, f"geometry is {kind}, not {' or '.join(types)}"
    try:
        with np.errstate(invalid="ignore"):  # coordinates that are no numbers are found below
            geometry = shapely.force_2d(shape(raw))
    except _UNREADABLE as error:
        return None, f"geometry cannot be read: {error}"
    if geometry.is_empty:
        return None, "geometry is empty"
    if not np.isfinite(shapely.get_coordinates(geometry)).all():
        return None, "geometry has a coordinate that is not finite"
    if kind in POLYGONS and (what := _ring_defect(raw)):
        return None, what
    if not geometry.is_valid:
        return None, f"geometry is not valid: {shapely.is_valid_reason(geometry)}"
    return geometry, ""


def _ring_defect(raw: Mapping[str, Any]) -> str:
    """Return what RFC 7946 forbids but shapely mends in silence, in a geometry it has read."""
    polygons = raw["coordinates"] if raw["type"] == "MultiPolygon" else [raw["coordinates"]]
    for ring in (ring for polygon in polygons for ring in polygon):
        if any(type(number) not in {int, float} for position in ring for number in position):
            return "geometry has a coordinate that is not a number"
        if ring[0][:2] != ring[-1][:2]:
            return "geometry has a ring that does not end where it begins"
    return ""
