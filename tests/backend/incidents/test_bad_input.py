"""What cannot be an incident is refused with the field's name, and nothing is stored."""

from __future__ import annotations

import pytest

from backend.incidents.models import Call, Incident, IncidentEvent

POLYGON = {
    "type": "Polygon",
    "coordinates": [[[113.8, -7.1], [113.9, -7.1], [113.9, -7.0], [113.8, -7.1]]],
}
MEGABYTE = "x" * 1_000_000


def _assert_refused(answer, field):
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert field in answer.json()["errors"]
    assert (Incident.objects.count(), IncidentEvent.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("category", "volcano"),
        ("category", ""),
        ("category", None),
        ("category", ["fire"]),
        ("category", {"a": 1}),
        ("priority", 0),
        ("priority", 5),
        ("priority", -1),
        ("priority", 1.5),
        ("priority", "high"),
        ("priority", True),
        ("priority", 10**30),
        ("priority", None),
        ("description", MEGABYTE),
        ("description", "x" * 10_001),
        ("description", {"a": 1}),
        ("description", "a\x00b"),
        ("words", MEGABYTE),
        ("call", "x"),
        ("call", -1),
        ("call", 2**70),
    ],
)
def test_field_is_named(room, field, value):
    body = {"category": "fire", "priority": 1, field: value}

    _assert_refused(room.post("/api/incidents/", body, format="json"), field)


@pytest.mark.parametrize(
    "location",
    [
        POLYGON,
        {"type": "MultiPoint", "coordinates": [[113.9, -7.0]]},
        {"type": "LineString", "coordinates": [[113.9, -7.0], [113.8, -7.0]]},
        {"type": "point", "coordinates": [113.9, -7.0]},
        {"type": ["Point"], "coordinates": [113.9, -7.0]},
        {"coordinates": [113.9, -7.0]},
        {"type": "Point"},
        {"type": "Point", "coordinates": None},
        {"type": "Point", "coordinates": {}},
        {"type": "Point", "coordinates": []},
        {"type": "Point", "coordinates": [113.8667]},
        {"type": "Point", "coordinates": [113.8667, -7.0167, 1, 2]},
        {"type": "Point", "coordinates": ["113.8667", "-7.0167"]},
        {"type": "Point", "coordinates": [None, None]},
        {"type": "Point", "coordinates": [True, False]},
        {"type": "Point", "coordinates": [[113.8667], [-7.0167]]},
        {"type": "Point", "coordinates": [10**30, -7.0]},
        {"lon": 113.9},
        {"lat": -7.0},
        {"lon": "113.9", "lat": "-7.0"},
        {"lon": 113.9, "lat": None},
        {"lon": 113.9, "lat": -7.0, "radius_m": -1},
        {"lon": 113.9, "lat": -7.0, "radius_m": "wide"},
        {"lon": 113.9, "lat": -7.0, "land_part": "one"},
        {"lon": 113.9, "lat": -7.0, "text": 5},
        {"lon": 113.9, "lat": -7.0, "label": "x" * 201},
        {"lon": 0, "lat": 0},
        {"lon": 106.8, "lat": -6.2},
        {"text": MEGABYTE},
        {"text": ["a"]},
        {"place": "here"},
        "POINT(113.8667 -7.0167)",
        [113.8667, -7.0167],
        5,
        True,
    ],
)
def test_location_that_is_no_place_is_named(room, location):
    body = {"category": "fire", "priority": 1, "location": location}

    _assert_refused(room.post("/api/incidents/", body, format="json"), "location")


@pytest.mark.parametrize("geometry", [POLYGON, "POINT(113.8667 -7.0167)", [1, 2], {}])
def test_geometry_of_a_feature_is_named_as_such(room, geometry):
    body = {"type": "Feature", "geometry": geometry, "properties": {"category": "fire"}}
    if geometry == {}:
        body["geometry"] = {"type": "Point", "coordinates": []}

    _assert_refused(room.post("/api/incidents/", body, format="json"), "geometry")


def test_bare_polygon_is_no_place(room):
    _assert_refused(room.post("/api/incidents/", POLYGON, format="json"), "location")


def test_swapped_order_is_refused_with_the_turned_pair_offered(room):
    body = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [-7.0167, 113.8667]},
        "properties": {"title": "Kebakaran pasar"},
    }

    answer = room.post("/api/incidents/", body, format="json")

    _assert_refused(answer, "geometry")
    assert answer.json()["suggestion"] == {"lon": 113.8667, "lat": -7.0167}
    assert "113.8667" in answer.json()["detail"]
    assert "[lon, lat]" in answer.json()["detail"]


def test_lost_minus_sign_is_offered_back(room):
    body = {"category": "fire", "location": {"lon": 113.9, "lat": 7.05}}

    answer = room.post("/api/incidents/", body, format="json")

    _assert_refused(answer, "location")
    assert answer.json()["suggestion"] == {"lon": 113.9, "lat": -7.05}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"{",
        b'{"priority": NaN}',
        b'{"location": {"lon": 1e400, "lat": 1}}',
        b"\xff",
        b"null",
        b'"text"',
        b"[]",
        b"5",
        b'{"description": "\\ud800"}',
        b"[" * 5000,
    ],
)
def test_broken_body_is_a_problem(room, body):
    answer = room.post("/api/incidents/", body, content_type="application/json")

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert Incident.objects.count() == 0


def test_form_body_is_refused(room):
    answer = room.post("/api/incidents/", "category=fire", content_type="text/plain")

    assert answer.status_code == 415


@pytest.mark.parametrize("address", ["/api/incidents/SMP-1/", "/api/incidents/SMP-1/events/"])
def test_unknown_incident_is_named(room, address):
    answer = room.get(address)

    assert answer.status_code == 404
    assert "number" in answer.json()["errors"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("state", "x"), ("category", "x"), ("priority", "9"), ("since", "yesterday"), ("limit", "x")],
)
def test_wrong_filter_is_named(room, name, value):
    answer = room.get("/api/incidents/", {name: value})

    assert answer.status_code == 400
    assert name in answer.json()["errors"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("outcome", "joke"),
        ("words", MEGABYTE),
        ("phone", "1" * 41),
        ("incident", "SMP-20260101-0001"),
        ("incident", 5.5),
        ("words", "a\x00b"),
    ],
)
def test_field_of_a_call_is_named(room, field, value):
    answer = room.post("/api/calls/", {field: value}, format="json")

    assert answer.status_code == 400
    assert field in answer.json()["errors"]
    assert Call.objects.count() == 0


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "k1"}])
def test_body_of_many_megabytes_is_a_problem(room, headers):
    body = b'{"description": "' + b"x" * 3_000_000 + b'"}'

    answer = room.post("/api/incidents/", body, content_type="application/json", headers=headers)

    assert answer.status_code == 413
    assert answer["Content-Type"] == "application/problem+json"
    assert Incident.objects.count() == 0


@pytest.mark.parametrize(
    "address",
    [
        "/api/incidents/a%00b/",
        "/api/incidents/%F0%9F%94%A5/",
        "/api/incidents/" + "9" * 300 + "/",
        "/api/incidents/a%00b/assignments/",
        "/api/incidents/a%00b/recommendation/",
        "/api/calls/" + "9" * 30 + "/",
        "/api/assignments/" + "9" * 30 + "/",
    ],
)
def test_address_of_nothing_is_404(room, address):
    answer = room.get(address)

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


def test_changing_a_call_of_an_impossible_id_is_404(room):
    answer = room.patch("/api/calls/" + "9" * 30 + "/", {"words": "a"}, format="json")

    assert answer.status_code == 404


@pytest.mark.parametrize("name", ["incident", "unit"])
def test_nul_in_a_filter_is_a_problem(room, name):
    assert room.get("/api/assignments/", {name: "a\x00b"}).status_code == 400


@pytest.mark.parametrize("kind", [["Point"], {"a": 1}, 7, True])
def test_a_type_that_is_no_text_is_named(room, kind):
    body = {"category": "fire", "type": kind}

    _assert_refused(room.post("/api/incidents/", body, format="json"), "type")


@pytest.mark.parametrize("body", ['{"category":', "\x00", '{"priority": NaN}', "[" * 5000])
def test_a_body_that_is_no_json_is_named_as_a_whole(room, body):
    answer = room.post("/api/incidents/", body, content_type="application/json")

    _assert_refused(answer, "non_field_errors")
