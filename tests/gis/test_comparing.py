"""Whom a unit is compared with, and how soon busy ones would arrive."""

import pytest

from gis.types import UnitKind, VehicleProfile
from tests.gis.archipelago import archipelago
from tests.gis.test_response import ONE, ROAD, ranked


def test_each_is_compared_with_the_next_of_its_kind_and_else_with_the_next() -> None:
    world = archipelago(ROAD, **ONE)
    police = {"kind": UnitKind.POLICE, "profile": VehicleProfile.CAR}
    units = [
        world.unit("amb-01", "b"),
        world.unit("pol-01", "c", **police),
        world.unit("amb-02", "d"),
        world.unit("pol-02", "e", **police),
    ]

    ranking = ranked(world, "a", units)

    by_code = {option.unit.code: option for option in ranking.recommended}
    compared = {code: option.next_unit for code, option in by_code.items()}
    assert compared == {"amb-01": "amb-02", "pol-01": "pol-02", "amb-02": "pol-02", "pol-02": None}
    assert by_code["amb-01"].ahead_s == pytest.approx(
        by_code["amb-02"].journey.duration_s - by_code["amb-01"].journey.duration_s
    )


def test_a_busy_unit_tells_how_soon_it_would_arrive() -> None:
    world = archipelago(ROAD, **ONE)
    units = [world.unit("amb-01", "b", status="en_route"), world.unit("amb-02", "b")]

    ranking = ranked(world, "a", units)

    (busy,), (free,) = ranking.refused, ranking.recommended
    assert busy.duration_s == pytest.approx(free.journey.duration_s)


def test_a_busy_unit_without_a_trusted_position_tells_nothing() -> None:
    world = archipelago(ROAD, **ONE)

    ranking = ranked(
        world, "a", [world.unit("amb-01", "b", status="en_route", position_state="lost")]
    )

    assert ranking.refused[0].duration_s is None
