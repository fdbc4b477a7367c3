"""Journeys over timetables, headways, boats on demand and closures against brute force."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.costing import road_factor
from gis.crossings import Lane, LaneClosure, Quay, SeaNetwork, Span
from gis.projection import distance_m
from gis.routing import Router
from gis.timetables import (
    Frequent,
    OnDemand,
    Scheduled,
    Service,
    ServiceDays,
    Timetable,
)
from gis.turnout import turnout_s
from gis.types import Journey, NoWay, UnitKind, UnitState, VehicleProfile
from tests.gis.archipelago import Archipelago, archipelago
from tests.gis.sea_reference import Question, Roads, earliest_arrival_s

WIB = timezone(timedelta(hours=7), "WIB")
MONDAY = date(2026, 11, 23)
HOUR_S = 3600
DRAWING = """
a-b-c    d-e-f



g-h-i    j-k-l
"""
ISLANDS = {1: "abc", 2: "def", 3: "ghi", 4: "jkl"}
LETTERS = "".join(ISLANDS.values())
QUAYS = "acdfgil"
KMH = {
    VehicleProfile.AMBULANCE: 55.0,
    VehicleProfile.FIRE_TRUCK: 46.75,
    VehicleProfile.MOTORCYCLE: 60.5,
}
KINDS = {
    VehicleProfile.AMBULANCE: UnitKind.AMBULANCE,
    VehicleProfile.FIRE_TRUCK: UnitKind.FIRE_TRUCK,
    VehicleProfile.MOTORCYCLE: UnitKind.MOTORCYCLE,
}
WORLDS, QUESTIONS = 60, 10
"""Six hundred random cases."""


@dataclass(frozen=True)
class World:
    """Everything random of some questions: what sails, and what is closed when."""

    lanes: tuple[Lane, ...]
    closures: tuple[LaneClosure, ...]

    def router(self) -> Router:
        sea = SeaNetwork(quays(), self.lanes)
        drawn = land()
        router = Router(drawn.router.network, sea, drawn.router.land)
        return router.with_closures((), self.closures)


@cache
def land() -> Archipelago:
    return archipelago(DRAWING, islands=ISLANDS, roads=list(ISLANDS.values()))


@cache
def quays() -> tuple[Quay, ...]:
    part = {letter: number for number, who in ISLANDS.items() for letter in who}
    return tuple(Quay(q, f"Dermaga {q}", land()[q], part[q]) for q in QUAYS)


def roads_of(question: Question) -> Roads:
    """Return seconds between the letters of each island, by a plain shortest path."""
    graph = nx.Graph()
    for who in ISLANDS.values():
        for a, b in itertools.pairwise(who):
            start, end = land()[a], land()[b]
            length_m = distance_m(start.lon, start.lat, end.lon, end.lat)
            graph.add_edge(a, b, s=length_m / (KMH[question.profile] / 3.6))
    lengths = dict(nx.all_pairs_dijkstra_path_length(graph, weight="s"))

    def seconds(a: str, b: str, then: datetime) -> float | None:
        by_day_s = lengths[a].get(b)
        return None if by_day_s is None else by_day_s * road_factor(question.profile, then, None)

    return seconds


def random_world(seed: int) -> World:
    """Return up to seven lanes, among them a ship that calls at an island on its way."""
    dice = random.Random(seed)
    pairs = dice.sample([(a, b) for a, b in itertools.permutations(QUAYS, 2)], 5)
    lanes = [_lane(dice, f"L{n}", a, b) for n, (a, b) in enumerate(pairs)]
    a, b, c = dice.sample(QUAYS, 3)
    lanes += _ship_by_way_of(dice, a, b, c)
    codes = [lane.code for lane in lanes]
    closures = [_closure(dice, n, codes) for n in range(dice.choice([0, 1, 2, 3]))]
    return World(tuple(lanes), tuple(closures))


def _lane(dice: random.Random, code: str, a: str, b: str) -> Lane:
    likely_s = 60.0 * dice.randint(5, 300)
    known = dice.random() < 0.8
    both = dice.random() < 0.8
    return Lane(
        code,
        f"Lintas {code}",
        a,
        b,
        carries_vehicles=dice.random() < 0.75,
        distance_m=10_000.0,
        duration=Span(0.8 * likely_s, likely_s, 1.5 * likely_s),
        mean_wait_s=60.0 * dice.choice([0, 10, 45, 120, 700, 1500]),
        carries_motorcycles=dice.random() < 0.5,
        both_ways=both,
        outward=_timetable(dice) if known else None,
        homeward=_timetable(dice) if known and both else None,
    )


def _timetable(dice: random.Random) -> Timetable:
    return Timetable(tuple(_service(dice) for _ in range(dice.randint(1, 3))), WIB)


def _service(dice: random.Random) -> Service:
    days, crossing_s = _days(dice), 60 * dice.randint(5, 400)
    from_s = 900 * dice.randint(0, 80)
    until_s = from_s + 900 * dice.randint(1, 60)
    kind = dice.choice(["timetable", "timetable", "exact", "headway", "on demand"])
    if kind == "timetable":
        return Scheduled(days, 60 * dice.randint(0, 1800), crossing_s)
    if kind == "on demand":
        low_s, likely_s, high_s = sorted(60 * dice.randint(0, 120) for _ in range(3))
        return OnDemand(days, from_s, until_s, low_s, likely_s, high_s, crossing_s)
    headway_s = 60 * dice.randint(5, 240)
    return Frequent(days, from_s, until_s, headway_s, crossing_s, exact=kind == "exact")


def _days(dice: random.Random) -> ServiceDays:
    some = frozenset(dice.sample(range(7), dice.randint(1, 6)))
    return dice.choice(
        [
            ServiceDays(),
            ServiceDays(some),
            ServiceDays(some, added=frozenset({MONDAY})),
            ServiceDays(removed=frozenset({MONDAY + timedelta(days=1)})),
            ServiceDays(first=MONDAY + timedelta(days=1)),
            ServiceDays(last=MONDAY),
        ]
    )


def _ship_by_way_of(dice: random.Random, a: str, b: str, c: str) -> list[Lane]:
    """Return the three crossings of a ship from ``a`` by way of ``b`` to ``c``."""
    days, departs_s = _days(dice), 60 * dice.randint(0, 1400)
    first_s, stay_s, second_s = (60 * dice.randint(10, 200) for _ in range(3))
    sails = {
        ("a-b", a, b): Scheduled(days, departs_s, first_s),
        ("b-c", b, c): Scheduled(days, departs_s + first_s + stay_s, second_s),
        ("a-c", a, c): Scheduled(days, departs_s, first_s + stay_s + second_s),
    }
    return [
        Lane(
            code,
            f"Lintas {code}",
            start,
            end,
            carries_vehicles=True,
            distance_m=10_000.0,
            both_ways=False,
            outward=Timetable((service,), WIB),
            parts=("a-b", "b-c") if code == "a-c" else (),
        )
        for (code, start, end), service in sails.items()
    ]


def _closure(dice: random.Random, number: int, codes: Sequence[str]) -> LaneClosure:
    begin = datetime(2026, 11, 23, tzinfo=UTC) + timedelta(minutes=dice.randint(-600, 2400))
    end = begin + timedelta(minutes=dice.randint(30, 1500))
    small = dice.random() < 0.15
    return LaneClosure(
        number,
        "" if small else dice.choice(codes),
        dice.choice([None, None, 1.5, 4.0]),
        dice.choice([None, begin]),
        dice.choice([None, end, end]),
        small_boats=small,
    )


def random_question(dice: random.Random) -> Question:
    start, place = dice.sample(LETTERS, 2)
    profile = dice.choice(list(KMH))
    minute = dice.randint(0, 2 * 1440)
    at = datetime(2026, 11, 23, 0, 0, dice.randint(0, 59), tzinfo=UTC) + timedelta(minutes=minute)
    turnout = turnout_s(KINDS[profile], at) if dice.random() < 0.3 else 0.0
    in_line = start in QUAYS and turnout == 0 and dice.random() < 0.4
    return Question(start, place, profile, at, turnout, in_line)


def unit_of(question: Question) -> UnitState:
    return land().unit(
        "unit",
        question.start,
        kind=KINDS[question.profile],
        profile=question.profile,
        at_station=question.turnout_s > 0,
        waiting_at=question.start if question.in_line else None,
    )


def arrival_s(router: Router, question: Question) -> float | None:
    place = land().place(question.place)
    (found,) = router.journeys_to(place, [unit_of(question)], at=question.at)
    return found.duration_s if isinstance(found, Journey) else None


def expected_s(world: World, question: Question) -> float | None:
    return earliest_arrival_s(question, roads_of(question), QUAYS, world.lanes, world.closures)


@pytest.mark.parametrize("seed", range(WORLDS))
def test_arrivals_equal_a_time_expanded_graph_to_the_second(seed: int) -> None:
    world, dice = random_world(seed), random.Random(-seed - 1)
    router = world.router()

    for _ in range(QUESTIONS):
        question = random_question(dice)

        found, expected = arrival_s(router, question), expected_s(world, question)

        assert found == (None if expected is None else pytest.approx(expected, abs=0.5)), question


@pytest.mark.parametrize("seed", range(20))
def test_many_units_at_once_arrive_as_each_does_alone(seed: int) -> None:
    router, question = random_world(seed).router(), random_question(random.Random(seed))
    units = [replace(unit_of(replace(question, start=letter)), code=letter) for letter in LETTERS]
    place = land().place(question.place)

    together = router.journeys_to(place, units, at=question.at)

    alone = [router.journeys_to(place, [unit], at=question.at)[0] for unit in units]
    assert together == alone


def test_the_random_cases_are_of_every_kind() -> None:
    seen: Counter[str] = Counter()
    for seed in range(12):
        world, dice = random_world(seed), random.Random(-seed - 1)
        router = world.router()
        for _ in range(QUESTIONS):
            question = random_question(dice)
            place = land().place(question.place)
            (found,) = router.journeys_to(place, [unit_of(question)], at=question.at)
            seen[found.code if isinstance(found, NoWay) else found.reachability] += 1
            seen["closures"] += isinstance(found, Journey) and bool(found.closures)

    kinds = {"road", "road+ferry", "sailing_too_late", "lane_closed", "no_vehicle_ferry"}
    assert kinds | {"no_way", "closures"} <= set(seen)


seeds = st.integers(0, 10_000)


@settings(deadline=None, max_examples=120)
@given(seeds, st.integers(0, 900 * 60))
def test_leaving_later_never_arrives_earlier(seed: int, later_s: int) -> None:
    world, question = random_world(seed), random_question(random.Random(seed))
    later = replace(question, at=question.at + timedelta(seconds=later_s))
    router = world.router()

    early, late = (arrival_s(router, asked) for asked in (question, later))

    # who is told that the next ship is too far away is told nothing of its arrival
    assert early is None or late is None or early <= late + later_s + 0.01


@settings(deadline=None, max_examples=70)
@given(seeds, st.data())
def test_closing_a_lane_never_brings_anybody_sooner(seed: int, data: st.DataObject) -> None:
    world, question = random_world(seed), random_question(random.Random(seed))
    lane = data.draw(st.sampled_from([lane.code for lane in world.lanes]))
    from_h, hours = data.draw(st.integers(-12, 48)), data.draw(st.integers(1, 48))
    begin = question.at + timedelta(hours=from_h)
    closed = LaneClosure(
        99, lane, data.draw(st.sampled_from([None, 2.0])), begin, begin + timedelta(hours=hours)
    )

    before = arrival_s(world.router(), question)
    after = arrival_s(replace(world, closures=(*world.closures, closed)).router(), question)

    assert after is None or (before is not None and before <= after + 0.01)


@settings(deadline=None, max_examples=70)
@given(seeds, seeds)
def test_another_sailing_never_makes_anybody_later(seed: int, other: int) -> None:
    world, question = random_world(seed), random_question(random.Random(seed))
    known = [lane for lane in world.lanes if lane.outward is not None]
    lane = known[other % len(known)]
    assert lane.outward is not None
    more = Timetable((*lane.outward.services, _service(random.Random(other))), WIB)
    lanes = tuple(replace(one, outward=more) if one is lane else one for one in world.lanes)

    before = arrival_s(world.router(), question)
    after = arrival_s(replace(world, lanes=lanes).router(), question)

    assert before is None or (after is not None and after <= before + 0.01)


@settings(deadline=None, max_examples=40)
@given(seeds)
def test_the_likely_arrival_lies_between_the_lucky_and_the_unlucky_one(seed: int) -> None:
    world, question = random_world(seed), random_question(random.Random(seed))
    place = land().place(question.place)

    (found,) = world.router().journeys_to(place, [unit_of(question)], at=question.at)

    assert isinstance(found, NoWay) or (
        found.duration_low_s <= found.duration_s + 0.01
        and found.duration_s <= found.duration_high_s + 0.01
    )
