"""Writes decisions and sends units: an assignment commits its unit, rings its crew, is logged."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.dispatch.actions.announcing import announce
from backend.dispatch.actions.notices import ring
from backend.dispatch.actions.watching import begin_watch
from backend.dispatch.code_version import code_version
from backend.dispatch.models import (
    Assignment,
    AssignmentStatus,
    AssignmentStep,
    CrewNotice,
    Decision,
    RoutingSnapshot,
)
from backend.dispatch.refusals import Failure, not_assigned, unit_failures, unknown_units
from backend.dispatch.snapshots import RouterContents
from backend.errors import Conflict
from backend.incidents.actions import append_event
from backend.incidents.models import Incident
from backend.incidents.queries import unknown_incident
from backend.units.actions import commit_unit, lock_units
from backend.units.models import AVAILABLE_STATUSES, Status, Unit

logger = logging.getLogger(__name__)


@transaction.atomic
def record_decision(
    *,
    incident: Incident,
    network_id: int | None,
    inputs: dict[str, Any],
    answer: dict[str, Any],
    contents: RouterContents,
    by: User | None,
    now: datetime,
) -> Decision:
    """Keep a recommendation as it was shown, with all it was made from, so that it can be replayed.

    What a router was made of is kept once for all decisions that rest on the same.
    """
    _keep(contents, now)
    return Decision.objects.create(
        incident=incident,
        network_id=network_id,
        inputs=inputs,
        answer=answer,
        code_version=code_version(),
        sea_id=contents.sea.checksum,
        land_id=contents.land.checksum,
        closures_id=contents.closures.checksum,
        by=by,
        computed_at=now,
    )


def _keep(contents: RouterContents, now: datetime) -> None:
    wanted = {content.checksum: content for content in contents.each()}
    known = RoutingSnapshot.objects.filter(pk__in=wanted).values_list("pk", flat=True)
    missing = wanted.keys() - set(known)
    if missing:
        rows = [
            RoutingSnapshot(
                checksum=key, kind=wanted[key].kind, content=wanted[key].packed, kept_at=now
            )
            for key in sorted(missing)
        ]
        RoutingSnapshot.objects.bulk_create(rows, ignore_conflicts=True)


def lock_for_assignment(*, number: str, codes: Iterable[str]) -> Incident:
    """Lock an incident and then units, always in this order, until the transaction ends.

    Raises
    ------
    NotFound
        If there is no such incident.
    """
    incident = Incident.objects.select_for_update(no_key=True).filter(number=number).first()
    if incident is None:
        raise unknown_incident(number)
    lock_units(codes)
    return incident


def assign_units(
    *,
    number: str,
    codes: Sequence[str],
    by: User,
    now: datetime,
    decision: Decision | None = None,
    queue: bool = False,
) -> list[Assignment]:
    """Send units to an incident: all of them or none.

    ``queue`` lets a unit that is committed elsewhere wait in line for this incident.

    Raises
    ------
    NotFound
        If there is no such incident.
    BadInput
        If a unit does not exist.
    Conflict
        With one failure for each unit that cannot go: committed (to which incident, by whom),
        already assigned here, off duty; or if the incident is closed.
    """
    try:
        return _assign(number, list(dict.fromkeys(codes)), by, now, decision, queue)
    except IntegrityError as error:  # the constraint saw what the check could not
        incident = Incident.objects.get(number=number)
        units = {unit.code: unit for unit in Unit.objects.filter(code__in=codes)}
        failures = unit_failures(units, incident, queue=queue)
        raise not_assigned(failures or [Failure(codes[0], "committed", str(error))]) from error


@transaction.atomic
def _assign(
    number: str,
    codes: list[str],
    by: User,
    now: datetime,
    decision: Decision | None,
    queue: bool,
) -> list[Assignment]:
    incident = lock_for_assignment(number=number, codes=codes)
    if incident.state == Incident.State.CLOSED:
        raise Conflict(
            _("Kejadian %(number)s sudah selesai. Buka kembali sebelum menugaskan unit.")
            % {"number": number},
            code="incident_closed",
            errors={"number": [_("sudah selesai")]},
        )
    units = lock_units(codes)
    if missing := [code for code in codes if code not in units]:
        raise unknown_units(missing)
    if failures := unit_failures(units, incident, queue=queue):
        raise not_assigned(failures)
    made = [_create(incident, units[code], by, now, decision) for code in codes]
    for assignment in made:
        append_event(
            incident=incident,
            kind="unit_assigned",
            payload={
                "assignment": assignment.pk,
                "unit": assignment.unit.code,
                "status": assignment.status,
                "decision": decision.pk if decision else None,
            },
            by=by,
            now=now,
        )
    sent = [one for one in made if one.status == AssignmentStatus.DISPATCHED]
    ring(assignments=sent, kind=CrewNotice.Kind.NEW, by=by, now=now)
    announce(made, now)
    return made


def _create(
    incident: Incident, unit: Unit, by: User, now: datetime, decision: Decision | None
) -> Assignment:
    is_free = unit.status in AVAILABLE_STATUSES
    status = AssignmentStatus.DISPATCHED if is_free else AssignmentStatus.QUEUED
    assignment = Assignment.objects.create(
        incident=incident,
        unit=unit,
        decision=decision,
        status=status,
        created_at=now,
        created_by=by,
    )
    AssignmentStep.objects.create(
        assignment=assignment, status=status, at=now, recorded_at=now, by=by
    )
    if is_free:
        commit_unit(unit=unit, status=Status.DISPATCHED, by=by, now=now)
        begin_watch(unit=unit, now=now)
    logger.info("assignment %s is %s by %s", assignment.pk, status, by.pk)
    return assignment
