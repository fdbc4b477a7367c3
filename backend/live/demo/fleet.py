"""Drives the demo units: each follows its order along the network, and its phone tells where."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from backend.live.demo.motion import Motion, Trip, standing, trip_of
from backend.live.demo.orders import CrewedUnit, Order, Task
from backend.live.demo.phone import Phone
from backend.live.demo.wire import Send
from gis.projection import haversine_m
from gis.types import Journey, LegMode, LonLat, NoWay, VehicleProfile

ROUND_RADIUS_M = 9_000.0
BOAT_ROUND_RADIUS_M = 30_000.0
PAUSE_S = (20.0, 120.0)
TURNOUT_S = (30.0, 75.0)
OFFLINE_SHARE = 0.004
"""How often, for each fix, a phone drives into a stretch without mobile data."""
OFFLINE_S = (40.0, 150.0)
STOPS_TRIED = 6
ARRIVED_M = 300.0
"""A journey that ends farther from its aim than this has not arrived."""


class Roads(Protocol):
    """The part of ``gis.routing.Router`` that the fleet uses."""

    def route(
        self, origin: LonLat, destination: LonLat, *, profile: VehicleProfile, at: datetime
    ) -> Journey | NoWay:
        """Return the way or why there is none."""


@dataclass(frozen=True)
class Stops:
    """Where units go without an assignment, and where patients are brought."""

    on_land: Sequence[LonLat]
    ports: Sequence[LonLat]
    hospitals: Sequence[LonLat]


@dataclass
class Vehicle:
    """One unit on its way."""

    unit: CrewedUnit
    phone: Phone
    trip: Trip
    began_at: datetime
    next_fix_at: datetime
    has_arrived: bool = False
    """Whether the end of the present trip was already noticed."""

    def motion(self, now: datetime) -> Motion:
        """Return where the unit is."""
        return self.trip.motion_at((now - self.began_at).total_seconds())

    def is_there(self, now: datetime) -> bool:
        """Return whether the present trip has ended."""
        return (now - self.began_at).total_seconds() >= self.trip.duration_s


class Fleet:
    """All demo units. The caller gives the time, the orders and the sender."""

    def __init__(
        self,
        stops: Stops,
        *,
        interval_s: tuple[float, float],
        seed: int,
        on_home: Callable[[str], object] = lambda code: None,
    ) -> None:
        self._stops = stops
        self._interval_s = interval_s
        self._random = random.Random(seed)  # noqa: S311  (a simulation, not a secret)
        self._on_home = on_home
        self.vehicles: dict[str, Vehicle] = {}

    def follow(self, units: Iterable[CrewedUnit], roads: Roads, now: datetime) -> None:
        """Take the present orders: new units begin at home, changed orders mean a new trip."""
        for unit in units:
            vehicle = self.vehicles.get(unit.code)
            is_new = vehicle is None
            if vehicle is None:
                vehicle = self.vehicles[unit.code] = self._new_vehicle(unit, now)
            has_new_order = is_new or vehicle.unit.order != unit.order
            vehicle.unit = unit
            if has_new_order and not (is_new and unit.order.task is Task.ROUNDS):
                self._set_out(vehicle, self._trip_for(vehicle, roads, now), now)
            elif vehicle.is_there(now):
                self._after_arrival(vehicle, roads, now)

    def tick(self, send: Send, now: datetime) -> int:
        """Let every phone whose time has come measure and send; return the fixes taken."""
        taken = 0
        for vehicle in self.vehicles.values():
            if now < vehicle.next_fix_at or vehicle.unit.order.task is Task.SILENT:
                continue
            phone = vehicle.phone
            self._lose_connection_sometimes(phone, now)
            phone.take_fix(vehicle.motion(now), now)
            taken += phone.send_queue(send, now)
            wait_s = phone.interval_s * self._random.uniform(0.9, 1.15)
            vehicle.next_fix_at = now + timedelta(seconds=wait_s)
        return taken

    def next_due_at(self) -> datetime | None:
        """Return when the next phone wants to send."""
        due = [
            vehicle.next_fix_at
            for vehicle in self.vehicles.values()
            if vehicle.unit.order.task is not Task.SILENT
        ]
        return min(due, default=None)

    def _new_vehicle(self, unit: CrewedUnit, now: datetime) -> Vehicle:
        interval_s = round(self._random.uniform(*self._interval_s), 1)
        phone = Phone(
            identifier=unit.code,
            interval_s=interval_s,
            is_json=self._random.random() < 0.5,
            random=random.Random(self._random.random()),  # noqa: S311
            battery_pct=self._random.uniform(45, 100),
        )
        first_fix_at = now + timedelta(seconds=self._random.uniform(0, min(8.0, interval_s)))
        pause_s = self._random.uniform(1, 15)
        return Vehicle(unit, phone, standing(unit.last_seen, pause_s), now, first_fix_at)

    def _set_out(self, vehicle: Vehicle, trip: Trip, now: datetime) -> None:
        vehicle.trip, vehicle.began_at, vehicle.has_arrived = trip, now, False

    def _after_arrival(self, vehicle: Vehicle, roads: Roads, now: datetime) -> None:
        """Go on with the rounds, report being home, or try again where no way led before."""
        destination = self._destination(vehicle, now)
        is_short = destination is not None and (
            _apart_m(vehicle.trip.points[-1], destination) > ARRIVED_M
        )
        if vehicle.unit.order.task is Task.ROUNDS or is_short:
            self._set_out(vehicle, self._trip_for(vehicle, roads, now), now)
        elif vehicle.unit.order.task is Task.GO_HOME and not vehicle.has_arrived:
            vehicle.has_arrived = True
            self._on_home(vehicle.unit.code)

    def _destination(self, vehicle: Vehicle, now: datetime) -> LonLat | None:
        order = vehicle.unit.order
        if order.task is Task.GO_HOME:
            return vehicle.unit.home
        if order.task is Task.TO_HOSPITAL and self._stops.hospitals:
            here = vehicle.motion(now).point
            return min(self._stops.hospitals, key=lambda stop: _apart_m(here, stop))
        return order.destination

    def _trip_for(self, vehicle: Vehicle, roads: Roads, now: datetime) -> Trip:
        here = vehicle.motion(now).point
        order: Order = vehicle.unit.order
        pause_s = self._random.uniform(*PAUSE_S)
        if order.task is Task.ROUNDS:
            return self._round(vehicle.unit, here, roads, now) or standing(here, pause_s)
        destination = self._destination(vehicle, now)
        if destination is None:
            return standing(here, pause_s)
        way = roads.route(here, destination, profile=vehicle.unit.profile, at=now)
        if isinstance(way, NoWay):
            return standing(here, pause_s)
        return _after_pause(trip_of(way.legs, here), self._random.uniform(*TURNOUT_S), order)

    def _round(self, unit: CrewedUnit, here: LonLat, roads: Roads, now: datetime) -> Trip | None:
        """Return a drive to a place near home and a pause there; None if none is in reach."""
        sails = unit.profile is VehicleProfile.BOAT
        stops, limit_m = (
            (self._stops.ports, BOAT_ROUND_RADIUS_M)
            if sails
            else (self._stops.on_land, ROUND_RADIUS_M)
        )
        near = [stop for stop in stops if _apart_m(unit.home, stop) < limit_m]
        near = [stop for stop in [*near, unit.home] if _apart_m(here, stop) > 200]
        for stop in self._random.sample(near, min(STOPS_TRIED, len(near))):
            way = roads.route(here, stop, profile=unit.profile, at=now)
            if isinstance(way, NoWay) or (not sails and _has_sea(way)):
                continue
            trip = trip_of(way.legs, here)
            pause_s = self._random.uniform(*PAUSE_S)
            return Trip((*trip.points, trip.points[-1]), (*trip.at_s, trip.duration_s + pause_s))
        return None

    def _lose_connection_sometimes(self, phone: Phone, now: datetime) -> None:
        if self._random.random() < OFFLINE_SHARE:
            phone.offline_until = now + timedelta(seconds=self._random.uniform(*OFFLINE_S))


def _after_pause(trip: Trip, pause_s: float, order: Order) -> Trip:
    """Return the trip with a turnout before it when the unit is sent to a scene."""
    if order.task is not Task.TO_SCENE:
        return trip
    later = tuple(at_s + pause_s for at_s in trip.at_s)
    return Trip((trip.points[0], *trip.points), (0.0, *later))


def _has_sea(journey: Journey) -> bool:
    return any(leg.mode is LegMode.SEA for leg in journey.legs)


def _apart_m(a: LonLat, b: LonLat) -> float:
    return float(haversine_m(a.lon, a.lat, b.lon, b.lat))
