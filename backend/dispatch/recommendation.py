"""Recommends who should go: reads units, place and roads, ranks, and keeps the decision."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backend.accounts.models import User
from backend.dispatch import actions, queries
from backend.dispatch.answers import Context, recommendation_document
from backend.dispatch.destinations import candidate_place, incident_place
from backend.dispatch.models import Decision
from backend.dispatch.response_plan import kinds_for
from backend.dispatch.substitutes import substitutes
from backend.incidents.models import Incident
from backend.incidents.queries import place_record
from backend.places.answers import candidate_document
from backend.places.queries import gazetteer
from backend.roads.queries import active_network, router
from backend.units.models import AVAILABLE_STATUSES, COMMITTED_STATUSES
from backend.units.queries import unit_states
from gis.response import rank_units
from gis.routing import Router
from gis.types import Candidate, Place, Ranking, Reachability, UnitKind, UnitState

LIMIT_DEFAULT = 5
LIMIT_MAX = 50


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A ranking, what it was made from, and the answer that is shown."""

    ranking: Ranking
    inputs: dict[str, Any]
    answer: dict[str, Any]
    network_id: int


def recommend_for_incident(
    *,
    incident: Incident,
    now: datetime,
    by: User | None,
    limit: int = LIMIT_DEFAULT,
    kinds: Collection[UnitKind] | None = None,
) -> dict[str, Any]:
    """Return who should go to an incident, and keep the decision that the answer names.

    Without ``kinds`` the incident's category says which kinds are asked for.

    Raises
    ------
    Conflict
        If the place is unknown, or may lie on several islands: ask before ranking.
    NotReady
        If no network is active or no boundaries are loaded.
    """
    roads = router()
    place = incident_place(incident, roads, gazetteer())
    asked = tuple(kinds) if kinds else kinds_for(incident.category)
    made = _recommend(place, place_record(incident) or {}, roads, now, asked, limit)
    decision = actions.record_decision(
        incident=incident,
        network_id=made.network_id,
        inputs=made.inputs | {"incident_version": incident.version},
        answer=_without_lines(made.answer),
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
    roads = router()
    place = candidate_place(candidate, roads)
    return _recommend(
        place,
        candidate_document(candidate),
        roads,
        now,
        kinds,
        limit,
        at=at,
        with_phones=with_phones,
    ).answer


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
    if _place_input(place) != decision.inputs["place"]:
        return list(codes)
    states = {unit.code: unit for unit in unit_states(now, codes=named)}
    shown = {**_shown(decision.answer["recommended"]), **_shown(decision.answer["call_first"])}
    ways = roads.estimates_to(place, [states[code] for code in named if code in shown], at=now)
    reached = dict(
        zip([c for c in named if c in shown], (str(way.reachability) for way in ways), strict=True)
    )
    return [
        code
        for code in named
        if _standing(states[code].status) != _standing(seen[code]["status"])
        or (code in shown and reached[code] != shown[code])
    ]


def _recommend(
    place: Place,
    shown_place: dict[str, Any],
    roads: Router,
    now: datetime,
    kinds: Collection[UnitKind] | None,
    limit: int,
    *,
    at: datetime | None = None,
    with_phones: bool = True,
) -> Recommendation:
    at = at or now
    network = active_network()
    units = unit_states(now)
    ranking = rank_units(units, place, router=roads, at=at, kinds=kinds, limit=limit)
    context = Context(
        now=now,
        at=at,
        place=shown_place,
        network={"id": network.pk, "checksum": network.checksum},
        busy_with=queries.busy_with(),
        with_phones=with_phones,
        substitutes=substitutes(place, roads.land) if _wants_substitutes(ranking) else [],
    )
    return Recommendation(
        ranking=ranking,
        inputs=_inputs(units, place, roads, at, kinds, limit, network.checksum),
        answer=recommendation_document(ranking, context),
        network_id=network.pk,
    )


def _wants_substitutes(ranking: Ranking) -> bool:
    """Tell whether nobody comes, or the first comes by a sailing that nobody has confirmed."""
    if not ranking.recommended:
        return True
    return ranking.recommended[0].journey.reachability != Reachability.ROAD


def _inputs(
    units: Sequence[UnitState],
    place: Place,
    roads: Router,
    at: datetime,
    kinds: Collection[UnitKind] | None,
    limit: int,
    checksum: str,
) -> dict[str, Any]:
    """Return everything that the ranking depended on, as plain values."""
    return {
        "at": at.isoformat(),
        "kinds": None if kinds is None else [kind.value for kind in kinds],
        "limit": limit,
        "place": _place_input(place),
        "network": checksum,
        "closures": sorted(
            {c.id for c in roads.closures if c.is_active(at)}
            | {c.id for c in roads.lane_closures if c.is_active(at)}
        ),
        "units": [_unit_input(unit) for unit in units],
    }


def _place_input(place: Place) -> dict[str, Any]:
    return {
        "lon": place.point.lon,
        "lat": place.point.lat,
        "radius_m": place.radius_m,
        "land_part": place.land_part,
    }


def _unit_input(unit: UnitState) -> dict[str, Any]:
    return {
        "code": unit.code,
        "kind": unit.kind.value,
        "profile": unit.profile.value,
        "status": unit.status,
        "lon": unit.point.lon if unit.point else None,
        "lat": unit.point.lat if unit.point else None,
        "at_station": unit.at_station,
        "at_port": unit.at_port,
        "position_state": unit.position_state,
        "position_age_s": unit.position_age_s,
        "accuracy_m": unit.accuracy_m,
        "capabilities": sorted(unit.capabilities),
        "resting_s": unit.resting_s,
        "station_confirmed": unit.station_confirmed,
    }


def _without_lines(answer: dict[str, Any]) -> dict[str, Any]:
    """Return an answer as it is kept: plain values, lines left out, since inputs redraw them."""
    groups = ("recommended", "call_first")
    kept = {
        **answer,
        **{
            group: [
                {k: v for k, v in option.items() if k != "geometry"} for option in answer[group]
            ]
            for group in groups
        },
    }
    plain: dict[str, Any] = _plain(kept)
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime) else value


def _shown(options: Sequence[dict[str, Any]]) -> dict[str, str]:
    return {option["unit"]: option["reachability"] for option in options}


def _standing(status: str) -> str:
    """Return what of a status matters to a decision: which kind of availability it is."""
    if status in AVAILABLE_STATUSES:
        return "available"
    return "committed" if status in COMMITTED_STATUSES else status
