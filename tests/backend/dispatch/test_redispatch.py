"""A unit on a lower priority is offered where it is clearly sooner, and called off by policy."""

from __future__ import annotations

import pytest

from backend.changes.models import Change
from backend.dispatch.models import Assignment, CrewNotice, RedispatchPolicy
from backend.dispatch.redispatch import is_clearly_sooner
from backend.incidents.models import IncidentEvent
from backend.incidents.queries import log_defect
from backend.units.models import Unit


@pytest.fixture
def first(world, incident_at, assign) -> dict:
    """Send amb-01, which stands at b, to a priority 3 at c; amb-02 is free at f."""
    world.unit("amb-01", "b")
    world.unit("amb-02", "f")
    number = incident_at("c", priority=3)
    return {"number": number, "assignment": assign(number, "amb-01").json()["id"]}


@pytest.fixture
def urgent(first, incident_at) -> str:
    """Open a priority 1 at a, one kilometre from amb-01 and five from amb-02."""
    return incident_at("a", priority=1)


def divert(assign, urgent, first, **fields):
    return assign(urgent, "amb-01", divert_from=first["assignment"], **fields)


@pytest.mark.parametrize(
    ("duration_s", "best_s", "is_sooner"),
    [
        (420, 600, True),  # 180 s, and 25 % of 600 are 150 s
        (421, 600, False),  # 179 s
        (900, 1200, True),  # 300 s are 25 %
        (901, 1200, False),
        (5000, None, True),  # nobody else comes
    ],
)
def test_clearly_sooner_is_three_minutes_and_a_quarter(duration_s, best_s, is_sooner):
    assert is_clearly_sooner(duration_s, best_s) is is_sooner


def test_a_nearer_unit_on_a_lower_priority_is_offered(first, urgent, recommend):
    answer = recommend(urgent).json()

    (offer,) = answer["redispatch"]
    (option,) = answer["recommended"]
    assert (offer["unit"], offer["incident"], offer["priority"]) == ("amb-01", first["number"], 3)
    assert offer["assignment"] == first["assignment"]
    assert offer["policy"] == "allowed"
    assert offer["saves_s"] == pytest.approx(option["duration_s"] - offer["duration_s"], abs=0.1)


def test_the_offer_says_what_the_first_incident_loses(first, urgent, recommend):
    (offer,) = recommend(urgent).json()["redispatch"]

    loses = offer["loses"]
    assert loses["next_unit"] == "amb-02"
    # amb-01 is one kilometre from c, amb-02 three: two kilometres later
    own_s = loses["next_duration_s"] - loses["later_s"]
    assert loses["later_s"] > 0
    assert own_s < loses["next_duration_s"]
    assert "amb-02" in offer["detail"]


def test_nobody_left_for_the_first_incident_is_said(first, urgent, recommend):
    Unit.objects.filter(code="amb-02").update(status="off_duty")

    (offer,) = recommend(urgent).json()["redispatch"]

    assert offer["saves_s"] is None
    assert offer["loses"] == {"next_unit": None, "next_duration_s": None, "later_s": None}
    assert "tidak ada pengganti" in offer["detail"]


def test_a_fire_truck_replaces_no_ambulance(first, urgent, recommend, world):
    world.unit("fire-01", "c", kind="fire_truck")

    (offer,) = recommend(urgent).json()["redispatch"]

    assert offer["loses"]["next_unit"] == "amb-02"


@pytest.mark.parametrize("priority", [3, 4])
def test_equal_or_lower_need_takes_nobody_away(first, incident_at, recommend, priority):
    assert recommend(incident_at("a", priority=priority)).json()["redispatch"] == []


def test_who_is_hardly_sooner_is_not_offered(first, urgent, recommend, world):
    world.unit("amb-03", "c")  # one kilometre behind amb-01: 65 s

    assert recommend(urgent).json()["redispatch"] == []


@pytest.mark.parametrize("status", ["at_patient", "transporting", "at_hospital"])
def test_a_crew_with_its_patient_is_not_offered(first, urgent, recommend, step, status):
    step(first["assignment"], status)

    assert recommend(urgent).json()["redispatch"] == []


def test_a_boat_with_a_patient_aboard_is_not_offered(first, urgent, recommend, step):
    step(first["assignment"], "transporting")
    step(first["assignment"], "at_sea")

    assert recommend(urgent).json()["redispatch"] == []


def test_what_is_never_allowed_is_not_offered(first, urgent, recommend):
    RedispatchPolicy.objects.filter(category="", priority=3).update(rule="never")

    assert recommend(urgent).json()["redispatch"] == []


def test_a_near_police_car_hides_no_ambulance(first, incident_at, recommend, world):
    world.unit("pol-01", "a", kind="police")

    answer = recommend(incident_at("a", priority=1, category="traffic_accident")).json()

    assert [offer["unit"] for offer in answer["redispatch"]] == ["amb-01"]


def test_another_kind_is_not_offered(first, incident_at, recommend):
    assert recommend(incident_at("a", priority=1, category="fire")).json()["redispatch"] == []


def test_an_unplaced_first_incident_leaves_its_loss_open(world, incident_at, assign, recommend):
    world.unit("amb-01", "b")
    number = incident_at(None, priority=3)
    assign(number, "amb-01")

    (offer,) = recommend(incident_at("a", priority=1)).json()["redispatch"]

    assert offer["loses"]["next_unit"] is None
    assert "belum pasti" in offer["detail"]


def test_busy_unit_says_what_it_is_on_and_how_far_it_is(first, urgent, recommend):
    (refusal,) = recommend(urgent).json()["not_recommended"]

    assert refusal["detail"].startswith(f"{first['number']}: Ditugaskan sejak 10:00; ")
    assert refusal["duration_s"] > 0


def test_diverting_ends_the_first_and_sends_to_the_second(first, urgent, assign, recommend):
    decision = recommend(urgent).json()["decision_id"]

    answer = divert(assign, urgent, first, decision_id=decision)

    assert (answer.status_code, answer.json()["incident"]) == (201, urgent)
    ended = Assignment.objects.get(pk=first["assignment"])
    assert (ended.status, ended.ended_at is None) == ("diverted", False)
    assert Unit.objects.get(code="amb-01").status == "dispatched"


def test_the_crew_is_called_off_and_sent(first, urgent, assign):
    divert(assign, urgent, first)

    rung = CrewNotice.objects.filter(superseded_at=None).order_by("pk")
    assert [(one.kind, one.assignment.incident.number) for one in rung] == [
        ("cancelled", first["number"]),
        ("new", urgent),
    ]


def test_the_first_incident_is_told_to_need_a_unit(first, urgent, assign):
    Change.objects.all().delete()

    divert(assign, urgent, first)

    assert Change.objects.filter(kind="incident", key=first["number"]).exists()
    assert IncidentEvent.objects.filter(
        kind="unit_diverted", incident__number=first["number"], payload__to=urgent
    ).exists()
    assert log_defect() is None


def refused(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_never_binds_supervisors_too(first, urgent, assign, api_as):
    RedispatchPolicy.objects.update(rule="never")

    answer = divert(assign, urgent, first, client=api_as("supervisor"))

    assert refused(answer) == (409, "redispatch_never")
    assert first["number"] in answer.json()["detail"]


def test_ask_is_for_supervisors(first, urgent, assign, api_as):
    RedispatchPolicy.objects.update(rule="ask")

    asked = divert(assign, urgent, first)
    decided = divert(assign, urgent, first, client=api_as("supervisor"))

    assert refused(asked) == (409, "redispatch_needs_supervisor")
    assert "pengawas" in asked.json()["detail"]
    assert decided.status_code == 201


def test_a_refused_divert_changes_nothing(first, urgent, assign):
    RedispatchPolicy.objects.update(rule="never")

    divert(assign, urgent, first)

    assert Assignment.objects.get().status == "dispatched"
    assert CrewNotice.objects.count() == 1


def test_a_category_may_have_its_own_rule(first, urgent, assign, room, api_as):
    body = {"category": "medical", "priority": 3, "rule": "never"}
    api_as("supervisor").patch("/api/redispatch-policies/", body, format="json")

    assert refused(divert(assign, urgent, first)) == (409, "redispatch_never")


def test_with_the_patient_it_is_refused(first, urgent, assign, step):
    step(first["assignment"], "at_patient")

    assert refused(divert(assign, urgent, first)) == (409, "not_divertible")


def test_an_ended_assignment_is_refused(first, urgent, assign, step):
    step(first["assignment"], "cancelled")

    assert refused(divert(assign, urgent, first)) == (409, "not_divertible")


def test_to_no_more_urgent_incident_it_is_refused(first, incident_at, assign):
    answer = divert(assign, incident_at("a", priority=3), first)

    assert refused(answer) == (409, "not_lower_priority")


def test_closed_incident_keeps_the_unit_where_it_is(first, urgent, assign, room):
    room.patch(f"/api/incidents/{urgent}/", {"state": "closed"}, format="json")

    assert refused(divert(assign, urgent, first)) == (409, "incident_closed")
    assert Assignment.objects.get().status == "dispatched"


@pytest.mark.parametrize("wrong", [{"divert_from": 4040}, {"unit": "amb-02"}])
def test_an_assignment_of_somebody_else_is_named(first, urgent, room, wrong):
    body = {"unit": "amb-01", "divert_from": first["assignment"]} | wrong

    answer = room.post(f"/api/incidents/{urgent}/assignments/", body, format="json")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["divert_from"])


@pytest.mark.parametrize(
    "body",
    [
        {"units": ["amb-01", "amb-02"], "divert_from": 1},
        {"unit": "amb-01", "divert_from": 1, "queue": True},
        {"unit": "amb-01", "divert_from": 0},
        {"unit": "amb-01", "divert_from": "x"},
    ],
)
def test_a_body_that_says_two_things_is_refused(first, urgent, room, body):
    answer = room.post(f"/api/incidents/{urgent}/assignments/", body, format="json")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["divert_from"])


def test_an_outdated_offer_gives_a_fresh_one(first, urgent, assign, recommend, step):
    decision = recommend(urgent).json()["decision_id"]
    step(first["assignment"], "cancelled")

    answer = divert(assign, urgent, first, decision_id=decision)

    assert answer.status_code == 409
    assert answer.json()["recommendation"]["recommended"][0]["unit"] == "amb-01"
