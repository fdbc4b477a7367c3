"""Ferry ways of an extract become lanes, alone or beside known ones; without land parts too."""

import json
from dataclasses import replace
from datetime import UTC

import pytest

from gis.crossings import UNKNOWN_WAIT_S, Lane, SeaNetwork
from gis.osm_lanes import ferries_document, ferries_from_document, joined, sea_of
from gis.routing import Router
from gis.timetables import EVERY_DAY, Scheduled, Timetable
from gis.types import Journey, LegMode, LonLat, NoWay, VehicleProfile
from tests.gis.archipelago import AT, archipelago
from tests.road_sketch import sketch

FERRY = {"route": "ferry", "duration": "10:00", "motor_vehicle": "yes", "name": "Kapal Rekaan"}
ROADS = {"ab": {"highway": "primary"}, "cd": {"highway": "primary"}}


def trial(*, spacing_m: float = 1000.0, **ferry_tags: str) -> tuple[Router, dict[str, LonLat]]:
    drawn = sketch(
        "a-b    c-d       e", ways=ROADS | {"bc": FERRY | ferry_tags}, spacing_m=spacing_m
    )
    sea = sea_of(drawn.result.lanes, drawn.result.quays, None)
    return Router(drawn.network, sea, None), dict(drawn.nodes)


def test_a_ferry_way_is_a_sea_leg_of_its_duration() -> None:
    router, at = trial()

    journey = router.route(at["a"], at["d"], profile=VehicleProfile.AMBULANCE, at=AT)

    assert isinstance(journey, Journey)
    (sea,) = [leg for leg in journey.legs if leg.mode == LegMode.SEA]
    assert sea.duration_s == 36_000
    assert sea.name == "Kapal Rekaan"


def test_nobody_knows_when_it_sails_so_a_stated_wait_is_taken() -> None:
    router, at = trial()

    journey = router.route(at["a"], at["d"], profile=VehicleProfile.AMBULANCE, at=AT)

    assert isinstance(journey, Journey)
    waiting = next(leg for leg in journey.legs if leg.mode == LegMode.WAIT)
    assert waiting.duration_s == UNKNOWN_WAIT_S + 600


def test_a_ferry_way_without_duration_is_timed_by_its_length() -> None:
    router, at = trial(duration="")

    journey = router.route(at["a"], at["d"], profile=VehicleProfile.AMBULANCE, at=AT)

    assert isinstance(journey, Journey)
    sea = next(leg for leg in journey.legs if leg.mode == LegMode.SEA)
    assert sea.duration_s == pytest.approx(2_500 / (18.52 / 3.6), rel=0.01)
    assert sea.note.code == "lane_estimated"


def test_a_ferry_way_for_people_carries_no_ambulance() -> None:
    router, at = trial(motor_vehicle="no")

    refusal = router.route(at["a"], at["d"], profile=VehicleProfile.AMBULANCE, at=AT)

    assert isinstance(refusal, NoWay)
    assert refusal.code == "no_vehicle_ferry"


def test_without_land_parts_a_point_far_from_every_road_has_none() -> None:
    router, at = trial(spacing_m=8000.0)

    refusal = router.route(at["a"], at["e"], profile=VehicleProfile.AMBULANCE, at=AT)

    assert isinstance(refusal, NoWay)
    assert refusal.code == "no_road"
    assert " 32.0 km" in refusal.detail  # d to e: eight columns of 4 km


def test_ferries_survive_being_kept_as_json() -> None:
    drawn = sketch("a-b    c-d", ways=ROADS | {"bc": FERRY})
    document = json.loads(json.dumps(ferries_document(drawn.result.lanes, drawn.result.quays)))

    lanes, quays = ferries_from_document(document)

    assert (lanes, quays) == (drawn.result.lanes, drawn.result.quays)


def known_and_found() -> tuple[SeaNetwork, SeaNetwork]:
    """Return a known lane b to c with a wait, and the same crossing as an extract draws it."""
    world = archipelago("a-b    c-d", islands={1: "ab", 2: "cd"}, roads=["ab", "cd"], quays="bc")
    drawn = sketch("a-b    c-d", ways=ROADS | {"bc": FERRY}, land=world.router.land)
    known_lane = Lane(
        "known", "Diketahui", "b", "c", carries_vehicles=True, distance_m=2500, mean_wait_s=7200
    )
    known = SeaNetwork(world.router.sea.quays, (known_lane,))
    found = sea_of(drawn.result.lanes, drawn.result.quays, world.router.land)
    return known, found


def test_the_end_of_a_ferry_way_at_a_known_port_is_that_port() -> None:
    known, found = known_and_found()

    sea = joined(known, found)

    assert {quay.code for quay in sea.quays} == {"b", "c"}
    assert [(lane.from_quay, lane.to_quay) for lane in sea.lanes] == [("b", "c")] * 2


def test_a_ferry_way_takes_the_wait_that_is_known_of_the_crossing() -> None:
    known, found = known_and_found()

    (osm,) = [lane for lane in joined(known, found).lanes if lane.code != "known"]

    assert osm.mean_wait_s == 7200


def test_a_ferry_way_sails_by_the_timetable_that_is_known_of_the_crossing() -> None:
    known, found = known_and_found()
    there, back = (
        Timetable((Scheduled(EVERY_DAY, departs_s, 3_600),), UTC) for departs_s in (28_800, 43_200)
    )
    # the known lane is told from the other end
    lane = replace(
        known.lanes[0], from_quay="c", to_quay="b", outward=back, homeward=there, contact="0800"
    )

    (osm,) = [
        lane
        for lane in joined(SeaNetwork(known.quays, (lane,)), found).lanes
        if lane.code != "known"
    ]

    assert (osm.from_quay, osm.outward, osm.homeward) == ("b", there, back)
    assert osm.contact == "0800"


def test_a_ferry_way_between_other_ports_is_added_with_its_quays() -> None:
    known, found = known_and_found()
    elsewhere = replace(known.quays[0], code="z", point=LonLat(114.9, -7.0))

    sea = joined(SeaNetwork((elsewhere,)), found)

    assert len(sea.quays) == 3
    assert len(sea.lanes) == 1


def test_the_quays_of_an_extract_lie_on_the_land_beside_them() -> None:
    _, found = known_and_found()

    assert sorted(quay.land_part or 0 for quay in found.quays) == [1, 2]


def test_a_quay_without_a_name_is_called_by_its_land() -> None:
    _, found = known_and_found()

    assert sorted(quay.name for quay in found.quays) == ["Pulau 1", "Pulau 2"]
