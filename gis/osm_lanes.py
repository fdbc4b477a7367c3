"""Ferry ways of an extract as quays and lanes, alone or beside the lanes that are known already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from gis.crossings import BOAT_KMH, VEHICLE_FERRY_KMH, Lane, Quay, SeaNetwork, Span
from gis.ferry_ways import OsmLane, OsmQuay
from gis.land import Land
from gis.projection import distance_m
from gis.types import LonLat

QUAY_ON_LAND_WITHIN_M = 1_000.0
"""A ferry way may end off the shore as it was generalised; further out it ends nowhere."""
SAME_QUAY_WITHIN_M = 600.0
"""An end this close to a known port on the same land is that port."""


def ferries_document(lanes: Iterable[OsmLane], quays: Iterable[OsmQuay]) -> dict[str, Any]:
    """Return what an extract says of ferries as plain JSON values."""
    return {"quays": [asdict(quay) for quay in quays], "lanes": [asdict(lane) for lane in lanes]}


def ferries_from_document(
    document: Mapping[str, Any],
) -> tuple[tuple[OsmLane, ...], tuple[OsmQuay, ...]]:
    """Return what :func:`ferries_document` wrote."""
    lanes = tuple(
        OsmLane(**{**lane, "points": tuple((lon, lat) for lon, lat in lane["points"])})
        for lane in document.get("lanes", ())
    )
    return lanes, tuple(OsmQuay(**quay) for quay in document.get("quays", ()))


def sea_of(lanes: Sequence[OsmLane], quays: Sequence[OsmQuay], land: Land | None) -> SeaNetwork:
    """Return the ferries of an extract as a sea network of their own."""
    placed = tuple(_quay(quay, land) for quay in quays)
    names = {quay.code: quay.name for quay in placed}
    return SeaNetwork(placed, tuple(_lane(lane, names) for lane in lanes))


def joined(known: SeaNetwork, found: SeaNetwork) -> SeaNetwork:
    """Return both networks as one; what is known already gives its ports and waits.

    An end near a known port becomes that port. A lane that joins two known ports which a known
    lane of the same sort joins too takes its timetable, wait and contact, since an extract says
    nothing of sailings.
    """
    same = {quay.code: port for quay in found.quays if (port := _same_port(quay, known.quays))}
    quays = (*known.quays, *(quay for quay in found.quays if quay.code not in same))
    lanes = list(known.lanes)
    taken = {lane.code for lane in known.lanes}
    for lane in found.lanes:
        ends = [same[end].code if end in same else end for end in (lane.from_quay, lane.to_quay)]
        if ends[0] == ends[1] or lane.code in taken:
            continue
        placed = replace(lane, from_quay=ends[0], to_quay=ends[1])
        lanes.append(placed if lane.mean_wait_s is not None else _sailing_as_known(placed, known))
    return SeaNetwork(quays, tuple(lanes))


def _quay(quay: OsmQuay, land: Land | None) -> Quay:
    """Return a quay; one without a name is called by its land, else by its coordinates."""
    point = LonLat(quay.lon, quay.lat)
    number = _land_part(point, land)
    on = None if land is None or number is None else land.part(number).name
    name = quay.name or on or f"{point.lon:.4f}, {point.lat:.4f}"
    return Quay(quay.code, name, point, number)


def _lane(lane: OsmLane, names: Mapping[str, str]) -> Lane:
    ends = [names[end] for end in (lane.from_quay, lane.to_quay)]
    return Lane(
        code=lane.code,
        name=lane.name or " - ".join(ends),
        from_quay=lane.from_quay,
        to_quay=lane.to_quay,
        carries_vehicles=lane.vehicles,
        carries_motorcycles=lane.motorcycles,
        both_ways=lane.both_ways,
        distance_m=lane.length_m,
        speed_kmh=VEHICLE_FERRY_KMH if lane.vehicles else BOAT_KMH["boat"],
        duration=None if lane.duration_s is None else Span.at_sea(lane.duration_s),
        source=f"OpenStreetMap way {lane.osm_way}",
        certainty="" if lane.vehicles_stated else "vehicles not stated",
        points=lane.points,
    )


def _land_part(point: LonLat, land: Land | None) -> int | None:
    nearest = None if land is None else land.nearest(point)
    if nearest is None or nearest[1] > QUAY_ON_LAND_WITHIN_M:
        return None
    return nearest[0].number


def _same_port(quay: Quay, ports: Sequence[Quay]) -> Quay | None:
    near = [
        (away_m, port.code, port)
        for port in ports
        if port.land_part == quay.land_part
        for away_m in (distance_m(quay.point.lon, quay.point.lat, port.point.lon, port.point.lat),)
        if away_m <= SAME_QUAY_WITHIN_M
    ]
    return min(near)[2] if near else None


def _sailing_as_known(lane: Lane, known: SeaNetwork) -> Lane:
    """Return a lane with the sailings of the known one that joins its ends, if there is one."""
    same = [
        other
        for other in known.lanes
        if {other.from_quay, other.to_quay} == {lane.from_quay, lane.to_quay}
        and other.carries_vehicles == lane.carries_vehicles
        and other.mean_wait_s is not None
        and not other.parts
    ]
    if not same:
        return lane
    other = min(same, key=lambda each: (each.mean_wait_s, each.code))
    return replace(
        lane,
        mean_wait_s=other.mean_wait_s,
        on_demand=other.on_demand,
        outward=other.timetable_from(lane.from_quay),
        homeward=other.timetable_from(lane.to_quay),
        contact=other.contact,
    )
