"""What a unit's place suggests, or takes by policy, and what never does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.changes.models import Change
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
from tests.backend.dispatch.conftest import LETTERS

HOSPITAL = (113.95, -7.05)


@pytest.fixture
def scene(incident_at):
    """Open an incident 3 km east of ``a``, known within 50 m: its fence reaches 150 m."""
    return incident_at("d", location={"radius_m": 50})


@pytest.fixture
def truck(truck_of):
    """Make amb-01, whose station is at ``a``."""
    return truck_of("amb-01", "a")


@pytest.fixture
def sent(truck, scene, assign):
    """Send amb-01 to the scene and return the assignment's id."""
    return assign(scene, "amb-01").json()["id"]


def suggestion(room, assignment):
    return room.get(f"/api/assignments/{assignment}/").json()["suggestion"]


def status(assignment):
    return Assignment.objects.get(pk=assignment).status


def commit(trigger):
    FencePolicy.objects.filter(trigger=trigger).update(commits=True)


class TestArriving:
    """Entering the incident's fence."""

    def test_suggests_on_scene_at_the_time_of_the_fix(self, truck, room, sent, clock):
        clock.forward(300)
        truck.at(2900, age_s=20)

        found = suggestion(room, sent)

        assert (found["status"], found["trigger"]) == ("on_scene", "entered_scene")
        assert found["at"] == "2026-11-25T03:04:40Z"
        assert status(sent) == "dispatched"

    def test_reaches_as_far_as_the_place_is_uncertain(self, truck, room, sent, clock):
        truck.at(2840)  # 160 m away: the policy's 100 m and the place's 50 m do not reach
        outside = suggestion(room, sent)
        clock.forward(10)
        truck.at(2860)

        assert outside is None
        assert suggestion(room, sent)["status"] == "on_scene"

    @pytest.mark.parametrize(
        "before", ["dispatched", "acknowledged", "en_route", "staging", "awaiting_boat", "at_sea"]
    )
    def test_counts_from_every_step_on_the_way(self, truck, room, sent, step, before):
        step(sent, before)
        truck.at(3000)

        assert suggestion(room, sent)["status"] == "on_scene"

    @pytest.mark.parametrize("before", ["on_scene", "at_patient", "transporting", "at_hospital"])
    def test_means_nothing_once_it_was_there(self, truck, room, sent, step, before):
        step(sent, before)
        truck.at(3000)

        assert suggestion(room, sent) is None

    def test_on_a_boat_with_the_patient_is_no_arrival(self, truck, room, sent, step):
        step(sent, "transporting")
        step(sent, "at_sea")
        truck.at(3000)

        assert suggestion(room, sent) is None

    def test_is_suggested_once_a_visit(self, truck, room, sent, clock):
        truck.at(3000)
        clock.forward(30)
        truck.at(3010)

        arrivals = StatusSuggestion.objects.filter(status="on_scene")
        assert arrivals.count() == 1
        assert FencePresence.objects.filter(kind="scene").count() == 1

    def test_is_not_replaced_by_the_departure_that_is_sure_only_later(
        self, truck, room, sent, clock
    ):
        truck.at(3000)
        clock.forward(60)
        truck.at(3010)

        assert FencePresence.objects.filter(kind="station").count() == 0
        assert suggestion(room, sent)["status"] == "on_scene"

    def test_where_nobody_was_sent_means_nothing(self, truck, scene):
        truck.at(3000)

        assert FencePresence.objects.count() == 0

    def test_at_an_unknown_place_is_nowhere(self, truck, room, incident_at, assign):
        sent = assign(incident_at(None), "amb-01").json()["id"]
        truck.at(3000)

        assert suggestion(room, sent) is None

    def test_at_another_units_scene_means_nothing(self, truck, room, scene, incident_at, assign):
        sent = assign(incident_at("f"), "amb-01").json()["id"]
        truck.at(3000)

        assert suggestion(room, sent) is None

    def test_queued_assignment_suggests_nothing(self, truck, room, sent, incident_at, assign):
        queued = assign(incident_at("f"), "amb-01", queue=True).json()["id"]
        truck.at(5000)

        assert suggestion(room, queued) is None

    def test_a_moved_place_is_another_arrival(self, truck, room, scene, sent, clock):
        truck.at(3000)
        room.patch(
            f"/api/incidents/{scene}/", {"location": {"lon": 113.8772, "lat": -7.05}}, format="json"
        )
        withdrawn = suggestion(room, sent)
        clock.forward(30)
        truck.send(113.8772, -7.05)

        assert withdrawn is None
        assert suggestion(room, sent)["status"] == "on_scene"

    def test_confidential_place_is_not_named(self, truck, room, scene, sent):
        truck.at(3000)
        room.patch(f"/api/incidents/{scene}/", {"category": "domestic_violence"}, format="json")

        assert suggestion(room, sent)["place"] == ""

    def test_is_announced_to_the_feed(self, truck, sent):
        before = Change.objects.filter(kind="assignment").count()
        truck.at(3000)

        assert Change.objects.filter(kind="assignment").count() == before + 1


class TestLeaving:
    """Leaving the unit's own station."""

    def test_suggests_en_route_since_the_first_fix_outside(self, truck, room, sent, clock):
        clock.forward(60)
        truck.at(400)
        early = suggestion(room, sent)
        clock.forward(30)
        truck.at(700)

        found = suggestion(room, sent)

        assert early is None
        assert (found["status"], found["trigger"]) == ("en_route", "left_station")
        assert found["at"] == "2026-11-25T03:01:00Z"
        assert found["place"] == "Pos amb-01"

    def test_needs_more_than_the_inaccuracy_of_the_fixes(self, truck, room, sent, clock):
        for _ in range(10):
            clock.forward(30)
            truck.at(340, accuracy_m=150)  # 340 - 150 is within 150 + 50

        assert suggestion(room, sent) is None

    def test_of_a_unit_that_was_not_there_means_nothing(self, truck_of, scene, assign, room, clock):
        far = truck_of("amb-02", "a")
        LatestPosition.objects.filter(unit=far.unit).update(lon_e6=113_880_000)
        sent = assign(scene, "amb-02").json()["id"]
        for east_m in (4000, 4300, 4600):
            clock.forward(40)
            far.at(east_m)

        assert suggestion(room, sent) is None

    def test_after_the_press_means_nothing(self, truck, room, sent, step, clock):
        step(sent, "en_route")
        for east_m in (400, 700, 1000):
            clock.forward(40)
            truck.at(east_m)

        assert suggestion(room, sent) is None

    def test_is_watched_from_the_sending_of_a_queued_one(
        self, truck, room, sent, step, incident_at, assign, clock
    ):
        queued = assign(incident_at("f"), "amb-01", queue=True).json()["id"]
        step(sent, "cancelled")
        step(queued, "dispatched")
        for east_m in (400, 700):
            clock.forward(40)
            truck.at(east_m)

        assert suggestion(room, queued)["status"] == "en_route"


class TestDelivering:
    """Entering the fence of a health facility."""

    def test_suggests_at_hospital_with_a_patient(self, truck, room, sent, step):
        step(sent, "transporting")
        truck.send(*HOSPITAL)

        found = suggestion(room, sent)

        assert (found["status"], found["place"]) == ("at_hospital", "RS Rekaan Kalianget")

    def test_suggests_nothing_without_one(self, truck, room, sent, step):
        step(sent, "en_route")
        truck.send(*HOSPITAL)

        assert suggestion(room, sent) is None

    def test_over_water_with_a_patient_counts(self, truck, room, sent, step):
        step(sent, "transporting")
        step(sent, "at_sea")
        truck.send(*HOSPITAL)

        assert suggestion(room, sent)["status"] == "at_hospital"

    def test_where_the_patient_was_taken_up_is_no_arrival(self, truck, room, sent, step, clock):
        truck.send(*HOSPITAL)
        step(sent, "transporting")
        clock.forward(20)
        truck.send(*HOSPITAL)

        assert suggestion(room, sent) is None


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
        assert costs[0] <= 16

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
