"""Tracks as files: GPX and GeoJSON with the line broken where nothing is known, and plain names."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import gpxpy
import pytest
from rest_framework.test import APIClient

from backend.units.models import Unit
from tests.backend.units.conftest import Clock
from tests.backend.units.track_rows import SPAN, drive_with_a_gap, store


def body(answer: Any) -> str:
    return b"".join(answer.streaming_content).decode()


@pytest.fixture
def driven(clock: Clock, amb: Unit) -> Unit:
    drive_with_a_gap(amb)
    return amb


def test_a_gpx_file_has_a_segment_for_each_unbroken_piece(room: APIClient, driven: Unit) -> None:
    answer = room.get(f"/api/units/amb-01/track.gpx?{SPAN}")
    gpx = gpxpy.parse(body(answer))

    (track,) = gpx.tracks
    assert [len(segment.points) for segment in track.segments] == [71, 6]
    assert track.segments[1].points[0].time == datetime(2026, 11, 24, 23, 18, 20, tzinfo=UTC)
    assert answer["Content-Type"] == "application/gpx+xml"


def test_a_gpx_point_says_height_speed_course_and_accuracy(room: APIClient, driven: Unit) -> None:
    gpx = gpxpy.parse(body(room.get(f"/api/units/amb-01/track.gpx?{SPAN}")))

    point = gpx.tracks[0].segments[0].points[61]
    garmin, accuracy = point.extensions
    assert point.elevation == 12
    assert [child.text for child in garmin] == ["10.00", "90.0"]
    assert accuracy.text == "5.0"


def test_names_in_a_gpx_file_are_escaped(
    room: APIClient, clock: Clock, make_unit: Callable[..., Unit]
) -> None:
    unit = make_unit("amb-09", name='<Ambulans> & "Laut"\x01')
    store(unit, 0, 0)

    gpx = gpxpy.parse(body(room.get(f"/api/units/amb-09/track.gpx?{SPAN}")))

    assert gpx.tracks[0].name == 'amb-09 <Ambulans> & "Laut"'


def test_an_empty_track_is_a_valid_gpx_file(room: APIClient, clock: Clock, amb: Unit) -> None:
    gpx = gpxpy.parse(body(room.get("/api/units/amb-01/track.gpx")))

    assert gpx.tracks[0].segments == []


@pytest.mark.parametrize("ending", ["gpx", "geojson"])
def test_a_file_is_named_after_unit_and_span(
    room: APIClient, clock: Clock, make_unit: Callable[..., Unit], ending: str
) -> None:
    make_unit('a"b;é c')

    answer = room.get(f"/api/units/a%22b%3B%C3%A9%20c/track.{ending}?{SPAN}")

    named = f'attachment; filename="a-b-c_20261124T0100Z_20261125T0100Z.{ending}"'
    assert answer["Content-Disposition"] == named


def test_a_geojson_file_has_a_line_for_each_unbroken_piece(room: APIClient, driven: Unit) -> None:
    store(driven, 3000, 9000)

    found = json.loads(body(room.get(f"/api/units/amb-01/track.geojson?{SPAN}")))

    shapes = [feature["geometry"]["type"] for feature in found["features"]]
    assert shapes == ["LineString", "LineString", "Point"]
    first = found["features"][0]
    assert len(first["geometry"]["coordinates"]) == 71
    assert first["properties"]["coordinateProperties"]["times"][0] == "2026-11-24T23:00:00Z"
    assert len(found["gaps"]) == 2


def test_a_geojson_file_brings_all_fixes_where_asked(room: APIClient, driven: Unit) -> None:
    store(driven, 5, 0, trusted=False)

    found = json.loads(body(room.get(f"/api/units/amb-01/track.geojson?points=1&{SPAN}")))

    points = [f for f in found["features"] if f["geometry"]["type"] == "Point"]
    assert len(points) == 78
    assert sum(f["properties"]["left_out"] == "untrusted" for f in points) == 1


def test_an_unknown_wish_for_points_is_refused(room: APIClient, clock: Clock, amb: Unit) -> None:
    answer = room.get("/api/units/amb-01/track.geojson?points=ya")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["points"])


@pytest.mark.parametrize("accept", ["application/gpx+xml", "text/html", "*/*"])
def test_a_file_comes_whatever_the_client_accepts(
    room: APIClient, driven: Unit, accept: str
) -> None:
    answer = room.get("/api/units/amb-01/track.gpx", HTTP_ACCEPT=accept)

    assert answer.status_code == 200
