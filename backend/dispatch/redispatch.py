"""Who could be called off a lower priority because they would arrive clearly sooner."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from backend.dispatch.models import RedispatchPolicy
from backend.dispatch.question import Commitment, Question
from backend.dispatch.reasons import span_text
from gis.journey_steps import Estimate
from gis.response import AVAILABLE, TRUSTED_POSITIONS, Field
from gis.routing import Router
from gis.types import UnitKind, UnitState

Rule = RedispatchPolicy.Rule

SOONER_MIN_S = 180.0
SOONER_MIN_SHARE = 0.25
"""How much sooner than the best available unit one must arrive to be called off: both hold."""
OFFERS_MAX = 3

RULE_DEFAULTS: Mapping[int, Rule] = MappingProxyType(
    {1: Rule.NEVER, 2: Rule.ASK, 3: Rule.ALLOWED, 4: Rule.ALLOWED}
)
"""By priority of the incident that would lose its unit, until a supervisor decides otherwise: a
life in danger keeps its unit, a possible one is the supervisor's to weigh."""

_RESCUERS_OF_PATIENTS = frozenset({UnitKind.AMBULANCE, UnitKind.SEA_AMBULANCE})


@dataclass(frozen=True, slots=True)
class _Loss:
    """What the first incident is left with: its next best unit and how much later that comes."""

    unit: str | None
    duration_s: float | None
    later_s: float | None


def is_clearly_sooner(duration_s: float, best_s: float | None) -> bool:
    """Tell whether an arrival is clearly sooner than the best available one, None if none is."""
    if best_s is None:
        return True
    return best_s - duration_s >= max(SOONER_MIN_S, SOONER_MIN_SHARE * best_s)


def redispatch_offers(question: Question, field: Field, roads: Router) -> list[dict[str, Any]]:
    """Return committed units that would arrive clearly sooner, soonest first, and at what price."""
    found = [
        (one, field.busy[one.unit], _best_alike_s(one, question, field))
        for one in question.commitments
        if one.unit in field.busy and _may_be_offered(one, question)
    ]
    sooner = [row for row in found if is_clearly_sooner(row[1].duration_s, row[2])]
    sooner.sort(key=lambda row: (row[1].duration_s, row[0].unit))
    offered = sooner[:OFFERS_MAX]
    losses = _losses([one for one, _way, _best in offered], question, roads)
    return [_offer(one, way, best_s, question, losses[one.unit]) for one, way, best_s in offered]


def _best_alike_s(one: Commitment, question: Question, field: Field) -> float | None:
    """Return when the first available unit of the same use arrives; None if there is none."""
    holder = _holder(one, question)
    alike = (other.duration_s for other in field.standing if _are_alike(other.unit, holder))
    return min(alike, default=None)


def _holder(one: Commitment, question: Question) -> UnitState:
    return next(unit for unit in question.units if unit.code == one.unit)


def _may_be_offered(one: Commitment, question: Question) -> bool:
    is_lower = question.priority is not None and one.priority > question.priority
    return is_lower and one.may_divert and one.rule != Rule.NEVER


def _offer(
    one: Commitment, way: Estimate, best_s: float | None, question: Question, loss: _Loss
) -> dict[str, Any]:
    saves_s = None if best_s is None else round(best_s - way.duration_s, 1)
    return {
        "unit": one.unit,
        "assignment": one.assignment,
        "incident": one.incident,
        "category": one.category,
        "priority": one.priority,
        "status": one.status,
        "reachability": way.reachability,
        "duration_s": round(way.duration_s, 1),
        "eta_at": question.at + timedelta(seconds=round(way.duration_s)),
        "saves_s": saves_s,
        "policy": one.rule,
        "loses": {
            "next_unit": loss.unit,
            "next_duration_s": _rounded(loss.duration_s),
            "later_s": _rounded(loss.later_s),
        },
        "detail": _sentence(one, saves_s, loss),
    }


def _losses(offered: Sequence[Commitment], question: Question, roads: Router) -> dict[str, _Loss]:
    """Return by unit code who could go instead, by network time; nobody is a true answer.

    Units of one incident are timed together, with all who could replace one of them.
    """
    losses = {one.unit: _Loss(None, None, None) for one in offered if one.place is None}
    for number in dict.fromkeys(one.incident for one in offered if one.unit not in losses):
        held = [one for one in offered if one.incident == number]
        holders = [_holder(one, question) for one in held]
        others = [
            unit
            for unit in question.units
            if any(_could_replace(unit, holder) for holder in holders)
        ]
        times = _times_to(held[0], [*holders, *others], question, roads)
        for holder in holders:
            losses[holder.code] = _loss_of(holder, others, times)
    return losses


def _times_to(
    one: Commitment, units: Sequence[UnitState], question: Question, roads: Router
) -> dict[str, float]:
    """Return how soon units would be at a first incident, by code; who cannot come is left out."""
    if one.place is None:
        return {}
    ways = roads.estimates_to(one.place, units, at=question.at, priority=one.priority)
    return {
        unit.code: way.duration_s
        for unit, way in zip(units, ways, strict=True)
        if isinstance(way, Estimate)
    }


def _loss_of(holder: UnitState, others: Sequence[UnitState], times: Mapping[str, float]) -> _Loss:
    able = [unit for unit in others if unit.code in times and _could_replace(unit, holder)]
    if not able:
        return _Loss(None, None, None)
    duration_s, code = min((times[unit.code], unit.code) for unit in able)
    own_s = times.get(holder.code)
    return _Loss(code, duration_s, None if own_s is None else duration_s - own_s)


def _could_replace(unit: UnitState, holder: UnitState) -> bool:
    is_free = unit.status in AVAILABLE and unit.position_state in TRUSTED_POSITIONS
    return is_free and unit.point is not None and _are_alike(unit, holder)


def _are_alike(unit: UnitState, other: UnitState) -> bool:
    """Tell whether one may do what the other does; a police car is no ambulance."""
    return unit.kind == other.kind or {unit.kind, other.kind} <= _RESCUERS_OF_PATIENTS


def _sentence(one: Commitment, saves_s: float | None, loss: _Loss) -> str:
    """Return what is won and what is lost, in one line."""
    won = (
        _("satu-satunya yang dapat tiba")
        if saves_s is None
        else _("%(span)s lebih cepat") % {"span": span_text(round(saves_s))}
    )
    return _("%(won)s; %(incident)s (P%(priority)d): %(loss)s") % {
        "won": won,
        "incident": one.incident,
        "priority": one.priority,
        "loss": _loss_sentence(one, loss),
    }


def _loss_sentence(one: Commitment, loss: _Loss) -> str:
    if one.place is None:
        return _("lokasinya belum pasti, penggantinya tidak dapat dihitung")
    if loss.unit is None or loss.duration_s is None:
        return _("tidak ada pengganti")
    if loss.later_s is None:
        span = span_text(round(loss.duration_s))
        return _("pengganti %(unit)s dalam %(span)s") % {"unit": loss.unit, "span": span}
    if loss.later_s < 0:
        span = span_text(round(-loss.later_s))
        return _("pengganti %(unit)s, %(span)s lebih cepat") % {"unit": loss.unit, "span": span}
    span = span_text(round(loss.later_s))
    return _("pengganti %(unit)s, %(span)s lebih lambat") % {"unit": loss.unit, "span": span}


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)


def rule_for(policies: Iterable[RedispatchPolicy], category: str, priority: int) -> Rule:
    """Return the rule of an incident: its category's own, else that of its priority."""
    rules = {(row.category, row.priority): Rule(row.rule) for row in policies}
    own = rules.get((category, priority))
    return own or rules.get(("", priority)) or RULE_DEFAULTS[priority]
