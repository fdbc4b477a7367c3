"""What holds response boats back at a moment: all small boats told to stay, zones closed or slowed.

A boat counts as small unless it has a capability of ``SEAWORTHY``. A closed zone is sailed around;
a slowed one is sailed through, each metre in it counting for as many as its factor says, or around
where that is sooner.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from shapely.geometry.base import BaseGeometry

from gis.closures import Closure
from gis.crossings import LaneClosure
from gis.projection import geometry_to_metres

SEAWORTHY = frozenset({"seaworthy"})
"""Capabilities of boats that sail when small ones may not: those of police, navy and SAR."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A drawn zone: its area in metres; ``factor`` None closes it to boats."""

    id: int
    area: BaseGeometry
    factor: float | None


@dataclass(frozen=True, slots=True)
class BoatHindrances:
    """What holds one boat back.

    ``closed_lanes`` tells the name of a closed lane and its closure by the two quays that it joins:
    it holds no response boat back, but the answer asks whether boats may sail.
    """

    staying: tuple[int, ...] = ()
    """Ids of the closures by which the boat has to stay where it is."""
    factor: float = 1.0
    """What slows the boat everywhere."""
    slowing: tuple[int, ...] = ()
    zones: tuple[Zone, ...] = ()
    closed_lanes: Mapping[frozenset[str], tuple[str, int]] = field(
        default_factory=lambda: MappingProxyType({})
    )

    @property
    def closed_zones(self) -> tuple[Zone, ...]:
        """Zones that the boat may not sail in."""
        return tuple(zone for zone in self.zones if zone.factor is None)


UNHINDERED = BoatHindrances()


def hindrances_at(
    at: datetime,
    capabilities: Collection[str],
    zones: Sequence[Closure],
    lane_closures: Sequence[LaneClosure],
    closed_lanes: Mapping[frozenset[str], tuple[str, int]],
) -> BoatHindrances:
    """Return what holds a boat with some capabilities back at a moment."""
    said = [one for one in lane_closures if one.small_boats and one.is_active(at)]
    if not SEAWORTHY.isdisjoint(capabilities):
        said = []
    slowed = {one.id: one.factor for one in said if one.factor is not None and one.factor > 1}
    drawn = (
        Zone(one.id, geometry_to_metres(one.geometry), one.factor)
        for one in zones
        if one.is_active(at) and one.factor != 1
    )
    return BoatHindrances(
        staying=tuple(sorted(one.id for one in said if one.factor is None)),
        factor=max(slowed.values(), default=1.0),
        slowing=tuple(sorted(slowed)),
        zones=tuple(drawn),
        closed_lanes=closed_lanes,
    )
