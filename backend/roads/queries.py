"""Reads roads and lanes: the router of this process, the active network, closures in force."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import shapely
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from backend.changes.epoch_cache import EpochCache
from backend.errors import NotReady
from backend.places import queries as places
from backend.places.models import Neighbour, Port
from backend.roads.lane_rows import lane_of, quay_of
from backend.roads.models import Closure, FerryStop, Lane, LaneConfirmation, RoadNetwork
from backend.roads.sailings import sailing_properties
from backend.roads.sea_state import confirmation_properties, confirmations_of, confirmed_on
from gis import network
from gis.closures import Closure as RoadClosure
from gis.crossings import LaneClosure, Quay, SeaNetwork
from gis.errors import NetworkError
from gis.journey_steps import Passage
from gis.osm_lanes import ferries_from_document, joined, sea_of
from gis.routing import Router
from gis.types import LonLat


def router() -> Router:
    """Return the router over the active network, lanes and closures; cached until one changes.

    Raises
    ------
    NotReady
        If no network is active, it cannot be read, or no boundaries are loaded; the detail says
        what to run.
    """
    return _router.get()


def sea_network() -> SeaNetwork:
    """Return ports, lanes and the ferry ways of the active network together.

    Raises
    ------
    NotReady
        As :func:`router`.
    """
    return router().sea


def active_network() -> RoadNetwork:
    """Return the active network's row.

    Raises
    ------
    NotReady
        If no network is active.
    """
    row = RoadNetwork.objects.filter(is_active=True).first()
    if row is None:
        raise NotReady(
            _(
                "Belum ada jaringan jalan aktif: jalankan manage.py import_road_network FILE "
                "--activate"
            )
        )
    return row


def network_folder(row: RoadNetwork) -> Path:
    """Return where a network's arrays are kept."""
    return settings.NETWORK_DIR / row.folder


def closures_in_force(now: datetime) -> QuerySet[Closure]:
    """Return closures that were not lifted and have not ended, those to come included."""
    ended = Q(until_at__isnull=False, until_at__lte=now)
    return Closure.objects.filter(lifted_at=None).exclude(ended).order_by("pk")


def closure_feature(closure: Closure) -> dict[str, Any]:
    """Return a closure as a GeoJSON feature; a lane's closure has no geometry."""
    geometry = closure.geometry
    return {
        "type": "Feature",
        "id": closure.pk,
        "geometry": None if geometry is None else json.loads(geometry.geojson),
        "properties": {
            "id": closure.pk,
            "kind": closure.kind,
            "lane": closure.lane or None,
            "factor": closure.factor,
            "from": closure.from_at,
            "until": closure.until_at,
            "reason": closure.reason,
            "source": closure.source,
        },
    }


def has_effect(closure: Closure) -> bool | None:
    """Tell whether a closure touches any road or lane; None while there is no network."""
    try:
        return closure.pk not in router().idle_closures()
    except NotReady:
        return None


def lane_codes() -> frozenset[str]:
    """Return the codes of the lanes that can be closed, those of the active network included.

    Without an active network the stored lanes can be closed all the same.
    """
    try:
        return frozenset(lane.code for lane in sea_network().lanes)
    except NotReady:
        return frozenset(Lane.objects.values_list("code", flat=True))


def lane_features(now: datetime) -> list[dict[str, Any]]:
    """Return every lane as a GeoJSON feature along its line, with what closes or slows it now.

    Raises
    ------
    NotReady
        As :func:`router`.
    """
    passages = router().passages(now)
    by_lane = {passage.lane.code: passage for passage in passages if passage.is_outward}
    confirmed = confirmations_of(now)
    return [_lane_feature(passage, confirmed, now) for _, passage in sorted(by_lane.items())]


def _lane_feature(
    passage: Passage, confirmed: Mapping[str, LaneConfirmation], now: datetime
) -> dict[str, Any]:
    lane, crossing = passage.lane, passage.crossing
    return {
        "type": "Feature",
        "id": lane.code,
        "geometry": {
            "type": "LineString",
            "coordinates": [(round(lon, 5), round(lat, 5)) for lon, lat in passage.path.points],
        },
        "properties": {
            "code": lane.code,
            "name": lane.name,
            "from_port": lane.from_quay,
            "to_port": lane.to_quay,
            "from_name": passage.start.name,
            "to_name": passage.end.name,
            "carries_vehicles": lane.carries_vehicles,
            "on_demand": lane.on_demand,
            "duration_s": {
                "low": round(crossing.low_s),
                "likely": round(crossing.likely_s),
                "high": round(crossing.high_s),
            },
            "duration_sourced": lane.duration is not None,
            "distance_m": round(passage.path.distance_m),
            "speed_kmh": lane.speed_kmh,
            "mean_wait_s": lane.mean_wait_s,
            "certainty": lane.certainty,
            "source": lane.source,
            **sailing_properties(lane, now),
            **confirmation_properties(lane, confirmed, now),
            "is_closed": passage.factor is None,
            "factor": passage.factor,
            "closures": list(passage.closures),
        },
    }


def _build_base() -> Router:
    row = active_network()
    land = places.land()
    try:
        roads = network.load(network_folder(row))
    except NetworkError as error:
        sentence = _("Jaringan jalan aktif tidak dapat dibaca, impor ulang: %(error)s")
        raise NotReady(sentence % {"error": error}) from error
    ferries = sea_of(*ferries_from_document(row.ferries), land)
    sea = joined(known_sea(), ferries)
    return Router(roads, sea, land, barriers=neighbours(), kept_in=settings.KEPT_DIR)


def neighbours() -> list[BaseGeometry]:
    """Return the land of the neighbouring regencies as polygons in degrees."""
    shapes = Neighbour.objects.values_list("geometry", flat=True)
    return [shapely.from_wkb(bytes(shape.wkb)) for shape in shapes]


def _build_router() -> Router:
    rows = list(Closure.objects.filter(lifted_at=None).order_by("pk"))
    on_land = [
        RoadClosure(
            id=row.pk,
            geometry=shapely.from_wkb(bytes(row.geometry.wkb)),
            factor=row.factor,
            from_at=row.from_at,
            until_at=row.until_at,
            reason=row.reason,
        )
        for row in rows
        if row.geometry is not None
    ]
    at_sea = [
        LaneClosure(
            row.pk,
            row.lane,
            row.factor,
            row.from_at,
            row.until_at,
            small_boats=row.kind == Closure.Kind.BOATS,
            reason=row.reason,
        )
        for row in rows
        if row.geometry is None
    ]
    return _base.get().with_closures(on_land, at_sea, confirmed_on=confirmed_on())


_BASE_EPOCHS = ("network", "lanes", "boundaries", "places")
_base = EpochCache(_build_base, *_BASE_EPOCHS)
_router = EpochCache(_build_router, *_BASE_EPOCHS, "closures")


def ports() -> tuple[Quay, ...]:
    """Return the known ports as quays."""
    return tuple(
        Quay(port.code, port.name, LonLat(port.point.x, port.point.y), port.land_part)
        for port in Port.objects.all()
    )


def known_sea() -> SeaNetwork:
    """Return the ports, the other quays of the ferry feed, and the stored lanes between them."""
    known = ports()
    codes = {port.code for port in known}
    stops = tuple(quay_of(row) for row in FerryStop.objects.exclude(code__in=codes))
    codes |= {stop.code for stop in stops}
    rows = [row for row in Lane.objects.all() if {row.from_port, row.to_port} <= codes]
    return SeaNetwork((*known, *stops), tuple(lane_of(row) for row in rows))
