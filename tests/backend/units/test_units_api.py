"""Units as people see them: features, ages, tracks, status and positions told by radio."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from backend.accounts.models import User
from backend.units.actions import commit_unit
from backend.units.models import Device, Position, Status, Unit, UnitStatusChange
from tests.backend.units.conftest import KALIANGET, NOW, TOWN, Clock, T, Wire, marker, new_device

RADIO = {"lon": KALIANGET[0], "lat": KALIANGET[1], "radius_m": 300, "time": "2026-11-25T00:58:00Z"}


def send(wire: Wire, at_s: int, place: tuple[float, float] = TOWN, **more: object) -> None:
    extra = "".join(f"&{key}={value}" for key, value in more.items())
    wire.osmand(f"id=amb-01&timestamp={at_s}&lat={place[1]}&lon={place[0]}{extra}")


def properties(client: APIClient, code: str = "amb-01") -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/api/units/{code}/").json()["properties"]
    return found


# --- features


def test_available_unit_without_a_fix_is_assumed_at_its_station(
    room: APIClient, clock: Clock, amb: Unit
) -> None:
    feature = room.get("/api/units/amb-01/").json()

    assert feature["geometry"] == {"type": "Point", "coordinates": list(TOWN)}
    assert feature["properties"]["position_state"] == "assumed"
    assert feature["properties"]["position_age_s"] is None


def test_unit_off_duty_without_a_fix_is_listed_without_a_place(
    room: APIClient, clock: Clock, make_unit: Callable[..., Unit]
) -> None:
    make_unit("amb-01", status=Status.OFF_DUTY)

    feature = room.get("/api/units/").json()["features"][0]

    assert (feature["id"], feature["geometry"]) == ("amb-01", None)
    assert feature["properties"]["position_state"] == "none"


def test_age_counts_from_the_fix_and_contact_from_the_receipt(
    room: APIClient, wire: Wire, clock: Clock, named_phone: Device
) -> None:
    send(wire, T - 400)
    clock.forward(20)

    found = properties(room)

    assert (found["position_age_s"], found["contact_age_s"]) == (420, 20)
    assert found["position_state"] == "stale"


def test_slow_tracker_is_still_live_after_ten_minutes(
    room: APIClient, wire: Wire, clock: Clock, named_phone: Device
) -> None:
    send(wire, T - 300)
    send(wire, T)
    clock.forward(600)

    assert properties(room)["position_state"] == "live"


def test_speed_is_shown_in_both_measures_and_unknown_stays_unknown(
    room: APIClient, wire: Wire, clock: Clock, named_phone: Device
) -> None:
    send(wire, T, speed="23.326")
    first = properties(room)
    clock.forward(10)
    send(wire, T + 10)
    second = properties(room)

    assert first["speed_kmh"] == pytest.approx(43.2, abs=0.1)
    assert (second["speed_mps"], second["speed_kmh"]) == (None, None)


@pytest.mark.parametrize(
    ("status", "letter"),
    [
        (Status.AVAILABLE, "A"),
        (Status.RETURNING, "A"),
        (Status.DISPATCHED, "C"),
        (Status.ON_SCENE, "C"),
        (Status.DELAYED, "D"),
        (Status.OUT_OF_SERVICE, "U"),
        (Status.OFF_DUTY, "U"),
    ],
)
def test_availability_follows_the_status(
    room: APIClient, make_unit: Callable[..., Unit], status: Status, letter: str
) -> None:
    make_unit("amb-01", status=status)

    found = properties(room)

    assert (found["availability"], found["status_label"]) == (letter, status.label)


def test_mock_location_is_shown_as_untrusted(
    room: APIClient, wire: Wire, named_phone: Device
) -> None:
    send(wire, T, KALIANGET, mock="true")

    feature = room.get("/api/units/amb-01/").json()

    assert feature["geometry"]["coordinates"] == list(KALIANGET)
    assert feature["properties"]["trusted"] is False


def test_list_costs_the_same_for_many_units(
    room: APIClient,
    make_unit: Callable[..., Unit],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(20):
        new_device(make_unit(f"amb-{number:02d}"), f"hp-{number}")

    with django_assert_num_queries(4):
        answer = room.get("/api/units/")

    assert len(answer.json()["features"]) == 20


@pytest.mark.parametrize(
    ("role", "sees"), [("dispatcher", True), ("supervisor", True), ("planner", False)]
)
def test_telephone_numbers_are_for_the_room(
    api_as: Callable[..., APIClient], amb: Unit, role: str, sees: bool
) -> None:
    assert ("phone" in properties(api_as(role))) is sees


def test_crew_sees_the_number_of_its_own_unit_only(
    api_as: Callable[..., APIClient], user_of: Callable[..., User], amb: Unit, fire: Unit
) -> None:
    amb.crew.add(user_of("crew"))
    crew = api_as("crew")

    assert "phone" in properties(crew)
    assert "phone" not in properties(crew, "fire-02")


def test_kind_narrows_the_list(room: APIClient, amb: Unit, fire: Unit) -> None:
    codes = [f["id"] for f in room.get("/api/units/?kind=fire_truck").json()["features"]]

    assert codes == ["fire-02"]


def test_unknown_kind_is_refused_by_name(room: APIClient, amb: Unit) -> None:
    answer = room.get("/api/units/?kind=tank")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["kind"])


@pytest.mark.parametrize(
    "path", ["", "track/", "status/", "position/"], ids=["one", "track", "status", "position"]
)
@pytest.mark.parametrize("code", ["amb-99", "%00", "x" * 400])
def test_unknown_unit_is_404_with_problem_details(
    room: APIClient, amb: Unit, path: str, code: str
) -> None:
    is_write = path in {"status/", "position/"}
    call = room.post if is_write else room.get

    answer = call(f"/api/units/{code}/{path}", {}, format="json")

    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert list(answer.json()["errors"]) == ["unit"]


@pytest.mark.parametrize(
    "path",
    ["/api/units/", "/api/units/amb-01/", "/api/units/amb-01/track/", "/api/quarantine/"],
)
def test_nobody_reads_without_a_login(anonymous: APIClient, amb: Unit, path: str) -> None:
    assert anonymous.get(path).status_code == 401


# --- tracks


def test_track_is_in_the_order_of_fix_times(
    room: APIClient, wire: Wire, named_phone: Device
) -> None:
    send(wire, T)
    send(wire, T - 60)

    features = room.get("/api/units/amb-01/track/").json()["features"]

    times = [feature["properties"]["fix_time"] for feature in features]
    assert times == ["2026-11-25T00:59:00Z", "2026-11-25T01:00:00Z"]


def test_track_keeps_its_span(room: APIClient, wire: Wire, named_phone: Device) -> None:
    for minutes in (0, 10, 20, 30):
        send(wire, T - 60 * minutes)

    span = "since=2026-11-25T00:40:00Z&until=2026-11-25T07:50:00%2B07:00"
    features = room.get(f"/api/units/amb-01/track/?{span}").json()["features"]

    assert len(features) == 2


def test_track_says_null_for_what_is_unknown(
    room: APIClient, wire: Wire, named_phone: Device
) -> None:
    send(wire, T)

    found = room.get("/api/units/amb-01/track/").json()["features"][0]["properties"]

    unknown = ("speed_mps", "heading_deg", "accuracy_m", "altitude_m", "battery_pct")
    assert {found[name] for name in unknown} == {None}
    assert (found["source"], found["received_at"]) == ("osmand", "2026-11-25T01:00:00Z")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("since=kemarin", "since"),
        ("until=2026-11-25", "until"),
        ("since=2026-11-25T10:00:00", "since"),
        ("since=2026-11-26T00:00:00Z&until=2026-11-25T00:00:00Z", "since"),
        ("since=0001-01-01T00:00:00%2B14:00", "since"),
    ],
)
def test_unreadable_span_is_refused_by_name(
    room: APIClient, clock: Clock, amb: Unit, query: str, field: str
) -> None:
    answer = room.get(f"/api/units/amb-01/track/?{query}")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_crew_reads_its_own_track_only(
    api_as: Callable[..., APIClient], user_of: Callable[..., User], amb: Unit, fire: Unit
) -> None:
    amb.crew.add(user_of("crew"))
    crew = api_as("crew")

    own = crew.get("/api/units/amb-01/track/").status_code
    other = crew.get("/api/units/fire-02/track/").status_code

    assert (own, other) == (200, 403)


# --- status


def set_status(client: APIClient, body: Any, code: str = "amb-01") -> Any:
    return client.post(f"/api/units/{code}/status/", body, format="json")


def test_unit_goes_out_of_service_with_a_reason(
    room: APIClient, clock: Clock, amb: Unit, dispatcher: User
) -> None:
    answer = set_status(room, {"status": "out_of_service", "reason": "ban bocor"})

    change = UnitStatusChange.objects.get()
    assert answer.json()["properties"]["status"] == "out_of_service"
    assert (change.reason, change.by, change.at) == ("ban bocor", dispatcher, NOW)


def test_status_of_a_committed_unit_belongs_to_its_assignment(
    room: APIClient, amb: Unit, dispatcher: User
) -> None:
    commit_unit(unit=amb, status=Status.EN_ROUTE, by=dispatcher, now=NOW)

    answer = set_status(room, {"status": "available"})

    amb.refresh_from_db()
    assert (answer.status_code, amb.status) == (409, Status.EN_ROUTE)


def test_committed_status_cannot_be_set_by_hand(room: APIClient, amb: Unit) -> None:
    assert set_status(room, {"status": "en_route"}).status_code == 409


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"status": "sleeping"}, "status"),
        ({"status": None}, "status"),
        ({"status": ["available"]}, "status"),
        ({}, "status"),
        ({"status": "off_duty", "reason": "x" * 201}, "reason"),
        ({"status": "off_duty", "reason": "x" * 1_000_000}, "reason"),
        ({"status": "off_duty", "reason": 7}, "reason"),
        ({"status": "off_duty", "reason": "a\x00b"}, "reason"),
    ],
)
def test_unusable_status_is_refused_by_name(
    room: APIClient, amb: Unit, body: dict[str, object], field: str
) -> None:
    answer = set_status(room, body)

    amb.refresh_from_db()
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert amb.status == Status.AVAILABLE


@pytest.mark.parametrize("body", ["{broken", "[]", "7", "null"])
def test_body_that_is_no_object_is_refused(room: APIClient, amb: Unit, body: str) -> None:
    answer = room.post("/api/units/amb-01/status/", body, content_type="application/json")

    assert answer.status_code == 400


@pytest.mark.parametrize(("code", "expected"), [("amb-01", 200), ("fire-02", 403)])
def test_crew_sets_its_own_unit_only(
    api_as: Callable[..., APIClient],
    user_of: Callable[..., User],
    amb: Unit,
    fire: Unit,
    code: str,
    expected: int,
) -> None:
    amb.crew.add(user_of("crew"))

    answer = set_status(api_as("crew"), {"status": "off_duty"}, code)

    assert answer.status_code == expected


@pytest.mark.parametrize("role", ["planner", "agency", "crew"])
def test_others_set_no_status(api_as: Callable[..., APIClient], amb: Unit, role: str) -> None:
    assert set_status(api_as(role), {"status": "off_duty"}).status_code == 403


def test_repeat_with_the_same_key_changes_once(room: APIClient, amb: Unit) -> None:
    for _ in range(2):
        room.post(
            "/api/units/amb-01/status/",
            {"status": "off_duty"},
            format="json",
            headers={"Idempotency-Key": "k-1"},
        )

    assert UnitStatusChange.objects.count() == 1


# --- positions told by radio


def tell(client: APIClient, **changes: object) -> Any:
    return client.post("/api/units/amb-01/position/", RADIO | changes, format="json")


def test_position_told_by_radio_holds_the_marker_from_its_time(
    room: APIClient, clock: Clock, amb: Unit
) -> None:
    answer = tell(room)

    found = answer.json()["properties"]
    assert answer.status_code == 200
    assert (found["source"], found["accuracy_m"], found["position_age_s"]) == ("radio", 300, 120)
    assert marker(amb) == KALIANGET


def test_newer_trusted_fix_replaces_the_radio_position(
    room: APIClient, wire: Wire, named_phone: Device, amb: Unit
) -> None:
    tell(room, time="2026-11-25T00:30:00Z")

    send(wire, T)

    assert marker(amb) == TOWN


def test_older_fix_does_not_replace_the_radio_position(
    room: APIClient, wire: Wire, named_phone: Device, amb: Unit
) -> None:
    tell(room)

    send(wire, T - 1800)

    assert marker(amb) == KALIANGET


def test_radio_position_older_than_the_fix_is_history(
    room: APIClient, wire: Wire, named_phone: Device, amb: Unit
) -> None:
    send(wire, T)

    tell(room)

    assert marker(amb) == TOWN
    assert Position.objects.get(source="radio").verdict == "history"


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"lon": None}, ["lon"]),
        ({"lon": "113,9"}, ["lon"]),
        ({"lat": True}, ["lat"]),
        ({"lon": 200, "lat": 99}, ["lon", "lat"]),
        ({"lon": 0, "lat": 0}, ["lon", "lat"]),
        ({"lon": -7.056, "lat": 113.936}, ["lon", "lat"]),
        ({"radius_m": 0}, ["radius_m"]),
        ({"radius_m": 30_000}, ["radius_m"]),
        ({"radius_m": "x"}, ["radius_m"]),
        ({"time": "tadi"}, ["time"]),
        ({"time": "2026-11-25T01:02:01Z"}, ["time"]),
        ({"time": "2020-01-01T00:00:00Z"}, ["time"]),
    ],
)
def test_impossible_radio_position_is_refused_by_name(
    room: APIClient, clock: Clock, amb: Unit, changes: dict[str, object], fields: list[str]
) -> None:
    answer = tell(room, **changes)

    assert (answer.status_code, sorted(answer.json()["errors"])) == (400, sorted(fields))
    assert Position.objects.count() == 0


@pytest.mark.parametrize("role", ["planner", "agency", "crew"])
def test_only_the_room_enters_radio_positions(
    api_as: Callable[..., APIClient], amb: Unit, role: str
) -> None:
    assert tell(api_as(role)).status_code == 403


# --- quarantine


def test_room_reads_why_something_was_kept_aside(
    room: APIClient, wire: Wire, named_phone: Device
) -> None:
    send(wire, T, (0, 0))

    page = room.get("/api/quarantine/").json()

    assert page["count"] == 1
    assert (page["results"][0]["unit"], page["results"][0]["reason"]) == ("amb-01", "no_fix")


def test_position_is_kept_in_longitude_latitude_order(
    wire: Wire, named_phone: Device, amb: Unit
) -> None:
    send(wire, T)

    assert Position.objects.get().point == Point(*TOWN, srid=4326)
