"""The regency itself: its code and name, the box of its incidents, its telephone area codes."""

from __future__ import annotations

from gis.types import AreaRef, LonLat

REGENCY = AreaRef("35.29", "Sumenep")

WEST_DEG, SOUTH_DEG, EAST_DEG, NORTH_DEG = 113.3, -7.6, 116.6, -4.8
"""The box of incidents: land and sea of the regency, and a margin."""

ISLAND_AREA_CODE = "0327"
"""Telephone area of the islands (Kangean, Sapeken, Masalembu)."""
MAINLAND_AREA_CODE = "0328"
"""Telephone area of the mainland on Madura."""


def in_box(point: LonLat) -> bool:
    """Tell whether a point lies in the box of incidents, edges included."""
    return WEST_DEG <= point.lon <= EAST_DEG and SOUTH_DEG <= point.lat <= NORTH_DEG


def desa_word(code: str) -> str:
    """Return "Kelurahan" or "Desa"; the last part of a kelurahan's code begins with 1."""
    return "Kelurahan" if code.rpartition(".")[2].startswith("1") else "Desa"
