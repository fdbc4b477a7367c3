"""GET, POST and DELETE /api/closures/."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from backend.accounts.models import Role
from backend.changes.models import Change
from backend.roads.models import Closure
from tests.backend.roads.conftest import PLACES, pair

LANE = {"kind": "lane", "lane": "kalianget-sapudi", "factor": None, "reason": "Gelombang tinggi"}
BETWEEN = (PLACES["b"].lon + 0.002, PLACES["b"].lat)
ROAD = {
    "kind": "road",
    "geometry": {"type": "Point", "coordinates": list(BETWEEN)},
    "reason": "Pohon tumbang",
}
SQUARE = [
    [113.94, -7.081],
    [113.945, -7.081],
    [113.945, -7.079],
    [113.94, -7.079],
    [113.94, -7.081],
]
ZONE = {
    "kind": "zone",
    "geometry": {"type": "Polygon", "coordinates": [SQUARE]},
    "reason": "Banjir",
}


def post(client: APIClient, body: Any, **headers: str):
    return client.post("/api/closures/", body, format="json", headers=headers)


def reason_to(client: APIClient, letter: str) -> str | None:
    answer = client.get("/api/route/", {"from": pair("a"), "to": pair(letter)})
    return answer.json().get("reason")


@pytest.mark.usefixtures("roads")
@pytest.mark.parametrize("body", [LANE, ROAD, ZONE])
def test_a_closure_is_stored_and_listed(room: APIClient, body: dict[str, Any]) -> None:
    answer = post(room, body)

    assert answer.status_code == 201
    listed = room.get("/api/closures/").json()
    assert listed["type"] == "FeatureCollection"
    assert listed["count"] == 1
    assert listed["features"][0]["properties"]["reason"] == body["reason"]
    assert listed["features"][0]["id"] == answer.json()["id"]


@pytest.mark.usefixtures("roads")
def test_the_next_request_sees_a_closed_lane(room: APIClient) -> None:
    assert reason_to(room, "t") is None

    post(room, LANE)

    assert reason_to(room, "t") == "lane_closed"


@pytest.mark.usefixtures("roads")
@pytest.mark.parametrize("body", [ROAD, ZONE])
def test_the_next_request_sees_a_closed_road(room: APIClient, body: dict[str, Any]) -> None:
    post(room, body)

    assert reason_to(room, "d") == "no_way"


@pytest.mark.usefixtures("roads")
def test_a_slowed_road_takes_longer(room: APIClient) -> None:
    query = {"from": pair("a"), "to": pair("d")}
    before_s = room.get("/api/route/", query).json()["duration_s"]

    post(room, ZONE | {"factor": 3})

    assert room.get("/api/route/", query).json()["duration_s"] > before_s + 10


@pytest.mark.usefixtures("roads")
def test_a_lifted_closure_is_gone_at_the_next_request(room: APIClient) -> None:
    number = post(room, LANE).json()["id"]

    answer = room.delete(f"/api/closures/{number}/")

    assert answer.status_code == 204
    assert reason_to(room, "t") is None
    assert room.get("/api/closures/").json()["count"] == 0


@pytest.mark.usefixtures("roads")
def test_lifting_twice_is_no_error(room: APIClient) -> None:
    number = post(room, LANE).json()["id"]
    room.delete(f"/api/closures/{number}/")

    assert room.delete(f"/api/closures/{number}/").status_code == 204


@pytest.mark.usefixtures("roads")
def test_who_opened_and_lifted_is_kept(room: APIClient) -> None:
    number = post(room, LANE).json()["id"]
    room.delete(f"/api/closures/{number}/")

    closure = Closure.objects.get()
    assert closure.created_by.username == "dispatcher"
    assert closure.lifted_by is not None
    assert closure.lifted_by.username == "dispatcher"


@pytest.mark.usefixtures("roads")
def test_a_closure_that_begins_later_changes_nothing_yet(room: APIClient) -> None:
    later = (timezone.now() + timedelta(hours=3)).isoformat()

    post(room, LANE | {"from": later})

    assert reason_to(room, "t") is None


@pytest.mark.usefixtures("roads")
def test_a_route_at_a_later_time_meets_a_later_closure(room: APIClient) -> None:
    begins, asked = (timezone.now() + timedelta(hours=h) for h in (3, 4))
    post(room, LANE | {"from": begins.isoformat()})

    answer = room.get("/api/route/", {"from": pair("a"), "to": pair("t"), "at": asked.isoformat()})

    assert answer.json()["reason"] == "lane_closed"


@pytest.mark.usefixtures("roads")
def test_the_live_feed_hears_of_it(room: APIClient) -> None:
    number = post(room, LANE).json()["id"]

    assert Change.objects.filter(kind="closure", key=str(number)).count() == 1


@pytest.mark.usefixtures("roads")
def test_a_repeated_write_stores_one_closure(room: APIClient) -> None:
    first = post(room, LANE, **{"Idempotency-Key": "k-1"})
    again = post(room, LANE, **{"Idempotency-Key": "k-1"})

    assert (first.status_code, again.status_code) == (201, 201)
    assert Closure.objects.count() == 1


@pytest.mark.usefixtures("roads")
@pytest.mark.parametrize(
    ("coordinates", "has_effect"), [(list(BETWEEN), True), ([113.96, -7.12], False)]
)
def test_whoever_closes_a_field_beside_the_road_learns_of_it(
    room: APIClient, coordinates: list[float], has_effect: bool
) -> None:
    body = ROAD | {"geometry": {"type": "Point", "coordinates": coordinates}}

    assert post(room, body).json()["properties"]["has_effect"] is has_effect


@pytest.mark.usefixtures("roads")
def test_a_zone_over_the_water_of_a_lane_closes_it(room: APIClient) -> None:
    strait = [[114.08, -7.2], [114.25, -7.2], [114.25, -7.0], [114.08, -7.0], [114.08, -7.2]]
    body = ZONE | {"geometry": {"type": "Polygon", "coordinates": [strait]}}

    answer = post(room, body)

    assert answer.json()["properties"]["has_effect"] is True
    assert reason_to(room, "t") == "lane_closed"


@pytest.mark.usefixtures("roads")
def test_an_altitude_is_dropped(room: APIClient) -> None:
    body = ROAD | {"geometry": {"type": "Point", "coordinates": [*BETWEEN, 12.5]}}

    assert post(room, body).json()["geometry"]["coordinates"] == pytest.approx(list(BETWEEN))


def changed(body: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return body | fields


ENDS_FIRST = {"from": "2099-01-01T00:00:00Z", "until": "2098-01-01T00:00:00Z"}
BOW_TIE = [[113.94, -7.08], [113.95, -7.09], [113.95, -7.08], [113.94, -7.09], [113.94, -7.08]]


@pytest.mark.usefixtures("roads")
@pytest.mark.parametrize(
    ("body", "field"),
    [
        (changed(LANE, kind="rel"), "kind"),
        (changed(LANE, kind=None), "kind"),
        (changed(LANE, kind=["lane"]), "kind"),
        (changed(LANE, lane="tiada"), "lane"),
        (changed(LANE, lane=None), "lane"),
        (changed(LANE, lane={"a": 1}), "lane"),
        (changed(LANE, geometry=ROAD["geometry"]), "geometry"),
        (changed(ROAD, lane="kalianget-sapudi"), "lane"),
        (changed(ROAD, geometry=None), "geometry"),
        (changed(ROAD, geometry="POINT(1 2)"), "geometry"),
        (changed(ROAD, geometry=ZONE["geometry"]), "geometry"),
        (changed(ZONE, geometry=ROAD["geometry"]), "geometry"),
        (changed(ZONE, geometry={"type": "Polygon", "coordinates": [BOW_TIE]}), "geometry"),
        (changed(ZONE, geometry={"type": "Polygon", "coordinates": []}), "geometry"),
        (changed(ZONE, geometry={"type": "Polygon", "coordinates": [[[113.9, -7]]]}), "geometry"),
        (changed(ZONE, geometry={"type": "Polygon"}), "geometry"),
        (changed(ROAD, geometry={"type": "Point", "coordinates": ["1", "2"]}), "geometry"),
        (changed(ROAD, geometry={"type": "Point", "coordinates": [113.9]}), "geometry"),
        (changed(ROAD, geometry={"type": "Point", "coordinates": [-7.08, 113.93]}), "geometry"),
        (changed(ROAD, geometry={"type": "Point", "coordinates": [10, 50]}), "geometry"),
        (changed(ROAD, geometry={"type": "Point", "coordinates": [[[[[1]]]]]}), "geometry"),
        (
            changed(ROAD, geometry={"type": "LineString", "coordinates": [[113.9, -7]] * 2}),
            "geometry",
        ),
        (changed(LANE, factor=0.5), "factor"),
        (changed(LANE, factor="2"), "factor"),
        (changed(LANE, factor=True), "factor"),
        (changed(LANE, factor=1e300), "factor"),
        (changed(LANE, until="2020-01-01T00:00:00Z"), "until"),
        (changed(LANE, until="besok"), "until"),
        (
            changed(LANE, **{"from": "2099-01-01T00:00:00Z", "until": "2098-01-01T00:00:00Z"}),
            "until",
        ),
        (changed(LANE, **{"from": 5}), "from"),
        (changed(LANE, reason=""), "reason"),
        (changed(LANE, reason=None), "reason"),
        (changed(LANE, reason=7), "reason"),
        (changed(LANE, reason="x" * 201), "reason"),
        (changed(LANE, reason="a\x00b"), "reason"),
        (changed(LANE, source=["x"]), "source"),
    ],
)
def test_bad_input_names_its_field_and_stores_nothing(
    room: APIClient, body: dict[str, Any], field: str
) -> None:
    answer = post(room, body)

    assert answer.status_code == 400, answer.content
    assert field in answer.json()["errors"]
    assert not Closure.objects.exists()


@pytest.mark.usefixtures("roads")
@pytest.mark.parametrize("body", [[], "x", 5, None])
def test_a_body_that_is_no_object_is_refused(room: APIClient, body: Any) -> None:
    assert post(room, body).status_code == 400


@pytest.mark.usefixtures("roads")
@pytest.mark.parametrize("text", ["{", '{"kind": NaN}', "x" * 100])
def test_broken_json_is_refused(room: APIClient, text: str) -> None:
    answer = room.post("/api/closures/", text, content_type="application/json")

    assert answer.status_code == 400


@pytest.mark.usefixtures("roads")
def test_a_number_too_long_for_any_computer_is_refused(room: APIClient) -> None:
    text = '{"kind":"lane","lane":"kalianget-sapudi","reason":"x","factor":1' + "0" * 400 + "}"

    answer = room.post("/api/closures/", text, content_type="application/json")

    assert answer.status_code == 400


@pytest.mark.usefixtures("roads")
def test_an_unknown_closure_is_not_found(room: APIClient) -> None:
    assert room.get("/api/closures/99999/").status_code == 404
    assert room.delete("/api/closures/99999/").status_code == 404


@pytest.mark.usefixtures("roads")
@pytest.mark.parametrize("role", [Role.PLANNER, Role.CREW, Role.AGENCY])
def test_only_the_room_closes(api_as, role: str) -> None:
    client = api_as(role)

    assert post(client, LANE).status_code == 403
    assert client.get("/api/closures/").status_code == 200


@pytest.mark.usefixtures("drawn")
def test_a_lane_can_be_closed_before_any_network_is_active(room: APIClient) -> None:
    from tests.backend.roads.conftest import add_lane

    add_lane("kalianget-sapudi")

    assert post(room, LANE).status_code == 201


@pytest.mark.usefixtures("roads")
def test_the_list_takes_as_many_queries_for_three_as_for_one(
    room: APIClient, django_assert_max_num_queries
) -> None:
    for _ in range(3):
        post(room, LANE)

    with django_assert_max_num_queries(5):
        room.get("/api/closures/")
