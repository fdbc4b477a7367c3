"""Makes candidates of entries and of points: pin, circle, confidence, the land they lie on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from gis.entries import Entry, Spot
from gis.gazetteer import Gazetteer
from gis.location import NAMELESS_LAND
from gis.readings import CoordinateReading
from gis.regency import desa_word
from gis.types import AreaRef, Candidate, Location, LonLat

_KIND_SHOWN = {"settlement": "point", "landmark": "point", "neighbour": "point"}
NEAR_M = 400.0
"""How far "dekat" and "depan" reach."""
_AREA_KINDS = frozenset({"kecamatan", "desa", "island", "regency", "neighbour"})


def candidate_of(
    entry: Entry, gazetteer: Gazetteer, *, confidence: float, read_as: str
) -> Candidate:
    """Return the candidate that stands for a place."""
    spots = entry.spots
    land_parts = tuple(spot.land_part for spot in spots)
    part = gazetteer.land.part_at(entry.point)
    pin_part = part.number if part else land_parts[0] if land_parts else None
    if entry.kind not in _AREA_KINDS:
        land_parts = _touched(gazetteer, entry.point, entry.radius_m) or land_parts
    return Candidate(
        kind=_KIND_SHOWN.get(entry.kind, entry.kind),
        label=entry.label,
        code=entry.code,
        point=entry.point,
        radius_m=entry.radius_m,
        confidence=round(confidence, 3),
        read_as=read_as,
        kecamatan=entry.kecamatan,
        desa=entry.desa,
        island=entry.island,
        land_part=pin_part,
        land_parts=land_parts,
    )


def on_each_land(
    candidate: Candidate, spots: Iterable[Spot], gazetteer: Gazetteer
) -> tuple[Candidate, ...]:
    """Return one candidate for each land part that an area spans, labelled with its island."""
    return tuple(
        replace(
            candidate,
            label=f"{land_name(spot.land_part, gazetteer)}: {candidate.label}",
            point=spot.point,
            radius_m=spot.radius_m,
            island=spot.island,
            land_part=spot.land_part,
            land_parts=(spot.land_part,),
        )
        for spot in spots
    )


def point_candidate(
    reading: CoordinateReading, location: Location, gazetteer: Gazetteer
) -> Candidate:
    """Return the candidate for typed coordinates: exactly there, whatever lies near."""
    return Candidate(
        kind="point",
        label=describe(reading.point, location),
        code=None,
        point=reading.point,
        radius_m=reading.radius_m,
        confidence=_confidence(reading),
        read_as=reading.read_as,
        kecamatan=location.kecamatan,
        desa=location.desa,
        island=location.island,
        land_part=location.land_part,
        land_parts=_touched(gazetteer, reading.point, reading.radius_m),
    )


def beside_on_other_land(candidate: Candidate, gazetteer: Gazetteer) -> tuple[Candidate, ...]:
    """Return the candidate, then one on each other inhabited land that its circle touches.

    The first keeps its pin. The others stand on the nearest point that is surely on their land, so
    that sending one back leaves no doubt which land is meant.
    """
    choices = [candidate]
    if candidate.land_part in candidate.land_parts:
        name = land_name(candidate.land_part, gazetteer)
        choices = [
            replace(
                candidate,
                label=f"{name}: {candidate.label}",
                land_parts=(candidate.land_part,) if candidate.land_part is not None else (),
            )
        ]
    for number in candidate.land_parts:
        if number != candidate.land_part:
            choices.append(_on_land(candidate, number, gazetteer))
    return tuple(choices)


def widened(candidate: Candidate, distance_m: float, gazetteer: Gazetteer) -> Candidate:
    """Return a candidate whose place lies up to a distance beside what was named."""
    radius_m = candidate.radius_m + distance_m
    return replace(
        candidate,
        radius_m=radius_m,
        read_as=f"near {candidate.read_as}",
        land_parts=_touched(gazetteer, candidate.point, radius_m),
    )


def land_name(number: int | None, gazetteer: Gazetteer) -> str:
    """Return the name of a land part as people call it."""
    name = gazetteer.land.part(number).name if number is not None else None
    return name or NAMELESS_LAND


def describe(point: LonLat, location: Location) -> str:
    """Return a point with what it lies in, or what is nearest to it at sea."""
    text = f"{point.lat:.5f}, {point.lon:.5f}"
    if location.outcome == "inside":
        names = [f"Kecamatan {location.kecamatan.name}"] if location.kecamatan else []
        names = _desa_names(location.desa) + names
        names += [location.island.name] if location.island else []
        return f"{text} ({', '.join(names)})"
    if location.outcome == "outside":
        return f"{text} ({location.regency.name})" if location.regency else text
    near = [location.nearest_land, location.nearest_island, location.nearest_port]
    named = dict.fromkeys(f"{n.name} {n.distance_m / 1000:.1f} km" for n in near if n is not None)
    return f"{text} (laut; {', '.join(named)})"


def _desa_names(desa: AreaRef | None) -> list[str]:
    return [f"{desa_word(desa.code)} {desa.name}"] if desa else []


def _on_land(candidate: Candidate, number: int, gazetteer: Gazetteer) -> Candidate:
    spot = gazetteer.land.inland_point(number, candidate.point)
    inside = gazetteer.locate(spot)
    part = gazetteer.land.part(number)
    island = AreaRef(part.island_code, part.name or "") if part.island_code else None
    return replace(
        candidate,
        label=f"{land_name(number, gazetteer)}: {candidate.label}",
        point=spot,
        confidence=round(candidate.confidence * 0.5, 3),
        kecamatan=inside.kecamatan,
        desa=inside.desa,
        island=island,
        land_part=number,
        land_parts=(number,),
    )


def _touched(gazetteer: Gazetteer, point: LonLat, radius_m: float) -> tuple[int, ...]:
    """Return the inhabited land parts that a circle touches, nearest first."""
    return tuple(part.number for part in gazetteer.land.touched(point, radius_m) if part.populated)


def _confidence(reading: CoordinateReading) -> float:
    sure = 0.5 if reading.confirm else 0.98
    return round(sure * (1 - 0.6 * min(1.0, reading.radius_m / 1_000)), 3)
