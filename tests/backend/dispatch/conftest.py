"""The drawn regency with a road on its mainland, a boat lane to Sapudi, and units to send.

::

    mainland   a-b-c-d-e-f   one kilometre apart, primary road, from 113.85 E at 7.05 S
    lane       port-kalianget – port-sapudi, boats only
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.gis.geos import Point
from django.db import connections
from django.test import Client
from django.utils import timezone

from backend.changes.actions import bump_epoch
from backend.changes.epoch_cache import forget_all
from backend.places import queries as places
from backend.roads import actions as roads
from backend.roads.models import Lane
from backend.units.models import Device, LatestPosition, Station, Unit
from tests.backend.drawn_places import ON_SAPUDI, draw_places
from tests.road_sketch import letters, sketch

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
"""Ten in the morning, WIB."""
DRAWING = "a-b-c-d-e-f"
ORIGIN = (113.85, -7.05)
LETTERS = letters(DRAWING, spacing_m=1000, origin=ORIGIN)


@dataclass
class World:
    """What a test may send and where to."""

    clock: Clock
    units: dict[str, Unit] = field(default_factory=dict)

    def unit(
        self,
        code: str,
        where: str | tuple[float, float] = "a",
        *,
        kind: str = "ambulance",
        status: str = "available",
        age_s: float | None = 10,
        **values: Any,
    ) -> Unit:
        """Add a unit that was seen ``age_s`` ago at a letter; None: never seen."""
        point = _point(where)
        station = Station.objects.create(
            code=f"pos-{code}",
            name=f"Pos {code}",
            kind="hospital",
            kecamatan_code="35.29.02",
            confidence="A",
            confirmed=True,
            point=point,
            phone="",
        )
        unit = Unit.objects.create(
            code=code,
            name=code,
            kind=kind,
            station=station,
            status=status,
            status_since=NOW - timedelta(hours=1),
            **values,
        )
        if age_s is not None:
            seen_at = self.clock.now - timedelta(seconds=age_s)
            LatestPosition.objects.create(
                unit=unit,
                fix_time=seen_at,
                received_at=seen_at,
                lon_e6=round(point.x * 1e6),
                lat_e6=round(point.y * 1e6),
                source="osmand",
            )
        self.units[code] = unit
        return unit


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    now: datetime = NOW

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    standing = Clock()
    monkeypatch.setattr(timezone, "now", lambda: standing.now)
    return standing


@pytest.fixture
def bare_world(db: None, clock: Clock) -> Iterator[World]:
    """Draw places only: no network."""
    draw_places()
    yield World(clock)
    forget_all()


@pytest.fixture
def world(bare_world: World) -> World:
    """Draw places, the road and the lane."""
    draw_roads()
    return bare_world


def draw_roads() -> None:
    """Import and activate the drawn road, and store the lane."""
    drawn = sketch(
        DRAWING,
        ways={"abcdef": {"highway": "primary"}},
        origin=ORIGIN,
        land=places.land(),
    )
    network = roads.store_network(result=drawn.result, name="sketch", by=None, now=NOW)
    roads.activate_network(network=network, by=None, now=NOW)
    Lane.objects.create(
        code="kalianget-sapudi",
        name="Kalianget – Sapudi",
        from_port="port-kalianget",
        to_port="port-sapudi",
        carries_vehicles=False,
        distance_m=34_000,
        speed_kmh=20,
        mean_wait_s=1800,
        source="rekaan",
    )
    bump_epoch("lanes")


@pytest.fixture
def incident_at(room) -> Callable[..., str]:
    """Return a function that opens an incident at a letter or point and gives its number."""

    def at(where: str | tuple[float, float] | None = "a", **fields: Any) -> str:
        body: dict[str, Any] = {"category": "medical", **fields}
        if where is not None:
            point = _point(where)
            body["location"] = {"lon": point.x, "lat": point.y, **fields.pop("location", {})}
        return room.post("/api/incidents/", body, format="json").json()["id"]

    return at


@pytest.fixture
def recommend(room) -> Callable[..., Any]:
    """Return a function that asks for the recommendation of an incident."""
    return lambda number, **query: room.get(f"/api/incidents/{number}/recommendation/", query)


@pytest.fixture
def assign(room) -> Callable[..., Any]:
    """Return a function that posts an assignment."""

    def post(number: str, *units: str, client: Any = None, **fields: Any) -> Any:
        body = {"unit": units[0]} if len(units) == 1 else {"units": list(units)}
        return (client or room).post(
            f"/api/incidents/{number}/assignments/", {**body, **fields}, format="json"
        )

    return post


@pytest.fixture
def step(room) -> Callable[..., Any]:
    """Return a function that posts a status of an assignment."""

    def post(assignment: int, status: str, client: Any = None, **fields: Any) -> Any:
        return (client or room).post(
            f"/api/assignments/{assignment}/status/", {"status": status, **fields}, format="json"
        )

    return post


def _point(where: str | tuple[float, float]) -> Point:
    if where == "sapudi":
        where = ON_SAPUDI
    if isinstance(where, str):
        spot = LETTERS[where]
        return Point(spot.lon, spot.lat, srid=4326)
    return Point(*where, srid=4326)


@dataclass
class Truck:
    """The phone of a unit that drives along the drawn road, which runs due east from ``a``."""

    unit: Unit
    clock: Clock
    client: Client = field(default_factory=Client)

    def at(
        self, east_m: float, *, age_s: float = 0.0, accuracy_m: float | None = 5.0, **more: Any
    ) -> None:
        """Send a fix so many metres east of ``a``, measured ``age_s`` ago."""
        a, b = LETTERS["a"], LETTERS["b"]
        lon = a.lon + (b.lon - a.lon) * east_m / 1000
        self.send(lon, a.lat, age_s=age_s, accuracy_m=accuracy_m, **more)

    def send(
        self,
        lon: float,
        lat: float,
        *,
        age_s: float = 0.0,
        accuracy_m: float | None = 5.0,
        **more: Any,
    ) -> None:
        """Send a fix as OsmAnd does."""
        moment = (self.clock.now - timedelta(seconds=age_s)).timestamp()
        fields = {
            "id": self.unit.code,
            "timestamp": f"{moment:.0f}",
            "lon": lon,
            "lat": lat,
            **more,
        }
        if accuracy_m is not None:
            fields["accuracy"] = accuracy_m
        assert self.client.post(f"/ingest/osmand?{urlencode(fields)}").status_code == 200


@pytest.fixture
def truck_of(world: World) -> Callable[..., Truck]:
    """Return a function that makes a unit at a letter, with a phone that has sent nothing yet."""

    def make(code: str = "amb-01", where: str = "a", **values: Any) -> Truck:
        unit = world.unit(code, where, **{"age_s": 600, **values})
        Device.objects.create(
            unit=unit, identifier=code, identifier_only=True, created_at=NOW, interval_s=20
        )
        return Truck(unit, world.clock)

    return make


@pytest.fixture
def scene(incident_at: Callable[..., str]) -> str:
    """Open an incident 3 km east of ``a``, known within 50 m: its fence reaches 150 m."""
    return incident_at("d", location={"radius_m": 50})


@pytest.fixture
def truck(truck_of: Callable[..., Truck]) -> Truck:
    """Make amb-01, whose station is at ``a``."""
    return truck_of("amb-01", "a")


@pytest.fixture
def on_the_way(truck: Truck, scene: str, assign: Callable[..., Any]) -> int:
    """Send amb-01 to the scene and return the assignment's id."""
    made: int = assign(scene, "amb-01").json()["id"]
    return made


def suggestion(client: Any, assignment: int) -> dict[str, Any] | None:
    """Return what is suggested for an assignment."""
    found: dict[str, Any] | None = client.get(f"/api/assignments/{assignment}/").json()[
        "suggestion"
    ]
    return found


@pytest.fixture
def number(world: World, incident_at: Callable[..., str]) -> str:
    """Open an incident beside amb-01 and return its number."""
    world.unit("amb-01", "b", phone="0800-0112-0001")
    return incident_at("a")


@pytest.fixture
def crew(number: str, api_as: Callable[..., Any], user_of: Callable[..., Any]) -> Any:
    """Return a client of amb-01's crew."""
    client = api_as("crew")
    Unit.objects.get(code="amb-01").crew.add(user_of("crew"))
    return client


@pytest.fixture
def change(room: Any, number: str) -> Callable[..., Any]:
    """Return a function that changes fields of the incident."""
    return lambda **fields: room.patch(f"/api/incidents/{number}/", fields, format="json")


def two_ambulances(now: datetime) -> None:
    """Add a station with two available ambulances, where no world is needed."""
    station = Station.objects.create(
        code="pos",
        name="Pos",
        kind="hospital",
        kecamatan_code="35.29.02",
        confidence="A",
        confirmed=True,
        point="SRID=4326;POINT(113.85 -7.05)",
    )
    for code in ("amb-01", "amb-02"):
        Unit.objects.create(
            code=code,
            name=code,
            kind="ambulance",
            station=station,
            status="available",
            status_since=now,
        )


def at_once(*tasks: Callable[[], Any]) -> list[Any]:
    """Run the tasks in threads that start together; return their answers in order."""
    barrier, answers = threading.Barrier(len(tasks)), {}

    def run(index: int, task: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            answers[index] = task()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answers[index] for index in range(len(tasks))]
