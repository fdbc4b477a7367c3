"""Reads places: the land, the gazetteer, and whether anything is loaded at all."""

from __future__ import annotations

import shapely
from django.contrib.gis.geos import GEOSGeometry, Point
from django.utils.translation import gettext as _
from shapely.geometry import MultiPolygon

from backend.changes.epoch_cache import EpochCache
from backend.errors import NotReady
from backend.places.models import (
    BoundaryImport,
    Desa,
    Facility,
    Island,
    Kecamatan,
    Landmark,
    LandPart,
    NamedRoad,
    Neighbour,
    PlaceAlias,
    Port,
    Settlement,
)
from gis import land as land_index
from gis.boundary_files import AliasRecord, AreaRecord, IslandRecord, NeighbourRecord
from gis.gazetteer import Gazetteer
from gis.places import FACILITY_RADIUS_M, PORT_RADIUS_M, PointRecord, RoadRecord
from gis.types import LonLat


def gazetteer() -> Gazetteer:
    """Return the gazetteer of the places in use, built once in each process for each change.

    Raises
    ------
    NotReady
        If no boundaries are loaded; the detail says what to run.
    """
    return _gazetteer.get()


def land() -> land_index.Land:
    """Return the index of the land parts in use.

    Raises
    ------
    NotReady
        If no boundaries are loaded.
    """
    return _land.get()


def require_boundaries() -> None:
    """Raise NotReady with the command to run if no boundaries are loaded."""
    if not boundaries_loaded():
        raise NotReady(_("Data batas wilayah belum dimuat: jalankan manage.py import_boundaries"))


def boundaries_loaded() -> bool:
    """Tell whether there are kecamatan and desa."""
    return Kecamatan.objects.exists() and Desa.objects.exists()


def kecamatan_codes() -> frozenset[str]:
    """Return the codes of the kecamatan in use."""
    return frozenset(Kecamatan.objects.values_list("code", flat=True))


def is_in_use(layer: str, checksum: str) -> bool:
    """Tell whether the files with this checksum are what was imported last."""
    latest = latest_import(layer)
    return latest is not None and latest.checksum == checksum


def latest_import(layer: str) -> BoundaryImport | None:
    """Return the newest import of ``boundaries`` or ``places``: the one in use."""
    return BoundaryImport.objects.filter(layer=layer).order_by("imported_at", "pk").last()


def _build_land() -> land_index.Land:
    require_boundaries()
    return land_index.Land(
        land_index.LandPart(
            number=row.number,
            name=row.name or None,
            island_code=row.island_code or None,
            populated=row.populated,
            kecamatan_codes=tuple(row.kecamatan_codes),
            polygon=_polygon(row.geometry),
        )
        for row in LandPart.objects.all()
    )


def _build_gazetteer() -> Gazetteer:
    require_boundaries()
    return Gazetteer(
        kecamatan=[_area(row) for row in Kecamatan.objects.all()],
        desa=[_area(row, row.kecamatan_code) for row in Desa.objects.all()],
        land=land(),
        islands=[_island(row) for row in Island.objects.all()],
        ports=[_place(row, PORT_RADIUS_M) for row in Port.objects.all()],
        facilities=[_place(row, FACILITY_RADIUS_M) for row in Facility.objects.all()],
        roads=[_road(row) for row in NamedRoad.objects.all()],
        landmarks=[*_landmarks(), *_settlements()],
        aliases=[
            AliasRecord(row.kind, row.target_code, row.name, row.source)
            for row in PlaceAlias.objects.order_by("pk")
        ],
        neighbours=[
            NeighbourRecord(row.code, row.name, _polygon(row.geometry))
            for row in Neighbour.objects.all()
        ],
    )


_land = EpochCache(_build_land, "boundaries")
_gazetteer = EpochCache(_build_gazetteer, "boundaries", "places", "gazetteer")


def _area(row: Kecamatan | Desa, kecamatan_code: str = "") -> AreaRecord:
    return AreaRecord(
        code=row.code,
        name=row.name,
        bps_code=row.bps_code,
        bps_name=row.bps_name,
        kecamatan_code=kecamatan_code,
        polygon=_polygon(row.geometry),
    )


def _island(row: Island) -> IslandRecord:
    return IslandRecord(
        code=row.code,
        name=row.name,
        populated=row.populated,
        point=_point(row.point),
        area_km2=row.area_km2,
        kecamatan_code=row.kecamatan_code,
        distance_to_kecamatan_m=row.distance_to_kecamatan_m,
        land_part=row.land_part,
        nearest_land_part=row.nearest_land_part,
        distance_to_land_m=row.distance_to_land_m,
    )


def _place(row: Port | Facility, radius_m: float) -> PointRecord:
    return PointRecord(row.code, row.name, _point(row.point), row.kecamatan_code, radius_m)


def _settlements() -> list[PointRecord]:
    return [
        PointRecord(row.code, row.name, _point(row.point), row.kecamatan_code, settlement=True)
        for row in Settlement.objects.all()
    ]


def _landmarks() -> list[PointRecord]:
    return [
        PointRecord(f"landmark-{row.pk}", row.name, _point(row.point), radius_m=row.radius_m)
        for row in Landmark.objects.order_by("pk")
    ]


def _road(row: NamedRoad) -> RoadRecord:
    lines = tuple(tuple(LonLat(lon, lat) for lon, lat in line) for line in row.lines.coords)
    return RoadRecord(row.name, lines)


def _point(point: Point) -> LonLat:
    return LonLat(point.x, point.y)


def _polygon(geometry: GEOSGeometry) -> MultiPolygon:
    """Return GeoDjango's geometry as shapely's; they meet only here and in the actions."""
    polygon = shapely.from_wkb(bytes(geometry.wkb))
    if not isinstance(polygon, MultiPolygon):
        msg = f"a {polygon.geom_type} is stored where a MultiPolygon belongs"
        raise TypeError(msg)
    return polygon
