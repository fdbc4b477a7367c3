"""What a unit has to do follows from its assignment, else from its own status."""

from datetime import datetime

import pytest
from django.contrib.gis.geos import Point

from backend.accounts.models import User
from backend.dispatch.models import Assignment, AssignmentStatus
from backend.incidents.models import Incident
from backend.live.demo.orders import Task, crewed_units, open_assignments
from backend.units.models import LatestPosition, Station, Status, Unit
from gis.types import LonLat, VehicleProfile


@pytest.fixture
def ambulance(db: None, now: datetime) -> Unit:
    station = Station.objects.create(
        code="pos-uji",
        name="Pos Uji",
        kind="puskesmas",
        kecamatan_code="35.29.01",
        confidence="A",
        confirmed=True,
        point=Point(113.86, -7.01, srid=4326),
    )
    return Unit.objects.create(
        code="amb-91",
        name="Ambulans Uji",
        kind="ambulance",
        station=station,
        status=Status.AVAILABLE,
        status_since=now,
    )


@pytest.fixture
def assign(ambulance: Unit, dispatcher: User, now: datetime):
    def make(status: AssignmentStatus, point: Point | None = None) -> Assignment:
        incident = Incident.objects.create(
            number="SMP-20261125-9001",
            category="medical",
            priority=2,
            point=point,
            radius_m=None if point is None else 10.0,
            created_at=now,
            created_by=dispatcher,
            updated_at=now,
        )
        return Assignment.objects.create(
            incident=incident,
            unit=ambulance,
            status=status,
            created_at=now,
            created_by=dispatcher,
        )

    return make


SCENE = Point(113.90, -7.03, srid=4326)


@pytest.mark.parametrize(
    ("status", "task"),
    [
        (Status.AVAILABLE, Task.ROUNDS),
        (Status.RETURNING, Task.GO_HOME),
        (Status.OUT_OF_SERVICE, Task.STAND),
        (Status.DELAYED, Task.STAND),
        (Status.OFF_DUTY, Task.SILENT),
    ],
)
def test_a_free_unit_follows_its_status(ambulance: Unit, status: Status, task: Task) -> None:
    Unit.objects.update(status=status)

    assert crewed_units()[0].order.task is task


def test_an_assigned_unit_drives_to_the_place_of_its_incident(assign) -> None:
    assign(AssignmentStatus.DISPATCHED, SCENE)

    order = crewed_units()[0].order

    assert order.task is Task.TO_SCENE
    assert order.destination == LonLat(113.90, -7.03)


def test_pressing_a_step_on_the_way_does_not_change_the_order(assign) -> None:
    assignment = assign(AssignmentStatus.DISPATCHED, SCENE)
    before = crewed_units()[0].order

    Assignment.objects.filter(pk=assignment.pk).update(status=AssignmentStatus.EN_ROUTE)

    assert crewed_units()[0].order == before


@pytest.mark.parametrize(
    ("status", "task"),
    [
        (AssignmentStatus.ON_SCENE, Task.STAND),
        (AssignmentStatus.AT_PATIENT, Task.STAND),
        (AssignmentStatus.TRANSPORTING, Task.TO_HOSPITAL),
        (AssignmentStatus.AT_HOSPITAL, Task.STAND),
    ],
)
def test_a_unit_at_work_follows_its_assignment(
    assign, status: AssignmentStatus, task: Task
) -> None:
    assign(status, SCENE)

    assert crewed_units()[0].order.task is task


def test_a_unit_sent_to_an_unknown_place_waits_for_it(assign) -> None:
    assign(AssignmentStatus.DISPATCHED)

    assert crewed_units()[0].order.task is Task.STAND


def test_a_fleet_that_starts_again_goes_on_from_the_last_marker(
    ambulance: Unit, now: datetime
) -> None:
    LatestPosition.objects.create(
        unit=ambulance,
        fix_time=now,
        received_at=now,
        lon_e6=113_880_000,
        lat_e6=-7_020_000,
        source="osmand",
    )

    assert crewed_units()[0].last_seen == LonLat(113.88, -7.02)


def test_a_unit_without_a_fix_starts_at_its_station(ambulance: Unit) -> None:
    crewed = crewed_units()[0]

    assert crewed.last_seen == crewed.home == LonLat(113.86, -7.01)
    assert crewed.profile is VehicleProfile.AMBULANCE


def test_only_assignments_that_have_not_ended_are_open(assign, now: datetime) -> None:
    assignment = assign(AssignmentStatus.DISPATCHED, SCENE)
    before = open_assignments("SMP-20261125-9001")

    Assignment.objects.update(status=AssignmentStatus.CLEARED, ended_at=now)

    assert before == [assignment.pk]
    assert open_assignments("SMP-20261125-9001") == []
