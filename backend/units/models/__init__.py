"""Stations, units, their tracking devices, and what those devices sent."""

from backend.units.models.devices import UNPROVABLE, Device
from backend.units.models.help_calls import HelpCall, HelpPress
from backend.units.models.positions import LatestPosition, Position
from backend.units.models.received import QuarantinedItem, ReceivedRequest
from backend.units.models.statuses import (
    AVAILABLE_STATUSES,
    COMMITTED_STATUSES,
    KIND_CHOICES,
    KIND_LABELS,
    OWN_STATUSES,
    Status,
)
from backend.units.models.thinned_days import ThinnedDay
from backend.units.models.units import Station, Unit, UnitStatusChange

__all__ = [
    "AVAILABLE_STATUSES",
    "COMMITTED_STATUSES",
    "KIND_CHOICES",
    "KIND_LABELS",
    "OWN_STATUSES",
    "UNPROVABLE",
    "Device",
    "HelpCall",
    "HelpPress",
    "LatestPosition",
    "Position",
    "QuarantinedItem",
    "ReceivedRequest",
    "Station",
    "Status",
    "ThinnedDay",
    "Unit",
    "UnitStatusChange",
]
