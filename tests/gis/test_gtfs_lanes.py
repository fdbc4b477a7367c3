"""A GTFS feed becomes lanes: pairs of stops, directions, headways, boats that are asked for."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from gis.timetables import Scheduled
from tests.gis.feed_sketch import (
    DAILY,
    FEED,
    lanes,
    read,
    services,
    swapped,
    two_stops,
    with_row,
    write_feed,
)


def test_every_pair_of_stops_is_a_lane(tmp_path: Path) -> None:
    assert set(lanes(tmp_path, FEED)) == {
        "kapal-utara-tengah",
        "kapal-tengah-timur",
        "kapal-utara-timur",
    }


def test_who_stays_aboard_passes_the_lanes_on_the_way(tmp_path: Path) -> None:
    found = lanes(tmp_path, FEED)

    assert found["kapal-utara-timur"].parts == ("kapal-utara-tengah", "kapal-tengah-timur")
    assert found["kapal-utara-tengah"].parts == ()
    # leaves Utara at 08:00, is at Timur at 10:10
    assert services(found["kapal-utara-timur"]) == (Scheduled(DAILY, 28_800, 7_800, "pergi"),)


def test_a_route_between_two_ports_gives_its_name_to_its_lane(tmp_path: Path) -> None:
    (lane,) = lanes(tmp_path, two_stops()).values()

    assert (lane.code, lane.name) == ("kapal", "Kapal Putih")
    assert (lane.from_quay, lane.to_quay) == ("utara", "tengah")
    # 0.1 degrees of longitude at 7 S are 11.05 km
    assert lane.distance_m == pytest.approx(11_049, abs=2)


def test_both_directions_of_a_pair_are_one_lane(tmp_path: Path) -> None:
    feed = two_stops() | {"trips.txt": f"{FEED['trips.txt']}\nkapal,harian,pulang,1,1"}
    feed["stop_times.txt"] += """
        pulang,12:00:00,12:00:00,tengah,1
        pulang,13:30:00,13:30:00,utara,2"""

    (lane,) = lanes(tmp_path, feed).values()

    assert services(lane) == (Scheduled(DAILY, 28_800, 3_600, "pergi"),)
    assert services(lane, "homeward") == (Scheduled(DAILY, 43_200, 5_400, "pulang"),)
    assert lane.both_ways


def test_a_ship_that_goes_another_way_is_another_lane(tmp_path: Path) -> None:
    feed = with_row("trips.txt", "kapal,harian,langsung,0,1")
    feed["stop_times.txt"] += """
        langsung,12:00:00,12:00:00,utara,1
        langsung,13:30:00,13:30:00,timur,2"""

    found = lanes(tmp_path, feed)

    assert found["kapal-utara-timur"].parts == ()
    assert len(found["kapal-utara-timur-via-tengah"].parts) == 2


def test_a_line_that_is_sailed_one_way_only_is_no_way_back(tmp_path: Path) -> None:
    (lane,) = lanes(tmp_path, two_stops()).values()

    assert lane.homeward is None
    assert not lane.both_ways


@pytest.mark.parametrize(("stated", "carried"), [("1", True), ("2", False)])
def test_cars_allowed_says_whether_vehicles_go_aboard(
    tmp_path: Path, stated: str, carried: bool
) -> None:
    trips = FEED["trips.txt"].replace("pergi,0,1", f"pergi,0,{stated}")

    (lane,) = lanes(tmp_path, two_stops(**{"trips.txt": trips})).values()

    assert lane.carries_vehicles is carried
    assert lane.certainty == ""


@pytest.mark.parametrize("unstated", ["0", ""])
def test_where_cars_are_not_stated_none_go_aboard_and_the_lane_says_so(
    tmp_path: Path, unstated: str
) -> None:
    trips = FEED["trips.txt"].replace("pergi,0,1", f"pergi,0,{unstated}")

    (lane,) = lanes(tmp_path, two_stops(**{"trips.txt": trips})).values()

    assert not lane.carries_vehicles
    assert lane.certainty == "vehicles not stated"


def test_bicycles_are_no_motorcycles(tmp_path: Path) -> None:
    trips = FEED["trips.txt"].replace("cars_allowed", "bikes_allowed")

    (lane,) = lanes(tmp_path, two_stops(**{"trips.txt": trips})).values()

    assert not lane.carries_vehicles
    assert not lane.carries_motorcycles


def test_two_kinds_of_ship_on_one_line_are_two_lanes(tmp_path: Path) -> None:
    feed = two_stops() | {"trips.txt": f"{FEED['trips.txt']}\nkapal,harian,cepat,0,2"}
    feed["stop_times.txt"] += """
        cepat,09:00:00,09:00:00,utara,1
        cepat,09:20:00,09:20:00,tengah,2"""

    found = lanes(tmp_path, feed)

    assert found["kapal-utara-tengah-vehicles"].carries_vehicles
    assert not found["kapal-utara-tengah-people"].carries_vehicles


def test_times_past_midnight_belong_to_the_day_before(tmp_path: Path) -> None:
    calls = """
        trip_id,arrival_time,departure_time,stop_id,stop_sequence
        pergi,23:30:00,23:30:00,utara,1
        pergi,25:00:00,25:00:00,tengah,2"""

    (lane,) = lanes(tmp_path, FEED | {"stop_times.txt": calls}).values()

    assert services(lane) == (Scheduled(DAILY, 84_600, 5_400, "pergi"),)


def test_a_missing_time_lies_between_its_neighbours_by_order(tmp_path: Path) -> None:
    feed = swapped("stop_times.txt", "pergi,09:00:00,09:10:00", "pergi,,")

    found = lanes(tmp_path, feed)

    # half way between 08:00 and 10:10 is 09:05
    assert services(found["kapal-tengah-timur"])[0].departs_s == 9 * 3600 + 5 * 60


def test_a_missing_time_lies_between_its_neighbours_by_distance(tmp_path: Path) -> None:
    calls = """
        trip_id,arrival_time,departure_time,stop_id,stop_sequence,shape_dist_traveled
        pergi,08:00:00,08:00:00,utara,1,0
        pergi,,,tengah,2,10
        pergi,10:00:00,10:00:00,timur,3,40"""

    found = lanes(tmp_path, FEED | {"stop_times.txt": calls})

    # a quarter of the way: 08:30
    assert services(found["kapal-tengah-timur"])[0].departs_s == 30_600


def test_calls_are_taken_in_the_order_of_their_sequence(tmp_path: Path) -> None:
    header, *calls = FEED["stop_times.txt"].strip().splitlines()

    found = lanes(tmp_path, FEED | {"stop_times.txt": "\n".join([header, *calls[::-1]])})

    assert "kapal-utara-timur" in found


def test_nobody_boards_or_leaves_where_the_feed_forbids_it(tmp_path: Path) -> None:
    calls = """
        trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type
        pergi,08:00:00,08:00:00,utara,1,0,1
        pergi,09:00:00,09:10:00,tengah,2,1,0
        pergi,10:10:00,10:10:00,timur,3,1,0"""

    found = lanes(tmp_path, FEED | {"stop_times.txt": calls})

    assert {(lane.from_quay, lane.to_quay) for lane in found.values()} == {
        ("utara", "tengah"),
        ("utara", "timur"),
    }


def test_the_extension_tells_what_gtfs_cannot(tmp_path: Path) -> None:
    extension = """
        route_id,carries_stretchers,crossing_low_s,crossing_high_s,certainty,source,year,contact
        kapal,1,3000,5000,fair,koran rekaan (2024),2024,Syahbandar Utara"""

    found, wrong = read(write_feed(tmp_path, two_stops(**{"siaga_lanes.txt": extension})))

    (record,) = found.lanes
    lane = record.lane
    assert wrong == []
    assert lane.duration is not None
    assert (lane.duration.low_s, lane.duration.likely_s, lane.duration.high_s) == (3000, 3600, 5000)
    assert (lane.carries_stretchers, lane.certainty, record.year) == (True, "fair", 2024)
    assert (lane.source, lane.contact) == ("koran rekaan (2024)", "Syahbandar Utara")


def test_the_extension_says_whether_vehicles_go_aboard_where_trips_do_not(tmp_path: Path) -> None:
    feed = two_stops(**{"trips.txt": FEED["trips.txt"].replace("pergi,0,1", "pergi,0,0")})
    extension = "route_id,carries_vehicles\nkapal,1"

    (lane,) = lanes(tmp_path, feed | {"siaga_lanes.txt": extension}).values()

    assert lane.carries_vehicles


def test_a_row_for_two_stops_outweighs_that_of_their_route(tmp_path: Path) -> None:
    extension = """
        route_id,from_stop_id,to_stop_id,certainty
        kapal,,,low
        kapal,tengah,utara,good"""

    found = lanes(tmp_path, FEED | {"siaga_lanes.txt": extension})

    assert found["kapal-utara-tengah"].certainty == "good"
    assert found["kapal-tengah-timur"].certainty == "low"


def test_an_estimated_crossing_is_not_passed_off_as_sourced(tmp_path: Path) -> None:
    extension = "route_id,estimated_kmh\nkapal,11"

    (lane,) = lanes(tmp_path, two_stops(**{"siaga_lanes.txt": extension})).values()

    assert lane.duration is None
    assert lane.speed_kmh == 11


def test_times_are_those_of_the_agency(tmp_path: Path) -> None:
    feed = two_stops(**{"agency.txt": FEED["agency.txt"].replace("Asia/Jakarta", "Asia/Makassar")})

    (lane,) = lanes(tmp_path, feed).values()

    assert lane.outward.zone == ZoneInfo("Asia/Makassar")


def test_the_newest_day_on_which_anything_sails_is_told(tmp_path: Path) -> None:
    found, _ = read(write_feed(tmp_path, FEED))

    assert found.last_day == date(2099, 12, 31)


@pytest.mark.parametrize("kind", ["4", "1000", "1099", "1200"])
def test_ferries_and_water_transport_are_ferries(tmp_path: Path, kind: str) -> None:
    assert len(lanes(tmp_path, swapped("routes.txt", "Putih,4", f"Putih,{kind}"))) == 3


def test_buses_are_passed_over_with_their_stops(tmp_path: Path) -> None:
    feed = dict(FEED)
    feed["routes.txt"] += "\nbus,a,Bus Kota,3"
    feed["trips.txt"] += "\nbus,harian,bus-1,0,"
    feed["stops.txt"] += "\nhalte,Halte,-6.2,106.8"
    feed["stop_times.txt"] += "\nbus-1,ngawur,,halte,1"

    found, wrong = read(write_feed(tmp_path, feed))

    assert wrong == []
    assert (len(found.lanes), found.other_routes) == (3, 1)


def test_a_ship_that_comes_back_to_its_first_port_is_taken_from_each_stop_on(
    tmp_path: Path,
) -> None:
    feed = dict(FEED)
    feed["stop_times.txt"] += "\n pergi,12:00:00,12:00:00,utara,4"

    found = lanes(tmp_path, feed)

    ends = {(lane.from_quay, lane.to_quay, len(lane.parts)) for lane in found.values()}
    assert ends == {
        ("utara", "tengah", 0),
        ("utara", "timur", 2),
        ("tengah", "timur", 0),
        ("tengah", "utara", 2),
        ("timur", "utara", 0),
    }


def test_a_crossing_faster_than_any_ferry_is_doubted(tmp_path: Path) -> None:
    # 11.05 km in 4 minutes, a minute more or less: 133 km/h
    found, wrong = read(
        write_feed(tmp_path, swapped("stop_times.txt", "pergi,09:00", "pergi,08:04"))
    )

    assert wrong == []
    (doubt,) = found.doubts
    assert "line 3: arrival_time is 240 s after the stop before" in str(doubt)


def test_a_crossing_slower_than_a_walker_is_doubted(tmp_path: Path) -> None:
    # 11.05 km from 08:00 to 11:00 of the day after are 27 hours: 0.4 km/h
    calls = two_stops()["stop_times.txt"].replace("09:00:00,09:10:00", "35:00:00,35:00:00")

    found, wrong = read(write_feed(tmp_path, FEED | {"stop_times.txt": calls}))

    assert wrong == []
    (doubt,) = found.doubts
    assert "line 3: arrival_time is 27.0 h after the stop before (line 2), only 11" in str(doubt)
