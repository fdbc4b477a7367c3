"""Who comes: the units that can, in order of arrival, and for every other unit why not.

Reachability is decided before anything is ranked. A unit stands in exactly one group of the
answer: recommended, call first, or refused with one reason code.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import takewhile
from typing import Protocol

from gis.journey_steps import Estimate
from gis.types import (
    Journey,
    NoWay,
    Place,
    Ranking,
    Reachability,
    UnitKind,
    UnitOption,
    UnitRefusal,
    UnitState,
    VehicleProfile,
)
from gis.wording import Wording

TIE_TOLERANCE_S = 60.0
AVAILABLE = frozenset({"available", "returning"})
UNAVAILABLE = frozenset({"off_duty", "out_of_service"})
"""Every other status is a commitment or a delay: the unit is busy."""
TRUSTED_POSITIONS = frozenset({"live", "ageing", "assumed"})
CALL_FIRST_POSITIONS = frozenset({"stale", "lost"})

REFUSAL_OF: Mapping[str, str] = {
    "no_way": "unreachable_no_way",
    "no_road": "unreachable_no_way",
    "no_vehicle_ferry": "unreachable_no_vehicle_ferry",
    "lane_closed": "unreachable_lane_closed",
    "sailing_too_late": "next_sailing_too_late",
}
"""The reason code of a unit for the code of its ``NoWay``."""

REASONS = (
    "fastest_by_road",
    "fastest_by_ferry",
    "fastest_by_boat",
    "next_by_road",
    "next_by_ferry",
    "next_by_boat",
    "tied_smaller_coverage_loss",
    "tied_longer_rest",
    "tied_unit_code",
    "to_shore",
    "call_first_stale",
    "call_first_lost",
)
"""Why a unit stands where it stands; a ``tied`` one arrives within a minute of a faster one."""

_BY = {
    Reachability.ROAD: "by_road",
    Reachability.ROAD_FERRY: "by_ferry",
    Reachability.BOAT: "by_boat",
}
_Timed = tuple[UnitState, Estimate]


class Times(Protocol):
    """What the ranking needs of a router."""

    def estimates_to(
        self, place: Place, units: Sequence[UnitState], *, at: datetime
    ) -> list[Estimate | NoWay]:
        """Return each unit's timed journey or why it cannot come."""
        ...

    def draw(self, estimate: Estimate, profile: VehicleProfile, at: datetime) -> Journey:
        """Return a timed journey with its legs and lines."""
        ...


def rank_units(
    units: Sequence[UnitState],
    place: Place,
    *,
    router: Times,
    at: datetime,
    kinds: Collection[UnitKind] | None = None,
    limit: int = 5,
    capabilities: Collection[str] = (),
    coverage_loss: Mapping[str, float] | None = None,
) -> Ranking:
    """Return who can be at a place first.

    Parameters
    ----------
    kinds
        The kinds of unit asked for; None takes any.
    limit
        How many to recommend; the others that could come are refused as ``slower``.
    capabilities
        What a unit must be able to do, all of it.
    coverage_loss
        By unit code, how much coverage is lost while it is away; decides ties first.
    """
    refused = {
        unit.code: refusal
        for unit in units
        if (refusal := _refusal(unit, kinds, frozenset(capabilities))) is not None
    }
    able = [unit for unit in units if unit.code not in refused]
    timed, stuck = _timed(able, place, router, at)
    refused |= stuck
    sure = [pair for pair in timed if pair[0].position_state in TRUSTED_POSITIONS]
    doubtful = [pair for pair in timed if pair[0].position_state in CALL_FIRST_POSITIONS]
    ordered = _in_order(sure, coverage_loss or {})
    for unit, estimate, _ in ordered[limit:]:
        minutes = round(estimate.duration_s / 60)
        why = Wording("slower", minutes=minutes, limit=limit)
        refused[unit.code] = UnitRefusal(unit, "slower", why)
    recommended = _options(ordered[:limit], router, at)
    call_first = _call_first(doubtful, router, at)
    code, detail = (None, "") if recommended else _shortfall(refused.values(), call_first)
    return Ranking(
        recommended=recommended,
        call_first=call_first,
        refused=tuple(refused[unit.code] for unit in units if unit.code in refused),
        shortfall_code=code,
        shortfall_detail=detail,
    )


def _refusal(
    unit: UnitState, kinds: Collection[UnitKind] | None, capabilities: frozenset[str]
) -> UnitRefusal | None:
    """Return why a unit is out before any way is looked for; the first reason that holds."""
    if kinds is not None and unit.kind not in kinds:
        return UnitRefusal(unit, "wrong_kind", Wording("wrong_kind"))
    if missing := capabilities - unit.capabilities:
        why = Wording("missing_capability", missing=", ".join(sorted(missing)))
        return UnitRefusal(unit, "missing_capability", why)
    if unit.status in UNAVAILABLE:
        return UnitRefusal(unit, unit.status, Wording(unit.status))
    if unit.status not in AVAILABLE:
        return UnitRefusal(unit, "busy", Wording("busy"))
    if unit.point is None or unit.position_state not in TRUSTED_POSITIONS | CALL_FIRST_POSITIONS:
        return UnitRefusal(unit, "stale_position", Wording("unknown_position"))
    return None


def _timed(
    units: Sequence[UnitState], place: Place, router: Times, at: datetime
) -> tuple[list[_Timed], dict[str, UnitRefusal]]:
    """Return the units that can come with their times, and by code why the others cannot."""
    timed: list[_Timed] = []
    stuck: dict[str, UnitRefusal] = {}
    for unit, found in zip(units, router.estimates_to(place, units, at=at), strict=True):
        if isinstance(found, NoWay):
            stuck[unit.code] = UnitRefusal(unit, REFUSAL_OF[found.code], found.detail)
        else:
            timed.append((unit, found))
    return timed, stuck


def _in_order(
    timed: Sequence[_Timed], coverage_loss: Mapping[str, float]
) -> list[tuple[UnitState, Estimate, str]]:
    """Return units by likely arrival; those within a minute of the first of a group by the ties.

    The fastest of those left opens a group; whoever arrives at most ``TIE_TOLERANCE_S`` later
    belongs to it. Groups never mix, so no tie rule outranks more than a minute. Whoever gets only
    to the shore of a place in the water comes after all who get to the place itself.
    """
    by_arrival = sorted(timed, key=lambda pair: (pair[1].duration_s, pair[0].code))
    left = [pair for pair in by_arrival if not pair[1].stops_short]
    ashore = [(unit, found, "to_shore") for unit, found in by_arrival if found.stops_short]
    ordered: list[tuple[UnitState, Estimate, str]] = []
    while left:
        group = _tied(left)
        left = left[len(group) :]
        fastest = group[0][0].code
        group.sort(key=lambda pair: _tie_key(pair[0], coverage_loss))
        for place, (unit, estimate) in enumerate(group):
            by = _BY[estimate.reachability]
            reason = f"next_{by}" if ordered else f"fastest_{by}"
            if place == 0 and unit.code != fastest:
                reason = _tie_reason(unit, [other for other, _ in group[1:]], coverage_loss)
            ordered.append((unit, estimate, reason))
    return ordered + ashore


def _tied(left: Sequence[_Timed]) -> list[_Timed]:
    """Return the first of units in order of arrival and those that arrive within the tolerance."""
    latest_s = left[0][1].duration_s + TIE_TOLERANCE_S
    return list(takewhile(lambda pair: pair[1].duration_s <= latest_s, left))


def _tie_key(unit: UnitState, coverage_loss: Mapping[str, float]) -> tuple[float, float, str]:
    return coverage_loss.get(unit.code, 0.0), -unit.resting_s, unit.code


def _tie_reason(
    unit: UnitState, others: Sequence[UnitState], coverage_loss: Mapping[str, float]
) -> str:
    """Return which rule put a unit before the others of its group."""
    loss = coverage_loss.get(unit.code, 0.0)
    if all(loss < coverage_loss.get(other.code, 0.0) for other in others):
        return "tied_smaller_coverage_loss"
    same = [other for other in others if coverage_loss.get(other.code, 0.0) == loss]
    if all(unit.resting_s > other.resting_s for other in same):
        return "tied_longer_rest"
    return "tied_unit_code"


def _options(
    ordered: Sequence[tuple[UnitState, Estimate, str]], router: Times, at: datetime
) -> tuple[UnitOption, ...]:
    first_s = ordered[0][1].duration_s if ordered else 0.0
    return tuple(
        UnitOption(unit, _drawn(unit, estimate, router, at), reason, estimate.duration_s - first_s)
        for unit, estimate, reason in ordered
    )


def _call_first(doubtful: Sequence[_Timed], router: Times, at: datetime) -> tuple[UnitOption, ...]:
    """Return available units whose position is old, by arrival from where they were last."""
    ordered = sorted(doubtful, key=lambda pair: (pair[1].duration_s, pair[0].code))
    named = [(unit, found, f"call_first_{unit.position_state}") for unit, found in ordered]
    return _options(named, router, at)


def _drawn(unit: UnitState, estimate: Estimate, router: Times, at: datetime) -> Journey:
    journey = router.draw(estimate, unit.profile, at)
    if unit.position_state == "assumed" and not unit.station_confirmed:
        return replace(journey, notes=(*journey.notes, Wording("station_unconfirmed")))
    return journey


def _shortfall(
    refused: Collection[UnitRefusal], call_first: Sequence[UnitOption]
) -> tuple[str, str]:
    """Return the code and sentence for an answer without any unit to send."""
    codes = {refusal.reason_code for refusal in refused}
    if call_first or "stale_position" in codes:
        return "all_stale", Wording("all_stale")
    for code, shortfall, sentence in (
        ("unreachable_lane_closed", "lane_closed", "all_lane_closed"),
        ("next_sailing_too_late", "sailing_too_late", "all_sailing_too_late"),
        ("unreachable_no_vehicle_ferry", "unreachable", "unreachable"),
        ("unreachable_no_way", "unreachable", "unreachable"),
    ):
        if code in codes:
            why = next(refusal.detail for refusal in refused if refusal.reason_code == code)
            return shortfall, Wording(sentence, why=why)
    if "busy" in codes:
        return "all_committed", Wording("all_committed")
    return "no_unit_of_kind", Wording("no_unit_of_kind")
