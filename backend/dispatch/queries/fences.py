"""Reads the fences that units on an assignment are compared with."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from backend.changes.epoch_cache import EpochCache
from backend.dispatch.models import (
    Assignment,
    AssignmentStatus,
    AssignmentStep,
    FencePolicy,
    FencePresence,
)
from backend.dispatch.models.fences import FenceKind, Trigger
from backend.places.models import Facility
from gis.geofences import Fence
from gis.types import LonLat

DEGREE_OF_LATITUDE_M = 110_000.0
"""A little less than any degree of latitude: what lies further apart by it is surely outside."""

FenceKey = tuple[str, str]
"""Kind and key of a fence."""


@dataclass(frozen=True, slots=True)
class NamedFence:
    """A fence, what crossing it means, and the name of its place."""

    kind: FenceKind
    key: str
    trigger: Trigger
    place: str
    circle: Fence


def watched_assignments(unit_ids: Collection[int]) -> list[Assignment]:
    """Return the active assignments of units, one a unit at most.

    One plain query where there are none, which is how nearly every fix ends.
    """
    is_queued = Q(status=AssignmentStatus.QUEUED)
    found = Assignment.objects.filter(~is_queued, unit_id__in=unit_ids, ended_at=None)
    keys = list(found.order_by().values_list("pk", flat=True))
    if not keys:
        return []
    return list(found.filter(pk__in=keys).select_related("incident", "unit__station"))


def sending_times(assignments: Collection[Assignment]) -> dict[int, datetime]:
    """Return when each assignment was sent, by its id; one query."""
    sendings = AssignmentStep.objects.filter(
        assignment__in=assignments, status=AssignmentStatus.DISPATCHED
    )
    return dict(sendings.order_by("-pk").values_list("assignment_id", "recorded_at"))


def policies() -> dict[str, FencePolicy]:
    """Return the policy of each trigger; one query."""
    return {policy.trigger: policy for policy in FencePolicy.objects.all()}


def presences(unit_ids: Collection[int]) -> dict[int, dict[FenceKey, FencePresence]]:
    """Return where units are known to be inside, by unit and fence; one query."""
    found: dict[int, dict[FenceKey, FencePresence]] = {}
    for row in FencePresence.objects.filter(unit_id__in=unit_ids):
        found.setdefault(row.unit_id, {})[row.kind, row.key] = row
    return found


def fences_of(
    assignment: Assignment,
    policy_of: Mapping[str, FencePolicy],
    facilities: Collection[tuple[str, str, LonLat]],
) -> Iterator[NamedFence]:
    """Return the fences of an assignment: the unit's station, the incident's place, facilities.

    The incident's circle is as uncertain as its place. A trigger without a policy has no fences.
    """
    if policy := policy_of.get(Trigger.LEFT_STATION):
        home = assignment.unit.station
        centre = LonLat(home.point.x, home.point.y)
        yield NamedFence(
            FenceKind.STATION, home.pk, Trigger.LEFT_STATION, home.name, _circle(centre, policy)
        )
    incident = assignment.incident
    if incident.point is not None and (policy := policy_of.get(Trigger.ENTERED_SCENE)):
        centre = LonLat(incident.point.x, incident.point.y)
        yield NamedFence(
            FenceKind.SCENE,
            incident.number,
            Trigger.ENTERED_SCENE,
            incident.place_label,
            _circle(centre, policy, incident.radius_m or 0.0),
        )
    if policy := policy_of.get(Trigger.ENTERED_FACILITY):
        for code, name, centre in facilities:
            yield NamedFence(
                FenceKind.FACILITY,
                code,
                Trigger.ENTERED_FACILITY,
                name,
                _circle(centre, policy),
            )


def is_surely_outside(fence: Fence, point: LonLat) -> bool:
    """Tell by latitude alone that a point is outside: cheap, and true of nearly every facility."""
    north_m = math.fabs(point.lat - fence.centre.lat) * DEGREE_OF_LATITUDE_M
    return north_m > fence.radius_m


def facilities() -> list[tuple[str, str, LonLat]]:
    """Return code, name and place of each health facility; one query once they are known."""
    return _facilities.get()


def _circle(centre: LonLat, policy: FencePolicy, more_m: float = 0.0) -> Fence:
    return Fence(centre, policy.radius_m + more_m, policy.margin_m, policy.dwell_s)


def _build_facilities() -> list[tuple[str, str, LonLat]]:
    rows = Facility.objects.values_list("code", "name", "point")
    return [(code, name, LonLat(point.x, point.y)) for code, name, point in rows]


_facilities = EpochCache(_build_facilities, "places")
