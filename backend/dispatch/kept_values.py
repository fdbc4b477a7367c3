"""Writes the frozen values of ``gis`` and of this app as plain JSON, and reads them back exactly.

A value says what it is, so that reading needs no schema: fields that a newer code has added take
their defaults, fields that it has dropped are passed over.
"""

from __future__ import annotations

import inspect
import json
import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum
from types import MappingProxyType, ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import shapely
from shapely.geometry.base import BaseGeometry

from gis import closures, crossings, joint_choice, land, timetables, types
from gis.errors import DataError

IS = "is"
_MODULES = (types, crossings, timetables, closures, land, joint_choice)


class UnreadableError(DataError):
    """A kept value names a kind of value that this code does not have, or lacks a field of it."""


def plain(value: Any) -> Any:
    """Return a value as what JSON can hold; TypeError for what has no plain form."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else {IS: "float", "value": repr(value)}
    if isinstance(value, Enum):
        return {IS: type(value).__name__, "value": value.value}
    if isinstance(value, str):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        kept = {one.name: plain(getattr(value, one.name)) for one in fields(value) if one.init}
        return {IS: type(value).__name__, **kept}
    return _plain_collection(value)


def _plain_collection(value: Any) -> Any:
    if isinstance(value, datetime):
        return {IS: "datetime", "value": value.isoformat()}
    if isinstance(value, date):
        return {IS: "date", "value": value.isoformat()}
    if isinstance(value, ZoneInfo):
        return {IS: "zone", "value": value.key}
    if isinstance(value, timezone):
        offset = value.utcoffset(None)
        return {IS: "offset", "value": [offset.total_seconds(), value.tzname(None)]}
    if isinstance(value, BaseGeometry):
        return {IS: "geometry", "wkb": shapely.to_wkb(value, hex=True)}
    if isinstance(value, Mapping):
        return {IS: "mapping", "items": [[plain(k), plain(v)] for k, v in value.items()]}
    if isinstance(value, Set):
        return {IS: "set", "items": sorted((plain(item) for item in value), key=repr)}
    if isinstance(value, Sequence):
        return [plain(item) for item in value]
    msg = f"{type(value).__name__} has no plain form"
    raise TypeError(msg)


def restored(value: Any, *more: type) -> Any:
    """Return what :func:`plain` was given; lists come back as tuples, mappings read-only.

    Parameters
    ----------
    more
        Classes beside those of ``gis`` that may occur.

    Raises
    ------
    UnreadableError
        If a value cannot be made by this code.
    """
    return _Reader({one.__name__: one for one in more} | _KNOWN).read(value)


def canonical(value: Any) -> bytes:
    """Return a plain value as JSON that is the same for the same value."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


class _Reader:
    """Reads plain values with the classes that it knows."""

    def __init__(self, known: Mapping[str, type]) -> None:
        self._known = known

    def read(self, value: Any) -> Any:
        if isinstance(value, list):
            return tuple(self.read(item) for item in value)
        if not isinstance(value, dict):
            return value
        name = value[IS]
        if name in _BUILT_IN:
            return self._built_in(name, value)
        cls = self._known.get(name)
        if cls is None:
            msg = f"no kind of value is called {name}"
            raise UnreadableError(msg)
        if issubclass(cls, Enum):
            return self._made(cls, value["value"])
        names = {one.name for one in fields(cls) if one.init}  # type: ignore[arg-type]
        return self._made(cls, **{k: self.read(v) for k, v in value.items() if k in names})

    def _built_in(self, name: str, value: Mapping[str, Any]) -> Any:
        if name == "mapping":
            return MappingProxyType({self.read(k): self.read(v) for k, v in value["items"]})
        if name == "set":
            return frozenset(self.read(item) for item in value["items"])
        if name == "geometry":
            return shapely.from_wkb(value["wkb"])
        return _BUILT_IN[name](value["value"])

    def _made(self, cls: type, *args: Any, **kwargs: Any) -> Any:
        try:
            return cls(*args, **kwargs)
        except (TypeError, ValueError) as error:
            msg = f"{cls.__name__} cannot be made: {error}"
            raise UnreadableError(msg) from error


def _offset(told: Sequence[Any]) -> timezone:
    seconds, name = told
    return timezone(timedelta(seconds=seconds), name) if seconds else UTC


def _classes(module: ModuleType) -> dict[str, type]:
    return {
        name: cls
        for name, cls in inspect.getmembers(module, inspect.isclass)
        if is_dataclass(cls) or issubclass(cls, Enum)
    }


_BUILT_IN: Mapping[str, Any] = MappingProxyType(
    {
        "float": float,
        "datetime": datetime.fromisoformat,
        "date": date.fromisoformat,
        "zone": ZoneInfo,
        "offset": _offset,
        "mapping": None,
        "set": None,
        "geometry": None,
    }
)
_KNOWN = {name: cls for module in _MODULES for name, cls in _classes(module).items()}
