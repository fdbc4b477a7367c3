"""Which units go together when a response plan needs several at once.

Sending the fastest unit to each need in turn may leave a later need without anybody: the only unit
with a stretcher goes where any would have done. The choice here is joint. Of all ways to give every
slot at most one unit that fits it, it takes the one that

1. fills most slots,
2. of those, has the least sum of arrival times (whole milliseconds, so that sums are exact),
3. of those, takes the units that come first by ``(arrival, code)``: compared in that order, unit by
   unit, the first difference decides.

A unit arrives when it arrives, whichever slot it fills. The sets of units that can fill slots at
once therefore form a matroid, and taking units by ``(arrival, code)``, each if the slots can still
be rearranged around it, gives the best set under all three rules; it has the earliest last arrival
as well. Slots then get units in their own order, each the earliest of the set that leaves the rest
of the set its places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gis.types import UnitKind


@dataclass(frozen=True, slots=True)
class Slot:
    """One place in a response: any of the kinds, with all of the capabilities."""

    kinds: frozenset[UnitKind]
    capabilities: frozenset[str] = frozenset()

    def fits(self, kind: UnitKind, capabilities: frozenset[str]) -> bool:
        """Tell whether a unit may fill it."""
        return kind in self.kinds and self.capabilities <= capabilities


@dataclass(frozen=True, slots=True)
class Arrival:
    """A unit that can come, and how long it takes."""

    code: str
    kind: UnitKind
    duration_s: float
    capabilities: frozenset[str] = frozenset()


def choose_jointly(slots: Sequence[Slot], arrivals: Sequence[Arrival]) -> dict[int, str]:
    """Return the code of the unit for each slot that is filled, by the slot's index.

    Raises
    ------
    ValueError
        If two arrivals share a code.
    """
    if len({one.code for one in arrivals}) != len(arrivals):
        msg = "two arrivals share a code"
        raise ValueError(msg)
    ordered = sorted(arrivals, key=lambda one: (round(one.duration_s * 1000), one.code))
    fitting = {
        one.code: [
            index for index, slot in enumerate(slots) if slot.fits(one.kind, one.capabilities)
        ]
        for one in ordered
    }
    taken = _matched([one.code for one in ordered], fitting)
    return _arranged(len(slots), taken, fitting)


def _matched(codes: Sequence[str], fitting: Mapping[str, Sequence[int]]) -> list[str]:
    """Return the codes, in their order, that can all have a slot at once."""
    holder: dict[int, str] = {}
    return [code for code in codes if _seat(code, fitting, holder, set())]


def _seat(
    code: str, fitting: Mapping[str, Sequence[int]], holder: dict[int, str], seen: set[int]
) -> bool:
    """Give a unit a slot, moving others to other slots where they fit (an augmenting path)."""
    for slot in fitting[code]:
        if slot in seen:
            continue
        seen.add(slot)
        if slot not in holder or _seat(holder[slot], fitting, holder, seen):
            holder[slot] = code
            return True
    return False


def _arranged(
    slots: int, taken: Sequence[str], fitting: Mapping[str, Sequence[int]]
) -> dict[int, str]:
    """Return which of the taken units fills which slot: the earliest for the first slots."""
    arranged: dict[int, str] = {}
    left = list(taken)
    for slot in range(slots):
        later = {code: [one for one in fitting[code] if one > slot] for code in left}
        for code in left:
            rest = [other for other in left if other != code]
            if slot in fitting[code] and len(_matched(rest, later)) == len(rest):
                arranged[slot], left = code, rest
                break
    return arranged
