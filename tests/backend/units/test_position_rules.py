"""The rules for positions, seen from outside: what moves a marker, and what never does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from backend.units.models import Device, LatestPosition, Position, QuarantinedItem, Unit
from tests.backend.units.conftest import (
    KALIANGET,
    NOW,
    TOWN,
    Clock,
    T,
    Wire,
    marker,
    new_device,
    properties,
    reasons,
    send,
    send_as,
    stored,
)

KANGEAN = (115.35, -6.9)
NEAR = (113.8680, -7.0167)


# --- kept aside with a reason, never lost


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("lat=nan&lon=113.8667", "not_finite"),
        ("lat=-7.0167&lon=inf", "not_finite"),
        ("lat=-91&lon=113.8667", "out_of_range"),
        ("lat=-7.0167&lon=181", "out_of_range"),
        ("lat=0&lon=0", "no_fix"),
        ("lat=0.0000&lon=113.8667", "no_fix"),
        ("lat=-0.0001&lon=0.0002", "no_fix"),
        ("lat=0.01&lon=-0.01", "no_fix"),
        ("lat=-6.2&lon=106.8", "outside_box"),
        ("lat=113.8667&lon=-7.0167", "swapped"),
        ("lat=-7.0167&lon=113.8667&accuracy=201", "inaccurate"),
        ("lat=-7.0167", "unreadable"),
        ("lat=seven&lon=113.8667", "unreadable"),
    ],
)
def test_impossible_place_is_kept_aside_and_the_contact_counts(
    wire: Wire,
    clock: Clock,
    named_phone: Device,
    room: APIClient,
    amb: Unit,
    query: str,
    reason: str,
) -> None:
    send(wire, T)
    clock.forward(60)

    answer = wire.osmand(f"id=amb-01&timestamp={T + 60}&{query}")

    now = properties(room)
    assert (answer.status_code, reasons(), marker(amb)) == (200, [reason], TOWN)
    assert (now["position_age_s"], now["contact_age_s"]) == (60, 0)


@pytest.mark.parametrize(
    ("at_s", "reason"),
    [(1_893_456_000, "clock_ahead"), (T + 121, "clock_ahead"), (T - 91 * 86_400, "too_old")],
)
def test_impossible_time_is_kept_aside(
    wire: Wire, named_phone: Device, at_s: int, reason: str
) -> None:
    send(wire, at_s)

    assert (stored(), reasons()) == ([], [reason])


@pytest.mark.parametrize("lead_s", [1, 60, 120])
def test_small_lead_is_cut_to_the_time_received_and_noted(
    wire: Wire, named_phone: Device, room: APIClient, lead_s: int
) -> None:
    send(wire, T + lead_s)

    assert (stored(), Position.objects.get().note) == ([(T, *TOWN)], "clock_ahead_cut")
    assert properties(room)["position_age_s"] == 0


def test_of_fixes_inside_the_tolerance_the_one_received_last_holds_the_marker(
    wire: Wire, named_phone: Device, amb: Unit
) -> None:
    send(wire, T + 90)

    send(wire, T + 10, NEAR)
    first = marker(amb)
    send(wire, T, (113.8690, -7.0167))

    assert (first, marker(amb)) == (NEAR, (113.8690, -7.0167))


def test_phone_whose_clock_was_put_right_moves_the_marker_at_once(
    wire: Wire, clock: Clock, named_phone: Device, amb: Unit
) -> None:
    send(wire, T + 119)
    clock.forward(5)

    send(wire, T + 5, NEAR)

    assert marker(amb) == NEAR


@pytest.mark.parametrize(
    ("clock_s", "note"),
    [
        (T - 619_315_200, "week_rollover"),
        (T - 978_307_200, "cocoa_epoch"),
        (T - 2 * 619_315_200, "week_rollover"),
    ],
)
def test_bogus_clock_is_repaired_and_noted(
    wire: Wire, named_phone: Device, clock_s: int, note: str
) -> None:
    send(wire, clock_s)

    assert (stored(), Position.objects.get().note) == ([(T, *TOWN)], note)


# --- jumps


def test_jump_is_accepted_once_two_fixes_of_one_batch_agree(
    wire: Wire, clock: Clock, phone: Device, amb: Unit
) -> None:
    def item(time: str, place: tuple[float, float]) -> dict[str, Any]:
        return {"unit": "amb-01", "fix_time": time, "lon": place[0], "lat": place[1]}

    wire.positions([item("2026-11-25T00:59:00Z", TOWN)])

    answer = wire.positions(
        [item("2026-11-25T00:59:50Z", KANGEAN), item("2026-11-25T01:00:00Z", KANGEAN)]
    )

    verdicts = [one["verdict"] for one in answer.json()["verdicts"]]
    assert (verdicts, marker(amb)) == (["quarantine", "live"], KANGEAN)


def test_single_outlier_between_true_fixes_never_moves_the_marker(
    wire: Wire, clock: Clock, named_phone: Device, amb: Unit
) -> None:
    seen = []
    for number in range(6):
        send(wire, T + 10 * number, KANGEAN if number % 2 else TOWN)
        seen.append(marker(amb))
        clock.forward(10)

    assert set(seen) == {TOWN}
    assert reasons() == ["implausible_jump"] * 3


def test_late_fixes_that_agree_with_each_other_are_kept_as_history(
    wire: Wire, named_phone: Device, amb: Unit
) -> None:
    send(wire, T)
    send(wire, T - 600)

    for at_s in (T - 300, T - 290):
        send(wire, at_s, KANGEAN)

    assert marker(amb) == TOWN
    assert [row[0] for row in stored()] == [T - 600, T - 290, T]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("sea_ambulance", ["implausible_jump"]), ("boat", ["implausible_jump"]), ("ambulance", [])],
)
def test_boats_are_held_to_the_limit_of_their_class(
    wire: Wire, clock: Clock, make_unit: Callable[..., Unit], kind: str, expected: list[str]
) -> None:
    # 0.02 deg of latitude are 2212 m: in 60 s 35 m/s with both unknown accuracies taken off.
    new_device(make_unit("boat-09", kind=kind), "boat-09")
    send_as(wire, "boat-09", T, (113.95, -7.05))
    clock.forward(60)

    send_as(wire, "boat-09", T + 60, (113.95, -7.03))

    assert reasons() == expected


def test_boat_that_truly_relocated_is_accepted_after_two_fixes(
    wire: Wire, clock: Clock, make_unit: Callable[..., Unit]
) -> None:
    boat = make_unit("boat-09", kind="sea_ambulance")
    new_device(boat, "boat-09")
    for number, lat in enumerate((-7.05, -7.03, -7.0298)):
        send_as(wire, "boat-09", T + 60 * number, (113.95, lat))
        clock.forward(60)

    assert (reasons(), marker(boat)) == (["implausible_jump"], (113.95, -7.0298))


# --- mock locations


def test_mock_location_never_leads_while_a_true_one_is_known(
    wire: Wire, clock: Clock, named_phone: Device, amb: Unit
) -> None:
    send(wire, T)
    clock.forward(7200)

    send(wire, T + 7200, KALIANGET, mock="true")

    assert marker(amb) == TOWN
    assert Position.objects.get(trusted=False).verdict == "history"


# --- repeats and replays


def test_whole_day_sent_again_adds_nothing(wire: Wire, named_phone: Device) -> None:
    for _ in range(2):
        for number in range(5):
            send(wire, T - 60 * number)

    assert len(stored()) == 5


def test_same_second_at_another_place_is_kept_flagged_and_moves_nothing(
    wire: Wire, named_phone: Device, amb: Unit
) -> None:
    send(wire, T)

    send(wire, T, (113.8667, -7.0267))

    flagged = Position.objects.get(note="same_second")
    assert (len(stored()), flagged.trusted, marker(amb)) == (2, False, TOWN)
    assert QuarantinedItem.objects.count() == 0


def test_replay_keeps_the_time_received_apart_from_the_fix_time(
    wire: Wire, clock: Clock, named_phone: Device, room: APIClient
) -> None:
    send(wire, T, KALIANGET)
    clock.forward(30)
    send(wire, T - 3600, (114.33, -7.1))

    features = room.get("/api/units/amb-01/track/").json()["features"]

    late = features[0]["properties"]
    assert (late["fix_time"], late["received_at"]) == (
        "2026-11-25T00:00:00Z",
        "2026-11-25T01:00:30Z",
    )
    assert LatestPosition.objects.get().fix_time == NOW
