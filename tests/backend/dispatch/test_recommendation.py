"""The recommendation of an incident: shape, reasons, questions, and the decision that is kept."""

from __future__ import annotations

import pytest

from backend.dispatch import reasons
from backend.dispatch.models import Decision
from backend.dispatch.response_plan import KINDS_OF_CATEGORY
from backend.incidents.models import Category
from tests.backend.drawn_places import AT_SEA, ON_SAPUDI

KILOMETRE_S = 1000 / (55 / 3.6)
"""Primary road, ambulance: 65.5 s."""


def _codes(options):
    return [option["unit"] for option in options]


def _reasons(answer):
    return {unit["unit"]: unit["reason_code"] for unit in answer["not_recommended"]}


def test_nearest_by_road_comes_first(world, incident_at, recommend):
    world.unit("amb-far", "f")
    world.unit("amb-near", "b")

    answer = recommend(incident_at("a")).json()

    assert _codes(answer["recommended"]) == ["amb-near", "amb-far"]


def test_answer_has_every_member_of_the_contract(world, incident_at, recommend):
    world.unit("amb-01", "c")

    answer = recommend(incident_at("a")).json()

    assert set(answer) >= {
        "decision_id",
        "computed_at",
        "network",
        "place",
        "recommended",
        "not_recommended",
        "call_first",
        "shortfall",
    }
    assert set(answer["network"]) == {"id", "checksum"}
    assert set(answer["recommended"][0]) >= {
        "unit",
        "kind",
        "reachability",
        "eta_at",
        "duration_s",
        "duration_low_s",
        "duration_high_s",
        "legs",
        "distance_m",
        "position_age_s",
        "reason",
        "geometry",
    }
    assert answer["shortfall"] is None


def test_legs_add_up_to_turnout_and_road(world, incident_at, recommend):
    world.unit("amb-01", "c")  # at its station: 60 s of turnout by day; two kilometres

    option = recommend(incident_at("a")).json()["recommended"][0]

    assert [leg["mode"] for leg in option["legs"]] == ["turnout", "road"]
    assert option["duration_s"] == pytest.approx(60 + 2 * KILOMETRE_S, abs=2)
    assert option["distance_m"] == pytest.approx(2000, abs=10)


def test_arrival_is_the_moment_plus_the_duration(world, incident_at, recommend):
    world.unit("amb-01", "c")

    option = recommend(incident_at("a")).json()["recommended"][0]

    assert option["duration_s"] == pytest.approx(60 + 2 * KILOMETRE_S, abs=0.5)  # 190.9 s
    assert option["eta_at"] == "2026-11-25T03:03:11Z"


def test_single_line_is_a_linestring(world, incident_at, recommend):
    world.unit("amb-01", "c")

    geometry = recommend(incident_at("a")).json()["recommended"][0]["geometry"]

    assert geometry["type"] == "LineString"
    assert geometry["coordinates"][-1] == pytest.approx([113.85, -7.05], abs=1e-4)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"kind": "fire_truck"}, "wrong_kind"),
        ({"status": "off_duty"}, "off_duty"),
        ({"status": "out_of_service"}, "out_of_service"),
        ({"status": "delayed"}, "busy"),
        ({"where": "sapudi"}, "unreachable_no_vehicle_ferry"),
    ],
)
def test_each_other_unit_has_one_reason(world, incident_at, recommend, values, reason):
    world.unit("amb-01", "b")
    world.unit("other", **({"where": "c"} | values))

    assert _reasons(recommend(incident_at("a")).json()) == {"other": reason}


def test_unit_beyond_the_limit_is_slower(world, incident_at, recommend):
    world.unit("amb-01", "b")
    world.unit("amb-02", "f")

    answer = recommend(incident_at("a"), limit=1).json()

    assert (_codes(answer["recommended"]), _reasons(answer)) == (["amb-01"], {"amb-02": "slower"})


def test_busy_unit_names_its_incident(world, incident_at, recommend, assign):
    world.unit("amb-01", "b")
    other = incident_at("f")
    assign(other, "amb-01")

    refusal = recommend(incident_at("a")).json()["not_recommended"][0]

    assert (refusal["reason_code"], refusal["incident"]) == ("busy", other)
    assert other in refusal["detail"]


@pytest.mark.parametrize(("age_s", "state"), [(1200, "stale"), (7200, "lost")])
def test_silent_unit_is_to_be_called_first(world, incident_at, recommend, age_s, state):
    world.unit("amb-01", "b", age_s=age_s, phone="0328000001")

    answer = recommend(incident_at("a")).json()

    (option,) = answer["call_first"]
    assert (option["unit"], option["position_state"]) == ("amb-01", state)
    assert option["phone"] == "0328000001"
    assert option["last_seen_at"] is not None
    assert answer["shortfall"]["code"] == "all_stale"


def test_unit_never_seen_counts_at_its_station(world, incident_at, recommend):
    world.unit("amb-01", "b", age_s=None)

    option = recommend(incident_at("a")).json()["recommended"][0]

    assert (option["position_state"], option["position_age_s"]) == ("assumed", None)


def test_boat_reaches_the_island_by_sea(world, incident_at, recommend):
    world.unit("boat-01", (113.99, -7.08), kind="sea_ambulance")

    option = recommend(incident_at(ON_SAPUDI)).json()["recommended"][0]

    assert option["reachability"] == "boat"
    assert "sea" in [leg["mode"] for leg in option["legs"]]


def test_unit_on_the_island_is_before_the_boat(world, incident_at, recommend):
    world.unit("boat-01", (113.99, -7.08), kind="sea_ambulance")
    world.unit("amb-sapudi", (114.331, -7.10))

    assert _codes(recommend(incident_at(ON_SAPUDI)).json()["recommended"])[0] == "amb-sapudi"


def test_ambulance_to_an_island_without_roads_makes_a_shortfall(world, incident_at, recommend):
    world.unit("amb-01", "a")

    answer = recommend(incident_at(ON_SAPUDI)).json()

    assert _reasons(answer) == {"amb-01": "unreachable_no_way"}
    assert answer["shortfall"]["code"] == "unreachable"


def test_shortfall_names_substitutes_on_the_same_land_first(world, incident_at, recommend):
    answer = recommend(incident_at(ON_SAPUDI)).json()

    substitutes = answer["shortfall"]["substitutes"]
    assert substitutes[0]["name"] == "Puskesmas Gayam"
    assert substitutes[0]["distance_m"] == pytest.approx(1105, abs=15)  # 0.01 degrees east
    assert {"village_boat", "search_and_rescue", "marine_police", "navy"} <= {
        substitute["kind"] for substitute in substitutes
    }
    assert all({"name", "kind", "distance_m", "contact"} <= set(one) for one in substitutes)


def test_no_unit_at_all_is_said(world, incident_at, recommend):
    assert recommend(incident_at("a")).json()["shortfall"]["code"] == "no_unit_of_kind"


def test_all_committed_is_said(world, incident_at, recommend, assign):
    world.unit("amb-01", "b")
    assign(incident_at("f"), "amb-01")

    assert recommend(incident_at("a")).json()["shortfall"]["code"] == "all_committed"


def test_place_at_sea_is_for_boats_only(world, incident_at, recommend):
    world.unit("amb-01", "a")
    world.unit("boat-01", (113.99, -7.08), kind="boat")

    answer = recommend(incident_at(AT_SEA, category="rescue")).json()

    assert _codes(answer["recommended"]) == ["boat-01"]
    assert _reasons(answer) == {"amb-01": "unreachable_no_way"}


def test_category_says_which_kinds_are_asked_for(world, incident_at, recommend):
    world.unit("amb-01", "b")
    world.unit("fire-01", "b", kind="fire_truck")

    answer = recommend(incident_at("a", category="fire")).json()

    assert _codes(answer["recommended"]) == ["fire-01"]


def test_dispatcher_may_ask_for_other_kinds(world, incident_at, recommend):
    world.unit("amb-01", "b")
    world.unit("fire-01", "c", kind="fire_truck")

    answer = recommend(incident_at("a", category="fire"), kind=["ambulance,fire_truck"]).json()

    assert _codes(answer["recommended"]) == ["amb-01", "fire-01"]


def test_every_category_has_a_plan():
    assert set(KINDS_OF_CATEGORY) == set(Category)


def test_every_reason_has_a_sentence():
    assert reasons.unnamed_reasons() == frozenset()


def test_decision_is_kept_with_its_inputs(world, incident_at, recommend):
    world.unit("amb-01", "b")
    number = incident_at("a")

    answer = recommend(number).json()

    decision = Decision.objects.get(pk=answer["decision_id"])
    assert decision.incident.number == number
    assert decision.network.checksum == decision.inputs["network"]["checksum"]
    assert [unit["code"] for unit in decision.inputs["units"]] == ["amb-01"]
    assert (
        decision.answer["recommended"][0]["duration_s"] == (answer["recommended"][0]["duration_s"])
    )


def test_without_a_network_it_says_what_to_run(bare_world, incident_at, recommend):
    answer = recommend(incident_at("a"))

    assert answer.status_code == 503
    assert "import_road_network" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("name", "value"), [("limit", "0"), ("limit", "x"), ("kind", "tank"), ("kind", "ambulance,x")]
)
def test_wrong_parameter_is_named(world, incident_at, recommend, name, value):
    answer = recommend(incident_at("a"), **{name: value})

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [name]


def test_unknown_incident_is_404(world, recommend):
    assert recommend("SMP-20260101-0001").status_code == 404


@pytest.mark.parametrize("role", ["planner", "crew", "agency"])
def test_recommendation_is_for_the_room(world, incident_at, api_as, role):
    number = incident_at("a")

    assert api_as(role).get(f"/api/incidents/{number}/recommendation/").status_code == 403


def test_english_reader_gets_english_sentences(world, incident_at, room):
    world.unit("amb-01", "b", status="off_duty")
    number = incident_at("a")

    answer = room.get(f"/api/incidents/{number}/recommendation/", headers={"accept-language": "en"})

    assert answer.json()["not_recommended"][0]["detail"].startswith("Off duty")


def test_queries_do_not_grow_with_the_fleet(
    world, incident_at, recommend, django_assert_max_num_queries
):
    for number in range(12):
        world.unit(f"amb-{number:02d}", "abcdef"[number % 6])
    place = incident_at("a")
    recommend(place)

    with django_assert_max_num_queries(20):
        recommend(place)
