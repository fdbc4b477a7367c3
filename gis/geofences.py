"""Tells when a unit enters and leaves a circle, from one fix after another.

It enters at once, with the first fix that lies inside. It has left only when every fix of a while
lay outside by more than its own inaccuracy and a margin, so that a phone that jitters at the edge
never goes in and out (``traccar/traccar#6019``, ``#2189``). All times are those of the fixes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from gis.projection import distance_m
from gis.types import LonLat

DWELL_MIN_S, DWELL_MAX_S = 30.0, 60.0
"""How long a unit must be outside before it has left; position rules of the domain."""
ENTRY_ACCURACY_MAX_M = 200.0
"""A place told less exactly than this may be anywhere around: it enters nothing. Trackers' fixes
worse than that are kept aside anyway; what is told by radio is not."""


class Crossing(StrEnum):
    """What a fix did."""

    ENTERED = "entered"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Fence:
    """A circle, and what counts as having left it."""

    centre: LonLat
    radius_m: float
    margin_m: float
    dwell_s: float


@dataclass(frozen=True, slots=True)
class FencedFix:
    """Where a unit was, and when; an unknown accuracy counts as exact, the margin covers it."""

    point: LonLat
    time: datetime
    accuracy_m: float | None = None


@dataclass(frozen=True, slots=True)
class Presence:
    """A unit is inside a fence, as far as its fixes tell."""

    entered_at: datetime
    seen_at: datetime
    """Time of the newest fix that was compared."""
    outside_since: datetime | None = None
    """Time of the first of the fixes that clearly lie outside, without one in between that does
    not."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What is known after a fix: the presence (None: outside) and what the fix did.

    ``at`` is when it happened: for leaving, the first of the fixes that lay outside.
    """

    presence: Presence | None
    crossing: Crossing | None = None
    at: datetime | None = None


def observe(presence: Presence | None, fence: Fence, fix: FencedFix) -> Observation:
    """Return what is known after one more fix; one that is not newer than the last tells nothing.

    A fix exactly on the circle is inside. A fix that lies outside by less than its inaccuracy and
    the margin is no sign of leaving, and begins the while anew.
    """
    if presence is not None and fix.time <= presence.seen_at:
        return Observation(presence)
    gap_m = distance_m(fence.centre.lon, fence.centre.lat, fix.point.lon, fix.point.lat)
    accuracy_m = max(fix.accuracy_m or 0.0, 0.0)
    if presence is None:
        if gap_m > fence.radius_m or accuracy_m > ENTRY_ACCURACY_MAX_M:
            return Observation(None)
        return Observation(Presence(fix.time, fix.time), Crossing.ENTERED, fix.time)
    if gap_m - accuracy_m <= fence.radius_m + fence.margin_m:
        return Observation(replace(presence, seen_at=fix.time, outside_since=None))
    since = presence.outside_since or fix.time
    if (fix.time - since).total_seconds() >= fence.dwell_s:
        return Observation(None, Crossing.LEFT, since)
    return Observation(replace(presence, seen_at=fix.time, outside_since=since))


def crossings(fence: Fence, fixes: Iterable[FencedFix]) -> list[tuple[Crossing, datetime]]:
    """Return every entering and leaving of a unit that begins outside, with its time."""
    presence: Presence | None = None
    found: list[tuple[Crossing, datetime]] = []
    for fix in fixes:
        seen = observe(presence, fence, fix)
        presence = seen.presence
        if seen.crossing is not None and seen.at is not None:
            found.append((seen.crossing, seen.at))
    return found
