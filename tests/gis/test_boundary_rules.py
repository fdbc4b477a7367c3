"""The rules of boundaries: each is broken once, and everything broken is listed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.boundary_files import read_boundaries
from gis.boundary_rules import boundary_defects, boundary_notes
from tests.gis.boundary_sketch import COUNTS, A, B, C, Documents, cells, documents, feature, write


@pytest.fixture
def files() -> Documents:
    return documents()


def defects(files: Documents, folder: Path) -> list[str]:
    boundaries, unreadable = read_boundaries(write(files, folder))
    assert unreadable == []
    return [str(defect) for defect in boundary_defects(boundaries, expected=COUNTS)]


def move(files: Documents, file: str, index: int, coordinates: list[object]) -> None:
    feature(files, file, index)["geometry"]["coordinates"] = coordinates


def test_a_good_set_keeps_every_rule(files: Documents, tmp_path: Path):
    assert defects(files, tmp_path) == []


def test_the_official_counts_are_expected(files: Documents, tmp_path: Path):
    boundaries, _ = read_boundaries(write(files, tmp_path))

    found = [str(defect) for defect in boundary_defects(boundaries)]

    assert "kecamatan.geojson: 2 usable kecamatan, 27 expected" in found
    assert "desa.geojson: 3 usable desa, 334 expected" in found
    assert "islands.csv: 2 usable islands, at least 119 expected" in found


@pytest.mark.parametrize(
    ("file", "field", "value"),
    [
        ("kecamatan.geojson", "code", "35.29.01"),
        ("kecamatan.geojson", "bps_code", "3529070"),
        ("desa.geojson", "code", A),
        ("desa.geojson", "bps_code", "3529070001"),
        ("land.geojson", "number", 1),
    ],
)
def test_a_code_that_occurs_twice_is_named(
    file: str, field: str, value: object, files: Documents, tmp_path: Path
):
    feature(files, file, 1)["properties"][field] = value

    assert f"{file}: {value}: {field} occurs 2 times" in defects(files, tmp_path)


def test_an_island_code_that_occurs_twice_is_named(files: Documents, tmp_path: Path):
    files["islands.csv"].append(dict(files["islands.csv"][0]))

    assert "islands.csv: 35.29.40001: code occurs 2 times" in defects(files, tmp_path)


def test_a_desa_must_carry_the_code_of_its_kecamatan(files: Documents, tmp_path: Path):
    feature(files, "desa.geojson", 1)["properties"]["code"] = "35.29.02.2002"

    assert (
        "desa.geojson: 35.29.02.2002 (Baru): code does not begin with its kecamatan_code 35.29.01"
        in defects(files, tmp_path)
    )


def test_a_desa_must_carry_the_bps_code_of_its_kecamatan(files: Documents, tmp_path: Path):
    feature(files, "desa.geojson", 1)["properties"]["bps_code"] = "3529060002"

    found = defects(files, tmp_path)

    assert found == [f"desa.geojson: {B} (Baru): bps_code 3529060002 does not begin with 3529070"]


def test_a_desa_of_an_unknown_kecamatan_is_named(files: Documents, tmp_path: Path):
    feature(files, "desa.geojson", 2)["properties"] |= {
        "code": "35.29.09.2001",
        "kecamatan_code": "35.29.09",
    }

    found = defects(files, tmp_path)

    assert "desa.geojson: 35.29.09.2001 (Cermai): no kecamatan 35.29.09" in found
    assert "kecamatan.geojson: 35.29.02 (Bukit): has no desa" in found


def test_a_desa_that_sticks_out_of_its_kecamatan_is_named(files: Documents, tmp_path: Path):
    move(files, "desa.geojson", 1, cells(2, 0, 3.5, 2))

    found = defects(files, tmp_path)

    # half a cell by two: 552 m x 2212 m = 1.22 km2
    outside = [d for d in found if d.startswith(f"desa.geojson: {B} (Baru): ")]
    assert outside[0].endswith("m2 lie outside its kecamatan 35.29.01")
    assert 1_200_000 < float(outside[0].split()[3].replace(",", "")) < 1_240_000


def test_a_desa_of_another_kecamatan_is_outside_its_own(files: Documents, tmp_path: Path):
    move(files, "desa.geojson", 2, cells(0, 0, 1, 2))

    assert any(
        f"{C} (Cermai): " in d and "outside its kecamatan" in d for d in defects(files, tmp_path)
    )


def test_less_than_a_square_metre_outside_is_rounding(files: Documents, tmp_path: Path):
    # 2e-10 degrees are 0.02 mm; along 2212 m that is 0.05 m2
    east = 114.03 + 2e-10
    ring = [[114.02, -7.0], [east, -7.0], [east, -6.98], [114.02, -6.98], [114.02, -7.0]]
    move(files, "desa.geojson", 1, [[ring]])

    assert defects(files, tmp_path) == []


def test_a_point_more_on_a_long_edge_changes_nothing(files: Documents, tmp_path: Path):
    south_edge = [[114.0, -7.0], [114.01, -7.0], [114.03, -7.0]]
    ring = [*south_edge, [114.03, -6.98], [114.0, -6.98], [114.0, -7.0]]
    move(files, "kecamatan.geojson", 0, [[ring]])

    assert defects(files, tmp_path) == []


@pytest.mark.parametrize(
    ("file", "index", "coordinates", "labels"),
    [
        ("desa.geojson", 1, cells(1.9, 0, 3, 2), f"{A}: overlaps {B}"),
        ("kecamatan.geojson", 1, cells(2.5, 0, 6, 2), "35.29.01: overlaps 35.29.02"),
        ("land.geojson", 1, cells(2.5, 0, 6, 2), "1: overlaps 2"),
    ],
)
def test_an_overlap_names_both(
    file: str, index: int, coordinates: list[object], labels: str, files: Documents, tmp_path: Path
):
    move(files, file, index, coordinates)

    assert any(d.startswith(f"{file}: {labels} by ") for d in defects(files, tmp_path))


def test_shared_edges_are_no_overlap(files: Documents, tmp_path: Path):
    move(files, "desa.geojson", 0, cells(0, 0, 2, 2))
    move(files, "desa.geojson", 1, cells(2, 0, 3, 2))

    assert not any("overlaps" in defect for defect in defects(files, tmp_path))


def test_swapped_coordinates_are_recognised(files: Documents, tmp_path: Path):
    ring = feature(files, "desa.geojson", 0)["geometry"]["coordinates"][0][0]
    ring[:] = [[lat, lon] for lon, lat in ring]

    found = defects(files, tmp_path)

    assert found[0].startswith(f"desa.geojson: {A} (Asri): lies outside the box of the regency")
    assert found[0].endswith("longitude and latitude look swapped")


def test_a_polygon_far_away_is_named(files: Documents, tmp_path: Path):
    move(files, "land.geojson", 1, [[[[1e300, 0], [1e300, 1], [-1e300, 1], [1e300, 0]]]])

    assert any(
        d.startswith("land.geojson: 2: lies outside the box") for d in defects(files, tmp_path)
    )


def test_a_desa_without_land_under_it_is_named(files: Documents, tmp_path: Path):
    files["land.geojson"]["features"].pop(0)

    found = defects(files, tmp_path)

    assert any(d.startswith(f"desa.geojson: {A} (Asri): ") and "no land part" in d for d in found)


def test_land_outside_its_kecamatan_is_named(files: Documents, tmp_path: Path):
    feature(files, "land.geojson", 1)["properties"]["kecamatan_codes"] = ["35.29.01"]

    found = defects(files, tmp_path)

    assert any(
        d.startswith("land.geojson: 2 (Pulau Cermai): ") and "outside its" in d for d in found
    )


def test_land_of_an_unknown_kecamatan_is_named(files: Documents, tmp_path: Path):
    feature(files, "land.geojson", 1)["properties"]["kecamatan_codes"].append("35.29.26")

    assert "land.geojson: 2 (Pulau Cermai): no kecamatan 35.29.26" in defects(files, tmp_path)


def test_an_island_inside_another_kecamatan_is_named(files: Documents, tmp_path: Path):
    files["islands.csv"][0] |= {"lon": "114.01", "lat": "-6.99"}

    found = defects(files, tmp_path)

    assert any(
        d.startswith("islands.csv: 35.29.40001 (Pulau Cermai): lies ") and "0 m from 35.29.01" in d
        for d in found
    )


def test_an_island_farther_off_than_stated_is_named(files: Documents, tmp_path: Path):
    # 0.9 cells from the islet: 0.009 deg x 111,320 m x cos 7 deg = 994.4 m, x 1.001 (UTM) = 995 m
    files["islands.csv"][1]["lon"] = "114.041"

    found = defects(files, tmp_path)

    assert found == [
        "islands.csv: 35.29.40002 (Pulau Duri): lies 995 m from its kecamatan, "
        "distance_to_kecamatan_m says 552",
        "islands.csv: 35.29.40002 (Pulau Duri): lies 995 m from land part 2, "
        "distance_to_land_m says 552",
    ]


def test_an_island_of_an_unknown_kecamatan_is_named(files: Documents, tmp_path: Path):
    files["islands.csv"][0]["kecamatan_code"] = "35.29.27"

    found = defects(files, tmp_path)

    assert found == ["islands.csv: 35.29.40001 (Pulau Cermai): no kecamatan 35.29.27"]


def test_an_island_on_an_unknown_land_part_is_named(files: Documents, tmp_path: Path):
    files["islands.csv"][0]["land_part"] = "9"

    assert "islands.csv: 35.29.40001 (Pulau Cermai): no land part 9" in defects(files, tmp_path)


def test_land_of_an_unregistered_island_is_named(files: Documents, tmp_path: Path):
    feature(files, "land.geojson", 1)["properties"]["island_code"] = "35.29.40077"

    assert "land.geojson: 2: no island 35.29.40077 in islands.csv" in defects(files, tmp_path)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"code": "35.29.01.9999"}, "aliases.csv: Cermae: no desa 35.29.01.9999"),
        ({"kind": "planet"}, "aliases.csv: Cermae: unknown kind 'planet'"),
    ],
)
def test_an_alias_of_nothing_is_named(
    change: dict[str, str], what: str, files: Documents, tmp_path: Path
):
    files["aliases.csv"][0] |= change

    assert what in defects(files, tmp_path)


@pytest.mark.parametrize("name", ["kecamatan.geojson", "desa.geojson", "land.geojson"])
def test_a_file_that_cannot_be_read_does_not_stop_the_rules(
    name: str, files: Documents, tmp_path: Path
):
    files[name] = b"{"
    boundaries, _ = read_boundaries(write(files, tmp_path))

    assert any(d.file == name for d in boundary_defects(boundaries, expected=COUNTS))


def test_an_empty_folder_breaks_every_count(tmp_path: Path):
    boundaries, _ = read_boundaries(tmp_path)

    assert len(boundary_defects(boundaries, expected=COUNTS)) == 5


def test_every_broken_rule_is_listed_at_once(files: Documents, tmp_path: Path):
    files["aliases.csv"][0]["kind"] = "planet"
    files["islands.csv"][0]["land_part"] = "9"
    move(files, "desa.geojson", 1, cells(1.9, 0, 3, 2))

    found = defects(files, tmp_path)

    assert [defect.split(":")[0] for defect in found] == [
        "aliases.csv",
        "desa.geojson",
        "islands.csv",
    ]


def test_a_broken_polygon_raises_no_defects_about_its_neighbours(files: Documents, tmp_path: Path):
    feature(files, "kecamatan.geojson", 0)["geometry"] = None
    boundaries, _ = read_boundaries(write(files, tmp_path))

    assert boundary_defects(boundaries, expected=COUNTS) == []


def test_notes_tell_how_far_islands_lie_off_the_land(files: Documents, tmp_path: Path):
    boundaries, _ = read_boundaries(write(files, tmp_path))

    assert boundary_notes(boundaries)[0] == (
        "1 islands lie on no land part; farthest: Pulau Duri, 0.6 km from land part 2"
    )


def test_notes_tell_of_land_that_belongs_to_no_desa(files: Documents, tmp_path: Path):
    # half a cell by two cells: 552 m x 2212 m = 1.22 km2
    move(files, "desa.geojson", 1, cells(2.5, 0, 3, 2))
    boundaries, _ = read_boundaries(write(files, tmp_path))

    notes = [note for note in boundary_notes(boundaries) if "belong to no desa" in note]

    assert len(notes) == 1
    assert notes[0].startswith("35.29.01 (Alun): 1,2")


@given(shift=st.floats(0.001, 1.9))
def test_any_desa_pushed_over_its_neighbour_is_found(
    shift: float, tmp_path_factory: pytest.TempPathFactory
):
    files = documents()
    move(files, "desa.geojson", 1, cells(2 - shift, 0, 3, 2))

    found = defects(files, tmp_path_factory.mktemp("pushed"))

    assert any(d.startswith(f"desa.geojson: {A}: overlaps {B} by ") for d in found)
