"""Roads and lanes on the map."""

import pytest
from rest_framework.test import APIClient

from backend.roads.models import Closure
from tests.backend.roads.conftest import PLACES


@pytest.mark.usefixtures("roads")
def test_roads_are_drawn_with_class_and_name(room: APIClient) -> None:
    features = room.get("/api/roads/").json()["features"]

    assert sorted(f["properties"]["name"] for f in features) == ["Jalan Pulau", "Jalan Rekaan"]
    assert {f["properties"]["class"] for f in features} == {"primary"}


@pytest.mark.usefixtures("roads")
def test_a_box_picks_the_roads_in_it(room: APIClient) -> None:
    box = f"{PLACES['s'].lon - 0.01},-7.2,{PLACES['t'].lon + 0.01},-7.0"

    features = room.get("/api/roads/", {"in_bbox": box}).json()["features"]

    assert [f["properties"]["name"] for f in features] == ["Jalan Pulau"]


@pytest.mark.usefixtures("roads")
def test_roads_are_sent_once(room: APIClient) -> None:
    tag = room.get("/api/roads/")["ETag"]

    assert room.get("/api/roads/", headers={"if-none-match": tag}).status_code == 304


@pytest.mark.usefixtures("roads")
def test_a_broken_box_is_refused(room: APIClient) -> None:
    answer = room.get("/api/roads/", {"in_bbox": "1,2,3"})

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["in_bbox"])


@pytest.mark.usefixtures("drawn")
@pytest.mark.parametrize("layer", ["roads", "lanes"])
def test_without_a_network_a_layer_says_what_to_run(room: APIClient, layer: str) -> None:
    answer = room.get(f"/api/{layer}/")

    assert answer.status_code == 503
    assert "import_road_network" in answer.json()["detail"]


@pytest.mark.usefixtures("roads")
def test_lanes_tell_duration_source_and_vehicles(room: APIClient) -> None:
    (lane,) = room.get("/api/lanes/").json()["features"]

    told = lane["properties"]
    assert told["carries_vehicles"] is True
    assert told["duration_s"] == {"low": 2700, "likely": 3600, "high": 5760}
    assert (told["duration_sourced"], told["source"]) == (True, "jadwal rekaan")
    assert told["is_closed"] is False
    assert lane["geometry"]["type"] == "LineString"


@pytest.mark.usefixtures("roads")
def test_a_closed_lane_is_shown_closed(room: APIClient) -> None:
    body = {"kind": "lane", "lane": "kalianget-sapudi", "reason": "Gelombang"}
    room.post("/api/closures/", body, format="json")

    (lane,) = room.get("/api/lanes/").json()["features"]

    assert lane["properties"]["is_closed"] is True
    assert lane["properties"]["closures"] == [Closure.objects.get().pk]


@pytest.mark.usefixtures("roads")
@pytest.mark.parametrize("layer", ["roads", "lanes"])
def test_a_warm_layer_asks_the_database_for_account_and_epochs_only(
    room: APIClient, django_assert_max_num_queries, layer: str
) -> None:
    room.get(f"/api/{layer}/")

    with django_assert_max_num_queries(4):
        room.get(f"/api/{layer}/")
