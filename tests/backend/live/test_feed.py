"""``GET /api/live/``: snapshot, deltas, resuming, and what each role may see."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.gis.geos import Point
from django.db import connection, connections
from django.test import AsyncClient, Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backend.accounts.models import User
from backend.changes.actions import record_changes
from backend.changes.models import Change
from backend.incidents.models import Category, Incident
from backend.live.api import _new_hub
from backend.live.hub import hub_of_this_loop
from backend.live.places import end_of
from backend.places.models import Confidence
from backend.units.models import Station, Unit

pytestmark = pytest.mark.django_db(transaction=True)

Event = dict[str, Any]


def make_unit(code: str) -> Unit:
    station, _ = Station.objects.get_or_create(
        code="post",
        defaults={
            "name": "Pos Uji",
            "kind": "puskesmas",
            "kecamatan_code": "35.29.01",
            "confidence": Confidence.A,
            "confirmed": True,
            "point": Point(113.86, -7.01, srid=4326),
        },
    )
    return Unit.objects.create(
        code=code,
        name=code,
        kind="ambulance",
        station=station,
        status="available",
        status_since=timezone.now(),
        phone="0811000",
    )


def make_incident(number: str, by: User, category: str = Category.MEDICAL) -> Incident:
    now = timezone.now()
    return Incident.objects.create(
        number=number,
        category=category,
        priority=1,
        words="dekat pasar",
        created_at=now,
        updated_at=now,
        created_by=by,
    )


def changed(kind: Change.Kind, *keys: str) -> None:
    record_changes(kind=kind, keys=keys, now=timezone.now())


class Reader:
    """Reads events from a stream of bytes."""

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self._chunks = chunks
        self._waiting: list[Event] = []

    async def event(self) -> Event:
        while not self._waiting:
            chunk = await asyncio.wait_for(anext(self._chunks), 10)
            self._waiting += [e for e in map(parsed, chunk.decode().split("\n\n")) if e]
        return self._waiting.pop(0)

    async def events(self, count: int) -> list[Event]:
        return [await self.event() for _ in range(count)]


def parsed(block: str) -> Event | None:
    lines = dict(line.split(": ", 1) for line in block.split("\n") if line and line[0] != ":")
    if "data" not in lines:
        return None
    return {"id": int(lines["id"]), "event": lines["event"], "data": json.loads(lines["data"])}


def follow(
    user: User, scene: Callable[[Reader], Awaitable[Any]], *, last_event_id: int | None = None
) -> Any:
    """Open the feed as a user and play a scene on it."""

    async def play() -> Any:
        client = AsyncClient()
        await sync_to_async(client.force_login)(user)
        headers = {} if last_event_id is None else {"Last-Event-ID": str(last_event_id)}
        response = await client.get("/api/live/", headers=headers)
        assert response.status_code == 200
        chunks = response.streaming_content
        try:
            return await scene(Reader(aiter(chunks)))
        finally:
            await chunks.aclose()
            await hub_of_this_loop(_new_hub).close()
            await sync_to_async(connections.close_all)()

    return asyncio.run(play())


async def first_event(reader: Reader) -> Event:
    return await reader.event()


def in_database(job: Callable[[], Any]) -> Awaitable[Any]:
    return sync_to_async(job)()


def test_the_feed_begins_with_a_snapshot_of_units_and_incidents(dispatcher):
    make_unit("amb-01")
    make_incident("SMP-20261125-0001", dispatcher)

    snapshot = follow(dispatcher, first_event)

    assert snapshot["event"] == "snapshot"
    assert [f["id"] for f in snapshot["data"]["units"]["features"]] == ["amb-01"]
    assert [f["id"] for f in snapshot["data"]["incidents"]["features"]] == ["SMP-20261125-0001"]


def test_a_snapshot_names_the_incident_that_waits_as_an_alarm(dispatcher):
    make_incident("SMP-20261125-0001", dispatcher)

    snapshot = follow(dispatcher, first_event)

    alarms = snapshot["data"]["alarms"]
    assert [(a["kind"], a["incident"]) for a in alarms] == [
        ("incident_without_unit", "SMP-20261125-0001")
    ]


def test_a_change_of_a_unit_arrives_with_its_whole_state(dispatcher):
    make_unit("amb-01")

    async def scene(reader: Reader) -> Event:
        await reader.event()
        await in_database(lambda: changed(Change.Kind.UNIT, "amb-01"))
        return await reader.event()

    delta = follow(dispatcher, scene)

    assert (delta["event"], delta["data"]["id"]) == ("unit", "amb-01")
    assert delta["data"]["properties"]["status"] == "available"


def test_ids_rise_from_the_snapshot_on(dispatcher):
    make_unit("amb-01")
    make_unit("amb-02")

    async def scene(reader: Reader) -> list[Event]:
        first = await reader.event()
        await in_database(lambda: changed(Change.Kind.UNIT, "amb-01", "amb-02"))
        return [first, *await reader.events(2)]

    first, second, third = follow(dispatcher, scene)

    assert first["id"] < second["id"] < third["id"]


def test_resuming_brings_exactly_what_was_missed(dispatcher):
    for code in ("amb-01", "amb-02", "amb-03"):
        make_unit(code)
    changed(Change.Kind.UNIT, "amb-01", "amb-02", "amb-03")
    seen = end_of(Change.objects.get(key="amb-01").pk).identity

    async def scene(reader: Reader) -> list[Event]:
        missed = await reader.events(2)
        await in_database(lambda: changed(Change.Kind.UNIT, "amb-01"))
        return [*missed, await reader.event()]

    events = follow(dispatcher, scene, last_event_id=seen)

    assert [e["data"]["id"] for e in events] == ["amb-02", "amb-03", "amb-01"]


def test_resuming_at_the_end_brings_nothing_old(dispatcher):
    make_unit("amb-01")
    changed(Change.Kind.UNIT, "amb-01")
    latest = end_of(Change.objects.latest("id").pk).identity

    async def scene(reader: Reader) -> Event:
        await in_database(lambda: changed(Change.Kind.UNIT, "amb-01"))
        return await reader.event()

    event = follow(dispatcher, scene, last_event_id=latest)

    assert event["id"] > latest
    assert event["data"]["id"] == "amb-01"


@pytest.mark.parametrize("place", [10**15, 0])
def test_a_place_outside_the_kept_rows_brings_a_snapshot(dispatcher, place):
    changed(Change.Kind.UNIT, "amb-01", "amb-02")
    Change.objects.order_by("id").first().delete()

    assert follow(dispatcher, first_event, last_event_id=place)["event"] == "snapshot"


def test_a_crew_sees_only_its_own_unit(user_of):
    crew = user_of("crew")
    make_unit("amb-01").crew.add(crew)
    make_unit("amb-02")

    async def scene(reader: Reader) -> tuple[Event, Event]:
        snapshot = await reader.event()
        await in_database(lambda: changed(Change.Kind.UNIT, "amb-02", "amb-01"))
        return snapshot, await reader.event()

    snapshot, delta = follow(crew, scene)

    assert [f["id"] for f in snapshot["data"]["units"]["features"]] == ["amb-01"]
    assert delta["data"]["id"] == "amb-01"


def test_a_crew_sees_no_incident_it_is_not_sent_to(user_of, dispatcher):
    make_incident("SMP-20261125-0001", dispatcher)

    snapshot = follow(user_of("crew"), first_event)

    assert snapshot["data"]["incidents"]["features"] == []


def test_an_agency_sees_only_incidents_of_its_concern(user_of, dispatcher):
    make_incident("SMP-20261125-0001", dispatcher, Category.CRIME)
    make_incident("SMP-20261125-0002", dispatcher, Category.FIRE)

    snapshot = follow(user_of("agency"), first_event)

    incidents = snapshot["data"]["incidents"]["features"]
    assert [f["id"] for f in incidents] == ["SMP-20261125-0002"]


def test_telephone_numbers_of_units_stay_in_the_room(user_of):
    make_unit("amb-01")

    snapshot = follow(user_of("planner"), first_event)

    assert "phone" not in snapshot["data"]["units"]["features"][0]["properties"]


def test_calls_are_not_part_of_the_feed(dispatcher):
    make_unit("amb-01")

    async def scene(reader: Reader) -> Event:
        await reader.event()
        await in_database(lambda: changed(Change.Kind.CALL, "1"))
        await in_database(lambda: changed(Change.Kind.UNIT, "amb-01"))
        return await reader.event()

    assert follow(dispatcher, scene)["event"] == "unit"


def test_a_unit_that_is_gone_is_said_to_be_removed(dispatcher):
    async def scene(reader: Reader) -> Event:
        await reader.event()
        await in_database(lambda: changed(Change.Kind.UNIT, "amb-09"))
        return await reader.event()

    assert follow(dispatcher, scene)["data"] == {
        "type": "Feature",
        "id": "amb-09",
        "removed": True,
    }


def test_nobody_reads_the_feed_without_a_login(db):
    response = Client().get("/api/live/")

    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"


def test_behind_wsgi_the_feed_answers_and_ends(dispatcher):
    client = Client()
    client.force_login(dispatcher)

    response = client.get("/api/live/")

    assert response["Content-Type"] == "text/event-stream"
    assert b"event: snapshot\n" in response.content


def test_a_logged_out_account_is_nobody_for_the_feed(dispatcher, rf):
    from backend.live.audience import audience_of

    client = Client()
    client.force_login(dispatcher)
    request = rf.get("/api/live/")
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
    before = audience_of(request)

    client.logout()

    assert before is not None
    assert audience_of(request) is None


def test_a_snapshot_of_many_units_costs_as_many_queries_as_one_of_few(dispatcher):
    def queries_of_a_snapshot() -> int:
        client = Client()
        client.force_login(dispatcher)
        with CaptureQueriesContext(connection) as captured:
            client.get("/api/live/")
        return len(captured)

    make_unit("amb-00")
    make_incident("SMP-20261125-0000", dispatcher)
    few = queries_of_a_snapshot()
    for number in range(1, 20):
        make_unit(f"amb-{number:02}")
        make_incident(f"SMP-20261125-{number:04}", dispatcher)

    assert queries_of_a_snapshot() == few


def test_a_client_that_uses_post_is_told_so(dispatcher):
    client = Client()
    client.force_login(dispatcher)

    assert client.post("/api/live/").status_code == 405
