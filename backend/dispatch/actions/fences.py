"""Follows units on an assignment over fences, and suggests or commits what that means.

What a unit without an assignment does costs one query for all of them. For the others the number
of statements does not grow with the number of positions or units, but for the steps that a policy
commits. Locks are taken in the order of every step: assignments, units, presences, the log.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from backend.dispatch import lifecycle, queries
from backend.dispatch.actions.steps import set_assignment_status
from backend.dispatch.actions.suggestions import Proposal, suggest
from backend.dispatch.lifecycle import Reached, Step
from backend.dispatch.models import Assignment, FencePolicy, FencePresence
from backend.dispatch.models.fences import FenceKind, Trigger
from backend.dispatch.queries.fences import (
    NamedFence,
    facilities,
    fences_of,
    is_surely_outside,
    policies,
    presences,
    sending_times,
    watched_assignments,
)
from backend.units.actions import lock_units
from backend.units.actions.radio import RADIO
from backend.units.models import Position
from gis.geofences import Crossing, FencedFix, Presence, observe
from gis.types import LonLat

logger = logging.getLogger(__name__)

FIX_AGE_MAX_S = 300.0
"""An older fix tells where the unit was: it fires nothing, although it may lead the marker. It is
the age up to which a unit is recommended without a call."""
SENT_SLACK = timedelta(seconds=30)
"""How long before its sending a fix still speaks for an assignment: clocks differ, and a dispatcher
may write down what was already said by radio. An older one tells of what the unit did before."""
COMMIT_RADIUS_MAX_M = 500.0
"""Where an incident's place is less certain than this, arriving there is only suggested."""
REASON = "geofence"
STATUS_OF = {
    Trigger.LEFT_STATION: "en_route",
    Trigger.ENTERED_SCENE: "on_scene",
    Trigger.ENTERED_FACILITY: "at_hospital",
}
_CROSSING_OF = {
    Trigger.LEFT_STATION: Crossing.LEFT,
    Trigger.ENTERED_SCENE: Crossing.ENTERED,
    Trigger.ENTERED_FACILITY: Crossing.ENTERED,
}


@dataclass(frozen=True, slots=True)
class _Crossed:
    """A unit on an assignment crossed a fence in the way that means something."""

    assignment: Assignment
    fence: NamedFence
    at: datetime


@dataclass(slots=True)
class _Kept:
    """What is to be written about where units are."""

    inside: list[FencePresence]
    left: list[int]


def follow_units(*, positions: Sequence[Position], now: datetime) -> None:
    """Compare positions that lead their units' markers with the fences of their assignments.

    Late, untrusted and old ones say nothing about now and are passed over. What somebody told by
    radio is suggested only, whatever the policy.
    """
    fixes: dict[int, list[FencedFix]] = {}
    for position in sorted(positions, key=lambda one: one.fix_time):
        if _is_of_now(position, now):
            point = LonLat(position.lon_e6 / 1e6, position.lat_e6 / 1e6)
            fix = FencedFix(point, position.fix_time, position.accuracy_m)
            fixes.setdefault(position.unit_id, []).append(fix)
    assignments = watched_assignments(fixes) if fixes else []
    if assignments:
        told = {position.unit_id for position in positions if position.source == RADIO}
        _follow(assignments, fixes, told, now)


@transaction.atomic
def _follow(
    assignments: Sequence[Assignment],
    fixes: Mapping[int, Sequence[FencedFix]],
    told: Collection[int],
    now: datetime,
) -> None:
    policy_of, places = policies(), facilities()
    sent_at = sending_times(assignments)
    known = presences([assignment.unit_id for assignment in assignments])
    kept, crossed = _Kept([], []), []
    for assignment in assignments:
        rows = known.get(assignment.unit_id, {})
        for fence in fences_of(assignment, policy_of, places):
            row = rows.get((fence.kind, fence.key))
            since = sent_at.get(assignment.pk, assignment.created_at)
            is_only_told = assignment.unit_id in told and policy_of[fence.trigger].commits
            notes = _Kept([], []) if is_only_told else kept  # the fix there is to commit it
            at = _compare(assignment, fence, row, fixes[assignment.unit_id], since, notes)
            if at is not None:
                crossed.append(_Crossed(assignment, fence, at))
    steps = _locked_steps(crossed)
    measured = [one for one in crossed if one.assignment.unit_id not in told]
    commits = [one for one in measured if _commits(one, policy_of)]
    lock_units({one.assignment.unit.code for one in commits if one.assignment.pk in steps})
    _keep(kept)
    _act(crossed, commits, steps, now)


def _compare(
    assignment: Assignment,
    fence: NamedFence,
    row: FencePresence | None,
    fixes: Sequence[FencedFix],
    sent_at: datetime,
    kept: _Kept,
) -> datetime | None:
    """Return when the unit crossed the fence in the way that counts, and note what to write."""
    before = None if row is None else Presence(row.entered_at, row.seen_at, row.outside_since)
    presence, at = before, None
    for fix in fixes:
        is_before = fix.time < sent_at - SENT_SLACK
        if is_before and fence.kind != FenceKind.STATION:  # who may leave it is known from before
            continue
        if presence is None and is_surely_outside(fence.circle, fix.point):
            continue
        seen = observe(presence, fence.circle, fix)
        presence = seen.presence
        if seen.crossing == _CROSSING_OF[fence.trigger] and not is_before:
            at = seen.at
    if presence is None:
        kept.left += [row.pk] if row is not None else []
    elif before is None or presence.outside_since != before.outside_since:
        kept.inside.append(
            FencePresence(
                unit_id=assignment.unit_id,
                kind=fence.kind,
                key=fence.key,
                entered_at=presence.entered_at,
                seen_at=presence.seen_at,
                outside_since=presence.outside_since,
            )
        )
    return at


def _locked_steps(crossed: Iterable[_Crossed]) -> dict[int, list[Reached]]:
    """Lock the assignments that are concerned; return the steps that hold of those not ended."""
    keys = {one.assignment.pk for one in crossed}
    if not keys:
        return {}
    locked = Assignment.objects.select_for_update(no_key=True).filter(pk__in=keys, ended_at=None)
    found = locked.order_by("pk").prefetch_related("steps")
    return {one.pk: queries.held_steps(one.steps.all()) for one in found}


def _commits(crossed: _Crossed, policy_of: Mapping[str, FencePolicy]) -> bool:
    """Tell whether the policy takes the step; never where the incident's place is too vague."""
    if not policy_of[crossed.fence.trigger].commits:
        return False
    is_vague = (crossed.assignment.incident.radius_m or 0.0) > COMMIT_RADIUS_MAX_M
    return not (crossed.fence.kind == FenceKind.SCENE and is_vague)


def _keep(kept: _Kept) -> None:
    if kept.left:
        FencePresence.objects.filter(pk__in=kept.left).delete()
    if kept.inside:
        FencePresence.objects.bulk_create(
            kept.inside,
            update_conflicts=True,
            unique_fields=["unit", "kind", "key"],
            update_fields=["entered_at", "seen_at", "outside_since"],
        )


def _act(
    crossed: Iterable[_Crossed],
    commits: Sequence[_Crossed],
    steps: Mapping[int, list[Reached]],
    now: datetime,
) -> None:
    """Suggest what is a step ahead from where each assignment stands, or take it by policy."""
    proposals: dict[int, Proposal] = {}
    for one in sorted(crossed, key=lambda one: one.at):
        key, status = one.assignment.pk, STATUS_OF[one.fence.trigger]
        if key not in steps or not _is_ahead(steps[key], status):
            continue
        if one not in commits:
            if key in proposals and lifecycle.is_further(proposals[key].status, status):
                continue
            proposals[key] = Proposal(
                one.assignment, status, one.fence.trigger, one.fence.place, one.at
            )
            continue
        taken = set_assignment_status(
            assignment_id=key, status=status, by=None, now=now, pressed_at=one.at, reason=REASON
        )
        steps = {**steps, key: queries.held_steps(taken.steps.all())}
        logger.info("assignment %s is %s by its place", key, status)
    suggest(
        proposals=[one for key, one in proposals.items() if _is_ahead(steps[key], one.status)],
        now=now,
    )


def _is_ahead(held: Sequence[Reached], status: str) -> bool:
    """Tell whether a status is a step ahead; at a facility arrives only who carries a patient."""
    carries = any(step.status == "transporting" for step in held)
    is_due = carries if status == "at_hospital" else held[-1].status != lifecycle.QUEUED
    return is_due and lifecycle.step_to(held, status) == Step.FORWARD


def _is_of_now(position: Position, now: datetime) -> bool:
    age_s = (now - position.fix_time).total_seconds()
    is_leading = position.verdict == Position.Verdict.LIVE
    return position.trusted and is_leading and age_s <= FIX_AGE_MAX_S
