"""What a lane's feature says: when its ships sail, what it carries, whom to ask, how sure it is."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from backend.roads.sailings import sailing_properties
from gis.crossings import Lane
from gis.timetables import EVERY_DAY, Frequent, OnDemand, Scheduled, ServiceDays, Timetable
from tests.backend.roads.test_import_ferries import DRAWN
from tests.gis.feed_sketch import write_feed

WIB = ZoneInfo("Asia/Jakarta")
# 00:30 on Wednesday 25 November in western Indonesia, still Tuesday in UTC
NOW = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)


def lane(*services, **fields) -> Lane:
    told = {"outward": Timetable(services, WIB), "both_ways": False, "carries_vehicles": False}
    return Lane("kapal", "Kapal", "a", "b", distance_m=1_000, **told | fields)


def leaving(*services) -> list[str]:
    return [
        each["at"].astimezone(WIB).strftime("%d %H:%M")
        for each in sailing_properties(lane(*services), NOW)["departures"]
    ]


def test_departures_are_those_of_today_and_the_two_days_after_it_by_local_time() -> None:
    # 08:00 on every day
    assert leaving(Scheduled(EVERY_DAY, 28_800, 3_600)) == ["25 08:00", "26 08:00", "27 08:00"]


def test_a_ship_past_midnight_leaves_on_the_day_after_its_service() -> None:
    tuesdays = ServiceDays(weekdays=frozenset({1}))

    # 25:15 on Tuesday
    assert leaving(Scheduled(tuesdays, 90_900, 3_600)) == ["25 01:15"]


def test_a_service_that_does_not_run_has_no_departure() -> None:
    mondays = ServiceDays(weekdays=frozenset({0}))

    assert leaving(Scheduled(mondays, 28_800, 3_600)) == []


def test_exact_headways_are_departures_and_others_are_not() -> None:
    window = (6 * 3600, 8 * 3600, 3_600, 600)

    assert leaving(Frequent(EVERY_DAY, *window, exact=True))[:3] == [
        "25 06:00",
        "25 07:00",
        "26 06:00",
    ]
    assert leaving(Frequent(EVERY_DAY, *window)) == []


def test_boats_on_demand_stand_in_the_timetable() -> None:
    boat = OnDemand(EVERY_DAY, 0, 86_400, 1_800, 2_700, 3_600, 2_100)

    told = sailing_properties(lane(boat), NOW)

    assert told["departures"] == []
    assert told["timetable"]["outward"][0]["ready_likely_s"] == 2_700


@pytest.mark.parametrize(
    ("certainty", "confidence"),
    [("good", "A"), ("fair", "B"), ("old", "C"), ("low", "C"), ("", "none")],
)
def test_the_certainty_of_the_sources_is_a_confidence(certainty: str, confidence: str) -> None:
    assert sailing_properties(lane(certainty=certainty), NOW)["confidence"] == confidence


def test_a_lane_of_unknown_sailings_has_an_empty_timetable() -> None:
    told = sailing_properties(lane(outward=None), NOW)

    assert (told["timetable"], told["departures"]) == ({}, [])


@pytest.mark.usefixtures("roads")
def test_the_api_tells_a_lane_with_its_sailings(room, tmp_path: Path) -> None:
    extension = """
        route_id,carries_stretchers,certainty,source,contact
        kapal,1,fair,jadwal rekaan,Syahbandar 0800"""
    call_command(
        "import_ferries", str(write_feed(tmp_path, DRAWN | {"siaga_lanes.txt": extension}))
    )

    (feature,) = room.get("/api/lanes/").json()["features"]

    told = feature["properties"]
    assert (told["carries_vehicles"], told["carries_stretchers"]) == (True, True)
    assert (told["source"], told["certainty"], told["confidence"]) == ("jadwal rekaan", "fair", "B")
    assert told["contact"] == "Syahbandar 0800"
    assert not told["both_ways"]
    assert [each["from"] for each in told["departures"]] == ["port-kalianget"] * 3
    # 08:00 in western Indonesia
    assert all(each["at"].endswith("T01:00:00Z") for each in told["departures"])
