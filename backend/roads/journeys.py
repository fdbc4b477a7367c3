"""Journeys as the API writes them: legs, one geometry, instructions, notes in a language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gis.instructions import instructions
from gis.types import Journey, Leg, MetClosure
from gis.wording import said

Line = list[tuple[float, float]]


def journey_document(journey: Journey, language: str) -> dict[str, Any]:
    """Return a journey's numbers, legs, geometry and notes; seconds and metres."""
    return {
        "reachability": journey.reachability,
        "duration_s": round(journey.duration_s, 1),
        "duration_low_s": round(journey.duration_low_s, 1),
        "duration_high_s": round(journey.duration_high_s, 1),
        "distance_m": round(journey.distance_m, 1),
        "legs": legs_document(journey.legs, language),
        "geometry": geometry_document(journey.legs),
        "notes": [said(note, language) for note in journey.notes],
        "closures": closures_document(journey.met),
    }


def closures_document(met: Iterable[MetClosure]) -> list[dict[str, Any]]:
    """Return the closures that mattered for an answer, with their reasons."""
    return [{"id": one.id, "reason": one.reason, "factor": one.factor} for one in met]


def legs_document(legs: Iterable[Leg], language: str) -> list[dict[str, Any]]:
    """Return legs as the API writes them."""
    return [
        {
            "mode": leg.mode,
            "duration_s": round(leg.duration_s, 1),
            "duration_low_s": _rounded(leg.duration_low_s),
            "duration_high_s": _rounded(leg.duration_high_s),
            "distance_m": round(leg.distance_m, 1),
            "name": said(leg.name, language),
            "note": said(leg.note, language),
            "lane": leg.lane,
            "until": leg.until,
            "leaves_at": leg.leaves_at,
            "arrives_at": leg.arrives_at,
            "road_names": list(leg.road_names),
        }
        for leg in legs
    ]


def instructions_document(journey: Journey, language: str) -> list[dict[str, Any]]:
    """Return what the driver is told, step by step."""
    return [
        {
            "text": step.text,
            "distance_m": round(step.distance_m, 1),
            "duration_s": round(step.duration_s, 1),
            "leg": step.leg,
        }
        for step in instructions(journey, language)
    ]


def geometry_document(legs: Iterable[Leg]) -> dict[str, Any] | None:
    """Return the lines of all legs as one LineString where they join, else a MultiLineString.

    None where nothing moves.
    """
    lines: list[Line] = []
    for leg in legs:
        points = list(leg.points)
        if len(points) < 2:
            continue
        if lines and _is_same(lines[-1][-1], points[0]):
            lines[-1] += points[1:]
        else:
            lines.append(points)
    if not lines:
        return None
    rounded = [[(round(lon, 6), round(lat, 6)) for lon, lat in line] for line in lines]
    if len(rounded) == 1:
        return {"type": "LineString", "coordinates": rounded[0]}
    return {"type": "MultiLineString", "coordinates": rounded}


def _is_same(a: tuple[float, float], b: tuple[float, float]) -> bool:
    return abs(a[0] - b[0]) < 1e-6 and abs(a[1] - b[1]) < 1e-6


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)
