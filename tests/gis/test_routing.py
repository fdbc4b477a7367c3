"""Routes of land vehicles on drawn islands; every time is worked by hand."""

from datetime import UTC

import pytest

from gis.crossings import HORIZON_S, LaneClosure
from gis.timetables import EVERY_DAY, Frequent, Timetable
from gis.types import LonLat, Reachability, VehicleProfile
from tests.gis.archipelago import AT, archipelago, modes

KM_AT_55_S = 3600 / 55
TWO_ISLANDS = {"islands": {1: "ab", 2: "cd"}, "roads": ["ab", "cd"]}


def test_a_kilometre_of_primary_road_takes_65_seconds() -> None:
    world = archipelago("a-b", islands={1: "ab"}, roads=["ab"])

    journey = world.journey("a", "b")

    assert journey.reachability == Reachability.ROAD
    assert journey.duration_s == pytest.approx(KM_AT_55_S, rel=0.01)


def test_a_place_off_the_road_has_an_access_leg_of_its_own() -> None:
    world = archipelago("a-b\n|\nc", islands={1: "abc"}, roads=["ab"])

    journey = world.journey("a", world.drawn.beside("b", north_m=-250))

    assert modes(journey) == ["road", "access"]
    assert journey.legs[1].distance_m == pytest.approx(250, rel=0.01)
    assert journey.legs[1].duration_s == pytest.approx(90, rel=0.01)  # 250 m at 10 km/h


def test_a_place_far_off_the_road_is_said_to_be() -> None:
    world = archipelago("a-b\n|\nc", islands={1: "abc"}, roads=["ab"])

    journey = world.journey("a", world.drawn.beside("b", north_m=-250))

    assert [note.code for note in journey.notes] == ["snapped_far"]


def test_two_places_off_the_road_and_side_by_side_need_no_road() -> None:
    world = archipelago("a-b\n|\nc", islands={1: "abc"}, roads=["ab"])
    start = world.drawn.beside("b", north_m=-250)

    journey = world.journey(start, world.drawn.beside("b", north_m=-250, east_m=100))

    assert modes(journey) == ["access"]
    assert journey.duration_s == pytest.approx(36, rel=0.01)  # 100 m at 10 km/h


def test_a_ferry_is_waited_for_boarded_sailed_and_left() -> None:
    world = archipelago("a-b    c-d", **TWO_ISLANDS, lanes={"bc": {}})

    journey = world.journey("a", "d")

    assert journey.reachability == Reachability.ROAD_FERRY
    assert modes(journey) == ["road", "wait", "sea", "wait", "road"]
    waiting, sailing, landing = journey.legs[1:4]
    assert waiting.duration_s == 900 + 600
    assert (sailing.duration_low_s, sailing.duration_s, sailing.duration_high_s) == (
        1200,
        1800,
        2400,
    )
    assert landing.duration_s == 300


def test_a_journey_lasts_as_long_as_its_legs() -> None:
    world = archipelago("a-b    c-d", **TWO_ISLANDS, lanes={"bc": {}})

    journey = world.journey("a", "d")

    assert journey.duration_s == pytest.approx(2 * KM_AT_55_S + 900 + 600 + 1800 + 300, abs=2)
    assert journey.duration_s == pytest.approx(sum(leg.duration_s for leg in journey.legs))
    assert journey.duration_low_s == pytest.approx(
        sum(leg.duration_low_s or 0 for leg in journey.legs)
    )


def test_a_road_may_take_a_fifth_less_or_two_fifths_more() -> None:
    world = archipelago("a-b", islands={1: "ab"}, roads=["ab"])

    journey = world.journey("a", "b")

    assert journey.duration_low_s == pytest.approx(0.8 * journey.duration_s)
    assert journey.duration_high_s == pytest.approx(1.4 * journey.duration_s)


def test_a_ferry_is_to_be_confirmed_with_the_port() -> None:
    world = archipelago("a-b    c-d", **TWO_ISLANDS, lanes={"bc": {}})

    assert "confirm_with_port" in [note.code for note in world.journey("a", "d").notes]


def test_a_crossing_without_a_sourced_time_takes_distance_over_stated_speed() -> None:
    lane = {"duration": None, "speed_kmh": 18.0}
    world = archipelago("a-b    c-d", **TWO_ISLANDS, lanes={"bc": lane})

    sailing = world.journey("a", "d").legs[2]

    # b and c are five columns, 2.5 km apart: 2,500 m at 5 m/s
    assert sailing.duration_s == pytest.approx(500, rel=0.01)
    assert sailing.note.code == "lane_estimated"
    assert "18" in sailing.note


def test_the_source_of_a_crossing_time_is_named() -> None:
    world = archipelago("a-b    c-d", **TWO_ISLANDS, lanes={"bc": {}})

    assert "jadwal rekaan" in world.journey("a", "d").legs[2].note


def test_a_lane_without_known_sailings_says_what_was_taken() -> None:
    world = archipelago("a-b    c-d", **TWO_ISLANDS, lanes={"bc": {"mean_wait_s": None}})

    waiting = world.journey("a", "d").legs[1]

    assert waiting.duration_s == 1800 + 600
    assert waiting.note.code == "wait_unknown"


def test_a_lane_that_carries_no_vehicles_is_no_way_for_an_ambulance() -> None:
    world = archipelago("a-b    c-d", **TWO_ISLANDS, lanes={"bc": {"carries_vehicles": False}})

    refusal = world.refusal("a", "d")

    assert (refusal.reachability, refusal.code) == (Reachability.UNREACHABLE, "no_vehicle_ferry")
    assert "Lintas bc" in refusal.detail


def test_a_motorcycle_goes_aboard_a_boat_that_takes_motorcycles() -> None:
    lane = {"carries_vehicles": False, "carries_motorcycles": True}
    world = archipelago("a-b    c-d", **TWO_ISLANDS, lanes={"bc": lane})

    journey = world.journey("a", "d", profile=VehicleProfile.MOTORCYCLE)

    assert journey.reachability == Reachability.ROAD_FERRY


def test_a_sailing_more_than_a_day_away_is_too_late() -> None:
    world = archipelago("a-b    c-d", **TWO_ISLANDS, lanes={"bc": {"mean_wait_s": HORIZON_S + 60}})

    refusal = world.refusal("a", "d")

    assert refusal.reachability == Reachability.UNREACHABLE_NOW
    assert refusal.code == "sailing_too_late"


def test_a_ship_every_few_days_is_told_by_its_interval_and_not_by_an_hour() -> None:
    every_4_days = Timetable((Frequent(EVERY_DAY, 0, 86_400, 4 * 86_400, 3_600),), UTC)
    lane = {"outward": every_4_days, "homeward": every_4_days}
    world = archipelago("a-b    c-d", **TWO_ISLANDS, lanes={"bc": lane})

    refusal = world.refusal("a", "d")

    assert refusal.code == "sailing_too_late"
    assert refusal.detail == (
        "Kapal Lintas bc berangkat kira-kira tiap 96 jam tanpa jadwal pasti: dapat melampaui 24 jam"
    )


def test_reopening_a_lane_that_sails_too_late_would_not_help() -> None:
    late = {"mean_wait_s": 2 * HORIZON_S}
    world = archipelago(
        "a-b    c-d",
        **TWO_ISLANDS,
        lanes={"bc": late, "ad": late},
        lane_closures=[LaneClosure(7, "bc", None)],
    )

    assert world.refusal("a", "d").code == "sailing_too_late"


def test_islands_without_a_lane_are_not_connected() -> None:
    world = archipelago("a-b    c-d", **TWO_ISLANDS)

    refusal = world.refusal("a", "d")

    assert (refusal.reachability, refusal.code) == (Reachability.UNREACHABLE, "no_way")
    assert "data" in refusal.detail


def test_a_lane_that_sails_one_way_brings_nobody_back() -> None:
    world = archipelago("a-b    c-d", **TWO_ISLANDS, lanes={"bc": {"both_ways": False}})

    assert world.journey("a", "d").reachability == Reachability.ROAD_FERRY
    assert world.refusal("d", "a").code == "no_way"


def test_no_road_leads_to_land_without_roads() -> None:
    world = archipelago("a-b    c", islands={1: "ab", 2: "c"}, roads=["ab"], lanes={"bc": {}})

    refusal = world.refusal("a", "c")

    assert (refusal.reachability, refusal.code) == (Reachability.UNREACHABLE, "no_road")
    assert "Pulau 2" in refusal.detail


def test_who_is_on_the_roadless_island_already_goes_straight() -> None:
    world = archipelago("a-b    c-d", islands={1: "ab", 2: "cd"}, roads=["ab"])

    journey = world.journey("c", "d")

    assert modes(journey) == ["access"]
    assert journey.duration_s == pytest.approx(360, rel=0.01)  # 1 km at 10 km/h


def test_the_road_between_two_quays_joins_two_lanes() -> None:
    world = archipelago(
        "a-b    c-d    e-f",
        islands={1: "ab", 2: "cd", 3: "ef"},
        roads=["ab", "cd", "ef"],
        lanes={"bc": {}, "de": {}},
    )

    journey = world.journey("a", "f")

    assert modes(journey) == ["road", *["wait", "sea", "wait", "road"] * 2]
    assert journey.duration_s == pytest.approx(3 * KM_AT_55_S + 2 * 3600, abs=3)


def test_two_lanes_that_meet_at_a_quay_need_no_road_between() -> None:
    world = archipelago(
        "a-b    c    e-f",
        islands={1: "ab", 2: "c", 3: "ef"},
        roads=["ab", "ef"],
        lanes={"bc": {}, "ce": {}},
    )

    assert modes(world.journey("a", "f")) == [
        *("road", "wait", "sea", "wait"),
        *("wait", "sea", "wait", "road"),
    ]


def test_a_ferry_across_a_bay_is_taken_if_the_road_around_is_longer() -> None:
    drawing = "a       b\n|       |\nc-d-e-f-g"
    shuttle = {"duration": None, "speed_kmh": 60.0, "mean_wait_s": 0.0}
    world = archipelago(
        drawing,
        islands={1: "abcdefg"},
        roads=["acdefgb"],
        tags={"highway": "track"},  # 6 km at 12 km/h are half an hour, the ferry takes 19 minutes
        lanes={"ab": shuttle},
    )

    assert world.journey("a", "b").reachability == Reachability.ROAD_FERRY


def test_a_short_gap_in_the_road_data_of_one_island_is_crossed_slowly() -> None:
    world = archipelago("a-b c-d", islands={1: "abcd"}, roads=["ab", "cd"])

    journey = world.journey("a", "d")

    assert modes(journey) == ["road", "access", "road"]
    # b and c are 1 km apart at 10 km/h
    assert journey.legs[1].duration_s == pytest.approx(360, rel=0.01)
    assert "road_gap" in [note.code for note in journey.notes]


def test_a_place_at_sea_is_not_for_land_vehicles() -> None:
    world = archipelago("a-b    c", islands={1: "ab"}, roads=["ab"])

    refusal = world.refusal("a", "c")

    assert (refusal.code, refusal.detail.code) == ("no_way", "place_at_sea")


def test_a_place_in_the_water_by_the_shore_is_reached_at_the_shore() -> None:
    world = archipelago("a-b    c", islands={1: "ab"}, roads=["ab"])
    swimmer = world.drawn.beside("b", east_m=900)

    journey = world.journey("a", swimmer)

    assert "ends_at_shore" in [note.code for note in journey.notes]
    assert journey.legs[-1].points[-1][0] < swimmer.lon
    assert world.router.land.nearest(LonLat(*journey.legs[-1].points[-1]))[1] < 1


def test_a_vehicle_at_sea_is_on_a_ferry_and_to_be_called() -> None:
    world = archipelago("a-b    c", islands={1: "ab"}, roads=["ab"])

    refusal = world.refusal("c", "a")

    assert refusal.reachability == Reachability.UNREACHABLE_NOW
    assert refusal.detail.code == "unit_at_sea"


def test_a_vehicle_in_a_harbour_drawn_as_water_is_on_that_land() -> None:
    world = archipelago("a-b    c", islands={1: "ab"}, roads=["ab"])

    journey = world.journey(world.drawn.beside("b", east_m=800), "a")  # 500 m off the shore

    assert journey.reachability == Reachability.ROAD
    assert "offshore_start" in [note.code for note in journey.notes]


def test_a_bare_destination_just_off_the_shore_is_on_land() -> None:
    world = archipelago("a-b    c", islands={1: "ab"}, roads=["ab"])
    offshore = world.drawn.beside("b", east_m=800)

    journey = world.router.route(world["a"], offshore, profile=VehicleProfile.AMBULANCE, at=AT)

    assert modes(journey) == ["road", "access"]


def test_longitude_comes_first() -> None:
    world = archipelago("a-b", islands={1: "ab"}, roads=["ab"])

    with pytest.raises(ValueError, match="latitude"):
        world.router.place_at(LonLat(world["a"].lat, world["a"].lon))
