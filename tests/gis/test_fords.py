"""Fords: roads in the dry season, left to high vehicles in the wet."""

from datetime import UTC, datetime

import numpy as np
import pytest
import shapely

from gis import search
from gis.closures import Closure, ClosureIndex, Overlay
from gis.crossings import SeaNetwork
from gis.fords import WET_MONTHS, is_wet_season
from gis.network import PROFILES, load, save
from gis.network_report import report_lines
from gis.routing import Router
from gis.snapping import Snapper
from gis.turnout import WIB
from gis.types import Journey, NoWay
from gis.types import VehicleProfile as V
from tests.road_sketch import sketch

DRY = datetime(2026, 8, 12, 12, 0, tzinfo=WIB)
WET = datetime(2026, 1, 12, 12, 0, tzinfo=WIB)
LINE = "a-b-c-d"
DETOUR = """
a-b-c-d
|     |
e-----f
"""


def way(tags):
    return sketch(LINE, ways={"ab": "primary", "bc": {"highway": "track"} | tags, "cd": "primary"})


def node(tags):
    return sketch(LINE, ways={"abcd": "primary"}, nodes={"b": tags})


def seconds(drawn, at, profile=V.AMBULANCE):
    snapper = Snapper(drawn.network)
    weights = drawn.network.weights(profile, at)
    a, d = (snapper.snap(drawn.nodes[x], profile=profile) for x in "ad")
    return float(search.costs_to(drawn.network, weights, d, [a])[0])


@pytest.mark.parametrize("month", range(1, 13))
def test_the_wet_season_lasts_from_november_to_april(month):
    assert is_wet_season(datetime(2026, month, 15, tzinfo=UTC)) == (month not in range(5, 11))
    assert (month in WET_MONTHS) == (month not in range(5, 11))


def test_the_season_changes_at_midnight_in_sumenep():
    assert not is_wet_season(datetime(2026, 10, 31, 16, 59, tzinfo=UTC))
    assert is_wet_season(datetime(2026, 10, 31, 17, 0, tzinfo=UTC))


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize(
    "drawn",
    [way({"ford": "yes"}), way({"highway": "ford"}), node({"ford": "yes"}),
     node({"highway": "ford"})],
)  # fmt: skip
def test_in_the_dry_season_every_vehicle_drives_through_a_ford(drawn, profile):
    assert np.isfinite(seconds(drawn, DRY, profile))


@pytest.mark.parametrize(
    "drawn",
    [way({"ford": "yes"}), way({"highway": "ford"}), node({"ford": "yes"}),
     node({"highway": "ford"}), way({"service": "emergency_access", "ford": "yes"})],
)  # fmt: skip
def test_in_the_wet_season_a_ford_is_left_to_fire_trucks(drawn):
    through = {p for p in PROFILES if np.isfinite(seconds(drawn, WET, p))}
    assert through == {V.FIRE_TRUCK}


@pytest.mark.parametrize("drawn", [way({"ford": "no"}), node({"ford": "no"}), way({})])
def test_what_is_no_ford_is_the_same_in_both_seasons(drawn):
    assert seconds(drawn, DRY) == seconds(drawn, WET) < np.inf


@pytest.mark.parametrize("drawn", [way({"ford": "yes", "emergency": "yes"}),
                                   node({"ford": "yes", "emergency": "yes"})])  # fmt: skip
def test_a_ford_that_is_open_to_emergencies_stays_so(drawn):
    assert np.isfinite(seconds(drawn, WET))


def test_a_ford_is_driven_at_ten_kmh_and_in_the_wet_season_at_five():
    drawn = sketch(LINE, ways={"abcd": {"highway": "primary", "ford": "yes"}})
    assert seconds(drawn, DRY, V.FIRE_TRUCK) == pytest.approx(3 * 360, rel=0.01)
    assert seconds(drawn, WET, V.FIRE_TRUCK) == pytest.approx(3 * 720, rel=0.01)


def test_a_ford_does_not_make_a_slow_road_faster():
    drawn = sketch(LINE, ways={"abcd": {"highway": "track", "ford": "yes", "maxspeed": "4"}})
    assert seconds(drawn, WET, V.FIRE_TRUCK) == pytest.approx(3 * 3600 / (4 * 0.85), rel=0.01)


@pytest.mark.parametrize(
    ("depth", "through"),
    [
        ("0.1", {*PROFILES}),
        ("0.25", {V.AMBULANCE, V.CAR, V.FIRE_TRUCK}),
        ("50 cm", {V.FIRE_TRUCK}),
        ("1", set()),
        ("deep", {*PROFILES}),
    ],
)
@pytest.mark.parametrize("drawn", [way, node])
def test_a_stated_depth_counts_in_the_dry_season_too(drawn, depth, through):
    found = drawn({"ford": "yes", "depth": depth})
    assert {p for p in PROFILES if np.isfinite(seconds(found, DRY, p))} == through


@pytest.mark.parametrize("kind", ["stepping_stones", "boat"])
def test_stepping_stones_are_no_road(kind):
    assert all(np.isinf(seconds(way({"ford": kind}), DRY, p)) for p in PROFILES)


def test_in_the_wet_season_the_ambulance_drives_around():
    ways = {
        "ab": "primary", "bc": {"highway": "primary", "ford": "yes"}, "cd": "primary",
        "aefd": "residential",
    }  # fmt: skip
    drawn = sketch(DETOUR, ways=ways)
    assert seconds(drawn, DRY) == pytest.approx(2000 / (55 / 3.6) + 360, rel=0.01)
    assert seconds(drawn, WET) == pytest.approx(5000 / (20 / 3.6), rel=0.01)
    assert seconds(drawn, WET, V.FIRE_TRUCK) == pytest.approx(2000 / (46.75 / 3.6) + 720, rel=0.01)


def test_a_router_knows_the_season_from_the_moment():
    drawn = way({"ford": "yes"})
    router = Router(drawn.network, SeaNetwork((), ()), None)
    start, end = drawn.nodes["a"], drawn.nodes["d"]
    assert isinstance(router.route(start, end, profile=V.AMBULANCE, at=DRY), Journey)
    assert isinstance(router.route(start, end, profile=V.AMBULANCE, at=WET), NoWay)
    assert isinstance(router.route(start, end, profile=V.AMBULANCE, at=DRY), Journey)


def test_a_place_on_a_ford_is_reached_from_the_road_before_it_when_wet():
    drawn = way({"ford": "yes"})
    middle = drawn.between("b", "c", 0.2)
    weights = drawn.network.weights(V.AMBULANCE, WET)
    snap = Snapper(drawn.network).snap(middle, profile=V.AMBULANCE, weights=weights)
    assert snap is not None
    assert drawn.network.segment_way[snap.segment] == drawn.way_ids["ab"]


def test_a_closure_in_the_wet_season_leaves_fords_shut():
    drawn = way({"ford": "yes"})
    place = drawn.between("c", "d")
    closure = Closure(1, shapely.Point(place.lon, place.lat), factor=2.0)
    overlay = Overlay(ClosureIndex(drawn.network), [closure])
    for at, shut in ((WET, 1), (DRY, 0), (WET, 1)):
        weights = overlay.weights(V.AMBULANCE, at)
        assert weights.closed_segments is not None
        assert len(weights.closed_segments) == shut


def test_a_forbidden_turn_stays_forbidden_in_the_wet_season():
    one_way = {"highway": "secondary", "oneway": "yes"}
    drawn = sketch(
        "a-b-d\n  |\n  c",
        ways={"ab": one_way, "bc": one_way, "bd": one_way | {"ford": "yes"}},
        turns=[("ab", "b", "bd", "no_straight_on", "")],
    )
    assert np.isinf(seconds(drawn, WET, V.FIRE_TRUCK))
    assert np.isinf(seconds(drawn, DRY, V.FIRE_TRUCK))


def test_seasons_are_kept_in_the_folder(tmp_path):
    drawn = way({"ford": "yes"})
    save(drawn.network, tmp_path / "network")
    back = load(tmp_path / "network", verify=True)
    wet = back.weights(V.AMBULANCE, WET)
    assert (wet.forward == drawn.network.weights(V.AMBULANCE, WET).forward).all()
    assert (wet.backward == wet.forward[back.backward_arc]).all()
    assert (wet.forward != back.weights(V.AMBULANCE, DRY).forward).any()


def test_the_report_counts_fords():
    report = node({"ford": "yes"}).result.report
    assert report["fords"] == 1
    assert "1 fords: left to high vehicles in the wet season" in report_lines(report)
