"""Every populated land part answers with legs or a coded shortfall, never with a mainland time."""

import pytest
import shapely

from gis.journey_steps import Ride
from gis.projection import geometry_to_metres
from gis.types import (
    Journey,
    LegMode,
    LonLat,
    NoWay,
    Place,
    Reachability,
    UnitKind,
    VehicleProfile,
)
from tests.gis.archipelago import AT, modes, unit
from tests.gis.shipped_sea import shipped_land, shipped_router

MADURA = 1
TOWN = LonLat(113.8667, -7.0167)
KALIANGET = LonLat(113.94389, -7.05583)
POPULATED = [part.number for part in shipped_land().parts if part.populated]
OFF_MADURA = [number for number in POPULATED if number != MADURA]
BOAT = {"kind": UnitKind.SEA_AMBULANCE, "profile": VehicleProfile.BOAT}
TRUCK = {"kind": UnitKind.FIRE_TRUCK, "profile": VehicleProfile.FIRE_TRUCK}
NO_WAY_CODES = {"no_way", "no_vehicle_ferry", "lane_closed", "sailing_too_late", "no_road"}


def middle_of(number: int) -> Place:
    """Return a place inside a land part."""
    inside = shipped_land().part(number).polygon.representative_point()
    return Place(LonLat(inside.x, inside.y), land_part=number)


def has_roads(number: int) -> bool:
    return number in shipped_router().network.land_parts()


def mainland_answers(number: int) -> dict[str, Journey | NoWay]:
    units = [
        unit("amb-01", TOWN),
        unit("fire-01", TOWN, **TRUCK),
        unit("boat-01", KALIANGET, at_port="kalianget", at_station=True, **BOAT),
    ]
    found = shipped_router().journeys_to(middle_of(number), units, at=AT)
    return {unit.code: answer for unit, answer in zip(units, found, strict=True)}


def on_land_m(journey: Journey, mode: LegMode, number: int) -> tuple[float, float]:
    """Return how many metres of a journey's legs of a mode lie on a land part, and on any land."""
    land = shipped_land()
    lines = [leg.points for leg in journey.legs if leg.mode == mode and len(leg.points) > 1]
    own = everywhere = 0.0
    for line in (geometry_to_metres(shapely.LineString(points)) for points in lines):
        for part in land.parts:
            inside_m = line.intersection(land.metric_polygon(part.number)).length
            everywhere += inside_m
            own += inside_m if part.number == number else 0.0
    return own, everywhere


def test_the_register_names_37_populated_parts_and_27_have_no_road() -> None:
    assert len(POPULATED) == 37
    assert sum(not has_roads(number) for number in POPULATED) == 27


@pytest.mark.parametrize("number", POPULATED)
def test_each_unit_has_legs_or_a_code(number: int) -> None:
    for answer in mainland_answers(number).values():
        if isinstance(answer, NoWay):
            assert answer.code in NO_WAY_CODES
            assert answer.detail
        else:
            assert answer.legs
            assert answer.duration_low_s <= answer.duration_s <= answer.duration_high_s


@pytest.mark.parametrize("number", OFF_MADURA)
def test_nobody_from_the_mainland_arrives_without_crossing_the_sea(number: int) -> None:
    for answer in mainland_answers(number).values():
        if isinstance(answer, Journey):
            assert LegMode.SEA in [leg.mode for leg in answer.legs]
            assert answer.reachability in {Reachability.ROAD_FERRY, Reachability.BOAT}


@pytest.mark.parametrize("number", OFF_MADURA)
def test_the_sea_ambulance_reaches_every_island_around_the_land(number: int) -> None:
    journey = mainland_answers(number)["boat-01"]

    assert isinstance(journey, Journey)
    assert modes(journey)[:4] == ["turnout", "wait", "sea", "wait"]
    assert on_land_m(journey, LegMode.SEA, number)[1] < 1.0


@pytest.mark.parametrize("number", OFF_MADURA)
def test_a_boats_crew_goes_ashore_on_the_island_itself(number: int) -> None:
    journey = mainland_answers(number)["boat-01"]

    assert isinstance(journey, Journey)
    own_m, everywhere_m = on_land_m(journey, LegMode.ACCESS, number)
    assert own_m == pytest.approx(everywhere_m, abs=1.0)


@pytest.mark.parametrize("number", [n for n in OFF_MADURA if not has_roads(n)])
def test_land_without_roads_is_no_place_for_vehicles_from_elsewhere(number: int) -> None:
    answers = mainland_answers(number)

    for code in ("amb-01", "fire-01"):
        refusal = answers[code]
        assert isinstance(refusal, NoWay)
        assert refusal.code == "no_road"


@pytest.mark.parametrize("number", POPULATED)
def test_a_unit_on_the_land_part_itself_never_crosses_the_sea(number: int) -> None:
    place = middle_of(number)
    near = shipped_land().shore_point(number, place.point)

    (journey,) = shipped_router().journeys_to(place, [unit("amb-09", near)], at=AT)

    assert isinstance(journey, Journey)
    assert set(modes(journey)) <= {"access", "road"}


@pytest.mark.parametrize("number", POPULATED)
def test_a_place_on_the_shore_belongs_to_its_own_land_part(number: int) -> None:
    router, place = shipped_router(), middle_of(number)
    shore = shipped_land().shore_point(number, place.point)

    (estimate,) = router.estimates_to(
        Place(shore, land_part=number), [unit("amb-09", place.point)], at=AT
    )

    assert not isinstance(estimate, NoWay)
    assert all(isinstance(s, Ride) and s.end.land_part == number for s in estimate.steps)


def test_masalembu_says_how_far_the_nearest_road_is() -> None:
    refusal = shipped_router().route(
        TOWN, LonLat(114.43, -5.55), profile=VehicleProfile.AMBULANCE, at=AT
    )

    assert isinstance(refusal, NoWay)
    assert refusal.code == "no_road"
    assert "156." in refusal.detail  # to the nearest shipped road, not to the town


def test_talango_is_ten_minutes_by_barge_with_its_source() -> None:
    journey = shipped_router().route(
        TOWN, LonLat(113.97, -7.09), profile=VehicleProfile.FIRE_TRUCK, at=AT
    )

    assert isinstance(journey, Journey)
    (sea,) = [leg for leg in journey.legs if leg.mode == LegMode.SEA]
    assert (sea.lane, sea.duration_s) == ("kalianget-talango", 600)
    assert "2013" in sea.note


def test_the_eastern_end_of_kangean_is_reached_across_a_gap_in_the_data() -> None:
    journey = shipped_router().route(
        LonLat(115.22844, -6.84119), LonLat(115.2831, -6.9397), profile=VehicleProfile.CAR, at=AT
    )

    assert isinstance(journey, Journey)
    assert "road_gap" in [note.code for note in journey.notes]
