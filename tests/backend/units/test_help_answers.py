"""What the room does with a call for help, and an SOS from a tracker."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from backend.changes.models import Change
from backend.units.models import HelpCall
from tests.backend.units.conftest import KALIANGET, NOW, T, send
from tests.backend.units.help_presses import acknowledge, close, press


@pytest.fixture
def crew(amb, clock, api_as, user_of):
    """Return a client of amb-01's crew."""
    client = api_as("crew")
    amb.crew.add(user_of("crew"))
    return client


class TestAnswering:
    """What the room does."""

    def test_acknowledging_stops_the_ringing_and_leaves_it_open(self, crew, room, clock):
        call = press(crew).json()["id"]
        clock.forward(7)

        record = acknowledge(room, call).json()

        assert (record["ringing"], record["open"]) == (False, True)
        assert (record["acknowledged_by"], record["acknowledged_at"]) == (
            "dispatcher",
            "2026-11-25T01:00:07Z",
        )

    def test_acknowledging_twice_keeps_the_first(self, crew, room, api_as, clock):
        call = press(crew).json()["id"]
        acknowledge(room, call)
        clock.forward(60)

        record = acknowledge(api_as("supervisor"), call).json()

        assert record["acknowledged_by"] == "dispatcher"

    def test_closing_keeps_who_when_and_why(self, crew, room):
        record = close(room, press(crew).json()["id"], "salah tekan").json()

        assert (record["open"], record["ringing"]) == (False, False)
        assert (record["closed_by"], record["closing_note"]) == ("dispatcher", "salah tekan")
        assert record["acknowledged_by"] == "dispatcher"

    def test_closing_twice_keeps_the_first(self, crew, room):
        call = press(crew).json()["id"]
        close(room, call, "salah tekan")

        assert close(room, call, "lain").json()["closing_note"] == "salah tekan"

    @pytest.mark.parametrize("body", [{}, {"note": ""}, {"note": "  "}, {"note": "x" * 201}, []])
    def test_closing_needs_a_note(self, crew, room, body):
        call = press(crew).json()["id"]

        answer = room.post(f"/api/help-calls/{call}/close/", body, format="json")

        assert answer.status_code == 400
        assert HelpCall.objects.get().closed_at is None

    def test_each_answer_is_announced(self, crew, room):
        call = press(crew).json()["id"]
        acknowledge(room, call)
        close(room, call)

        assert Change.objects.filter(kind="alarm", key="amb-01").count() == 3

    def test_person_pressing_after_the_answer_rings_again(self, crew, room, clock):
        call = press(crew).json()["id"]
        acknowledge(room, call)
        clock.forward(5)

        record = press(crew, event_id="tekan-2").json()

        assert (record["id"], record["ringing"]) == (call, True)
        assert acknowledge(room, call).json()["ringing"] is False

    def test_list_shows_the_open_ones(self, crew, room):
        close(room, press(crew).json()["id"])
        press(crew, event_id="tekan-2")

        def ids(**query):
            return [one["open"] for one in room.get("/api/help-calls/", query).json()["results"]]

        assert (ids(), ids(open=1), ids(open=0)) == ([True, False], [True], [False])

    def test_crew_sees_its_own(self, crew, room, fire):
        press(room, code="fire-02")
        press(crew)

        found = crew.get("/api/help-calls/").json()["results"]

        assert [one["unit"] for one in found] == ["amb-01"]

    @pytest.mark.parametrize("role", ["crew", "planner", "agency"])
    def test_only_the_room_answers(self, crew, api_as, role):
        call = press(crew).json()["id"]
        client = api_as(role)

        assert acknowledge(client, call).status_code == 403
        assert close(client, call).status_code == 403
        assert HelpCall.objects.get().is_ringing

    def test_unknown_one_is_404(self, room):
        answer = acknowledge(room, 999)

        assert (answer.status_code, list(answer.json()["errors"])) == (404, ["id"])

    def test_list_costs_the_same_queries_for_many(self, room, make_unit, django_assert_num_queries):
        for index in range(4):
            make_unit(f"amb-1{index}")
            press(room, code=f"amb-1{index}", event_id=f"tekan-{index}")

        with django_assert_num_queries(4):  # session, account, count, page
            room.get("/api/help-calls/")


class TestTracker:
    """An SOS from a tracker."""

    def test_opens_a_call_at_its_fix(self, wire, named_phone):
        send(wire, T - 10, KALIANGET, alarm="sos")

        call = HelpCall.objects.get()
        assert (call.source, call.device, call.by) == ("osmand", named_phone, None)
        assert call.pressed_at == NOW - timedelta(seconds=10)
        assert (call.lon_e6, call.lat_e6) == (113_936_000, -7_056_000)

    def test_repeats_join_it(self, wire, named_phone, clock):
        for index in range(5):
            send(wire, T + index * 20, KALIANGET, alarm="sos")
            clock.forward(20)

        call = HelpCall.objects.get()
        assert (call.times_pressed, call.fix_time) == (5, NOW + timedelta(seconds=80))

    def test_the_same_fix_again_is_no_press(self, wire, named_phone):
        send(wire, T, KALIANGET, alarm="sos")
        send(wire, T, KALIANGET, alarm="sos")

        assert HelpCall.objects.get().times_pressed == 1

    def test_with_an_impossible_place_it_uses_the_last_one(self, wire, named_phone):
        send(wire, T - 30, KALIANGET)
        send(wire, T, (0, 0), alarm="sos")

        call = HelpCall.objects.get()
        assert (call.lon_e6, call.fix_time) == (113_936_000, NOW - timedelta(seconds=30))

    def test_late_one_of_a_replay_is_history(self, wire, named_phone):
        send(wire, T, KALIANGET)
        send(wire, T - 3600, KALIANGET, alarm="sos")

        assert HelpCall.objects.count() == 0

    @pytest.mark.parametrize(("after_s", "rings"), [(600, False), (620, True)])
    def test_repeats_ring_again_only_long_after_the_answer(
        self, wire, named_phone, room, clock, after_s, rings
    ):
        send(wire, T, KALIANGET, alarm="sos")
        acknowledge(room, HelpCall.objects.get().pk)
        clock.forward(after_s)
        send(wire, T + after_s, KALIANGET, alarm="sos")

        assert HelpCall.objects.get().is_ringing is rings

    def test_crew_and_tracker_share_one_call(self, wire, named_phone, crew):
        send(wire, T, KALIANGET, alarm="sos")
        press(crew)

        assert HelpCall.objects.get().times_pressed == 2


class TestDatabase:
    """What no code can get wrong."""

    def test_one_open_call_of_a_unit(self, crew, amb):
        press(crew)

        with pytest.raises(IntegrityError), transaction.atomic():
            HelpCall.objects.create(
                unit=amb,
                source="crew",
                pressed_at=NOW,
                latest_pressed_at=NOW,
                rang_at=NOW,
                received_at=NOW,
            )

    def test_who_and_when_together(self, crew):
        press(crew)

        with pytest.raises(IntegrityError), transaction.atomic():
            HelpCall.objects.update(closed_at=NOW)
