"""Where units are to go: an incident's place, once it is sure which island is meant."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from backend.errors import Conflict
from backend.incidents.models import Incident
from gis.gazetteer import Gazetteer
from gis.land import Land, LandPart
from gis.routing import COAST_SLACK_M, OFFSHORE_M, Router
from gis.types import Candidate, LonLat, Place

NAMED_KINDS = frozenset({"kecamatan", "desa", "island", "port", "facility", "road"})
"""Places that lie on land even where their point lies in the water: ports, above all."""


def incident_place(incident: Incident, router: Router) -> Place:
    """Return where an incident is.

    Raises
    ------
    Conflict
        ``place_unknown`` if nobody has said where; ``which_island`` with one candidate for each
        island that its circle of uncertainty touches. Ranking waits for the answer.
    """
    if incident.point is None or incident.radius_m is None:
        raise Conflict(
            _("Lokasi kejadian belum diketahui. Tentukan lokasinya di peta atau tanyakan lagi."),
            code="place_unknown",
            errors={"location": [_("belum diketahui")]},
            words=incident.words,
        )
    point = LonLat(incident.point.x, incident.point.y)
    if not incident.land_part_confirmed:
        _ask_which_island(incident, point, router)
    is_named = incident.place_kind in NAMED_KINDS
    found = router.place_at(point, offshore_m=OFFSHORE_M if is_named else COAST_SLACK_M)
    return Place(point, incident.radius_m, found.land_part, incident.place_label)


def candidate_place(candidate: Candidate, router: Router) -> Place:
    """Return where a candidate of the geocoder is."""
    is_named = candidate.kind in NAMED_KINDS
    found = router.place_at(candidate.point, offshore_m=OFFSHORE_M if is_named else COAST_SLACK_M)
    return Place(candidate.point, candidate.radius_m, found.land_part, candidate.label)


def point_candidate(point: LonLat, gazetteer: Gazetteer) -> Candidate:
    """Return a bare point as a candidate, with the areas that it lies in."""
    location = gazetteer.locate(point)
    return Candidate(
        kind="point",
        label=f"{point.lon:.5f}, {point.lat:.5f}",
        code=None,
        point=point,
        radius_m=0.0,
        confidence=1.0,
        read_as="lon, lat",
        kecamatan=location.kecamatan,
        desa=location.desa,
        island=location.island,
        land_part=location.land_part,
    )


def _ask_which_island(incident: Incident, point: LonLat, router: Router) -> None:
    land, radius_m = router.land, incident.radius_m
    if land is None or radius_m is None:
        return
    touched = [part for part in land.touched(point, radius_m) if part.populated]
    if incident.place_kind == "kecamatan":
        touched = [p for p in touched if incident.place_code in p.kecamatan_codes] or touched
    if len(touched) < 2:
        return
    raise Conflict(
        _("Lingkaran lokasi menyentuh beberapa pulau berpenghuni. Tanyakan: di pulau mana?"),
        code="which_island",
        errors={"location": [_("pilih pulaunya")]},
        candidates=[_island_candidate(part, point, radius_m, land) for part in touched],
    )


def _island_candidate(part: LandPart, point: LonLat, radius_m: float, land: Land) -> dict[str, Any]:
    """Return one island to choose; sent back as ``location`` it answers the question."""
    on_land = point if land.part_at(point) == part else land.inland_point(part.number, point)
    return {
        "kind": "island",
        "label": part.name or _("Daratan %(number)d") % {"number": part.number},
        "code": part.island_code,
        "lon": on_land.lon,
        "lat": on_land.lat,
        "radius_m": radius_m,
        "confidence": 0.5,
        "read_as": "which_island",
        "kecamatan": None,
        "desa": None,
        "island": {"code": part.island_code, "name": part.name} if part.island_code else None,
        "land_part": part.number,
    }
