"""Reads the state of the sea: what was confirmed for today, and what was closed and opened when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Max, QuerySet
from django.utils.translation import get_language

from backend.roads.models import Closure, LaneConfirmation
from gis.crossings import Lane
from gis.ship_notes import confirm_note
from gis.turnout import WIB
from gis.wording import said

SEA_KINDS = (Closure.Kind.LANE, Closure.Kind.ZONE, Closure.Kind.BOATS)


def port_day(now: datetime) -> date:
    """Return the day of a moment in western Indonesian time: confirmations hold for one."""
    return now.astimezone(WIB).date()


def confirmed_on() -> dict[str, date]:
    """Return the latest day for which each lane was confirmed, by its code."""
    found = LaneConfirmation.objects.filter(withdrawn_at=None).order_by()
    return dict(found.values("lane").annotate(latest=Max("day")).values_list("lane", "latest"))


def confirmations_of(now: datetime) -> dict[str, LaneConfirmation]:
    """Return what was confirmed for today by the code of the lane; one query."""
    found = LaneConfirmation.objects.filter(day=port_day(now), withdrawn_at=None)
    return {row.lane: row for row in found.select_related("confirmed_by")}


def confirmation_record(row: LaneConfirmation) -> dict[str, Any]:
    """Return who confirmed a lane, when, and for which day."""
    return {
        "lane": row.lane,
        "day": row.day.isoformat(),
        "at": row.confirmed_at,
        "by": row.confirmed_by.get_username(),
        "note": row.note,
    }


def confirmation_properties(
    lane: Lane, confirmed: Mapping[str, LaneConfirmation], now: datetime
) -> dict[str, Any]:
    """Return what a lane's feature says of today: by whom it was confirmed, or whom to ask."""
    row = confirmed.get(lane.code)
    advice = confirm_note(lane, now)
    language = get_language() or "id"
    return {
        "is_confirmed": advice is None,
        "confirmation": None if row is None else confirmation_record(row),
        "advice": None if advice is None else said(advice, language),
    }


def sea_closures() -> QuerySet[Closure]:
    """Return what was ever closed or slowed at sea, the latest event first."""
    found = Closure.objects.filter(kind__in=SEA_KINDS)
    return found.select_related("created_by", "lifted_by").order_by("-pk")


def history_record(closure: Closure) -> dict[str, Any]:
    """Return a closure as the history shows it: who closed it and when, who opened it again."""
    lifted_by = closure.lifted_by
    return {
        "id": closure.pk,
        "kind": closure.kind,
        "lane": closure.lane or None,
        "factor": closure.factor,
        "from": closure.from_at,
        "until": closure.until_at,
        "reason": closure.reason,
        "source": closure.source,
        "created_at": closure.created_at,
        "created_by": closure.created_by.get_username(),
        "lifted_at": closure.lifted_at,
        "lifted_by": None if lifted_by is None else lifted_by.get_username(),
    }
