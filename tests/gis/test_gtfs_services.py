"""What sails by a GTFS feed: headways, boats that are asked for, services of single days."""

from datetime import date
from pathlib import Path

import pytest

from gis.timetables import Frequent, OnDemand
from tests.gis.feed_sketch import DAILY, FEED, lanes, services, two_stops


@pytest.mark.parametrize(("stated", "exact"), [("0", False), ("", False), ("1", True)])
def test_headways_count_from_the_first_stop(tmp_path: Path, stated: str, exact: bool) -> None:
    feed = FEED | {
        "frequencies.txt": f"""
        trip_id,start_time,end_time,headway_secs,exact_times
        pergi,06:00:00,18:00:00,7200,{stated}"""
    }

    found = lanes(tmp_path, feed)

    # the ship leaves Tengah 70 minutes after Utara
    assert services(found["kapal-tengah-timur"]) == (
        Frequent(DAILY, 25_800, 69_000, 7_200, 3_600, exact, "pergi"),
    )


BOOKED = {
    "booking_rules.txt": """
        booking_rule_id,booking_type,prior_notice_duration_min,phone_number
        pesan,1,40,0800 0000""",
    "stop_times.txt": """
        trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,pickup_booking_rule_id
        pergi,08:00:00,08:00:00,utara,1,2,pesan
        pergi,09:00:00,09:00:00,tengah,2,2,pesan""",
}


def test_a_boat_that_is_asked_for_is_on_demand_while_its_headway_holds(tmp_path: Path) -> None:
    frequencies = """
        trip_id,start_time,end_time,headway_secs
        pergi,05:00:00,17:00:00,3600"""

    (lane,) = lanes(tmp_path, FEED | BOOKED | {"frequencies.txt": frequencies}).values()

    # ready in 40 minutes; nothing says how much sooner or later: two thirds, four thirds
    assert services(lane) == (OnDemand(DAILY, 18_000, 61_200, 1_600, 2_400, 3_200, 3_600, "pergi"),)
    assert (lane.on_demand, lane.contact) == (True, "0800 0000")


def test_a_sailing_that_must_be_booked_leaves_at_its_time_only(tmp_path: Path) -> None:
    (lane,) = lanes(tmp_path, FEED | BOOKED).values()

    (boat,) = services(lane)
    assert (boat.from_s, boat.until_s, boat.ready_likely_s) == (28_800, 28_800, 2_400)


def test_a_boat_with_a_window_sails_in_it(tmp_path: Path) -> None:
    calls = """
        trip_id,stop_id,stop_sequence,start_pickup_drop_off_window,end_pickup_drop_off_window
        pergi,utara,1,06:00:00,18:00:00
        pergi,tengah,2,06:00:00,18:00:00"""
    trips = FEED["trips.txt"].replace("pergi,0,1", "pergi,0,2")

    (lane,) = lanes(tmp_path, FEED | {"stop_times.txt": calls, "trips.txt": trips}).values()

    (boat,) = services(lane)
    assert (boat.from_s, boat.until_s) == (21_600, 64_800)
    # 11.05 km at the 20 km/h of a wooden boat
    assert boat.duration_s == pytest.approx(1_989, abs=2)


def test_single_days_are_added_and_removed(tmp_path: Path) -> None:
    exceptions = """
        service_id,date,exception_type
        harian,20260817,2
        harian,21000101,1"""

    (lane,) = lanes(tmp_path, two_stops(**{"calendar_dates.txt": exceptions})).values()

    days = services(lane)[0].days
    assert not days.runs_on(date(2026, 8, 17))
    assert days.runs_on(date(2026, 8, 18))
    assert days.runs_on(date(2100, 1, 1))


def test_a_feed_of_single_days_needs_no_week(tmp_path: Path) -> None:
    feed = two_stops() | {"calendar_dates.txt": "service_id,date,exception_type\nharian,20260817,1"}
    del feed["calendar.txt"]

    (lane,) = lanes(tmp_path, feed).values()

    assert services(lane)[0].days.added == {date(2026, 8, 17)}


def test_sailings_that_are_told_day_by_day_are_one_with_all_their_days(tmp_path: Path) -> None:
    numbers = range(10, 20)
    feed = two_stops(**{"calendar_dates.txt": "service_id,date,exception_type"})
    del feed["calendar.txt"]
    rows = {
        "trips.txt": ["kapal,s{n},t{n},0,1"],
        "stop_times.txt": ["t{n},08:00:00,08:00:00,utara,1", "t{n},09:00:00,09:00:00,tengah,2"],
        "calendar_dates.txt": ["s{n},202612{n},1"],
    }
    for name in rows:
        header = feed[name].strip().splitlines()[0]
        feed[name] = "\n".join([header, *(row.format(n=n) for n in numbers for row in rows[name])])

    (lane,) = lanes(tmp_path, feed).values()

    (ship,) = services(lane)
    assert ship.days.added == {date(2026, 12, n) for n in numbers}


def test_a_sailing_that_is_told_twice_sails_once(tmp_path: Path) -> None:
    feed = two_stops() | {"trips.txt": f"{FEED['trips.txt']}\nkapal,harian,lagi,0,1"}
    feed["stop_times.txt"] += """
        lagi,08:00:00,08:00:00,utara,1
        lagi,09:00:00,09:00:00,tengah,2"""

    (lane,) = lanes(tmp_path, feed).values()

    assert len(services(lane)) == 1
