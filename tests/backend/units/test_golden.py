"""The golden request of every client is the same fix, and is answered as that client needs."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from backend.units.models import Device, Position, Unit
from backend.units.protocols import DIALECTS
from tests.backend.units.conftest import SECRET, TOWN, Wire, basic, marker, reasons, stored
from tests.backend.units.golden import ANSWERS, GOLDEN, HOME_ASSISTANT, Request, T

COMMON = {
    "accuracy_m": 8.0,
    "speed_mps": 12.0,
    "heading_deg": 90.0,
    "altitude_m": 14.0,
    "battery_pct": 67.0,
}


@pytest.mark.parametrize("name", GOLDEN)
def test_every_client_tells_the_same_fix(wire: Wire, phone: Device, amb: Unit, name: str) -> None:
    request = GOLDEN[name]

    answer = request.send(wire.client, secret=SECRET)

    expected = {**COMMON, **request.told}
    found = Position.objects.get()
    assert (answer.status_code, answer.content) == (200, ANSWERS[request.dialect])
    assert (stored(), reasons()) == ([(T, *TOWN)], [])
    assert marker(amb) == TOWN
    for key, value in expected.items():
        tolerance = 0.3 if key == "speed_mps" else 0.001
        assert getattr(found, key) == (value and pytest.approx(value, abs=tolerance)), key


@pytest.mark.parametrize("name", GOLDEN)
def test_every_client_is_read_without_the_web(name: str) -> None:
    request = GOLDEN[name]

    message = DIALECTS[request.dialect].read(request.post())

    (one,) = message.readings
    assert one.fix is not None
    assert one.odd is None
    assert (one.fix.clock_s, one.fix.lon, one.fix.lat) == (T, *map(pytest.approx, TOWN))
    assert asdict(one.fix)["speed_mps"] == pytest.approx(request.told.get("speed_mps", 12), abs=0.3)


@pytest.mark.parametrize("name", [n for n in GOLDEN if n not in {"home assistant", "ulogger"}])
def test_every_client_names_its_device(wire: Wire, named_phone: Device, name: str) -> None:
    answer = GOLDEN[name].send(wire.client)

    assert (answer.status_code, stored()) == (200, [(T, *TOWN)])


@pytest.mark.parametrize("name", GOLDEN)
def test_a_repeat_stores_nothing_more(wire: Wire, phone: Device, name: str) -> None:
    GOLDEN[name].send(wire.client, secret=SECRET)

    again = GOLDEN[name].send(wire.client, secret=SECRET)

    assert (again.content, len(stored())) == (ANSWERS[GOLDEN[name].dialect], 1)


@pytest.mark.parametrize("name", GOLDEN)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_request_at_the_wrong_address_is_no_failure(
    wire: Wire, phone: Device, name: str, dialect: str
) -> None:
    golden = GOLDEN[name]
    astray = Request(dialect, golden.query, golden.body, golden.method, golden.content_type)

    answer = astray.send(wire.client, secret=SECRET)

    assert answer.status_code == 200


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("slash", ["", "/"])
def test_every_address_works_with_and_without_a_slash(
    wire: Wire, phone: Device, dialect: str, slash: str
) -> None:
    answer = wire.client.get(f"/ingest/{dialect}{slash}", HTTP_AUTHORIZATION=basic("amb-01"))

    assert (answer.status_code, answer.content) == (200, ANSWERS[dialect])


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_stranger_is_refused_in_every_dialect(wire: Wire, phone: Device, dialect: str) -> None:
    request = next(one for one in GOLDEN.values() if one.dialect == dialect)

    answer = request.send(wire.client, secret="salah")

    assert (answer.status_code, stored(), reasons()) == (403, [], [])


def test_golden_requests_cover_every_dialect() -> None:
    assert {request.dialect for request in GOLDEN.values()} == set(DIALECTS) == set(ANSWERS)


def test_webhook_of_home_assistant_is_read(wire: Wire, phone: Device, amb: Unit) -> None:
    answer = wire.json(HOME_ASSISTANT, f"/api/webhook/{SECRET}")

    assert (answer.status_code, answer.content, marker(amb)) == (200, b"{}", TOWN)
