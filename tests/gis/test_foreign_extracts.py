"""Files that are no extract of the regency are refused with their name and a next step."""

import gzip
import re

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import DataError
from gis.network_import import import_network
from tests.gis.test_network_import import write
from tests.road_sketch import letters, osm_xml


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("roads.osm", b"this is no xml", "damaged or truncated"),
        ("roads.osm", b"", "is empty"),
        ("roads.osm.gz", b"", "is empty"),
        ("roads.osm.pbf", b"", "is empty"),
        ("roads.osm", b"<!DOCTYPE html><html><body>404</body></html>", "a web page"),
        ("roads.osm.pbf", b"<html><title>Login</title></html>", "a web page"),
        ("roads.osm.gz", gzip.compress(b"<html></html>", mtime=0), "a web page"),
        ("roads.osm", b'<?xml version="1.0"?>\n<html xmlns="x"/>', "a web page"),
        ("roads.osm", b'{"elements": []}', "is JSON"),
        ("roads.osm", b"\x89PNG\r\n\x1a\n", "an image"),
        ("roads.osm.pbf", b"\x89PNG\r\n\x1a\n", "an image"),
        ("roads.osm", gzip.compress(b"<osm/>", mtime=0), r"ends with \.osm\.gz"),
        ("roads.osm", b"\x00\x00\x00\x0e\n\tOSMHeader", r"ends with \.osm\.pbf"),
        ("roads.osm.pbf", b'<osm version="0.6"></osm>', r"ends with \.osm"),
        ("roads.osm", b'<osmChange version="0.6"></osmChange>', "a file of changes"),
        ("roads.osm", b"\x00" * 500, "damaged or truncated"),
        ("roads.osm.gz", b"\x1f\x8b not really", "damaged or truncated"),
        ("roads.osm.pbf", b"PK\x03\x04 a zip archive", "a ZIP archive"),
        ("roads.osm", b'<osm version="0.6"><way id="1">', "damaged or truncated"),
        ("roads.osm", b'<?xml version="1.0"?><osm version="0.6"></osm>', "no road and no ferry"),
        ("roads.geojson", b"{}", "not an OSM extract"),
        ("roads.shp", b"", "not an OSM extract"),
    ],
)
def test_a_damaged_or_foreign_file_is_refused_with_its_name(tmp_path, name, content, problem):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DataError, match=problem) as caught:
        import_network(path, None)
    assert name in str(caught.value)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(DataError, match="no file"):
        import_network(tmp_path / "nothing.osm", None)


@pytest.mark.parametrize("suffix", [".osm", ".osm.gz", ".osm.pbf"])
def test_a_truncated_extract_is_refused(tmp_path, suffix):
    path = write(tmp_path, suffix)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])
    with pytest.raises(DataError):
        import_network(path, None)


def test_an_extract_without_roads_is_refused(tmp_path):
    path = write(tmp_path, ".osm", {"ab": {"building": "yes"}}, {}, ())
    with pytest.raises(DataError, match="no road and no ferry"):
        import_network(path, None)


def test_an_extract_of_footways_is_refused(tmp_path):
    path = write(tmp_path, ".osm", {"ab": "footway"}, {}, ())
    with pytest.raises(DataError, match="no road that any vehicle may drive"):
        import_network(path, None)


def test_an_extract_that_misses_the_regency_says_where_it_lies(tmp_path):
    places = letters("a-b", origin=(106.8, -6.2))
    text, _ = osm_xml(places, {"ab": "primary"}, {})
    path = tmp_path / "jakarta.osm"
    path.write_text(text, "utf-8")
    with pytest.raises(DataError, match=r"misses the regency.*106\.8"):
        import_network(path, None)


def test_an_extract_of_another_continent_says_what_to_cut(tmp_path):
    text, _ = osm_xml(letters("a-b", origin=(13.4, 52.5)), {"ab": "primary"}, {})
    path = tmp_path / "berlin.osm"
    path.write_text(text, "utf-8")
    with pytest.raises(DataError, match=r"berlin\.osm misses.*52\.5.*longitude 113\.3 to 116\.6"):
        import_network(path, None)


def test_an_extract_of_the_neighbours_alone_misses_the_regency(tmp_path):
    for name, lon in (("pamekasan.osm", 113.48), ("both.osm", 113.5)):
        places = letters("a-b-c-d", origin=(lon, -7.1))
        (tmp_path / name).write_text(osm_xml(places, {"abcd": "primary"}, {})[0], "utf-8")
    west = shapely.box(113.3, -7.3, 113.51, -6.8)
    with pytest.raises(DataError, match=r"pamekasan\.osm misses.*neighbouring regencies"):
        import_network(tmp_path / "pamekasan.osm", None, neighbours=[west])
    assert import_network(tmp_path / "both.osm", None, neighbours=[west]).network.segment_count


def test_swapped_coordinates_are_suspected(tmp_path):
    text, _ = osm_xml(letters("a-b"), {"ab": "primary"}, {})
    turned = re.sub(r'lat="([^"]+)" lon="([^"]+)"', r'lat="\2" lon="\1"', text)
    (tmp_path / "turned.osm").write_text(turned, "utf-8")
    with pytest.raises(DataError, match=r"turned\.osm.*2 are missing or impossible.*swapped"):
        import_network(tmp_path / "turned.osm", None)


@settings(deadline=None, max_examples=60)
@given(
    suffix=st.sampled_from([".osm", ".osm.gz", ".osm.pbf"]),
    length=st.floats(0, 1),
    place=st.floats(0, 1, exclude_max=True),
    byte=st.integers(0, 255),
)
def test_a_cut_or_changed_file_is_read_or_refused_by_name(
    tmp_path_factory, suffix, length, place, byte
):
    folder = tmp_path_factory.mktemp("changed")
    path = write(folder, suffix)
    content = bytearray(path.read_bytes())
    content[int(place * len(content))] = byte
    path.write_bytes(content[: round(length * len(content))])
    assert _outcome(path) in {"read", "refused by name"}


def _outcome(path):
    try:
        network = import_network(path, None).network
    except DataError as error:
        return "refused by name" if path.name in str(error) else f"refused: {error}"
    return "read" if network.segment_count else "empty"
