"""The page of speeds says what the tables in the code say."""

from pathlib import Path

import pytest

from gis.costing import (
    NIGHT_FACTOR,
    PRIORITY_FACTOR,
    ROAD_CLASSES,
    SPEEDS_KMH,
    SURFACE_FACTOR,
    RoadClass,
)
from gis.crossings import BOAT_KMH, VEHICLE_FERRY_KMH
from gis.fords import FORD_KMH, WADING_M, WET_FORD_KMH
from gis.network import PROFILES
from gis.types import VehicleProfile as V
from gis.vehicle_sizes import SIZES

PAGE = (Path(__file__).parents[2] / "docs" / "guide" / "speeds.md").read_text("utf-8")
ROWS = {
    cells[0]: cells[1:]
    for line in PAGE.splitlines()
    if line.startswith("| ")
    for cells in [[cell.strip() for cell in line.strip("|").split("|")]]
}


def numbers(name, count):
    return [None if cell == "–" else float(cell) for cell in ROWS[name][:count]]


@pytest.mark.parametrize("road", [r for r in ROAD_CLASSES if r != RoadClass.BARRIER])
def test_every_class_of_road_has_its_speeds_and_a_source(road):
    assert numbers(road, 4) == [SPEEDS_KMH[road][profile] for profile in PROFILES]
    assert ROWS[road][4]


def test_boats_and_ferries_have_theirs():
    assert numbers("boat", 1) == [BOAT_KMH["boat"]]
    assert numbers("sea_ambulance", 1) == [BOAT_KMH["sea_ambulance"]]
    assert numbers("vehicle_ferry", 1) == [VEHICLE_FERRY_KMH]


def test_night_and_priority_are_told():
    assert numbers("night", 5) == [NIGHT_FACTOR[profile] for profile in (*PROFILES, V.BOAT)]
    assert [numbers(str(p), 1)[0] for p in (1, 2, 3, 4)] == [
        PRIORITY_FACTOR[p] for p in (1, 2, 3, 4)
    ]


@pytest.mark.parametrize("profile", PROFILES)
def test_sizes_are_told(profile):
    size = SIZES[profile]
    told = [size.height_m, size.width_m, size.weight_t, WADING_M[profile]]
    assert numbers(profile, 4) == told


def test_surfaces_and_fords_are_told():
    told = " ".join(PAGE.split())
    assert all(f"{name} {factor:g}" in told for name, factor in SURFACE_FACTOR.items())
    assert f"at {WET_FORD_KMH:g} km/h" in told
    assert f"pass at {FORD_KMH:g} km/h" in told
