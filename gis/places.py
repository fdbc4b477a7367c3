"""The records of named points and roads that the gazetteer is built from."""

from __future__ import annotations

from dataclasses import dataclass

from gis.types import LonLat

PORT_RADIUS_M = 150.0
"""A pier and its yard; narrower than the strait between Kalianget and Talango."""
FACILITY_RADIUS_M = 100.0
"""The grounds of a hospital or puskesmas."""


@dataclass(frozen=True, slots=True)
class PointRecord:
    """A port, facility, landmark or settlement.

    ``kecamatan_code`` may be empty: the point itself then tells. ``radius_m`` is how far from the
    point the place may lie. ``settlement`` marks a hamlet, which gives way to every other place of
    its name.
    """

    code: str
    name: str
    point: LonLat
    kecamatan_code: str = ""
    radius_m: float = 100.0
    settlement: bool = False


@dataclass(frozen=True, slots=True)
class RoadRecord:
    """A named road: its lines, each a run of points. Two roads may share a name."""

    name: str
    lines: tuple[tuple[LonLat, ...], ...]
