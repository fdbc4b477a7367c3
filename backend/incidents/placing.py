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
from gis.geocoding import geocode
from gis.regency import in_box
from gis.types import AreaRef, Candidate, LonLat

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
    answer = geocode(given.text[:GEOCODED_LENGTH_MAX], gazetteer, area_hint=area_hint)
    is_pin = answer.outcome in {"resolved", "outside", "at_sea"} and len(answer.candidates) == 1
    if not is_pin:
        fields = NO_PLACE | {"needs_confirmation": True}
        return Placement(fields, answer.outcome, answer.reason, answer.candidates)
    chosen = answer.candidates[0]
    pinned = replace(
        given,
        point=chosen.point,
        radius_m=chosen.radius_m,
        kind=chosen.kind,
        label=chosen.label[:200],
        code=chosen.code or "",
        read_as=chosen.read_as[:80],
        land_part=chosen.land_part if len(chosen.land_parts) < 2 else None,
    )
    fields = _pinned(pinned, chosen.point, gazetteer)
    return Placement(fields, answer.outcome, answer.reason, answer.candidates)


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
    entry = gazetteer.entry(given.kind, given.code) if given.code else None
    if location.outcome == "at_sea" and entry is not None:
        areas = _areas(entry.kecamatan, entry.desa, entry.island)  # a port lies in the water
    else:
        areas = _areas(location.kecamatan, location.desa, location.island)
    is_outside = location.outcome == "outside"
    return {
        **fields,
        **areas,
        "land_part": location.land_part,
        "land_part_confirmed": _is_island_settled(given, point, gazetteer),
        "at_sea": location.outcome == "at_sea" and entry is None,
        "outside_regency": is_outside,
        "needs_confirmation": is_outside,
    }


def _areas(
    kecamatan: AreaRef | None, desa: AreaRef | None, island: AreaRef | None
) -> dict[str, str]:
    named = {"kecamatan": kecamatan, "desa": desa, "island": island}
    codes = {f"{name}_code": area.code if area else "" for name, area in named.items()}
    return codes | {f"{name}_name": area.name if area else "" for name, area in named.items()}


def _is_island_settled(given: GivenLocation, point: LonLat, gazetteer: Gazetteer) -> bool:
    """Tell whether the words or a person have said on which island the place lies."""
    if given.kind in _SETTLED_KINDS:
        return True
    part = gazetteer.land.part_at(point)
    if part is None:
        return False
    is_named_island = bool(given.island_code) and given.island_code == part.island_code
    return given.land_part == part.number or is_named_island
