"""Extracts become networks: the same by both readers, with every island, and with a report."""

import gzip
from pathlib import Path

import numpy as np
import osmium
import pytest

from gis import search
from gis.errors import DataError
from gis.network import ARRAYS, save
from gis.network_import import import_network, report_lines
from gis.snapping import Snapper
from gis.types import LonLat
from gis.types import VehicleProfile as V
from tests.road_sketch import letters, osm_xml, sketch

SHIPPED = Path(__file__).parents[2] / "data" / "sumenep_roads" / "main_roads.osm"

DRAWING = """
a-b-c-d   k-l
| |   |   | |
e-f-g-h   m-n
"""
WAYS = {
    "abcd": {"highway": "primary", "name": "Jl. Raya", "maxspeed": "60;80"},
    "aefb": {"highway": "residential", "oneway": "-1"},
    "fgh": {"highway": "tertiary", "surface": "gravel", "maxspeed": "40 mph"},
    "hd": {"highway": "footway"},
    "klnmk": {"highway": "secondary", "junction": "roundabout"},
    "dk": {"route": "ferry", "duration": "00:45", "name": "Dermaga A - Dermaga B"},
}
NODES = {"c": {"barrier": "bollard"}, "g": {"barrier": "gate"}}
TURNS = [("abcd", "b", "aefb", "no_right_turn", "")]


def write(folder, suffix, ways=WAYS, nodes=NODES, turns=TURNS, drawing=DRAWING):
    text, _ = osm_xml(letters(drawing), ways, nodes, turns)
    path = folder / f"drawn{suffix}"
    if suffix == ".osm":
        path.write_text(text, "utf-8")
    elif suffix == ".osm.gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        with osmium.SimpleWriter(str(path)) as writer:
            for thing in osmium.FileProcessor(osmium.io.FileBuffer(text.encode(), "osm")):
                writer.add(thing)
    return path


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    folder = tmp_path_factory.mktemp("extracts")
    return {
        suffix: import_network(write(folder, suffix), None)
        for suffix in (".osm", ".osm.gz", ".osm.pbf")
    }


@pytest.mark.parametrize("suffix", [".osm.gz", ".osm.pbf"])
def test_every_kind_of_file_gives_the_same_network(read, suffix, tmp_path):
    one, other = read[".osm"].network, read[suffix].network
    assert all((getattr(one, n) == getattr(other, n)).all() for n in ARRAYS)
    assert save(one, tmp_path / "a") == save(other, tmp_path / "b")
    assert read[".osm"].lanes == read[suffix].lanes
    assert read[".osm"].quays == read[suffix].quays


def test_xml_is_read_by_osmnx_and_pbf_by_osmium(read):
    assert [read[s].report["reader"] for s in read] == ["osmnx", "osmnx", "osmium"]


@pytest.mark.parametrize("suffix", [".osm.gz", ".osm.pbf"])
def test_fords_limits_and_turns_over_ways_are_the_same_from_every_kind_of_file(suffix, tmp_path):
    ways = {
        "abcd": {"highway": "primary", "ford": "yes", "depth": "0.4", "oneway": "yes"},
        "aefb": {"highway": "residential", "maxheight": "2.5", "emergency:backward": "no"},
        "fgh": {"highway": "tertiary", "motor_vehicle:forward": "no", "construction": "minor"},
        "hd": {"highway": "primary", "disused": "yes"},
        "cg": {"highway": "residential", "motorcycle": "no", "maxweight": "3 t"},
    }
    nodes = {"c": {"highway": "ford"}, "f": {"maxwidth": "1.5"}, "g": {"ford": "yes"}}
    turns = [("fgh", "cg", "abcd", {"restriction:hgv": "no_left_turn"}, "")]
    one, other = (
        import_network(write(tmp_path, kind, ways, nodes, turns), None) for kind in (".osm", suffix)
    )
    assert save(one.network, tmp_path / "a") == save(other.network, tmp_path / "b")
    assert one.report["turn_restrictions"] == other.report["turn_restrictions"] == {"applied": 1}
    assert one.report["fords"] == other.report["fords"] == 3
    assert len(one.network.wet_arc) > 0


def test_the_report_counts_what_a_person_asks(read):
    report = read[".osm"].report
    assert (report["ways_read"], report["ways_used"]) == (5, 4)
    assert report["ways_dropped"]["for_feet"]["ways"] == 1
    assert report["guessed_maxspeeds"] == {"60;80": 1}
    assert report["barriers"] == {"stopping_barrier": 1, "open_node": 1}
    assert report["turn_restrictions"] == {"applied": 1}
    assert (report["lanes"], report["quays"]) == (1, 2)
    assert report["km_by_class"]["secondary"] == pytest.approx(4, rel=0.01)
    assert report["km"] == pytest.approx(3 + 3 + 2 + 4, rel=0.01)


def test_the_report_reads_as_text(read):
    text = "\n".join(report_lines(read[".osm.pbf"].report))
    assert "drawn.osm.pbf (read by osmium)" in text
    assert "dropped 1: footways, steps, cycleways and paths are no roads" in text
    assert "1 x 60;80" in text
    assert "1 ferry lanes, 2 quays" in text


def test_a_reversed_one_way_street_runs_the_same_way_in_both_files(read):
    for result in read.values():
        network = result.network
        arcs = network.segment_way[network.arc_segment] == 2
        is_open = network.forward_ms[0] < 2**30
        assert network.arc_reversed[arcs & is_open].all()


def test_a_ring_that_nothing_meets_is_kept(tmp_path):
    path = write(
        tmp_path, ".osm", {"klnmk": "residential", "ab": "primary"}, nodes={}, turns=(),
    )  # fmt: skip
    result = import_network(path, None)
    ring = np.flatnonzero(result.network.segment_way == 1)
    assert len(ring) == 1
    assert result.network.segment_length_m[ring[0]] == pytest.approx(4000, rel=0.01)


def test_a_way_that_leaves_the_extract_is_cut_there(tmp_path):
    text, _ = osm_xml(letters("a-b-c-d-e"), {"abcde": "primary"}, {})
    cut = "\n".join(line for line in text.split("\n") if f'<node id="{ord("c")}"' not in line)
    for suffix in ("one.osm", "two.osm"):
        (tmp_path / suffix).write_text(cut, "utf-8")
    result = import_network(tmp_path / "one.osm", None)
    assert result.report["missing_points"] == 1
    assert result.network.segment_count == 2
    assert len(result.report["components"]) == 2


def test_every_island_stays(tmp_path):
    drawing = "a-b  c-d  e-f"
    path = write(
        tmp_path, ".osm", {"ab": "primary", "cd": "track", "ef": "residential"}, {}, (), drawing
    )
    result = import_network(path, None)
    assert len(result.report["components"]) == 3


def test_a_route_across_a_strait_is_no_road():
    drawn = sketch("a-b===c-d", ways={"ab": "primary", "bc": {"route": "ferry"}, "cd": "primary"})
    snapper = Snapper(drawn.network)
    a, d = (snapper.snap(drawn.nodes[x], profile=V.AMBULANCE) for x in "ad")
    weights = drawn.network.weights(V.AMBULANCE)
    assert np.isinf(search.costs_to(drawn.network, weights, d, [a])[0])


def test_a_way_that_is_a_building_is_no_road(tmp_path):
    path = write(tmp_path, ".osm", {"ab": "primary", "cd": {"building": "yes"}}, {}, ())
    assert import_network(path, None).network.segment_count == 1


def test_a_one_way_dead_end_is_named_with_its_kind():
    drawn = sketch(
        "a-b-c",
        ways={"ab": "primary", "bc": {"highway": "primary", "oneway": "yes"}},
    )
    (end,) = drawn.result.report["one_way_dead_ends"]
    assert (end["osm_node"], end["kind"]) == (ord("c"), "cannot be left")


def test_a_road_nobody_can_enter_is_a_dead_end_of_the_other_kind():
    drawn = sketch(
        "a-b-c",
        ways={"ab": "primary", "bc": {"highway": "primary", "oneway": "-1"}},
    )
    (end,) = drawn.result.report["one_way_dead_ends"]
    assert (end["osm_node"], end["kind"]) == (ord("c"), "cannot be reached")


@pytest.fixture(scope="module")
def shipped():
    return import_network(SHIPPED, None)


def test_the_shipped_roads_hold_a_thousand_kilometres(shipped):
    assert shipped.report["km"] == pytest.approx(1021, abs=1)
    assert shipped.report["ways_read"] == shipped.report["ways_used"] == 1012


def test_the_shipped_roads_have_the_dead_end_their_readme_names(shipped):
    (end,) = shipped.report["one_way_dead_ends"]
    assert end["osm_node"] == 1143


def test_the_way_back_is_about_as_long_as_the_way_there(shipped):
    weights = shipped.network.weights(V.AMBULANCE)
    snapper = Snapper(shipped.network)
    manding, hospital = (
        snapper.snap(LonLat(*point), profile=V.AMBULANCE)
        for point in ((113.869392, -6.959912), (113.863561, -7.015159))
    )
    there = search.path(shipped.network, weights, manding, hospital)
    back = search.path(shipped.network, weights, hospital, manding)
    assert there is not None
    assert back is not None
    assert there.distance_m == pytest.approx(back.distance_m, abs=1_000)


def test_from_the_town_one_drives_to_kalianget_at_a_plausible_speed(shipped):
    snapper = Snapper(shipped.network)
    town, port = (
        snapper.snap(LonLat(*point), profile=V.AMBULANCE)
        for point in ((113.8667, -7.0167), (113.936, -7.056))
    )
    found = search.path(shipped.network, shipped.network.weights(V.AMBULANCE), town, port)
    assert found is not None
    assert 8_800 < found.distance_m < 14_000
    assert 25 < found.distance_m / found.duration_s * 3.6 < 60


@pytest.mark.parametrize(
    ("ways", "nodes"),
    [
        ({"abc": "primary"}, {"b": {"barrier": "gate", "access": "no"}}),
        ({"ab": "primary", "bc": "primary", "cd": "footway", "de": "primary"}, {}),
        ({"ab": "primary", "bc": {"highway": "primary", "access": "no"}, "cd": "primary"}, {}),
    ],
)
def test_roads_parted_by_a_closed_way_or_barrier_are_one_piece_on_the_map(ways, nodes):
    drawn = sketch("a-b-c-d-e", ways=ways, nodes=nodes)
    assert set(drawn.network.node_component.tolist()) == {0}


def test_roads_parted_by_a_gap_in_the_data_are_two_pieces():
    drawn = sketch("a-b-c  d-e", ways={"abc": "primary", "de": "primary"})
    assert set(drawn.network.node_component.tolist()) == {0, 1}


def test_roads_behind_a_closed_barrier_are_counted_and_no_dead_end():
    drawn = sketch(
        "a-b-c", ways={"ab": "primary", "bc": "primary"}, nodes={"b": {"barrier": "bollard"}}
    )
    assert drawn.result.report["one_way_dead_ends"] == []
    assert drawn.result.report["cut_off_nodes"] == 2


def _rearranged(text, order):
    """Return OSM XML with its nodes and ways in another order."""
    lines = text.split("\n")
    things = [line for line in lines if line.startswith(("<node", "<way"))]
    return "\n".join([*lines[:2], *sorted(things, key=order), lines[-1]])


def test_points_may_come_after_the_ways_that_use_them(tmp_path):
    text, _ = osm_xml(letters("a-b-c"), {"abc": "primary"}, {})
    path = tmp_path / "unordered.osm"
    path.write_text(_rearranged(text, lambda line: line.startswith("<node")), "utf-8")
    result = import_network(path, None)
    assert result.report["missing_points"] == 0
    assert result.network.report["km"] == pytest.approx(2, rel=0.01)


def test_a_draft_with_negative_numbers_is_read(tmp_path):
    text, _ = osm_xml(letters("a-b"), {"ab": "primary"}, {})
    path = tmp_path / "draft.osm"
    path.write_text(text.replace('id="', 'id="-').replace('ref="', 'ref="-'), "utf-8")
    assert sorted(import_network(path, None).network.node_osm_id.tolist()) == [-98, -97]


def test_the_ending_of_a_file_may_be_in_capitals(tmp_path):
    text, _ = osm_xml(letters("a-b"), {"ab": "primary"}, {})
    path = tmp_path / "DRAWN.OSM"
    path.write_text(text, "utf-8")
    assert import_network(path, None).network.segment_count == 1


def test_an_extract_with_turned_coordinates_says_that_its_points_are_impossible(tmp_path):
    text, _ = osm_xml(letters("a-b"), {"ab": "primary"}, {})
    path = tmp_path / "turned.osm"
    turned = text.replace("lat=", "x=").replace("lon=", "lat=").replace("x=", "lon=")
    path.write_text(turned, "utf-8")
    with pytest.raises(DataError, match="2 are missing or impossible"):
        import_network(path, None)
