"""Cuts ferry trips into the crossings that somebody can take: from one quay on to another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from gis.crossings import Quay
from gis.gtfs_calls import FILE, NO_SERVICE, Call
from gis.gtfs_trips import FerryTrip
from gis.layer_files import Defect
from gis.projection import distance_m

FASTEST_KNOWN_KMH = 110.0
"""The fastest ferries of the world; a crossing above this is doubtful."""
IMPOSSIBLE_KMH = 200.0
"""Nothing that floats carries people so fast: the time or the place is wrong."""
SLOWEST_KNOWN_KMH, SLOW_FROM_S = 4.0, 3 * 3600
"""A ship that is slower than a walker for hours is doubtful: most likely an hour is wrong."""
_ROUNDED_S = 60.0
"""Times are written to the minute."""


@dataclass(frozen=True, slots=True)
class Section:
    """A crossing of one trip; ``via`` are the quays that the ship calls at on its way."""

    trip: FerryTrip
    boards: Call
    leaves: Call
    start: Quay
    end: Quay
    via: tuple[Quay, ...]
    distance_m: float

    @property
    def duration_s(self) -> int | None:
        """How long it takes; None for boats that have no times."""
        if self.boards.window is not None:
            return None
        return self.leaves.reached_s - self.boards.left_s


def sections_of(trip: FerryTrip, quays: Mapping[str, Quay]) -> Iterator[Section]:
    """Yield each ordered pair of stops of a trip between which somebody may sail.

    Stops that are one port count as one. A ship that passes the same quay again on the way is
    taken from there.
    """
    at = [quays[call.stop] for call in trip.calls]
    steps_m = [0.0, *accumulate(apart(start, end) for start, end in pairwise(at))]
    for i, boards in enumerate(trip.calls):
        if boards.pickup == NO_SERVICE:
            continue
        for j in range(i + 1, len(trip.calls)):
            between = [quay for quay in at[i + 1 : j] if quay not in (at[i], at[j])]
            if at[j] == at[i]:
                break
            if trip.calls[j].drop_off == NO_SERVICE or at[j] in at[i + 1 : j]:
                continue
            via = tuple(dict.fromkeys(between))
            long_m = steps_m[j] - steps_m[i]
            yield Section(trip, boards, trip.calls[j], at[i], at[j], via, long_m)


def too_fast(trip: FerryTrip, quays: Mapping[str, Quay]) -> tuple[list[Defect], list[Defect]]:
    """Return the crossings that no ship can sail so fast, and those that hardly any could."""
    impossible, doubtful = [], []
    for before, call in pairwise(trip.calls):
        start, end = quays[before.stop], quays[call.stop]
        took_s = call.reached_s - before.left_s
        if call.window is not None or start == end:
            continue
        apart_m = apart(start, end)
        speed_kmh = apart_m / (took_s + _ROUNDED_S) * 3.6
        what = (
            f"arrival_time is {took_s} s after the stop before ({before.line}), "
            f"{apart_m / 1000:.1f} km away, in trip {trip.id!r}: "
        )
        if took_s == 0 or speed_kmh > IMPOSSIBLE_KMH:
            impossible.append(Defect(FILE, call.line, f"{what}no ship is so fast"))
        elif speed_kmh > FASTEST_KNOWN_KMH:
            doubtful.append(Defect(FILE, call.line, f"{what}is it that fast?"))
    return impossible, doubtful


def too_slow(trip: FerryTrip, quays: Mapping[str, Quay]) -> list[Defect]:
    """Return the crossings that hardly any ship sails so slowly."""
    doubtful = []
    for before, call in pairwise(trip.calls):
        took_s = call.reached_s - before.left_s
        apart_m = apart(quays[before.stop], quays[call.stop])
        if took_s >= SLOW_FROM_S and 0 < apart_m / took_s * 3.6 < SLOWEST_KNOWN_KMH:
            what = (
                f"arrival_time is {took_s / 3600:.1f} h after the stop before ({before.line}), "
                f"only {apart_m / 1000:.1f} km away, in trip {trip.id!r}: is it that slow?"
            )
            doubtful.append(Defect(FILE, call.line, what))
    return doubtful


def apart(start: Quay, end: Quay) -> float:
    """Return the distance between two quays in metres."""
    a, b = start.point, end.point
    return distance_m(a.lon, a.lat, b.lon, b.lat)


def ends_at_one_port(trips: Sequence[FerryTrip], quays: Mapping[str, Quay]) -> list[Defect]:
    """Return a defect for each trip whose stops are all the same port."""
    return [
        Defect(
            FILE,
            trip.calls[0].line,
            f"all stops of trip {trip.id!r} are the port "
            f"{quays[trip.calls[0].stop].name}: correct their places",
        )
        for trip in trips
        if len({quays[call.stop].code for call in trip.calls}) < 2
    ]
