"""A lane that goes into the database comes out as it was."""

from zoneinfo import ZoneInfo

import pytest

from backend.roads.lane_rows import lane_of, quay_of, row_of, stop_row
from backend.roads.models import FerryStop, Lane
from backend.roads.queries import known_sea
from gis import crossings
from gis.crossings import Quay, Span
from gis.timetables import EVERY_DAY, Scheduled, Timetable
from gis.types import LonLat
from tests.backend.roads.conftest import add_lane

SAILS = Timetable((Scheduled(EVERY_DAY, 28_800, 3_600),), ZoneInfo("Asia/Jakarta"))
LANE = crossings.Lane(
    code="kapal",
    name="Kapal Rekaan",
    from_quay="port-kalianget",
    to_quay="port-sapudi",
    carries_vehicles=True,
    carries_stretchers=True,
    distance_m=34_000.0,
    speed_kmh=18.5,
    duration=Span(3_000.0, 3_600.0, 4_500.0),
    mean_wait_s=1_800.0,
    outward=SAILS,
    homeward=SAILS,
    parts=("kapal-1", "kapal-2"),
    source="jadwal rekaan",
    certainty="good",
    contact="0800 0000",
)
pytestmark = pytest.mark.django_db


def test_a_lane_with_its_timetable_comes_back_as_it_was() -> None:
    row_of(LANE, year=2026).save()

    assert lane_of(Lane.objects.get()) == LANE


def test_a_row_of_an_older_version_is_a_lane_of_unknown_sailings() -> None:
    lane = lane_of(add_lane("lama"))

    assert (lane.outward, lane.homeward, lane.both_ways) == (None, None, True)
    assert lane.mean_wait_s == 1_800


def test_a_lane_that_sails_one_way_only_is_no_way_back() -> None:
    row = row_of(LANE)
    del row.timetable["homeward"]

    assert not lane_of(row).both_ways


@pytest.mark.usefixtures("drawn")
def test_a_quay_of_the_feed_that_is_no_port_joins_the_sea() -> None:
    quay = Quay("dermaga-baru", "Dermaga Baru", LonLat(114.05, -7.08), 2)
    stop_row(quay).save()
    add_lane("ke-dermaga-baru", to_port="dermaga-baru")

    sea = known_sea()

    assert quay_of(FerryStop.objects.get()) == quay
    assert sea.quay("dermaga-baru") == quay
    assert [lane.code for lane in sea.lanes] == ["ke-dermaga-baru"]
