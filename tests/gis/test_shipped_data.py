"""The data that the repository ships: complete, consistent, documented, unchanged by accident."""

from __future__ import annotations

import csv
import hashlib
import re
from pathlib import Path

import pytest

from gis.boundary_files import BoundarySet, read_boundaries
from gis.boundary_rules import boundary_defects
from gis.place_files import PlaceSet, place_defects, read_places

DATA = Path(__file__).resolve().parents[2] / "data"
FOLDERS = sorted(path.name for path in DATA.iterdir() if path.is_dir())


@pytest.fixture(scope="module")
def boundaries() -> BoundarySet:
    found, defects = read_boundaries(DATA / "sumenep_boundaries")
    assert defects == []
    return found


@pytest.fixture(scope="module")
def places() -> PlaceSet:
    found, defects = read_places(DATA / "sumenep_places")
    assert defects == []
    return found


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_file_matches_its_checksum(folder: str):
    listed = dict(
        reversed(line.split("  ", 1))
        for line in (DATA / folder / "SHA256SUMS").read_text().splitlines()
    )
    files = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (DATA / folder).iterdir()
        if path.name not in {"README.md", "SHA256SUMS"}
    }

    assert listed == files


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("pattern", ["source", "licence", "20[0-9]{2}", "known defects"])
def test_every_folder_tells_where_and_when_it_comes_from(folder: str, pattern: str):
    text = (DATA / folder / "README.md").read_text().lower()

    assert re.search(pattern, text)


def test_the_boundaries_keep_every_rule(boundaries: BoundarySet):
    assert boundary_defects(boundaries) == []


def test_there_are_27_kecamatan_and_334_desa(boundaries: BoundarySet):
    assert (len(boundaries.kecamatan), len(boundaries.desa)) == (27, 334)


def test_there_are_125_land_parts_37_of_them_populated(boundaries: BoundarySet):
    populated = [part for part in boundaries.land if part.populated]

    assert (len(boundaries.land), len(populated)) == (125, 37)


def test_madura_is_land_part_1_and_the_rest_are_sorted_by_area(boundaries: BoundarySet):
    areas = [part.polygon.area for part in boundaries.land]

    assert boundaries.land[0].name == "Madura"
    assert [part.number for part in boundaries.land] == list(range(1, 126))
    assert areas[1] == max(areas[1:])


def test_there_are_119_islands_38_of_them_populated(boundaries: BoundarySet):
    populated = [island for island in boundaries.islands if island.populated]

    assert (len(boundaries.islands), len(populated)) == (119, 38)


def test_19_islands_lie_on_no_land_part_and_keep_their_distance(boundaries: BoundarySet):
    off_land = [island for island in boundaries.islands if island.land_part is None]

    assert len(off_land) == 19
    assert all(island.distance_to_land_m > 0 for island in off_land)


@pytest.mark.parametrize("code", ["35.29.40009", "35.29.40090"])
def test_an_islet_merged_into_a_larger_island_stands_on_it(code: str, boundaries: BoundarySet):
    # Cibbao is merged into Kangean (part 2), Sepangkur Kecil into Sepangkur Besar (part 15)
    island = next(island for island in boundaries.islands if island.code == code)
    land_names = {part.number: part.name for part in boundaries.land}

    assert land_names[island.land_part or 0] in {"Pulau Kangean", "Pulau Sepangkur Besar"}


def test_the_places_fit_the_boundaries(boundaries: BoundarySet, places: PlaceSet):
    codes = {area.code for area in boundaries.kecamatan}
    numbers = {part.number for part in boundaries.land}

    assert place_defects(places, kecamatan_codes=codes, land_parts=numbers) == []


def test_there_are_6_hospitals_and_31_puskesmas(places: PlaceSet):
    kinds = [facility.kind for facility in places.facilities]

    assert (kinds.count("hospital"), kinds.count("puskesmas")) == (6, 31)


def test_there_are_16_ports_and_259_settlements(places: PlaceSet):
    assert (len(places.ports), len(places.settlements)) == (16, 259)


def test_the_fire_post_stands_unconfirmed_at_the_seat_of_its_kecamatan(places: PlaceSet):
    post = next(station for station in places.stations if station.kind == "fire_post")
    seat = next(s for s in places.settlements if s.name == "Sumenep")

    assert post.point == seat.point
    assert (post.confirmed, post.confidence) == (False, "none")


def test_only_published_positions_are_confirmed(places: PlaceSet):
    confirmed = {station.confidence for station in places.stations if station.confirmed}

    assert confirmed == {"A", "B"}


def test_the_population_sums_to_the_census_and_the_estimate():
    kecamatan = rows("sumenep_population/kecamatan.csv")

    assert sum(int(row["population_2010"]) for row in kecamatan) == 1_041_915
    assert sum(int(row["estimate_2025"]) for row in kecamatan) == 1_143_002
