"""Which open incidents wait for a lane that is closed now: nobody else comes, or a unit is held up.

An incident without an active unit waits if its latest decision has nobody who could go by another
way. One with units waits if a unit that has not embarked yet is to cross a lane that is closed now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

from backend.dispatch.models import ACTIVE_STATUSES, Assignment, AssignmentStatus, Decision
from backend.incidents.models import Incident
from backend.roads.models import Closure
from backend.roads.queries import closures_in_force, router

BEFORE_THE_SEA = (
    AssignmentStatus.DISPATCHED,
    AssignmentStatus.ACKNOWLEDGED,
    AssignmentStatus.EN_ROUTE,
    AssignmentStatus.STAGING,
    AssignmentStatus.AWAITING_BOAT,
)
"""Where a unit may still have to cross; one at sea is not held up by what closes behind it."""


@dataclass(frozen=True, slots=True)
class _Held:
    """What one incident waits for: a lane, or the small boats where there is no lane."""

    lane: str | None
    closures: frozenset[int]
    units: tuple[str, ...]


def lane_waits(now: datetime) -> list[dict[str, Any]]:
    """Return who waits for what and since when, the most urgent first; seconds.

    Raises
    ------
    NotReady
        If no network is active or no boundaries are loaded.
    """
    rows = {row.pk: row for row in closures_in_force(now) if row.from_at <= now}
    if not any(row.factor is None for row in rows.values()):
        return []
    names: dict[str, str] = {}
    closed: dict[str, frozenset[int]] = {}
    for passage in router().passages(now):
        names[passage.lane.code] = passage.lane.name
        if passage.factor is None:
            shut = {pk for pk in passage.closures if pk in rows and rows[pk].factor is None}
            closed[passage.lane.code] = frozenset(shut)
    sea = _Sea(closed, frozenset(pk for pk, row in rows.items() if row.factor is None))
    found = Incident.objects.filter(state=Incident.State.OPEN).order_by("priority", "created_at")
    incidents = list(found)
    pks = [incident.pk for incident in incidents]
    sent, decisions = _active(pks), _latest_decisions(pks)
    return [
        _record(incident, held, names, [rows[pk] for pk in sorted(held.closures)], now)
        for incident in incidents
        for held in _held(sent[incident.pk], decisions.get(incident.pk), sea)
    ]


@dataclass(frozen=True, slots=True)
class _Sea:
    """What is closed now: lanes by code with their closures, and all closures that close."""

    lanes: Mapping[str, frozenset[int]]
    closures: frozenset[int]


_Note = Callable[[str | None, Iterable[int], str], None]
"""Notes a lane, the closures that close it, and a unit that they hold back."""


def _held(sent: Collection[Assignment], decision: Decision | None, sea: _Sea) -> Iterator[_Held]:
    units: dict[str | None, list[str]] = defaultdict(list)
    ids: dict[str | None, set[int]] = defaultdict(set)

    def note(lane: str | None, closures: Iterable[int], unit: str) -> None:
        ids[lane].update(closures)
        if unit not in units[lane]:
            units[lane].append(unit)

    if sent:
        for one in sent:
            for lane in _lanes_of(one, decision) if one.status in BEFORE_THE_SEA else ():
                if lane in sea.lanes:
                    note(lane, sea.lanes[lane], one.unit.code)
    elif decision is not None:
        _note_answer(decision.answer, sea, note)
    for barred, closures in ids.items():
        yield _Held(barred, frozenset(closures), tuple(units[barred]))


def _note_answer(answer: Mapping[str, Any], sea: _Sea, note: _Note) -> None:
    """Note what holds back everybody of an answer; nothing if somebody can go all the same."""
    offered = [(one["unit"], _lanes(one["legs"])) for one in answer["recommended"]]
    if any(sea.lanes.keys().isdisjoint(lanes) for _, lanes in offered):
        return
    for unit, lanes in offered:
        for lane in lanes & sea.lanes.keys():
            note(lane, sea.lanes[lane], unit)
    for one in answer["not_recommended"]:
        if one["reason_code"] != "unreachable_lane_closed":
            continue
        barred = one.get("lane")
        if barred in sea.lanes:
            note(barred, sea.lanes[barred], one["unit"])
        elif still := sea.closures & set(one.get("closures", ())):
            note(None, still, one["unit"])


def _lanes_of(assignment: Assignment, latest: Decision | None) -> frozenset[str]:
    """Return the lanes of the way by which a unit was sent, as its decision told it."""
    decision = assignment.decision or latest
    if decision is None:
        return frozenset()
    answer = decision.answer
    groups = (
        answer["recommended"],
        answer["call_first"],
        (answer.get("joint") or {"units": []})["units"],
        answer.get("redispatch", []),
    )
    code = assignment.unit.code
    options = (one for group in groups for one in group if one["unit"] == code)
    return next((_lanes(one.get("legs", ())) for one in options), frozenset())


def _lanes(legs: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    return frozenset(leg["lane"] for leg in legs if leg.get("lane"))


def _active(incidents: Collection[int]) -> Mapping[int, list[Assignment]]:
    found: dict[int, list[Assignment]] = defaultdict(list)
    rows = Assignment.objects.filter(incident__in=incidents, status__in=ACTIVE_STATUSES)
    for one in rows.select_related("unit", "decision").order_by("pk"):
        found[one.incident_id].append(one)
    return found


def _latest_decisions(incidents: Collection[int]) -> dict[int, Decision]:
    """Return the latest decision of each incident, without its inputs."""
    grouped = Decision.objects.filter(incident__in=incidents).order_by().values("incident")
    latest = grouped.annotate(latest=Max("pk")).values("latest")
    rows = Decision.objects.filter(pk__in=latest).only("incident_id", "answer")
    return {row.incident_id: row for row in rows if row.incident_id is not None}


def _record(
    incident: Incident,
    held: _Held,
    names: Mapping[str, str],
    closures: Collection[Closure],
    now: datetime,
) -> dict[str, Any]:
    began = min((row.from_at for row in closures), default=now)
    since = max(began, incident.created_at)
    ends = [row.until_at for row in closures]
    return {
        "incident": incident.number,
        "lane": held.lane,
        "lane_name": None if held.lane is None else names.get(held.lane, held.lane),
        "closures": [
            {"id": row.pk, "kind": row.kind, "reason": row.reason, "from": row.from_at}
            for row in closures
        ],
        "units": list(held.units),
        "since": since,
        "expected_until": None if None in ends else max(filter(None, ends), default=None),
        "seconds": round((now - since).total_seconds()),
    }
