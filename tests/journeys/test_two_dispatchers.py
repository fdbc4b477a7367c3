"""Journey: two dispatchers send the same unit at the same instant; one is told who was faster."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from tests.running_platform import Client


def open_incident(client: Client) -> str:
    content = {"category": "fire", "priority": 1, "location": {"lon": 113.862, "lat": -7.012}}
    return str(client.post("/api/incidents/", content).json["properties"]["number"])


def test_one_unit_goes_to_one_incident_and_the_slower_one_learns_where(
    dispatcher: Client, supervisor: Client
) -> None:
    rooms = [dispatcher, supervisor]
    numbers = [open_incident(client) for client in rooms]

    with ThreadPoolExecutor(2) as pool:
        replies = list(
            pool.map(
                lambda pair: pair[0].post(
                    f"/api/incidents/{pair[1]}/assignments/", {"unit": "fire-01"}
                ),
                zip(rooms, numbers, strict=True),
            )
        )

    assert sorted(reply.status for reply in replies) == [201, 409]
    winner = next(n for n, reply in enumerate(replies) if reply.status == 201)
    told = replies[1 - winner].body.decode()
    assert numbers[winner] in told
    assert ["dispatcher", "supervisor"][winner] in told


def test_the_same_press_twice_sends_once(dispatcher: Client) -> None:
    path = f"/api/incidents/{open_incident(dispatcher)}/assignments/"
    key = {"Idempotency-Key": "penugasan-uji-1"}

    first = dispatcher.post(path, {"unit": "fire-02"}, **key)
    second = dispatcher.post(path, {"unit": "fire-02"}, **key)

    assert first.status == second.status == 201
    assert first.json == second.json


def test_several_units_are_sent_together_or_not_at_all(dispatcher: Client) -> None:
    number = open_incident(dispatcher)
    path = f"/api/incidents/{number}/assignments/"
    dispatcher.post(path, {"unit": "pol-01"})

    reply = dispatcher.post(path, {"units": ["fire-03", "pol-01"]})

    assert reply.status == 409
    assert "pol-01" in reply.body.decode()
    unit = dispatcher.get("/api/units/fire-03/").json["properties"]
    assert unit["status"] == "available"
