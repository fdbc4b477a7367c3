"""Units as people see them: features, ages, tracks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from backend.accounts.models import User
from backend.units.models import Device, Status, Unit
from tests.backend.units.conftest import (
    KALIANGET,
    TOWN,
    Clock,
    T,
    Wire,
    new_device,
    properties,
    send,
)

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
