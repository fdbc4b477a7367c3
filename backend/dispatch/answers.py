"""A ranking as the JSON of the contract, in the reader's language."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from backend.dispatch.question import Question
from backend.dispatch.reasons import reason_sentence
from backend.dispatch.refusal_details import RefusalDetails
from backend.roads.journeys import journey_document
from gis.routing import Router
from gis.types import Journey, Ranking, UnitOption
from gis.wording import said


def recommendation_document(
    ranking: Ranking, question: Question, roads: Router, substitutes: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return the recommendation; ``decision_id`` is set once it is stored."""
    incidents = {one.unit: one.incident for one in question.commitments}
    details = RefusalDetails(question, roads)
    return {
        "decision_id": None,
        "computed_at": question.now,
        "at": question.at,
        "network": dict(question.network),
        "place": dict(question.shown_place),
        "recommended": [option_record(option, question) for option in ranking.recommended],
        "not_recommended": [
            {
                "unit": refusal.unit.code,
                "kind": refusal.unit.kind.value,
                "status": refusal.unit.status,
                "reason_code": refusal.reason_code,
                "detail": details.of(refusal),
                "incident": incidents.get(refusal.unit.code),
                "duration_s": _tenths(refusal.duration_s),
                "lane": refusal.lane,
                "closures": list(refusal.closures),
            }
            for refusal in ranking.refused
        ],
        "call_first": [option_record(option, question) for option in ranking.call_first],
        "shortfall": _shortfall_record(ranking, substitutes, question.language),
        "substitutes": substitutes,
        "notes": [said(note, question.language) for note in ranking.notes],
    }


def option_record(option: UnitOption, question: Question) -> dict[str, Any]:
    """Return a unit that can come: when, how, how sure, and why it stands where it stands."""
    unit, journey = option.unit, option.journey
    return {
        "unit": unit.code,
        "kind": unit.kind.value,
        "status": unit.status,
        "eta_at": question.at + timedelta(seconds=round(journey.duration_s)),
        **journey_document(journey, question.language),
        "geometry": geometry_of(journey),
        "position_state": unit.position_state,
        "position_age_s": None if unit.position_age_s is None else round(unit.position_age_s),
        "last_seen_at": unit.last_seen_at,
        "phone": (unit.phone or None) if question.with_phones else None,
        "reason": reason_sentence(option),
        "reason_code": option.reason,
    }


def geometry_of(journey: Journey) -> dict[str, Any] | None:
    """Return the line of each moving leg, in their order; None if nothing moves.

    One leg makes a LineString, several a MultiLineString: the lines are not joined, so that a map
    can draw each as its leg is travelled.
    """
    lines = [list(leg.points) for leg in journey.legs if len(leg.points) > 1]
    if not lines:
        return None
    if len(lines) == 1:
        return {"type": "LineString", "coordinates": lines[0]}
    return {"type": "MultiLineString", "coordinates": lines}


def _shortfall_record(
    ranking: Ranking, substitutes: list[dict[str, Any]], language: str
) -> dict[str, Any] | None:
    if ranking.shortfall_code is None:
        return None
    return {
        "code": ranking.shortfall_code,
        "detail": said(ranking.shortfall_detail, language),
        "substitutes": substitutes,
    }


def _tenths(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)
