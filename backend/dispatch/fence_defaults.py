"""How large each trigger's fence is until a supervisor changes it: one table, with its sources."""

from __future__ import annotations

from dataclasses import dataclass

from backend.dispatch.models.fences import Trigger

RADIUS_MIN_M, RADIUS_MAX_M = 1.0, 5000.0
MARGIN_MAX_M = 1000.0
DWELL_MIN_S, DWELL_MAX_S = 30.0, 60.0
"""Bounds of what a supervisor may set; the constraints of the table hold the same."""


@dataclass(frozen=True, slots=True)
class FenceDefault:
    """The numbers of one trigger."""

    radius_m: float
    margin_m: float
    dwell_s: float
    source: str


FENCE_DEFAULTS = {
    Trigger.LEFT_STATION: FenceDefault(
        150.0,
        50.0,
        30.0,
        "Jarak 'masih di pos' yang sama dengan rekomendasi; ambang setara galat GPS telepon",
    ),
    Trigger.ENTERED_SCENE: FenceDefault(
        100.0,
        50.0,
        60.0,
        "Perkiraan awal: kendaraan berhenti di jalan terdekat; ditambah ketidakpastian lokasi",
    ),
    Trigger.ENTERED_FACILITY: FenceDefault(
        150.0,
        50.0,
        60.0,
        "Perkiraan awal: titik faskes sering di tengah lahannya, pintu IGD di tepi",
    ),
}
