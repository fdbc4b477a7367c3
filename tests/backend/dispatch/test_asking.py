"""Before anything is ranked it must be known where, and on which island."""

from __future__ import annotations

import pytest
from django.contrib.gis.geos import MultiPolygon

from backend.changes.actions import bump_epoch
from backend.dispatch.models import Decision
from backend.incidents.models import Incident
from backend.places.models import Desa, Kecamatan, LandPart
from tests.backend.drawn_places import ON_TALANGO


def test_unknown_place_asks_before_ranking(world, incident_at, recommend):
    answer = recommend(incident_at(None))

    assert (answer.status_code, answer.json()["code"]) == (409, "place_unknown")
    assert Decision.objects.count() == 0


def test_circle_over_two_islands_asks_which_one(world, incident_at, recommend):
    answer = recommend(incident_at(ON_TALANGO, location={"radius_m": 6000}))

    assert (answer.status_code, answer.json()["code"]) == (409, "which_island")
    assert [c["label"] for c in answer.json()["candidates"]] == ["Poteran", "Madura"]


@pytest.mark.parametrize(("choice", "land_part"), [(0, 2), (1, 1)])
def test_chosen_island_answers_the_question(world, room, incident_at, recommend, choice, land_part):
    world.unit("amb-01", "a")
    number = incident_at(ON_TALANGO, location={"radius_m": 6000})
    candidate = recommend(number).json()["candidates"][choice]

    room.patch(f"/api/incidents/{number}/", {"location": candidate}, format="json")

    assert recommend(number).status_code == 200
    assert Incident.objects.get().land_part == land_part


def test_kecamatan_of_several_islands_offers_each_with_its_own_circle(
    world, room, incident_at, recommend
):
    talango = LandPart.objects.get(number=2)
    sapudi = Kecamatan.objects.get(code="35.29.20")
    merged = MultiPolygon(*sapudi.geometry, *talango.geometry, srid=4326)
    Kecamatan.objects.filter(code="35.29.20").update(geometry=merged)
    Kecamatan.objects.filter(code="35.29.04").delete()
    Desa.objects.filter(code="35.29.04.2001").update(kecamatan_code="35.29.20")
    bump_epoch("boundaries")
    number = incident_at(None)
    room.patch(
        f"/api/incidents/{number}/", {"location": {"text": "kecamatan Gayam"}}, format="json"
    )

    candidates = recommend(number).json()["candidates"]

    assert {candidate["land_part"] for candidate in candidates} == {2, 3}
    assert all(candidate["radius_m"] < 10_000 for candidate in candidates)
    assert {candidate["code"] for candidate in candidates} == {"35.29.20"}


def test_circle_over_land_where_nobody_lives_asks_nothing(world, incident_at, recommend):
    LandPart.objects.filter(number=1).update(populated=False)
    bump_epoch("boundaries")

    assert recommend(incident_at(ON_TALANGO, location={"radius_m": 6000})).status_code == 200


def test_unknown_place_offers_what_the_words_may_mean(world, room, recommend):
    number = room.post(
        "/api/incidents/",
        {"category": "medical", "location": {"text": "7.05, 113.9"}},
        format="json",
    ).json()["id"]

    problem = recommend(number).json()

    assert problem["words"] == "7.05, 113.9"
    assert problem["candidates"][0]["lat"] == -7.05
