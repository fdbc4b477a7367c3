"""Several units at once: jointly best, equal to trying everything."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from gis.joint_choice import Arrival, Slot, choose_jointly
from gis.types import UnitKind

AMBULANCE, TRUCK, RESCUE = UnitKind.AMBULANCE, UnitKind.FIRE_TRUCK, UnitKind.RESCUE


def slot(*kinds: UnitKind, needs: str = "") -> Slot:
    return Slot(frozenset(kinds), frozenset(needs.split()))


def arrival(code: str, minutes: float, kind: UnitKind = AMBULANCE, has: str = "") -> Arrival:
    return Arrival(code, kind, minutes * 60, frozenset(has.split()))


def test_two_ambulances_and_a_truck() -> None:
    slots = [slot(AMBULANCE), slot(AMBULANCE), slot(TRUCK)]
    units = [
        arrival("amb-03", 9),
        arrival("fire-01", 20, TRUCK),
        arrival("amb-01", 4),
        arrival("amb-02", 7),
    ]

    assert choose_jointly(slots, units) == {0: "amb-01", 1: "amb-02", 2: "fire-01"}


def test_the_fastest_is_kept_for_what_only_it_can_do() -> None:
    slots = [slot(AMBULANCE), slot(AMBULANCE, needs="oxygen")]
    units = [arrival("amb-01", 3, has="oxygen"), arrival("amb-02", 8)]

    assert choose_jointly(slots, units) == {0: "amb-02", 1: "amb-01"}


def test_filling_most_slots_outranks_any_arrival() -> None:
    slots = [slot(AMBULANCE, RESCUE), slot(RESCUE)]
    units = [arrival("res-01", 2, RESCUE), arrival("amb-01", 600)]

    assert choose_jointly(slots, units) == {0: "amb-01", 1: "res-01"}


def test_what_nobody_fits_stays_open() -> None:
    assert choose_jointly([slot(TRUCK), slot(AMBULANCE)], [arrival("amb-01", 5)]) == {1: "amb-01"}


def test_equal_arrivals_are_taken_by_code() -> None:
    units = [arrival("amb-02", 5), arrival("amb-03", 5), arrival("amb-01", 5)]

    assert choose_jointly([slot(AMBULANCE), slot(AMBULANCE)], units) == {0: "amb-01", 1: "amb-02"}


def test_one_code_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="share a code"):
        choose_jointly([], [arrival("amb-01", 1), arrival("amb-01", 2)])


KINDS = st.sampled_from([AMBULANCE, TRUCK, RESCUE])
HAS = st.frozensets(st.sampled_from(["oxygen", "pump"]))
SLOTS = st.lists(st.builds(Slot, st.frozensets(KINDS, min_size=1), HAS), max_size=4)
UNITS = st.lists(st.tuples(KINDS, st.integers(0, 4).map(float), HAS), max_size=5).map(
    lambda rows: [Arrival(f"u-{n}", kind, s, has) for n, (kind, s, has) in enumerate(rows)]
)


def every_way(slots: list[Slot], units: list[Arrival]) -> list[dict[int, Arrival]]:
    """Return each way to give slots units that fit, by trying all of them."""
    seats: list[Arrival | None] = [*units, *[None] * len(slots)]
    return [
        {index: unit for index, unit in enumerate(row) if unit is not None}
        for row in set(permutations(seats, len(slots)))
        if all(
            unit is None or one.fits(unit.kind, unit.capabilities)
            for one, unit in zip(slots, row, strict=True)
        )
    ]


@settings(deadline=None, max_examples=150)
@given(SLOTS, UNITS)
def test_equal_to_trying_everything(slots: list[Slot], units: list[Arrival]) -> None:
    def rank(way: dict[int, Arrival]) -> tuple[int, float, list[tuple[float, str]]]:
        taken = sorted((unit.duration_s, unit.code) for unit in way.values())
        return -len(way), sum(duration_s for duration_s, _ in taken), taken

    best = min(map(rank, every_way(slots, units)))

    by_code = {unit.code: unit for unit in units}
    chosen = {index: by_code[code] for index, code in choose_jointly(slots, units).items()}
    assert rank(chosen) == best
    assert all(slots[i].fits(u.kind, u.capabilities) for i, u in chosen.items())


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.builds(Slot, st.frozensets(KINDS, min_size=1), HAS), min_size=1, max_size=12),
    st.lists(st.tuples(KINDS, st.integers(0, 5000), HAS), min_size=1, max_size=40),
)
def test_equal_to_the_assignment_problem_of_scipy(slots, rows) -> None:
    units = [Arrival(f"u-{n:02}", kind, float(s), has) for n, (kind, s, has) in enumerate(rows)]
    open_s = 10_000_000.0  # more than any sum of arrivals: an open slot costs more than all others
    cost = np.array(
        [
            [u.duration_s if one.fits(u.kind, u.capabilities) else open_s for u in units]
            for one in slots
        ]
    )
    best = cost[linear_sum_assignment(cost)]

    chosen = choose_jointly(slots, units)

    by_code = {unit.code: unit.duration_s for unit in units}
    assert len(chosen) == int((best < open_s).sum())
    assert sum(by_code[code] for code in chosen.values()) == best[best < open_s].sum()


@settings(deadline=None, max_examples=60)
@given(SLOTS, UNITS, st.randoms())
def test_the_order_of_the_units_does_not_matter(slots, units, random) -> None:
    shuffled = list(units)
    random.shuffle(shuffled)

    assert choose_jointly(slots, shuffled) == choose_jointly(slots, units)
