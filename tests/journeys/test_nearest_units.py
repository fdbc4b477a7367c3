"""Journey: a place in words at the command line becomes units with legs, or an honest no."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from tests.running_platform import Client, Platform

UNITS, QUESTION, NOBODY = 0, 2, 3
LOMBANG = "desa Lombang kecamatan Batang Batang"
SAPUDI = "Pulau Sapudi, Gayam"
TOWN = "-7.0167, 113.8667"
UNCLEAR = ["dekat masjid", "desa Xyzzyq kecamatan Tidak Ada"]
ASKED = [
    [LOMBANG],
    [LOMBANG, "--format", "json"],
    [SAPUDI, "--limit", "20", "--format", "json"],
    [SAPUDI, "--kind", "fire_truck", "--format", "json"],
    [TOWN, "--format", "json"],
    *([place] for place in UNCLEAR),
]
ASK = """
import contextlib, io, json
from django.core.management import execute_from_command_line
answers = []
for asked in json.loads({asked!r}):
    out, err, status = io.StringIO(), io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            execute_from_command_line(["manage.py", "nearest_units", *asked])
        except SystemExit as end:
            status = end.code or 0
    answers.append([status, out.getvalue(), err.getvalue()])
print(json.dumps(answers))
"""
"""One start of Python for all questions: it takes seconds to load, and a moment to answer."""

Nearest = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def nearest(platform: Platform) -> Nearest:
    """Return a function that gives what the command line answered to one of the questions."""
    done = platform.manage("shell", "-v0", "-c", ASK.format(asked=json.dumps(ASKED)))
    assert done.returncode == 0, done.stderr
    answers = {
        tuple(asked): subprocess.CompletedProcess(asked, *answer)
        for asked, answer in zip(ASKED, json.loads(done.stdout.splitlines()[-1]), strict=True)
    }
    return lambda *asked: answers[asked]


def answer(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    return json.loads(done.stdout)


def test_a_desa_on_madura_is_reached_by_road(nearest: Nearest) -> None:
    done = nearest(LOMBANG, "--format", "json")

    assert done.returncode == UNITS, done.stderr
    first = answer(done)["recommended"][0]
    assert first["reachability"] == "road"
    assert {"turnout", "road"} <= {leg["mode"] for leg in first["legs"]}


def test_an_island_is_reached_over_the_sea_or_the_shortfall_says_why(nearest: Nearest) -> None:
    done = nearest(SAPUDI, "--limit", "20", "--format", "json")

    content = answer(done)
    modes = {leg["mode"] for unit in content["recommended"] for leg in unit["legs"]}
    assert done.returncode in {UNITS, NOBODY}
    assert "sea" in modes or content["shortfall"]


def test_no_fire_truck_drives_across_the_sea(nearest: Nearest) -> None:
    done = nearest(SAPUDI, "--kind", "fire_truck", "--format", "json")

    content = answer(done)
    by_road = [unit for unit in content["recommended"] if unit["reachability"] == "road"]
    assert by_road == []
    assert done.returncode == (UNITS if content["recommended"] else NOBODY)


def test_the_table_names_the_units_of_the_json(nearest: Nearest) -> None:
    table = nearest(LOMBANG)
    content = answer(nearest(LOMBANG, "--format", "json"))

    assert table.returncode == UNITS
    for unit in content["recommended"]:
        assert unit["unit"] in table.stdout


def test_the_command_answers_as_the_api_does(nearest: Nearest, dispatcher: Client) -> None:
    content = answer(nearest(TOWN, "--format", "json"))

    served = dispatcher.get("/api/nearest/?lon=113.8667&lat=-7.0167").json

    assert [unit["unit"] for unit in served["recommended"]] == [
        unit["unit"] for unit in content["recommended"]
    ]


@pytest.mark.parametrize("place", UNCLEAR)
def test_a_place_that_cannot_be_resolved_is_a_question(nearest: Nearest, place: str) -> None:
    done = nearest(place)

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
