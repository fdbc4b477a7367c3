"""What a unit's place suggests, or takes by policy, and what never does."""

from __future__ import annotations

import pytest

from backend.changes.models import Change
from backend.dispatch.models import (
    Assignment,
    FencePresence,
    StatusSuggestion,
)
from backend.units.models import LatestPosition
from tests.backend.dispatch.conftest import suggestion

HOSPITAL = (113.95, -7.05)


@pytest.fixture
def sent(on_the_way):
    """Return the assignment of amb-01, which is on its way to the scene."""
    return on_the_way


class TestArriving:
    """Entering the incident's fence."""

    def test_suggests_on_scene_at_the_time_of_the_fix(self, truck, room, sent, clock):
        clock.forward(300)
        truck.at(2900, age_s=20)

        found = suggestion(room, sent)

        assert (found["status"], found["trigger"]) == ("on_scene", "entered_scene")
        assert found["at"] == "2026-11-25T03:04:40Z"
        assert Assignment.objects.get().status == "dispatched"

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
