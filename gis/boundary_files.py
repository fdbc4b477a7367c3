"""Reads a folder of boundary files into records: kecamatan, desa, land, islands, names."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from shapely.geometry import MultiPolygon, Polygon

from gis.land import LandPart
from gis.layer_files import Defect, Feature, FieldReader, read_features, read_table
from gis.types import LonLat

KECAMATAN_FILE = "kecamatan.geojson"
DESA_FILE = "desa.geojson"
LAND_FILE = "land.geojson"
ISLANDS_FILE = "islands.csv"
NEIGHBOURS_FILE = "neighbours.geojson"
ALIASES_FILE = "aliases.csv"
FILES = (KECAMATAN_FILE, DESA_FILE, LAND_FILE, ISLANDS_FILE, NEIGHBOURS_FILE, ALIASES_FILE)

KECAMATAN_CODE = r"35\.29\.\d{2}"
DESA_CODE = r"35\.29\.\d{2}\.\d{4}"
ISLAND_CODE = r"35\.29\.4\d{4}"
_ISLAND_COLUMNS = (
    *("code", "name", "populated", "lon", "lat", "area_km2", "kecamatan_code"),
    *("distance_to_kecamatan_m", "land_part", "nearest_land_part", "distance_to_land_m"),
)


@dataclass(frozen=True, slots=True)
class AreaRecord:
    """A kecamatan (``kecamatan_code`` empty) or a desa; ``polygon`` is in degrees."""

    code: str
    name: str
    bps_code: str
    bps_name: str
    kecamatan_code: str
    polygon: Polygon | MultiPolygon


@dataclass(frozen=True, slots=True)
class IslandRecord:
    """A registered island: a point that may lie off the coast as it was generalised.

    ``land_part`` is None where the point lies on no land part; ``nearest_land_part`` is then the
    nearest one. Both distances are 0 inside.
    """

    code: str
    name: str
    populated: bool
    point: LonLat
    area_km2: float | None
    kecamatan_code: str
    distance_to_kecamatan_m: float
    land_part: int | None
    nearest_land_part: int
    distance_to_land_m: float


@dataclass(frozen=True, slots=True)
class NeighbourRecord:
    """Land of a neighbouring regency; ``polygon`` is in degrees."""

    code: str
    name: str
    polygon: Polygon | MultiPolygon


@dataclass(frozen=True, slots=True)
class AliasRecord:
    """Another name of the place with this kind and code."""

    kind: str
    target_code: str
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class BoundarySet:
    """Everything that one folder of boundaries says. ``checksum`` is a SHA-256 of its files."""

    kecamatan: tuple[AreaRecord, ...]
    desa: tuple[AreaRecord, ...]
    land: tuple[LandPart, ...]
    islands: tuple[IslandRecord, ...]
    neighbours: tuple[NeighbourRecord, ...]
    aliases: tuple[AliasRecord, ...]
    checksum: str = ""


def read_boundaries(folder: Path) -> tuple[BoundarySet, list[Defect]]:
    """Return what the files of a folder say, and every defect of form.

    A record with a defect is left out, except that a bad geometry leaves an empty polygon. Whether
    the records agree with each other is for ``gis.boundary_rules``.
    """
    kecamatan, bad_kecamatan = _areas(folder / KECAMATAN_FILE, KECAMATAN_CODE, r"\d{7}")
    desa, bad_desa = _areas(folder / DESA_FILE, DESA_CODE, r"\d{10}")
    land, bad_land = _land(folder / LAND_FILE)
    islands, bad_islands = _islands(folder / ISLANDS_FILE)
    neighbours, bad_neighbours = _neighbours(folder / NEIGHBOURS_FILE)
    aliases, bad_aliases = _aliases(folder / ALIASES_FILE)
    boundaries = BoundarySet(
        kecamatan=tuple(kecamatan),
        desa=tuple(desa),
        land=tuple(land),
        islands=tuple(islands),
        neighbours=tuple(neighbours),
        aliases=tuple(aliases),
        checksum=files_checksum(folder, FILES),
    )
    defects = bad_kecamatan + bad_desa + bad_land + bad_islands + bad_neighbours + bad_aliases
    return boundaries, defects


def files_checksum(folder: Path, names: tuple[str, ...]) -> str:
    """Return one SHA-256 over the named files of a folder; a missing file counts as empty."""
    digest = hashlib.sha256()
    for name in names:
        path = folder / name
        content = path.read_bytes() if path.is_file() else b""
        digest.update(f"{name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def point_of(fields: FieldReader) -> LonLat:
    """Return the point in the fields ``lon`` and ``lat``; (0, 0) beside a defect."""
    return LonLat(fields.number("lon", low=-180, high=180), fields.number("lat", low=-90, high=90))


def _areas(path: Path, code: str, bps_code: str) -> tuple[list[AreaRecord], list[Defect]]:
    features, defects = read_features(path)
    records = []
    for feature in features:
        fields = FieldReader(path.name, feature.label, feature.properties)
        record = AreaRecord(
            code=fields.text("code", pattern=code),
            name=fields.text("name", longest=80),
            bps_code=fields.text("bps_code", pattern=bps_code),
            bps_name=fields.text("bps_name", longest=80),
            kecamatan_code=(
                fields.text("kecamatan_code", pattern=KECAMATAN_CODE) if code == DESA_CODE else ""
            ),
            polygon=_polygon(feature),
        )
        defects += fields.defects
        if not fields.defects:
            records.append(record)
    return records, defects


def _land(path: Path) -> tuple[list[LandPart], list[Defect]]:
    features, defects = read_features(path, label="number")
    parts = []
    for feature in features:
        fields = FieldReader(path.name, feature.label, feature.properties)
        codes = feature.properties.get("kecamatan_codes")
        if not isinstance(codes, list) or not codes or not all(isinstance(c, str) for c in codes):
            what = f"kecamatan_codes {codes!r} is not a list of codes"
            fields.defects.append(Defect(path.name, feature.label, what))
            codes = []
        part = LandPart(
            number=fields.whole("number"),
            name=fields.text("name", optional=True, longest=80) or None,
            island_code=fields.text("island_code", optional=True, pattern=ISLAND_CODE) or None,
            populated=fields.flag("populated"),
            kecamatan_codes=tuple(codes),
            polygon=_polygon(feature),
        )
        defects += fields.defects
        if not fields.defects:
            parts.append(part)
    return parts, defects


def _islands(path: Path) -> tuple[list[IslandRecord], list[Defect]]:
    rows, defects = read_table(path, columns=_ISLAND_COLUMNS)
    islands = []
    for fields in rows:
        populated = fields.flag("populated")
        if populated is None and not fields.defects:
            fields.defects.append(Defect(path.name, fields.label, "populated is missing"))
        island = IslandRecord(
            code=fields.text("code", pattern=ISLAND_CODE),
            name=fields.text("name", longest=80),
            populated=bool(populated),
            point=point_of(fields),
            area_km2=fields.optional_number("area_km2", low=0),
            kecamatan_code=fields.text("kecamatan_code", pattern=KECAMATAN_CODE),
            distance_to_kecamatan_m=fields.number("distance_to_kecamatan_m", low=0),
            land_part=fields.optional_whole("land_part"),
            nearest_land_part=fields.whole("nearest_land_part"),
            distance_to_land_m=fields.number("distance_to_land_m", low=0),
        )
        defects += fields.defects
        if not fields.defects:
            islands.append(island)
    return islands, defects


def _neighbours(path: Path) -> tuple[list[NeighbourRecord], list[Defect]]:
    features, defects = read_features(path)
    neighbours = []
    for feature in features:
        fields = FieldReader(path.name, feature.label, feature.properties)
        record = NeighbourRecord(
            code=fields.text("code", pattern=r"\d{2}\.\d{2}"),
            name=fields.text("name", longest=80),
            polygon=_polygon(feature),
        )
        defects += fields.defects
        if not fields.defects:
            neighbours.append(record)
    return neighbours, defects


def _aliases(path: Path) -> tuple[list[AliasRecord], list[Defect]]:
    columns = ("kind", "code", "alias", "source")
    rows, defects = read_table(path, columns=columns, label="alias", may_be_empty=True)
    aliases = []
    for fields in rows:
        record = AliasRecord(
            kind=fields.text("kind", longest=16),
            target_code=fields.text("code", longest=64),
            name=fields.text("alias", longest=120),
            source=fields.text("source", optional=True),
        )
        defects += fields.defects
        if not fields.defects:
            aliases.append(record)
    return aliases, defects


def _polygon(feature: Feature) -> Polygon | MultiPolygon:
    geometry = feature.geometry
    return geometry if isinstance(geometry, (Polygon, MultiPolygon)) else MultiPolygon()
