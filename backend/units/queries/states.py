"""Units as the ranking sees them: where each is taken to be, and whether turnout is still ahead."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from backend.places.models import Port
from backend.units.models import AVAILABLE_STATUSES, Device, LatestPosition, Unit
from backend.units.queries.at_sea import aboard_of, waiting_at
from backend.units.queries.features import units_for_display
from gis.freshness import PositionState, position_state
from gis.projection import distance_m
from gis.routing import Router
from gis.types import LonLat, UnitKind, UnitState, VehicleProfile

PROFILE_OF_KIND = {
    UnitKind.AMBULANCE: VehicleProfile.AMBULANCE,
    UnitKind.FIRE_TRUCK: VehicleProfile.FIRE_TRUCK,
    UnitKind.RESCUE: VehicleProfile.FIRE_TRUCK,
    UnitKind.POLICE: VehicleProfile.CAR,
    UnitKind.BOAT: VehicleProfile.BOAT,
    UnitKind.SEA_AMBULANCE: VehicleProfile.BOAT,
    UnitKind.MOTORCYCLE: VehicleProfile.MOTORCYCLE,
}
"""How each kind moves. Rescue teams come by lorry with their gear, hence as slowly as an engine."""

AT_STATION_M = 150.0
"""A unit this near its home station, beyond its accuracy, has not left it."""
AT_PORT_M = 500.0
"""A boat this near a port lies there, a vehicle that waits for a ship stands in line there."""
_BOATS = frozenset({UnitKind.BOAT, UnitKind.SEA_AMBULANCE})


def unit_states(
    now: datetime, *, codes: Iterable[str] | None = None, roads: Router | None = None
) -> list[UnitState]:
    """Return every unit (or those with the codes) in the order of codes; three queries.

    Only with ``roads`` is it known which ferry carries a vehicle at sea.
    """
    units = units_for_display()
    chosen = units if codes is None else units.filter(code__in=list(codes))
    return states_of(chosen, now, roads=roads)


def states_of(
    units: Iterable[Unit], now: datetime, *, roads: Router | None = None
) -> list[UnitState]:
    """Return the states of units that ``units_for_display`` has read."""
    ports = [(code, point.x, point.y) for code, point in Port.objects.values_list("code", "point")]
    return [_state(unit, now, ports, roads) for unit in units]


def is_at_station(unit: Unit, point: LonLat, accuracy_m: float | None) -> bool:
    """Tell whether a place counts as the unit's home station."""
    home = unit.station.point
    gap_m = distance_m(point.lon, point.lat, home.x, home.y)
    return gap_m <= AT_STATION_M + (accuracy_m or 0.0)


def _state(
    unit: Unit, now: datetime, ports: list[tuple[str, float, float]], roads: Router | None
) -> UnitState:
    """Return one unit's state; a mock location counts as no fix."""
    latest: LatestPosition | None = getattr(unit, "latest_position", None)
    if latest is not None and not latest.trusted:
        latest = None
    kind = UnitKind(unit.kind)
    home = LonLat(unit.station.point.x, unit.station.point.y)
    devices: list[Device] = list(unit.devices.all())
    point: LonLat | None = None
    age_s: float | None = None
    if latest is not None:
        point = latest.point
        age_s = max(0.0, (now - latest.fix_time).total_seconds())
        intervals = {device.pk: device.interval_s for device in devices}
        state = position_state(age_s, intervals.get(latest.device_id or 0))
    elif unit.status in AVAILABLE_STATUSES:
        point, state = home, PositionState.ASSUMED
    else:
        state = PositionState.NONE
    accuracy_m = latest.accuracy_m if latest else None
    profile = PROFILE_OF_KIND[kind]
    port = _port_at(point, ports) if point else None
    return UnitState(
        code=unit.code,
        kind=kind,
        profile=profile,
        status=unit.status,
        point=point,
        at_station=point is not None and is_at_station(unit, point, accuracy_m),
        position_state=state.value,
        position_age_s=age_s,
        accuracy_m=accuracy_m,
        capabilities=frozenset(unit.capabilities),
        phone=unit.phone,
        last_seen_at=latest.fix_time if latest else None,
        station_confirmed=unit.station.confirmed,
        resting_s=max(0.0, (now - (unit.resting_since or unit.status_since)).total_seconds()),
        at_port=port if kind in _BOATS else None,
        aboard=aboard_of(unit, latest, profile, roads),
        waiting_at=waiting_at(unit, profile, port),
    )


def _port_at(point: LonLat, ports: list[tuple[str, float, float]]) -> str | None:
    """Return the code of the nearest port, None if the boat lies at none."""
    reached = [(distance_m(point.lon, point.lat, lon, lat), code) for code, lon, lat in ports]
    gap_m, code = min(reached, default=(AT_PORT_M + 1, ""))
    return code if gap_m <= AT_PORT_M else None
