"""What a router was made of, as content that is named by its checksum, and a router made from it.

The network's arrays stay in their folder; lanes, land and closures are small and are kept in the
database, once for all decisions that rest on the same.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from backend.dispatch.kept_values import canonical, plain, restored
from backend.dispatch.models import RoutingSnapshot
from gis.land import Land
from gis.network import RoadNetwork
from gis.routing import Router

Kind = RoutingSnapshot.Kind


@dataclass(frozen=True, slots=True)
class Content:
    """What one snapshot says."""

    kind: Kind
    checksum: str
    packed: bytes


@dataclass(frozen=True, slots=True)
class RouterContents:
    """The three snapshots that make a router, beside its network."""

    sea: Content
    land: Content
    closures: Content

    def each(self) -> tuple[Content, Content, Content]:
        """Return them in a fixed order."""
        return self.sea, self.land, self.closures


def contents_of(router: Router) -> RouterContents:
    """Return what a router was made of; what did not change since the last call is kept ready."""
    closures = (router.closures, router.lane_closures)
    return RouterContents(
        _remembered(Kind.SEA, (router.sea,), lambda: router.sea),
        _remembered(
            Kind.LAND,
            (router.land, router.barriers),
            lambda: [None if router.land is None else router.land.parts, router.barriers],
        ),
        _remembered(Kind.CLOSURES, closures, lambda: closures),
    )


def router_from(network: RoadNetwork, sea: bytes, land: bytes, closures: bytes) -> Router:
    """Return a router like the one that the packed contents came from.

    Raises
    ------
    UnreadableError
        If this code has no such values any more.
    """
    parts, barriers = _unpacked(land)
    on_land, at_sea = _unpacked(closures)
    return Router(
        network,
        _unpacked(sea),
        None if parts is None else Land(parts),
        closures=on_land,
        lane_closures=at_sea,
        barriers=barriers,
        kept_in=settings.KEPT_DIR,
    )


_ready: dict[Kind, tuple[tuple[object, ...], Content]] = {}


def _remembered(kind: Kind, sources: tuple[object, ...], value: Callable[[], Any]) -> Content:
    """Return the content of objects, written anew only if they are others than the last time."""
    known = _ready.get(kind)
    if known is not None and all(a is b for a, b in zip(known[0], sources, strict=True)):
        return known[1]
    content = _packed(kind, value())
    _ready[kind] = (sources, content)
    return content


def _packed(kind: Kind, value: Any) -> Content:
    text = canonical([str(kind), plain(value)])
    return Content(kind, hashlib.sha256(text).hexdigest(), zlib.compress(text))


def _unpacked(packed: bytes) -> Any:
    return restored(json.loads(zlib.decompress(packed))[1])
