"""Observed travel times: read from the table, compared where both ends lie on the network."""

from datetime import datetime
from pathlib import Path

import pytest

from gis.crossings import SeaNetwork
from gis.network_import import import_network
from gis.observed_times import (
    Comparison,
    Observation,
    compare,
    comparison_lines,
    read_observations,
)
from gis.routing import Router
from gis.turnout import WIB
from gis.types import LonLat
from gis.types import VehicleProfile as V
from tests.road_sketch import sketch

DATA = Path(__file__).parents[2] / "data"
SHIPPED = DATA / "sumenep_observed" / "travel_times.csv"
MORNING = datetime(2026, 8, 12, 10, 0, tzinfo=WIB)
HEADER = (
    "origin,destination,origin_lon,origin_lat,destination_lon,destination_lat,minutes_low,"
    "minutes_high,km_stated,vehicle,year,source,quality,off_network"
)


@pytest.fixture(scope="module")
def drawn():
    return sketch("a-b-c-d", ways={"abcd": {"highway": "primary", "maxspeed": "36"}})


@pytest.fixture(scope="module")
def router(drawn):
    return Router(drawn.network, SeaNetwork((), ()), None)


def trip(start, end, minutes, off_network=""):
    seconds = minutes * 60.0
    return Observation(
        "A", "D", start, end, seconds, seconds, V.CAR, 2026, "rekaan", "rekaan", off_network
    )


@pytest.mark.parametrize(
    ("minutes", "within"), [(6, True), (4.4, False), (4.6, True), (8.9, True), (9.1, False)]
)
def test_ours_may_lie_a_third_off_the_observed_time(drawn, router, minutes, within):
    found = compare(router, trip(drawn.nodes["a"], drawn.nodes["d"], minutes), MORNING)
    # 3 km at 36 km/h are 300 s with siren, a fifth more without: 6 minutes.
    assert found.emergency_s == pytest.approx(300, rel=0.01)
    assert found.ordinary_s == pytest.approx(360, rel=0.01)
    assert found.ratio == pytest.approx(6 / minutes, rel=0.01)
    assert found.is_within_a_third is within


def test_a_trip_off_the_network_is_not_compared_and_says_why(drawn, router):
    far = LonLat(drawn.nodes["d"].lon + 0.1, drawn.nodes["d"].lat)
    cases = [
        (trip(drawn.nodes["a"], far, 5), "D does not lie on the network"),
        (trip(None, drawn.nodes["d"], 5), "no point given"),
        (trip(None, None, 5, "sea"), "a trip over the sea"),
        (trip(None, None, 5, "outside"), "an end lies outside the regency"),
    ]
    for observed, reason in cases:
        assert compare(router, observed, MORNING) == Comparison(observed, reason=reason)


def test_the_report_lists_what_was_compared_and_what_was_not(drawn, router):
    trips = [trip(drawn.nodes["a"], drawn.nodes["d"], 6), trip(None, None, 7, "sea")]
    lines = comparison_lines([compare(router, observed, MORNING) for observed in trips])
    assert lines[1].split() == ["A", "-", "D", "(car)", "6", "6.0", "1.00", "yes", "5.0"]
    assert lines[2].startswith("1 of 1 within a third of the observed time")
    assert lines[3:] == ["Not compared:", "  A - D, 7 min: a trip over the sea"]


def test_the_shipped_trips_on_the_network_are_compared():
    observations, defects = read_observations(SHIPPED)
    roads = import_network(DATA / "sumenep_roads" / "main_roads.osm", None).network
    router = Router(roads, SeaNetwork((), ()), None)

    found = [compare(router, observed, MORNING) for observed in observations]

    assert defects == []
    assert len(found) == 15
    assert sum(c.ratio is not None for c in found) == 3
    assert all(c.reason for c in found if c.ratio is None)


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("A,B,113.9,-7,113.9,-7.1,9,5,,car,2020,x,y,", "minutes_high 5.0 is below 9.0"),
        ("A,B,113.9,-7,113.9,-7.1,5,9,,bicycle,2020,x,y,", "vehicle 'bicycle'"),
        ("A,B,east,-7,113.9,-7.1,5,9,,car,2020,x,y,", "origin_lon 'east' is not a number"),
        ("A,B,113.9,-97,113.9,-7.1,5,9,,car,2020,x,y,", "origin_lat -97.0 is not between"),
        ("A,B,113.9,-7,113.9,-7.1,,9,,car,2020,x,y,", "minutes_low is missing"),
        ("A,B,113.9,-7,113.9,-7.1,5,9,,car,2020,x,y,far", "off_network 'far'"),
        ("A,,113.9,-7,113.9,-7.1,5,9,,car,2020,x,y,", "destination is missing"),
    ],
)
def test_a_defect_names_what_is_wrong(tmp_path, row, what):
    path = tmp_path / "trips.csv"
    path.write_text(f"{HEADER}\n{row}\n", "utf-8")
    _, defects = read_observations(path)
    assert any(what in str(defect) for defect in defects)


def test_a_missing_table_is_a_defect(tmp_path):
    _, defects = read_observations(tmp_path / "trips.csv")
    assert [str(defect) for defect in defects] == ["trips.csv: the file is missing"]
