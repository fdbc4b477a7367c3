"""Several units at once: jointly best, each explained, what stays open said."""

from __future__ import annotations

import pytest


def who(answer) -> list[tuple[int, str]]:
    return [(one["slot"], one["unit"]) for one in answer["joint"]["units"]]


def test_two_ambulances_and_a_truck_are_chosen_together(world, incident_at, recommend):
    world.unit("amb-01", "b")
    world.unit("amb-02", "c")
    world.unit("amb-03", "f")
    world.unit("fire-01", "e", kind="fire_truck")

    answer = recommend(incident_at("a"), need="ambulance:2,fire_truck:1").json()

    assert who(answer) == [(0, "amb-01"), (1, "amb-02"), (2, "fire-01")]
    assert answer["joint"]["unfilled"] == []
    assert answer["joint"]["explanation"].startswith("3 dari 3 terisi; yang terakhir fire-01")


def test_the_only_unit_with_a_capability_is_kept_for_it(world, incident_at, recommend):
    world.unit("amb-01", "b", capabilities=["oxygen"])
    world.unit("amb-02", "f")

    answer = recommend(incident_at("a"), need="ambulance:1,ambulance@oxygen:1").json()

    assert who(answer) == [(0, "amb-02"), (1, "amb-01")]


def test_each_is_explained_as_in_the_list(world, incident_at, recommend):
    world.unit("amb-01", "b")
    world.unit("amb-02", "f")

    answer = recommend(incident_at("a"), need="ambulance:2", limit=1).json()

    first, second = answer["joint"]["units"]
    listed = answer["recommended"][0]
    assert {key: first[key] for key in listed} == listed
    assert second["reason_code"] == "next_by_road"
    assert second["legs"]


def test_what_stays_open_has_its_code(world, incident_at, recommend, assign):
    world.unit("amb-01", "b")
    world.unit("amb-02", "c")
    assign(incident_at("f"), "amb-02")

    answer = recommend(incident_at("a"), need="ambulance:2,fire_truck").json()

    assert [(one["kind"], one["code"]) for one in answer["joint"]["unfilled"]] == [
        ("ambulance", "all_committed"),
        ("fire_truck", "no_unit_of_kind"),
    ]
    assert "amb-01" in answer["joint"]["unfilled"][0]["detail"]


def test_a_category_that_involves_several_services_asks_for_them(world, incident_at, recommend):
    world.unit("amb-01", "b")
    world.unit("pol-01", "c", kind="police")

    answer = recommend(incident_at("a", category="traffic_accident")).json()

    assert who(answer) == [(0, "amb-01"), (1, "pol-01")]


def test_one_unit_needs_no_joint_choice(world, incident_at, recommend):
    world.unit("amb-01", "b")

    assert recommend(incident_at("a")).json()["joint"] is None


def test_the_chosen_are_sent_together(world, incident_at, recommend, assign):
    world.unit("amb-01", "b")
    world.unit("fire-01", "c", kind="fire_truck")
    number = incident_at("a")
    answer = recommend(number, need="ambulance|sea_ambulance,fire_truck").json()
    units = [one["unit"] for one in answer["joint"]["units"]]

    sent = assign(number, *units, decision_id=answer["decision_id"])

    assert sent.status_code == 201
    assert [one["unit"] for one in sent.json()] == ["amb-01", "fire-01"]


@pytest.mark.parametrize(
    "need",
    ["tank:1", "ambulance:0", "ambulance:x", "ambulance:21", "ambulance:-1", ":2", "ambulance::2"],
)
def test_an_unreadable_need_is_named(world, incident_at, recommend, need):
    answer = recommend(incident_at("a"), need=need)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["need"])


def test_a_fresh_answer_after_a_refusal_asks_for_the_same(world, incident_at, recommend, assign):
    world.unit("amb-01", "b")
    world.unit("amb-02", "c")
    number = incident_at("a")
    decision = recommend(number, need="ambulance:2").json()["decision_id"]
    assign(incident_at("f"), "amb-02")

    problem = assign(number, "amb-01", "amb-02", decision_id=decision).json()

    assert [one["unit"] for one in problem["recommendation"]["joint"]["units"]] == ["amb-01"]
