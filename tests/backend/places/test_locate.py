"""``/api/locate/``: inside, at sea, outside, and every bad coordinate named."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from gis.boundary_files import BoundarySet
from gis.place_files import PlaceSet
from tests.gis.boundary_sketch import A, C


def located(client: APIClient, lon: float, lat: float) -> dict[str, Any]:
    response = client.get("/api/locate/", {"lon": lon, "lat": lat})
    assert response.status_code == 200, response.content
    document: dict[str, Any] = response.json()
    return document


def test_a_point_on_land_is_in_its_desa_and_kecamatan(room: APIClient, drawn: BoundarySet):
    found = located(room, 114.005, -6.995)

    assert found["outcome"] == "inside"
    assert found["desa"] == {"code": A, "name": "Asri"}
    assert found["kecamatan"] == {"code": "35.29.01", "name": "Alun"}
    assert found["regency"] == {"code": "35.29", "name": "Sumenep"}


def test_a_point_on_a_shared_edge_is_in_the_desa_with_the_lower_code(
    room: APIClient, drawn: BoundarySet
):
    assert located(room, 114.02, -6.99)["desa"]["code"] == A


def test_a_point_on_an_islet_names_the_island(room: APIClient, drawn: BoundarySet):
    found = located(room, 114.055, -6.99)

    assert found["desa"]["code"] == C
    assert found["island"] == {"code": "35.29.40001", "name": "Pulau Cermai"}


def test_a_point_at_sea_has_no_kecamatan_but_nearest_places(
    room: APIClient, drawn_places: PlaceSet
):
    found = located(room, 114.045, -6.99)

    # half a cell, 552 m, west of the islet and of its port at the shore
    assert found["outcome"] == "at_sea"
    assert (found["kecamatan"], found["desa"]) == (None, None)
    assert found["nearest"]["land"]["name"] == "Pulau Cermai"
    assert found["nearest"]["port"]["name"] == "Cermai"
    assert abs(found["nearest"]["port"]["distance_m"] - 552) <= 2


def test_a_point_in_a_neighbouring_regency_is_outside_and_named(
    room: APIClient, drawn: BoundarySet
):
    found = located(room, 113.95, -6.99)

    assert found["outcome"] == "outside"
    assert found["regency"] == {"code": "35.28", "name": "Kabupaten Tetangga"}


def test_a_point_far_away_is_outside_of_nowhere_known(room: APIClient, drawn: BoundarySet):
    found = located(room, 106.8, -6.2)

    assert (found["outcome"], found["regency"]) == ("outside", None)


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ({}, ["lon", "lat"]),
        ({"lat": "-7"}, ["lon"]),
        ({"lon": "114"}, ["lat"]),
        ({"lon": "", "lat": "-7"}, ["lon"]),
        ({"lon": "nan", "lat": "-7"}, ["lon"]),
        ({"lon": "114", "lat": "inf"}, ["lat"]),
        ({"lon": "1e400", "lat": "-7"}, ["lon"]),
        ({"lon": "181", "lat": "-7"}, ["lon"]),
        ({"lon": "114", "lat": "-91"}, ["lat"]),
        ({"lon": "114,5", "lat": "-7"}, ["lon"]),
        ({"lon": "1_14", "lat": "-7"}, ["lon"]),
        ({"lon": "0x72", "lat": "-7"}, ["lon"]),
        ({"lon": "114", "lat": "tujuh"}, ["lat"]),
        ({"lon": "x" * 100_000, "lat": "-7"}, ["lon"]),
    ],
)
def test_a_bad_coordinate_is_a_problem_that_names_it(
    query: dict[str, str], fields: list[str], room: APIClient, drawn: BoundarySet
):
    response = room.get("/api/locate/", query)

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert list(response.json()["errors"]) == fields


def test_a_swapped_pair_is_refused_and_the_turned_one_offered(room: APIClient, drawn: BoundarySet):
    response = room.get("/api/locate/", {"lon": "-6.99", "lat": "114.01"})

    assert response.status_code == 400
    assert list(response.json()["errors"]) == ["lon", "lat"]
    assert response.json()["turned"] == {"lon": 114.01, "lat": -6.99}


def test_without_boundaries_the_answer_says_what_to_run(room: APIClient):
    response = room.get("/api/locate/?lon=114&lat=-7")

    assert response.status_code == 503
    assert "manage.py import_boundaries" in response.json()["detail"]


def test_nobody_locates_without_login(anonymous: APIClient, drawn: BoundarySet):
    assert anonymous.get("/api/locate/?lon=114&lat=-7").status_code in {401, 403}
