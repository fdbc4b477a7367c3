"""What no fix fires, what a policy takes by itself, and what following units costs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.dispatch.actions import follow_units
from backend.dispatch.models import (
    Assignment,
    AssignmentStep,
    FencePolicy,
    FencePresence,
    StatusSuggestion,
)
from backend.dispatch.queries.fences import facilities
from backend.incidents.models import IncidentEvent
from backend.units.models import LatestPosition, Position, Unit
from tests.backend.dispatch.conftest import LETTERS, suggestion
from tests.backend.drawn_places import ON_SAPUDI
from tests.backend.units.conftest import KALIANGET, SECRET, Wire, new_device


@pytest.fixture
def sent(on_the_way):
    """Return the assignment of amb-01, which is on its way to the scene."""
    return on_the_way


def status(assignment):
    return Assignment.objects.get(pk=assignment).status


def commit(trigger):
    FencePolicy.objects.filter(trigger=trigger).update(commits=True)


class TestWhatTellsNothing:
    """Fixes that are late, old, untrusted or kept aside."""

    def test_a_replay_after_a_ferry_fires_no_arrival(self, truck, room, sent, clock):
        """A phone empties its buffer: the place it passed half an hour ago was the scene."""
        truck.at(8000)
        clock.forward(5)
        truck.at(3000, age_s=3600)
        truck.at(3000, age_s=1800)

        assert suggestion(room, sent) is None
        assert FencePresence.objects.filter(kind="scene").count() == 0
        order = Position.objects.order_by("fix_time").values_list("verdict", flat=True)
        assert list(order) == ["history", "history", "live"]

    def test_an_offline_replay_of_owntracks_leaves_the_unit_where_it_is(
        self, world, room, incident_at, assign, clock
    ):
        """A at Kalianget now; then B, an hour old, at the incident on Sapudi, and C in between."""
        unit = world.unit("amb-01", KALIANGET, age_s=None)
        new_device(unit, "amb-01", secret=SECRET)
        sent = assign(incident_at(ON_SAPUDI, location={"radius_m": 500}), "amb-01").json()["id"]
        wire, now_s = Wire(), int(clock.now.timestamp())
        for age_s, (lon, lat) in ((0, KALIANGET), (3600, ON_SAPUDI), (1800, (114.1, -7.08))):
            body = {"_type": "location", "lat": lat, "lon": lon, "tst": now_s - age_s, "acc": 8}
            assert wire.owntracks(body).json() == []

        marker = LatestPosition.objects.get()
        assert (marker.lon_e6, marker.lat_e6) == (113_936_000, -7_056_000)
        track = Position.objects.order_by("fix_time").values_list("lon_e6", "verdict")
        assert list(track) == [
            (114_330_000, "history"),
            (114_100_000, "history"),
            (113_936_000, "live"),
        ]
        assert suggestion(room, sent) is None
        assert FencePresence.objects.filter(kind="scene").count() == 0

    def test_a_replay_in_order_fires_nothing_until_it_is_of_now(self, truck, room, sent, clock):
        clock.forward(7200)
        for age_s in (3600, 1800, 301):
            truck.at(3000, age_s=age_s)

        assert suggestion(room, sent) is None

    def test_a_mock_location_arrives_nowhere(self, truck, room, sent):
        truck.at(3000, mock="true")

        assert suggestion(room, sent) is None

    def test_what_is_kept_aside_arrives_nowhere(self, truck, room, sent):
        truck.at(3000, accuracy_m=900)

        assert suggestion(room, sent) is None

    def test_the_same_fix_again_arrives_once(self, truck, sent):
        truck.at(3000)
        truck.at(3000)

        assert StatusSuggestion.objects.count() == 1


class TestPolicy:
    """A policy that commits by itself."""

    def test_takes_the_step_at_the_time_of_the_fix(self, truck, room, sent, clock):
        commit("entered_scene")
        clock.forward(300)
        truck.at(3000, age_s=40)

        taken = AssignmentStep.objects.get(status="on_scene")
        assert (taken.by, taken.reason) == (None, "geofence")
        assert taken.at.isoformat() == "2026-11-25T03:04:20+00:00"
        assert Unit.objects.get(code="amb-01").status == "on_scene"
        assert suggestion(room, sent) is None
        assert IncidentEvent.objects.get(kind="assignment_step").by is None

    def test_leaves_the_notice_ringing(self, truck, room, sent):
        commit("entered_scene")
        truck.at(3000)

        notices = room.get(f"/api/assignments/{sent}/").json()["notices"]
        assert [notice["acknowledged_at"] for notice in notices] == [None]

    def test_only_suggests_where_the_place_is_vague(self, truck, room, incident_at, assign):
        commit("entered_scene")
        vague = incident_at("d", location={"radius_m": 501})
        sent = assign(vague, "amb-01").json()["id"]
        truck.at(3000)

        assert status(sent) == "dispatched"
        assert suggestion(room, sent)["status"] == "on_scene"

    def test_never_takes_a_step_back(self, truck, sent, step):
        commit("entered_scene")
        step(sent, "transporting")
        truck.at(3000)

        assert status(sent) == "transporting"

    def test_of_one_trigger_leaves_the_others_suggesting(self, truck, room, sent, clock):
        commit("left_station")
        for east_m in (400, 700):
            clock.forward(40)
            truck.at(east_m)
        clock.forward(80)
        truck.at(3000)

        assert status(sent) == "en_route"
        assert suggestion(room, sent)["status"] == "on_scene"

    def test_a_missing_policy_means_no_fences(self, truck, room, sent):
        FencePolicy.objects.all().delete()
        truck.at(3000)

        assert suggestion(room, sent) is None


class TestCost:
    """A bounded number of statements."""

    def test_units_without_an_assignment_cost_one_query(self, truck_of, world, clock):
        trucks = [truck_of(f"amb-{number}", "a") for number in range(10, 18)]

        with CaptureQueriesContext(connection) as queries:
            follow_units(positions=[_position(one, 3000, clock) for one in trucks], now=clock.now)

        assert len(queries) == 1

    def test_no_positions_cost_nothing(self, world, clock):
        with CaptureQueriesContext(connection) as queries:
            follow_units(positions=[], now=clock.now)

        assert len(queries) == 0

    def test_twenty_arrivals_cost_as_many_statements_as_two(
        self, truck_of, scene, assign, clock, world
    ):
        trucks = [truck_of(f"amb-{number}", "a") for number in range(10, 32)]
        assign(scene, *[one.unit.code for one in trucks[:20]])
        assign(scene, *[one.unit.code for one in trucks[20:]])

        facilities()  # known to every worker after its first such fix
        costs = []
        for chosen in (trucks[20:], trucks[:20]):
            positions = [_position(one, 3000, clock) for one in chosen]
            with CaptureQueriesContext(connection) as queries:
                follow_units(positions=positions, now=clock.now)
            costs.append(len(queries))

        assert StatusSuggestion.objects.count() == 22
        assert costs[0] == costs[1]
        assert costs[0] <= 17  # one of them tells PostgreSQL to wake the feed

    def test_many_positions_of_one_unit_cost_as_many_as_one(
        self, truck_of, scene, assign, clock, world
    ):
        truck, other = truck_of("amb-01", "a"), truck_of("amb-02", "a")
        assign(scene, "amb-01", "amb-02")

        facilities()
        costs = []
        for one, places in ((truck, [3000]), (other, [2000, 2500, 2900, 3000, 3010])):
            positions = [
                _position(one, east_m, clock, age_s=50 - index)
                for index, east_m in enumerate(places)
            ]
            with CaptureQueriesContext(connection) as queries:
                follow_units(positions=positions, now=clock.now)
            costs.append(len(queries))

        assert costs[0] == costs[1]


def _position(truck, east_m, clock, age_s=0):
    a, b = LETTERS["a"], LETTERS["b"]
    return Position(
        unit_id=truck.unit.pk,
        fix_time=clock.now - timedelta(seconds=age_s),
        received_at=clock.now,
        lon_e6=round((a.lon + (b.lon - a.lon) * east_m / 1000) * 1e6),
        lat_e6=round(a.lat * 1e6),
        accuracy_m=5.0,
        trusted=True,
        verdict="live",
    )
