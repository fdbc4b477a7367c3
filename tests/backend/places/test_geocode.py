"""``/api/geocode/`` and ``manage.py geocode``: the same words, the same answer."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from rest_framework.test import APIClient

from backend.errors import NotReady
from backend.places import queries
from gis.boundary_files import BoundarySet
from tests.gis.boundary_sketch import A, C

CONTRACT_FIELDS = {
    *("kind", "label", "code", "lon", "lat", "radius_m", "confidence", "read_as"),
    *("kecamatan", "desa", "island"),
}


def geocoded(client: APIClient, text: str, **more: Any) -> dict[str, Any]:
    response = client.get("/api/geocode/", {"q": text, **more})
    assert response.status_code == 200, response.content
    document: dict[str, Any] = response.json()
    return document


def printed(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command("geocode", *arguments, stdout=out)
    document: dict[str, Any] = json.loads(out.getvalue())
    return document


def test_a_desa_resolves_to_its_code(room: APIClient, drawn: BoundarySet):
    answer = geocoded(room, "desa Asri kecamatan Alun")

    assert (answer["outcome"], answer["reason"]) == ("resolved", None)
    assert [candidate["code"] for candidate in answer["candidates"]] == [A]


def test_a_candidate_has_every_field_of_the_contract(room: APIClient, drawn: BoundarySet):
    [candidate] = geocoded(room, "desa Asri")["candidates"]

    assert set(candidate) >= CONTRACT_FIELDS
    assert candidate["kecamatan"] == {"code": "35.29.01", "name": "Alun"}


def test_the_words_come_back_unchanged(room: APIClient, drawn: BoundarySet):
    words = "  Kebakaran\tdi DESA asri\u202e ☎ "

    assert geocoded(room, words)["query"] == words


def test_an_alias_of_the_boundary_files_is_known(room: APIClient, drawn: BoundarySet):
    assert geocoded(room, "desa Cermae")["candidates"][0]["code"] == C


def test_a_refusal_says_what_to_ask_next(room: APIClient, drawn: BoundarySet):
    answer = geocoded(room, "dekat masjid")

    assert (answer["outcome"], answer["reason"]) == ("refused", "no_place_name")
    assert "kecamatan" in answer["message"]


def test_a_point_at_sea_tells_the_nearest_land(room: APIClient, drawn: BoundarySet):
    answer = geocoded(room, "-6.99, 114.10")

    assert answer["outcome"] == "at_sea"
    assert answer["location"]["nearest"]["land"]["name"] == "Pulau Cermai"
    assert (answer["candidates"][0]["lon"], answer["candidates"][0]["lat"]) == (114.10, -6.99)


def test_no_more_candidates_come_than_asked_for(room: APIClient, drawn: BoundarySet):
    assert len(geocoded(room, "Sumenep", limit=1)["candidates"]) == 1


def test_empty_words_are_refused_and_no_error(room: APIClient, drawn: BoundarySet):
    assert geocoded(room, "")["reason"] == "empty"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "q"),
        ({"q": "a" * 501}, "q"),
        ({"q": "a" * 10_000}, "q"),
        ({"q": "Asri", "limit": "0"}, "limit"),
        ({"q": "Asri", "limit": "banyak"}, "limit"),
        ({"q": "Asri", "area_hint": "0" * 41}, "area_hint"),
    ],
)
def test_bad_input_names_its_parameter(
    room: APIClient, drawn: BoundarySet, query: dict[str, str], field: str
):
    response = room.get("/api/geocode/", query)

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert list(response.json()["errors"]) == [field]


def test_without_boundaries_the_answer_says_what_to_run(room: APIClient):
    response = room.get("/api/geocode/", {"q": "Asri"})

    assert response.status_code == 503
    assert "import_boundaries" in response.json()["detail"]


def test_nobody_geocodes_without_an_account(anonymous: APIClient, drawn: BoundarySet):
    assert anonymous.get("/api/geocode/", {"q": "Asri"}).status_code in {401, 403}


def test_the_command_prints_what_the_api_answers(room: APIClient, drawn: BoundarySet):
    assert printed("desa Asri") == geocoded(room, "desa Asri")


def test_the_command_takes_a_latitude_for_no_option(drawn: BoundarySet):
    assert printed("-6.995,114.005")["candidates"][0]["desa"]["code"] == A


def test_the_command_says_what_to_run_without_boundaries(db: None):
    with pytest.raises(CommandError, match="import_boundaries"):
        call_command("geocode", "Asri")


def test_the_gazetteer_is_not_ready_without_boundaries(db: None):
    with pytest.raises(NotReady):
        queries.gazetteer()
