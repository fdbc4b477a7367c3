"""Closures of roads and zones: which segments they touch, and weights that know of them.

Closures never change a network. They make a copy of one profile's weights in which only the
touched arcs differ, so the next question sees them and the one under way does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from gis.errors import DataError
from gis.network import Ints, ProfileWeights, RoadNetwork
from gis.projection import geometry_to_metres
from gis.search_kernels import CLOSED_MS, LIMIT_MS
from gis.segment_grid import SegmentGrid, grid_of
from gis.types import VehicleProfile

REACH_M: Mapping[str, float] = MappingProxyType({"Point": 25.0, "LineString": 25.0, "Polygon": 0.0})
"""How far around its geometry a closure reaches: a finger on a map is no better than this."""
ALONG_REACHES = 1.5
"""A road that runs beside a drawn line for this many reaches is meant by it; a side road that
only ends there stays open."""


@dataclass(frozen=True)
class Closure:
    """A closed (``factor`` None) or slowed stretch; ``factor`` at least 1 multiplies the time.

    ``geometry`` is in degrees: a point, a line along or across roads, or a zone. It holds from
    ``from_at`` up to, not including, ``until_at``; None leaves an end open.

    Raises
    ------
    DataError
        If the factor is below 1, the geometry empty, or it ends before it begins.
    """

    id: int
    geometry: BaseGeometry
    factor: float | None = None
    from_at: datetime | None = None
    until_at: datetime | None = None
    reach_m: float | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if self.factor is not None and not 1.0 <= self.factor < float("inf"):
            msg = f"closure {self.id}: factor {self.factor} is not a number of at least 1"
            raise DataError(msg)
        if self.geometry.is_empty:
            msg = f"closure {self.id} has an empty geometry"
            raise DataError(msg)
        if self.from_at and self.until_at and self.until_at <= self.from_at:
            msg = f"closure {self.id} ends before it begins"
            raise DataError(msg)

    def is_active(self, at: datetime) -> bool:
        """Tell whether the closure holds at a moment."""
        begun = self.from_at is None or self.from_at <= at
        return begun and (self.until_at is None or at < self.until_at)


class ClosureIndex:
    """Finds the segments that a closure touches; build it once for a network and keep it."""

    def __init__(self, network: RoadNetwork, grid: SegmentGrid | None = None) -> None:
        self.network = network
        self._grid = grid_of(network) if grid is None else grid
        self._backward_place = np.empty(len(network.backward_arc), np.int32)
        self._backward_place[network.backward_arc] = np.arange(len(network.backward_arc))
        self._known: dict[tuple[bytes, float | None], dict[int, float]] = {}

    def touched_by_each(self, closures: Iterable[Closure]) -> list[dict[int, float]]:
        """Return what :meth:`touched` says of each; what the last call asked is remembered."""
        every = list(closures)
        asked = [(closure.geometry.wkb, closure.reach_m) for closure in every]
        known = self._known
        found = [
            known[key] if key in known else self.touched(closure)
            for key, closure in zip(asked, every, strict=True)
        ]
        self._known = dict(zip(asked, found, strict=True))
        return found

    def touched(self, closure: Closure) -> dict[int, float]:
        """Return the touched segments, each with the share of its length that is affected."""
        shape = geometry_to_metres(closure.geometry)
        if not shape.is_valid:
            shape = shapely.make_valid(shape)
        if shape.geom_type == "GeometryCollection" or shape.geom_type.startswith("Multi"):
            parts = list(getattr(shape, "geoms", []))
        else:
            parts = [shape]
        shares: dict[int, float] = {}
        for part in parts:
            for segment, share in self._touched_by(part, closure.reach_m):
                shares[segment] = min(1.0, shares.get(segment, 0.0) + share)
        return shares

    def _touched_by(
        self, shape: BaseGeometry, reach_m: float | None
    ) -> Iterable[tuple[int, float]]:
        kind = "LineString" if shape.geom_type == "LinearRing" else shape.geom_type
        reach = REACH_M[kind] if reach_m is None else reach_m
        area = shape.buffer(reach) if reach > 0 else shape
        near = self._grid.in_box(*area.bounds)
        lines = self._grid.lines(near)
        shapely.prepare(area)
        hit = shapely.intersects(area, lines)
        near, lines = near[hit], lines[hit]
        length_m = shapely.length(lines)
        inside_m = shapely.length(shapely.intersection(lines, area))
        share = np.where(length_m > 0, inside_m / np.maximum(length_m, 1e-9), 1.0)
        meant = np.ones(len(near), np.bool_)
        if kind == "Point":
            share = np.ones(len(near))
        elif kind == "LineString":
            meant = (inside_m >= ALONG_REACHES * reach) | (share >= 0.5)
        return zip(near[meant].tolist(), share[meant].tolist(), strict=True)

    def patch(
        self, weights: ProfileWeights, touches: Mapping[int, tuple[Closure, Mapping[int, float]]]
    ) -> ProfileWeights:
        """Return new weights in which the touched arcs are closed or slowed.

        ``touches`` maps the id of each closure to it and to what :meth:`touched` said. Where
        closures overlap the slowest counts, and a closed one always.
        """
        factor, owners = _combined(touches)
        if not factor:
            return weights
        segments = np.fromiter(factor, np.int64, len(factor))
        factors = np.fromiter(factor.values(), np.float64, len(factor))
        arcs, owner = self._arcs_of(segments)
        now = weights.forward[arcs]
        slowed = np.clip(np.rint(now * np.minimum(factors[owner], 1e9)), 1, LIMIT_MS)
        shut = (now >= CLOSED_MS) | np.isinf(factors[owner])
        patched = np.where(shut, CLOSED_MS, slowed).astype(np.int32)
        forward, backward = weights.forward.copy(), weights.backward.copy()
        forward[arcs] = patched
        backward[self._backward_place[arcs]] = patched
        forward.flags.writeable = backward.flags.writeable = False
        shut_segments = segments[np.isinf(factors)]
        if weights.closed_segments is not None:
            shut_segments = np.union1d(shut_segments, weights.closed_segments)
        return replace(
            weights,
            forward=forward,
            backward=backward,
            closed_segments=np.sort(shut_segments).astype(np.int32),
            touched=MappingProxyType(owners),
        )

    def _arcs_of(self, segments: npt.NDArray[np.int64]) -> tuple[Ints, npt.NDArray[np.int64]]:
        offset = self.network.segment_arc_offset
        counts = np.asarray(offset[segments + 1] - offset[segments], np.int64)
        owner = np.repeat(np.arange(len(segments)), counts)
        inside = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        return self.network.segment_arc[offset[segments][owner] + inside], owner


class Overlay:
    """The closures of one epoch over one network; gives the weights that hold at a moment."""

    def __init__(self, index: ClosureIndex, closures: Iterable[Closure], *, epoch: int = 0) -> None:
        self.epoch = epoch
        self._index = index
        every = list(closures)
        touched = index.touched_by_each(every)
        self._touches = {c.id: (c, shares) for c, shares in zip(every, touched, strict=True)}
        self._made: dict[tuple[VehicleProfile, frozenset[int], bool], ProfileWeights] = {}

    def without_road(self) -> tuple[int, ...]:
        """Return the ids of closures that touch no road, so that whoever drew them is told."""
        return tuple(number for number, (_, shares) in self._touches.items() if not shares)

    def weights(self, profile: VehicleProfile, at: datetime) -> ProfileWeights:
        """Return the profile's weights with the closures that hold at a moment."""
        active = frozenset(n for n, (closure, _) in self._touches.items() if closure.is_active(at))
        network = self._index.network
        key = (profile, active, network.is_wet(at))
        if key not in self._made:
            base = replace(network.weights(profile, at), epoch=self.epoch)
            self._made[key] = self._index.patch(base, {n: self._touches[n] for n in active})
        return self._made[key]


def _combined(
    touches: Mapping[int, tuple[Closure, Mapping[int, float]]],
) -> tuple[dict[int, float], dict[int, tuple[int, ...]]]:
    """Return for each segment its factor (inf = closed) and the closures that touch it."""
    factor: dict[int, float] = {}
    owners: dict[int, tuple[int, ...]] = {}
    for number in sorted(touches):
        closure, shares = touches[number]
        for segment, share in shares.items():
            slower = np.inf if closure.factor is None else 1.0 + share * (closure.factor - 1.0)
            factor[segment] = max(factor.get(segment, 1.0), float(slower))
            owners[segment] = (*owners.get(segment, ()), number)
    return factor, owners
