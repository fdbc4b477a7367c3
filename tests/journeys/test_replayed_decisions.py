"""A decision made by the running server is answered again by another process, bit for bit."""

from __future__ import annotations

import json

import pytest

from tests.running_platform import Client, Platform

PLACES = {
    "in the town": (113.862, -7.02),
    "on Kangean, by ferry": (115.43, -6.92),
    "at sea off Sapudi": (114.25, -7.05),
}


def decided(room: Client, where: tuple[float, float], question: str) -> int:
    lon, lat = where
    body = {"category": "rescue", "priority": 1, "location": {"lon": lon, "lat": lat}}
    number = room.post("/api/incidents/", body).json["properties"]["number"]
    reply = room.get(f"/api/incidents/{number}/recommendation/?{question}")
    assert reply.status == 200, reply.body
    return int(reply.json["decision_id"])


@pytest.mark.parametrize("where", list(PLACES))
def test_another_process_gives_the_same_answer(
    platform: Platform, supervisor: Client, where: str
) -> None:
    question = "limit=20&need=ambulance|sea_ambulance:2,rescue|boat:1".replace("|", "%7C")
    decision = decided(supervisor, PLACES[where], question)

    done = platform.manage("replay_decision", str(decision), "--format", "json")

    told = json.loads(done.stdout)
    assert (done.returncode, told["differences"]) == (0, [])
    assert len(told["answer"]["not_recommended"]) + len(told["answer"]["recommended"]) == 23


def test_an_unknown_decision_is_said_and_exits_with_2(platform: Platform) -> None:
    done = platform.manage("replay_decision", "999999")

    assert (done.returncode, done.stderr.strip().splitlines()[-1]) == (
        2,
        "Keputusan 999999 tidak ada.",
    )
