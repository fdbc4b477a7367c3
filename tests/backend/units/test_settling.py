"""A supervisor releases, discards and opens again what was kept aside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from backend.changes.models import Change
from backend.units.models import Device, LatestPosition, Position, QuarantinedItem, Status, Unit
from tests.backend.units.conftest import (
    KALIANGET,
    NOW,
    TOWN,
    Clock,
    T,
    Wire,
    marker,
    new_device,
    send,
    stored,
)

KANGEAN = (115.35, -6.9)


@pytest.fixture
def boss(api_as: Callable[[str], APIClient]) -> APIClient:
    return api_as("supervisor")


def only() -> QuarantinedItem:
    return QuarantinedItem.objects.get()


def settle(client: APIClient, step: str, item: QuarantinedItem | None = None) -> Any:
    return client.post(f"/api/quarantine/{(item or only()).pk}/{step}/")


def inaccurate(wire: Wire, at_s: int = T, **more: object) -> None:
    send(wire, at_s, accuracy=900, **more)


# --- release


def test_released_fix_is_a_position_with_all_that_it_said(
    wire: Wire, named_phone: Device, boss: APIClient
) -> None:
    inaccurate(wire, T - 60, speed=10, bearing=90, altitude=14, batt=67)

    answer = settle(boss, "release")

    found = Position.objects.get()
    assert answer.status_code == 200
    assert stored() == [(T - 60, *TOWN)]
    assert found.speed_mps == pytest.approx(5.14, abs=0.01)
    assert (found.heading_deg, found.altitude_m, found.battery_pct) == (90, 14, 67)
    assert (found.accuracy_m, found.source, found.note) == (900, "osmand", "released")


def test_released_fix_that_is_newest_holds_the_marker(
    wire: Wire, named_phone: Device, amb: Unit, boss: APIClient
) -> None:
    send(wire, T - 60)
    send(wire, T, KALIANGET, accuracy=900)

    settle(boss, "release")

    assert marker(amb) == KALIANGET
    assert Position.objects.get(note="released").verdict == "live"


def test_released_fix_older_than_the_marker_is_history(
    wire: Wire, named_phone: Device, amb: Unit, boss: APIClient
) -> None:
    send(wire, T)
    send(wire, T - 600, KALIANGET, accuracy=900)

    settle(boss, "release")

    assert marker(amb) == TOWN
    assert Position.objects.get(note="released").verdict == "history"


def test_released_fix_of_a_second_tracker_leaves_the_marker_to_the_first(
    wire: Wire, clock: Clock, named_phone: Device, amb: Unit, boss: APIClient
) -> None:
    new_device(amb, "hp-dua", priority=2)
    send(wire, T)
    clock.forward(10)
    wire.osmand(f"id=hp-dua&timestamp={T + 10}&lat=-7.056&lon=113.936&accuracy=900")

    settle(boss, "release")

    assert marker(amb) == TOWN


def test_released_fix_of_a_revoked_tracker_is_history(
    wire: Wire, named_phone: Device, boss: APIClient
) -> None:
    inaccurate(wire)
    Device.objects.update(revoked_at=NOW)

    settle(boss, "release")

    assert Position.objects.get().verdict == "history"


def test_swapped_pair_is_turned_when_it_is_released(
    wire: Wire, named_phone: Device, boss: APIClient
) -> None:
    send(wire, T, (TOWN[1], TOWN[0]))

    settle(boss, "release")

    assert stored() == [(T, *TOWN)]
    assert Position.objects.get().note == "released,turned"


def test_released_mock_location_stays_untrusted(
    wire: Wire, named_phone: Device, amb: Unit, boss: APIClient
) -> None:
    inaccurate(wire, mock="true")

    settle(boss, "release")

    assert (Position.objects.get().trusted, marker(amb)) == (False, None)


def test_releasing_twice_makes_one_position(
    wire: Wire, named_phone: Device, boss: APIClient
) -> None:
    inaccurate(wire)
    first = settle(boss, "release").json()

    second = settle(boss, "release").json()

    assert (len(stored()), first["settled_at"]) == (1, second["settled_at"])


def test_released_jump_that_was_stored_meanwhile_makes_no_second_row(
    wire: Wire, named_phone: Device, amb: Unit, boss: APIClient
) -> None:
    inaccurate(wire)
    Position.objects.create(
        unit=amb,
        device=named_phone,
        fix_time=NOW,
        stated_time=NOW,
        received_at=NOW,
        lon_e6=113_866_700,
        lat_e6=-7_016_700,
        source="osmand",
        verdict="history",
    )

    settle(boss, "release")
    settle(boss, "restore")

    assert len(stored()) == 1


@pytest.mark.parametrize(
    "query",
    [
        "lat=0&lon=0",
        "lat=0.005&lon=-0.005",
        "lat=95&lon=113.8667",
        "lat=nan&lon=113.8667",
        "lat=abc&lon=113.8667",
        "lon=113.8667",
    ],
)
def test_what_has_no_place_cannot_be_released(
    wire: Wire, named_phone: Device, boss: APIClient, query: str
) -> None:
    wire.osmand(f"id=amb-01&timestamp={T}&{query}")

    answer = settle(boss, "release")

    assert (answer.status_code, answer.json()["code"]) == (409, "not_releasable")
    assert answer.json()["detail"].endswith(".")
    assert (stored(), only().settlement) == ([], "")


@pytest.mark.parametrize("at_s", [1_893_456_000, T - 91 * 86_400])
def test_what_has_no_usable_time_cannot_be_released(
    wire: Wire, named_phone: Device, boss: APIClient, at_s: int
) -> None:
    send(wire, at_s)

    assert settle(boss, "release").status_code == 409
    assert stored() == []


def test_what_has_passed_the_retention_meanwhile_cannot_be_released(
    wire: Wire, named_phone: Device, boss: APIClient, settings: Any
) -> None:
    inaccurate(wire, T - 60)
    settings.POSITION_RETENTION_DAYS = 0

    assert settle(boss, "release").status_code == 409


def test_release_fires_nothing_as_if_it_happened_now(
    wire: Wire, named_phone: Device, amb: Unit, boss: APIClient
) -> None:
    Unit.objects.update(status=Status.RETURNING)
    inaccurate(wire)
    Change.objects.all().delete()

    settle(boss, "release")

    amb.refresh_from_db()
    assert amb.status == Status.RETURNING
    assert list(Change.objects.values_list("kind", "key")) == [("unit", "amb-01")]


# --- what a phone sends afterwards


@pytest.mark.parametrize("place", [TOWN, (TOWN[1], TOWN[0])])
def test_retry_of_a_released_fix_is_a_duplicate(
    wire: Wire, phone: Device, boss: APIClient, place: tuple[float, float]
) -> None:
    item = {"unit": "amb-01", "fix_time": "2026-11-25T01:00:00Z", "accuracy_m": 900}
    item |= {"lon": place[0], "lat": place[1]}
    wire.positions([item])
    settle(boss, "release")

    again = wire.positions([item]).json()["verdicts"]

    assert (again[0]["verdict"], again[0]["reason"]) == ("duplicate", None)
    assert (len(stored()), QuarantinedItem.objects.count()) == (1, 1)


def test_retry_of_a_discarded_fix_is_counted_and_stays_discarded(
    wire: Wire, named_phone: Device, boss: APIClient
) -> None:
    inaccurate(wire)
    settle(boss, "discard")

    inaccurate(wire)

    assert (only().settlement, only().times_received) == ("discarded", 2)


def test_released_jump_is_where_the_next_fix_is_compared_with(
    wire: Wire, clock: Clock, named_phone: Device, amb: Unit, boss: APIClient
) -> None:
    send(wire, T - 20)
    send(wire, T, KANGEAN)
    settle(boss, "release")
    clock.forward(10)

    send(wire, T + 10, KANGEAN)

    assert marker(amb) == KANGEAN
    assert Position.objects.get(fix_time=clock.now).note == ""


def test_discarded_jump_confirms_no_other(
    wire: Wire, clock: Clock, named_phone: Device, amb: Unit, boss: APIClient
) -> None:
    send(wire, T - 20)
    send(wire, T, KANGEAN)
    settle(boss, "discard")
    clock.forward(10)

    send(wire, T + 10, KANGEAN)

    assert marker(amb) == TOWN


# --- discard and restore


def test_discarded_item_says_who_and_when(
    wire: Wire, clock: Clock, named_phone: Device, boss: APIClient
) -> None:
    inaccurate(wire)
    clock.forward(60)

    found = settle(boss, "discard").json()

    assert (found["state"], found["settled_by"]) == ("discarded", "supervisor")
    assert found["settled_at"] == "2026-11-25T01:01:00Z"


def test_restored_item_is_open_and_nobody_has_settled_it(
    wire: Wire, named_phone: Device, boss: APIClient
) -> None:
    inaccurate(wire)
    settle(boss, "discard")

    found = settle(boss, "restore").json()

    assert (found["state"], found["settled_by"], found["settled_at"]) == ("open", None, None)


@pytest.mark.parametrize("step", ["restore", "discard"])
def test_taking_a_release_back_removes_the_position_and_moves_the_marker_back(
    wire: Wire, named_phone: Device, amb: Unit, boss: APIClient, step: str
) -> None:
    send(wire, T - 60)
    send(wire, T, KALIANGET, accuracy=900)
    settle(boss, "release")

    settle(boss, step)

    named_phone.refresh_from_db()
    assert (stored(), marker(amb)) == ([(T - 60, *TOWN)], TOWN)
    assert named_phone.latest_fix_time == NOW - timedelta(seconds=60)


def test_taking_back_the_only_release_leaves_no_marker(
    wire: Wire, named_phone: Device, boss: APIClient
) -> None:
    inaccurate(wire)
    settle(boss, "release")

    settle(boss, "restore")

    assert (stored(), LatestPosition.objects.count()) == ([], 0)


def test_taking_a_release_back_leaves_a_marker_that_has_moved_on(
    wire: Wire, clock: Clock, named_phone: Device, amb: Unit, boss: APIClient
) -> None:
    inaccurate(wire)
    settle(boss, "release")
    clock.forward(600)
    send(wire, T + 600, KALIANGET)

    settle(boss, "restore")

    assert (stored(), marker(amb)) == ([(T + 600, *KALIANGET)], KALIANGET)


def test_unknown_item_is_not_found(boss: APIClient) -> None:
    assert boss.post("/api/quarantine/999/release/").status_code == 404
