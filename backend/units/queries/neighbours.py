"""Reads what is stored around the fixes of many requests: one statement, whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from django.db import connection

from gis.fix_checks import LEAD_MAX_S
from gis.fixes import TrackPoint

WITHIN_MAX = 1_000
"""Known points between the fixes of one batch that are looked at."""

_PART = """(
    SELECT {part} AS part, q.fix_time, q.id, q.stated_time, q.lon_e6, q.lat_e6, q.accuracy_m
    FROM units_position AS q
    WHERE q.unit_id = w.unit_id AND q.device_id = w.device_id AND q.trusted AND {span}
    ORDER BY q.fix_time {way}, q.id {way} LIMIT {most}
)"""
_LEAD = f"interval '{LEAD_MAX_S} seconds'"
# Bounds of the stated time let PostgreSQL pass over the partitions of other months; it is at most
# the cut lead later than the fix time.
_BEFORE = _PART.format(
    part=0,
    span=f"q.fix_time <= w.earliest AND q.stated_time <= w.earliest + {_LEAD}",
    way="DESC",
    most=1,
)
_AFTER = _PART.format(
    part=1, span="q.fix_time >= w.latest AND q.stated_time >= w.latest", way="ASC", most=1
)
_BETWEEN = _PART.format(
    part=2,
    span=f"""w.earliest < w.latest AND q.fix_time > w.earliest AND q.fix_time < w.latest
        AND q.stated_time >= w.earliest AND q.stated_time <= w.latest + {_LEAD}""",
    way="ASC",
    most=WITHIN_MAX,
)
_POSTGRESQL = f"""
SELECT w.number, p.fix_time, p.stated_time, p.lon_e6, p.lat_e6, p.accuracy_m
FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[], %s::timestamptz[])
    WITH ORDINALITY AS w(unit_id, device_id, earliest, latest, number)
CROSS JOIN LATERAL ({_BEFORE} UNION ALL {_AFTER} UNION ALL {_BETWEEN}) AS p
ORDER BY w.number, p.part, p.fix_time, p.id
"""  # noqa: S608

_IDS = """
    SELECT q.id FROM units_position AS q
    WHERE q.unit_id = json_extract(w.value, '$[0]')
      AND +q.device_id = json_extract(w.value, '$[1]') AND q.trusted AND {span}
    ORDER BY q.fix_time {way}, q.id {way} LIMIT {most}
"""
_ROWS = """
SELECT w.key + 1 AS number, {part} AS part, p.fix_time, p.id, p.stated_time, p.lon_e6, p.lat_e6,
    p.accuracy_m
FROM json_each(%s) AS w CROSS JOIN units_position AS p
WHERE p.id IN ({ids})
"""
_EARLIEST, _LATEST = "json_extract(w.value, '$[2]')", "json_extract(w.value, '$[3]')"
_SQLITE = " UNION ALL ".join(
    _ROWS.format(part=part, ids=_IDS.format(span=span, way=way, most=most))
    for part, span, way, most in (
        (0, f"q.fix_time <= {_EARLIEST}", "DESC", 1),
        (1, f"q.fix_time >= {_LATEST}", "ASC", 1),
        (2, f"q.fix_time > {_EARLIEST} AND q.fix_time < {_LATEST}", "ASC", WITHIN_MAX),
    )
)
_SQLITE = f"""
SELECT number, fix_time, stated_time, lon_e6, lat_e6, accuracy_m
FROM ({_SQLITE}) ORDER BY number, part, fix_time, id
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Span:
    """The times of one device's fixes, from the earliest to the latest."""

    unit_id: int
    device_id: int
    earliest: datetime
    latest: datetime


def neighbours(spans: Sequence[Span]) -> list[list[TrackPoint]]:
    """Return, for each span, the device's trusted points from just before it to just after it.

    The one before comes first, then the one after, then those in between by their times.
    """
    found: dict[int, list[TrackPoint]] = defaultdict(list)
    if spans:
        is_postgresql = connection.vendor == "postgresql"
        with connection.cursor() as cursor:
            if is_postgresql:
                cursor.execute(_POSTGRESQL, _arrays(spans))
            else:
                cursor.execute(_SQLITE, [_texts(spans)] * 3)
            for number, *values in cursor.fetchall():
                found[number - 1].append(_point(*values))
    return [found[index] for index in range(len(spans))]


def _arrays(spans: Sequence[Span]) -> list[list[Any]]:
    return [
        [span.unit_id for span in spans],
        [span.device_id for span in spans],
        [span.earliest for span in spans],
        [span.latest for span in spans],
    ]


def _texts(spans: Sequence[Span]) -> str:
    """Return the spans as one JSON text, with moments as SQLite keeps them."""
    rows = [
        (span.unit_id, span.device_id, _text(span.earliest), _text(span.latest)) for span in spans
    ]
    return orjson.dumps(rows).decode()


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ")


def _point(
    fix_time: datetime, stated_time: datetime, lon_e6: int, lat_e6: int, accuracy_m: float | None
) -> TrackPoint:
    lead_s = (stated_time - fix_time).total_seconds()
    return TrackPoint(_aware(fix_time), lon_e6 / 1e6, lat_e6 / 1e6, accuracy_m, lead_s=lead_s)


def _aware(moment: datetime) -> datetime:
    """Return a moment with its time zone, which SQLite leaves out."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
