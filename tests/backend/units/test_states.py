"""Units as the ranking sees them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from pytest_django import DjangoAssertNumQueries

from backend.places.models import Port
from backend.units.actions import free_unit
from backend.units.models import Device, LatestPosition, Station, Status, Unit
from backend.units.queries import unit_states
from gis.types import Aboard, LonLat, UnitKind, UnitState, VehicleProfile
from tests.backend.units.conftest import KALIANGET, NOW, TOWN, new_device


def placed(unit: Unit, place: tuple[float, float], age_s: float = 10, **values: Any) -> None:
    at = NOW - timedelta(seconds=age_s)
    LatestPosition.objects.create(
        unit=unit,
        fix_time=at,
        received_at=at,
        lon_e6=round(place[0] * 1e6),
        lat_e6=round(place[1] * 1e6),
        source="osmand",
        **values,
    )


class Ferry:
    """Stands for a router that finds every vehicle at sea aboard one ferry."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []

    def aboard_at(self, *asked: Any) -> Aboard:
        self.asked.append(asked)
        return Aboard("kalianget-sapudi", "port-sapudi")


def state(code: str = "amb-01") -> UnitState:
    return next(found for found in unit_states(NOW) if found.code == code)


def test_unit_without_a_fix_is_assumed_at_its_station_and_has_to_turn_out(amb: Unit) -> None:
    found = state()

    assert (found.position_state, found.point, found.at_station) == ("assumed", LonLat(*TOWN), True)


def test_busy_unit_without_a_fix_is_nowhere(make_unit: Callable[..., Unit]) -> None:
    make_unit("amb-01", status=Status.EN_ROUTE)

    found = state()

    assert (found.position_state, found.point, found.at_station) == ("none", None, False)


def test_mock_location_is_never_used(amb: Unit) -> None:
    placed(amb, KALIANGET, trusted=False)

    assert (state().position_state, state().point) == ("assumed", LonLat(*TOWN))


@pytest.mark.parametrize(
    ("age_s", "expected"), [(60, "live"), (300, "ageing"), (1800, "stale"), (1801, "lost")]
)
def test_state_of_the_position_follows_its_age(amb: Unit, age_s: float, expected: str) -> None:
    placed(amb, TOWN, age_s)

    assert state().position_state == expected


def test_interval_of_the_device_that_holds_the_marker_counts(amb: Unit) -> None:
    device: Device = new_device(amb, "hp", interval_s=300)
    placed(amb, TOWN, 600, device=device)

    assert state().position_state == "live"


@pytest.mark.parametrize(
    ("lat", "accuracy_m", "at_station"),
    [
        # 0.001 deg of latitude is 110.6 m here, 0.002 deg 221 m.
        (-7.0177, None, True),
        (-7.0187, None, False),
        (-7.0187, 100.0, True),
    ],
)
def test_unit_is_at_its_station_within_150_m_and_its_accuracy(
    amb: Unit, lat: float, accuracy_m: float | None, at_station: bool
) -> None:
    placed(amb, (TOWN[0], lat), accuracy_m=accuracy_m)

    assert state().at_station is at_station


@pytest.mark.parametrize(
    ("kind", "profile"),
    [
        (UnitKind.AMBULANCE, VehicleProfile.AMBULANCE),
        (UnitKind.FIRE_TRUCK, VehicleProfile.FIRE_TRUCK),
        (UnitKind.RESCUE, VehicleProfile.FIRE_TRUCK),
        (UnitKind.POLICE, VehicleProfile.CAR),
        (UnitKind.MOTORCYCLE, VehicleProfile.MOTORCYCLE),
        (UnitKind.BOAT, VehicleProfile.BOAT),
        (UnitKind.SEA_AMBULANCE, VehicleProfile.BOAT),
    ],
)
def test_every_kind_has_its_profile(
    make_unit: Callable[..., Unit], kind: UnitKind, profile: VehicleProfile
) -> None:
    make_unit("x-01", kind=kind.value)

    assert state("x-01").profile is profile


def port(place: tuple[float, float]) -> None:
    Port.objects.create(code="kalianget", name="Kalianget", confidence="A", point=Point(*place))


def test_boat_near_a_port_lies_there(make_unit: Callable[..., Unit]) -> None:
    port(KALIANGET)
    placed(make_unit("boat-01", kind="sea_ambulance"), (KALIANGET[0], KALIANGET[1] + 0.003))

    assert state("boat-01").at_port == "kalianget"


def test_boat_at_sea_lies_at_no_port(make_unit: Callable[..., Unit]) -> None:
    port(KALIANGET)
    placed(make_unit("boat-01", kind="boat"), (114.33, -7.2))

    assert state("boat-01").at_port is None


def test_land_unit_lies_at_no_port(amb: Unit) -> None:
    port(TOWN)

    assert state().at_port is None


def test_rest_begins_when_the_assignment_ends(make_unit: Callable[..., Unit]) -> None:
    unit = make_unit("amb-01", status=Status.AT_HOSPITAL)

    free_unit(unit=unit, by=None, now=NOW - timedelta(minutes=10))

    assert (state().status, state().resting_s) == ("returning", 600)


def test_unconfirmed_station_is_said_to_be_so(amb: Unit) -> None:
    Station.objects.update(confirmed=False)

    assert state().station_confirmed is False


def test_many_units_cost_three_queries(
    make_unit: Callable[..., Unit], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        new_device(make_unit(f"amb-{number:02d}"), f"hp-{number}")

    with django_assert_num_queries(3):
        found = unit_states(NOW)

    assert len(found) == 20


def test_a_vehicle_at_sea_is_aboard_the_ferry_that_the_roads_know_of(amb: Unit) -> None:
    placed(amb, KALIANGET, heading_deg=90.0, speed_mps=5.0)
    ferry: Any = Ferry()

    (found,) = unit_states(NOW, roads=ferry)

    assert found.aboard == Aboard("kalianget-sapudi", "port-sapudi")
    assert ferry.asked == [(LonLat(*KALIANGET), VehicleProfile.AMBULANCE, 90.0, 1_000.0)]


def test_the_heading_of_a_vehicle_that_drifts_says_nothing(amb: Unit) -> None:
    placed(amb, KALIANGET, heading_deg=90.0, speed_mps=0.4)
    ferry: Any = Ferry()

    unit_states(NOW, roads=ferry)

    assert ferry.asked[0][2] is None


def test_a_crew_that_says_it_is_at_sea_is_believed_up_to_the_shore(
    make_unit: Callable[..., Unit],
) -> None:
    placed(make_unit("amb-01", status=Status.AT_SEA), KALIANGET)
    ferry: Any = Ferry()

    unit_states(NOW, roads=ferry)

    assert ferry.asked[0][3] == 50.0


def test_a_boat_is_aboard_no_ferry(make_unit: Callable[..., Unit]) -> None:
    placed(make_unit("sea-01", kind="sea_ambulance"), KALIANGET)
    ferry: Any = Ferry()

    (found,) = unit_states(NOW, roads=ferry)

    assert (found.aboard, ferry.asked) == (None, [])


@pytest.mark.parametrize(
    ("status", "expected"), [(Status.AWAITING_BOAT, "kalianget"), (Status.AVAILABLE, None)]
)
def test_a_vehicle_that_waits_for_a_ship_stands_in_line_at_its_port(
    make_unit: Callable[..., Unit], status: Status, expected: str | None
) -> None:
    Port.objects.create(code="kalianget", name="Kalianget", point=Point(*KALIANGET, srid=4326))
    placed(make_unit("amb-01", status=status), KALIANGET)

    assert state().waiting_at == expected
