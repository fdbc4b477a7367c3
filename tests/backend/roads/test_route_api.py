"""GET /api/route/."""

from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from rest_framework.test import APIClient

from backend.changes.actions import bump_epoch
from backend.roads.models import Lane
from gis.timetable_documents import timetable_document
from gis.timetables import EVERY_DAY, Scheduled, Timetable
from tests.backend.drawn_places import AT_SEA, IN_PAMEKASAN
from tests.backend.roads.conftest import add_lane, morning, pair


def get(client: APIClient, **query: str):
    return client.get("/api/route/", query)


@pytest.mark.usefixtures("roads")
def test_a_route_has_duration_distance_legs_geometry_and_instructions(room: APIClient) -> None:
    answer = get(room, **{"from": pair("a"), "to": pair("d"), "at": morning()})

    assert answer.status_code == 200
    body = answer.json()
    # three kilometres at 55 km/h
    assert body["duration_s"] == pytest.approx(3 * 3600 / 55, rel=0.01)
    assert body["distance_m"] == pytest.approx(3000, rel=0.01)
    assert [leg["mode"] for leg in body["legs"]] == ["road"]
    assert body["legs"][0]["road_names"] == ["Jalan Rekaan"]
    assert body["geometry"]["type"] == "LineString"
    assert body["instructions"][-1]["text"] == "Tiba di lokasi"


@pytest.mark.usefixtures("roads")
def test_a_route_over_a_ferry_says_when_the_ship_leaves_and_arrives(room: APIClient) -> None:
    noon = Timetable((Scheduled(EVERY_DAY, 12 * 3600, 3600),), ZoneInfo("Asia/Jakarta"))
    Lane.objects.update(timetable=timetable_document(noon, noon))
    bump_epoch("lanes")

    asked = {"from": pair("a"), "to": pair("t"), "at": "2026-11-25T10:00:00+07:00"}
    legs = get(room, **asked).json()["legs"]

    (sea,) = (leg for leg in legs if leg["mode"] == "sea")
    assert (sea["leaves_at"], sea["arrives_at"]) == ("2026-11-25T05:00:00Z", "2026-11-25T06:00:00Z")
    assert "12.00 WIB" in next(leg["note"] for leg in legs if leg["mode"] == "wait")


@pytest.mark.usefixtures("roads")
def test_a_route_over_a_ferry_shows_wait_and_crossing_apart(room: APIClient) -> None:
    body = get(room, **{"from": pair("a"), "to": pair("t")}).json()

    assert body["reachability"] == "road+ferry"
    assert [leg["mode"] for leg in body["legs"] if leg["mode"] in {"wait", "sea"}] == [
        *("wait", "sea", "wait")
    ]
    sea = next(leg for leg in body["legs"] if leg["mode"] == "sea")
    assert (sea["duration_s"], sea["lane"]) == (3600, "kalianget-sapudi")
    assert sum(leg["duration_s"] for leg in body["legs"]) == pytest.approx(
        body["duration_s"], abs=1
    )


@pytest.mark.usefixtures("roads")
def test_the_line_begins_and_ends_where_it_was_asked(room: APIClient) -> None:
    line = get(room, **{"from": pair("a"), "to": pair("d")}).json()["geometry"]["coordinates"]

    assert line[0] == pytest.approx([113.93, -7.08], abs=1e-5)
    assert line[-1] == pytest.approx([113.95715, -7.08], abs=1e-5)


@pytest.mark.usefixtures("roads")
def test_english_readers_get_english(room: APIClient) -> None:
    answer = room.get(
        "/api/route/", {"from": pair("a"), "to": pair("d")}, headers={"accept-language": "en"}
    )

    assert answer.json()["instructions"][-1]["text"] == "Arrive at the place"


@pytest.mark.usefixtures("roads")
def test_a_place_at_sea_is_no_way_for_an_ambulance(room: APIClient) -> None:
    answer = get(room, **{"from": pair("a"), "to": f"{AT_SEA[0]},{AT_SEA[1]}"})

    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("application/problem+json")
    assert answer.json()["reason"] == "no_way"
    assert "laut" in answer.json()["detail"]


@pytest.mark.usefixtures("roads")
def test_a_boat_gets_to_a_place_at_sea(room: APIClient) -> None:
    query = {"from": "113.99,-7.08", "to": f"{AT_SEA[0]},{AT_SEA[1]}", "vehicle": "boat"}

    assert get(room, **query).json()["reachability"] == "boat"


@pytest.mark.usefixtures("roads")
def test_another_regency_is_outside_and_not_at_sea(room: APIClient) -> None:
    answer = get(room, **{"from": pair("a"), "to": f"{IN_PAMEKASAN[0]},{IN_PAMEKASAN[1]}"})

    assert answer.status_code == 404
    assert "luar kabupaten" in answer.json()["detail"]


@pytest.mark.usefixtures("roads")
def test_a_boat_lane_is_no_way_for_a_fire_truck(room: APIClient) -> None:
    Lane.objects.update(carries_vehicles=False)
    bump_epoch("lanes")

    answer = get(room, **{"from": pair("a"), "to": pair("t"), "vehicle": "fire_truck"})

    assert (answer.status_code, answer.json()["reason"]) == (404, "no_vehicle_ferry")


@pytest.mark.usefixtures("roads")
def test_a_lane_without_a_sourced_time_says_how_it_was_timed(room: APIClient) -> None:
    Lane.objects.all().delete()
    add_lane("lambat", duration_likely_s=None, speed_kmh=20)
    bump_epoch("lanes")

    body = get(room, **{"from": pair("a"), "to": pair("t")}).json()

    sea = next(leg for leg in body["legs"] if leg["mode"] == "sea")
    assert sea["duration_s"] == pytest.approx(34_000 / (20 / 3.6), rel=0.05)
    assert "20 km/jam" in sea["note"]


@pytest.mark.usefixtures("roads")
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"to": "113.9,-7.0"}, "from"),
        ({"from": "113.9,-7.0"}, "to"),
        ({"from": "113.9", "to": "113.9,-7.0"}, "from"),
        ({"from": "113.9,-7.0,5", "to": "113.9,-7.0"}, "from"),
        ({"from": "a,b", "to": "113.9,-7.0"}, "from"),
        ({"from": "nan,-7.0", "to": "113.9,-7.0"}, "from"),
        ({"from": "1e999,-7.0", "to": "113.9,-7.0"}, "from"),
        ({"from": "113.9,-97.0", "to": "113.9,-7.0"}, "from"),
        ({"from": "113.9,-7.0", "to": "-7.0,113.9"}, "to"),
        ({"from": "113.9,-7.0", "to": "113.9,-7.0", "vehicle": "tank"}, "vehicle"),
        ({"from": "113.9,-7.0", "to": "113.9,-7.0", "at": "besok"}, "at"),
        ({"from": "113.9,-7.0", "to": "113.9,-7.0", "at": "2026-11-25T08:00:00"}, "at"),
        ({"from": "113.9,-7.0", "to": "113.9,-7.0", "at": "2026-13-45T08:00:00Z"}, "at"),
        ({"from": "113.9,-7.0", "to": "113.9,-7.0", "at": "0001-01-01T00:00:00+14:00"}, "at"),
    ],
)
def test_bad_input_names_its_parameter(room: APIClient, query: dict[str, str], field: str) -> None:
    answer = get(room, **query)

    assert answer.status_code == 400
    assert field in answer.json()["errors"]


@pytest.mark.usefixtures("roads")
def test_turned_coordinates_are_offered_the_right_way_round(room: APIClient) -> None:
    answer = get(room, **{"from": "-7.08,113.93", "to": pair("d")})

    assert answer.json()["turned"] == {"lon": 113.93, "lat": -7.08}


@pytest.mark.usefixtures("roads")
def test_a_plus_sign_that_came_as_a_space_is_understood(room: APIClient, settings) -> None:
    from django.utils import timezone

    moment = timezone.now().strftime("%Y-%m-%dT%H:%M:%S+07:00")
    address = f"/api/route/?from={quote(pair('a'))}&to={quote(pair('d'))}&at={moment}"

    assert room.get(address).status_code == 200


@pytest.mark.usefixtures("drawn")
def test_without_a_network_the_answer_says_what_to_run(room: APIClient) -> None:
    answer = get(room, **{"from": pair("a"), "to": pair("d")})

    assert answer.status_code == 503
    assert "import_road_network" in answer.json()["detail"]


@pytest.mark.django_db
def test_routes_are_not_for_strangers(anonymous: APIClient) -> None:
    assert get(anonymous, **{"from": pair("a"), "to": pair("d")}).status_code in {401, 403}
