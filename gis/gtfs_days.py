"""Reads the service days of a GTFS feed: ``calendar.txt`` and ``calendar_dates.txt``."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from gis.gtfs_fields import choice, identifier, raw, report, required_day
from gis.gtfs_files import WEEK, FeedTables
from gis.layer_files import FieldReader
from gis.timetables import WEEKDAYS, ServiceDays

_ADDED = "1"


@dataclass(slots=True)
class _Week:
    weekdays: frozenset[int] = frozenset()
    first: date | None = None
    last: date | None = None
    exceptions: dict[date, bool] = field(default_factory=dict)


def read_days(tables: FeedTables) -> dict[str, ServiceDays]:
    """Return the days of every service, also of those beside which a defect is reported."""
    weeks: dict[str, _Week] = {}
    for fields in tables.rows("calendar.txt"):
        service = identifier(fields, "service_id")
        if service in weeks:
            report(fields, f"service_id {service!r} occurs twice: every service has one week")
        weeks[service] = _week(fields)
    for fields in tables.rows("calendar_dates.txt"):
        week = weeks.setdefault(identifier(fields, "service_id"), _Week())
        _add_exception(fields, week)
    return {
        service: ServiceDays(
            weekdays=week.weekdays,
            first=week.first,
            last=week.last,
            added=frozenset(at for at, added in week.exceptions.items() if added),
            removed=frozenset(at for at, added in week.exceptions.items() if not added),
        )
        for service, week in weeks.items()
    }


def runs_at_all(days: ServiceDays) -> bool:
    """Tell whether there is any day on which a service runs."""
    return bool(days.added) or last_day(days) is not None


def last_day(days: ServiceDays) -> date | None:
    """Return the last day on which a service runs; None where it never does, or has no end."""
    newest = max(days.added, default=None)
    at = days.last
    for _ in range((len(days.removed) + 1) * WEEKDAYS):
        if at is None or (days.first is not None and at < days.first):
            break
        if days.runs_on(at):
            return at if newest is None else max(at, newest)
        at -= timedelta(days=1)
    return newest


def _week(fields: FieldReader) -> _Week:
    weekdays = {number for number, name in enumerate(WEEK) if choice(fields, name, 1)}
    for name in WEEK:
        if not raw(fields, name):
            report(fields, f"{name} is missing: 1 where it runs, 0 where it does not")
    first, last = required_day(fields, "start_date"), required_day(fields, "end_date")
    if first is not None and last is not None and last < first:
        report(fields, f"end_date {last:%Y%m%d} is before start_date {first:%Y%m%d}")
    return _Week(frozenset(weekdays), first, last)


def _add_exception(fields: FieldReader, week: _Week) -> None:
    at = required_day(fields, "date")
    kind = raw(fields, "exception_type")
    if kind not in {"1", "2"}:
        report(fields, f"exception_type {kind!r} is neither 1 (added) nor 2 (removed)")
    elif at is not None:
        if at in week.exceptions:
            report(fields, f"date {at:%Y%m%d} occurs twice for this service")
        week.exceptions[at] = kind == _ADDED
