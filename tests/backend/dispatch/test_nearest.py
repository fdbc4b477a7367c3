"""Who could be at a point first, over HTTP and by command."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command

from backend.dispatch.models import Decision
from tests.backend.dispatch.conftest import LETTERS
from tests.backend.drawn_places import IN_PAMEKASAN, ON_SAPUDI


def _nearest(client, where="a", **query):
    spot = LETTERS[where] if isinstance(where, str) else None
    lon, lat = (spot.lon, spot.lat) if spot else where
    return client.get("/api/nearest/", {"lon": lon, "lat": lat, **query})


def _run(*arguments):
    out = StringIO()
    code = 0
    try:
        call_command("nearest_units", *arguments, stdout=out)
    except SystemExit as error:
        code = error.code
    return code, out.getvalue()


def test_any_kind_is_listed_by_arrival(world, room):
    world.unit("amb-01", "d")
    world.unit("fire-01", "b", kind="fire_truck")

    answer = _nearest(room).json()

    assert [option["unit"] for option in answer["recommended"]] == ["fire-01", "amb-01"]


def test_kind_narrows_it(world, room):
    world.unit("amb-01", "d")
    world.unit("fire-01", "b", kind="fire_truck")

    answer = _nearest(room, kind="ambulance").json()

    assert [option["unit"] for option in answer["recommended"]] == ["amb-01"]


def test_place_is_told_with_its_kecamatan(world, room):
    place = _nearest(room).json()["place"]

    assert (place["kind"], place["kecamatan"]["name"]) == ("point", "Kalianget")


def test_nothing_is_stored(world, room):
    answer = _nearest(room).json()

    assert (answer["decision_id"], Decision.objects.count()) == (None, 0)


def test_night_lengthens_the_turnout_and_the_road(world, room):
    world.unit("amb-01", "b")

    day, night = (
        _nearest(room, at=f"2026-11-25T{clock}:00+07:00").json()["recommended"][0]["duration_s"]
        for clock in ("12:00", "23:00")
    )

    # half of 60 s, and a twentieth of the road that follows
    assert night - day == pytest.approx(30 + (day - 60) / 20, abs=0.1)


def test_plus_of_the_offset_may_be_unescaped(world, room):
    spot = LETTERS["a"]

    answer = room.get(f"/api/nearest/?lon={spot.lon}&lat={spot.lat}&at=2026-11-25T23:00:00+07:00")

    assert answer.json()["at"] == "2026-11-25T16:00:00Z"


def test_point_in_another_regency_is_a_shortfall(world, room):
    world.unit("amb-01", "b")

    answer = _nearest(room, IN_PAMEKASAN)

    assert answer.status_code == 200
    assert answer.json()["shortfall"]["code"] == "unreachable"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"lat": "113.8667", "lon": "-7.0167"}, "lat"),
        ({"lat": "-7.0"}, "lon"),
        ({"lon": "113.9"}, "lat"),
        ({"lon": "x", "lat": "-7"}, "lon"),
        ({"lon": "nan", "lat": "-7"}, "lon"),
        ({"lon": "inf", "lat": "-7"}, "lon"),
        ({"lon": "1e400", "lat": "-7"}, "lon"),
        ({"lon": "113.9", "lat": "-97"}, "lat"),
        ({"lon": "0", "lat": "0"}, "lon"),
        ({"lon": "113.9", "lat": "-7", "kind": "tank"}, "kind"),
        ({"lon": "113.9", "lat": "-7", "limit": "-3"}, "limit"),
        ({"lon": "113.9", "lat": "-7", "at": "tomorrow"}, "at"),
        ({"lon": "113.9", "lat": "-7", "at": "2026-11-25T08:00:00"}, "at"),
        ({"lon": "113.9", "lat": "-7", "at": "2026-13-45T08:00:00Z"}, "at"),
    ],
)
def test_wrong_parameter_is_named(world, room, query, field):
    answer = room.get("/api/nearest/", query)

    assert answer.status_code == 400
    assert field in answer.json()["errors"]


def test_without_data_it_says_what_to_run(db, room):
    answer = _nearest(room)

    assert answer.status_code == 503
    assert "import_" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("role", "status"), [("planner", 200), ("crew", 403), ("agency", 403), ("supervisor", 200)]
)
def test_room_and_planners_may_ask(world, api_as, role, status):
    assert _nearest(api_as(role)).status_code == status


def test_planner_sees_no_telephone_numbers(world, api_as):
    world.unit("amb-01", "b", age_s=7200, phone="0328000001")

    assert b"0328000001" not in _nearest(api_as("planner")).content


def test_command_prints_units_with_their_legs(world):
    world.unit("amb-01", "c")

    code, text = _run("desa Kertasada kecamatan Kalianget")

    assert code == 0
    assert "amb-01" in text
    assert "jalan" in text


def test_command_prints_the_json_of_the_api(world):
    world.unit("amb-01", "c")

    code, text = _run("-7.05, 113.85", "--format", "json")

    answer = json.loads(text)
    assert (code, answer["recommended"][0]["unit"]) == (0, "amb-01")
    assert (
        round(answer["recommended"][0]["duration_s"]) == 191
    )  # 60 s and two kilometres at 55 km/h


def test_command_tells_why_others_do_not_go(world):
    world.unit("amb-01", "c")
    world.unit("amb-02", "c", status="off_duty")

    _, text = _run("-7.05, 113.85", "--kind", "ambulance")

    assert "amb-02" in text
    assert "Lepas tugas" in text


def test_command_exits_3_with_the_shortfall(world):
    code, text = _run(f"{ON_SAPUDI[1]}, {ON_SAPUDI[0]}", "--kind", "fire_truck")

    assert code == 3
    assert "Basarnas" in text


def test_command_exits_3_if_units_must_be_called_first(world):
    world.unit("amb-01", "c", age_s=7200, phone="0328000001")

    code, text = _run("-7.05, 113.85")

    assert code == 3
    assert "0328000001" in text


def test_command_exits_2_with_the_question(world):
    code, text = _run("7.05, 113.85")

    assert code == 2
    assert text.strip()


def test_command_exits_2_with_the_refusal(world):
    code, text = _run("di dekat pohon besar")

    assert code == 2
    assert text.strip()


def test_command_refusal_as_json_is_the_geocoder_answer(world):
    code, text = _run("di dekat pohon besar", "--format", "json")

    assert (code, json.loads(text)["outcome"]) == (2, "refused")
