"""Writes stations, units, devices and positions; the only door to these tables."""

from backend.units.actions.batches import batch_letter, keep_unreadable, record_batch
from backend.units.actions.combining import OverloadedError
from backend.units.actions.devices import add_device, revoke_device
from backend.units.actions.outcomes import Outcome
from backend.units.actions.positions import record_readings
from backend.units.actions.radio import record_radio_position
from backend.units.actions.receiving import (
    Letter,
    Receipt,
    letter_of,
    receive,
    receive_letter,
    receive_soon,
)
from backend.units.actions.roster import save_unit
from backend.units.actions.stations import import_stations
from backend.units.actions.status import commit_unit, free_unit, lock_units, set_unit_status

__all__ = [
    "Letter",
    "Outcome",
    "OverloadedError",
    "Receipt",
    "add_device",
    "batch_letter",
    "commit_unit",
    "free_unit",
    "import_stations",
    "keep_unreadable",
    "letter_of",
    "lock_units",
    "receive",
    "receive_letter",
    "receive_soon",
    "record_batch",
    "record_radio_position",
    "record_readings",
    "revoke_device",
    "save_unit",
    "set_unit_status",
]
