"""Finds which of many fixes are stored already: one statement, whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson
from django.db import connection

Key = tuple[datetime, int, int]

_POSTGRESQL = """
SELECT w.number, p.lon_e6, p.lat_e6
FROM unnest(%s::bigint[], %s::timestamptz[]) WITH ORDINALITY AS w(device_id, stated_time, number)
JOIN units_position AS p ON p.device_id = w.device_id AND p.stated_time = w.stated_time
"""
_POSTGRESQL_EVENTS = """
SELECT DISTINCT w.number
FROM unnest(%s::bigint[], %s::text[]) WITH ORDINALITY AS w(device_id, event_id, number)
JOIN units_position AS p
  ON p.device_id = w.device_id AND p.event_id = w.event_id AND p.event_id <> ''
"""
_SQLITE = """
SELECT w.key + 1, p.lon_e6, p.lat_e6
FROM json_each(%s) AS w CROSS JOIN units_position AS p
WHERE p.device_id = json_extract(w.value, '$[0]')
  AND p.stated_time = json_extract(w.value, '$[1]')
"""
_SQLITE_EVENTS = """
SELECT DISTINCT w.key + 1
FROM json_each(%s) AS w CROSS JOIN units_position AS p
WHERE p.device_id = json_extract(w.value, '$[0]')
  AND p.event_id = json_extract(w.value, '$[1]') AND p.event_id <> ''
"""


@dataclass(slots=True)
class Seen:
    """What of the fixes at hand is stored, by device."""

    keys: dict[int, set[Key]] = field(default_factory=lambda: defaultdict(set))
    events: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, device_id: int, key: Key, event_id: str) -> None:
        """Remember one more that is being stored."""
        self.keys[device_id].add(key)
        if event_id:
            self.events[device_id].add(event_id)


def stored_before(
    times: Collection[tuple[int, datetime]], events: Collection[tuple[int, str]]
) -> Seen:
    """Return what is stored of devices at these stated times, and under these event ids."""
    seen = Seen()
    timed, named = list(times), list(events)
    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if timed:
            cursor.execute(_POSTGRESQL if is_postgresql else _SQLITE, _wanted(timed))
            for number, lon_e6, lat_e6 in cursor.fetchall():
                device_id, stated_time = timed[number - 1]
                seen.keys[device_id].add((stated_time, lon_e6, lat_e6))
        if named:
            cursor.execute(_POSTGRESQL_EVENTS if is_postgresql else _SQLITE_EVENTS, _wanted(named))
            for (number,) in cursor.fetchall():
                device_id, event_id = named[number - 1]
                seen.events[device_id].add(event_id)
    return seen


def _wanted(pairs: Sequence[tuple[int, datetime]] | Sequence[tuple[int, str]]) -> list[Any]:
    """Return the parameters: two arrays on PostgreSQL, one JSON text on SQLite."""
    if connection.vendor == "postgresql":
        return [[one[0] for one in pairs], [one[1] for one in pairs]]
    texts = [(device_id, _text(value)) for device_id, value in pairs]
    return [orjson.dumps(texts).decode()]


def _text(value: datetime | str) -> str:
    if isinstance(value, str):
        return value
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
