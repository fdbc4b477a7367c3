"""Reading place files: facilities, ports, stations and settlements, with every defect named."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from gis.place_files import place_defects, read_places

Rows = dict[str, dict[str, str]]


@pytest.fixture
def rows() -> Rows:
    """Return one good row of each file."""
    basic = {"name": "Contoh", "lon": "114.0", "lat": "-7.0", "kecamatan_code": "35.29.01"}
    rated = basic | {"confidence": "A", "source": "invented", "note": ""}
    return {
        "facilities.csv": rated | {"code": "puskesmas-contoh", "kind": "puskesmas", "owner": ""},
        "ports.csv": rated | {"code": "contoh", "land_part": "1"},
        "stations.csv": rated
        | {"code": "polsek", "kind": "police", "confirmed": "true", "unit_kinds": "police; boat"},
        "settlements.csv": basic | {"code": "geonames-1"},
    }


def write(rows: Rows, folder: Path) -> Path:
    for name, row in rows.items():
        with (folder / name).open("w", newline="") as file:
            writer = csv.DictWriter(file, list(row))
            writer.writeheader()
            writer.writerow(row)
    return folder


def form_defects(rows: Rows, folder: Path) -> list[str]:
    _, found = read_places(write(rows, folder))
    return [str(defect) for defect in found]


def rule_defects(rows: Rows, folder: Path) -> list[str]:
    places, _ = read_places(write(rows, folder))
    found = place_defects(places, kecamatan_codes={"35.29.01"}, land_parts={1})
    return [str(defect) for defect in found]


def test_good_files_have_no_defects(rows: Rows, tmp_path: Path):
    assert form_defects(rows, tmp_path) == []


def test_good_places_keep_the_rules(rows: Rows, tmp_path: Path):
    assert rule_defects(rows, tmp_path) == []


def test_kinds_of_units_are_split(rows: Rows, tmp_path: Path):
    places, _ = read_places(write(rows, tmp_path))

    assert places.stations[0].unit_kinds == ("police", "boat")


@pytest.mark.parametrize(
    ("file", "field", "value", "what"),
    [
        ("facilities.csv", "kind", "warung", "kind 'warung' is not one of hospital, puskesmas"),
        ("facilities.csv", "code", "Puskesmas Contoh", "is not of the form"),
        ("facilities.csv", "confidence", "D", "is not one of A, B, C, none"),
        ("ports.csv", "land_part", "Madura", "land_part 'Madura' is not a number"),
        ("ports.csv", "lon", "", "lon is missing"),
        ("stations.csv", "kind", "castle", "is not one of"),
        ("stations.csv", "unit_kinds", "police;tank", "unknown kind of unit 'tank'"),
        ("stations.csv", "confidence", "none", "confirmed with confidence 'none'"),
        ("settlements.csv", "kecamatan_code", "3529010", "is not of the form"),
        ("settlements.csv", "lat", "inf", "is not a number"),
    ],
)
def test_a_bad_field_is_named(
    file: str, field: str, value: str, what: str, rows: Rows, tmp_path: Path
):
    rows[file][field] = value

    found = form_defects(rows, tmp_path)

    assert len(found) == 1
    assert found[0].startswith(f"{file}: ")
    assert what in found[0]


@pytest.mark.parametrize(
    ("file", "field", "value", "what"),
    [
        ("facilities.csv", "kecamatan_code", "35.29.27", "no kecamatan 35.29.27"),
        ("ports.csv", "land_part", "126", "no land part 126"),
        ("settlements.csv", "lon", "106.8", "lies far outside the regency, at 106.8, -7.0"),
    ],
)
def test_a_place_that_fits_nowhere_is_named(
    file: str, field: str, value: str, what: str, rows: Rows, tmp_path: Path
):
    rows[file][field] = value

    assert rule_defects(rows, tmp_path) == [f"{file}: {rows[file]['code']}: {what}"]


def test_a_code_that_occurs_twice_is_named(rows: Rows, tmp_path: Path):
    folder = write(rows, tmp_path)
    lines = (folder / "ports.csv").read_text().splitlines()
    (folder / "ports.csv").write_text("\n".join([*lines, lines[-1]]))
    places, _ = read_places(folder)

    found = place_defects(places, kecamatan_codes={"35.29.01"}, land_parts={1})

    assert [str(defect) for defect in found] == ["ports.csv: contoh: code occurs 2 times"]
