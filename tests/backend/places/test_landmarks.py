"""Landmarks and aliases: a supervisor teaches the gazetteer a name, every worker knows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from backend.accounts.models import Role
from backend.changes.epoch_cache import EpochCache
from backend.places import queries
from backend.places.models import Landmark, PlaceAlias
from gis.boundary_files import BoundarySet
from gis.gazetteer import Gazetteer
from tests.gis.boundary_sketch import A, C

MARKET = {"name": "Pasar Bidara", "lon": 114.005, "lat": -6.995, "radius_m": 80}


@pytest.fixture
def chief(api_as: Callable[[str], APIClient]) -> APIClient:
    return api_as(Role.SUPERVISOR)


def first_code(client: APIClient, text: str) -> str | None:
    candidates = client.get("/api/geocode/", {"q": text}).json()["candidates"]
    return candidates[0]["code"] if candidates else None


def test_a_landmark_geocodes_at_the_next_request(chief: APIClient, drawn: BoundarySet):
    assert first_code(chief, "Pasar Bidara") is None

    row = chief.post("/api/landmarks/", MARKET, format="json").json()

    answer = chief.get("/api/geocode/", {"q": "kebakaran di pasar bidara"}).json()
    assert answer["outcome"] == "resolved"
    assert answer["candidates"][0]["code"] == row["properties"]["code"]
    assert answer["candidates"][0]["radius_m"] == 80


def test_another_worker_sees_it_too(chief: APIClient, drawn: BoundarySet):
    other: EpochCache[Gazetteer] = EpochCache(queries._build_gazetteer, "gazetteer")
    before = other.get()

    code = chief.post("/api/landmarks/", MARKET, format="json").json()["properties"]["code"]

    assert before.entry("landmark", code) is None
    assert other.get().entry("landmark", code) is not None


def test_a_landmark_comes_as_a_geojson_point_too(chief: APIClient, drawn: BoundarySet):
    body = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [114.005, -6.995, 12.0]},
        "properties": {"name": "Langgar Bidara"},
    }

    row = chief.post("/api/landmarks/", body, format="json").json()

    assert row["geometry"]["coordinates"] == [114.005, -6.995]


def test_a_removed_landmark_is_forgotten(chief: APIClient, drawn: BoundarySet):
    row = chief.post("/api/landmarks/", MARKET, format="json").json()

    assert chief.delete(f"/api/landmarks/{row['id']}/").status_code == 204
    assert first_code(chief, "Pasar Bidara") is None


def test_landmarks_are_listed_as_geojson(chief: APIClient, drawn: BoundarySet):
    chief.post("/api/landmarks/", MARKET, format="json")

    page = chief.get("/api/landmarks/").json()

    assert page["count"] == 1
    assert page["features"][0]["properties"]["name"] == "Pasar Bidara"


def test_an_alias_geocodes_as_the_place_it_names(chief: APIClient, drawn: BoundarySet):
    body = {"kind": "desa", "code": A, "name": "Kampung Lama Bidara"}

    assert chief.post("/api/aliases/", body, format="json").status_code == 201
    assert first_code(chief, "desa kampung lama bidara") == A


def test_the_same_alias_twice_is_a_conflict(chief: APIClient, drawn: BoundarySet):
    body = {"kind": "desa", "code": A, "name": "Bidara"}
    chief.post("/api/aliases/", body, format="json")

    assert chief.post("/api/aliases/", body, format="json").status_code == 409
    assert PlaceAlias.objects.filter(name="Bidara").count() == 1


def test_an_added_alias_can_be_removed(chief: APIClient, drawn: BoundarySet):
    body = {"kind": "desa", "code": A, "name": "Bidara"}
    row = chief.post("/api/aliases/", body, format="json").json()

    assert chief.delete(f"/api/aliases/{row['id']}/").status_code == 204
    assert first_code(chief, "desa Bidara") is None


def test_a_shipped_alias_stays(chief: APIClient, drawn: BoundarySet):
    shipped = PlaceAlias.objects.get(target_code=C)

    assert chief.delete(f"/api/aliases/{shipped.pk}/").status_code == 409
    assert PlaceAlias.objects.filter(pk=shipped.pk).exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "masjid"}, "name"),
        ({"name": "!!!"}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "Pasar\u202eBidara"}, "name"),
        ({"name": "rumah sakit"}, "name"),
        ({"name": "puskesmas di desa"}, "name"),
        ({"name": "-7.01, 113.86"}, "name"),
        ({"name": "https://maps.app.goo.gl/AbCd"}, "name"),
        ({"name": "6P4MXW4J+22"}, "name"),
        ({"name": "Pos 35.29.05"}, "name"),
        ({"name": "<script>alert(1)</script>"}, "name"),
        ({"lon": None}, "lon"),
        ({"lon": "timur"}, "lon"),
        ({"lon": 1.0, "lat": 1.0}, "lon"),
        ({"lon": -6.995, "lat": 114.005}, "lon"),
        ({"radius_m": 0}, "radius_m"),
        ({"radius_m": 50_000}, "radius_m"),
        ({"geometry": {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}}, "geometry"),
        ({"geometry": "di sana"}, "geometry"),
    ],
)
def test_a_bad_landmark_names_its_field_and_stores_nothing(
    chief: APIClient, drawn: BoundarySet, change: dict[str, Any], field: str
):
    response = chief.post("/api/landmarks/", {**MARKET, **change}, format="json")

    assert response.status_code == 400
    assert field in response.json()["errors"]
    assert not Landmark.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [({"kind": "sungai"}, "kind"), ({"code": "35.29.99"}, "code"), ({"name": "desa"}, "name")],
)
def test_a_bad_alias_names_its_field(
    chief: APIClient, drawn: BoundarySet, change: dict[str, Any], field: str
):
    body = {"kind": "desa", "code": A, "name": "Bidara", **change}

    response = chief.post("/api/aliases/", body, format="json")

    assert response.status_code == 400
    assert list(response.json()["errors"]) == [field]


@pytest.mark.parametrize("role", [r for r in Role if r != Role.SUPERVISOR])
@pytest.mark.parametrize("path", ["/api/landmarks/", "/api/aliases/"])
def test_only_supervisors_add_names(
    api_as: Callable[[str], APIClient], drawn: BoundarySet, role: str, path: str
):
    assert api_as(role).post(path, {}, format="json").status_code == 403


@pytest.mark.parametrize("path", ["/api/landmarks/7777/", "/api/aliases/7777/"])
def test_removing_what_is_not_there_is_a_404(chief: APIClient, drawn: BoundarySet, path: str):
    assert chief.delete(path).status_code == 404


def test_a_repeated_write_adds_one_landmark(chief: APIClient, drawn: BoundarySet):
    for _ in range(2):
        response = chief.post(
            "/api/landmarks/", MARKET, format="json", headers={"Idempotency-Key": "satu"}
        )
        assert response.status_code == 201

    assert Landmark.objects.count() == 1


@pytest.mark.parametrize("path", ["/api/landmarks/", "/api/aliases/"])
def test_a_longer_list_needs_no_more_queries(
    chief: APIClient,
    drawn: BoundarySet,
    django_assert_num_queries: DjangoAssertNumQueries,
    path: str,
):
    for number in range(3):
        chief.post("/api/landmarks/", {**MARKET, "name": f"Pasar Bidara {number}"}, format="json")
        body = {"kind": "desa", "code": A, "name": f"Bidara {number}"}
        chief.post("/api/aliases/", body, format="json")

    with django_assert_num_queries(4):  # session, account, count, page
        chief.get(path)
