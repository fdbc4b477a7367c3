"""What a unit did before it was sent says nothing about its assignment."""

from __future__ import annotations

from backend.dispatch.models import Assignment, FencePolicy
from tests.backend.dispatch.conftest import suggestion


def test_passing_the_scene_before_the_call_is_no_arrival(truck, on_the_way, room):
    """The phone empties its buffer just after the sending: it was at the scene two minutes ago."""
    truck.at(3000, age_s=120)

    assert suggestion(room, on_the_way) is None


def test_policy_takes_no_arrival_from_before_the_call(truck, on_the_way):
    FencePolicy.objects.filter(trigger="entered_scene").update(commits=True)

    truck.at(3000, age_s=120)

    assert Assignment.objects.get(pk=on_the_way).status == "dispatched"


def test_unit_that_still_stands_there_arrives_with_its_next_fix(truck, on_the_way, room):
    truck.at(3000, age_s=120)

    truck.at(3000)

    assert suggestion(room, on_the_way)["status"] == "on_scene"


def test_fix_of_the_moment_of_sending_counts(truck, on_the_way, room):
    """The dispatcher wrote down what was said by radio; and phones cut their times to seconds."""
    truck.at(3000, age_s=20)

    assert suggestion(room, on_the_way)["status"] == "on_scene"


def test_leaving_the_station_before_the_call_is_no_departure(truck, on_the_way, room):
    for age_s, east_m in ((280, 0), (270, 500), (230, 1500)):
        truck.at(east_m, age_s=age_s)

    assert suggestion(room, on_the_way) is None


def test_fixes_from_before_the_call_tell_that_the_unit_was_at_its_station(
    truck, on_the_way, room, clock
):
    truck.at(0, age_s=120)
    clock.forward(60)
    truck.at(500)
    clock.forward(40)
    truck.at(1500)

    assert suggestion(room, on_the_way)["status"] == "en_route"


def test_queued_one_counts_from_when_it_was_sent(
    truck, on_the_way, room, step, assign, incident_at, clock
):
    queued = assign(incident_at("f"), "amb-01", queue=True).json()["id"]
    clock.forward(600)
    step(on_the_way, "cancelled")
    step(queued, "dispatched")

    truck.at(5000, age_s=120)

    assert suggestion(room, queued) is None
