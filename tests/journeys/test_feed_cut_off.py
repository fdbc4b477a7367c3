"""Journey: readers of the live feed are cut off at random bytes while everybody writes."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.feed_reader import SLOTS, FeedReader, FeedState, without_moment
from tests.running_platform import Client, Platform

CUTS = {"dispatcher": 200, "crew": 40, "agency": 40}
CUTS_A_TURN = 4
"""After so many cuts of the dispatcher a writer has its turn: who is cut off after a few hundred
bytes reads slowly, and would fall behind writers that do not wait, farther and farther."""
TURN_S = 2.0
"""The longest wait of a writer, for a reader who has read everything."""
REPLAY_LIMIT = 5000
"""Rows that a reader may have missed; after more of them it rightly begins with a snapshot."""
UNITS = ("amb-01", "amb-02", "fire-01", "pol-01")
CATEGORIES = ("medical", "fire", "crime", "traffic_accident")
PLACES = ((113.8667, -7.0167), (113.936, -7.056), (113.72, -7.02))


@dataclass
class Writers:
    """People and phones that change everything the feed tells of, until told to stop."""

    platform: Platform
    room: Client
    crew: Client
    stopped: threading.Event = field(default_factory=threading.Event)
    turns: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    errors: list[str] = field(default_factory=list)
    written: int = 0

    def run(self) -> list[threading.Thread]:
        jobs: list[Callable[[], None]] = [self._phones, self._people, self._calls_for_help]
        threads = [threading.Thread(target=self._until_stopped, args=[job]) for job in jobs]
        for thread in threads:
            thread.start()
        return threads

    def _until_stopped(self, job: Callable[[], None]) -> None:
        try:
            while not self.stopped.is_set():
                self.turns.acquire(timeout=TURN_S)
                job()
        except (AssertionError, KeyError, OSError) as error:
            self.errors.append(repr(error))

    def _phones(self) -> None:
        chance = random.Random(self.written)
        stranger = self.platform.stranger()
        for unit in UNITS:
            lon, lat = chance.choice(PLACES)
            where = f"lat={lat + chance.random() / 1e4}&lon={lon + chance.random() / 1e4}"
            battery = chance.choice((9, 55))
            moment = int(time.time())
            query = f"id={unit}&timestamp={moment}&{where}&batt={battery}"
            self._done(stranger.post(f"/ingest/osmand?{query}", None))

    def _people(self) -> None:
        """Take an incident from its call to its end, with a change, a closure, a cancelled unit."""
        chance = random.Random(self.written)
        lon, lat = chance.choice(PLACES)
        content = {
            "category": chance.choice(CATEGORIES),
            "priority": chance.randint(1, 4),
            "words": "dekat pasar",
            "confidential": chance.random() < 0.3,
            "location": {"lon": lon, "lat": lat},
        }
        number = self._done(self.room.post("/api/incidents/", content))["properties"]["number"]
        first, second = chance.sample(UNITS, 2)
        sent = self._assign(number, first)
        other = self._assign(number, second)
        change = {"category": chance.choice(CATEGORIES), "description": "asap tebal"}
        self._done(self.room.patch(f"/api/incidents/{number}/", change))
        for status in ("acknowledged", "en_route", "on_scene", "cleared"):
            self._step(sent, status)
        self._step(other, "cancelled")
        zone = {"type": "Point", "coordinates": [lon, lat]}
        closure = self.room.post(
            "/api/closures/",
            {"kind": "zone", "geometry": zone, "factor": 2, "reason": "pasar", "source": "uji"},
        )
        if closure.status == 201:
            self._done(self.room.request("DELETE", f"/api/closures/{closure.json['id']}/"))
        if chance.random() < 0.7:
            self._done(self.room.patch(f"/api/incidents/{number}/", {"state": "closed"}))

    def _calls_for_help(self) -> None:
        call = self._done(self.crew.post("/api/units/amb-01/panic/", {}))["id"]
        self._done(self.room.post(f"/api/help-calls/{call}/acknowledge/", {}))
        self._done(self.room.post(f"/api/help-calls/{call}/close/", {"note": "salah tekan"}))

    def _assign(self, number: str, unit: str) -> int | None:
        reply = self.room.post(f"/api/incidents/{number}/assignments/", {"unit": unit})
        self.written += 1
        return reply.json["id"] if reply.status == 201 else None

    def _step(self, assignment: int | None, status: str) -> None:
        if assignment is not None:
            reason = {"reason": "uji"} if status == "cancelled" else {}
            path = f"/api/assignments/{assignment}/status/"
            self._done(self.room.post(path, {"status": status, **reason}))

    def _done(self, reply: Any) -> Any:
        self.written += 1
        assert reply.status < 300, reply.body[:300]
        return reply.json if reply.body[:1] in {b"{", b"["} else None


def cut_off(reader: FeedReader, times: int, seed: int, then: Callable[[int], object]) -> None:
    """Break off before the first event, within one, between two, or after some."""
    chance = random.Random(seed)
    reader.read_until(lambda state: state.latest_id is not None)
    for number in range(times):
        reader.read(chance.choice((20, 150, 500, 1500)) + chance.randint(0, 250))
        then(number)


@dataclass
class Seen:
    """What was left of the storm: each reader's state, and what a new reader is told."""

    readers: dict[str, FeedReader]
    fresh: dict[str, FeedState]
    errors: list[str]
    written: int


@pytest.fixture(scope="module")
def seen(platform: Platform) -> Seen:
    room = platform.client("supervisor")
    readers = {name: FeedReader(platform.client(name)) for name in CUTS}
    writers = Writers(platform, room, readers["crew"].client)
    running = writers.run()

    def give_turn(cut: int) -> None:
        if cut % CUTS_A_TURN == 0:
            writers.turns.release()

    then = {"dispatcher": give_turn}
    cutting = [
        threading.Thread(
            target=cut_off, args=[readers[name], times, seed, then.get(name, lambda cut: None)]
        )
        for seed, (name, times) in enumerate(CUTS.items())
    ]
    for thread in cutting:
        thread.start()
    for thread in cutting:
        thread.join()
    writers.stopped.set()
    for thread in running:
        thread.join()
    hear_everything(room)
    off_duty = {"status": "off_duty", "reason": "tanda akhir"}
    assert room.post("/api/units/amb-01/status/", off_duty).status == 200
    for reader in readers.values():
        reader.read_until(lambda state: is_off_duty(state, "amb-01"))
    fresh = {}
    for name, reader in readers.items():
        new = FeedReader(reader.client)
        new.read_until(lambda state: state.latest_id is not None)
        fresh[name] = new.state
    return Seen(readers, fresh, writers.errors, writers.written)


def hear_everything(room: Client) -> None:
    """Leave no notice unheard, since those alarm after a minute whatever anybody writes."""
    waiting = room.get("/api/notices/?open=1&limit=500").json["results"]
    for notice in waiting:
        path = f"/api/notices/{notice['id']}/acknowledge/"
        assert room.post(path, {"by_voice": True}).status == 200


def is_off_duty(state: FeedState, unit: str) -> bool:
    found = state.objects.get(("unit", unit))
    return found is not None and found["properties"]["status"] == "off_duty"


def test_the_writers_wrote_without_an_error(seen: Seen) -> None:
    assert seen.errors == []


@pytest.mark.parametrize("name", CUTS)
def test_a_reader_that_was_cut_off_knows_what_a_new_one_is_told(seen: Seen, name: str) -> None:
    assert seen.readers[name].state.lasting() == seen.fresh[name].lasting()


@pytest.mark.parametrize("name", CUTS)
def test_no_event_came_twice_and_no_id_fell(seen: Seen, name: str) -> None:
    assert seen.readers[name].state.fallen == []


def test_the_cuts_fell_within_events_and_readers_resumed(seen: Seen) -> None:
    reader = seen.readers["dispatcher"]

    assert reader.torn > 60
    missed = [after // SLOTS - before // SLOTS for before, after in reader.state.renewed]
    assert all(rows > REPLAY_LIMIT for rows in missed)
    assert all(reader.state.kinds[kind] for kind in ("unit", "incident", "assignment", "alarm"))


def test_the_rooms_state_is_what_the_database_says(seen: Seen, dispatcher: Client) -> None:
    known = seen.readers["dispatcher"].state.lasting()
    units = dispatcher.get("/api/units/").json["features"]

    told = {key: value for (kind, key), value in known.items() if kind == "unit"}

    assert told == {unit["id"]: without_moment(unit) for unit in units}


def test_a_crew_was_never_told_of_another_unit(seen: Seen) -> None:
    known = seen.readers["crew"].state.objects

    assert {key for kind, key in known if kind == "unit"} == {"amb-01"}
    assert {one["unit"] for (kind, _), one in known.items() if kind == "assignment"} <= {"amb-01"}
