"""The grid finds what looking at every segment finds, and is the same when it is mapped."""

from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.projection import to_metres
from gis.segment_grid import SegmentGrid, grid_of
from gis.snapping import PREFER_MAIN_WITHIN_M, Snapper
from gis.types import LonLat, VehicleProfile
from tests.gis.shipped_sea import shipped_router

NETWORK = shipped_router().network
GRID = grid_of(NETWORK)
LINES = GRID.lines(np.arange(NETWORK.segment_count))
SNAPPER = Snapper(NETWORK)
V = VehicleProfile
POINTS = st.builds(LonLat, st.floats(112.5, 116.5), st.floats(-8.0, -4.5))


def expected(point: LonLat, profile: VehicleProfile) -> int:
    """Return the segment that a look at every line chooses."""
    x, y = to_metres([point.lon], [point.lat])
    away = shapely.distance(LINES, shapely.Point(x[0], y[0]))
    usable = NETWORK.usable(profile) & (NETWORK.segment_length_m > 0)
    some = np.where(usable, away, np.inf)
    main = np.where(usable & NETWORK.segment_main[NETWORK.row(profile)], away, np.inf)
    good = main.min() <= some.min() + PREFER_MAIN_WITHIN_M
    return int(np.argmin(main if good else some))


@given(point=POINTS, profile=st.sampled_from([V.AMBULANCE, V.MOTORCYCLE]))
def test_the_segment_is_the_one_that_a_look_at_every_line_finds(
    point: LonLat, profile: VehicleProfile
) -> None:
    x, y = to_metres([point.lon], [point.lat])
    spot = shapely.Point(x[0], y[0])

    snap = SNAPPER.snap(point, profile=profile)

    assert snap is not None
    assert snap.distance_m == pytest.approx(
        LINES[expected(point, profile)].distance(spot), abs=1e-6
    )
    line = LINES[snap.segment]
    assert snap.fraction * line.length == pytest.approx(line.project(spot), abs=0.06)


@given(point=POINTS, wide=st.floats(0, 60_000), high=st.floats(0, 60_000))
def test_no_segment_in_a_box_is_missed(point: LonLat, wide: float, high: float) -> None:
    x, y = to_metres([point.lon], [point.lat])
    box = shapely.box(x[0], y[0], x[0] + wide, y[0] + high)

    found = GRID.in_box(*box.bounds)

    assert set(np.flatnonzero(shapely.intersects(LINES, box))) <= set(found)
    assert (np.diff(found) > 0).all()


@pytest.mark.parametrize("point", [LonLat(0.0, 0.0), LonLat(-66.0, 7.0), LonLat(113.9, 80.0)])
def test_a_point_on_another_continent_ends_the_search_too(point: LonLat) -> None:
    snap = SNAPPER.snap(point, profile=V.AMBULANCE, limit_m=1000)

    assert snap is None


def test_a_kept_grid_is_mapped_and_the_same(tmp_path: Path) -> None:
    grid_of(NETWORK, tmp_path)

    mapped = grid_of(NETWORK, tmp_path)

    assert isinstance(mapped.cell_segment.base, np.memmap)
    assert all(same(mapped, name) for name in SegmentGrid.__slots__)


def test_a_damaged_grid_is_made_anew(tmp_path: Path) -> None:
    grid_of(NETWORK, tmp_path)
    (file,) = tmp_path.glob("roads/*/cell_segment.npy")
    file.write_bytes(file.read_bytes()[:-8])

    assert same(grid_of(NETWORK, tmp_path), "cell_segment")


def same(grid: SegmentGrid, name: str) -> bool:
    """Tell whether an array of a grid is that of the one that was never kept."""
    return bool(np.array_equal(getattr(grid, name), getattr(GRID, name)))
