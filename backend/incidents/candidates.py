"""A candidate place as JSON, for answers that ask the dispatcher which one is meant."""

from __future__ import annotations

from typing import Any

from gis.types import AreaRef, Candidate


def candidate_record(candidate: Candidate) -> dict[str, Any]:
    """Return a candidate; sent back as ``location`` it places the incident there."""
    return {
        "kind": candidate.kind,
        "label": candidate.label,
        "code": candidate.code,
        "lon": candidate.point.lon,
        "lat": candidate.point.lat,
        "radius_m": candidate.radius_m,
        "confidence": candidate.confidence,
        "read_as": candidate.read_as,
        "kecamatan": _area(candidate.kecamatan),
        "desa": _area(candidate.desa),
        "island": _area(candidate.island),
        "land_part": candidate.land_part,
    }


def _area(area: AreaRef | None) -> dict[str, str] | None:
    return {"code": area.code, "name": area.name} if area else None
