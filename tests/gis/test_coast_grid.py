"""The coast in a grid of squares: which lines meet it."""

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from gis.coast_grid import CoastGrid

ISLANDS = np.array([box(0, 0, 1000, 1000), box(2500, 300, 2600, 5000)], dtype=object)
GRID = CoastGrid(ISLANDS)


def crossed(start, end, grid=GRID) -> bool:
    return bool(grid.crossed_by(np.array([start], float), np.array([end], float))[0])


def test_a_line_over_an_island_meets_its_coast() -> None:
    assert crossed((-500, 500), (1500, 500))


def test_a_line_between_islands_meets_none() -> None:
    assert not crossed((1700, -4000), (1700, 9000))


def test_a_line_inside_an_island_meets_no_coast() -> None:
    assert not crossed((200, 200), (800, 800))


def test_a_line_that_touches_a_corner_meets_it() -> None:
    assert crossed((0, 2000), (2000, 0))  # through 1000, 1000


def test_lines_far_outside_meet_nothing() -> None:
    assert not crossed((-90_000, -90_000), (-80_000, 90_000))


def test_without_land_nothing_is_met() -> None:
    assert not crossed((0, 0), (10, 10), CoastGrid(np.array([], dtype=object)))


@settings(max_examples=300, deadline=None)
@given(st.tuples(*[st.integers(-150_000, 600_000).map(lambda cm: cm / 100)] * 4))
def test_lines_meet_what_they_meet_of_the_rings(where: tuple[float, ...]) -> None:
    line = shapely.LineString([where[:2], where[2:]])
    nearest_m = min(shapely.distance(ring, line) for ring in shapely.get_exterior_ring(ISLANDS))
    corners = [shapely.MultiPoint(island.exterior.coords) for island in ISLANDS]
    corner_m = min(shapely.distance(each, line) for each in corners)

    if nearest_m > 1e-6:
        assert not crossed(where[:2], where[2:])
    elif corner_m > 1e-6 and line.length > 0:
        assert crossed(where[:2], where[2:])
