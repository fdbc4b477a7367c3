"""A crew's answer, the room's, and who sees that nobody has answered."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from backend.changes.models import Change
from backend.dispatch.models import CrewNotice
from backend.incidents.models import IncidentEvent
from backend.incidents.queries import log_defect
from tests.backend.dispatch.conftest import NOW
from tests.backend.dispatch.crew_notices import heard, notices, ringing


@pytest.fixture
def sent(number, assign):
    """Send amb-01 and return the assignment's id."""
    return assign(number, "amb-01").json()["id"]


class TestHearing:
    """The crew's answer, and the room's."""

    def test_crew_presses(self, room, crew, sent, clock):
        notice = notices(room, sent)[0]["id"]
        clock.forward(30)

        answer = heard(crew, notice)

        record = answer.json()
        assert answer.status_code == 200
        assert record["acknowledged_at"] == "2026-11-25T03:00:30Z"
        assert (record["acknowledged_by"], record["by_voice"]) == ("crew", False)

    def test_room_told_it_by_voice(self, room, sent):
        record = heard(room, notices(room, sent)[0]["id"], by_voice=True).json()

        assert (record["acknowledged_by"], record["by_voice"]) == ("dispatcher", True)

    def test_twice_is_harmless(self, room, crew, sent, clock):
        notice = notices(room, sent)[0]["id"]
        first = heard(crew, notice).json()
        clock.forward(60)

        second = heard(room, notice, by_voice=True)

        assert second.status_code == 200
        assert second.json()["acknowledged_at"] == first["acknowledged_at"]
        assert second.json()["acknowledged_by"] == "crew"

    def test_late_press_counts_from_when_it_was_made(self, room, crew, sent, clock):
        notice = notices(room, sent)[0]["id"]
        clock.forward(600)

        record = heard(crew, notice, at="2026-11-25T10:02:00+07:00").json()

        assert record["acknowledged_at"] == "2026-11-25T03:02:00Z"
        assert record["unheard_s"] == 120

    @pytest.mark.parametrize(
        ("at", "kept"),
        [("2026-11-25T02:00:00Z", NOW), ("2030-01-01T00:00:00Z", NOW + timedelta(seconds=60))],
    )
    def test_press_is_never_before_the_notice_nor_ahead(self, room, crew, sent, clock, at, kept):
        notice = notices(room, sent)[0]["id"]
        clock.forward(60)

        record = heard(crew, notice, at=at).json()

        assert datetime.fromisoformat(record["acknowledged_at"]) == kept

    @pytest.mark.parametrize("status", ["acknowledged", "en_route", "on_scene"])
    def test_any_press_answers_the_new_assignment(self, room, crew, sent, step, clock, status):
        clock.forward(20)
        step(sent, status, client=crew)

        (notice,) = notices(room, sent)
        assert notice["acknowledged_at"] == "2026-11-25T03:00:20Z"
        assert (notice["acknowledged_by"], notice["by_voice"]) == ("crew", False)

    def test_press_of_the_room_was_told_by_voice(self, room, sent, step):
        step(sent, "en_route")

        assert notices(room, sent)[0]["by_voice"] is True

    def test_press_does_not_answer_a_change(self, room, crew, sent, step, change):
        change(priority=1)
        step(sent, "en_route", client=crew)

        assert ringing(room, sent) == ["changed"]

    def test_late_answer_to_an_older_change_leaves_the_newer_ringing(
        self, room, crew, sent, change
    ):
        change(priority=1)
        older = notices(room, sent)[-1]["id"]
        change(priority=3)

        assert heard(crew, older).status_code == 200
        assert ringing(room, sent) == ["new", "changed"]

    def test_press_from_before_the_room_called_it_off_counts_as_heard(
        self, room, crew, sent, change, step, clock
    ):
        change(priority=1)
        changed = notices(room, sent)[-1]["id"]
        clock.forward(30)
        step(sent, "cancelled")
        clock.forward(30)

        heard(crew, changed, at="2026-11-25T03:00:10Z")

        assert CrewNotice.objects.get(pk=changed).acknowledged_at == NOW + timedelta(seconds=10)
        assert ringing(room, sent) == ["cancelled"]

    def test_press_from_after_the_room_called_it_off_is_no_answer_to_the_change(
        self, room, crew, sent, change, step, clock
    ):
        change(priority=1)
        changed = notices(room, sent)[-1]["id"]
        clock.forward(30)
        step(sent, "cancelled")
        clock.forward(30)

        heard(crew, changed, at="2026-11-25T03:00:40Z")

        assert CrewNotice.objects.get(pk=changed).acknowledged_at is None

    def test_crew_sees_what_it_was_called_off_from_until_it_has_heard(
        self, room, crew, number, sent, step
    ):
        step(sent, "cancelled")
        seen = crew.get(f"/api/incidents/{number}/").status_code
        heard(crew, notices(room, sent)[-1]["id"])

        assert (seen, crew.get(f"/api/incidents/{number}/").status_code) == (200, 404)

    def test_ringing_and_hearing_are_logged(self, room, crew, sent):
        heard(crew, notices(room, sent)[0]["id"])

        events = IncidentEvent.objects.filter(kind__startswith="crew_").order_by("sequence")
        assert [(e.kind, e.payload["kind"], e.payload["unit"]) for e in events] == [
            ("crew_rung", "new", "amb-01"),
            ("crew_heard", "new", "amb-01"),
        ]
        assert log_defect() is None

    def test_hearing_is_announced(self, room, crew, sent):
        before = Change.objects.filter(kind="assignment", key=str(sent)).count()
        heard(crew, notices(room, sent)[0]["id"])

        assert Change.objects.filter(kind="assignment", key=str(sent)).count() == before + 1

    @pytest.mark.parametrize(
        ("role", "by_voice"), [("dispatcher", False), ("supervisor", False), ("crew", True)]
    )
    def test_voice_is_the_rooms_and_only_the_rooms(self, room, crew, sent, api_as, role, by_voice):
        answer = heard(api_as(role), notices(room, sent)[0]["id"], by_voice=by_voice)

        assert answer.status_code == 400
        assert "by_voice" in answer.json()["errors"]
        assert ringing(room, sent) == ["new"]

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"at": "kemarin"}, "at"),
            ({"at": "2026-11-25T10:00:00"}, "at"),
            ({"at": 5}, "at"),
            ({"by_voice": "mungkin"}, "by_voice"),
            ([], "non_field_errors"),
        ],
    )
    def test_bad_body_is_named_and_nothing_is_heard(self, room, crew, sent, body, field):
        notice = notices(room, sent)[0]["id"]

        answer = crew.post(f"/api/notices/{notice}/acknowledge/", body, format="json")

        assert answer.status_code == 400
        assert field in answer.json()["errors"]
        assert ringing(room, sent) == ["new"]


class TestWhoHasNotHeard:
    """The room's list."""

    def test_tells_whom_to_call_and_how_long_it_rings(self, room, sent, clock):
        clock.forward(90)

        (found,) = room.get("/api/notices/", {"open": 1}).json()["results"]

        assert (found["unit"], found["phone"]) == ("amb-01", "0800-0112-0001")
        assert (found["kind"], found["assignment"], found["unheard_s"]) == ("new", sent, 90)

    def test_longest_unheard_first(self, world, room, sent, assign, incident_at, clock):
        world.unit("amb-02", "c")
        clock.forward(10)
        assign(incident_at("f"), "amb-02")

        found = room.get("/api/notices/", {"open": 1}).json()["results"]

        assert [one["unit"] for one in found] == ["amb-01", "amb-02"]

    def test_heard_and_superseded_ones_are_not_open(self, room, crew, sent, change):
        change(priority=1)
        change(priority=3)
        heard(crew, notices(room, sent)[0]["id"])

        found = room.get("/api/notices/", {"open": 1}).json()["results"]
        rest = room.get("/api/notices/", {"open": 0}).json()["results"]

        assert [one["kind"] for one in found] == ["changed"]
        assert len(rest) == 2

    def test_crew_sees_its_own(self, world, crew, sent, assign, incident_at):
        world.unit("amb-02", "c")
        assign(incident_at("f"), "amb-02")

        found = crew.get("/api/notices/").json()["results"]

        assert [one["unit"] for one in found] == ["amb-01"]

    def test_crew_of_another_unit_hears_nothing_for_it(self, room, sent, api_as):
        notice = notices(room, sent)[0]["id"]

        assert heard(api_as("crew", "awak-lain"), notice).status_code == 404
        assert ringing(room, sent) == ["new"]

    @pytest.mark.parametrize("role", ["planner", "agency"])
    def test_others_neither_list_nor_answer(self, room, sent, api_as, role):
        client = api_as(role)

        assert client.get("/api/notices/").status_code == 403
        assert heard(client, notices(room, sent)[0]["id"]).status_code == 403

    def test_costs_the_same_queries_for_many(
        self, world, room, assign, incident_at, django_assert_num_queries
    ):
        for index in range(4):
            world.unit(f"amb-1{index}", "b")
            assign(incident_at("a"), f"amb-1{index}")

        with django_assert_num_queries(4):  # session, account, count, page
            room.get("/api/notices/", {"open": 1})

    def test_unknown_one_is_404(self, room):
        answer = heard(room, 999)

        assert (answer.status_code, list(answer.json()["errors"])) == (404, ["id"])


class TestDatabase:
    """What no code can get wrong."""

    def test_one_open_notice_of_a_kind(self, sent):
        with pytest.raises(IntegrityError), transaction.atomic():
            CrewNotice.objects.create(assignment_id=sent, kind="new", created_at=NOW)

    def test_who_and_when_together(self, sent):
        with pytest.raises(IntegrityError), transaction.atomic():
            CrewNotice.objects.filter(assignment=sent).update(acknowledged_at=NOW)
