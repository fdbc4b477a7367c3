"""Several trackers of one unit, and places told by radio: who moves the marker."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from typing import Any

import pytest
from rest_framework.test import APIClient

from backend.units.models import Device, Unit
from tests.backend.units.conftest import (
    KALIANGET,
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


# --- several trackers


def test_tracker_left_at_home_neither_jumps_nor_makes_the_other_jump(
    wire: Wire, clock: Clock, named_phone: Device, amb: Unit
) -> None:
    new_device(amb, "hp-dua", priority=2)
    for number in range(4):
        send(wire, T + 20 * number, KANGEAN)
        clock.forward(10)
        send_as(wire, "hp-dua", T + 20 * number + 10, TOWN)
        clock.forward(10)

    assert (reasons(), marker(amb), len(stored())) == ([], KANGEAN, 8)


def test_second_tracker_is_compared_with_its_own_track(
    wire: Wire, clock: Clock, named_phone: Device, amb: Unit
) -> None:
    new_device(amb, "hp-dua", priority=2)
    send(wire, T)
    send_as(wire, "hp-dua", T, TOWN)
    clock.forward(10)

    send_as(wire, "hp-dua", T + 10, KANGEAN)

    assert reasons() == ["implausible_jump"]


@pytest.mark.parametrize(
    "order", [*dict.fromkeys(permutations("aaabbb")), *dict.fromkeys(permutations("aabbbb"))][::3]
)
def test_marker_never_alternates_between_equal_trackers(
    wire: Wire, clock: Clock, amb: Unit, order: Sequence[str]
) -> None:
    places = {"a": TOWN, "b": NEAR}
    for name in places:
        new_device(amb, f"hp-{name}")
    seen = []
    for number, name in enumerate(order):
        send_as(wire, f"hp-{name}", T + 15 * number, places[name])
        seen.append(marker(amb))
        clock.forward(15)

    # Nobody is silent for more than 60 s, so whoever spoke first keeps it.
    assert set(seen) == {places[order[0]]}


def test_marker_goes_back_to_the_first_tracker_only_by_its_priority(
    wire: Wire, clock: Clock, amb: Unit
) -> None:
    new_device(amb, "hp-satu", priority=1)
    new_device(amb, "hp-dua", priority=2)
    steps = [
        (0, "satu", TOWN, TOWN),  # alone
        (100, "dua", NEAR, TOWN),  # the first is ageing: it keeps the marker
        (310, "dua", NEAR, NEAR),  # the first is stale: the second takes it
        (320, "satu", TOWN, TOWN),  # the first is back: at once
        (330, "dua", NEAR, TOWN),
    ]
    seen = []
    passed_s = 0
    for at_s, name, place, _ in steps:
        clock.forward(at_s - passed_s)
        passed_s = at_s
        send_as(wire, f"hp-{name}", T + at_s, place)
        seen.append(marker(amb))

    assert seen == [expected for *_, expected in steps]


# --- told by radio


def tell(room: APIClient, place: tuple[float, float], **more: Any) -> Any:
    body = {"lon": place[0], "lat": place[1], **more}
    return room.post("/api/units/amb-01/position/", body, format="json")


def test_wrong_radio_position_does_not_make_the_next_fix_a_jump(
    wire: Wire, clock: Clock, named_phone: Device, amb: Unit, room: APIClient
) -> None:
    send(wire, T)
    clock.forward(10)
    tell(room, KANGEAN)
    clock.forward(10)

    send(wire, T + 20, NEAR)

    assert (reasons(), marker(amb)) == ([], NEAR)


def test_tracker_of_any_priority_replaces_an_older_radio_position(
    wire: Wire, clock: Clock, amb: Unit, room: APIClient
) -> None:
    new_device(amb, "amb-01", priority=9)
    tell(room, KALIANGET)
    clock.forward(10)

    send(wire, T + 10, NEAR)

    assert marker(amb) == NEAR


def test_mock_location_does_not_replace_a_radio_position(
    wire: Wire, clock: Clock, named_phone: Device, amb: Unit, room: APIClient
) -> None:
    tell(room, KALIANGET)
    clock.forward(10)

    send(wire, T + 10, NEAR, mock="true")

    assert marker(amb) == KALIANGET


def test_radio_position_of_the_past_is_replaced_by_a_fix_after_it(
    wire: Wire, named_phone: Device, amb: Unit, room: APIClient
) -> None:
    tell(room, KALIANGET, radius_m=2000, time="2026-11-25T00:30:00Z")
    told = properties(room)
    send(wire, T - 2400)
    before = marker(amb)

    send(wire, T - 1200, NEAR)

    assert (told["position_age_s"], told["accuracy_m"], told["source"]) == (1800, 2000, "radio")
    assert (before, marker(amb)) == (KALIANGET, NEAR)
