"""Journey: a place in words at the command line becomes units with legs, or an honest no."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from tests.running_platform import Client, Platform

UNITS, QUESTION, NOBODY = 0, 2, 3


def nearest(platform: Platform, place: str, *options: str) -> subprocess.CompletedProcess[str]:
    return platform.manage("nearest_units", place, *options)


def answer(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    return json.loads(done.stdout)


def test_a_desa_on_madura_is_reached_by_road(platform: Platform) -> None:
    done = nearest(platform, "desa Lombang kecamatan Batang Batang", "--format", "json")

    assert done.returncode == UNITS, done.stderr
    first = answer(done)["recommended"][0]
    assert first["reachability"] == "road"
    assert {"turnout", "road"} <= {leg["mode"] for leg in first["legs"]}


def test_an_island_is_reached_over_the_sea_or_the_shortfall_says_why(platform: Platform) -> None:
    done = nearest(platform, "Pulau Sapudi, Gayam", "--limit", "20", "--format", "json")

    content = answer(done)
    modes = {leg["mode"] for unit in content["recommended"] for leg in unit["legs"]}
    assert done.returncode in {UNITS, NOBODY}
    assert "sea" in modes or content["shortfall"]


def test_no_fire_truck_drives_across_the_sea(platform: Platform) -> None:
    done = nearest(platform, "Pulau Sapudi, Gayam", "--kind", "fire_truck", "--format", "json")

    content = answer(done)
    by_road = [unit for unit in content["recommended"] if unit["reachability"] == "road"]
    assert by_road == []
    assert done.returncode == (UNITS if content["recommended"] else NOBODY)


def test_the_table_names_the_units_of_the_json(platform: Platform) -> None:
    place = "desa Lombang kecamatan Batang Batang"

    table = nearest(platform, place)
    content = answer(nearest(platform, place, "--format", "json"))

    assert table.returncode == UNITS
    for unit in content["recommended"]:
        assert unit["unit"] in table.stdout


def test_the_command_answers_as_the_api_does(platform: Platform, dispatcher: Client) -> None:
    content = answer(nearest(platform, "-7.0167, 113.8667", "--format", "json"))

    served = dispatcher.get("/api/nearest/?lon=113.8667&lat=-7.0167").json

    assert [unit["unit"] for unit in served["recommended"]] == [
        unit["unit"] for unit in content["recommended"]
    ]


@pytest.mark.parametrize("place", ["dekat masjid", "desa Xyzzyq kecamatan Tidak Ada"])
def test_a_place_that_cannot_be_resolved_is_a_question(platform: Platform, place: str) -> None:
    done = nearest(platform, place)

    assert done.returncode == QUESTION
    assert done.stdout.strip()


def test_geocode_prints_what_the_api_answers(platform: Platform, dispatcher: Client) -> None:
    done = platform.manage("geocode", "Puskesmas Lenteng")

    assert json.loads(done.stdout) == dispatcher.get("/api/geocode/?q=Puskesmas%20Lenteng").json


def test_a_route_over_the_sea_tells_its_legs(platform: Platform) -> None:
    done = platform.manage("route", "113.8667,-7.0167", "Puskesmas Talango", "--format", "json")

    content = json.loads(done.stdout)
    assert done.returncode == UNITS, done.stderr
    assert "sea" in [leg["mode"] for leg in content["legs"]]
