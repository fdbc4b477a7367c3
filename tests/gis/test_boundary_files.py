"""Reading boundary files: every defect of form is named with its file and feature."""

from __future__ import annotations

from pathlib import Path

import pytest

from gis.boundary_files import read_boundaries
from tests.gis.boundary_sketch import A, B, Documents, documents, feature, write


@pytest.fixture
def files() -> Documents:
    return documents()


def defects(files: Documents, folder: Path) -> list[str]:
    _, found = read_boundaries(write(files, folder))
    return [str(defect) for defect in found]


def test_a_good_folder_is_read_without_defects(files: Documents, tmp_path: Path):
    boundaries, found = read_boundaries(write(files, tmp_path))

    assert found == []
    assert [area.code for area in boundaries.kecamatan] == ["35.29.01", "35.29.02"]
    assert [len(boundaries.desa), len(boundaries.land), len(boundaries.islands)] == [3, 2, 2]


def test_an_island_off_the_land_has_no_land_part(files: Documents, tmp_path: Path):
    boundaries, _ = read_boundaries(write(files, tmp_path))

    assert [island.land_part for island in boundaries.islands] == [2, None]


def test_the_checksum_changes_with_any_file(files: Documents, tmp_path: Path):
    before, _ = read_boundaries(write(files, tmp_path / "before"))
    files["aliases.csv"][0]["note"] = "seen on a sign"
    after, _ = read_boundaries(write(files, tmp_path / "after"))

    assert before.checksum != after.checksum


@pytest.mark.parametrize("name", sorted(documents()))
def test_a_missing_file_is_named(name: str, files: Documents, tmp_path: Path):
    files[name] = None

    assert f"{name}: the file is missing" in defects(files, tmp_path)


@pytest.mark.parametrize("name", ["desa.geojson", "land.geojson", "neighbours.geojson"])
@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b'{"type": "FeatureCollection", "features": [', "not JSON"),
        (b'[{"type": "Feature"}]', "not a GeoJSON FeatureCollection"),
        (b'{"type": "FeatureCollection", "features": []}', "the collection is empty"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"[" * 100_000, "not JSON"),
        (b'{"type": "FeatureCollection", "features": [7]}', "feature 1: not a GeoJSON Feature"),
    ],
)
def test_a_broken_document_is_named(
    name: str, content: bytes, what: str, files: Documents, tmp_path: Path
):
    files[name] = content

    assert any(d.startswith(f"{name}: ") and what in d for d in defects(files, tmp_path))


@pytest.mark.parametrize(
    ("geometry", "what"),
    [
        ({"type": "Point", "coordinates": [114, -7]}, "geometry is Point, not Polygon"),
        (None, "geometry is None"),
        ({"type": "Polygon", "coordinates": []}, "geometry is empty"),
        ({"type": "Polygon"}, "geometry cannot be read"),
        ({"type": "Polygon", "coordinates": [[[114, -7], [114.1, -7]]]}, "cannot be read"),
        ({"type": "Polygon", "coordinates": [[[10**400, 1], [1, 2], [3, 4]]]}, "cannot be read"),
        ({"type": "Polygon", "coordinates": [[["a", "b"], [1, 2], [3, 4], [1, 2]]]}, "cannot be"),
        (
            {
                "type": "Polygon",
                "coordinates": [[[114, -7], [114.1, float("nan")], [114, -6.9], [114, -7]]],
            },
            "not finite",
        ),
        (
            {
                "type": "Polygon",
                "coordinates": [[[114, -7], [114.1, -6.9], [114.1, -7], [114, -6.9], [114, -7]]],
            },
            "geometry is not valid: Self-intersection",
        ),
        (
            {"type": "Polygon", "coordinates": [[[114, -7], [114.1, -7], [114.1, -6.9]]]},
            "a ring that does not end where it begins",
        ),
        (
            {
                "type": "MultiPolygon",
                "coordinates": [[[["114", -7], [114.1, -7], [114.1, -6.9], ["114", -7]]]],
            },
            "a coordinate that is not a number",
        ),
    ],
)
def test_a_bad_geometry_is_named_with_its_feature(
    geometry: object, what: str, files: Documents, tmp_path: Path
):
    feature(files, "desa.geojson", 1)["geometry"] = geometry

    found = defects(files, tmp_path)

    assert len(found) == 1
    assert found[0].startswith(f"desa.geojson: {B}: ")
    assert what in found[0]


@pytest.mark.parametrize(
    ("field", "value", "what"),
    [
        ("code", None, "code is missing"),
        ("code", "3529011001", "is not of the form"),
        ("code", "35.29.01.10", "is not of the form"),
        ("name", "  ", "name is missing"),
        ("name", 7, "name 7 is not a text"),
        ("name", "a" * 81, "longer than 80"),
        ("name", "Asri\u202e", "control characters"),
        ("name", "Asri\ud800", "control characters"),
        ("bps_code", "35290", "is not of the form"),
        ("kecamatan_code", "35.30.01", "is not of the form"),
    ],
)
def test_a_bad_property_is_named(
    field: str, value: object, what: str, files: Documents, tmp_path: Path
):
    feature(files, "desa.geojson", 0)["properties"][field] = value

    found = defects(files, tmp_path)

    assert len(found) == 1
    assert found[0].startswith("desa.geojson: ")
    assert what in found[0]


def test_a_third_coordinate_is_dropped(files: Documents, tmp_path: Path):
    polygon = feature(files, "desa.geojson", 0)["geometry"]["coordinates"][0][0]
    polygon[:] = [[lon, lat, 12.0] for lon, lat in polygon]

    boundaries, found = read_boundaries(write(files, tmp_path))

    assert found == []
    assert not boundaries.desa[0].polygon.has_z


def test_another_reference_system_is_refused(files: Documents, tmp_path: Path):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32750"}}
    files["kecamatan.geojson"]["crs"] = crs

    assert any("not WGS84 degrees" in defect for defect in defects(files, tmp_path))


@pytest.mark.parametrize(
    ("field", "value", "what"),
    [
        ("lon", "seratus", "lon 'seratus' is not a number"),
        ("lon", "nan", "is not a number"),
        ("lon", "", "lon is missing"),
        ("lat", "114.05", "lat 114.05 is not between -90 and 90"),
        ("lat", "1e400", "is not a number"),
        ("populated", "ya", "neither true nor false"),
        ("populated", "", "populated is missing"),
        ("land_part", "1.5", "is not a whole number"),
        ("code", "35.29.30001", "is not of the form"),
        ("distance_to_land_m", "-4", "is not between"),
    ],
)
def test_a_bad_field_of_an_island_is_named(
    field: str, value: str, what: str, files: Documents, tmp_path: Path
):
    files["islands.csv"][0][field] = value

    found = defects(files, tmp_path)

    assert len(found) == 1
    assert found[0].startswith("islands.csv: ")
    assert what in found[0]


def test_a_missing_column_is_named(files: Documents, tmp_path: Path):
    for row in files["islands.csv"]:
        del row["populated"]

    assert defects(files, tmp_path) == ["islands.csv: column missing: populated"]


def test_a_row_with_too_few_fields_is_named_by_its_line(files: Documents, tmp_path: Path):
    folder = write(files, tmp_path)
    with (folder / "aliases.csv").open("a") as file:
        file.write("desa,35.29.01.1001\n")

    _, found = read_boundaries(folder)

    assert [str(defect) for defect in found] == ["aliases.csv: line 3: not 5 fields"]


def test_a_table_without_rows_is_named(files: Documents, tmp_path: Path):
    folder = write(files, tmp_path)
    header = (folder / "islands.csv").read_text().splitlines()[0]
    (folder / "islands.csv").write_text(header)

    _, found = read_boundaries(folder)

    assert [str(defect) for defect in found] == ["islands.csv: the table has no rows"]


def test_there_may_be_no_aliases(files: Documents, tmp_path: Path):
    files["aliases.csv"] = b"kind,code,alias,source,note\n"

    assert defects(files, tmp_path) == []


def test_a_quote_that_never_closes_is_named(files: Documents, tmp_path: Path):
    files["aliases.csv"] = b'kind,code,alias,source,note\n"desa,35.29.01.1001,x,y,z\n'

    assert defects(files, tmp_path)[0].startswith("aliases.csv: not a CSV table")


def test_defects_of_several_files_come_together(files: Documents, tmp_path: Path):
    feature(files, "desa.geojson", 0)["geometry"] = None
    feature(files, "kecamatan.geojson", 1)["properties"]["name"] = ""
    files["islands.csv"][1]["lat"] = "x"

    found = defects(files, tmp_path)

    assert [defect.split(": ")[:2] for defect in found] == [
        ["kecamatan.geojson", "35.29.02"],
        ["desa.geojson", A],
        ["islands.csv", "35.29.40002"],
    ]
