"""Confirmations of lanes, the closing of all small boats, and the history of both."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from backend.accounts.models import Role
from backend.changes.actions import bump_epoch
from backend.roads import actions, queries
from backend.roads.models import Closure, Lane, LaneConfirmation
from backend.roads.sea_state import port_day
from tests.backend.roads.conftest import NOW, PLACES, add_lane, pair

CODE = "kalianget-sapudi"
CONFIRM = f"/api/lanes/{CODE}/confirm/"
BOATS = {"kind": "boats", "reason": "gelombang 3 m, perintah KSOP"}


def lane_of(client: APIClient, code: str = CODE) -> dict[str, Any]:
    features = client.get("/api/lanes/").json()["features"]
    return next(each["properties"] for each in features if each["id"] == code)


def notes_to_the_island(client: APIClient) -> str:
    answer = client.get("/api/route/", {"from": pair("a"), "to": pair("t")})
    return " ".join(answer.json()["notes"])


@pytest.fixture
def supervisor(api_as) -> APIClient:
    return api_as(Role.SUPERVISOR)


@pytest.fixture
def contact(roads: None) -> None:
    Lane.objects.update(contact="Syahbandar Rekaan 0800-000-112")
    bump_epoch("lanes")


@pytest.mark.usefixtures("contact")
def test_a_lane_that_nobody_confirmed_today_names_whom_to_ask(room: APIClient) -> None:
    lane = lane_of(room)

    assert lane["is_confirmed"] is False
    assert lane["confirmation"] is None
    assert "konfirmasi ke pelabuhan, Syahbandar Rekaan 0800-000-112" in lane["advice"]


@pytest.mark.usefixtures("contact")
def test_a_route_over_it_says_the_same(room: APIClient) -> None:
    assert "konfirmasi ke pelabuhan, Syahbandar Rekaan 0800-000-112" in notes_to_the_island(room)


@pytest.mark.usefixtures("roads")
def test_one_press_confirms_a_lane_for_the_next_request(supervisor: APIClient) -> None:
    assert "konfirmasi ke pelabuhan" in notes_to_the_island(supervisor)

    answer = supervisor.post(CONFIRM, {"note": "kata syahbandar"}, format="json")

    assert answer.status_code == 200
    assert answer.json()["note"] == "kata syahbandar"
    assert "konfirmasi ke pelabuhan" not in notes_to_the_island(supervisor)
    lane = lane_of(supervisor)
    assert (lane["is_confirmed"], lane["advice"]) == (True, None)
    assert lane["confirmation"]["by"] == answer.json()["by"] != ""


@pytest.mark.usefixtures("roads")
def test_a_confirmation_taken_back_stays_on_record(supervisor: APIClient) -> None:
    supervisor.post(CONFIRM)

    assert supervisor.delete(CONFIRM).status_code == 204

    assert lane_of(supervisor)["is_confirmed"] is False
    kept = LaneConfirmation.objects.get()
    assert kept.withdrawn_by == kept.confirmed_by


@pytest.mark.usefixtures("roads")
def test_confirming_twice_leaves_one_that_holds(supervisor: APIClient) -> None:
    supervisor.post(CONFIRM)
    supervisor.post(CONFIRM, {"note": "dua kapal"}, format="json")

    assert LaneConfirmation.objects.count() == 2
    assert lane_of(supervisor)["confirmation"]["note"] == "dua kapal"


@pytest.mark.usefixtures("roads")
def test_taking_back_what_was_never_confirmed_is_no_error(supervisor: APIClient) -> None:
    assert supervisor.delete(CONFIRM).status_code == 204
    assert not LaneConfirmation.objects.exists()


@pytest.mark.usefixtures("roads")
def test_a_confirmation_lapses_at_midnight_in_western_indonesia(user_of) -> None:
    # 3:00 UTC on the 25th is 10:00 there, so the day ends at 17:00 UTC
    LaneConfirmation.objects.create(
        lane=CODE, day=port_day(NOW), confirmed_at=NOW, confirmed_by=user_of(Role.SUPERVISOR)
    )
    bump_epoch("closures")
    midnight = NOW.replace(hour=17)

    (before,) = queries.lane_features(midnight - timedelta(seconds=1))
    (after,) = queries.lane_features(midnight)

    assert before["properties"]["is_confirmed"] is True
    assert after["properties"]["is_confirmed"] is False


@pytest.mark.usefixtures("roads")
def test_a_ship_is_confirmed_where_every_part_of_its_way_is(supervisor: APIClient) -> None:
    add_lane("jauh", parts=[CODE])
    bump_epoch("lanes")
    assert lane_of(supervisor, "jauh")["is_confirmed"] is False

    supervisor.post(CONFIRM)

    assert lane_of(supervisor, "jauh")["is_confirmed"] is True


@pytest.mark.usefixtures("roads")
@pytest.mark.parametrize("role", [r for r in Role if r != Role.SUPERVISOR])
def test_only_a_supervisor_confirms(api_as, role: str) -> None:
    client = api_as(role)

    assert client.post(CONFIRM).status_code == 403
    assert client.delete(CONFIRM).status_code == 403


@pytest.mark.usefixtures("roads")
def test_an_unknown_lane_cannot_be_confirmed(supervisor: APIClient) -> None:
    assert supervisor.post("/api/lanes/tidak-ada/confirm/").status_code == 404


@pytest.mark.usefixtures("roads")
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"note": 7}, "note"),
        ({"note": "x" * 201}, "note"),
        ({"note": "nol \x00"}, "note"),
        (["bukan objek"], "non_field_errors"),
    ],
)
def test_a_bad_note_stores_nothing(supervisor: APIClient, body: Any, field: str) -> None:
    answer = supervisor.post(CONFIRM, body, format="json")

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]
    assert not LaneConfirmation.objects.exists()


@pytest.mark.usefixtures("roads")
def test_lanes_take_as_many_queries_for_three_confirmations_as_for_none(
    supervisor: APIClient, django_assert_max_num_queries
) -> None:
    add_lane("dua")
    add_lane("tiga")
    bump_epoch("lanes")
    for code in (CODE, "dua", "tiga"):
        supervisor.post(f"/api/lanes/{code}/confirm/")
    supervisor.get("/api/lanes/")

    with django_assert_max_num_queries(6):
        supervisor.get("/api/lanes/")


@pytest.mark.usefixtures("roads")
def test_closing_small_boats_closes_every_lane_without_vehicles(supervisor: APIClient) -> None:
    add_lane("perahu", carries_vehicles=False)
    bump_epoch("lanes")
    assert lane_of(supervisor, "perahu")["is_closed"] is False

    answer = supervisor.post("/api/closures/", BOATS, format="json")

    assert answer.status_code == 201
    assert lane_of(supervisor, "perahu")["is_closed"] is True
    assert lane_of(supervisor, "perahu")["closures"] == [answer.json()["id"]]
    assert lane_of(supervisor)["is_closed"] is False


@pytest.mark.usefixtures("roads")
def test_small_boats_sail_again_when_their_time_is_over(supervisor: APIClient) -> None:
    add_lane("perahu", carries_vehicles=False)
    bump_epoch("lanes")
    until = timezone.now() + timedelta(hours=2)
    supervisor.post("/api/closures/", BOATS | {"until": until.isoformat()}, format="json")

    features = queries.lane_features(until)

    assert [each["properties"]["is_closed"] for each in features] == [False, False]


@pytest.mark.usefixtures("roads")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"lane": CODE}, "lane"),
        ({"geometry": {"type": "Point", "coordinates": [114.0, -7.0]}}, "geometry"),
        ({"reason": ""}, "reason"),
        ({"factor": 0.5}, "factor"),
        ({"from": "2999-01-02T00:00:00Z", "until": "2999-01-01T00:00:00Z"}, "until"),
    ],
)
def test_a_wrong_closing_of_boats_names_its_field(
    supervisor: APIClient, changes: dict[str, Any], field: str
) -> None:
    answer = supervisor.post("/api/closures/", BOATS | changes, format="json")

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]
    assert not Closure.objects.exists()


@pytest.mark.usefixtures("roads")
def test_the_history_tells_who_closed_and_who_opened_again(supervisor: APIClient) -> None:
    closed = supervisor.post("/api/closures/", BOATS, format="json").json()["id"]
    supervisor.delete(f"/api/closures/{closed}/")

    (entry,) = supervisor.get("/api/sea-history/").json()["results"]

    assert (entry["kind"], entry["reason"]) == ("boats", BOATS["reason"])
    assert entry["created_by"] == entry["lifted_by"] != ""
    assert entry["lifted_at"] >= entry["created_at"]


@pytest.mark.usefixtures("roads")
def test_what_was_opened_again_is_no_more_in_force(supervisor: APIClient) -> None:
    first = supervisor.post("/api/closures/", BOATS, format="json").json()["id"]
    second = supervisor.post("/api/closures/", BOATS, format="json").json()["id"]
    supervisor.delete(f"/api/closures/{first}/")

    found = supervisor.get("/api/sea-history/?in_force=true").json()["results"]

    assert [entry["id"] for entry in found] == [second]


@pytest.mark.usefixtures("roads")
def test_closed_roads_are_no_part_of_it(supervisor: APIClient) -> None:
    where = {"type": "Point", "coordinates": [PLACES["b"].lon, PLACES["b"].lat]}
    supervisor.post(
        "/api/closures/", {"kind": "road", "geometry": where, "reason": "Banjir"}, format="json"
    )

    assert supervisor.get("/api/sea-history/").json()["results"] == []


@pytest.mark.usefixtures("roads")
@pytest.mark.parametrize("role", [Role.CREW, Role.AGENCY, Role.PLANNER])
def test_the_history_is_the_rooms(api_as, role: str) -> None:
    assert api_as(role).get("/api/sea-history/").status_code == 403


@pytest.mark.usefixtures("roads")
def test_if_the_epoch_cannot_be_counted_nothing_is_confirmed(user_of) -> None:
    with (
        patch("backend.roads.actions.bump_epoch", side_effect=RuntimeError("rekaan")),
        pytest.raises(RuntimeError, match="rekaan"),
    ):
        actions.confirm_lane(lane=CODE, note="", by=user_of(Role.SUPERVISOR), now=NOW)

    assert not LaneConfirmation.objects.exists()
