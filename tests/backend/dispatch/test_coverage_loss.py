"""What coverage is lost if a unit goes, asked over the API.

The drawn regency has a desa on the mainland, one on Talango and one on Sapudi; land vehicles get to
neither island.
"""

from __future__ import annotations

import pytest

from backend.changes.models import Change
from backend.dispatch.models import Decision
from tests.backend.dispatch.conftest import LETTERS

MAINLAND_DESA = "35.29.02.2001"
FAR_OFF_THE_ROAD = (113.81, -7.14)
"""Ten kilometres across fields, of which seven on foot: two hours."""


@pytest.fixture
def losses(room, incident_at):
    """Return a function that asks what is lost if units go to an incident."""
    number = incident_at("a")

    def ask(*units: str, client=None, **query):
        query = {"unit": list(units), **query}
        return (client or room).get(f"/api/incidents/{number}/coverage-loss/", query)

    return ask


def _lost(answer, unit):
    """Return the codes of desa and islands that a unit takes with it."""
    (found,) = [one for one in answer.json()["units"] if one["unit"] == unit]
    return [place["code"] for place in found["desa"] + found["islands"]]


def test_only_unit_takes_the_coverage_of_its_desa_with_it(world, losses):
    world.unit("amb-01", "c")

    answer = losses("amb-01")

    assert answer.status_code == 200
    assert _lost(answer, "amb-01") == [MAINLAND_DESA]


def test_answer_names_standard_place_and_times(world, losses):
    world.unit("amb-01", "c")

    (unit,) = losses("amb-01").json()["units"]

    assert (unit["kind"], unit["standard_s"], unit["covers_now"]) == ("ambulance", 1800.0, True)
    assert unit["coverage_loss"] == 1
    (desa,) = unit["desa"]
    assert (desa["name"], desa["kecamatan"], desa["island"]) == ("Kertasada", "Kalianget", None)
    assert 0 < desa["before_s"] < 1800
    assert desa["after_s"] is None


def test_nothing_is_lost_while_another_unit_of_the_kind_is_near(world, losses):
    world.unit("amb-01", "c")
    world.unit("amb-02", "d")

    (unit,) = losses("amb-01").json()["units"]

    assert (unit["coverage_loss"], unit["desa"], unit["move_up"]) == (0, [], None)


def test_units_chosen_already_cover_nothing(world, losses):
    world.unit("amb-01", "c")
    world.unit("amb-02", "d")

    assert _lost(losses("amb-01", without="amb-02"), "amb-01") == [MAINLAND_DESA]


def test_several_units_are_each_answered_in_their_order(world, losses):
    world.unit("amb-01", "c")
    world.unit("fire-01", "d", kind="fire_truck")

    units = losses("fire-01,amb-01").json()["units"]

    assert [(one["unit"], one["standard_s"]) for one in units] == [
        ("fire-01", 900.0),
        ("amb-01", 1800.0),
    ]


def test_unit_that_is_busy_covers_nothing_now(world, losses):
    world.unit("amb-01", "c", status="en_route")

    (unit,) = losses("amb-01").json()["units"]

    assert (unit["covers_now"], unit["coverage_loss"]) == (False, 0)


def test_closed_road_counts_at_once(world, losses, room):
    world.unit("amb-01", "a")
    assert _lost(losses("amb-01"), "amb-01") == [MAINLAND_DESA]
    a, f = LETTERS["a"], LETTERS["f"]
    body = {
        "kind": "road",
        "geometry": {"type": "LineString", "coordinates": [[a.lon, a.lat], [f.lon, f.lat]]},
        "reason": "banjir",
    }

    closed = room.post("/api/closures/", body, format="json")

    assert closed.status_code == 201, closed.content
    assert _lost(losses("amb-01"), "amb-01") == []


def test_move_up_names_unit_station_and_what_it_restores(world, losses):
    world.unit("amb-01", "c")
    world.unit("amb-02", FAR_OFF_THE_ROAD)

    (unit,) = losses("amb-01").json()["units"]

    move = unit["move_up"]
    assert (move["unit"], move["station"]["code"]) == ("amb-02", "pos-amb-01")
    assert [place["code"] for place in move["restored"]] == [MAINLAND_DESA]
    assert move["uncovered"] == []
    assert move["duration_s"] > 1800


def test_no_move_of_a_unit_that_cannot_get_there(world, losses):
    world.unit("amb-01", "c")
    world.unit("amb-02", "sapudi")

    (unit,) = losses("amb-01").json()["units"]

    assert (unit["coverage_loss"], unit["move_up"]) == (1, None)


def test_nothing_is_stored_and_nobody_is_moved(world, losses):
    world.unit("amb-01", "c")
    before = (Decision.objects.count(), Change.objects.count())

    losses("amb-01")

    assert (Decision.objects.count(), Change.objects.count()) == before


def test_number_of_queries_does_not_grow_with_the_units(
    world, losses, django_assert_max_num_queries
):
    for number in range(8):
        world.unit(f"amb-{number:02d}", "c")
    losses("amb-00")

    with django_assert_max_num_queries(16):
        losses(*(f"amb-{number:02d}" for number in range(8)))


@pytest.mark.parametrize("query", [{}, {"unit": ""}, {"unit": "x" * 33}, {"unit": "a\0b"}], ids=str)
def test_bad_units_are_refused_by_name(world, losses, query):
    answer = losses(**query)

    assert answer.status_code == 400
    assert all(name.startswith("unit") for name in answer.json()["errors"])


@pytest.mark.parametrize("query", [{"unit": "amb-99"}, {"unit": "amb-01", "without": "amb-99"}])
def test_unknown_unit_is_named(world, losses, query):
    world.unit("amb-01", "c")

    answer = losses(**query)

    assert answer.status_code == 400
    assert answer.json()["code"] == "unknown_unit"
    assert "amb-99" in answer.json()["detail"]


def test_unknown_incident_is_not_found(world, room):
    world.unit("amb-01", "c")

    assert room.get("/api/incidents/SMP-0/coverage-loss/?unit=amb-01").status_code == 404


@pytest.mark.parametrize("role", ["crew", "planner", "agency"])
def test_only_the_room_asks(world, losses, api_as, role):
    world.unit("amb-01", "c")

    assert losses("amb-01", client=api_as(role)).status_code == 403


def test_without_a_network_the_answer_says_what_to_run(bare_world, losses):
    bare_world.unit("amb-01", "c")

    assert losses("amb-01").status_code == 503
