"""A drawn regency in the database: the mainland, Talango close by, Sapudi far out, a neighbour.

::

    Pamekasan   | mainland (1), Kalianget    | Talango (2)        Sapudi (3), Gayam
    113.40-113.70 113.80 .......... 114.00     114.02-114.06      114.30-114.36
"""

from __future__ import annotations

from django.contrib.gis.geos import MultiPolygon, Point, Polygon

from backend.changes.actions import bump_epoch
from backend.changes.epoch_cache import forget_all
from backend.places.models import Desa, Facility, Island, Kecamatan, LandPart, Neighbour, Port

MAINLAND, TALANGO, SAPUDI = 1, 2, 3
KALIANGET = (113.90, -7.05)
ON_TALANGO = (114.04, -7.08)
ON_SAPUDI = (114.33, -7.10)
AT_SEA = (114.15, -7.30)
IN_PAMEKASAN = (113.50, -7.05)
SURABAYA = (112.7521, -7.2575)

_BOXES = {
    MAINLAND: (113.80, -7.15, 114.00, -6.95),
    TALANGO: (114.02, -7.10, 114.06, -7.06),
    SAPUDI: (114.30, -7.15, 114.36, -7.05),
}
_KECAMATAN = {
    MAINLAND: ("35.29.02", "Kalianget", "3529060"),
    TALANGO: ("35.29.04", "Talango", "3529050"),
    SAPUDI: ("35.29.20", "Gayam", "3529210"),
}
_DESA = {
    MAINLAND: ("35.29.02.2001", "Kertasada", "3529060001"),
    TALANGO: ("35.29.04.2001", "Palasa", "3529050001"),
    SAPUDI: ("35.29.20.2001", "Pancor", "3529210001"),
}
_ISLANDS = {TALANGO: ("35.29.40001", "Poteran"), SAPUDI: ("35.29.40002", "Sapudi")}


def draw_places() -> None:
    """Fill the tables of places and tell the caches."""
    for number, box in _BOXES.items():
        _draw_land(number, _shape(box))
    Neighbour.objects.create(
        code="35.28", name="Pamekasan", geometry=_shape((113.40, -7.20, 113.70, -6.90))
    )
    _draw_points()
    forget_all()
    bump_epoch("boundaries")


def _draw_land(number: int, shape: MultiPolygon) -> None:
    code, name, bps = _KECAMATAN[number]
    desa_code, desa_name, desa_bps = _DESA[number]
    island_code, island_name = _ISLANDS.get(number, ("", ""))
    area = {"area_km2": 20.0, "geometry": shape}
    Kecamatan.objects.create(code=code, name=name, bps_code=bps, bps_name=name, **area)
    Desa.objects.create(
        code=desa_code,
        name=desa_name,
        bps_code=desa_bps,
        bps_name=desa_name,
        kecamatan_code=code,
        **area,
    )
    LandPart.objects.create(
        number=number,
        name=island_name or "Madura",
        island_code=island_code,
        populated=True,
        kecamatan_codes=[code],
        **area,
    )
    if island_code:
        Island.objects.create(
            code=island_code,
            name=island_name,
            populated=True,
            kecamatan_code=code,
            land_part=number,
            nearest_land_part=number,
            area_km2=20.0,
            point=shape.centroid,
        )


def _draw_points() -> None:
    Port.objects.create(
        code="port-kalianget",
        name="Kalianget",
        kecamatan_code="35.29.02",
        land_part=MAINLAND,
        confidence="A",
        contact="Syahbandar 0000",
        point=_point((113.99, -7.08)),
    )
    Port.objects.create(
        code="port-sapudi",
        name="Sapudi",
        kecamatan_code="35.29.20",
        land_part=SAPUDI,
        confidence="B",
        point=_point((114.301, -7.10)),
    )
    Facility.objects.create(
        code="pkm-gayam",
        name="Puskesmas Gayam",
        kind="puskesmas",
        kecamatan_code="35.29.20",
        confidence="A",
        point=_point((114.34, -7.10)),
    )
    Facility.objects.create(
        code="rs-kalianget",
        name="RS Rekaan Kalianget",
        kind="hospital",
        kecamatan_code="35.29.02",
        confidence="A",
        point=_point((113.95, -7.05)),
    )


def _point(lonlat: tuple[float, float]) -> Point:
    return Point(*lonlat, srid=4326)


def _shape(box: tuple[float, float, float, float]) -> MultiPolygon:
    return MultiPolygon(Polygon.from_bbox(box), srid=4326)
