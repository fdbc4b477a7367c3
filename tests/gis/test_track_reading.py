"""Recorded tracks are read from CSV, GeoJSON and GPX, and what is wrong is named."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.track_reading import KINDS, RecordedFix, TrackFileError, read_track

T = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
GPX = """<?xml version="1.0"?>
<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1"><trk><trkseg>
<trkpt lat="-7.0167" lon="113.8667"><ele>12.5</ele><time>2026-11-25T01:00:00Z</time>
<extensions><speed>4.5</speed></extensions></trkpt>
</trkseg></trk></gpx>"""


def points(*features: tuple[float, float, str]) -> str:
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "geometry": {"type": "Point", "coordinates": [lon, lat]},
                    "properties": {"fix_time": at, "speed_mps": None},
                }
                for lon, lat, at in features
            ],
        }
    )


def test_csv_with_our_names() -> None:
    text = (
        "fix_time,lon,lat,speed_mps,battery_pct\n2026-11-25T08:00:00+07:00,113.8667,-7.0167,4.5,\n"
    )

    assert read_track(text, kind="csv") == [RecordedFix(T, 113.8667, -7.0167, speed_mps=4.5)]


def test_csv_of_gpslogger() -> None:
    text = (
        "time,lat,lon,elevation,accuracy,bearing,speed,satellites\n"
        "2026-11-25T01:00:00.000Z,-7.0167,113.8667,12.5,8.0,90.0,4.5,7\n"
    )

    assert read_track(text, kind="csv") == [RecordedFix(T, 113.8667, -7.0167, 8.0, 4.5, 90.0, 12.5)]


def test_csv_with_semicolons_and_seconds() -> None:
    text = "\ufefftimestamp;longitude;latitude\n1795568400;113.8667;-7.0167\n"

    assert read_track(text, kind="csv") == [RecordedFix(T, 113.8667, -7.0167)]


def test_geojson_as_the_api_gives_tracks() -> None:
    text = points((113.8667, -7.0167, "2026-11-25T01:00:00Z"))

    assert read_track(text, kind="geojson") == [RecordedFix(T, 113.8667, -7.0167)]


def test_gpx() -> None:
    expected = RecordedFix(T, 113.8667, -7.0167, speed_mps=4.5, altitude_m=12.5)

    assert read_track(GPX, kind="gpx") == [expected]


def test_points_come_in_the_order_of_their_times() -> None:
    text = points((113.9, -7.0, "2026-11-25T01:00:10Z"), (113.8, -7.0, "2026-11-25T01:00:00Z"))

    assert [fix.lon for fix in read_track(text, kind="geojson")] == [113.8, 113.9]


def test_line_beside_the_points_is_passed_over() -> None:
    content = json.loads(points((113.8, -7.0, "2026-11-25T01:00:00Z")))
    line = {"type": "LineString", "coordinates": [[113.8, -7.0], [113.9, -7.0]]}
    content["features"].insert(0, {"type": "Feature", "geometry": line, "properties": {}})

    assert len(read_track(json.dumps(content), kind="geojson")) == 1


def test_lines_with_times_beside_their_coordinates() -> None:
    times = ["2026-11-25T01:00:00Z", "2026-11-25T01:00:10Z"]
    line = {"type": "LineString", "coordinates": [[113.8, -7.0], [113.9, -7.0]]}
    feature = {"geometry": line, "properties": {"coordinateProperties": {"times": times}}}

    found = read_track(json.dumps({"features": [feature]}), kind="geojson")

    assert [(fix.lon, fix.fix_time.second) for fix in found] == [(113.8, 0), (113.9, 10)]


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        ("csv", "", "no point"),
        ("csv", "fix_time,lon,lat\n", "no point"),
        ("csv", "fix_time,lon,lat\n2026-11-25T01:00:00Z,x,-7\n", "line 2: lon 'x' is no number"),
        ("csv", "fix_time,lon,lat\n2026-11-25T01:00:00Z,nan,-7\n", "lon 'nan' is no number"),
        ("csv", "fix_time,lon,lat\n2026-11-25T01:00:00,113,-7\n", "line 2: time"),
        ("csv", "fix_time,lon,lat\n,113,-7\n", "line 2: time None"),
        ("csv", "fix_time,lon\n2026-11-25T01:00:00Z,113\n", "latitude is missing"),
        ("geojson", "{", "no JSON"),
        ("geojson", "[]", "no GeoJSON FeatureCollection"),
        ("geojson", '{"features": []}', "no point"),
        ("gpx", "<gpx>", "no GPX"),
        ("gpx", "<gpx/>", "no point"),
        ("gpx", '<gpx><trkpt lat="-7" lon="113"/></gpx>', "track point 0: time None"),
        ("gpx", '<!DOCTYPE a [<!ENTITY b "c">]><gpx>&b;</gpx>', "no GPX"),
    ],
)
def test_what_is_no_track_is_named(kind: str, text: str, told: str) -> None:
    with pytest.raises(TrackFileError, match=told):
        read_track(text, kind=kind)


@given(st.sampled_from(KINDS), st.text())
def test_any_text_is_a_track_or_an_error_of_ours(kind: str, text: str) -> None:
    assert read(text, kind)


def read(text: str, kind: str) -> object:
    """Return the track, or the error that is meant for people."""
    try:
        return read_track(text, kind=kind)
    except TrackFileError as error:
        return str(error)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.lists(st.fixed_dictionaries({"geometry": json_values, "properties": json_values})))
def test_any_features_are_a_track_or_an_error_of_ours(features: list[object]) -> None:
    assert read(json.dumps({"features": features}), "geojson")
