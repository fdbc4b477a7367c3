"""Networks are imported inactive, activated at once, and kept once."""

from pathlib import Path

import pytest
from django.contrib.gis.geos import MultiPolygon
from django.contrib.gis.geos import Polygon as GeosPolygon
from django.core.management import CommandError, call_command

from backend.places.models import NamedRoad, Neighbour
from backend.roads import queries
from backend.roads.models import RoadNetwork
from gis import network
from gis.types import LonLat
from tests.backend.roads.conftest import WAYS, write_extract
from tests.road_sketch import osm_xml


def run(path: Path, *options: str) -> str:
    from io import StringIO

    out = StringIO()
    call_command("import_road_network", str(path), *options, stdout=out)
    return out.getvalue()


@pytest.mark.usefixtures("drawn")
def test_an_import_stays_inactive(extract: Path) -> None:
    run(extract)

    assert not RoadNetwork.objects.get().is_active


@pytest.mark.usefixtures("drawn")
def test_activate_makes_it_the_network_in_use(extract: Path) -> None:
    run(extract, "--activate")

    assert queries.active_network() == RoadNetwork.objects.get()


@pytest.mark.usefixtures("drawn")
def test_the_report_names_counts_lengths_and_islands(extract: Path) -> None:
    report = run(extract)

    assert "primary" in report
    assert "4.0 km" in report  # 3 km on the mainland, 1 km on Sapudi
    assert "Sapudi" in report


@pytest.mark.usefixtures("drawn")
def test_the_checksum_of_the_row_is_that_of_the_folder(extract: Path) -> None:
    run(extract)

    row = RoadNetwork.objects.get()
    assert network.checksum(queries.network_folder(row)) == row.checksum


@pytest.mark.usefixtures("drawn")
def test_the_same_extract_twice_is_one_network(extract: Path) -> None:
    run(extract)
    run(extract, "--activate")

    assert RoadNetwork.objects.count() == 1


@pytest.mark.usefixtures("drawn")
def test_other_ferries_on_the_same_roads_are_another_network(tmp_path: Path, extract: Path) -> None:
    run(extract)
    run(write_extract(tmp_path / "kapal.osm", ferry=True))

    assert RoadNetwork.objects.count() == 2


@pytest.mark.usefixtures("drawn")
def test_only_one_network_is_active(tmp_path: Path, extract: Path) -> None:
    run(extract, "--activate")
    run(write_extract(tmp_path / "kapal.osm", ferry=True), "--activate")

    assert [row.name for row in RoadNetwork.objects.filter(is_active=True)] == ["kapal.osm"]


@pytest.mark.usefixtures("drawn")
def test_the_next_question_sees_a_network_that_was_activated(tmp_path: Path, extract: Path) -> None:
    run(extract, "--activate")
    before = len(queries.router().sea.lanes)

    run(write_extract(tmp_path / "kapal.osm", ferry=True), "--activate")

    assert (before, len(queries.router().sea.lanes)) == (0, 1)


@pytest.mark.usefixtures("drawn")
def test_its_road_names_become_places(extract: Path) -> None:
    run(extract, "--activate")

    named = set(NamedRoad.objects.values_list("name", flat=True))
    assert named == {tags["name"] for tags in WAYS.values()}


@pytest.mark.usefixtures("drawn")
@pytest.mark.parametrize("content", ["", "<osm", "{}", "<osm version='0.6'></osm>"])
def test_a_file_that_is_no_extract_changes_nothing(tmp_path: Path, content: str) -> None:
    path = tmp_path / "rusak.osm"
    path.write_text(content)

    with pytest.raises(CommandError):
        run(path, "--activate")

    assert not RoadNetwork.objects.exists()


@pytest.mark.usefixtures("drawn")
def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="tiada"):
        run(tmp_path / "tiada.osm")


@pytest.mark.django_db
def test_without_boundaries_the_command_says_what_to_run(extract: Path) -> None:
    with pytest.raises(CommandError, match="import_boundaries"):
        run(extract)


@pytest.mark.usefixtures("drawn")
def test_a_damaged_folder_is_written_anew(extract: Path) -> None:
    run(extract)
    row = RoadNetwork.objects.get()
    (queries.network_folder(row) / "segment_length_m.npy").write_bytes(b"x")

    run(extract, "--activate")

    assert queries.router().network.segment_count > 0


FAR = {letter: LonLat(13.4 + n * 0.01, 52.5) for n, letter in enumerate("ab")}


@pytest.mark.usefixtures("drawn")
@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("peta.osm", "<!DOCTYPE html><html>404</html>", r"peta\.osm .* download it again"),
        ("peta.osm", '{"elements": []}', r"peta\.osm .* is JSON"),
        ("peta.osm.pbf", "", r"peta\.osm\.pbf .* is empty"),
        ("peta.osm", '<osm version="0.6"><node id="1"', r"peta\.osm .* truncated"),
        ("peta.osm", '<osm version="0.6"></osm>', r"peta\.osm holds no road"),
        ("peta.osm", osm_xml(FAR, {"ab": "footway"}, {})[0], r"peta\.osm misses the regency"),
        ("peta.osm", osm_xml(FAR, {"ab": "primary"}, {})[0], r"peta\.osm misses the regency"),
    ],
)
def test_a_file_that_is_no_extract_of_ours_changes_nothing(
    tmp_path: Path, extract: Path, name: str, content: str, told: str
) -> None:
    run(extract, "--activate")
    before = list(RoadNetwork.objects.values_list("pk", "is_active"))
    (tmp_path / name).write_text(content)

    with pytest.raises(CommandError, match=f"{told}.*: nothing was changed"):
        run(tmp_path / name, "--activate")

    assert list(RoadNetwork.objects.values_list("pk", "is_active")) == before


@pytest.mark.usefixtures("drawn")
def test_a_neighbours_roads_alone_are_refused(tmp_path: Path) -> None:
    shape = GeosPolygon.from_bbox((113.3, -7.3, 113.6, -6.8))
    Neighbour.objects.create(code="35.27", name="Rekaan", geometry=MultiPolygon(shape, srid=4326))
    places = {letter: LonLat(113.4 + n * 0.01, -7.1) for n, letter in enumerate("ab")}
    path = tmp_path / "tetangga.osm"
    path.write_text(osm_xml(places, {"ab": "primary"}, {})[0])

    with pytest.raises(CommandError, match=r"tetangga\.osm misses the regency"):
        run(path)
