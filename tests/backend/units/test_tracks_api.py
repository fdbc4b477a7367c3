"""Tracks over HTTP: gaps, pages, several units, and who may read them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from backend.accounts.models import User
from backend.units.models import Device, Position, Unit
from backend.units.queries import track_reading
from tests.backend.units.conftest import TOWN, Clock, T, Wire, new_device, send
from tests.backend.units.track_rows import SPAN, at, drive_with_a_gap, store


@pytest.fixture
def driven(clock: Clock, amb: Unit) -> Unit:
    drive_with_a_gap(amb)
    return amb


# --- one track


def test_a_track_numbers_its_pieces_and_tells_its_gaps(room: APIClient, driven: Unit) -> None:
    found = room.get(f"/api/units/amb-01/track/?{SPAN}").json()

    segments = [feature["properties"]["segment"] for feature in found["features"]]
    assert segments == [0] * 71 + [1] * 6
    (gap,) = found["gaps"]
    assert (gap["from"], gap["to"]) == ("2026-11-24T23:11:40Z", "2026-11-24T23:18:20Z")
    assert (gap["seconds"], gap["reason"]) == (400, "silence")
    assert gap["distance_m"] == pytest.approx(3000, rel=1e-3)


def test_a_mock_location_is_marked_and_joins_nothing(
    room: APIClient, wire: Wire, named_phone: Device
) -> None:
    send(wire, T - 20)
    send(wire, T - 10, mock="true")
    send(wire, T)

    features = room.get("/api/units/amb-01/track/").json()["features"]

    assert [f["properties"]["segment"] for f in features] == [0, None, 0]
    assert features[1]["properties"]["left_out"] == "untrusted"


def test_a_place_told_by_radio_is_on_the_track_but_not_on_the_line(
    room: APIClient, clock: Clock, amb: Unit
) -> None:
    room.post("/api/units/amb-01/position/", {"lon": 113.9, "lat": -7.0}, format="json")

    (feature,) = room.get("/api/units/amb-01/track/").json()["features"]

    assert (feature["properties"]["left_out"], feature["properties"]["segment"]) == ("radio", None)


def test_two_phones_of_one_unit_are_no_zigzag(room: APIClient, clock: Clock, amb: Unit) -> None:
    first, second = new_device(amb, "hp-1"), new_device(amb, "hp-2", priority=2)
    for n in range(6):
        store(amb, n * 10, n * 100, device=first)
        store(amb, n * 10 + 5, 9_000, device=second)

    found = room.get(f"/api/units/amb-01/track/?{SPAN}").json()

    followed = [f["properties"]["left_out"] for f in found["features"]]
    assert followed == [None, "other_tracker"] * 6
    assert found["gaps"] == []


def test_a_whole_track_is_not_truncated(
    room: APIClient, driven: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(track_reading, "TRACK_MAX", 77)

    found = room.get(f"/api/units/amb-01/track/?{SPAN}").json()

    assert (len(found["features"]), found["truncated"], found["next_since"]) == (77, False, None)


def test_a_long_track_is_read_on_without_loss_or_doubles(
    room: APIClient, driven: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(track_reading, "TRACK_MAX", 10)
    ids: list[int] = []
    gaps: list[str] = []
    since: str | None = "2026-11-24T01:00:00Z"

    while since:
        found = room.get(
            f"/api/units/amb-01/track/?since={since}&until=2026-11-25T01:00:00Z"
        ).json()
        ids += [feature["id"] for feature in found["features"]]
        gaps += [gap["from"] for gap in found["gaps"]]
        since = found["next_since"]

    assert ids == list(Position.objects.order_by("fix_time").values_list("pk", flat=True))
    assert gaps == ["2026-11-24T23:11:40Z"]


def test_points_of_one_moment_are_not_parted(
    room: APIClient, clock: Clock, amb: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(track_reading, "TRACK_MAX", 2)
    for at_s, east_m in ((0, 0), (10, 100), (10, 101)):
        store(amb, at_s, east_m)

    found = room.get(f"/api/units/amb-01/track/?{SPAN}").json()

    assert (len(found["features"]), found["next_since"]) == (1, "2026-11-24T23:00:10Z")


# --- trips


def test_trips_and_stops_are_told_with_their_measures(room: APIClient, driven: Unit) -> None:
    found = room.get(f"/api/units/amb-01/trips/?{SPAN}").json()

    (stop,), (trip,) = found["stops"], found["trips"]
    assert (stop["duration_s"], stop["place"]["name"]) == (600, "Pos Uji")
    assert (trip["start_at"], trip["end_at"]) == ("2026-11-24T23:10:00Z", "2026-11-24T23:19:10Z")
    assert trip["duration_s"] == 550
    assert trip["distance_m"] == pytest.approx(1500, rel=1e-3)
    assert (trip["gap_s"], trip["idle_time_s"], trip["top_speed_mps"]) == (400, 0, 10)
    assert trip["gap_distance_m"] == pytest.approx(3000, rel=1e-3)


def test_totals_are_the_sums(room: APIClient, driven: Unit) -> None:
    totals = room.get(f"/api/units/amb-01/trips/?{SPAN}").json()["totals"]

    assert (totals["trips"], totals["stops"]) == (1, 1)
    assert (totals["trip_time_s"], totals["stop_time_s"], totals["idle_time_s"]) == (550, 600, 0)


def test_a_unit_without_fixes_has_no_trips(room: APIClient, clock: Clock, amb: Unit) -> None:
    found = room.get("/api/units/amb-01/trips/").json()

    assert (found["trips"], found["stops"], found["points"]) == ([], [], {"all": 0})


@pytest.mark.parametrize("path", ["trips/", "track.gpx", "track.geojson"])
def test_too_long_a_span_is_refused_by_name(
    room: APIClient, driven: Unit, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(track_reading, "READ_MAX", 76)

    answer = room.get(f"/api/units/amb-01/{path}?{SPAN}")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["since"])


# --- several units


def test_several_units_are_drawn_at_once_in_the_order_asked_for(
    room: APIClient, driven: Unit, fire: Unit
) -> None:
    store(fire, 60, 500)

    found = room.get(f"/api/tracks/?units=fire-02,amb-01,fire-02&{SPAN}").json()

    assert [feature["id"] for feature in found["features"]] == ["fire-02", "amb-01"]


def test_each_vertex_has_its_time_and_no_line_crosses_a_gap(room: APIClient, driven: Unit) -> None:
    (feature,) = room.get(f"/api/tracks/?units=amb-01&{SPAN}").json()["features"]

    lines = feature["geometry"]["coordinates"]
    times = feature["properties"]["coordinateProperties"]["times"]
    assert [len(line) for line in lines] == [len(line) for line in times] == [71, 6]
    assert (times[0][0], times[1][0]) == (at(0).timestamp(), at(1100).timestamp())


def test_a_lone_fix_is_a_line_of_two_equal_positions(
    room: APIClient, clock: Clock, fire: Unit
) -> None:
    store(fire, 60, 0)

    (feature,) = room.get(f"/api/tracks/?units=fire-02&{SPAN}").json()["features"]

    assert feature["geometry"]["coordinates"] == [[list(TOWN)] * 2]


def test_a_unit_without_fixes_has_no_geometry(room: APIClient, clock: Clock, fire: Unit) -> None:
    (feature,) = room.get(f"/api/tracks/?units=fire-02&{SPAN}").json()["features"]

    assert feature["geometry"] is None


def test_a_simplified_line_keeps_its_ends(room: APIClient, driven: Unit) -> None:
    """Rest and a steady straight drive need three vertices, the second piece two."""
    found = room.get(f"/api/tracks/?units=amb-01&simplify_m=20&{SPAN}").json()

    (feature,) = found["features"]
    assert found["simplify_m"] == 20
    assert [len(line) for line in feature["geometry"]["coordinates"]] == [3, 2]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "units"),
        ("units=", "units"),
        ("units=,%20,", "units"),
        ("units=amb-01,amb-99", "units"),
        ("units=%00", "units"),
        ("units=" + ",".join(f"u-{n}" for n in range(21)), "units"),
        ("units=amb-01&since=kemarin", "since"),
        ("units=amb-01&simplify_m=-3", "simplify_m"),
        ("units=amb-01&simplify_m=1e9", "simplify_m"),
    ],
)
def test_an_unusable_question_is_refused_by_name(
    room: APIClient, clock: Clock, amb: Unit, query: str, field: str
) -> None:
    answer = room.get(f"/api/tracks/?{query}")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert answer.headers["Content-Type"] == "application/problem+json"


# --- who

READS = [
    "/api/units/{}/track/",
    "/api/units/{}/trips/",
    "/api/units/{}/track.gpx",
    "/api/units/{}/track.geojson",
    "/api/tracks/?units={}",
]


@pytest.mark.parametrize("address", READS)
@pytest.mark.parametrize(
    ("role", "status"),
    [("dispatcher", 200), ("supervisor", 200), ("planner", 200), ("agency", 403), ("crew", 403)],
)
def test_tracks_are_for_the_room_and_planners(
    api_as: Callable[..., APIClient],
    clock: Clock,
    fire: Unit,
    address: str,
    role: str,
    status: int,
) -> None:
    assert api_as(role).get(address.format("fire-02")).status_code == status


@pytest.mark.parametrize("address", READS)
def test_a_crew_reads_where_its_own_unit_has_been(
    api_as: Callable[..., APIClient],
    user_of: Callable[..., User],
    clock: Clock,
    amb: Unit,
    address: str,
) -> None:
    amb.crew.add(user_of("crew"))

    assert api_as("crew").get(address.format("amb-01")).status_code == 200


def test_a_crew_does_not_read_another_unit_beside_its_own(
    api_as: Callable[..., APIClient],
    user_of: Callable[..., User],
    clock: Clock,
    amb: Unit,
    fire: Unit,
) -> None:
    amb.crew.add(user_of("crew"))

    assert api_as("crew").get("/api/tracks/?units=amb-01,fire-02").status_code == 403


@pytest.mark.parametrize("address", READS)
@pytest.mark.parametrize("until", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_the_ends_of_the_calendar_are_no_error(
    room: APIClient, clock: Clock, amb: Unit, address: str, until: str
) -> None:
    joint = "&" if "?" in address else "?"

    answer = room.get(f"{address.format('amb-01')}{joint}until={until}")

    assert answer.status_code == 200


@pytest.mark.parametrize("address", READS)
def test_strangers_read_no_track(anonymous: APIClient, amb: Unit, address: str) -> None:
    assert anonymous.get(address.format("amb-01")).status_code == 401


@pytest.mark.parametrize("path", ["trips/", "track.gpx", "track.geojson"])
def test_an_unknown_unit_has_no_track(room: APIClient, amb: Unit, path: str) -> None:
    answer = room.get(f"/api/units/amb-99/{path}")

    assert (answer.status_code, list(answer.json()["errors"])) == (404, ["unit"])


# --- costs


@pytest.mark.parametrize(
    ("address", "queries"),
    [("/api/units/amb-01/track/", 5), ("/api/units/amb-01/trips/", 9)],
)
def test_a_track_costs_the_same_for_many_points(
    room: APIClient,
    driven: Unit,
    django_assert_num_queries: DjangoAssertNumQueries,
    address: str,
    queries: int,
) -> None:
    with django_assert_num_queries(queries):
        room.get(f"{address}?{SPAN}")


def test_several_tracks_cost_the_same_for_many_units(
    room: APIClient,
    clock: Clock,
    make_unit: Callable[..., Unit],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    codes = [f"amb-{number:02d}" for number in range(10)]
    for code in codes:
        store(make_unit(code), 0, 0)

    with django_assert_num_queries(5):
        answer = room.get(f"/api/tracks/?units={','.join(codes)}&{SPAN}")

    assert len(answer.json()["features"]) == 10
