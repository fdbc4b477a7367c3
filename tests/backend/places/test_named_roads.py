"""Named roads come from the road network and are found by the gazetteer."""

from __future__ import annotations

from backend.changes.queries import epochs
from backend.places import actions, queries
from backend.places.models import NamedRoad
from gis.boundary_files import BoundarySet
from gis.places import RoadRecord
from gis.types import LonLat
from tests.backend.places.conftest import NOW

LINE = (LonLat(114.001, -6.995), LonLat(114.015, -6.995))
OTHER = (LonLat(114.051, -6.995), LonLat(114.058, -6.995))


def test_lines_of_one_name_become_one_road(drawn: BoundarySet):
    roads = [RoadRecord("Jalan Kenanga", (LINE,)), RoadRecord("Jalan Kenanga", (OTHER,))]

    assert actions.replace_named_roads(roads=roads, by=None, now=NOW) == 1
    assert NamedRoad.objects.get().lines.num_geom == 2


def test_a_new_network_replaces_the_named_roads(drawn: BoundarySet):
    actions.replace_named_roads(roads=[RoadRecord("Jalan Lama", (LINE,))], by=None, now=NOW)
    actions.replace_named_roads(roads=[RoadRecord("Jalan Kenanga", (LINE,))], by=None, now=NOW)

    assert [road.name for road in NamedRoad.objects.all()] == ["Jalan Kenanga"]


def test_named_roads_reach_the_gazetteer(drawn: BoundarySet):
    queries.gazetteer()
    actions.replace_named_roads(roads=[RoadRecord("Jalan Kenanga", (LINE,))], by=None, now=NOW)

    assert "Jalan Kenanga" in [e.name for e in queries.gazetteer().entries if e.kind == "road"]


def test_the_gazetteer_is_built_once_while_nothing_changes(drawn: BoundarySet):
    assert queries.gazetteer() is queries.gazetteer()


def test_named_roads_do_not_rebuild_the_land(drawn: BoundarySet):
    land = queries.land()
    actions.replace_named_roads(roads=[RoadRecord("Jalan Kenanga", (LINE,))], by=None, now=NOW)

    assert queries.land() is land


def test_named_roads_bump_only_the_gazetteer(drawn: BoundarySet):
    before = epochs("boundaries", "gazetteer")
    actions.replace_named_roads(roads=[], by=None, now=NOW)

    assert epochs("boundaries", "gazetteer") == (before[0], before[1] + 1)
