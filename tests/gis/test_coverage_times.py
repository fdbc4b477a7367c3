"""Times forwards from each unit are those that the router finds for every single pair."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString

from gis.closures import Closure
from gis.coverage import demand_of
from gis.coverage_times import CoverageTimes
from gis.crossings import LaneClosure, Span
from gis.network import Floats
from gis.routing import Router
from gis.types import Aboard, LonLat, NoWay, Place, UnitKind, UnitState, VehicleProfile
from tests.gis.archipelago import AT, Archipelago, archipelago, unit
from tests.gis.shipped import gazetteer
from tests.gis.shipped_sea import shipped_land, shipped_router

DRAWING = "a-b-c    d-e-f    g-h-i"
ISLANDS = {1: "abc", 2: "def", 3: "ghi"}
BOAT = {"kind": UnitKind.SEA_AMBULANCE, "profile": VehicleProfile.BOAT}


def pair_by_pair(
    router: Router, units: list[UnitState], places: list[Place], limit_s: float, at: datetime
) -> Floats:
    """Return what the router says of each pair, one question a place; inf beyond the limit."""
    columns = [
        [
            np.inf if isinstance(found, NoWay) or found.duration_s > limit_s else found.duration_s
            for found in router.estimates_to(place, units, at=at)
        ]
        for place in places
    ]
    return np.array(columns, float).reshape(len(places), len(units)).T


def is_the_same(
    router: Router, units: list[UnitState], places: list[Place], limit_s: float, at: datetime = AT
) -> bool:
    by_unit = CoverageTimes(places, [True] * len(places)).within(
        router, units, at=at, limit_s=limit_s
    )
    expected = pair_by_pair(router, units, places, limit_s, at)
    return bool(np.allclose(by_unit, expected, rtol=0, atol=0.01))


def islands(lane_closures: list[LaneClosure], closures: list[Closure], minutes: int) -> Archipelago:
    hour = Span(minutes * 60.0, minutes * 60.0, minutes * 60.0)
    lanes = {pair: {"duration": hour, "mean_wait_s": 300.0} for pair in ("cd", "fg", "ag")}
    return archipelago(
        DRAWING,
        islands=ISLANDS,
        roads=list(ISLANDS.values()),
        lanes=lanes,
        lane_closures=lane_closures,
        closures=closures,
    )


def on_line(drawn: Archipelago, start: str, end: str) -> LineString:
    return LineString([(p.lon, p.lat) for p in (drawn[start], drawn[end])])


@settings(deadline=None, max_examples=30)
@given(
    st.sampled_from(["", "cd", "fg"]),
    st.integers(5, 60),
    st.sampled_from([600.0, 3600.0, 9000.0]),
    st.booleans(),
)
def test_islands_are_reached_as_the_router_says(
    closed: str, minutes: int, limit_s: float, at_station: bool
) -> None:
    shut = [LaneClosure(1, closed, None)] if closed else []
    drawn = islands(shut, [], minutes)
    units = [unit(f"amb-{x}", drawn[x], at_station=at_station) for x in "abcdefghi"]
    units += [unit("boat-01", drawn["c"], at_port="c", at_station=at_station, **BOAT)]

    assert is_the_same(drawn.router, units, [drawn.place(x) for x in "abcdefghi"], limit_s)


def test_closed_roads_count_as_they_are() -> None:
    drawn = islands([], [], 10)
    across = Closure(1, on_line(drawn, "a", "b").centroid.buffer(0.0005))
    closed = drawn.router.with_closures([across], [])
    units = [unit("amb-01", drawn["a"]), unit("amb-02", drawn["b"])]
    places = [drawn.place(x) for x in "abcdef"]
    times = CoverageTimes(places, [False] * len(places))

    before = times.within(drawn.router, units, at=AT, limit_s=3600.0)
    after = times.within(closed, units, at=AT, limit_s=3600.0)

    assert np.isfinite(before[0, 1])
    assert np.allclose(after, pair_by_pair(closed, units, places, 3600.0, AT), atol=0.01)
    assert after[0, 1] > before[0, 1]


def test_unit_on_a_ship_and_one_in_line_at_a_quay_reach_what_the_router_says() -> None:
    drawn = islands([], [], 10)
    middle = LonLat((drawn["c"].lon + drawn["d"].lon) / 2, drawn["c"].lat)
    units = [
        unit("amb-01", middle, aboard=Aboard("cd", "d")),
        unit("amb-02", drawn["c"], waiting_at="c"),
    ]

    assert is_the_same(drawn.router, units, [drawn.place(x) for x in "abcdef"], 7200.0)


def test_unit_without_a_position_reaches_nothing() -> None:
    drawn = islands([], [], 10)

    times = CoverageTimes([drawn.place("a")], [True]).within(
        drawn.router, [unit("amb-01", None)], at=AT, limit_s=3600.0
    )

    assert times.tolist() == [[np.inf]]


def test_two_kilometres_of_primary_road_take_131_seconds() -> None:
    drawn = islands([], [], 10)
    places = [drawn.place("c")]

    times = CoverageTimes(places, [False]).within(
        drawn.router, [unit("amb-01", drawn["a"])], at=AT, limit_s=3600.0
    )

    # 2,000 m at 55 km/h
    assert times[0, 0] == pytest.approx(2000 / (55 / 3.6), abs=0.5)


def test_a_place_beyond_the_limit_is_not_reached() -> None:
    drawn = islands([], [], 10)
    places = [drawn.place("b"), drawn.place("c")]

    times = CoverageTimes(places, [False, False]).within(
        drawn.router, [unit("amb-01", drawn["a"])], at=AT, limit_s=100.0
    )

    assert np.isfinite(times).tolist() == [[True, False]]


@pytest.mark.parametrize("hours", [0, 14], ids=["morning", "midnight"])
def test_shipped_desa_and_islands_are_reached_as_the_router_says(hours: int) -> None:
    demand = demand_of(gazetteer().entries, shipped_land())[::11]
    places = [one.place for one in demand if one.place.land_part is not None]
    at = datetime(2026, 11, 25, 3, 0, tzinfo=UTC) + timedelta(hours=hours)
    town = LonLat(113.8667, -7.0167)
    units = [
        unit("amb-01", town, at_station=True),
        unit("amb-02", LonLat(113.94389, -7.05583)),
        unit("amb-03", LonLat(115.2853, -6.8599)),
        unit("fire-01", town, kind=UnitKind.FIRE_TRUCK, profile=VehicleProfile.FIRE_TRUCK),
        unit("sea-01", LonLat(113.94389, -7.05583), at_port="port-kalianget", **BOAT),
    ]
    units.append(replace(units[4], code="sea-02", at_station=True))

    assert is_the_same(shipped_router(), units, places, 3600.0, at)
