"""Reads what each unit has to do at the moment: its assignment's place, or its own status."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from backend.dispatch.models import ACTIVE_STATUSES, Assignment
from backend.places.models import Facility, Port, Settlement
from backend.units.models import Status, Unit
from gis.types import LonLat, UnitKind, VehicleProfile

STANDING = frozenset(
    {Status.STAGING, Status.ON_SCENE, Status.AT_PATIENT, Status.AT_HOSPITAL, Status.DELAYED}
)
PROFILES = {
    UnitKind.FIRE_TRUCK: VehicleProfile.FIRE_TRUCK,
    UnitKind.RESCUE: VehicleProfile.CAR,
    UnitKind.POLICE: VehicleProfile.CAR,
    UnitKind.MOTORCYCLE: VehicleProfile.MOTORCYCLE,
    UnitKind.BOAT: VehicleProfile.BOAT,
    UnitKind.SEA_AMBULANCE: VehicleProfile.BOAT,
}
"""An ambulance otherwise."""


class Task(StrEnum):
    """What a unit's crew is doing."""

    ROUNDS = "rounds"
    GO_HOME = "go_home"
    TO_SCENE = "to_scene"
    TO_HOSPITAL = "to_hospital"
    STAND = "stand"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Order:
    """A task; ``key`` differs whenever the crew has to think again where to drive."""

    task: Task
    destination: LonLat | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class CrewedUnit:
    """What the fleet needs to know of a unit."""

    code: str
    profile: VehicleProfile
    home: LonLat
    last_seen: LonLat
    """Where its marker stands, else home; a fleet that starts again goes on from there."""
    order: Order


def crewed_units() -> list[CrewedUnit]:
    """Return every unit with its order of the moment; two queries."""
    active = {
        assignment.unit_id: assignment
        for assignment in Assignment.objects.filter(status__in=ACTIVE_STATUSES).select_related(
            "incident"
        )
    }
    units = Unit.objects.select_related("station", "latest_position")
    return [_crewed_unit(unit, active.get(unit.pk)) for unit in units]


def stops_on_land() -> list[LonLat]:
    """Return where land units may drive on their rounds: settlements and health facilities."""
    return _points(Settlement) + _points(Facility)


def ports() -> list[LonLat]:
    """Return where boats may sail on their rounds."""
    return _points(Port)


def hospitals() -> list[LonLat]:
    """Return where patients are brought."""
    return _points(Facility, kind="hospital")


def open_assignments(number: str) -> list[int]:
    """Return the ids of an incident's assignments that have not ended."""
    rows = Assignment.objects.filter(incident__number=number, ended_at=None)
    return list(rows.values_list("pk", flat=True))


def _points(
    model: type[Settlement] | type[Facility] | type[Port], **conditions: str
) -> list[LonLat]:
    rows = model.objects.filter(**conditions).order_by("pk")
    return [LonLat(point.x, point.y) for point in rows.values_list("point", flat=True)]


def _crewed_unit(unit: Unit, assignment: Assignment | None) -> CrewedUnit:
    home = LonLat(unit.station.point.x, unit.station.point.y)
    latest = getattr(unit, "latest_position", None)
    return CrewedUnit(
        code=unit.code,
        profile=PROFILES.get(UnitKind(unit.kind), VehicleProfile.AMBULANCE),
        home=home,
        last_seen=latest.point if latest else home,
        order=_order(unit, assignment),
    )


def _order(unit: Unit, assignment: Assignment | None) -> Order:
    if assignment is not None:
        return _assigned_order(assignment)
    if unit.status == Status.AVAILABLE:
        return Order(Task.ROUNDS)
    if unit.status == Status.RETURNING:
        return Order(Task.GO_HOME, key=str(unit.status_since))
    if unit.status == Status.OFF_DUTY:
        return Order(Task.SILENT)
    return Order(Task.STAND)


def _assigned_order(assignment: Assignment) -> Order:
    key = str(assignment.pk)
    if assignment.status in STANDING:
        return Order(Task.STAND, key=key)
    if assignment.status == Status.TRANSPORTING:
        return Order(Task.TO_HOSPITAL, key=key)
    point = assignment.incident.point
    if point is None:
        return Order(Task.STAND, key=key)
    destination = LonLat(point.x, point.y)
    return Order(Task.TO_SCENE, destination, f"{key} {destination.lon} {destination.lat}")
