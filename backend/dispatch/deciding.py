"""Answers a question with a router: the same inputs give the same answer, live or replayed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import translation

from backend.dispatch.answers import option_record, recommendation_document
from backend.dispatch.joint_answers import joint_record
from backend.dispatch.question import Question
from backend.dispatch.redispatch import redispatch_offers
from gis.response import ranking_of, weigh_units
from gis.routing import Router
from gis.types import Ranking, Reachability

Substitutes = list[dict[str, Any]]


def answer_to(
    question: Question, roads: Router, substitutes: Callable[[], Substitutes]
) -> dict[str, Any]:
    """Return the answer in the question's language; ``decision_id`` is set once it is stored.

    Parameters
    ----------
    substitutes
        Reads who else could help; asked only where nobody comes, or nobody surely.
    """
    with translation.override(question.language):
        field = weigh_units(
            question.units,
            question.place,
            router=roads,
            at=question.at,
            kinds=question.kinds,
            coverage_loss=question.coverage_loss,
            priority=question.priority,
        )
        ranking = ranking_of(
            field, question.units, router=roads, at=question.at, limit=question.limit
        )
        others = substitutes() if _wants_substitutes(ranking) else []
        document = recommendation_document(ranking, question, roads, others)
        document["redispatch"] = redispatch_offers(question, field, roads)
        document["joint"] = joint_record(
            question, field, roads, lambda option: option_record(option, question)
        )
        return document


def _wants_substitutes(ranking: Ranking) -> bool:
    """Tell whether nobody comes, or the first comes by a sailing that nobody has confirmed."""
    if not ranking.recommended:
        return True
    return ranking.recommended[0].journey.reachability != Reachability.ROAD
