"""The line that a ship follows which calls at quays on its way."""

import pytest

from gis.crossings import Lane, Quay, SeaNetwork
from gis.land import Land
from gis.lane_lines import LaneLines
from gis.sea_paths import SeaPaths
from gis.types import LonLat

QUAYS = tuple(
    Quay(code, code, LonLat(lon, lat), None)
    for code, lon, lat in [("a", 114.0, -7.0), ("b", 114.1, -7.1), ("c", 114.2, -7.0)]
)


def lane(code: str, start: str, end: str, *parts: str) -> Lane:
    return Lane(code, code, start, end, carries_vehicles=True, distance_m=1_000, parts=parts)


def points_of(*parts: str) -> list[tuple[float, float]]:
    sea = SeaNetwork(
        QUAYS, (lane("ab", "a", "b"), lane("cb", "c", "b"), lane("ac", "a", "c", *parts))
    )
    lines = LaneLines(sea, SeaPaths(Land(())))
    found = list(dict.fromkeys(lines.line(sea.lanes[2]).points))
    return [(round(lon, 3), round(lat, 3)) for lon, lat in found]


def test_a_ship_that_calls_on_its_way_follows_the_lanes_of_its_parts() -> None:
    assert points_of("ab", "cb") == [(114.0, -7.0), (114.1, -7.1), (114.2, -7.0)]


@pytest.mark.parametrize("parts", [(), ("ab",), ("cb",), ("cb", "ab")])
def test_parts_that_are_not_the_whole_way_draw_no_line(parts: tuple[str, ...]) -> None:
    assert points_of(*parts) == [(114.0, -7.0), (114.2, -7.0)]
