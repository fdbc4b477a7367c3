"""Extracts as people make them: without a version, with strange or repeated entries."""

import gzip
from pathlib import Path

import pytest

from gis.errors import DataError, NoRoadError
from gis.network_import import ImportResult, import_network, report_lines
from tests.road_sketch import letters, osm_xml


def text_of(ways=None, drawing="a-b-c") -> str:
    text, _ = osm_xml(letters(drawing), ways or {"ab": "primary", "bc": "tertiary"}, {})
    return text


def imported(folder: Path, text: str, name: str = "drawn.osm") -> ImportResult:
    path = folder / name
    content = text.encode()
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return import_network(path, None)


@pytest.mark.parametrize("name", ["drawn.osm", "drawn.osm.gz"])
@pytest.mark.parametrize("root", ["<osm>", '<osm generator="by hand">', "<osm\n>"])
def test_an_extract_that_states_no_version_is_read(name, root, tmp_path):
    text = text_of().replace('<osm version="0.6" generator="sketch">', root)
    assert root in text
    assert imported(tmp_path, text, name).network.segment_count == 2


def test_an_extract_of_another_version_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"version 0\.7"):
        imported(tmp_path, text_of().replace('version="0.6"', 'version="0.7"', 1))


def test_a_number_that_is_none_is_refused_with_the_file(tmp_path):
    with pytest.raises(DataError, match=r"drawn\.osm cannot be read.*illegal id"):
        imported(tmp_path, text_of().replace('ref="97"', 'ref="x"'))


def test_a_deleted_way_is_no_road(tmp_path):
    text = text_of().replace('<way id="2" version="1"', '<way id="2" version="2" visible="false"')
    assert 'visible="false"' in text
    assert imported(tmp_path, text).network.segment_count == 1


def test_a_way_that_stands_twice_in_the_file_counts_once(tmp_path):
    text = text_of({"abc": "primary"})
    way = text[text.index("<way") : text.index("</way>") + len("</way>")]
    doubled = text.replace("</osm>", f"{way}</osm>")
    assert imported(tmp_path, doubled).report["km"] == pytest.approx(2, rel=0.01)


def test_ways_without_two_points_are_reported_as_dropped(tmp_path):
    lost = '<way id="7"><nd ref="97"/><tag k="highway" v="primary"/></way>'
    report = imported(tmp_path, text_of().replace("</osm>", f"{lost}</osm>")).report
    assert (report["ways_read"], report["ways_used"]) == (3, 2)
    assert any("dropped 1: the file does not hold two points" in s for s in report_lines(report))


def test_a_ferry_that_is_closed_is_reported_as_dropped(tmp_path):
    ways = {"ab": "primary", "bc": {"route": "ferry", "access": "no"}}
    report = imported(tmp_path, text_of(ways)).report
    assert (report["lanes"], report["ferries_dropped"]) == (0, 1)
    assert "  dropped 1: closed to everybody, or back where it began" in report_lines(report)


def test_roads_without_any_length_are_no_road(tmp_path):
    lon, lat = letters("a-b")["a"].lon, letters("a-b")["a"].lat
    nodes = "".join(f'<node id="{n}" lon="{lon}" lat="{lat}"/>' for n in (1, 2))
    way = '<way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/></way>'
    with pytest.raises(NoRoadError, match="no road that any vehicle may drive"):
        imported(tmp_path, f'<osm version="0.6">{nodes}{way}</osm>')
