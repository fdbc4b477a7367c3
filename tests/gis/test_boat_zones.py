"""Boats and the state of the sea: told to stay, around closed zones, through slowed ones."""

from datetime import timedelta

import pytest
import shapely
from shapely.geometry import Polygon, box

from gis.closures import Closure
from gis.crossings import LaneClosure
from gis.projection import geometry_to_metres
from gis.sea_detours import SeaDetours, length_in
from gis.types import NoWay, Reachability, UnitKind, VehicleProfile
from tests.gis.archipelago import AT, archipelago, modes

BOAT = VehicleProfile.BOAT
FAR = "a-b          c-d"
"""b and c are eleven columns of 500 m apart: 5.5 km, of which 4.9 km are water."""
WORLD = {"islands": {1: "ab", 2: "cd"}, "roads": ["ab"], "quays": "bc"}
STAY = LaneClosure(7, "", None, small_boats=True)
KM_DEG = 1 / 111.195


def zone_between(start, end, *, width_km=1.0, factor=None, height_km=2.0, **fields):
    """Return a zone in the middle between two points, as high as told to either side."""
    lon, lat = (start.lon + end.lon) / 2, start.lat
    half, high = width_km / 2 * KM_DEG, height_km * KM_DEG
    return Closure(9, box(lon - half, lat - high, lon + half, lat + high), factor, **fields)


def sea_with(*, closures=(), lane_closures=()):
    return archipelago(FAR, **WORLD, closures=list(closures), lane_closures=list(lane_closures))


def by_unit(world, **fields):
    told = {"kind": UnitKind.SEA_AMBULANCE, "profile": BOAT} | fields
    (found,) = world.router.journeys_to(world.place("c"), [world.unit("p", "b", **told)], at=AT)
    return found


def test_boats_that_are_told_to_stay_are_refused_with_the_closure() -> None:
    refused = sea_with(lane_closures=[STAY]).route("b", "c", profile=BOAT)

    assert isinstance(refused, NoWay)
    assert (refused.reachability, refused.code) == (Reachability.UNREACHABLE_NOW, "lane_closed")
    assert refused.closures == (7,)


def test_a_unit_is_refused_as_well() -> None:
    assert isinstance(by_unit(sea_with(lane_closures=[STAY])), NoWay)


def test_a_seaworthy_boat_sails_all_the_same() -> None:
    found = by_unit(sea_with(lane_closures=[STAY]), capabilities=frozenset({"seaworthy"}))

    assert found.reachability == Reachability.BOAT


def test_a_boat_on_the_island_itself_may_still_walk() -> None:
    assert modes(sea_with(lane_closures=[STAY]).journey("c", "d", profile=BOAT)) == ["access"]


def test_boats_sail_again_when_the_closure_is_over() -> None:
    over = LaneClosure(7, "", None, until_at=AT, small_boats=True)

    assert modes(sea_with(lane_closures=[over]).journey("b", "c", profile=BOAT))


def test_slowed_boats_take_as_many_times_as_long() -> None:
    slow = LaneClosure(7, "", 2.0, small_boats=True)

    calm = sea_with().journey("b", "c", profile=BOAT)
    slowed = sea_with(lane_closures=[slow]).journey("b", "c", profile=BOAT)

    assert slowed.legs[1].duration_s == pytest.approx(2 * calm.legs[1].duration_s)
    assert slowed.closures == (7,)


def test_a_closed_lane_is_no_closure_of_all_boats() -> None:
    other = LaneClosure(7, "bc", None)

    assert sea_with(lane_closures=[other]).journey("b", "c", profile=BOAT)


def test_a_closed_zone_is_sailed_around() -> None:
    world = sea_with()
    zone = zone_between(world["b"], world["c"])

    journey = sea_with(closures=[zone]).journey("b", "c", profile=BOAT)

    # half way, 2.45 km, and 2 km off: at least twice sqrt(2.45² + 2²) = 6.3 km
    assert 6_300 < journey.legs[1].distance_m < 8_000
    line = shapely.LineString(journey.legs[1].points)
    assert not line.intersects(zone.geometry)
    assert journey.closures == (9,)
    assert "around_zone" in [note.code for note in journey.notes]


def test_a_zone_beside_the_way_changes_nothing() -> None:
    world = sea_with()
    aside = box(114.5, -6.5, 114.6, -6.4)

    journey = sea_with(closures=[Closure(9, aside)]).journey("b", "c", profile=BOAT)

    assert journey.duration_s == world.journey("b", "c", profile=BOAT).duration_s
    assert journey.closures == ()


def test_a_zone_that_does_not_hold_yet_changes_nothing() -> None:
    world = sea_with()
    later = zone_between(world["b"], world["c"], from_at=AT + timedelta(hours=1))

    journey = sea_with(closures=[later]).journey("b", "c", profile=BOAT)

    assert journey.closures == ()


@pytest.mark.parametrize("end", ["b", "c"])
def test_a_boat_whose_quay_lies_in_a_closed_zone_is_refused(end: str) -> None:
    world = sea_with()
    spot = world[end]
    around = box(spot.lon - 0.01, spot.lat - 0.01, spot.lon + 0.01, spot.lat + 0.01)

    refused = sea_with(closures=[Closure(9, around)]).route("b", "c", profile=BOAT)

    assert isinstance(refused, NoWay)
    assert (refused.code, refused.closures) == ("lane_closed", (9,))


def test_a_zone_all_around_an_island_shuts_it_off() -> None:
    world = sea_with()
    spot = world["c"]
    outer = box(spot.lon - 0.03, spot.lat - 0.03, spot.lon + 0.03, spot.lat + 0.03)
    inner = box(spot.lon - 0.02, spot.lat - 0.02, spot.lon + 0.02, spot.lat + 0.02)
    ring = Polygon(outer.exterior, [inner.exterior])

    refused = sea_with(closures=[Closure(9, ring)]).route("b", "c", profile=BOAT)

    assert isinstance(refused, NoWay)
    assert refused.closures == (9,)


def test_each_metre_in_a_slowed_zone_counts_as_many_as_its_factor() -> None:
    world = sea_with()
    zone = zone_between(world["b"], world["c"], width_km=1.0, factor=1.5, height_km=10)
    calm = world.journey("b", "c", profile=BOAT)

    slowed = sea_with(closures=[zone]).journey("b", "c", profile=BOAT)

    # half as long again over the kilometre in it (its degrees are a little narrower), at 20 km/h
    more_s = slowed.legs[1].duration_s - calm.legs[1].duration_s
    assert more_s == pytest.approx(500 / (20 / 3.6), rel=0.02)
    assert slowed.closures == (9,)


def test_a_boat_goes_around_a_slowed_zone_where_that_is_sooner() -> None:
    world = sea_with()
    zone = zone_between(world["b"], world["c"], factor=50.0)

    journey = sea_with(closures=[zone]).journey("b", "c", profile=BOAT)

    assert not shapely.LineString(journey.legs[1].points).intersects(zone.geometry)


def test_a_detour_is_never_shorter_than_the_way_without_a_zone() -> None:
    world = sea_with()
    paths = world.router._sea_paths
    zone = geometry_to_metres(zone_between(world["b"], world["c"]).geometry)

    around = SeaDetours(paths).path(world["b"], world["c"], [zone])

    assert around is not None
    assert around.distance_m > paths.path(world["b"], world["c"]).distance_m
    assert length_in(around, zone) == 0
