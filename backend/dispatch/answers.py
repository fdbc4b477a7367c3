"""A ranking as the JSON of the contract, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from backend.dispatch.reasons import reason_sentence
from gis.types import Journey, Leg, Ranking, UnitOption, UnitRefusal
from gis.wording import said


@dataclass(frozen=True, slots=True)
class Context:
    """What an answer tells beside the ranking."""

    at: datetime
    """The moment for which the ranking was made."""
    place: dict[str, Any]
    """The place as a candidate."""
    network: dict[str, Any]
    busy_with: Mapping[str, str]
    """Number of the incident that a busy unit is on, by unit code."""
    substitutes: list[dict[str, Any]]


def recommendation_document(ranking: Ranking, context: Context) -> dict[str, Any]:
    """Return the recommendation; ``decision_id`` is set once it is stored."""
    language = (get_language() or "id")[:2]
    return {
        "decision_id": None,
        "computed_at": context.at,
        "network": context.network,
        "place": context.place,
        "recommended": [
            _option_record(option, context.at, language) for option in ranking.recommended
        ],
        "not_recommended": [
            _refusal_record(refusal, context.busy_with, language) for refusal in ranking.refused
        ],
        "call_first": [
            _call_first_record(option, context.at, language) for option in ranking.call_first
        ],
        "shortfall": _shortfall_record(ranking, context, language),
        "substitutes": context.substitutes,
        "notes": [said(note, language) for note in ranking.notes],
    }


def geometry_of(journey: Journey) -> dict[str, Any] | None:
    """Return the line of each moving leg, in their order; None if nothing moves.

    One leg makes a LineString, several a MultiLineString.
    """
    lines = [list(leg.points) for leg in journey.legs if len(leg.points) > 1]
    if not lines:
        return None
    if len(lines) == 1:
        return {"type": "LineString", "coordinates": lines[0]}
    return {"type": "MultiLineString", "coordinates": lines}


def leg_record(leg: Leg, language: str) -> dict[str, Any]:
    """Return a leg without its line."""
    return {
        "mode": leg.mode.value,
        "duration_s": round(leg.duration_s),
        "duration_low_s": _rounded(leg.duration_low_s),
        "duration_high_s": _rounded(leg.duration_high_s),
        "distance_m": round(leg.distance_m),
        "name": said(leg.name, language),
        "note": said(leg.note, language),
        "lane": leg.lane,
    }


def _option_record(option: UnitOption, at: datetime, language: str) -> dict[str, Any]:
    unit, journey = option.unit, option.journey
    return {
        "unit": unit.code,
        "kind": unit.kind.value,
        "status": unit.status,
        "reachability": journey.reachability.value,
        "eta_at": at + timedelta(seconds=round(journey.duration_s)),
        "duration_s": round(journey.duration_s),
        "duration_low_s": round(journey.duration_low_s),
        "duration_high_s": round(journey.duration_high_s),
        "legs": [leg_record(leg, language) for leg in journey.legs],
        "distance_m": round(journey.distance_m),
        "position_state": unit.position_state,
        "position_age_s": _rounded(unit.position_age_s),
        "phone": unit.phone or None,
        "reason": reason_sentence(option),
        "reason_code": option.reason,
        "notes": [said(note, language) for note in journey.notes],
        "closures": list(journey.closures),
        "geometry": geometry_of(journey),
    }


def _call_first_record(option: UnitOption, at: datetime, language: str) -> dict[str, Any]:
    return _option_record(option, at, language) | {"last_seen_at": option.unit.last_seen_at}


def _refusal_record(
    refusal: UnitRefusal, busy_with: Mapping[str, str], language: str
) -> dict[str, Any]:
    incident = busy_with.get(refusal.unit.code)
    detail = said(refusal.detail, language)
    if incident and refusal.reason_code == "busy":
        detail = _("%(detail)s: %(incident)s") % {"detail": detail, "incident": incident}
    return {
        "unit": refusal.unit.code,
        "kind": refusal.unit.kind.value,
        "status": refusal.unit.status,
        "reason_code": refusal.reason_code,
        "detail": detail,
        "incident": incident,
    }


def _shortfall_record(ranking: Ranking, context: Context, language: str) -> dict[str, Any] | None:
    if ranking.shortfall_code is None:
        return None
    return {
        "code": ranking.shortfall_code,
        "detail": said(ranking.shortfall_detail, language),
        "substitutes": context.substitutes,
    }


def _rounded(number: float | None) -> int | None:
    return None if number is None else round(number)
