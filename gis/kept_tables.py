"""What rides under new closures can take over from rides that were found before them.

Closures only make roads slower, so the tables of the roads as they were are mended rather than
searched anew. What is kept of earlier roads are their results, never the roads themselves: a chain
of closures would otherwise hold on to the tables of each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gis.journey_steps import Ride, Stop
from gis.network import Ints, ProfileWeights, RoadNetwork
from gis.snapping import seeds_towards
from gis.table_repair import mended


@dataclass(frozen=True)
class KeptTables:
    """Tables and rides by the codes of their quays, as they were under some weights.

    ``slowed`` are the arcs that are slower now; none is faster.
    """

    network: RoadNetwork
    weights: ProfileWeights
    stops: Mapping[str, Stop]
    tables: Mapping[str, Ints]
    between: Mapping[str, list[Ride]] | None
    slowed: Ints

    def mended(self, code: str, end: Stop, now: ProfileWeights) -> Ints | None:
        """Return a quay's table under the weights of now, None where it has to be searched.

        It is the kept table itself where no slower arc lies on a fastest way to the quay.
        """
        table = self.tables.get(code)
        if table is None or end.snap is None or self._has_changed(code, end):
            return None
        seeds = seeds_towards(self.network, now, end.snap)
        return mended(self.network, table, self.slowed, (self.weights, now), seeds)

    def rides(self, code: str, table: Ints, stops: Mapping[str, Stop]) -> list[Ride] | None:
        """Return the rides between quays to one of them, None unless nothing has changed for them.

        Parameters
        ----------
        table
            The quay's table as it is now.
        stops
            It and the other quays of its land as they are now.
        """
        if self.between is None or self.tables.get(code) is not table:
            return None
        if any(self._has_changed(each, stop) for each, stop in stops.items()):
            return None
        known = self.between[code]
        return known if all(ride.gap is None for ride in known) else None

    def _has_changed(self, code: str, stop: Stop) -> bool:
        """Tell whether a quay stands on another road now, or its own piece of road is slower."""
        if self.stops[code].snap != stop.snap:
            return True
        return stop.snap is not None and stop.snap.segment in self._slowed_segments

    @cached_property
    def _slowed_segments(self) -> frozenset[int]:
        return frozenset(np.unique(self.network.arc_segment[self.slowed]).tolist())


def by_code(stops: Sequence[Stop]) -> dict[str, Stop]:
    """Return quays' stops by the codes of the quays."""
    return {"" if stop.quay is None else stop.quay.code: stop for stop in stops}
