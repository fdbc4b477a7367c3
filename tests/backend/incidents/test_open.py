"""Opening an incident: number, place, words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from backend.changes.models import Change
from backend.incidents import actions
from backend.incidents.models import Incident, IncidentEvent
from backend.incidents.placing import NO_PLACE
from tests.backend.drawn_places import AT_SEA, IN_PAMEKASAN, KALIANGET, ON_SAPUDI, SURABAYA


def _pin(place):
    return {"lon": place[0], "lat": place[1]}


def test_pin_is_kept_exactly_and_its_kecamatan_derived(places, opened):
    feature = opened(_pin(KALIANGET)).json()

    assert feature["geometry"] == {"type": "Point", "coordinates": [113.90, -7.05]}
    assert feature["properties"]["kecamatan"] == {"code": "35.29.02", "name": "Kalianget"}


def test_answer_is_201_with_the_number(places, opened):
    answer = opened(_pin(KALIANGET))

    assert answer.status_code == 201
    assert answer.json()["properties"]["number"] == answer.json()["id"]


def test_island_of_a_pin_is_named(places, opened):
    properties = opened(_pin(ON_SAPUDI)).json()["properties"]

    assert properties["island"] == {"code": "35.29.40002", "name": "Sapudi"}


def test_geojson_point_is_a_pin(places, opened):
    feature = opened({"type": "Point", "coordinates": list(KALIANGET)}).json()

    assert feature["geometry"]["coordinates"] == list(KALIANGET)


def test_altitude_is_dropped(places, opened):
    answer = opened({"type": "Point", "coordinates": [113.90, -7.05, 12]})

    assert answer.status_code == 201
    assert answer.json()["geometry"]["coordinates"] == [113.90, -7.05]


def test_feature_body_is_an_incident(places, room):
    body = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [113.8667, -7.0167]},
        "properties": {"title": "Kebakaran pasar"},
    }

    answer = room.post("/api/incidents/", body, format="json")

    assert answer.status_code == 201
    assert answer.json()["properties"]["description"] == "Kebakaran pasar"


def test_feature_without_a_geometry_has_no_place_yet(places, room):
    body = {"type": "Feature", "geometry": None, "properties": {"category": "fire"}}

    answer = room.post("/api/incidents/", body, format="json")

    assert (answer.status_code, answer.json()["geometry"]) == (201, None)


def test_bare_geometry_body_is_a_place(places, room):
    body = {"type": "Point", "coordinates": [113.8667, -7.0167, 12]}

    answer = room.post("/api/incidents/", body, format="json")

    assert answer.json()["geometry"]["coordinates"] == [113.8667, -7.0167]


def test_nothing_said_of_the_place_is_an_unknown_place(places, opened):
    answer = opened(None)

    assert (answer.status_code, answer.json()["geometry"]) == (201, None)
    assert answer.json()["properties"]["place_known"] is False


def test_words_stay_verbatim_beside_the_pin(places, opened):
    words = "  dkt  Ra'as, <b>rumah biru</b>\n"

    feature = opened({**_pin(KALIANGET), "text": words}).json()

    assert feature["properties"]["words"] == words
    assert feature["geometry"]["coordinates"] == list(KALIANGET)


def test_place_at_sea_has_no_kecamatan(places, opened):
    properties = opened(_pin(AT_SEA)).json()["properties"]

    assert (properties["at_sea"], properties["kecamatan"]) == (True, None)


@pytest.mark.parametrize("place", [IN_PAMEKASAN, SURABAYA])
def test_place_outside_is_kept_and_marked(places, opened, place):
    answer = opened(_pin(place))

    assert answer.status_code == 201
    properties = answer.json()["properties"]
    assert (properties["outside_regency"], properties["needs_confirmation"]) == (True, True)


def test_category_proposes_the_priority(places, room):
    answer = room.post("/api/incidents/", {"category": "fire"}, format="json")

    assert answer.json()["properties"]["priority"] == 1


def test_without_boundaries_the_pin_is_kept_for_confirmation(db, opened):
    answer = opened(_pin(KALIANGET))

    assert answer.status_code == 201
    assert answer.json()["properties"]["needs_confirmation"] is True


def test_without_boundaries_the_words_are_kept(db, opened):
    properties = opened({"text": "desa Kertasada"}).json()["properties"]

    assert properties["words"] == "desa Kertasada"
    assert properties["geocode"]["outcome"] == "not_ready"


def test_hostile_text_is_stored_by_the_letter(places, opened):
    title = "<img src=x onerror=alert(1)></script> `${alert(3)}` =1+1"

    assert opened(None, description=title).json()["properties"]["description"] == title


def test_number_counts_the_days_of_the_room(places, dispatcher):
    before_midnight_utc = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)  # 01.30 WIB on the 25th

    incident = actions.open_incident(
        category="other", place_fields=NO_PLACE, by=dispatcher, now=before_midnight_utc
    )

    assert incident.number == "SMP-20261125-0001"


def test_numbers_of_a_day_follow_each_other(places, dispatcher):
    now = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)

    numbers = [
        actions.open_incident(
            category="other", place_fields=NO_PLACE, by=dispatcher, now=now
        ).number[-4:]
        for _ in range(3)
    ]

    assert numbers == ["0001", "0002", "0003"]


def test_opening_writes_an_event_and_a_feed_row(places, opened):
    number = opened(_pin(KALIANGET)).json()["id"]

    assert IncidentEvent.objects.get().kind == "incident_opened"
    assert Change.objects.filter(kind="incident", key=number).count() == 1


def test_nothing_is_saved_if_the_event_cannot_be_written(places, room, monkeypatch):
    def fail(**_):
        raise RuntimeError

    monkeypatch.setattr(actions, "append_event", fail)

    with pytest.raises(RuntimeError):
        room.post("/api/incidents/", {"category": "fire"}, format="json")
    assert Incident.objects.count() == 0
