"""The OsmAnd address: old and new Traccar Client, the OsmAnd app, forms, heartbeats."""

from __future__ import annotations

import pytest

from backend.units.models import Device, Position, Unit
from tests.backend.units.conftest import TOWN, Clock, T, Wire, marker, reasons, stored

TRACCAR = {
    "location": {
        "timestamp": "2026-11-25T01:00:00.000Z",
        "coords": {
            "latitude": -7.0167,
            "longitude": 113.8667,
            "accuracy": 8,
            "speed": 12,
            "heading": 90,
            "altitude": 14,
        },
        "battery": {"level": 0.67, "is_charging": False},
        "event": "motionchange",
        "_": "&id=fire-02&lat=0&lon=0&",
    },
    "device_id": "amb-01",
}
GOLDEN = (
    "id=amb-01&timestamp=1795568400&lat=-7.0167&lon=113.8667&speed=23.326128&bearing=90.0"
    "&altitude=14.0&accuracy=0.0&batt=67.0"
)
APP = (
    "deviceid=amb-01&lat=-7.0167&lon=113.8667&timestamp=1795568400000&hdop=8.0&altitude=14.0"
    "&speed=12.0"
)
FORM = (
    "id=amb-01&timestamp=2026-11-25T01%3A00%3A00Z&location=-7.0167,113.8667&speed=23.326128"
    "&heading=90"
)


def only() -> Position:
    return Position.objects.get()


def with_location(**changes: object) -> dict[str, object]:
    return {**TRACCAR, "location": {**TRACCAR["location"], **changes}}  # type: ignore[dict-item]


def test_query_form_is_in_knots(wire: Wire, named_phone: Device) -> None:
    answer = wire.osmand(GOLDEN)

    found = only()
    assert answer.status_code == 200
    assert found.speed_mps == pytest.approx(12.0, abs=0.3)
    assert (found.heading_deg, found.altitude_m, found.battery_pct) == (90.0, 14.0, 67.0)


def test_accuracy_of_zero_is_unknown(wire: Wire, named_phone: Device) -> None:
    wire.osmand(GOLDEN)

    assert only().accuracy_m is None


def test_osmand_app_sends_metres_per_second_and_milliseconds(
    wire: Wire, named_phone: Device
) -> None:
    wire.client.get(f"/ingest/osmand?{APP}")

    found = only()
    assert (found.speed_mps, found.accuracy_m) == (12.0, 8.0)
    assert int(found.fix_time.timestamp()) == T


def test_form_body_with_location_pair_and_iso_time(wire: Wire, named_phone: Device) -> None:
    wire.form(FORM)

    assert stored() == [(T, *TOWN)]
    assert only().speed_mps == pytest.approx(12.0, abs=0.3)


def test_traccar_json_is_in_metres_per_second(wire: Wire, named_phone: Device) -> None:
    wire.json(TRACCAR)

    found = only()
    assert (found.speed_mps, found.accuracy_m, found.heading_deg) == (12.0, 8.0, 90.0)
    assert (found.altitude_m, found.battery_pct) == (14.0, 67.0)


def test_query_and_json_a_minute_apart_are_two_fixes_of_one_speed(
    wire: Wire, named_phone: Device
) -> None:
    wire.osmand("id=amb-01&timestamp=1795568340&lat=-7.0167&lon=113.8660&speed=23.326&batt=67")
    wire.json(TRACCAR)

    assert stored() == [(T - 60, 113.866, -7.0167), (T, *TOWN)]
    speeds = [position.speed_mps for position in Position.objects.all()]
    assert speeds == pytest.approx([12.0, 12.0], abs=0.3)


def test_heartbeat_refreshes_contact_and_battery_and_nothing_else(
    wire: Wire, clock: Clock, named_phone: Device, amb: Unit
) -> None:
    wire.json(TRACCAR)
    clock.forward(30)
    heartbeat = {
        "location": {
            "timestamp": "2026-11-25T01:00:30.000Z",
            "battery": {"level": 0.66, "is_charging": False},
            "event": "heartbeat",
        },
        "device_id": "amb-01",
    }

    answer = wire.json(heartbeat)

    named_phone.refresh_from_db()
    assert answer.status_code == 200
    assert named_phone.latest_contact_at == clock.now
    assert named_phone.battery_pct == pytest.approx(66.0)
    assert stored() == [(T, *TOWN)]


def test_push_token_stores_no_position(wire: Wire, named_phone: Device) -> None:
    answer = wire.form("id=amb-01&notificationToken=abc123")

    assert answer.status_code == 200
    assert (stored(), reasons()) == ([], [])


@pytest.mark.parametrize(
    ("batt", "expected"), [("67", 67.0), ("1", 1.0), ("-1", None), ("", None), ("x", None)]
)
def test_battery_of_a_form_is_percent(
    wire: Wire, named_phone: Device, batt: str, expected: float | None
) -> None:
    wire.osmand(f"id=amb-01&timestamp={T}&lat=-7.0167&lon=113.8667&batt={batt}")

    assert only().battery_pct == expected


@pytest.mark.parametrize(("level", "expected"), [(0.67, 67.0), (1, 100.0), (-1, None)])
def test_battery_of_json_is_a_fraction(
    wire: Wire, named_phone: Device, level: float, expected: float | None
) -> None:
    wire.json(with_location(battery={"level": level}))

    assert only().battery_pct == (None if expected is None else pytest.approx(expected))


def test_speed_of_minus_one_is_unknown(wire: Wire, named_phone: Device) -> None:
    coords = {"latitude": -7.0167, "longitude": 113.8667, "speed": -1, "heading": -1}

    wire.json(with_location(coords=coords))

    assert (only().speed_mps, only().heading_deg) == (None, None)


def test_mock_location_is_stored_untrusted(wire: Wire, named_phone: Device) -> None:
    wire.json(with_location(mock=True))

    assert only().trusted is False


def test_uuid_names_the_fix(wire: Wire, named_phone: Device) -> None:
    wire.json(with_location(uuid="e1"))
    moved = {"latitude": -7.0168, "longitude": 113.8667}

    wire.json(with_location(uuid="e1", coords=moved))

    assert len(stored()) == 1


@pytest.mark.parametrize(
    "timestamp",
    [
        "1795568400",
        "1795568400000",
        "2026-11-25T01:00:00Z",
        "2026-11-25%2001:00:00",
        "2026-11-25T08:00:00%2B07:00",
        "2026-11-25T08:00:00%2B0700",
        "2026-11-25T08:00:00+07:00",
    ],
)
def test_every_written_form_of_the_time_is_the_same_moment(
    wire: Wire, named_phone: Device, timestamp: str
) -> None:
    wire.osmand(f"id=amb-01&timestamp={timestamp}&lat=-7.0167&lon=113.8667")

    assert stored() == [(T, *TOWN)]


def test_fix_without_a_time_counts_as_now_and_says_so(wire: Wire, named_phone: Device) -> None:
    wire.osmand("id=amb-01&lat=-7.0167&lon=113.8667")

    assert stored() == [(T, *TOWN)]
    assert only().note == "time_assumed"


def test_invalid_fix_of_the_receiver_is_kept_aside(wire: Wire, named_phone: Device) -> None:
    wire.osmand(f"id=amb-01&timestamp={T}&lat=-7.0167&lon=113.8667&valid=false")

    assert (stored(), reasons()) == ([], ["no_fix"])


@pytest.mark.parametrize(
    "place",
    ["lat=0&lon=0", "lat=0.0000&lon=113.8667", "lat=-0.0001&lon=0.0002"],
)
def test_zero_coordinates_leave_the_marker_and_refresh_the_contact(
    wire: Wire, clock: Clock, named_phone: Device, amb: Unit, place: str
) -> None:
    wire.osmand(f"id=amb-01&timestamp={T - 60}&lat=-7.0167&lon=113.8667")
    clock.forward(10)

    answer = wire.osmand(f"id=amb-01&timestamp={T}&{place}")

    named_phone.refresh_from_db()
    assert (answer.status_code, reasons()) == (200, ["no_fix"])
    assert marker(amb) == TOWN
    assert named_phone.latest_contact_at == clock.now


def test_fix_in_surabaya_is_live(wire: Wire, named_phone: Device, amb: Unit) -> None:
    wire.osmand(f"id=amb-01&timestamp={T}&lat=-7.2575&lon=112.7521")

    assert marker(amb) == (112.7521, -7.2575)


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("lat=abc&lon=113.8667", "unreadable"),
        ("lat=-7.0167", "unreadable"),
        ("lat=nan&lon=113.8667", "not_finite"),
        ("lat=1e400&lon=113.8667", "not_finite"),
        ("lat=113.8667&lon=-7.0167", "swapped"),
        ("lat=-7.0167&lon=113.8667&accuracy=5000", "inaccurate"),
        ("lat=51.5&lon=-0.12", "outside_box"),
    ],
)
def test_odd_content_is_answered_200_and_kept_aside(
    wire: Wire, named_phone: Device, query: str, reason: str
) -> None:
    answer = wire.osmand(f"id=amb-01&timestamp={T}&{query}")

    assert (answer.status_code, stored(), reasons()) == (200, [], [reason])


@pytest.mark.parametrize("timestamp", ["soon", "2026-13-45", "9" * 400, "nan"])
def test_unreadable_time_is_kept_aside(wire: Wire, named_phone: Device, timestamp: str) -> None:
    answer = wire.osmand(f"id=amb-01&timestamp={timestamp}&lat=-7.0167&lon=113.8667")

    assert (answer.status_code, stored(), len(reasons())) == (200, [], 1)


@pytest.mark.parametrize(
    "location", [[1, 2], "x", {"coords": "x"}, {"coords": {}}, {"coords": {"latitude": {}}}]
)
def test_strange_json_is_kept_aside(wire: Wire, named_phone: Device, location: object) -> None:
    answer = wire.json({"location": location, "device_id": "amb-01"})

    assert (answer.status_code, stored()) == (200, [])
    assert set(reasons()) == {"unreadable"}


def test_answer_to_json_carries_no_words_of_the_sender(wire: Wire, named_phone: Device) -> None:
    answer = wire.json(with_location(event="background_geolocation"))

    assert answer.content == b"OK"
