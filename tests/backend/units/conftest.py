"""Units, devices, a clock that stands still, and phones that speak their dialects."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from backend.accounts.models import secret_digest
from backend.units.models import Device, Position, QuarantinedItem, Station, Status, Unit

T = 1_795_568_400
NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
TOWN = (113.8667, -7.0167)
KALIANGET = (113.936, -7.056)
SECRET = "rahasia-uji-0001"


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
def station(db: None) -> Station:
    return Station.objects.create(
        code="pos-uji",
        name="Pos Uji",
        kind="hospital",
        kecamatan_code="35.29.01",
        confidence="A",
        confirmed=True,
        point=Point(*TOWN, srid=4326),
    )


@pytest.fixture
def make_unit(station: Station) -> Callable[..., Unit]:
    def make(code: str = "amb-01", **values: Any) -> Unit:
        defaults: dict[str, Any] = {
            "name": f"Unit {code}",
            "kind": "ambulance",
            "station": station,
            "status": Status.AVAILABLE,
            "status_since": NOW - timedelta(hours=5),
            "phone": "0800-0112-0001",
        }
        return Unit.objects.create(code=code, **(defaults | values))

    return make


@pytest.fixture
def amb(make_unit: Callable[..., Unit]) -> Unit:
    return make_unit("amb-01")


@pytest.fixture
def fire(make_unit: Callable[..., Unit]) -> Unit:
    return make_unit("fire-02", kind="fire_truck")


def new_device(unit: Unit, identifier: str, *, secret: str = "", **values: Any) -> Device:
    return Device.objects.create(
        unit=unit,
        identifier=identifier,
        secret_digest=secret_digest(secret) if secret else "",
        identifier_only=not secret,
        created_at=NOW,
        **values,
    )


@pytest.fixture
def named_phone(amb: Unit) -> Device:
    """Return a device of ``amb-01`` that is known by its name alone."""
    return new_device(amb, "amb-01")


@pytest.fixture
def phone(amb: Unit) -> Device:
    """Return a device of ``amb-01`` with a secret."""
    return new_device(amb, "amb-01", secret=SECRET)


@pytest.fixture
def put(amb: Unit, named_phone: Device) -> Callable[..., Position]:
    """Return a function that stores a position of a given time."""

    def store(at: datetime, **values: Any) -> Position:
        defaults: dict[str, Any] = {
            "unit": amb,
            "device": named_phone,
            "fix_time": at,
            "stated_time": at,
            "received_at": at,
            "lon_e6": 113_866_700,
            "lat_e6": -7_016_700,
            "source": "osmand",
            "verdict": "live",
        }
        return Position.objects.create(**(defaults | values))

    return store


def basic(user: str, secret: str = SECRET) -> str:
    return "Basic " + base64.b64encode(f"{user}:{secret}".encode()).decode()


@dataclass
class Wire:
    """Sends what clients send and keeps the answers."""

    client: Client = field(default_factory=Client)

    def osmand(self, query: str, **headers: str) -> Any:
        return self.client.post(f"/ingest/osmand?{query}", **headers)  # type: ignore[arg-type]

    def form(self, body: str) -> Any:
        return self.client.generic(
            "POST", "/ingest/osmand", body, content_type="application/x-www-form-urlencoded"
        )

    def json(self, body: Any, path: str = "/ingest/osmand", **headers: str) -> Any:
        content = body if isinstance(body, str | bytes) else json.dumps(body)
        return self.client.generic(
            "POST",
            path,
            content,
            content_type="application/json",
            **headers,  # type: ignore[arg-type]
        )

    def owntracks(self, body: Any, user: str = "amb-01", secret: str = SECRET) -> Any:
        return self.json(
            body,
            "/ingest/owntracks",
            HTTP_AUTHORIZATION=basic(user, secret),
            HTTP_X_LIMIT_U="amb-01",
            HTTP_X_LIMIT_D="phone",
        )

    def positions(self, items: Any, authorization: str = "") -> Any:
        return self.json(
            items, "/api/positions/", HTTP_AUTHORIZATION=authorization or basic("amb-01")
        )


@pytest.fixture
def wire(clock: Clock) -> Wire:
    return Wire()


def stored() -> list[tuple[int, float, float]]:
    """Return fix time in seconds, longitude and latitude of every stored position, in order."""
    rows = Position.objects.order_by("fix_time", "id")
    return [(int(row.fix_time.timestamp()), row.lon_e6 / 1e6, row.lat_e6 / 1e6) for row in rows]


def marker(unit: Unit) -> tuple[float, float] | None:
    fresh = Unit.objects.select_related("latest_position").get(pk=unit.pk)
    latest = getattr(fresh, "latest_position", None)
    return (latest.point.lon, latest.point.lat) if latest else None


def reasons() -> list[str]:
    return list(QuarantinedItem.objects.order_by("id").values_list("reason", flat=True))


def send(wire: Wire, at_s: int, place: tuple[float, float] = TOWN, **more: object) -> None:
    send_as(wire, "amb-01", at_s, place, **more)


def send_as(wire: Wire, name: str, at_s: int, place: tuple[float, float], **more: object) -> None:
    extra = "".join(f"&{key}={value}" for key, value in more.items())
    wire.osmand(f"id={name}&timestamp={at_s}&lat={place[1]}&lon={place[0]}{extra}")


def properties(client: APIClient, code: str = "amb-01") -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/api/units/{code}/").json()["properties"]
    return found
