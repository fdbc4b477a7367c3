"""The steps of an assignment over HTTP: times, corrections, endings, crews."""

from __future__ import annotations

import pytest

from backend.dispatch.models import Assignment, StatusSuggestion
from backend.incidents.models import IncidentEvent
from backend.units.models import Unit
from tests.backend.dispatch.conftest import NOW


@pytest.fixture
def sent(world, incident_at, assign):
    """Send amb-01 and return the assignment's id."""
    world.unit("amb-01", "b")
    return assign(incident_at("a"), "amb-01").json()["id"]


def test_steps_keep_their_times(sent, step, clock):
    clock.forward(60)
    step(sent, "en_route")
    clock.forward(240)

    record = step(sent, "on_scene").json()

    assert record["times"] == {
        "dispatched": "2026-11-25T03:00:00Z",
        "en_route": "2026-11-25T03:01:00Z",
        "on_scene": "2026-11-25T03:05:00Z",
    }


def test_unit_follows_its_assignment(sent, step):
    step(sent, "en_route")

    assert Unit.objects.get().status == "en_route"


def test_cleared_frees_the_unit_as_returning(sent, step):
    step(sent, "on_scene")

    record = step(sent, "cleared").json()

    assert record["ended_at"] is not None
    assert Unit.objects.get().status == "returning"


def test_cancelled_frees_the_unit(sent, step, incident_at, assign):
    step(sent, "cancelled", reason="salah pilih")

    assert assign(incident_at("f"), "amb-01").status_code == 201


def test_unit_rests_from_its_end_on(sent, step, clock):
    clock.forward(600)
    step(sent, "cancelled")

    assert Unit.objects.get().resting_since == clock.now


@pytest.mark.parametrize("status", ["cleared", "queued"])
def test_illegal_step_is_refused(sent, step, status):
    answer = step(sent, status)

    assert answer.status_code in {400, 409}
    assert Assignment.objects.get().status == "dispatched"


def test_illegal_step_names_what_may_come_next(sent, step):
    problem = step(sent, "cleared").json()

    assert (problem["code"], problem["current"]) == ("illegal_step", "dispatched")
    assert "en_route" in problem["allowed"]


def test_ended_assignment_takes_no_step(sent, step):
    step(sent, "cancelled")

    assert step(sent, "on_scene", reason="ternyata jadi").status_code == 409


def test_repeated_press_changes_nothing(sent, step):
    step(sent, "en_route")

    answer = step(sent, "en_route")

    assert answer.status_code == 200
    assert Assignment.objects.get().steps.count() == 2


def test_step_back_wants_a_reason(sent, step):
    step(sent, "on_scene")

    answer = step(sent, "en_route")

    assert (answer.status_code, answer.json()["code"]) == (409, "correction_needs_reason")


def test_correction_is_kept_beside_the_original(sent, step):
    step(sent, "on_scene")

    record = step(sent, "en_route", reason="salah tekan").json()

    assert record["status"] == "en_route"
    assert [(s["status"], s["is_correction"]) for s in record["steps"]] == [
        ("dispatched", False),
        ("on_scene", False),
        ("en_route", True),
    ]
    assert "on_scene" not in record["times"]
    assert Unit.objects.get().status == "en_route"


def test_press_from_before_counts_when_it_was_pressed(sent, step, clock):
    clock.forward(600)

    record = step(sent, "en_route", at="2026-11-25T10:04:00+07:00").json()

    assert record["times"]["en_route"] == "2026-11-25T03:04:00Z"
    assert record["steps"][-1]["recorded_at"] == "2026-11-25T03:10:00Z"


def test_press_never_counts_before_the_step_it_follows(sent, step):
    record = step(sent, "en_route", at="2026-11-25T02:00:00Z").json()

    assert record["times"]["en_route"] == "2026-11-25T03:00:00Z"


def test_press_of_a_clock_that_is_ahead_counts_as_now(sent, step):
    record = step(sent, "en_route", at="2026-11-25T03:01:30Z").json()

    assert record["times"]["en_route"] == "2026-11-25T03:00:00Z"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status", "flying"),
        ("status", ""),
        ("status", None),
        ("status", "delayed"),
        ("at", "2026-11-25T04:00:00Z"),
        ("at", "soon"),
        ("at", "2026-11-25T03:00:00"),
        ("reason", "x" * 201),
        ("correction", "maybe"),
    ],
)
def test_wrong_field_is_named(sent, room, field, value):
    body = {"status": "en_route", field: value}

    answer = room.post(f"/api/assignments/{sent}/status/", body, format="json")

    assert answer.status_code == 400
    assert field in answer.json()["errors"]
    assert Assignment.objects.get().status == "dispatched"


def test_unknown_assignment_is_404(world, step):
    assert step(99, "en_route").status_code == 404


def test_each_step_is_logged(sent, step):
    step(sent, "en_route")

    event = IncidentEvent.objects.get(kind="assignment_step")
    assert event.payload["status"] == ["dispatched", "en_route"]


def test_queued_stays_queued_when_the_first_ends(sent, step, incident_at, assign):
    queued = assign(incident_at("f"), "amb-01", queue=True).json()["id"]
    step(sent, "cancelled")

    assert Assignment.objects.get(pk=queued).status == "queued"
    assert Unit.objects.get().status == "returning"


def test_queued_is_sent_by_the_dispatcher(sent, step, incident_at, assign):
    queued = assign(incident_at("f"), "amb-01", queue=True).json()["id"]
    step(sent, "cancelled")

    answer = step(queued, "dispatched")

    assert (answer.status_code, Unit.objects.get().status) == (200, "dispatched")


def test_queued_is_not_sent_while_its_unit_is_committed(sent, step, incident_at, assign):
    queued = assign(incident_at("f"), "amb-01", queue=True).json()["id"]

    answer = step(queued, "dispatched")

    assert (answer.status_code, answer.json()["code"]) == (409, "committed")


def test_cancelling_a_queued_one_leaves_the_unit_to_the_first(sent, step, incident_at, assign):
    step(sent, "en_route")
    queued = assign(incident_at("f"), "amb-01", queue=True).json()["id"]

    step(queued, "cancelled")

    assert Unit.objects.get().status == "en_route"


def test_status_of_one_assignment_leaves_the_other(sent, step, incident_at, assign):
    assign(incident_at("f"), "amb-01", queue=True)

    step(sent, "on_scene")

    assert sorted(Assignment.objects.values_list("status", flat=True)) == ["on_scene", "queued"]


def test_list_filters_by_incident_and_active(world, room, sent, step, incident_at, assign):
    world.unit("amb-02", "c")
    other = incident_at("f")
    assign(other, "amb-02")
    step(sent, "cancelled")

    def units(**query):
        results = room.get("/api/assignments/", query).json()["results"]
        return [record["unit"] for record in results]

    assert units(incident=other) == ["amb-02"]
    assert units(active="true") == ["amb-02"]
    assert units(active="false") == ["amb-01"]


def test_list_costs_the_same_queries_for_many(
    world, room, incident_at, assign, django_assert_num_queries
):
    for number in range(4):
        world.unit(f"amb-1{number}", "b")
        sent = assign(incident_at("a"), f"amb-1{number}").json()["id"]
        StatusSuggestion.objects.create(
            assignment_id=sent,
            status="on_scene",
            trigger="entered_scene",
            at=NOW,
            created_at=NOW,
        )

    # session, account, count, page; steps, their authors, notices, suggestions
    with django_assert_num_queries(8):
        room.get("/api/assignments/")


class TestCrew:
    """A crew moves its own assignment and no other."""

    @pytest.fixture
    def crew(self, sent, api_as, user_of):
        client = api_as("crew")
        Unit.objects.get(code="amb-01").crew.add(user_of("crew"))
        return client

    def test_crew_presses_its_status(self, crew, sent, step):
        assert step(sent, "acknowledged", client=crew).status_code == 200

    def test_crew_reads_its_incident_with_the_words(self, crew, sent):
        number = Assignment.objects.get().incident.number

        assert crew.get(f"/api/incidents/{number}/").status_code == 200

    def test_crew_sees_its_confidential_incident_whole(self, crew, sent, room):
        number = Assignment.objects.get().incident.number
        room.patch(f"/api/incidents/{number}/", {"category": "domestic_violence"}, format="json")

        feature = crew.get(f"/api/incidents/{number}/").json()

        assert feature["geometry"] is not None

    def test_crew_reads_its_incident_no_longer_after_the_end(self, crew, sent, step):
        number = Assignment.objects.get().incident.number
        step(sent, "cancelled", client=crew)

        assert crew.get(f"/api/incidents/{number}/").status_code == 404

    def test_other_unit_of_the_fleet_is_out_of_reach(self, crew, world, step, incident_at, assign):
        world.unit("amb-02", "c")
        other = assign(incident_at("f"), "amb-02").json()["id"]

        assert step(other, "en_route", client=crew).status_code == 404
        assert crew.get("/api/assignments/").json()["count"] == 1

    @pytest.mark.parametrize("role", ["planner", "agency"])
    def test_others_press_nothing(self, sent, step, api_as, role):
        assert step(sent, "en_route", client=api_as(role)).status_code == 403
