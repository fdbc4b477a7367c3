"""Reads stations, units, devices and positions."""

from backend.units.queries.devices import Proof, proven_device
from backend.units.queries.features import unit_feature, unit_features, units_for_display
from backend.units.queries.judgements import Report
from backend.units.queries.lookup import CODE_MAX, crew_unit_codes, unit_by_code, units_by_code
from backend.units.queries.states import PROFILE_OF_KIND, states_of, unit_states

__all__ = [
    "CODE_MAX",
    "PROFILE_OF_KIND",
    "Proof",
    "Report",
    "crew_unit_codes",
    "proven_device",
    "states_of",
    "unit_by_code",
    "unit_feature",
    "unit_features",
    "unit_states",
    "units_by_code",
    "units_for_display",
]
