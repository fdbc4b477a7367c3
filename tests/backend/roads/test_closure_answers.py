"""Answers name the closures that mattered; areas that cannot be are refused with the place."""

import math
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from backend.roads.models import Closure
from tests.backend.roads.conftest import pair
from tests.backend.roads.test_closures_api import LANE, ROAD, ZONE, post

TO_D = {"from": pair("a"), "to": pair("d")}


def route(client: APIClient, **query: str) -> dict[str, Any]:
    return client.get("/api/route/", TO_D | query).json()


@pytest.mark.usefixtures("roads")
def test_a_route_names_the_closure_that_slows_it_with_its_reason(room: APIClient) -> None:
    number = post(room, ZONE | {"factor": 3}).json()["id"]

    assert route(room)["closures"] == [{"id": number, "reason": "Banjir", "factor": 3.0}]


@pytest.mark.usefixtures("roads")
def test_a_refusal_names_the_closure_that_shuts_the_road(room: APIClient) -> None:
    number = post(room, ROAD).json()["id"]

    answer = room.get("/api/route/", TO_D)

    assert answer.status_code == 404
    assert answer.json()["closures"] == [{"id": number, "reason": "Pohon tumbang", "factor": None}]


@pytest.mark.usefixtures("roads")
def test_a_refusal_names_the_closure_that_shuts_the_lane(room: APIClient) -> None:
    number = post(room, LANE).json()["id"]

    told = room.get("/api/route/", {"from": pair("a"), "to": pair("t")}).json()["closures"]

    assert [(one["id"], one["reason"]) for one in told] == [(number, "Gelombang tinggi")]


@pytest.mark.usefixtures("roads")
def test_a_closure_holds_exactly_from_and_until(room: APIClient) -> None:
    begins = timezone.now().replace(microsecond=0) + timedelta(hours=3)
    ends = begins + timedelta(hours=1)
    second = timedelta(seconds=1)
    post(room, ZONE | {"factor": 3, "from": begins.isoformat(), "until": ends.isoformat()})

    named = [
        len(route(room, at=at.isoformat())["closures"])
        for at in (begins - second, begins, ends - second, ends)
    ]

    assert named == [0, 1, 1, 0]


def area(*ring: tuple[float, ...]) -> dict[str, Any]:
    return ZONE | {"geometry": {"type": "Polygon", "coordinates": [[list(one) for one in ring]]}}


@pytest.mark.usefixtures("roads")
def test_an_area_that_crosses_itself_is_refused_with_the_place(room: APIClient) -> None:
    a, b, c, d = (113.94, -7.08), (113.95, -7.07), (113.95, -7.08), (113.94, -7.07)

    answer = post(room, area(a, b, c, d, a))

    assert answer.status_code == 400
    # the two diagonals of a square of 0.01 degrees cross in its middle
    assert answer.json()["crosses_at"] == {"lon": 113.945, "lat": -7.075}
    assert "113.945,-7.075" in answer.json()["errors"]["geometry"][0]
    assert not Closure.objects.exists()


@pytest.mark.usefixtures("roads")
def test_an_area_that_is_left_open_is_told_to_close(room: APIClient) -> None:
    answer = post(room, area((113.94, -7.08), (113.95, -7.08), (113.95, -7.07), (113.94, -7.07)))

    assert answer.status_code == 400
    assert "titik awal" in answer.json()["errors"]["geometry"][0]


@pytest.mark.usefixtures("roads")
def test_an_area_in_turned_order_is_offered_the_right_way_round(room: APIClient) -> None:
    a, b, c = (-7.08, 113.94), (-7.08, 113.95), (-7.07, 113.95)

    answer = post(room, area(a, b, c, a))

    assert answer.status_code == 400
    assert answer.json()["turned"] == {"lon": 113.94, "lat": -7.08}


@pytest.mark.usefixtures("roads")
def test_an_area_on_another_continent_is_refused_whole(room: APIClient) -> None:
    answer = post(room, area((-74.0, 40.7), (-73.9, 40.7), (-73.9, 40.8), (-74.0, 40.7)))

    assert answer.status_code == 400
    assert "Sumenep" in answer.json()["errors"]["geometry"][0]
    assert not Closure.objects.exists()


@pytest.mark.usefixtures("roads")
def test_altitudes_of_an_area_are_dropped(room: APIClient) -> None:
    a, b, c = (113.94, -7.08, 3.0), (113.95, -7.08, 4.0), (113.95, -7.07, 5.0)

    answer = post(room, area(a, b, c, a))

    assert answer.status_code == 201
    assert answer.json()["geometry"]["coordinates"][0][0] == [113.94, -7.08]


def circle(corners: int) -> dict[str, Any]:
    turns = [2 * math.pi * n / corners for n in range(corners)]
    ring = [(113.945 + 0.002 * math.cos(t), -7.08 + 0.002 * math.sin(t)) for t in turns]
    return area(*ring, ring[0])


@pytest.mark.usefixtures("roads")
def test_a_flood_of_thousands_of_corners_is_taken(room: APIClient) -> None:
    assert post(room, circle(4_000)).status_code == 201
    assert room.get("/api/route/", TO_D).status_code == 404


@pytest.mark.usefixtures("roads")
def test_too_many_corners_are_refused_with_the_limit(room: APIClient) -> None:
    answer = post(room, circle(5_000))  # and the first again: 5001

    assert answer.status_code == 400
    assert "5000" in answer.json()["errors"]["geometry"][0]


@pytest.mark.usefixtures("roads")
@pytest.mark.parametrize("factor", ["0.5", "NaN", "Infinity", "-1", "0", "1e9", "1e400", '"2"'])
def test_a_factor_that_is_none_is_refused(room: APIClient, factor: str) -> None:
    body = f'{{"kind":"lane","lane":"kalianget-sapudi","reason":"ombak","factor":{factor}}}'

    answer = room.post("/api/closures/", body, content_type="application/json")

    assert answer.status_code == 400
    assert not Closure.objects.exists()


@pytest.mark.usefixtures("roads")
def test_a_closure_that_ends_as_it_begins_is_refused(room: APIClient) -> None:
    moment = (timezone.now() + timedelta(hours=1)).isoformat()

    answer = post(room, LANE | {"from": moment, "until": moment})

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["until"])
