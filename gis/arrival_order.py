"""In which order units that can come are offered: by arrival, within a minute by fixed rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from gis.journey_steps import Estimate
from gis.types import Reachability, UnitState

TIE_TOLERANCE_S = 60.0
_BY = {
    Reachability.ROAD: "by_road",
    Reachability.ROAD_FERRY: "by_ferry",
    Reachability.BOAT: "by_boat",
}
Timed = tuple[UnitState, Estimate]


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit that can come by itself, timed but not drawn, and why it stands where it stands."""

    unit: UnitState
    estimate: Estimate
    reason: str

    @property
    def duration_s(self) -> float:
        """The likely time until it arrives."""
        return self.estimate.duration_s


def in_order(timed: Sequence[Timed], coverage_loss: Mapping[str, float]) -> list[Standing]:
    """Return units by likely arrival; those within a minute of the first of a group by the ties.

    The fastest of those left opens a group; whoever arrives at most ``TIE_TOLERANCE_S`` later
    belongs to it. Groups never mix, so no tie rule outranks more than a minute. Whoever gets only
    to the shore of a place in the water comes after all who get to the place itself.
    """
    by_arrival = sorted(timed, key=lambda pair: (pair[1].duration_s, pair[0].code))
    left = [pair for pair in by_arrival if not pair[1].stops_short]
    ashore = [Standing(unit, found, "to_shore") for unit, found in by_arrival if found.stops_short]
    ordered: list[Standing] = []
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
            ordered.append(Standing(unit, estimate, reason))
    return ordered + ashore


def _tied(left: Sequence[Timed]) -> list[Timed]:
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
