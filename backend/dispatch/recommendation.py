"""Recommends who should go: reads units, place and roads, answers, and keeps the decision."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from backend.accounts.models import User
from backend.dispatch import actions
from backend.dispatch.deciding import answer_to
from backend.dispatch.destinations import candidate_place, incident_place
from backend.dispatch.kept_values import plain
from backend.dispatch.models import Decision
from backend.dispatch.question import Question, question_document
from backend.dispatch.response_plan import kinds_for, kinds_of, plan_for
from backend.dispatch.snapshots import contents_of
from backend.dispatch.standings import commitments_of, duties_of
from backend.dispatch.stored_answers import stored_answer
from backend.dispatch.substitutes import substitutes
from backend.incidents.models import Incident
from backend.incidents.queries import place_record
from backend.places.answers import candidate_document
from backend.places.queries import gazetteer
from backend.roads.queries import active_network, router
from backend.units.models import AVAILABLE_STATUSES, COMMITTED_STATUSES
from backend.units.queries import unit_states
from gis.joint_choice import Slot
from gis.routing import Router
from gis.types import Candidate, UnitKind

LIMIT_DEFAULT = 5
LIMIT_MAX = 50


@dataclass(frozen=True, slots=True)
class Answered:
    """A question, its answer as it is shown, and who else could help as it was read for it."""

    question: Question
    answer: dict[str, Any]
    substitutes: list[dict[str, Any]]


def recommend_for_incident(
    *,
    incident: Incident,
    now: datetime,
    by: User | None,
    limit: int = LIMIT_DEFAULT,
    kinds: Collection[UnitKind] | None = None,
    need: Sequence[Slot] = (),
) -> dict[str, Any]:
    """Return who should go to an incident, and keep the decision that the answer names.

    Without ``kinds`` and ``need`` the incident's category says which kinds are asked for, and
    which units it needs at once.

    Raises
    ------
    Conflict
        If the place is unknown, or may lie on several islands: ask before ranking.
    NotReady
        If no network is active or no boundaries are loaded.
    """
    roads, network = _roads_and_network()
    place = incident_place(incident, roads, gazetteer())
    slots = tuple(need)
    if not kinds and not slots:
        asked, slots = kinds_for(incident.category), plan_for(incident.category)
    else:
        asked = tuple(dict.fromkeys([*(kinds or ()), *kinds_of(slots)]))
    question = Question(
        now=now,
        at=now,
        place=place,
        units=tuple(unit_states(now, roads=roads)),
        limit=limit,
        language=_language(),
        kinds=asked,
        slots=slots,
        incident=incident.number,
        priority=incident.priority,
        duties=duties_of(),
        commitments=commitments_of(incident.priority, roads, gazetteer()),
        shown_place=plain_document(place_record(incident) or {}),
        network=network,
    )
    made = _answered(question, roads)
    decision = actions.record_decision(
        incident=incident,
        network_id=network["id"],
        inputs={
            **question_document(question),
            "substitutes": plain_document(made.substitutes),
            "incident_version": incident.version,
        },
        answer=stored_answer(made.answer),
        contents=contents_of(roads),
        by=by,
        now=now,
    )
    return made.answer | {"decision_id": decision.pk}


def nearest(
    *,
    candidate: Candidate,
    at: datetime,
    now: datetime,
    limit: int = LIMIT_DEFAULT,
    kinds: Collection[UnitKind] | None = None,
    with_phones: bool = False,
) -> dict[str, Any]:
    """Return the same answer for a place without an incident; nothing is stored.

    ``at`` is when units would leave, ``now`` the moment at which their positions are as old as
    they are.

    Raises
    ------
    NotReady
        If no network is active or no boundaries are loaded.
    """
    roads, network = _roads_and_network()
    question = Question(
        now=now,
        at=at,
        place=candidate_place(candidate, roads),
        units=tuple(unit_states(now, roads=roads)),
        limit=limit,
        language=_language(),
        kinds=tuple(kinds) if kinds else None,
        duties=duties_of(),
        commitments=commitments_of(None, roads, gazetteer()),
        with_phones=with_phones,
        shown_place=candidate_document(candidate),
        network=network,
    )
    return _answered(question, roads).answer


def changed_units(
    decision: Decision, incident: Incident, codes: Sequence[str], now: datetime
) -> list[str]:
    """Return the units whose availability, position state or reachability is not as was shown.

    A moved or newly placed incident changes all of them. ``available`` and ``returning`` count as
    the same; a unit that the decision does not name was sent on a dispatcher's own judgement.
    """
    seen = {unit["code"]: unit for unit in decision.inputs["units"]}
    named = [code for code in codes if code in seen]
    roads = router()
    place = incident_place(incident, roads, gazetteer())
    if _where(plain(place)) != _where(decision.inputs["place"]):
        return list(codes)
    states = {unit.code: unit for unit in unit_states(now, codes=named, roads=roads)}
    shown = _shown(decision.answer)
    asked = [code for code in named if code in shown and code in states]
    ways = roads.estimates_to(
        place, [states[code] for code in asked], at=now, priority=incident.priority
    )
    reached = dict(zip(asked, (str(way.reachability) for way in ways), strict=True))
    return [
        code
        for code in named
        if code not in states
        or _standing(states[code].status) != _standing(seen[code]["status"])
        or (code in shown and reached[code] != shown[code])
    ]


def plain_document(value: Any) -> Any:
    """Return a document with its moments as text, as it is stored."""
    if isinstance(value, dict):
        return {key: plain_document(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain_document(item) for item in value]
    return value.isoformat() if isinstance(value, datetime) else value


def _answered(question: Question, roads: Router) -> Answered:
    read: list[dict[str, Any]] = []

    def others() -> list[dict[str, Any]]:
        read[:] = substitutes(question.place, roads.land)
        return list(read)

    return Answered(question, answer_to(question, roads, others), read)


def _roads_and_network() -> tuple[Router, dict[str, Any]]:
    """Return the router and the network that it routes on, also while another is activated."""
    network, roads, again = active_network(), router(), active_network()
    while network.pk != again.pk:
        network, roads, again = again, router(), active_network()
    return roads, {"id": network.pk, "checksum": network.checksum}


def _language() -> str:
    return (get_language() or "id")[:2]


def _where(place: dict[str, Any]) -> dict[str, Any]:
    """Return what of a kept place matters to who can come; its label does not."""
    return {name: value for name, value in place.items() if name != "label"}


def _shown(answer: dict[str, Any]) -> dict[str, str]:
    """Return the reachability that each offered unit was shown with."""
    joint = answer.get("joint") or {"units": []}
    groups = (
        answer["recommended"],
        answer["call_first"],
        joint["units"],
        answer.get("redispatch", []),
    )
    return {option["unit"]: option["reachability"] for group in groups for option in group}


def _standing(status: str) -> str:
    """Return what of a status matters to a decision: which kind of availability it is."""
    if status in AVAILABLE_STATUSES:
        return "available"
    return "committed" if status in COMMITTED_STATUSES else status
