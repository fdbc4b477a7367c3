"""Turns what a request says of a place into the place fields of an incident.

The caller's words stay beside the pin as they were said. Words that could mean several places, or
none, leave the place unknown and are to be confirmed; the candidates go back to the dispatcher.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib.gis.geos import Point

from backend.incidents.locations import GivenLocation
from gis.gazetteer import Gazetteer
from gis.regency import in_box
from gis.types import Candidate, Location, LonLat

GEOCODED_LENGTH_MAX = 500
"""Longer words are kept, but nobody's place has so long a name."""
_SETTLED_KINDS = frozenset({"island", "desa", "facility", "port"})
"""Kinds whose reading already says on which island they lie."""

NO_PLACE: dict[str, Any] = {
    "point": None,
    "radius_m": None,
    "place_kind": "",
    "place_label": "",
    "place_code": "",
    "read_as": "",
    "kecamatan_code": "",
    "kecamatan_name": "",
    "desa_code": "",
    "desa_name": "",
    "island_code": "",
    "island_name": "",
    "land_part": None,
    "land_part_confirmed": False,
    "at_sea": False,
    "outside_regency": False,
    "needs_confirmation": False,
}


@dataclass(frozen=True, slots=True)
class Placement:
    """The place fields of an incident, and what the geocoder said of the words, if it was asked."""

    fields: dict[str, Any]
    outcome: str = ""
    """Empty for a pin; else the geocoder's outcome, or ``not_ready`` without boundaries."""
    reason: str | None = None
    candidates: tuple[Candidate, ...] = field(default=())


def place(
    given: GivenLocation, gazetteer: Gazetteer | None, *, area_hint: str | None = None
) -> Placement:
    """Return the placement of a given location.

    Without a gazetteer (no boundaries loaded) a pin is kept and words are kept; both want
    confirmation, since no call may be lost over missing data.
    """
    if given.point is not None:
        return Placement(_pinned(given, given.point, gazetteer))
    if not given.text.strip():
        return Placement(dict(NO_PLACE))
    if gazetteer is None:
        return Placement(NO_PLACE | {"needs_confirmation": True}, outcome="not_ready")
    return _read(given, gazetteer, area_hint)


def _read(given: GivenLocation, gazetteer: Gazetteer, area_hint: str | None) -> Placement:
    from gis.geocoding import geocode

    answer = geocode(given.text[:GEOCODED_LENGTH_MAX], gazetteer, area_hint=area_hint)
    told = {
        "outcome": answer.outcome,
        "reason": answer.reason,
        "candidates": answer.candidates,
    }
    is_pin = answer.outcome in {"resolved", "outside", "at_sea"} and len(answer.candidates) == 1
    if not is_pin:
        return Placement(NO_PLACE | {"needs_confirmation": True}, **told)
    chosen = answer.candidates[0]
    pinned = replace(
        given,
        point=chosen.point,
        radius_m=chosen.radius_m,
        kind=chosen.kind,
        label=chosen.label[:200],
        code=chosen.code or "",
        read_as=chosen.read_as[:80],
        island_code=chosen.island.code if chosen.island else "",
    )
    return Placement(_pinned(pinned, chosen.point, gazetteer), **told)


def _pinned(given: GivenLocation, point: LonLat, gazetteer: Gazetteer | None) -> dict[str, Any]:
    fields = NO_PLACE | {
        "point": Point(point.lon, point.lat, srid=4326),
        "radius_m": given.radius_m,
        "place_kind": given.kind or "point",
        "place_label": given.label,
        "place_code": given.code,
        "read_as": given.read_as,
    }
    if gazetteer is None:
        outside = not in_box(point)
        return fields | {"outside_regency": outside, "needs_confirmation": True}
    location = gazetteer.locate(point)
    fields |= _located(location)
    if location.land_part is not None:
        fields |= _chosen_land(given, point, gazetteer, location.land_part)
    return fields


def _located(location: Location) -> dict[str, Any]:
    outside = location.outcome == "outside"
    return {
        **_ref("kecamatan", location.kecamatan),
        **_ref("desa", location.desa),
        **_ref("island", location.island),
        "land_part": location.land_part,
        "at_sea": location.outcome == "at_sea",
        "outside_regency": outside,
        "needs_confirmation": outside,
    }


def _ref(name: str, area: Any) -> dict[str, str]:
    return {
        f"{name}_code": area.code if area else "",
        f"{name}_name": area.name if area else "",
    }


def _chosen_land(
    given: GivenLocation, point: LonLat, gazetteer: Gazetteer, land_part: int
) -> dict[str, Any]:
    """Return whether the land part that covers the pin is settled, by the words or by a person."""
    part = gazetteer.land.part_at(point)
    chosen = given.land_part == land_part or bool(
        part and given.island_code and given.island_code == part.island_code
    )
    return {"land_part_confirmed": chosen or given.kind in _SETTLED_KINDS}
