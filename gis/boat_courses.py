"""The best course of a boat between two points where zones are closed to it or slow it."""

from __future__ import annotations

from dataclasses import dataclass

import shapely

from gis.boat_hindrances import BoatHindrances, Zone
from gis.sea_detours import TOUCH_M, SeaDetours, length_in
from gis.sea_paths import SeaPath, SeaPaths
from gis.types import LonLat


@dataclass(frozen=True, slots=True)
class Course:
    """A way over water, and what zones make of it.

    ``slowed_m`` is how much further the boat would have got without the zones that slow it;
    ``closures`` are the ids of the zones that it goes around or is slowed by.
    """

    path: SeaPath
    slowed_m: float = 0.0
    is_detour: bool = False
    closures: tuple[int, ...] = ()

    @property
    def cost_m(self) -> float:
        """How far the boat would get in the same time without zones."""
        return self.path.distance_m + self.slowed_m


class Courses:
    """Finds courses. Safe to share between threads."""

    def __init__(self, paths: SeaPaths) -> None:
        self._paths = paths
        self._detours = SeaDetours(paths)

    def best(self, start: LonLat, end: LonLat, hindered: BoatHindrances) -> Course | None:
        """Return the soonest course that enters no closed zone, None where there is none.

        Through slowed zones the course is the shortest one, or the shortest around all of them.
        """
        closed = hindered.closed_zones
        through = self._around(start, end, closed, hindered)
        if through is None or not through.slowed_m:
            return through
        around = self._around(start, end, hindered.zones, hindered)
        return min((through, around or through), key=lambda course: course.cost_m)

    def _around(
        self, start: LonLat, end: LonLat, avoided: tuple[Zone, ...], hindered: BoatHindrances
    ) -> Course | None:
        direct = self._paths.path(start, end)
        if direct is None or not hindered.zones:
            return None if direct is None else Course(direct)
        path = self._detours.path(start, end, [zone.area for zone in avoided])
        if path is None:
            return None
        barring = [zone.id for zone in avoided if _covered_m(direct, zone) > TOUCH_M]
        slowed = {
            zone.id: (zone.factor - 1) * _covered_m(path, zone)
            for zone in hindered.zones
            if zone.factor is not None
        }
        met = {*barring, *(number for number, more_m in slowed.items() if more_m)}
        return Course(path, sum(slowed.values()), bool(barring), tuple(sorted(met)))


def _covered_m(path: SeaPath, zone: Zone) -> float:
    return length_in(path, shapely.make_valid(zone.area))
