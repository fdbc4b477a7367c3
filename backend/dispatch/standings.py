"""How units stand when a question is asked: since when, and to what they are committed."""

from __future__ import annotations

from collections.abc import Mapping

from backend.dispatch import lifecycle, queries
from backend.dispatch.destinations import incident_place
from backend.dispatch.lifecycle import Step
from backend.dispatch.models import Assignment, RedispatchPolicy
from backend.dispatch.question import Commitment, Duty
from backend.dispatch.redispatch import rule_for
from backend.errors import Conflict
from backend.incidents.models import Incident
from backend.units.models import Unit
from gis.gazetteer import Gazetteer
from gis.routing import Router
from gis.types import Place


def duties_of() -> Mapping[str, Duty]:
    """Return the status of every unit that is not simply available; one query."""
    rows = Unit.objects.exclude(status="available").order_by("code")
    return {
        code: Duty(since, reason)
        for code, since, reason in rows.values_list("code", "status_since", "status_reason")
    }


def commitments_of(
    priority: int | None, roads: Router, gazetteer: Gazetteer
) -> tuple[Commitment, ...]:
    """Return what every committed unit is on; three queries for any number.

    Parameters
    ----------
    priority
        Of the incident that is asked for: only for lower ones the place is worked out, since only
        they could lose their unit. None where nobody is called off.
    """
    policies = list(RedispatchPolicy.objects.all())
    found = queries.active_assignments()
    places: dict[int, Place | None] = {}
    commitments: list[Commitment] = []
    for one in found:
        incident = one.incident
        is_lower = priority is not None and incident.priority > priority
        if is_lower and incident.pk not in places:
            places[incident.pk] = _place_of(incident, roads, gazetteer)
        commitments.append(_commitment(one, policies, places.get(incident.pk)))
    return tuple(commitments)


def _commitment(
    one: Assignment, policies: list[RedispatchPolicy], place: Place | None
) -> Commitment:
    held = queries.held_steps(one.steps.all())
    incident = one.incident
    return Commitment(
        unit=one.unit.code,
        assignment=one.pk,
        incident=incident.number,
        category=incident.category,
        priority=incident.priority,
        status=one.status,
        since=held[-1].at if held else one.created_at,
        may_divert=bool(held) and lifecycle.step_to(held, "diverted") == Step.FORWARD,
        rule=str(rule_for(policies, incident.category, incident.priority)),
        place=place,
    )


def _place_of(incident: Incident, roads: Router, gazetteer: Gazetteer) -> Place | None:
    try:
        return incident_place(incident, roads, gazetteer)
    except Conflict:
        return None
