"""Phones set up for PhoneTrack need only another host, and µlogger its one object."""

from __future__ import annotations

import pytest

from backend.units.models import Device, Position, Unit
from backend.units.protocols import OTHER_ADDRESSES, addressed
from tests.backend.units.conftest import SECRET, TOWN, T, Wire, marker, reasons, stored
from tests.backend.units.golden import ANSWERS, FORM, GOLDEN

PLAIN = f"lat=-7.0167&lon=113.8667&timestamp={T}&bat=67&sat=9&acc=8&alt=14&speed=12&bearing=90"


@pytest.mark.parametrize("root", ["", "/apps/phonetrack", "/index.php/apps/phonetrack"])
@pytest.mark.parametrize(
    ("adapter", "golden"),
    [
        ("owntracks", "owntracks"),
        ("overland", "overland"),
        ("traccar", "traccar client 9"),
        ("opengts", "gpslogger opengts"),
        ("gpslogger", "gpslogger"),
        ("ulogger", "ulogger"),
    ],
)
def test_adapter_reads_the_golden_request(
    wire: Wire, phone: Device, amb: Unit, root: str, adapter: str, golden: str
) -> None:
    request = GOLDEN[golden]
    path = f"{root}/log/{adapter}/{SECRET}/hp-awak?{request.query}"

    answer = wire.client.generic(
        request.method, path, request.body, content_type=request.content_type
    )

    assert (answer.status_code, answer.content) == (200, ANSWERS[request.dialect])
    assert (stored(), marker(amb)) == ([(T, *TOWN)], TOWN)


@pytest.mark.parametrize("adapter", ["osmand", "gpslogger", "locusmap"])
def test_template_of_the_app_is_in_metres_per_second(
    wire: Wire, phone: Device, adapter: str
) -> None:
    wire.client.get(f"/log/{adapter}/{SECRET}/hp-awak?{PLAIN}")

    found = Position.objects.get()
    assert (found.speed_mps, found.battery_pct, found.accuracy_m) == (12, 67, 8)


@pytest.mark.parametrize("action", ["auth&user=a&pass=b", "addtrack&track=Uji"])
def test_ulogger_logs_in_and_opens_a_track(wire: Wire, phone: Device, action: str) -> None:
    path = f"/log/ulogger/{SECRET}/hp-awak/client/index.php"

    answer = wire.client.generic("POST", path, f"action={action}", content_type=FORM)

    assert answer.json() == {"error": False, "trackid": 1}
    assert (stored(), reasons()) == ([], [])


def test_wrong_token_is_refused(wire: Wire, phone: Device) -> None:
    answer = wire.client.get(f"/log/osmand/salah/hp-awak?{PLAIN}")

    assert (answer.status_code, stored()) == (403, [])


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/ingest/osmand", ("osmand", "")),
        ("/ingest/OsmAnd/", ("osmand", "")),
        ("/ingest/osmand/s", ("osmand", "s")),
        ("/ingest/osmand/s/x", None),
        ("/ingest/nope", None),
        ("/api/webhook/s", ("home_assistant", "s")),
        ("/api/webhook/", None),
        ("/log/traccar/s/phone", ("osmand", "s")),
        ("/log/", None),
        ("/", None),
        ("", None),
    ],
)
def test_address_names_dialect_and_secret(path: str, found: tuple[str, str] | None) -> None:
    assert addressed(path) == found


def test_no_address_begins_another() -> None:
    starts = list(OTHER_ADDRESSES)

    assert not [a for a in starts for b in starts if a != b and a.startswith(b)]
