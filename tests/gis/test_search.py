"""The search on drawn networks: exact times by hand, places on segments, and early stops."""

import threading

import numpy as np
import pytest

from gis import search
from gis.network import ProfileWeights
from gis.search_kernels import CLOSED_MS, UNREACHED_MS
from gis.snapping import Snapper, seeds_from, seeds_towards
from gis.types import VehicleProfile as V
from tests.road_sketch import sketch

# One kilometre of secondary road takes an ambulance 80 s, of trunk 60 s, of residential 180 s.
KM_SECONDARY_S = 80.0
SLACK = 0.01  # the drawing's metres are geodesic, one percent off at most


@pytest.fixture(scope="module")
def ladder():
    return sketch(
        """
        a-b-c-d
        |   |
        e-f-g
        """,
        ways={
            "abcd": {"highway": "secondary", "name": "Jl. Atas"},
            "ae": {"highway": "residential", "name": "Jl. Kiri"},
            "efg": {"highway": "residential", "name": "Jl. Bawah", "oneway": "yes"},
            "gc": "residential",
        },
    )


@pytest.fixture(scope="module")
def snapper(ladder):
    return Snapper(ladder.network)


def _snap(snapper, point, profile=V.AMBULANCE):
    snap = snapper.snap(point, profile=profile)
    assert snap is not None
    return snap


def _seconds(drawn, snapper, start, end, profile=V.AMBULANCE):
    weights = drawn.network.weights(profile)
    a, b = _snap(snapper, start, profile), _snap(snapper, end, profile)
    forward = search.costs_from(drawn.network, weights, a, [b])[0]
    backward = search.costs_to(drawn.network, weights, b, [a])[0]
    assert forward == backward
    return float(forward)


def test_a_straight_road_takes_its_length_over_its_speed(ladder, snapper):
    got = _seconds(ladder, snapper, ladder.nodes["a"], ladder.nodes["d"])
    assert got == pytest.approx(3 * KM_SECONDARY_S, rel=SLACK)


def test_a_journey_between_two_places_on_one_segment_stays_on_it(ladder, snapper):
    start, end = ladder.between("a", "b", 0.25), ladder.between("a", "b", 0.75)
    assert _seconds(ladder, snapper, start, end) == pytest.approx(40, rel=SLACK)
    assert _seconds(ladder, snapper, end, start) == pytest.approx(40, rel=SLACK)


def test_on_a_one_way_segment_the_place_behind_is_reached_around_the_block(ladder, snapper):
    ahead = _seconds(ladder, snapper, ladder.between("e", "f"), ladder.between("f", "g"))
    behind = _seconds(ladder, snapper, ladder.between("f", "g"), ladder.between("e", "f"))
    assert ahead == pytest.approx(180, rel=SLACK)
    # half of f-g, g-c, c-b-a, a-e, half of e-f
    assert behind == pytest.approx(90 + 180 + 160 + 180 + 90, rel=SLACK)


def test_a_place_is_no_time_away_from_itself(ladder, snapper):
    for point in (ladder.between("f", "g", 0.3), ladder.nodes["b"], ladder.nodes["c"]):
        assert _seconds(ladder, snapper, point, point) == 0


def test_a_fire_truck_is_slower_by_its_factor(ladder, snapper):
    ends = ladder.nodes["a"], ladder.nodes["d"]
    ambulance = _seconds(ladder, snapper, *ends)
    assert _seconds(ladder, snapper, *ends, V.FIRE_TRUCK) == pytest.approx(
        ambulance / 0.85, rel=1e-4
    )


def test_the_first_k_are_those_of_the_whole_list(ladder, snapper):
    weights = ladder.network.weights(V.AMBULANCE)
    points = [*ladder.nodes.values(), ladder.between("a", "b"), ladder.between("f", "g")]
    targets = [_snap(snapper, p) for p in points]
    place = _snap(snapper, ladder.between("b", "c", 0.3))
    whole = search.costs_to(ladder.network, weights, place, targets)
    first = search.costs_to(ladder.network, weights, place, targets, k=3)
    nearest = np.sort(whole)[:3]
    assert np.sort(first)[:3].tolist() == nearest.tolist()
    assert np.isinf(first[whole > nearest[-1]]).all()


def test_slack_keeps_those_that_arrive_shortly_after_the_kth(ladder, snapper):
    weights = ladder.network.weights(V.AMBULANCE)
    targets = [_snap(snapper, ladder.between("a", "b", share)) for share in (0.5, 0.6, 0.9)]
    place = _snap(snapper, ladder.nodes["a"])
    found = search.costs_to(ladder.network, weights, place, targets, k=1, slack_s=10)
    assert np.isfinite(found).tolist() == [True, True, False]


def test_a_limit_leaves_out_what_is_later(ladder, snapper):
    weights = ladder.network.weights(V.AMBULANCE)
    targets = [_snap(snapper, ladder.nodes[letter]) for letter in "abd"]
    found = search.costs_from(
        ladder.network, weights, _snap(snapper, ladder.nodes["a"]), targets, limit_s=100
    )
    assert np.isfinite(found).tolist() == [True, True, False]


def test_no_way_is_infinite_and_no_path():
    drawn = sketch("a-b c-d", ways={"ab": "primary", "cd": "primary"})
    snapper = Snapper(drawn.network)
    a, d = _snap(snapper, drawn.nodes["a"]), _snap(snapper, drawn.nodes["d"])
    weights = drawn.network.weights(V.AMBULANCE)
    assert np.isinf(search.costs_to(drawn.network, weights, d, [a])[0])
    assert search.path(drawn.network, weights, a, d) is None


def test_nobody_asked_gives_an_empty_answer(ladder, snapper):
    weights = ladder.network.weights(V.AMBULANCE)
    place = _snap(snapper, ladder.nodes["a"])
    assert search.costs_to(ladder.network, weights, place, []).shape == (0,)


def test_a_path_names_its_roads_in_order_and_draws_its_line(ladder, snapper):
    weights = ladder.network.weights(V.AMBULANCE)
    start, end = ladder.between("f", "g"), ladder.between("a", "e", 0.5)
    found = search.path(ladder.network, weights, _snap(snapper, start), _snap(snapper, end))
    assert found is not None
    assert found.road_names == ("Jl. Bawah", "Jl. Atas", "Jl. Kiri")
    assert found.distance_m == pytest.approx(500 + 1000 + 2000 + 500, rel=SLACK)
    assert found.points[0] == pytest.approx((start.lon, start.lat), abs=1e-6)
    assert found.points[-1] == pytest.approx((end.lon, end.lat), abs=1e-6)
    assert found.duration_s == _seconds(ladder, snapper, start, end)


def test_a_path_on_one_segment_is_one_piece(ladder, snapper):
    weights = ladder.network.weights(V.AMBULANCE)
    a = _snap(snapper, ladder.between("a", "b", 0.8))
    b = _snap(snapper, ladder.between("a", "b", 0.2))
    found = search.path(ladder.network, weights, a, b)
    assert found is not None
    assert len(found.pieces) == 1
    assert found.pieces[0].reversed
    assert found.distance_m == pytest.approx(600, rel=SLACK)


def test_a_path_to_the_place_itself_is_a_point(ladder, snapper):
    weights = ladder.network.weights(V.AMBULANCE)
    here = _snap(snapper, ladder.nodes["c"])
    found = search.path(ladder.network, weights, here, here)
    assert found is not None
    assert (found.duration_s, found.distance_m, len(found.points)) == (0, 0, 1)


def test_a_surface_holds_the_time_from_the_nearest_of_several_seeds(ladder, snapper):
    network, weights = ladder.network, ladder.network.weights(V.AMBULANCE)
    seeds = [seeds_from(network, weights, _snap(snapper, ladder.nodes[x])) for x in "ad"]
    both = tuple(np.concatenate(parts) for parts in zip(*seeds, strict=True))
    surface = search.all_costs(network, weights, both, backward=False)
    each = [search.all_costs(network, weights, s, backward=False) for s in seeds]
    assert surface.tolist() == np.minimum(*each).tolist()


def test_a_surface_read_at_places_equals_the_direct_question(ladder, snapper):
    network, weights = ladder.network, ladder.network.weights(V.AMBULANCE)
    place = _snap(snapper, ladder.between("g", "c", 0.4))
    others = [_snap(snapper, ladder.between(*ends, 0.3)) for ends in ("ab", "ae", "ef", "cd")]
    surface = search.all_costs(
        network, weights, seeds_towards(network, weights, place), backward=True
    )
    read = search.costs_at(network, weights, surface, others, backward=True)
    assert read.tolist() == search.costs_to(network, weights, place, others).tolist()


def test_what_cannot_be_reached_is_marked_in_a_surface():
    drawn = sketch("a-b c-d", ways={"ab": "primary", "cd": "primary"})
    network, weights = drawn.network, drawn.network.weights(V.AMBULANCE)
    snap = _snap(Snapper(network), drawn.nodes["a"])
    surface = search.all_costs(network, weights, seeds_from(network, weights, snap), backward=False)
    assert surface[drawn.node("d")] == UNREACHED_MS


@pytest.mark.parametrize("letters", [("abcdefg", "ce"), ("ce", "abcdefg")])
def test_a_matrix_holds_the_single_answers(ladder, snapper, letters):
    weights = ladder.network.weights(V.AMBULANCE)
    rows, columns = ([_snap(snapper, ladder.nodes[x]) for x in word] for word in letters)
    table = search.matrix(ladder.network, weights, rows, columns)
    for i, origin in enumerate(rows):
        single = search.costs_from(ladder.network, weights, origin, columns)
        assert table[i].tolist() == single.tolist()


def test_a_matrix_without_rows_or_columns_has_their_shape(ladder, snapper):
    weights = ladder.network.weights(V.AMBULANCE)
    one = [_snap(snapper, ladder.nodes["a"])]
    assert search.matrix(ladder.network, weights, [], one).shape == (0, 1)
    assert search.matrix(ladder.network, weights, one, []).shape == (1, 0)


def test_two_closed_arcs_in_a_row_do_not_overflow():
    drawn = sketch("a-b-c", ways={"ab": "primary", "bc": "residential"})
    base = drawn.network.weights(V.AMBULANCE)
    shut = np.full_like(base.forward, CLOSED_MS)
    weights = ProfileWeights(V.AMBULANCE, base.row, shut, shut)
    snapper = Snapper(drawn.network)
    a, c = _snap(snapper, drawn.nodes["a"]), _snap(snapper, drawn.nodes["c"])
    assert np.isinf(search.costs_to(drawn.network, weights, c, [a])[0])


def test_a_journey_longer_than_the_limit_of_the_weights_is_no_way():
    drawn = sketch("a-b-c", ways={"ab": "primary", "bc": "residential"})
    base = drawn.network.weights(V.AMBULANCE)
    slow = np.full_like(base.forward, CLOSED_MS - 1)
    weights = ProfileWeights(V.AMBULANCE, base.row, slow, slow)
    snapper = Snapper(drawn.network)
    a, b, c = (_snap(snapper, drawn.nodes[x]) for x in "abc")
    found = search.costs_to(drawn.network, weights, c, [a, b])
    assert np.isfinite(found).tolist() == [False, True]


def test_threads_do_not_disturb_each_other(ladder, snapper):
    weights = ladder.network.weights(V.AMBULANCE)
    snaps = [_snap(snapper, p) for p in ladder.nodes.values()]
    expected = [search.costs_to(ladder.network, weights, s, snaps).tolist() for s in snaps]
    wrong = []

    def ask():
        for _ in range(30):
            for snap, right in zip(snaps, expected, strict=True):
                if search.costs_to(ladder.network, weights, snap, snaps).tolist() != right:
                    wrong.append(snap)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_turn_that_is_forbidden_is_driven_around():
    ways = {"ab": "secondary", "bc": "secondary", "bd": "secondary"}
    no_turn = _turn_seconds(ways, "no_right_turn", "ab", "bd")
    free = _turn_seconds(ways, None, "ab", "bd")
    assert free == pytest.approx(160, rel=SLACK)
    assert no_turn == pytest.approx(320, rel=SLACK)  # to c, back, and then to d


def test_only_straight_on_forbids_every_other_turn():
    ways = {"ab": "secondary", "bc": "secondary", "bd": "secondary"}
    assert _turn_seconds(ways, "only_straight_on", "ab", "bc") == pytest.approx(320, rel=SLACK)


def test_a_restriction_with_an_exception_for_emergencies_does_not_bind():
    ways = {"ab": "secondary", "bc": "secondary", "bd": "secondary"}
    assert _turn_seconds(
        ways, "no_right_turn", "ab", "bd", exception="bus;emergency"
    ) == pytest.approx(160, rel=SLACK)


def test_a_restriction_binds_only_those_who_come_that_way():
    ways = {"ab": "secondary", "bc": "secondary", "bd": "secondary"}
    assert _turn_seconds(ways, "no_right_turn", "ab", "bd", start="c") == pytest.approx(
        160, rel=SLACK
    )
    assert _turn_seconds(ways, "no_right_turn", "ab", "bd", start="b") == pytest.approx(
        80, rel=SLACK
    )


def test_a_journey_may_begin_on_a_road_into_which_nobody_may_turn():
    ways = {"ab": {"highway": "secondary", "oneway": "yes"}, "bd": "secondary"}
    assert _turn_seconds(ways, "no_right_turn", "ab", "bd") == np.inf
    assert _turn_seconds(ways, "no_right_turn", "ab", "bd", start="bd") == pytest.approx(
        40, rel=SLACK
    )


def _turn_seconds(ways, kind, start_way, end_way, *, start="a", exception=""):
    """Return the seconds to d where a turn at b is restricted."""
    drawn = sketch(
        """
        a-b-c
          |
          d
        """,
        ways=ways,
        turns=[(start_way, "b", end_way, kind, exception)] if kind else (),
    )
    snapper = Snapper(drawn.network)
    weights = drawn.network.weights(V.AMBULANCE)
    begin = drawn.nodes[start] if len(start) == 1 else drawn.between(*start)
    a, d = _snap(snapper, begin), _snap(snapper, drawn.nodes["d"])
    found = search.costs_to(drawn.network, weights, d, [a])[0]
    way = search.path(drawn.network, weights, a, d)
    assert found == (np.inf if way is None else way.duration_s)
    return float(found)
