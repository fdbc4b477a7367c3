"""Response boats: over water, around land, to a quay or a beach, and ashore on foot."""

import pytest
from shapely.geometry import box

from gis.boat_travel import BoatTravel
from gis.crossings import LaneClosure, Quay, SeaNetwork
from gis.journey_steps import Estimate
from gis.land import Land, LandPart
from gis.sea_paths import SeaPath, SeaPaths
from gis.types import LegMode, LonLat, Place, Reachability, UnitKind, VehicleProfile
from tests.gis.archipelago import AT, archipelago, modes

BOAT = VehicleProfile.BOAT
FAR = "a-b          c-d"
"""b and c are eleven columns apart, and each stands 300 m inland: 4.9 km of water."""
WORLD = {"islands": {1: "ab", 2: "cd"}, "roads": ["ab"]}


def sea_ambulance(world, where, **fields):
    told = {"kind": UnitKind.SEA_AMBULANCE, "profile": BOAT} | fields
    return world.unit("boat-01", where, **told)


def journey_of(world, unit, where):
    (found,) = world.router.journeys_to(world.place(where), [unit], at=AT)
    return found


def test_a_boat_boards_sails_lands_and_its_crew_walks_on() -> None:
    world = archipelago(FAR, **WORLD, quays="bc")

    journey = world.journey("b", "d", profile=BOAT)

    assert journey.reachability == Reachability.BOAT
    assert modes(journey) == ["wait", "sea", "wait", "access"]
    boarding, sailing, landing, walk = journey.legs
    assert (boarding.duration_s, landing.duration_s) == (300, 300)
    assert sailing.duration_s == pytest.approx(4900 / (20 / 3.6), rel=0.02)
    assert walk.duration_s == pytest.approx(360, rel=0.01)  # 1 km at 10 km/h


def test_the_sea_ambulance_is_faster_than_a_wooden_boat() -> None:
    world = archipelago(FAR, **WORLD, quays="bc")

    journey = journey_of(world, sea_ambulance(world, "b"), "c")

    assert journey.legs[1].duration_s == pytest.approx(4900 / (35 / 3.6), rel=0.02)


def test_a_boat_at_its_station_needs_its_turnout() -> None:
    world = archipelago(FAR, **WORLD, quays="bc")

    journey = journey_of(world, sea_ambulance(world, "b", at_station=True), "c")

    assert (journey.legs[0].mode, journey.legs[0].duration_s) == (LegMode.TURNOUT, 900)


def test_a_boat_under_way_at_sea_needs_no_boarding() -> None:
    world = archipelago("a-b     e     c-d", **WORLD, quays="bc")

    journey = journey_of(world, sea_ambulance(world, "e"), "c")

    assert modes(journey) == ["sea", "wait"]


def test_a_place_at_sea_is_reached_straight_and_without_landing() -> None:
    world = archipelago("a-b     e     c-d", **WORLD, quays="bc")

    journey = world.journey("b", "e", profile=BOAT)

    assert modes(journey) == ["wait", "sea"]


def test_a_boat_lands_on_the_nearest_shore_where_there_is_no_quay() -> None:
    world = archipelago(FAR, **WORLD, quays="b")

    journey = world.journey("b", "d", profile=BOAT)

    assert modes(journey) == ["wait", "sea", "wait", "access"]
    assert journey.legs[-1].distance_m == pytest.approx(300, rel=0.02)  # the drawn shore
    assert "beach_landing" in [note.code for note in journey.notes]


def test_a_quay_too_far_from_the_place_is_passed_by_for_the_beach() -> None:
    world = archipelago("a-b     c-----------d", **WORLD, quays="bc")

    journey = world.journey("b", "d", profile=BOAT)  # c and d are 6 km apart

    assert "beach_landing" in [note.code for note in journey.notes]


def test_a_boat_of_the_island_itself_may_just_walk() -> None:
    world = archipelago(FAR, **WORLD, quays="bc")

    journey = world.journey("c", "d", profile=BOAT)

    assert modes(journey) == ["access"]


def test_a_boat_whose_position_is_inland_is_walked_to() -> None:
    world = archipelago(FAR, **WORLD, quays="bc")

    journey = world.journey(world.drawn.between("a", "b"), "c", profile=BOAT)

    assert modes(journey) == ["access", "wait", "sea", "wait"]


def test_the_port_told_by_the_unit_counts_before_its_position() -> None:
    world = archipelago(FAR, **WORLD, quays="bc")

    journey = journey_of(world, sea_ambulance(world, "a", at_port="b"), "c")

    assert modes(journey) == ["wait", "sea", "wait"]


def test_a_closed_lane_does_not_hold_a_boat_but_is_said() -> None:
    world = archipelago(FAR, **WORLD, lanes={"bc": {}}, lane_closures=[LaneClosure(9, "bc", None)])

    journey = world.journey("b", "c", profile=BOAT)

    assert "boat_lane_closed" in [note.code for note in journey.notes]
    assert journey.closures == (9,)


def test_a_boat_takes_a_quarter_less_or_three_fifths_more_at_sea() -> None:
    world = archipelago(FAR, **WORLD, quays="bc")

    sailing = world.journey("b", "c", profile=BOAT).legs[1]

    assert sailing.duration_low_s == pytest.approx(0.75 * sailing.duration_s)
    assert sailing.duration_high_s == pytest.approx(1.6 * sailing.duration_s)


class ClosedHarbour(SeaPaths):
    """No way over water ends at the drawn quay."""

    def path(self, start: LonLat, end: LonLat) -> SeaPath | None:
        return None if end == INLAND.point else super().path(start, end)


INLAND = Quay("k", "Dermaga Laguna", LonLat(114.005, -7.0045), 1)


def test_a_quay_that_no_water_leads_to_leaves_the_shore_to_land_at() -> None:
    land = Land([LandPart(1, "Pulau Laguna", None, True, (), box(114.0, -7.01, 114.01, -7.0))])
    boats = BoatTravel(land, SeaNetwork((INLAND,), ()), ClosedHarbour(land))
    place = Place(LonLat(114.0015, -7.005), land_part=1)

    found = boats.to_place(place, LonLat(113.98, -7.005), speed_kmh=20)

    assert isinstance(found, Estimate)
    assert [note.code for note in found.notes] == ["beach_landing"]
