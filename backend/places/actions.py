"""Replaces boundaries, places and named roads: each in one transaction, all or nothing."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

import shapely
from django.contrib.gis import geos
from django.db import transaction
from shapely.geometry import MultiPolygon, Polygon

from backend.accounts.models import User
from backend.changes.actions import bump_epoch
from backend.places.models import (
    BoundaryImport,
    Desa,
    Facility,
    Island,
    Kecamatan,
    LandPart,
    NamedRoad,
    Neighbour,
    PlaceAlias,
    Port,
    Settlement,
)
from gis.boundary_files import AreaRecord, BoundarySet
from gis.place_files import PlaceSet
from gis.places import RoadRecord
from gis.projection import geometry_to_metres
from gis.types import LonLat

logger = logging.getLogger(__name__)


@transaction.atomic
def replace_boundaries(
    *, boundaries: BoundarySet, report: Mapping[str, Any], by: User | None, now: datetime
) -> BoundaryImport:
    """Put a checked set in the place of the old one; aliases that people added stay.

    The set must keep the rules of ``gis.boundary_rules``; ``report`` is kept with the import.
    """
    bump_epoch("boundaries")  # first: its row makes a second import wait for this one
    for model in (Desa, Kecamatan, LandPart, Island, Neighbour):
        model.objects.all().delete()
    Kecamatan.objects.bulk_create(Kecamatan(**_area(a)) for a in boundaries.kecamatan)
    Desa.objects.bulk_create(
        Desa(**_area(a), kecamatan_code=a.kecamatan_code) for a in boundaries.desa
    )
    LandPart.objects.bulk_create(_land_parts(boundaries))
    Island.objects.bulk_create(_islands(boundaries))
    Neighbour.objects.bulk_create(
        Neighbour(code=n.code, name=n.name, geometry=_multipolygon(n.polygon))
        for n in boundaries.neighbours
    )
    _replace_shipped_aliases(boundaries)
    row = BoundaryImport.objects.create(
        layer="boundaries",
        checksum=boundaries.checksum,
        report=dict(report),
        imported_at=now,
        imported_by=by,
    )
    bump_epoch("gazetteer")
    logger.info("boundaries replaced: import %s", row.pk)
    return row


@transaction.atomic
def replace_places(
    *, places: PlaceSet, report: Mapping[str, Any], by: User | None, now: datetime
) -> BoundaryImport:
    """Put checked facilities, ports and settlements in the place of the old ones."""
    bump_epoch("places")  # first: its row makes a second import wait for this one
    for model in (Facility, Port, Settlement):
        model.objects.all().delete()
    Facility.objects.bulk_create(
        Facility(
            code=f.code,
            name=f.name,
            kind=f.kind,
            kecamatan_code=f.kecamatan_code,
            confidence=f.confidence,
            owner=f.owner,
            source=f.source,
            point=_point(f.point),
        )
        for f in places.facilities
    )
    Port.objects.bulk_create(
        Port(
            code=p.code,
            name=p.name,
            kecamatan_code=p.kecamatan_code,
            land_part=p.land_part,
            confidence=p.confidence,
            source=p.source,
            note=p.note,
            point=_point(p.point),
        )
        for p in places.ports
    )
    Settlement.objects.bulk_create(
        Settlement(code=s.code, name=s.name, kecamatan_code=s.kecamatan_code, point=_point(s.point))
        for s in places.settlements
    )
    row = BoundaryImport.objects.create(
        layer="places",
        checksum=places.checksum,
        report=dict(report),
        imported_at=now,
        imported_by=by,
    )
    bump_epoch("gazetteer")
    logger.info("places replaced: import %s", row.pk)
    return row


@transaction.atomic
def replace_named_roads(*, roads: Iterable[RoadRecord], by: User | None, now: datetime) -> int:
    """Put the named roads of a network in the place of the old ones; return how many names.

    Records of one name become one row.
    """
    lines: dict[str, list[list[tuple[float, float]]]] = defaultdict(list)
    for road in roads:
        lines[road.name] += [[(p.lon, p.lat) for p in line] for line in road.lines]
    NamedRoad.objects.all().delete()
    NamedRoad.objects.bulk_create(
        NamedRoad(name=name, lines=_multiline(runs)) for name, runs in lines.items()
    )
    bump_epoch("gazetteer")
    logger.info("named roads replaced: %s names at %s by %s", len(lines), now, by and by.pk)
    return len(lines)


def area_km2(polygon: Polygon | MultiPolygon) -> float:
    """Return the area in km2, measured in EPSG:32750."""
    return float(geometry_to_metres(polygon).area) / 1e6


def _replace_shipped_aliases(boundaries: BoundarySet) -> None:
    """Replace the aliases without author; one that a person added already stays theirs."""
    PlaceAlias.objects.filter(created_by=None).delete()
    kept = set(PlaceAlias.objects.values_list("kind", "target_code", "name"))
    PlaceAlias.objects.bulk_create(
        PlaceAlias(kind=a.kind, target_code=a.target_code, name=a.name, source=a.source)
        for a in boundaries.aliases
        if (a.kind, a.target_code, a.name) not in kept
    )


def _area(area: AreaRecord) -> dict[str, Any]:
    return {
        "code": area.code,
        "name": area.name,
        "bps_code": area.bps_code,
        "bps_name": area.bps_name,
        "area_km2": area_km2(area.polygon),
        "geometry": _multipolygon(area.polygon),
    }


def _land_parts(boundaries: BoundarySet) -> Sequence[LandPart]:
    return [
        LandPart(
            number=part.number,
            name=part.name or "",
            island_code=part.island_code or "",
            populated=part.populated,
            kecamatan_codes=list(part.kecamatan_codes),
            area_km2=area_km2(part.polygon),
            geometry=_multipolygon(part.polygon),
        )
        for part in boundaries.land
    ]


def _islands(boundaries: BoundarySet) -> Sequence[Island]:
    return [
        Island(
            code=island.code,
            name=island.name,
            populated=island.populated,
            kecamatan_code=island.kecamatan_code,
            distance_to_kecamatan_m=island.distance_to_kecamatan_m,
            land_part=island.land_part,
            nearest_land_part=island.nearest_land_part,
            distance_to_land_m=island.distance_to_land_m,
            area_km2=island.area_km2,
            point=_point(island.point),
        )
        for island in boundaries.islands
    ]


def _point(point: LonLat) -> geos.Point:
    return geos.Point(point.lon, point.lat, srid=4326)


def _multipolygon(polygon: Polygon | MultiPolygon) -> geos.MultiPolygon:
    multi = polygon if isinstance(polygon, MultiPolygon) else MultiPolygon([polygon])
    return cast(geos.MultiPolygon, geos.GEOSGeometry(memoryview(shapely.to_wkb(multi)), srid=4326))


def _multiline(runs: list[list[tuple[float, float]]]) -> geos.MultiLineString:
    return geos.MultiLineString([geos.LineString(run) for run in runs], srid=4326)
