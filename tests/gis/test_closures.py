"""Closures on drawn roads: what they touch, how long they hold, and what they do to times."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from gis import search
from gis.closures import Closure, ClosureIndex, Overlay
from gis.errors import DataError
from gis.search_kernels import CLOSED_MS
from gis.snapping import Snapper
from gis.types import VehicleProfile as V
from tests.road_sketch import sketch

NOW = datetime(2026, 11, 25, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)

# The upper road a-b-c-d is 3 km of secondary road (45 km/h: 80 s a kilometre); the way around by
# e and f leaves it at b and comes back at c.
DRAWN = sketch(
    """
    a-b-c-d
      | |
      e-f
    """,
    ways={"abcd": "secondary", "be": "secondary", "ef": "secondary", "fc": "secondary"},
)
NETWORK = DRAWN.network
INDEX = ClosureIndex(NETWORK)
SNAPPER = Snapper(NETWORK)


def seconds(closures, *, at=NOW, start="a", end="d", profile=V.AMBULANCE):
    weights = Overlay(INDEX, closures).weights(profile, at)
    a, d = (SNAPPER.snap(DRAWN.nodes[x], profile=profile) for x in (start, end))
    assert a is not None
    assert d is not None
    return float(search.costs_to(NETWORK, weights, d, [a])[0])


def around(point, metres):
    degrees = metres / 111_195
    return box(point.lon - degrees, point.lat - degrees, point.lon + degrees, point.lat + degrees)


def names(segments):
    """Return touched segments as pairs of letters."""
    return {
        "".join(
            sorted(
                chr(int(NETWORK.node_osm_id[end[segment]]))
                for end in (NETWORK.segment_from, NETWORK.segment_to)
            )
        )
        for segment in segments
    }


MIDDLE = DRAWN.between("b", "c")
FLOOD = around(MIDDLE, 100)


def test_without_a_closure_the_straight_road_is_taken():
    assert seconds([]) == pytest.approx(240, rel=0.01)


def test_a_closed_zone_is_driven_around():
    assert seconds([Closure(1, FLOOD)]) == pytest.approx(400, rel=0.01)


def test_a_zone_on_every_way_leaves_none():
    wide = around(MIDDLE, 1500)
    assert seconds([Closure(1, wide)]) == np.inf


def test_a_slowed_zone_slows_only_the_part_inside_it():
    # 200 m of the kilometre at 80 s lie inside: 16 s become 48 s
    assert seconds([Closure(1, FLOOD, factor=3)]) == pytest.approx(240 + 32, rel=0.01)


def test_a_very_slow_zone_is_driven_around():
    assert seconds([Closure(1, FLOOD, factor=50)]) == pytest.approx(400, rel=0.01)


def test_a_factor_of_one_changes_nothing():
    assert seconds([Closure(1, FLOOD, factor=1)]) == seconds([])


def test_a_closure_holds_from_its_beginning_up_to_its_end():
    closure = Closure(1, FLOOD, from_at=NOW, until_at=NOW + HOUR)
    times = [seconds([closure], at=NOW + x) for x in (-HOUR / 60, 0 * HOUR, HOUR / 2, HOUR)]
    assert [round(t / 80) for t in times] == [3, 5, 5, 3]


def test_a_point_closes_the_road_it_lies_on():
    closure = Closure(1, Point(MIDDLE.lon, MIDDLE.lat + 0.0001))
    assert names(INDEX.touched(closure)) == {"bc"}
    assert seconds([closure]) == pytest.approx(400, rel=0.01)


def test_a_point_far_from_any_road_touches_none_and_says_so():
    overlay = Overlay(INDEX, [Closure(7, Point(MIDDLE.lon, MIDDLE.lat + 0.01)), Closure(8, FLOOD)])
    assert overlay.without_road() == (7,)


def test_a_line_along_a_road_leaves_its_side_roads_open():
    b, c = DRAWN.nodes["b"], DRAWN.nodes["c"]
    closure = Closure(1, LineString([(b.lon, b.lat), (c.lon, c.lat)]))
    assert names(INDEX.touched(closure)) == {"bc"}


def test_a_line_across_a_road_closes_it():
    closure = Closure(
        1, LineString([(MIDDLE.lon, MIDDLE.lat - 0.001), (MIDDLE.lon, MIDDLE.lat + 0.001)])
    )
    assert names(INDEX.touched(closure)) == {"bc"}


def test_a_zone_of_two_parts_touches_the_roads_of_both():
    other = around(DRAWN.between("e", "f"), 100)
    closure = Closure(1, MultiPolygon([FLOOD, other]))
    assert names(INDEX.touched(closure)) == {"bc", "ef"}
    assert seconds([closure]) == np.inf


def test_a_zone_that_crosses_itself_is_repaired():
    p = MIDDLE
    bow = Polygon(
        [
            (p.lon - 0.002, p.lat - 0.002),
            (p.lon + 0.002, p.lat + 0.002),
            (p.lon + 0.002, p.lat - 0.002),
            (p.lon - 0.002, p.lat + 0.002),
        ]
    )
    assert names(INDEX.touched(Closure(1, bow))) == {"bc"}


def test_the_slowest_of_two_closures_counts():
    both = [Closure(1, FLOOD, factor=2), Closure(2, FLOOD, factor=3)]
    assert seconds(both) == seconds([both[1]])


def test_a_closed_road_stays_closed_under_a_slow_zone():
    assert seconds([Closure(1, FLOOD), Closure(2, FLOOD, factor=2)]) == pytest.approx(400, rel=0.01)


def test_touched_segments_name_their_closures():
    weights = Overlay(INDEX, [Closure(4, FLOOD, factor=2), Closure(9, FLOOD)]).weights(
        V.AMBULANCE, NOW
    )
    (owners,) = weights.touched.values()
    assert owners == (4, 9)
    assert names(weights.closed_segments) == {"bc"}


def test_the_weights_carry_the_epoch_of_their_closures():
    overlay = Overlay(INDEX, [Closure(1, FLOOD)], epoch=12)
    assert overlay.weights(V.AMBULANCE, NOW).epoch == 12
    assert overlay.weights(V.AMBULANCE, NOW - HOUR).epoch == 12


def test_only_the_touched_arcs_differ_and_the_network_stays_as_it_was():
    before = NETWORK.forward_ms.copy()
    base = NETWORK.weights(V.FIRE_TRUCK)
    weights = Overlay(INDEX, [Closure(1, FLOOD)]).weights(V.FIRE_TRUCK, NOW)
    changed = np.flatnonzero(weights.forward != base.forward)
    assert names(NETWORK.arc_segment[changed]) == {"bc"}
    assert (NETWORK.forward_ms == before).all()


def test_both_directions_of_the_arrays_agree():
    weights = Overlay(INDEX, [Closure(1, FLOOD, factor=3)]).weights(V.CAR, NOW)
    assert (weights.backward == weights.forward[NETWORK.backward_arc]).all()


def test_a_slowed_arc_never_becomes_a_closed_one():
    weights = Overlay(INDEX, [Closure(1, around(MIDDLE, 5000), factor=1e12)]).weights(
        V.AMBULANCE, NOW
    )
    assert (weights.forward < CLOSED_MS).all()


def test_a_zone_slows_a_fire_truck_as_much_as_an_ambulance():
    closure = Closure(1, around(MIDDLE, 5000), factor=2)
    assert seconds([closure], profile=V.FIRE_TRUCK) == pytest.approx(
        2 * seconds([], profile=V.FIRE_TRUCK), rel=1e-4
    )


@pytest.mark.parametrize("factor", [0.5, 0, -1, float("nan"), float("inf")])
def test_a_factor_below_one_is_refused(factor):
    with pytest.raises(DataError, match="at least 1"):
        Closure(1, FLOOD, factor=factor)


def test_a_closure_that_ends_before_it_begins_is_refused():
    with pytest.raises(DataError, match="ends before it begins"):
        Closure(1, FLOOD, from_at=NOW, until_at=NOW - HOUR)


def test_an_empty_geometry_is_refused():
    with pytest.raises(DataError, match="empty"):
        Closure(3, Polygon())
