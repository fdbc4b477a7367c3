"""A tiny regency of drawn places, to test what the real data does not show on purpose.

Cells of 0.1 degree, their corners at whole tenths; lon from 114.0, lat from -7.0::

    114.0   114.1   114.2   114.3   114.4   114.5   114.6
      | Anggur        | Belimbing |  sea  | Ceri  | sea | Ceri  |      kecamatan
      | Asem  | Asem..| Bambu     |       | Cempa |     | Cempa |      desa
      part 1  (mainland)                    part 2        part 3

``Cempa`` spans the islands Duku (part 2) and Embacang (part 3). ``Asem`` is a desa of both Anggur
(114.0 to 114.1) and Belimbing (114.2 to 114.25).
"""

from __future__ import annotations

from shapely.geometry import MultiPolygon, box

from gis.boundary_files import AliasRecord, AreaRecord, IslandRecord, NeighbourRecord
from gis.gazetteer import Gazetteer
from gis.land import Land, LandPart
from gis.places import PointRecord, RoadRecord
from gis.types import LonLat

SOUTH, NORTH = -7.0, -6.9
ANGGUR, BELIMBING, CERI = "35.29.01", "35.29.02", "35.29.03"
ASEM_1, AREN, ASEM_2, BAMBU, CEMPA = (
    "35.29.01.2001",
    "35.29.01.2002",
    "35.29.02.2001",
    "35.29.02.2002",
    "35.29.03.2001",
)
DUKU, EMBACANG = "35.29.40001", "35.29.40002"
MAINLAND, ON_DUKU, ON_EMBACANG = 1, 2, 3


def drawn_gazetteer(
    *,
    landmarks: tuple[PointRecord, ...] = (),
    aliases: tuple[AliasRecord, ...] = (),
    roads: tuple[RoadRecord, ...] = (),
) -> Gazetteer:
    """Return the drawn regency with further names."""
    return Gazetteer(
        kecamatan=[
            _area(ANGGUR, "Anggur", "", _columns((114.0, 114.2))),
            _area(BELIMBING, "Belimbing", "", _columns((114.2, 114.3))),
            _area(CERI, "Ceri", "", _columns((114.4, 114.45), (114.5, 114.55))),
        ],
        desa=[
            _area(ASEM_1, "Asem", ANGGUR, _columns((114.0, 114.1))),
            _area(AREN, "Aren", ANGGUR, _columns((114.1, 114.2))),
            _area(ASEM_2, "Asem", BELIMBING, _columns((114.2, 114.25))),
            _area(BAMBU, "Bambu", BELIMBING, _columns((114.25, 114.3))),
            _area(CEMPA, "Cempa", CERI, _columns((114.4, 114.45), (114.5, 114.55))),
        ],
        land=Land(
            [
                _part(MAINLAND, None, (114.0, 114.3), ANGGUR, BELIMBING),
                _part(ON_DUKU, DUKU, (114.4, 114.45), CERI),
                _part(ON_EMBACANG, EMBACANG, (114.5, 114.55), CERI),
            ]
        ),
        islands=[
            _island(DUKU, "Pulau Duku", 114.425, ON_DUKU),
            _island(EMBACANG, "Pulau Embacang", 114.525, ON_EMBACANG),
        ],
        ports=[PointRecord("dermaga-aren", "Aren", LonLat(114.15, -7.0), ANGGUR, 150.0)],
        roads=roads,
        landmarks=landmarks,
        aliases=aliases,
        neighbours=[NeighbourRecord("35.28", "Kabupaten Tetangga", _columns((113.8, 113.9995)))],
    )


def _columns(*spans: tuple[float, float]) -> MultiPolygon:
    return MultiPolygon([box(west, SOUTH, east, NORTH) for west, east in spans])


def _area(code: str, name: str, kecamatan_code: str, polygon: MultiPolygon) -> AreaRecord:
    return AreaRecord(code, name, "", "", kecamatan_code, polygon)


def _part(number: int, island: str | None, span: tuple[float, float], *codes: str) -> LandPart:
    name = {DUKU: "Pulau Duku", EMBACANG: "Pulau Embacang"}.get(island or "", "Daratan")
    return LandPart(number, name, island, True, codes, _columns(span))


def _island(code: str, name: str, lon: float, part: int) -> IslandRecord:
    return IslandRecord(
        code=code,
        name=name,
        populated=True,
        point=LonLat(lon, -6.95),
        area_km2=60.0,
        kecamatan_code=CERI,
        distance_to_kecamatan_m=0.0,
        land_part=part,
        nearest_land_part=part,
        distance_to_land_m=0.0,
    )
