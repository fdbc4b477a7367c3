"""The boundary and place layers: GeoJSON, boxes, ETag, gzip, and what an empty database says."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from backend.places import actions
from gis.boundary_files import BoundarySet, read_boundaries
from gis.place_files import PlaceSet
from tests.backend.places.conftest import NOW
from tests.gis.boundary_sketch import A, B, C, documents, feature, write

BOUNDARY_LAYERS = ["kecamatan", "desa", "islands", "land", "neighbours"]
PLACE_LAYERS = ["facilities", "ports", "settlements"]


def codes(client: APIClient, address: str) -> list[str]:
    response = client.get(address)
    assert response.status_code == 200, response.content
    return [f["properties"]["code"] for f in response.json()["features"]]


def properties(client: APIClient, address: str) -> dict[str, Any]:
    first: dict[str, Any] = client.get(address).json()["features"][0]["properties"]
    return first


@pytest.mark.parametrize("name", [*BOUNDARY_LAYERS, *PLACE_LAYERS])
def test_a_layer_is_a_feature_collection_with_codes_and_names(
    name: str, room: APIClient, drawn_places: PlaceSet
):
    document = room.get(f"/api/{name}/").json()

    assert document["type"] == "FeatureCollection"
    assert {"code", "name"} <= set(document["features"][0]["properties"])
    assert document["features"][0]["geometry"]["coordinates"]


def test_layers_are_geojson_by_media_type(room: APIClient, drawn: BoundarySet):
    assert room.get("/api/kecamatan/")["Content-Type"] == "application/geo+json"


@pytest.mark.parametrize("accept", ["application/geo+json", "application/json", "*/*"])
def test_a_client_may_ask_for_either_media_type(accept: str, room: APIClient, drawn: BoundarySet):
    assert room.get("/api/desa/", headers={"accept": accept}).status_code == 200


def test_a_desa_names_its_kecamatan(room: APIClient, drawn: BoundarySet):
    assert properties(room, "/api/desa/")["kecamatan_code"] == "35.29.01"


def test_an_island_tells_whether_people_live_there(room: APIClient, drawn: BoundarySet):
    assert properties(room, "/api/islands/")["populated"] is True


def test_an_island_off_the_land_tells_how_far(room: APIClient, drawn: BoundarySet):
    island = room.get("/api/islands/").json()["features"][1]["properties"]

    assert (island["land_part"], island["distance_to_land_m"]) == (None, 552)


def test_a_facility_tells_kind_and_confidence(room: APIClient, drawn_places: PlaceSet):
    facility = properties(room, "/api/facilities/")

    assert (facility["kind"], facility["confidence"]) == ("puskesmas", "A")


def test_coordinates_are_longitude_first(room: APIClient, drawn_places: PlaceSet):
    feature = room.get("/api/facilities/").json()["features"][0]

    assert feature["geometry"] == {"type": "Point", "coordinates": [114.01, -6.99]}


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ("114.001,-6.999,114.002,-6.998", [A]),  # inside A
        ("114.01,-6.99,114.055,-6.985", [A, B, C]),  # across the strait
        ("114.02,-6.99,114.02,-6.99", [A, B]),  # a point on the edge between A and B
        ("114.035,-7,114.045,-6.98", []),  # the strait alone
        ("113,-8,115,-6", [A, B, C]),
    ],
)
def test_a_box_returns_the_areas_that_touch_it(
    box: str, expected: list[str], room: APIClient, drawn: BoundarySet
):
    assert codes(room, f"/api/desa/?in_bbox={box}") == expected


def test_an_empty_box_is_an_empty_collection(room: APIClient, drawn: BoundarySet):
    document = room.get("/api/desa/?in_bbox=115,-6,115.1,-5.9").json()

    assert document == {"type": "FeatureCollection", "features": []}


@pytest.mark.parametrize(
    "box",
    [
        "",
        "114,-7,115",
        "114,-7,115,-6,1",
        "114,-7,115,x",
        "nan,-7,115,-6",
        "114,-7,inf,-6",
        "114,-7,1e999,-6",
        "115,-7,114,-6",  # west of east
        "114,-6,115,-7",  # south above north
        "-7,114,-6,115",  # latitude first
        "114;-7;115;-6",
    ],
)
@pytest.mark.parametrize("name", ["kecamatan", "facilities"])
def test_a_bad_box_is_a_problem_that_names_it(
    name: str, box: str, room: APIClient, drawn_places: PlaceSet
):
    response = room.get(f"/api/{name}/", {"in_bbox": box})

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert list(response.json()["errors"]) == ["in_bbox"]


def test_the_same_layer_answers_not_modified(room: APIClient, drawn: BoundarySet):
    etag = room.get("/api/kecamatan/")["ETag"]

    response = room.get("/api/kecamatan/", headers={"if-none-match": etag})

    assert response.status_code == 304
    assert response.content == b""


def test_another_box_has_another_etag(room: APIClient, drawn: BoundarySet):
    whole = room.get("/api/desa/")["ETag"]
    part = room.get("/api/desa/?in_bbox=114.001,-6.999,114.002,-6.998")["ETag"]

    assert whole != part


def test_gzip_is_sent_to_who_takes_it(room: APIClient, drawn: BoundarySet):
    plain = room.get("/api/kecamatan/").content
    response = room.get("/api/kecamatan/", headers={"accept-encoding": "br, gzip;q=0.8"})

    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content) == plain


@pytest.mark.parametrize("header", ["", "identity", "gzip;q=0", "gzip; q=0.0", "br"])
def test_plain_is_sent_to_who_does_not_take_gzip(header: str, room: APIClient, drawn: BoundarySet):
    response = room.get("/api/kecamatan/", headers={"accept-encoding": header})

    assert "Content-Encoding" not in response
    assert json.loads(response.content)["type"] == "FeatureCollection"


def test_caches_keep_answers_apart_by_encoding(room: APIClient, drawn: BoundarySet):
    assert "Accept-Encoding" in room.get("/api/kecamatan/")["Vary"]


@pytest.mark.parametrize("name", BOUNDARY_LAYERS)
def test_without_boundaries_the_answer_says_what_to_run(name: str, room: APIClient):
    response = room.get(f"/api/{name}/")

    assert response.status_code == 503
    assert response["Content-Type"] == "application/problem+json"
    assert "manage.py import_boundaries" in response.json()["detail"]


@pytest.mark.parametrize("name", PLACE_LAYERS)
def test_without_places_the_answer_says_what_to_run(name: str, room: APIClient, drawn: BoundarySet):
    assert "manage.py import_places" in room.get(f"/api/{name}/").json()["detail"]


def test_a_new_import_shows_at_the_next_request(
    room: APIClient, drawn: BoundarySet, tmp_path: Path
):
    before = room.get("/api/desa/")
    files = documents()
    feature(files, "desa.geojson", 0)["properties"]["name"] = "Asri Baru"
    boundaries, _ = read_boundaries(write(files, tmp_path / "new"))
    actions.replace_boundaries(boundaries=boundaries, report={}, by=None, now=NOW)

    after = room.get("/api/desa/", headers={"if-none-match": before["ETag"]})

    assert after.status_code == 200
    assert properties(room, "/api/desa/")["name"] == "Asri Baru"


def test_a_warm_layer_reads_only_the_account_and_the_epoch(
    room: APIClient, drawn: BoundarySet, django_assert_num_queries: DjangoAssertNumQueries
):
    room.get("/api/kecamatan/")

    with django_assert_num_queries(3):  # session, account, epoch
        room.get("/api/kecamatan/")


@pytest.mark.parametrize("role", ["dispatcher", "supervisor", "planner", "crew", "agency"])
def test_every_role_may_read_the_layers(role: str, api_as: Any, drawn: BoundarySet):
    assert api_as(role).get("/api/kecamatan/").status_code == 200


@pytest.mark.parametrize("name", [*BOUNDARY_LAYERS, *PLACE_LAYERS])
def test_nobody_reads_a_layer_without_login(
    name: str, anonymous: APIClient, drawn_places: PlaceSet
):
    assert anonymous.get(f"/api/{name}/").status_code in {401, 403}


def test_layers_cannot_be_written(room: APIClient, drawn: BoundarySet):
    assert room.post("/api/kecamatan/", {}).status_code == 405
