"""Who comes: the units that can, in order of arrival, and for every other unit why not.

Reachability is decided before anything is ranked. A unit stands in exactly one group of the
answer: recommended, call first, or refused with one reason code.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Protocol

from gis.arrival_order import Standing, Timed, in_order
from gis.journey_steps import Estimate
from gis.types import (
    Journey,
    NoWay,
    Place,
    Ranking,
    UnitKind,
    UnitOption,
    UnitRefusal,
    UnitState,
    VehicleProfile,
)
from gis.wording import Wording

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


class Times(Protocol):
    """What the ranking needs of a router."""

    def estimates_to(
        self,
        place: Place,
        units: Sequence[UnitState],
        *,
        at: datetime,
        priority: int | None = None,
    ) -> list[Estimate | NoWay]:
        """Return each unit's timed journey or why it cannot come."""
        ...

    def draw(self, estimate: Estimate, profile: VehicleProfile, at: datetime) -> Journey:
        """Return a timed journey with its legs and lines."""
        ...


@dataclass(frozen=True, slots=True)
class Field:
    """Every unit weighed once: who can come in order, whom to call first, and why others not."""

    standing: tuple[Standing, ...]
    doubtful: tuple[Timed, ...]
    refused: Mapping[str, UnitRefusal]
    busy: Mapping[str, Estimate]
    """How soon busy units with a trusted position would arrive if they were free; by code."""


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
    priority: int | None = None,
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
    priority
        The incident's; 1 is the highest, None where there is none.
    """
    field = weigh_units(
        units,
        place,
        router=router,
        at=at,
        kinds=kinds,
        capabilities=capabilities,
        coverage_loss=coverage_loss,
        priority=priority,
    )
    return ranking_of(field, units, router=router, at=at, limit=limit)


def weigh_units(
    units: Sequence[UnitState],
    place: Place,
    *,
    router: Times,
    at: datetime,
    kinds: Collection[UnitKind] | None = None,
    capabilities: Collection[str] = (),
    coverage_loss: Mapping[str, float] | None = None,
    priority: int | None = None,
) -> Field:
    """Return every unit as :func:`rank_units` sees it, without lines and without a limit."""
    refused = {
        unit.code: refusal
        for unit in units
        if (refusal := _refusal(unit, kinds, frozenset(capabilities))) is not None
    }
    busy = [unit for unit in units if unit.code in refused and _is_timed_busy(refused[unit.code])]
    able = [unit for unit in units if unit.code not in refused]
    timed, stuck = _timed([*able, *busy], place, router, at, priority)
    committed = {unit.code for unit in busy}
    held = {unit.code: found for unit, found in timed if unit.code in committed}
    refused |= {code: why for code, why in stuck.items() if code not in committed}
    refused |= {c: replace(refused[c], duration_s=found.duration_s) for c, found in held.items()}
    free = [pair for pair in timed if pair[0].code not in committed]
    sure = [pair for pair in free if pair[0].position_state in TRUSTED_POSITIONS]
    doubtful = [pair for pair in free if pair[0].position_state in CALL_FIRST_POSITIONS]
    return Field(
        standing=tuple(in_order(sure, coverage_loss or {})),
        doubtful=tuple(sorted(doubtful, key=lambda pair: (pair[1].duration_s, pair[0].code))),
        refused=refused,
        busy=held,
    )


def ranking_of(
    field: Field, units: Sequence[UnitState], *, router: Times, at: datetime, limit: int
) -> Ranking:
    """Return the first of a field drawn, and everybody else with one reason."""
    refused = dict(field.refused)
    first_s = field.standing[0].duration_s if field.standing else 0.0
    for one in field.standing[limit:]:
        why = Wording(
            "slower",
            minutes=round(one.duration_s / 60),
            behind=round((one.duration_s - first_s) / 60),
        )
        refused[one.unit.code] = UnitRefusal(one.unit, "slower", why, one.duration_s)
    recommended = options_of(field, field.standing[:limit], router=router, at=at)
    call_first = _call_first(field.doubtful, router, at)
    code, detail = (None, "") if recommended else shortfall_of(refused.values(), call_first)
    return Ranking(
        recommended=recommended,
        call_first=call_first,
        refused=tuple(refused[unit.code] for unit in units if unit.code in refused),
        shortfall_code=code,
        shortfall_detail=detail,
    )


def options_of(
    field: Field, chosen: Sequence[Standing], *, router: Times, at: datetime
) -> tuple[UnitOption, ...]:
    """Return units of a field drawn, each compared with the first and with the next of its kind."""
    after = _followers(field.standing)
    first_s = field.standing[0].duration_s if field.standing else 0.0
    options: list[UnitOption] = []
    for one in chosen:
        follower = after.get(one.unit.code)
        options.append(
            UnitOption(
                one.unit,
                _drawn(one.unit, one.estimate, router, at),
                one.reason,
                behind_s=one.duration_s - first_s,
                next_unit=follower.unit.code if follower else None,
                ahead_s=follower.duration_s - one.duration_s if follower else 0.0,
            )
        )
    return tuple(options)


def _followers(standing: Sequence[Standing]) -> dict[str, Standing]:
    """Return whom each unit is compared with: the next of its kind, else the next of any."""
    after = {a.unit.code: b for a, b in pairwise(standing)}
    next_of: dict[UnitKind, Standing] = {}
    for one in reversed(standing):
        if (alike := next_of.get(one.unit.kind)) is not None:
            after[one.unit.code] = alike
        next_of[one.unit.kind] = one
    return after


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


def _is_timed_busy(refusal: UnitRefusal) -> bool:
    """Tell whether it is worth knowing how soon a refused unit would arrive: it is on a task."""
    unit = refusal.unit
    is_known = unit.point is not None and unit.position_state in TRUSTED_POSITIONS
    return refusal.reason_code == "busy" and is_known


def _timed(
    units: Sequence[UnitState], place: Place, router: Times, at: datetime, priority: int | None
) -> tuple[list[Timed], dict[str, UnitRefusal]]:
    """Return the units that can come with their times, and by code why the others cannot."""
    timed: list[Timed] = []
    stuck: dict[str, UnitRefusal] = {}
    found_all = router.estimates_to(place, units, at=at, priority=priority)
    for unit, found in zip(units, found_all, strict=True):
        if isinstance(found, NoWay):
            stuck[unit.code] = UnitRefusal(
                unit,
                REFUSAL_OF[found.code],
                found.detail,
                lane=found.lane,
                closures=found.closures,
            )
        else:
            timed.append((unit, found))
    return timed, stuck


def _call_first(doubtful: Sequence[Timed], router: Times, at: datetime) -> tuple[UnitOption, ...]:
    """Return available units whose position is old, by arrival from where they were last."""
    first_s = doubtful[0][1].duration_s if doubtful else 0.0
    return tuple(
        UnitOption(
            unit,
            _drawn(unit, estimate, router, at),
            f"call_first_{unit.position_state}",
            behind_s=estimate.duration_s - first_s,
        )
        for unit, estimate in doubtful
    )


def _drawn(unit: UnitState, estimate: Estimate, router: Times, at: datetime) -> Journey:
    journey = router.draw(estimate, unit.profile, at)
    if unit.position_state == "assumed" and not unit.station_confirmed:
        return replace(journey, notes=(*journey.notes, Wording("station_unconfirmed")))
    return journey


def shortfall_of(
    refused: Collection[UnitRefusal], call_first: Sequence[UnitOption | UnitState]
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
