"""Reads and checks a folder for an import command, and says what would be loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from backend.places import queries
from gis.boundary_files import BoundarySet, read_boundaries
from gis.boundary_rules import boundary_defects, boundary_notes
from gis.layer_files import Defect
from gis.place_files import PlaceSet, place_defects, read_places
from gis.projection import geometry_to_metres


def checked_boundaries(folder: Path) -> tuple[BoundarySet, list[Defect]]:
    """Return the boundaries of a folder and every defect of form and of rules."""
    boundaries, defects = read_boundaries(folder)
    return boundaries, defects + boundary_defects(boundaries)


def checked_places(folder: Path) -> tuple[PlaceSet, list[Defect]]:
    """Return the places of a folder and every defect, against the boundaries in use.

    Raises
    ------
    NotReady
        If no boundaries are loaded.
    """
    places, defects = read_places(folder)
    land = queries.land()
    codes = queries.kecamatan_codes()
    numbers = {part.number for part in land.parts}
    return places, defects + place_defects(places, kecamatan_codes=codes, land_parts=numbers)


def defects_text(defects: list[Defect], folder: Path) -> str:
    """Return every defect on a line of its own, and that nothing was changed."""
    if not folder.is_dir():
        return f"there is no folder {folder}: nothing was changed"
    lines = [f"{len(defects)} defects in {folder}: nothing was changed"]
    return "\n".join(lines + [f"  {defect}" for defect in defects])


def boundary_report(boundaries: BoundarySet) -> dict[str, Any]:
    """Return counts, the area in km2 and notes of a checked set."""
    area_m2 = sum(geometry_to_metres(area.polygon).area for area in boundaries.kecamatan)
    return {
        "kecamatan": len(boundaries.kecamatan),
        "desa": len(boundaries.desa),
        "land_parts": len(boundaries.land),
        "land_parts_populated": sum(bool(part.populated) for part in boundaries.land),
        "islands": len(boundaries.islands),
        "islands_populated": sum(island.populated for island in boundaries.islands),
        "neighbours": len(boundaries.neighbours),
        "aliases": len(boundaries.aliases),
        "area_km2": round(area_m2 / 1e6, 1),
        "notes": boundary_notes(boundaries),
    }


def place_report(places: PlaceSet) -> dict[str, Any]:
    """Return counts of a checked set, and what is not confirmed in it."""
    derived = [port.name for port in places.ports if port.confidence == "C"]
    return {
        "facilities": len(places.facilities),
        "ports": len(places.ports),
        "settlements": len(places.settlements),
        "notes": [f"position derived, to be checked: {name}" for name in derived],
    }


def report_lines(report: dict[str, Any]) -> list[str]:
    """Return a report as lines for a terminal: the counts, then the notes."""
    counts = [f"  {name.replace('_', ' ')}: {value}" for name, value in report.items()]
    notes = [f"  note: {note}" for note in report["notes"]]
    return [line for line in counts if not line.startswith("  notes:")] + notes
