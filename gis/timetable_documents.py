"""Timetables as plain JSON values and back, for a database or the inputs of a decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from gis.timetables import Frequent, OnDemand, Scheduled, Service, ServiceDays, Timetable

_KINDS: Mapping[str, type[Service]] = {
    "timetable": Scheduled,
    "frequency": Frequent,
    "on_demand": OnDemand,
}
_KIND_OF = {kind: name for name, kind in _KINDS.items()}


def timetable_document(outward: Timetable | None, homeward: Timetable | None) -> dict[str, Any]:
    """Return the timetables of a lane's two directions as plain values; empty if both are None.

    Service days stand in a list of their own, since many sailings share them.
    """
    timetable = outward or homeward
    if timetable is None:
        return {}
    days: dict[ServiceDays, int] = {}
    sides = {
        side: [_service_document(service, days) for service in told.services]
        for side, told in (("outward", outward), ("homeward", homeward))
        if told is not None
    }
    return {"zone": str(timetable.zone), "days": [_days_document(each) for each in days], **sides}


def timetables_from_document(
    document: Mapping[str, Any],
) -> tuple[Timetable | None, Timetable | None]:
    """Return what :func:`timetable_document` wrote, outward and homeward."""
    if not document:
        return None, None
    zone = ZoneInfo(document["zone"])
    days = [_days(each) for each in document["days"]]
    outward, homeward = (
        Timetable(tuple(_service(each, days) for each in document[side]), zone)
        if side in document
        else None
        for side in ("outward", "homeward")
    )
    return outward, homeward


def _service_document(service: Service, days: dict[ServiceDays, int]) -> dict[str, Any]:
    number = days.setdefault(service.days, len(days))
    values = {name: getattr(service, name) for name in _fields(service) if name != "days"}
    return {"kind": _KIND_OF[type(service)], "days": number, **values}


def _service(document: Mapping[str, Any], days: Sequence[ServiceDays]) -> Service:
    values = {name: value for name, value in document.items() if name != "kind"}
    return _KINDS[document["kind"]](**values | {"days": days[document["days"]]})


def _fields(service: Service) -> Sequence[str]:
    return tuple(service.__dataclass_fields__)


def _days_document(days: ServiceDays) -> dict[str, Any]:
    return {
        "weekdays": sorted(days.weekdays),
        "first": days.first and days.first.isoformat(),
        "last": days.last and days.last.isoformat(),
        "added": [day.isoformat() for day in sorted(days.added)],
        "removed": [day.isoformat() for day in sorted(days.removed)],
    }


def _days(document: Mapping[str, Any]) -> ServiceDays:
    first, last = document["first"], document["last"]
    return ServiceDays(
        weekdays=frozenset(document["weekdays"]),
        first=first and date.fromisoformat(first),
        last=last and date.fromisoformat(last),
        added=frozenset(map(date.fromisoformat, document["added"])),
        removed=frozenset(map(date.fromisoformat, document["removed"])),
    )
