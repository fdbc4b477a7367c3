"""Begins to watch where a unit is when it is sent, and anew when the incident has moved."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from backend.dispatch.actions.suggestions import Ending, end
from backend.dispatch.models import FencePresence, StatusSuggestion
from backend.dispatch.models.fences import FenceKind, Trigger
from backend.incidents.models import Incident
from backend.units.models import LatestPosition, Unit
from backend.units.queries.states import is_at_station
from gis.geofences import ENTRY_ACCURACY_MAX_M


def begin_watch(*, unit: Unit, now: datetime) -> None:
    """Forget where the unit was on its last assignment; note whether it stands at its station.

    Only a unit that is known to be there can leave it. The caller holds the unit's lock.
    """
    FencePresence.objects.filter(unit=unit).delete()
    latest = LatestPosition.objects.filter(unit=unit, trusted=True).first()
    if latest is None or (latest.accuracy_m or 0.0) > ENTRY_ACCURACY_MAX_M:
        return
    if is_at_station(unit, latest.point, latest.accuracy_m):
        FencePresence.objects.create(
            unit=unit,
            kind=FenceKind.STATION,
            key=unit.station_id,
            entered_at=latest.fix_time,
            seen_at=latest.fix_time,
        )


@transaction.atomic
def forget_scene(*, incident: Incident, now: datetime) -> None:
    """Forget who was at an incident's former place, and what was suggested because of it."""
    FencePresence.objects.filter(kind=FenceKind.SCENE, key=incident.number).delete()
    suggested = StatusSuggestion.objects.filter(
        assignment__incident=incident, trigger=Trigger.ENTERED_SCENE, ended_at=None
    )
    for suggestion in suggested.select_related("assignment"):
        end(suggestion, Ending.OVERTAKEN, by=None, now=now)
