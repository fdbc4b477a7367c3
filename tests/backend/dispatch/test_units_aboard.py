"""Units that a ferry carries or that wait for one count with what is left of their way."""

from __future__ import annotations

from typing import Any

import pytest
import shapely

from backend.changes.actions import bump_epoch
from backend.roads.models import Lane
from backend.roads.queries import router
from backend.units.models import LatestPosition
from tests.backend.dispatch.conftest import LETTERS, NOW, World


@pytest.fixture
def ferry(world: World) -> World:
    """Make the drawn lane a vehicle ferry of two hours."""
    Lane.objects.update(
        carries_vehicles=True,
        duration_low_s=7200,
        duration_likely_s=7200,
        duration_high_s=7200,
    )
    bump_epoch("lanes")
    return world


def out_at_sea(share: float) -> tuple[float, float]:
    """Return the point a share of the way from Kalianget to Sapudi."""
    outward = next(passage for passage in router().passages(NOW) if passage.is_outward)
    point = shapely.LineString(outward.path.points).interpolate(share, normalized=True)
    return point.x, point.y


def nearest(room: Any, letter: str = "c") -> dict[str, Any]:
    spot = LETTERS[letter]
    answer = room.get("/api/nearest/", {"lon": spot.lon, "lat": spot.lat})
    document: dict[str, Any] = answer.json()
    return document


def test_a_unit_on_a_ferry_is_offered_with_the_rest_of_its_crossing(
    ferry: World, room: Any
) -> None:
    ferry.unit("amb-01", out_at_sea(0.5), status="returning")
    LatestPosition.objects.update(heading_deg=270.0, speed_mps=5.0)

    (option,) = nearest(room)["recommended"]

    first = next(leg for leg in option["legs"] if leg["mode"] == "sea")
    assert (first["mode"], first["until"]) == ("sea", "port-kalianget")
    assert first["duration_s"] == pytest.approx(3600, rel=0.02)


def test_a_unit_at_sea_off_every_lane_is_still_to_be_called(ferry: World, room: Any) -> None:
    lon, lat = out_at_sea(0.5)
    ferry.unit("amb-01", (lon, lat - 0.1))

    answer = nearest(room)

    assert answer["recommended"] == []
