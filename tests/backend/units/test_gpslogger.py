"""GPSLogger's custom URL: any template is read by the meaning of its words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from backend.units.models import Device, Position, Unit
from backend.units.protocols import gpslogger
from tests.backend.units.conftest import SECRET, TOWN, T, Wire, marker, reasons, stored
from tests.backend.units.golden import FEATURE, FORM

PLACE = "lat=-7.0167&lon=113.8667"
FIX = f"{PLACE}&timestamp={T}"


def send(wire: Wire, query: str, method: str = "GET", body: str = "", kind: str = FORM) -> Any:
    path = f"/ingest/gpslogger/{SECRET}?{query}"
    return wire.client.generic(method, path, body, content_type=kind)


@pytest.mark.parametrize(
    "template",
    [
        f"lat=-7.0167&lon=113.8667&timestamp={T}",
        f"LAT=-7.0167&LON=113.8667&TIMESTAMP={T}",
        f"latitude=-7.0167&longitude=113.8667&ts={T}",
        f"Latitude=-7.0167&lng=113.8667&tst={T}",
        f"latlon=-7.0167,113.8667&time={T}",
        "lat=-7.0167&long=113.8667&time=2026-11-25T01:00:00.000Z",
        "lat=-7.0167&lon=113.8667&timeoffset=2026-11-25T08:00:00.000%2B07:00",
        "lat=-7.0167&lon=113.8667&timeoffset=2026-11-25T08:00:00.000+07:00",
        "lat=-7.0167&lon=113.8667&timeoffset=2026-11-25T08:00:00.000+0700",
        "lat=-7.0167&lon=113.8667&time=2026-11-25%2001:00:00",
        "lat=-7.0167&lon=113.8667&date=2026-11-25&time=01:00:00",
        "lat=-7.0167&lon=113.8667&timestamp=&time=&timeoffset=2026-11-25T01:00:00Z&",
        f"&&lat=-7.0167&lon=113.8667&timestamp={T}&desc=a%26b%3Cscript%3E&",
        f"lat=-7.01670000&lon=1.138667E2&timestamp={T}.0",
    ],
)
def test_place_and_time_are_found_under_any_name(wire: Wire, phone: Device, template: str) -> None:
    answer = send(wire, template)

    assert (answer.status_code, stored(), reasons()) == (200, [(T, *TOWN)], [])


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_every_verb_of_the_app_works(wire: Wire, phone: Device, method: str) -> None:
    answer = send(wire, FIX, method)

    assert (answer.status_code, stored()) == (200, [(T, *TOWN)])


@pytest.mark.parametrize("method", ["POST", "PUT"])
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (FIX, FORM),
        (f"{FIX}&", "text/plain"),
        (json.dumps({"lat": -7.0167, "lon": 113.8667, "timestamp": T}), "application/json"),
        (json.dumps({"gps": {"Lat": "-7.0167", "Lng": "113.8667"}, "time": T}), FORM),
        (json.dumps([{"lat": -7.0167, "lon": 113.8667, "timestamp": T}]), "text/plain"),
        (json.dumps(FEATURE), "application/geo+json"),
        (json.dumps({"locations": [FEATURE]}), "application/json"),
        ("2026-11-25T01:00:00.000Z,-7.0167,113.8667,14.0,8.0,90.0,12.0,9,gps", "text/csv"),
        ("time,lat,lon,battery\n2026-11-25T01:00:00.000Z,-7.0167,113.8667,67\n", "text/csv"),
    ],
)
def test_body_of_any_shape_is_read(
    wire: Wire, phone: Device, method: str, body: str, kind: str
) -> None:
    answer = send(wire, "", method, body, kind)

    assert (answer.status_code, stored(), reasons()) == (200, [(T, *TOWN)], [])


def test_latitude_first_inside_geojson_is_recognised_as_swapped(wire: Wire, phone: Device) -> None:
    swapped = {**FEATURE, "geometry": {"type": "Point", "coordinates": [-7.0167, 113.8667]}}

    send(wire, "", "POST", json.dumps({"locations": [swapped]}))

    assert (stored(), reasons()) == ([], ["swapped"])


@pytest.mark.parametrize(
    "speed",
    [
        "spd=12",
        "s=12.0",
        "speed=12",
        "SPD=12",
        "spd_kph=43.2",
        "spd_kmh=43.2",
        "speed_kmh=43.2",
        "SPEED-KPH=43.2",
        "spd=12&spd_kph=43.2",
        "spd_kph=43.2&spd=12",
        "spd=&spd_kph=43.2",
        "speed_knots=23.326",
    ],
)
def test_the_name_of_the_speed_says_its_unit(wire: Wire, phone: Device, speed: str) -> None:
    send(wire, f"{FIX}&{speed}")

    assert Position.objects.get().speed_mps == pytest.approx(12, abs=0.3)


def test_slow_metres_per_second_are_not_taken_for_kilometres(wire: Wire, phone: Device) -> None:
    send(wire, f"{FIX}&spd=43.2")

    assert Position.objects.get().speed_mps == pytest.approx(43.2)


@pytest.mark.parametrize(
    ("field", "attribute", "expected"),
    [
        ("acc=8", "accuracy_m", 8),
        ("accuracy=8", "accuracy_m", 8),
        ("acc=0.0", "accuracy_m", None),
        ("dir=90", "heading_deg", 90),
        ("bearing=90", "heading_deg", 90),
        ("course=90", "heading_deg", 90),
        ("alt=14", "altitude_m", 14),
        ("batt=1", "battery_pct", 1),
        ("battery=67", "battery_pct", 67),
        ("bat=-1", "battery_pct", None),
        ("batt=", "battery_pct", None),
        ("hdop=0.9", "accuracy_m", None),
    ],
)
def test_the_other_values_are_found(
    wire: Wire, phone: Device, field: str, attribute: str, expected: float | None
) -> None:
    send(wire, f"{FIX}&{field}")

    assert getattr(Position.objects.get(), attribute) == expected


def test_template_without_a_time_counts_as_now_and_says_so(wire: Wire, phone: Device) -> None:
    send(wire, f"{PLACE}&date=2026-11-25&starttimestamp=1795566000")

    assert stored() == [(T, *TOWN)]
    assert Position.objects.get().note == "time_assumed"


@pytest.mark.parametrize("name", ["ser", "aid", "id", "device", "deviceid", "SER"])
def test_device_is_named_under_any_name(
    wire: Wire, named_phone: Device, amb: Unit, name: str
) -> None:
    answer = wire.client.get(f"/ingest/gpslogger?{FIX}&{name}=amb-01")

    assert (answer.status_code, marker(amb)) == (200, TOWN)


def test_whole_day_file_again_is_stored_once(wire: Wire, phone: Device) -> None:
    lines = "\n".join(f"2026-11-25T00:{m:02}:00.000Z,-7.0167,113.{8000 + m}" for m in range(60))
    send(wire, "", "POST", f"time,lat,lon\n{lines}", "text/csv")

    send(wire, "", "POST", f"time,lat,lon\n{lines}", "text/csv")

    assert (len(stored()), reasons()) == (60, [])


@pytest.mark.parametrize(
    ("query", "body"),
    [
        ("foo=1", ""),
        ("", "<gpx></gpx>"),
        ("", "{"),
        ("", "[1]"),
        ("", '"x"'),
        ("", "\x00\x01"),
        ("", "a=1&b=2"),
        ("lat=&lon=&timestamp=1795568400", ""),
        ("lat=%LAT&lon=%LON&timestamp=%TIMESTAMP", ""),
        (f"lat=-7.0167&timestamp={T}", ""),
        (f"{PLACE}&timestamp=soon", ""),
        (f"{PLACE}&time=01:00:00", ""),
        ("lat=0.0&lon=0.0&timestamp=1795568400", ""),
    ],
)
def test_what_cannot_be_recognised_is_kept_aside(
    wire: Wire, phone: Device, query: str, body: str
) -> None:
    answer = send(wire, query, "POST", body)

    assert (answer.status_code, answer.content, stored()) == (200, b"OK", [])
    assert len(reasons()) == 1


@pytest.mark.parametrize("query", ["", "ser=amb-01", "ser=amb-01&batt=50"])
def test_request_without_a_place_only_shows_life(wire: Wire, phone: Device, query: str) -> None:
    answer = send(wire, query)

    assert (answer.status_code, stored(), reasons()) == (200, [], [])


def test_no_name_has_two_meanings() -> None:
    names = [name for names in gpslogger.MEANINGS.values() for name in names]

    assert len(names) == len(set(names))
