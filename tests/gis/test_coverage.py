"""What is lost while a unit is away, and the move of another that restores most of it.

::

    a-b-c-d-e-f-g    one kilometre apart, primary road: 65.5 s from letter to letter
"""

from collections.abc import Sequence
from typing import Any

import pytest

from gis.coverage import STANDARD_S, Coverage, Demand, Post, demand_of
from gis.coverage_times import CoverageTimes
from gis.types import UnitKind, UnitState
from tests.gis.archipelago import AT, Archipelago, archipelago
from tests.gis.shipped import gazetteer
from tests.gis.shipped_sea import shipped_land

KILOMETRE_S = 1000 / (55 / 3.6)
DRAWING = "a-b-c-d-e-f-g"
TWO_KM_S = 140.0
"""Reaches two letters to each side, not three: 131 s and 196 s."""


def world() -> Archipelago:
    return archipelago(DRAWING, islands={1: "abcdefg"}, roads=["abcdefg"])


def coverage(
    drawn: Archipelago, units: Sequence[UnitState], posts: str = "", **options: Any
) -> Coverage:
    demand = [Demand("desa", x, f"Desa {x}", drawn.place(x)) for x in "abcdefg"]
    times = CoverageTimes([one.place for one in demand], [False] * len(demand))
    where = [Post(f"pos-{x}", f"Pos {x}", drawn[x]) for x in posts]
    told = {"standard_s": TWO_KM_S, "posts": where} | options
    return Coverage(UnitKind.AMBULANCE, demand, times, drawn.router, units, at=AT, **told)


def names(demand: Sequence[Demand]) -> str:
    return "".join(one.code for one in demand)


def lost_by(found: Coverage, code: str) -> str:
    return "".join(sorted(one.demand.code for one in found.lost(code)))


def test_a_unit_loses_what_nobody_else_covers() -> None:
    drawn = world()
    units = [drawn.unit("amb-01", "b"), drawn.unit("amb-02", "d")]

    found = coverage(drawn, units)

    # amb-01 covers a to d, amb-02 b to f
    assert (lost_by(found, "amb-01"), lost_by(found, "amb-02")) == ("a", "ef")


def test_what_is_lost_tells_when_the_unit_would_come_and_when_the_next_one_does() -> None:
    drawn = world()

    (lost,) = coverage(drawn, [drawn.unit("amb-01", "b"), drawn.unit("amb-02", "d")]).lost("amb-01")

    assert lost.before_s == pytest.approx(KILOMETRE_S, abs=0.5)
    assert lost.after_s == pytest.approx(3 * KILOMETRE_S, abs=0.5)


def test_later_than_twice_the_standard_counts_as_nobody_and_comes_first() -> None:
    drawn = world()
    units = [drawn.unit("amb-01", "f"), drawn.unit("amb-02", "b")]

    lost = coverage(drawn, units).lost("amb-01")

    # amb-02 is at e after 196 s and at f after 262 s, at g not within 280 s
    assert [one.demand.code for one in lost] == ["g", "f", "e"]
    assert lost[0].after_s is None


def test_a_unit_at_its_station_covers_less_by_its_turnout() -> None:
    drawn = world()

    found = coverage(drawn, [drawn.unit("amb-01", "d", at_station=True)])

    # 60 s of turnout and 65.5 s are within 140 s, two kilometres are not
    assert lost_by(found, "amb-01") == "cde"


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "en_route"},
        {"status": "off_duty"},
        {"position_state": "stale"},
        {"kind": UnitKind.POLICE},
    ],
    ids=["busy", "off duty", "seen long ago", "of another kind"],
)
def test_nobody_but_available_units_of_the_kind_with_a_trusted_position_covers(fields) -> None:
    drawn = world()
    units = [drawn.unit("amb-01", "b"), drawn.unit("amb-02", "b", **fields)]

    found = coverage(drawn, units)

    assert lost_by(found, "amb-01") == "abcd"
    assert lost_by(found, "amb-02") == ""


def test_units_already_chosen_cover_nothing() -> None:
    drawn = world()
    units = [drawn.unit("amb-01", "b"), drawn.unit("amb-02", "d")]

    assert lost_by(coverage(drawn, units, gone={"amb-02"}), "amb-01") == "abcd"


def test_the_move_restores_most_of_what_is_lost() -> None:
    drawn = world()
    units = [drawn.unit("amb-01", "b"), drawn.unit("amb-02", "f"), drawn.unit("amb-03", "f")]

    move = coverage(drawn, units, posts="ac").move_up("amb-01")

    # from a with turnout: a, b; from c: b, c, d, of which d is not lost
    assert move is not None
    assert (move.unit.code, move.post.code, names(move.restored)) == ("amb-02", "pos-a", "ab")
    assert move.uncovered == ()


def test_a_move_tells_how_long_it_takes() -> None:
    drawn = world()
    units = [drawn.unit("amb-01", "a"), drawn.unit("amb-02", "f"), drawn.unit("amb-03", "f")]

    move = coverage(drawn, units, posts="a").move_up("amb-01")

    assert move is not None
    assert move.duration_s == pytest.approx(5 * KILOMETRE_S, abs=0.5)


def test_no_move_that_opens_as_large_a_hole_is_proposed() -> None:
    drawn = world()
    units = [drawn.unit("amb-01", "b"), drawn.unit("amb-02", "f")]

    # amb-02 alone covers d to g once amb-01 is gone; a post restores three at most
    assert coverage(drawn, units, posts="abc").move_up("amb-01") is None


def test_a_move_that_opens_a_smaller_hole_names_it() -> None:
    drawn = world()
    units = [drawn.unit("amb-01", "c"), drawn.unit("amb-02", "g")]

    move = coverage(drawn, units, posts="c", standard_s=200.0).move_up("amb-01")

    # 200 s: three letters, from a post two. amb-01 covers a to f, amb-02 d to g; from c a to e
    assert move is not None
    assert (names(move.restored), names(move.uncovered)) == ("abc", "fg")


def test_of_units_that_restore_as_much_the_one_that_uncovers_less_is_moved() -> None:
    drawn = world()
    units = [drawn.unit("amb-01", "b"), drawn.unit("amb-02", "f"), drawn.unit("amb-03", "g")]

    move = coverage(drawn, units, posts="b").move_up("amb-01")

    # amb-01 covers a to d, amb-02 d to g, amb-03 e to g: without amb-02 also d would be lost
    assert move is not None
    assert (move.unit.code, names(move.restored)) == ("amb-03", "abc")


def test_nothing_lost_wants_no_move() -> None:
    drawn = world()
    units = [drawn.unit("amb-01", "b"), drawn.unit("amb-02", "b")]

    assert coverage(drawn, units, posts="b").move_up("amb-01") is None


def test_without_posts_no_move_helps() -> None:
    drawn = world()
    units = [drawn.unit("amb-01", "b"), drawn.unit("amb-02", "b"), drawn.unit("amb-03", "f")]

    assert coverage(drawn, units, gone={"amb-02"}).move_up("amb-01") is None


def test_a_post_that_nobody_can_get_to_is_passed_over() -> None:
    drawn = archipelago("a-b     c-d", islands={1: "ab", 2: "cd"}, roads=["ab", "cd"])
    demand = [Demand("desa", x, x, drawn.place(x)) for x in "abcd"]
    times = CoverageTimes([one.place for one in demand], [False] * 4)
    units = [drawn.unit("amb-01", "a"), drawn.unit("amb-02", "c"), drawn.unit("amb-03", "c")]
    posts = [Post("pos-a", "Pos a", drawn["a"])]

    found = Coverage(UnitKind.AMBULANCE, demand, times, drawn.router, units, at=AT, posts=posts)

    assert lost_by(found, "amb-01") == "ab"
    assert found.move_up("amb-01") is None


def test_fire_has_fifteen_minutes_and_ambulances_thirty() -> None:
    assert STANDARD_S[UnitKind.FIRE_TRUCK] == 900.0
    assert STANDARD_S[UnitKind.AMBULANCE] == 1800.0


def test_every_kind_of_unit_has_a_standard() -> None:
    assert set(STANDARD_S) == set(UnitKind)


def test_every_desa_and_every_inhabited_island_is_a_demand() -> None:
    demand = demand_of(gazetteer().entries, shipped_land())

    desa = {one.code for one in demand if one.kind == "desa"}
    islands = {e.code for e in gazetteer().entries if e.kind == "island" and e.inhabited}
    assert len(desa) == 334
    assert {one.code for one in demand if one.kind == "island"} == islands


def test_a_desa_on_several_islands_is_a_demand_on_each() -> None:
    demand = demand_of(gazetteer().entries, shipped_land())
    parts: dict[str, list[int | None]] = {}
    for one in demand:
        parts.setdefault(one.code, []).append(one.place.land_part)

    assert max(len(numbers) for numbers in parts.values()) > 1
    assert all(len(set(numbers)) == len(numbers) for numbers in parts.values())
