"""Journey: a caller's words become a place, an incident, a recommendation, an assignment."""

from __future__ import annotations

import pytest

from tests.running_platform import Client, Platform

WORDS = "desa Lombang kecamatan Batang Batang"


@pytest.fixture(scope="module")
def candidate(dispatcher: Client) -> dict:
    answer = dispatcher.get("/api/geocode/?q=" + WORDS.replace(" ", "%20")).json
    assert answer["outcome"] == "resolved"
    return answer["candidates"][0]


@pytest.fixture(scope="module")
def incident(dispatcher: Client, candidate: dict) -> dict:
    reply = dispatcher.post(
        "/api/incidents/",
        {
            "category": "medical",
            "priority": 2,
            "description": "orang tua sesak napas",
            "words": WORDS,
            "location": {"lon": candidate["lon"], "lat": candidate["lat"]},
        },
    )
    assert reply.status == 201
    return reply.json


def test_the_incident_stands_where_the_words_said(incident: dict, candidate: dict) -> None:
    assert incident["type"] == "Feature"
    assert incident["geometry"]["coordinates"] == pytest.approx(
        [candidate["lon"], candidate["lat"]], abs=1e-6
    )
    assert incident["properties"]["words"] == WORDS


def test_a_call_belongs_to_its_incident(dispatcher: Client, incident: dict) -> None:
    number = incident["properties"]["number"]
    content = {
        "words": WORDS,
        "phone": "0812-0000-0001",
        "outcome": "emergency",
        "incident": number,
    }

    reply = dispatcher.post("/api/calls/", content)

    assert reply.status == 201
    assert reply.json["incident"] == number


def test_a_prank_call_never_becomes_an_incident(dispatcher: Client) -> None:
    before = dispatcher.get("/api/incidents/").json["count"]

    reply = dispatcher.post("/api/calls/", {"words": "halo halo", "outcome": "prank"})

    assert reply.status == 201
    assert reply.json["incident"] is None
    assert dispatcher.get("/api/incidents/").json["count"] == before


def test_one_unit_is_sent_reaches_the_scene_and_is_free_again(
    dispatcher: Client, incident: dict
) -> None:
    number = incident["properties"]["number"]
    recommendation = dispatcher.get(f"/api/incidents/{number}/recommendation/").json
    first = recommendation["recommended"][0]
    unit = first["unit"]

    sent = dispatcher.post(
        f"/api/incidents/{number}/assignments/",
        {"unit": unit, "decision_id": recommendation["decision_id"]},
    )
    assert sent.status == 201
    steps = ["acknowledged", "en_route", "on_scene", "at_patient", "transporting", "cleared"]
    path = f"/api/assignments/{sent.json['id']}/status/"
    statuses = [dispatcher.post(path, {"status": step}).status for step in steps]

    assert statuses == [200] * len(steps)
    after = dispatcher.get(f"/api/units/{unit}/").json["properties"]
    assert after["status"] == "returning"


def test_the_recommendation_tells_the_whole_way(dispatcher: Client, incident: dict) -> None:
    number = incident["properties"]["number"]

    recommendation = dispatcher.get(f"/api/incidents/{number}/recommendation/").json

    first = recommendation["recommended"][0]
    assert first["duration_low_s"] <= first["duration_s"] <= first["duration_high_s"]
    assert sum(leg["duration_s"] for leg in first["legs"]) == pytest.approx(
        first["duration_s"], abs=1.0
    )
    assert first["geometry"]["type"] in {"LineString", "MultiLineString"}
    assert len(recommendation["network"]["checksum"]) == 64


def test_every_unit_is_offered_or_says_why_not(dispatcher: Client, incident: dict) -> None:
    number = incident["properties"]["number"]
    units = {
        feature["properties"]["code"] for feature in dispatcher.get("/api/units/").json["features"]
    }

    answer = dispatcher.get(f"/api/incidents/{number}/recommendation/").json

    named = [item["unit"] for item in answer["recommended"] + answer["call_first"]]
    refused = {item["unit"]: item["reason_code"] for item in answer["not_recommended"]}
    assert set(named) | set(refused) == units
    assert all(refused.values())


def test_a_step_back_without_a_reason_is_refused(dispatcher: Client) -> None:
    made = dispatcher.post(
        "/api/incidents/",
        {"category": "medical", "priority": 3, "location": {"lon": 113.87, "lat": -7.01}},
    ).json["properties"]["number"]
    path = f"/api/incidents/{made}"
    unit = dispatcher.get(f"{path}/recommendation/").json["recommended"][0]["unit"]
    assignment = dispatcher.post(f"{path}/assignments/", {"unit": unit}).json["id"]
    dispatcher.post(f"/api/assignments/{assignment}/status/", {"status": "on_scene"})

    back = dispatcher.post(f"/api/assignments/{assignment}/status/", {"status": "dispatched"})

    assert back.status == 409
    assert back.headers["content-type"].startswith("application/problem+json")


def test_the_event_log_of_all_this_is_unbroken(platform: Platform) -> None:
    done = platform.manage("verify_log")

    assert done.returncode == 0, done.stdout + done.stderr
