"""Where units are to go: an incident's place, once it is sure which island is meant."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from backend.errors import Conflict
from backend.incidents.models import Incident
from backend.places.answers import candidate_document
from gis.entries import Spot
from gis.gazetteer import Gazetteer
from gis.geocoding import geocode
from gis.land import Land, LandPart
from gis.routing import Router
from gis.setting_out import COAST_SLACK_M, OFFSHORE_M
from gis.types import AreaRef, Candidate, LonLat, Place

NAMED_KINDS = frozenset({"kecamatan", "desa", "island", "port", "facility", "road"})
"""Places that lie on land even where their point lies in the water: ports, above all."""


def incident_place(incident: Incident, router: Router, gazetteer: Gazetteer) -> Place:
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
            candidates=_readings(incident.words, gazetteer),
        )
    point = LonLat(incident.point.x, incident.point.y)
    if not incident.land_part_confirmed and router.land is not None:
        _ask_which_island(incident, point, incident.radius_m, router.land, gazetteer)
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


def _readings(words: str, gazetteer: Gazetteer) -> list[dict[str, Any]]:
    """Return the places that the caller's words may mean, to choose from with one key."""
    answer = geocode(words, gazetteer)
    return [candidate_document(candidate) for candidate in answer.candidates]


def _ask_which_island(
    incident: Incident, point: LonLat, radius_m: float, land: Land, gazetteer: Gazetteer
) -> None:
    """Refuse to rank while the place may lie on several inhabited land parts."""
    spots = _spots(incident, gazetteer)
    touched = [part for part in land.touched(point, radius_m) if part.populated]
    if spots:
        touched = [part for part in touched if part.number in spots]
    if len(touched) < 2:
        return
    raise Conflict(
        _("Lokasi ini dapat berada di beberapa pulau berpenghuni. Tanyakan: di pulau mana?"),
        code="which_island",
        errors={"location": [_("pilih pulaunya")]},
        candidates=[
            _island_candidate(
                incident, part, spots.get(part.number) or _spot(part, point, radius_m, land)
            )
            for part in touched
        ],
    )


def _spots(incident: Incident, gazetteer: Gazetteer) -> dict[int, Spot]:
    """Return where the named place of an incident lies on each land part; none for a mere pin."""
    entry = gazetteer.entry(incident.place_kind, incident.place_code)
    return {} if entry is None else {spot.land_part: spot for spot in entry.spots}


def _spot(part: LandPart, point: LonLat, radius_m: float, land: Land) -> Spot:
    """Return the point of a land part that is nearest to a pin, with the pin's own circle."""
    on_land = point if land.part_at(point) == part else land.inland_point(part.number, point)
    island = AreaRef(part.island_code, part.name or "") if part.island_code else None
    return Spot(part.number, island, on_land, radius_m)


def _island_candidate(incident: Incident, part: LandPart, spot: Spot) -> dict[str, Any]:
    """Return one island to choose; sent back as ``location`` it answers the question."""
    name = part.name or _("Daratan %(number)d") % {"number": part.number}
    label = f"{incident.place_label}, {name}" if incident.place_code else name
    return {
        "kind": incident.place_kind,
        "label": label[:200],
        "code": incident.place_code or None,
        "lon": spot.point.lon,
        "lat": spot.point.lat,
        "radius_m": spot.radius_m,
        "confidence": 0.5,
        "read_as": "which_island",
        "kecamatan": None,
        "desa": None,
        "island": {"code": spot.island.code, "name": spot.island.name} if spot.island else None,
        "land_part": part.number,
    }
