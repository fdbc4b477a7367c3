"""Which ship somebody takes from a quay, and how long everybody who is there early enough can."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from gis.crossings import Lane
from gis.timetables import SHARE_WAITED, Frequent, Halt, Pace, Service, slowing


@dataclass(frozen=True, slots=True)
class Ship:
    """A ship that a unit takes: when it stands on the quay, when the ship leaves and arrives.

    ``service`` is None where nobody knows when the lane's ships sail.
    """

    at_quay: datetime
    leaves_at: datetime
    arrives_at: datetime
    service: Service | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody at a quay who wants a ship.

    Parameters
    ----------
    boarding_s
        How long before a ship leaves they must be there; 0 for who stands in line already.
    asked_at
        When boats on demand were asked for.
    latest
        The last moment at which a ship may leave.
    """

    at_quay: datetime
    boarding_s: float
    asked_at: datetime
    latest: datetime
    pace: Pace = Pace.LIKELY


def next_ship(
    lane: Lane, from_quay: str, distance_m: float, call: Call, halts: Sequence[Halt]
) -> Ship | None:
    """Return the ship of a lane that arrives first of those that can be taken, None without one."""
    if not lane.has_timetable:
        return _unknown_ship(lane, distance_m, call, halts)
    timetable = lane.timetable_from(from_quay)
    if timetable is None:
        return None
    sailing = timetable.next_sailing(
        call.at_quay,
        boarding_s=call.boarding_s,
        asked_at=call.asked_at,
        latest=call.latest,
        pace=call.pace,
        stretch=lane.stretch(call.pace),
        halts=halts,
    )
    if sailing is None:
        return None
    return Ship(call.at_quay, sailing.leaves_at, sailing.arrives_at, sailing.service)


def caught_until(lane: Lane, ship: Ship, boarding_s: float, pace: Pace) -> datetime:
    """Return until when somebody may come to the quay and still take this very ship.

    Nobody in that time can do better, since whoever comes first has the choice of all ships that
    come later.
    """
    wait_s = 2.0 * (mean_wait_s(lane, ship) or 0.0) * SHARE_WAITED[pace]
    return ship.leaves_at - timedelta(seconds=boarding_s + wait_s)


def mean_wait_s(lane: Lane, ship: Ship) -> float | None:
    """Return the mean wait for a ship that leaves at no known time, None if its time is known."""
    if ship.service is None:
        return lane.wait_s
    if isinstance(ship.service, Frequent) and not ship.service.exact:
        return ship.service.headway_s / 2.0
    return None


def least_s(lane: Lane, from_quay: str, distance_m: float) -> float | None:
    """Return less than any likely way over a lane takes from the quay on, None if none is served.

    It counts boarding and crossing, and of the waits only those that nobody can escape.
    """
    if not lane.has_timetable:
        return lane.boarding_s + lane.wait_s + lane.crossing(distance_m).likely_s
    timetable = lane.timetable_from(from_quay)
    if timetable is None or not timetable.services:
        return None
    return lane.boarding_s + min(_under_way_s(service) for service in timetable.services)


def _under_way_s(service: Service) -> float:
    if isinstance(service, Frequent) and not service.exact:
        return service.duration_s + SHARE_WAITED[Pace.LIKELY] * service.headway_s
    return service.duration_s


def _unknown_ship(lane: Lane, distance_m: float, call: Call, halts: Sequence[Halt]) -> Ship | None:
    """Return the ship of a lane of which only the mean wait is known, if that.

    One that a closure keeps at the quay leaves as the closure ends.
    """
    wait_s = lane.wait_s * 2 * SHARE_WAITED[call.pace]
    ready_at = call.at_quay + timedelta(seconds=call.boarding_s + wait_s)
    ends = [h.until_at for h in halts if h.until_at is not None and h.until_at > ready_at]
    crossing_s = lane.crossing(distance_m).by(call.pace)
    found = [
        Ship(call.at_quay, leaves_at, leaves_at + timedelta(seconds=crossing_s * factor))
        for leaves_at in (ready_at, *ends)
        if leaves_at <= call.latest and (factor := slowing(leaves_at, halts)) is not None
    ]
    return min(found, key=lambda ship: (ship.arrives_at, ship.leaves_at), default=None)
