"""A ranking as the JSON of the contract, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from backend.dispatch.reasons import reason_sentence
from backend.roads.journeys import journey_document
from gis.types import Journey, Ranking, UnitOption, UnitRefusal
from gis.wording import said


@dataclass(frozen=True, slots=True)
class Context:
    """What an answer tells beside the ranking."""

    now: datetime
    """When the ranking was made."""
    at: datetime
    """When the units would leave."""
    place: dict[str, Any]
    """The place as a candidate."""
    network: dict[str, Any]
    busy_with: Mapping[str, str]
    """Number of the incident that a busy unit is on, by unit code."""
    substitutes: list[dict[str, Any]]
    with_phones: bool


def recommendation_document(ranking: Ranking, context: Context) -> dict[str, Any]:
    """Return the recommendation; ``decision_id`` is set once it is stored."""
    language = (get_language() or "id")[:2]
    return {
        "decision_id": None,
        "computed_at": context.now,
        "at": context.at,
        "network": context.network,
        "place": context.place,
        "recommended": [
            _option_record(option, context, language) for option in ranking.recommended
        ],
        "not_recommended": [
            _refusal_record(refusal, context.busy_with, language) for refusal in ranking.refused
        ],
        "call_first": [_option_record(option, context, language) for option in ranking.call_first],
        "shortfall": _shortfall_record(ranking, context, language),
        "substitutes": context.substitutes,
        "notes": [said(note, language) for note in ranking.notes],
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


def _option_record(option: UnitOption, context: Context, language: str) -> dict[str, Any]:
    unit, journey = option.unit, option.journey
    return {
        "unit": unit.code,
        "kind": unit.kind.value,
        "status": unit.status,
        "eta_at": context.at + timedelta(seconds=round(journey.duration_s)),
        **journey_document(journey, language),
        "geometry": geometry_of(journey),
        "position_state": unit.position_state,
        "position_age_s": _rounded(unit.position_age_s),
        "last_seen_at": unit.last_seen_at,
        "phone": (unit.phone or None) if context.with_phones else None,
        "reason": reason_sentence(option),
        "reason_code": option.reason,
    }


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
