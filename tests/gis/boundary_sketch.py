"""A tiny regency on a grid, written as boundary files that a test can spoil one by one.

The grid has cells of 0.01 degrees (about 1.1 km) with its corner at 114.00 E, 7.00 S::

    row 1   A A B . . C        A, B  desa of kecamatan 35.29.01 on the big land (part 1)
    row 0   A A B . . C        C     desa of kecamatan 35.29.02 on the islet (part 2)

Between B and C lie two cells of sea. The neighbour lies west of A.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from gis.boundary_rules import ExpectedCounts

WEST_DEG, SOUTH_DEG, CELL_DEG = 114.0, -7.0, 0.01
COUNTS = ExpectedCounts(kecamatan=2, desa=3, islands_min=2)

A, B, C = "35.29.01.1001", "35.29.01.2002", "35.29.02.2001"
Documents = dict[str, Any]


def cells(left: float, bottom: float, right: float, top: float) -> list[Any]:
    """Return a rectangle of the grid as the coordinates of a MultiPolygon."""
    corners = [(left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)]
    ring = [
        [round(WEST_DEG + x * CELL_DEG, 6), round(SOUTH_DEG + y * CELL_DEG, 6)] for x, y in corners
    ]
    return [[ring]]


def documents() -> Documents:
    """Return every file as data: GeoJSON documents, and lists of rows for the tables."""
    return {
        "kecamatan.geojson": _collection(
            _area("35.29.01", "Alun", "3529070", cells(0, 0, 3, 2)),
            _area("35.29.02", "Bukit", "3529060", cells(5, 0, 6, 2)),
        ),
        "desa.geojson": _collection(
            _area(A, "Asri", "3529070001", cells(0, 0, 2, 2), kecamatan_code="35.29.01"),
            _area(B, "Baru", "3529070002", cells(2, 0, 3, 2), kecamatan_code="35.29.01"),
            _area(C, "Cermai", "3529060001", cells(5, 0, 6, 2), kecamatan_code="35.29.02"),
        ),
        "land.geojson": _collection(
            _land(1, "Besar", None, ["35.29.01"], cells(0, 0, 3, 2)),
            _land(2, "Pulau Cermai", "35.29.40001", ["35.29.02"], cells(5, 0, 6, 2)),
        ),
        "islands.csv": [
            _island("35.29.40001", "Pulau Cermai", "true", 5.5, 1.0, land_part="2"),
            # 0.5 cells west of the islet: 0.005 deg of longitude at 7 S are 552 m
            _island("35.29.40002", "Pulau Duri", "false", 4.5, 1.0, away_m="552"),
        ],
        "neighbours.geojson": _collection(
            _feature({"code": "35.28", "name": "Kabupaten Tetangga"}, cells(-9, 0, -1, 2))
        ),
        "aliases.csv": [
            {"kind": "desa", "code": C, "alias": "Cermae", "source": "invented", "note": ""}
        ],
    }


def write(files: Documents, folder: Path) -> Path:
    """Write the files into a folder and return it; None leaves one out, bytes go in as they are."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name
        if content is None:
            continue
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif name.endswith(".csv"):
            _write_table(path, content)
        else:
            path.write_text(json.dumps(content))
    return folder


def feature(files: Documents, file: str, index: int) -> dict[str, Any]:
    """Return one feature of a GeoJSON file, to be changed in place."""
    found: dict[str, Any] = files[file]["features"][index]
    return found


def _collection(*features: dict[str, Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def _feature(properties: dict[str, Any], coordinates: list[Any]) -> dict[str, Any]:
    geometry = {"type": "MultiPolygon", "coordinates": coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _area(code: str, name: str, bps: str, coordinates: list[Any], **more: str) -> dict[str, Any]:
    return _feature(
        {"code": code, "name": name, "bps_code": bps, "bps_name": name, **more}, coordinates
    )


def _land(
    number: int, name: str, island: str | None, codes: list[str], coordinates: list[Any]
) -> dict[str, Any]:
    properties = {
        "number": number,
        "name": name,
        "island_code": island,
        "populated": True,
        "kecamatan_codes": codes,
    }
    return _feature(properties, coordinates)


def _island(
    code: str,
    name: str,
    populated: str,
    x: float,
    y: float,
    *,
    land_part: str = "",
    away_m: str = "0",
) -> dict[str, str]:
    return {
        "code": code,
        "name": name,
        "populated": populated,
        "lon": str(round(WEST_DEG + x * CELL_DEG, 6)),
        "lat": str(round(SOUTH_DEG + y * CELL_DEG, 6)),
        "area_km2": "",
        "kecamatan_code": "35.29.02",
        "distance_to_kecamatan_m": away_m,
        "land_part": land_part,
        "nearest_land_part": "2",
        "distance_to_land_m": away_m,
    }


def _write_table(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
