"""What a land vehicle has to do with a ship: aboard a ferry, or in line for one at a quay."""

from __future__ import annotations

from backend.units.models import LatestPosition, Status, Unit
from gis.routing import Router
from gis.setting_out import COAST_SLACK_M, OFFSHORE_M
from gis.types import Aboard, VehicleProfile

MOVING_MPS = 1.0
"""What drifts more slowly heads nowhere."""


def aboard_of(
    unit: Unit, latest: LatestPosition | None, profile: VehicleProfile, roads: Router | None
) -> Aboard | None:
    """Return the ferry that carries a land vehicle whose fix lies at sea, None if none does.

    A crew that says it is at sea is believed up to the shore; any other fix that close to land is
    taken to be on a quay.
    """
    if roads is None or latest is None or profile == VehicleProfile.BOAT:
        return None
    says_so = unit.status == Status.AT_SEA
    is_moving = latest.speed_mps is None or latest.speed_mps >= MOVING_MPS
    return roads.aboard_at(
        latest.point,
        profile,
        latest.heading_deg if is_moving else None,
        COAST_SLACK_M if says_so else OFFSHORE_M,
    )


def waiting_at(unit: Unit, profile: VehicleProfile, port: str | None) -> str | None:
    """Return the quay where a land vehicle stands in line, if its crew says that it waits."""
    if profile == VehicleProfile.BOAT or unit.status != Status.AWAITING_BOAT:
        return None
    return port
