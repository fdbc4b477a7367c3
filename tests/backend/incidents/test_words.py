"""Words as a location: read, asked back or kept, and never replaced."""

from __future__ import annotations

import pytest

from backend.changes.epoch_cache import forget_all
from backend.incidents import placing
from backend.incidents.models import Incident
from backend.places.models import Port
from tests.backend.drawn_places import SAPUDI, TALANGO

pytestmark = pytest.mark.usefixtures("places")


def test_words_that_name_a_place_give_its_pin(opened):
    feature = opened({"text": "desa Pancor kecamatan Gayam"}).json()

    assert feature["geometry"] is not None
    assert feature["properties"]["place"]["code"] == "35.29.20.2001"
    assert feature["properties"]["geocode"]["outcome"] == "resolved"


def test_read_place_keeps_the_words_verbatim(opened):
    words = "  Desa PANCOR, kec. Gayam!! "

    assert opened({"text": words}).json()["properties"]["words"] == words


def test_circle_of_the_words_is_kept(opened):
    properties = opened({"text": "desa Pancor kecamatan Gayam"}).json()["properties"]

    assert properties["radius_m"] > 1000


@pytest.mark.parametrize("words", ["dekat pohon besar", "rumah saya", "desa Antah Berantah"])
def test_words_that_name_no_place_are_kept_for_confirmation(opened, words):
    answer = opened({"text": words})

    properties = answer.json()["properties"]
    assert (answer.status_code, answer.json()["geometry"]) == (201, None)
    assert (properties["words"], properties["needs_confirmation"]) == (words, True)
    assert properties["geocode"]["message"]


def test_words_that_could_be_turned_coordinates_are_asked_back(opened):
    answer = opened({"text": "7.05, 113.9"})

    assert answer.json()["geometry"] is None
    assert answer.json()["properties"]["geocode"]["outcome"] == "ask"
    assert answer.json()["properties"]["geocode"]["candidates"]


def test_candidate_sent_back_as_location_places_the_incident(room, opened):
    feature = opened({"text": "7.05, 113.9"}).json()
    candidate = feature["properties"]["geocode"]["candidates"][0]

    answer = room.patch(f"/api/incidents/{feature['id']}/", {"location": candidate}, format="json")

    moved = answer.json()
    assert answer.status_code == 200
    assert moved["geometry"]["coordinates"] == [candidate["lon"], candidate["lat"]]
    assert moved["properties"]["words"] == "7.05, 113.9"
    assert moved["properties"]["needs_confirmation"] is False


@pytest.mark.parametrize("typed", ["-7.056, 113.936", "-7,056; 113,936"])
def test_typed_coordinates_are_the_pin(opened, typed):
    feature = opened({"text": typed}).json()

    assert feature["geometry"]["coordinates"] == [113.936, -7.056]
    assert feature["properties"]["kecamatan"]["name"] == "Kalianget"


def test_typed_coordinates_at_sea_stay_at_sea(opened):
    feature = opened({"text": "-7.30, 114.15"}).json()

    assert feature["geometry"]["coordinates"] == [114.15, -7.30]
    assert feature["properties"]["at_sea"] is True


def test_port_in_the_water_is_not_at_sea(opened, room):
    port = Port.objects.get(code="port-sapudi")
    port.point = "SRID=4326;POINT(114.298 -7.10)"  # 220 m off the shore
    port.save()
    forget_all()

    properties = opened({"text": "pelabuhan Sapudi"}).json()["properties"]

    assert (properties["at_sea"], properties["kecamatan"]["name"]) == (False, "Gayam")


def test_named_island_needs_no_question(opened):
    opened({"text": "pulau Sapudi"})

    incident = Incident.objects.get()
    assert (incident.land_part, incident.land_part_confirmed) == (SAPUDI, True)


def test_chosen_land_is_taken_only_where_the_pin_stands(opened):
    opened({"lon": 113.9, "lat": -7.05, "radius_m": 9000, "land_part": TALANGO})

    assert Incident.objects.get().land_part_confirmed is False


def test_area_of_the_call_orders_the_candidates(room, monkeypatch):
    asked = {}
    real = placing.geocode

    def spy(text, gazetteer, **options):
        asked.update(options)
        return real(text, gazetteer, **options)

    monkeypatch.setattr(placing, "geocode", spy)
    call = room.post("/api/calls/", {"phone": "0327 000001"}, format="json").json()["id"]

    room.post("/api/incidents/", {"call": call, "location": {"text": "Pancor"}}, format="json")

    assert asked["area_hint"] == "0327"
