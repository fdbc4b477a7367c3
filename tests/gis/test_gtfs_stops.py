"""Which port a stop of a feed is, and what becomes of a stop that is none."""

from pathlib import Path

import pytest
from shapely.geometry import MultiPolygon, box

from gis.gtfs_feed import read_feed
from gis.land import Land, LandPart
from tests.gis.feed_sketch import (
    FEED,
    PORTS,
    defects,
    lanes,
    read,
    swapped,
    two_stops,
    write_feed,
)


def quays(tmp_path: Path, stops: str) -> tuple[set[str], dict[str, int | None]]:
    """Return the ends of the lanes, and the new quays with their land part."""
    calls = """
        trip_id,arrival_time,departure_time,stop_id,stop_sequence
        pergi,08:00:00,08:00:00,a,1
        pergi,11:00:00,11:00:00,b,2"""
    feed = two_stops(**{"stops.txt": stops, "stop_times.txt": calls})
    found, wrong = read(write_feed(tmp_path, feed))
    assert wrong == []
    (record,) = found.lanes
    return {record.lane.from_quay, record.lane.to_quay}, {
        quay.code: quay.land_part for quay in found.quays
    }


def test_a_stop_is_the_port_whose_code_it_bears(tmp_path: Path) -> None:
    ends, new = quays(
        tmp_path,
        """
        stop_id,stop_code,stop_lat,stop_lon
        a,UTARA,-7.03,114.0
        b,timur,-7.0,114.2""",
    )

    assert ends == {"utara", "timur"}
    assert new == {}


def test_a_stop_within_a_kilometre_of_a_port_is_that_port(tmp_path: Path) -> None:
    # 0.008 degrees of latitude are 885 m
    ends, new = quays(tmp_path, "stop_id,stop_lat,stop_lon\na,-7.008,113.999\nb,-6.992,114.201")

    assert (ends, new) == ({"utara", "timur"}, {})


def test_a_stop_far_from_any_port_is_a_new_quay_on_its_land(tmp_path: Path) -> None:
    ends, new = quays(
        tmp_path, "stop_id,stop_name,stop_lat,stop_lon\na,Dermaga,-7.0,114.41\nb,Timur,-7.0,114.2"
    )

    assert ends == {"a", "timur"}
    assert new == {"a": 4}


def test_a_stop_just_off_the_shore_is_the_port_behind_it(tmp_path: Path) -> None:
    # 0.0065 degrees are 718 m west of the port, in the water
    ends, new = quays(tmp_path, "stop_id,stop_lat,stop_lon\na,-7.0,114.1\nb,-7.0,114.1935")

    assert (ends, new) == ({"tengah", "timur"}, {})


def test_a_port_across_a_strait_is_another_port_however_near(tmp_path: Path) -> None:
    # the stop stands 600 m from Utara, but on an island half a kilometre off
    strait = Land(
        LandPart(number, None, None, True, (), MultiPolygon([box(west, -7.02, west + 0.03, -6.98)]))
        for number, west in [(1, 113.97), (2, 114.005)]
    )
    calls = FEED["stop_times.txt"].rsplit("\n", 1)[0]
    stops = "stop_id,stop_lat,stop_lon\nutara,-7.0,114.0\ntengah,-7.0,114.0055"
    feed = FEED | {"stop_times.txt": calls, "stops.txt": stops}

    found, wrong = read_feed(write_feed(tmp_path, feed), ports=PORTS[:1], land=strait)

    assert wrong == []
    assert [(quay.code, quay.land_part) for quay in found.quays] == [("tengah", 2)]


def test_a_stop_away_from_all_known_land_is_a_quay_outside_the_regency(tmp_path: Path) -> None:
    _, new = quays(tmp_path, "stop_id,stop_lat,stop_lon\na,-7.7,114.2\nb,-7.0,114.1")

    assert new == {"a": None}


def test_a_new_quay_never_takes_the_code_of_a_port(tmp_path: Path) -> None:
    _, new = quays(tmp_path, "stop_id,stop_lat,stop_lon\na,-7.0,114.41\nb,-7.01,114.42")

    assert new == {"a": 4, "b": 4}


def test_berths_of_one_port_are_one_quay(tmp_path: Path) -> None:
    feed = two_stops()
    feed["stops.txt"] += "\n utara-2,Dermaga 2,-7.001,114.0"
    feed["stop_times.txt"] = """
        trip_id,arrival_time,departure_time,stop_id,stop_sequence
        pergi,07:50:00,07:55:00,utara-2,1
        pergi,08:00:00,08:05:00,utara,2
        pergi,09:05:00,09:05:00,tengah,3"""

    found = lanes(tmp_path, feed)

    assert {(lane.from_quay, lane.to_quay) for lane in found.values()} == {("utara", "tengah")}


def test_a_code_far_from_its_port_is_a_defect(tmp_path: Path) -> None:
    said = defects(tmp_path, swapped("stops.txt", "-7.0,114.2", "-7.0,114.5"))

    assert len(said) == 1
    assert "stops.txt: line 4: 'timur' bears the code of the port Timur, 33 km away" in said[0]


@pytest.mark.parametrize(("lat", "lon"), [("-7.0", "118.5"), ("-3.9", "114.2"), ("52.5", "13.4")])
def test_a_stop_outside_the_operating_box_is_a_defect(tmp_path: Path, lat: str, lon: str) -> None:
    said = defects(tmp_path, swapped("stops.txt", "-7.0,114.2", f"{lat},{lon}"))

    assert len(said) == 1
    assert said[0].startswith("stops.txt: line 4: stop_lon")


def test_longitude_and_latitude_the_wrong_way_round_are_a_defect(tmp_path: Path) -> None:
    (said,) = defects(tmp_path, swapped("stops.txt", "-7.0,114.2", "114.2,-7.0"))

    assert "stops.txt: line 4: stop_lat" in said


def test_a_trip_within_one_port_is_a_defect(tmp_path: Path) -> None:
    feed = two_stops()
    feed["stops.txt"] += "\n utara-2,Dermaga 2,-7.001,114.0"
    feed["stop_times.txt"] = feed["stop_times.txt"].replace("tengah", "utara-2")

    (said,) = defects(tmp_path, feed)

    assert "stop_times.txt: line 2: all stops of trip 'pergi' are the port Utara" in said
