"""Properties of the search on random networks, beside the Dijkstra of scipy and networkx."""

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from gis import search
from gis.network_building import RoadPieces, build_network
from gis.search_kernels import CLOSED_MS, UNREACHED_MS
from gis.snapping import Snap, seeds_from
from gis.types import VehicleProfile as V

NODES = 12
edges = st.lists(
    st.tuples(
        st.integers(0, NODES - 1),
        st.integers(0, NODES - 1),
        st.floats(1, 5000),
        st.sampled_from(["both", "forward", "backward"]),
    ),
    min_size=1,
    max_size=30,
)
places = st.tuples(st.integers(0, 10**6), st.floats(0.01, 0.99))


def network_of(roads):
    """Return a network of straight roads at 36 km/h, so that ten metres take a second."""
    angle = np.arange(NODES) / NODES * 2 * np.pi
    lon, lat = 113.8 + 0.1 * np.cos(angle), -7.0 + 0.1 * np.sin(angle)
    start = np.array([a for a, _, _, _ in roads], np.int32)
    end = np.array([b for _, b, _, _ in roads], np.int32)
    count = len(roads)
    speed = np.full((4, count, 2), 36.0)
    for i, (_, _, _, way) in enumerate(roads):
        if way != "both":
            speed[:, i, 1 if way == "forward" else 0] = np.nan
    ends = np.column_stack([start, end]).reshape(-1)
    pieces = RoadPieces(
        node_osm_id=np.arange(NODES),
        node_lon=lon,
        node_lat=lat,
        start=start,
        end=end,
        length_m=np.array([metres for _, _, metres, _ in roads]),
        road_class=np.zeros(count, np.int8),
        name=[""] * count,
        way=np.arange(count),
        speed_kmh=speed,
        geometry_offset=np.arange(count + 1) * 2,
        geometry_lon=lon[ends],
        geometry_lat=lat[ends],
    )
    return build_network(pieces, None)


def place_on(network, place):
    number, fraction = place
    return Snap(number % network.segment_count, fraction, 0.0, 113.8, -7.0)


def seconds(network, start, end):
    weights = network.weights(V.AMBULANCE)
    return float(search.costs_to(network, weights, end, [start])[0])


def reference_ms(network, start, end):
    """Return the cost by networkx on a graph in which the two places are nodes."""
    graph = nx.DiGraph()
    graph.add_nodes_from(["start", "end", *range(network.state_count)])
    row = network.forward_ms[0]

    def add(a, b, cost):
        if a != b and (not graph.has_edge(a, b) or graph[a][b]["weight"] > cost):
            graph.add_edge(a, b, weight=cost)

    for arc in np.flatnonzero(row < CLOSED_MS).tolist():
        a, b, cost = int(network.arc_from[arc]), int(network.arc_to[arc]), int(row[arc])
        add(a, b, cost)
        turned = bool(network.arc_reversed[arc])
        here, there = (
            int(np.rint(cost * (1 - s.fraction if turned else s.fraction))) for s in (start, end)
        )
        on_start = network.arc_segment[arc] == start.segment
        on_end = network.arc_segment[arc] == end.segment
        if on_start:
            add("start", b, cost - here)
        if on_end:
            add(a, "end", there)
        ahead = end.fraction <= start.fraction if turned else end.fraction >= start.fraction
        if on_start and on_end and ahead:
            add("start", "end", there - here)
    try:
        return nx.dijkstra_path_length(graph, "start", "end")
    except nx.NetworkXNoPath:
        return None


@given(roads=edges, a=places, b=places)
@settings(max_examples=150, deadline=None)
def test_the_time_between_places_on_roads_equals_networkx(roads, a, b):
    network = network_of(roads)
    start, end = place_on(network, a), place_on(network, b)
    expected = reference_ms(network, start, end)
    found = seconds(network, start, end)
    assert found == (np.inf if expected is None else expected / 1000)


@given(roads=edges, a=places)
@settings(max_examples=100, deadline=None)
def test_a_surface_equals_scipy(roads, a):
    network = network_of(roads)
    weights = network.weights(V.AMBULANCE)
    seeds = seeds_from(network, weights, place_on(network, a))
    is_open = weights.forward < CLOSED_MS
    count = network.state_count
    begin = np.append(network.arc_from[is_open], np.full(len(seeds[0]), count))
    finish = np.append(network.arc_to[is_open], seeds[0])
    cost = np.append(weights.forward[is_open], seeds[1]).astype(float)
    best = {}
    for pair in zip(begin.tolist(), finish.tolist(), cost.tolist(), strict=True):
        best[pair[:2]] = min(pair[2], best.get(pair[:2], np.inf))
    ends = np.array(list(best), int).reshape(-1, 2)
    graph = coo_array((list(best.values()), (ends[:, 0], ends[:, 1])), shape=(count + 1,) * 2)
    expected = dijkstra(graph.tocsr(), indices=count)[:count]
    found = search.all_costs(network, weights, seeds, backward=False)
    assert np.where(found == UNREACHED_MS, np.inf, found).tolist() == expected.tolist()


@given(roads=edges, a=places, b=places, extra=st.tuples(*(st.integers(0, NODES - 1),) * 2))
@settings(max_examples=60, deadline=None)
def test_adding_a_road_never_makes_a_journey_longer(roads, a, b, extra):
    before = network_of(roads)
    start, end = place_on(before, a), place_on(before, b)
    slow = seconds(before, start, end)
    after = network_of([*roads, (*extra, 1.0, "both")])

    def moved(snap):
        way = int(before.segment_way[snap.segment])
        segment = int(np.flatnonzero(after.segment_way == way)[0])
        return Snap(segment, snap.fraction, 0.0, 113.8, -7.0)

    assert seconds(after, moved(start), moved(end)) <= slow


@given(roads=edges, a=places, b=places, c=places)
@settings(max_examples=100, deadline=None)
def test_a_detour_is_never_quicker(roads, a, b, c):
    network = network_of(roads)
    start, middle, end = (place_on(network, p) for p in (a, b, c))
    straight = seconds(network, start, end)
    assert straight <= seconds(network, start, middle) + seconds(network, middle, end) + 0.002


@given(roads=edges, centre=places, units=st.lists(places, min_size=1, max_size=8))
@settings(max_examples=100, deadline=None)
def test_the_first_k_of_a_stopped_search_are_final(roads, centre, units):
    network = network_of(roads)
    weights = network.weights(V.AMBULANCE)
    place, targets = place_on(network, centre), [place_on(network, u) for u in units]
    whole = search.costs_to(network, weights, place, targets)
    for k in range(1, len(units) + 1):
        found = search.costs_to(network, weights, place, targets, k=k)
        reached = found[np.isfinite(found)]
        assert np.sort(reached)[:k].tolist() == np.sort(whole[np.isfinite(whole)])[:k].tolist()
        assert (found[np.isfinite(found)] == whole[np.isfinite(found)]).all()


@given(roads=edges, a=places, b=places)
@settings(max_examples=100, deadline=None)
def test_the_pieces_of_a_path_add_up_to_its_time(roads, a, b):
    network = network_of(roads)
    weights = network.weights(V.AMBULANCE)
    start, end = place_on(network, a), place_on(network, b)
    found = search.path(network, weights, start, end)
    expected = seconds(network, start, end)
    if found is None:
        assert expected == np.inf
        return
    assert found.duration_s == expected
    # ten metres a second, and at most a millisecond of rounding a piece
    assert abs(found.distance_m / 10 - expected) <= 0.002 * (len(found.pieces) + 1)
    assert (found.pieces[0].from_fraction, found.pieces[-1].to_fraction) == (
        start.fraction,
        end.fraction,
    )
