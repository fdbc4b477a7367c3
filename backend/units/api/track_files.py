"""Tracks as files to take away: GPX for navigators, GeoJSON for GIS programs.

Both break the line where nothing is known. Fixes that are no part of the line (mock locations,
places told by radio, a second tracker) are among the points of the GeoJSON only, marked as such.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.views import APIView

from backend.errors import field_problem
from backend.rendering import dumps
from backend.units.api.track_requests import SPAN_PARAMETERS, unit_and_span, whole_tracks
from backend.units.api.track_shapes import gap_of, point_features
from backend.units.models import Unit
from backend.units.queries.track_reading import Row, UnitTrack

GPX_TYPE = "application/gpx+xml"
GEOJSON_TYPE = "application/geo+json"
GPX_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<gpx version="1.1" creator="Siaga 112" xmlns="http://www.topografix.com/GPX/1/1" '
    'xmlns:tpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v2" '
    'xmlns:siaga="urn:siaga112:track">\n'
)
"""Speed and course in the extension that most programs read (m/s, degrees); accuracy in our own."""
CHUNK = 500
"""Points that go out at once."""
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_IN_FILE_NAMES = re.compile(r"[^A-Za-z0-9_-]+")


class AnythingAccepted(BaseContentNegotiation):
    """Answers every ``Accept`` alike: the address already names the format."""

    def select_parser(self, request: Request, parsers: Iterable[Any]) -> Any:
        """Return the first."""
        return next(iter(parsers))

    def select_renderer(
        self, request: Request, renderers: Iterable[Any], format_suffix: str | None = None
    ) -> tuple[Any, str]:
        """Return the first, which problems are written with."""
        first = next(iter(renderers))
        return first, first.media_type


class TrackGpxView(APIView):
    """A unit's track as a GPX file."""

    content_negotiation_class = AnythingAccepted

    @extend_schema(parameters=SPAN_PARAMETERS, responses={(200, GPX_TYPE): OpenApiTypes.BINARY})
    def get(self, request: Request, code: str) -> StreamingHttpResponse:
        """Return one ``trkseg`` for each unbroken piece; times are UTC."""
        unit, since, until = unit_and_span(request, code)
        (track,) = whole_tracks([unit], since, until)
        return _file(gpx_of(track, since, until), GPX_TYPE, _name(unit, since, until, "gpx"))


class TrackGeoJsonView(APIView):
    """A unit's track as a GeoJSON file."""

    content_negotiation_class = AnythingAccepted

    @extend_schema(
        parameters=[
            *SPAN_PARAMETERS,
            OpenApiParameter("points", str, enum=["0", "1"], description="1: all fixes as well"),
        ],
        responses={(200, GEOJSON_TYPE): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, code: str) -> StreamingHttpResponse:
        """Return a FeatureCollection: one LineString for each unbroken piece of two or more fixes.

        Each line has ``from``, ``to`` and, parallel to its coordinates,
        ``coordinateProperties.times``. A piece of one fix is a Point. With ``points=1`` every fix
        follows as a Point with what is known of it.
        """
        unit, since, until = unit_and_span(request, code)
        with_points = request.query_params.get("points", "0")
        if with_points not in {"0", "1"}:
            raise field_problem(field="points", sentence=_("Harus 0 atau 1."))
        (track,) = whole_tracks([unit], since, until)
        content = geojson_of(track, since, until, with_points=with_points == "1")
        return _file(content, GEOJSON_TYPE, _name(unit, since, until, "geojson"))


def gpx_of(track: UnitTrack, since: datetime, until: datetime) -> Iterator[str]:
    """Yield a GPX 1.1 document piece by piece."""
    title = _xml(f"{track.unit.code} {track.unit.name}")
    yield GPX_HEAD
    yield f"<metadata><name>{title}</name><time>{_utc(until)}</time></metadata>\n"
    yield f"<trk><name>{title}</name><desc>{_utc(since)} – {_utc(until)}</desc>\n"
    for _segment, rows in _pieces(track):
        yield "<trkseg>\n"
        for chunk in _batches(rows):
            yield "".join(map(_trkpt, chunk))
        yield "</trkseg>\n"
    yield "</trk>\n</gpx>\n"


def geojson_of(
    track: UnitTrack, since: datetime, until: datetime, *, with_points: bool
) -> Iterator[bytes]:
    """Yield a FeatureCollection part by part."""
    head = {
        "type": "FeatureCollection",
        "unit": track.unit.code,
        "name": track.unit.name,
        "since": since,
        "until": until,
        "gaps": [gap_of(gap) for gap in track.split.gaps],
    }
    yield dumps(head)[:-1] + b',"features":[\n'
    lines = (_line(track, segment, rows) for segment, rows in _pieces(track))
    points: Iterable[dict[str, Any]] = point_features(track) if with_points else ()
    features = itertools.chain(lines, points)
    yield b",\n".join(map(dumps, itertools.islice(features, CHUNK)))
    while chunk := list(itertools.islice(features, CHUNK)):
        yield b",\n" + b",\n".join(map(dumps, chunk))
    yield b"\n]}\n"


def _pieces(track: UnitTrack) -> Iterator[tuple[int, list[Row]]]:
    """Yield the rows of each unbroken piece with its number."""
    numbered = [
        (segment, row)
        for segment, row in zip(track.split.segments, track.rows, strict=True)
        if segment is not None
    ]
    for segment, pairs in itertools.groupby(numbered, key=lambda pair: pair[0]):
        yield segment, [row for _, row in pairs]


def _batches(rows: list[Row]) -> Iterator[list[Row]]:
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]


def _trkpt(row: Row) -> str:
    ele = "" if row.altitude_m is None else f"<ele>{row.altitude_m:.1f}</ele>"
    speed = "" if row.speed_mps is None else f"<tpx:speed>{row.speed_mps:.2f}</tpx:speed>"
    course = "" if row.heading_deg is None else f"<tpx:course>{row.heading_deg:.1f}</tpx:course>"
    more = ""
    if speed or course:
        more = f"<tpx:TrackPointExtension>{speed}{course}</tpx:TrackPointExtension>"
    if row.accuracy_m is not None:
        more += f"<siaga:accuracy_m>{row.accuracy_m:.1f}</siaga:accuracy_m>"
    extensions = f"<extensions>{more}</extensions>" if more else ""
    place = f'lat="{row.lat_e6 / 1e6:.6f}" lon="{row.lon_e6 / 1e6:.6f}"'
    return f"<trkpt {place}>{ele}<time>{_utc(row.fix_time)}</time>{extensions}</trkpt>\n"


def _line(track: UnitTrack, segment: int, rows: list[Row]) -> dict[str, Any]:
    coordinates = [[row.lon_e6 / 1e6, row.lat_e6 / 1e6] for row in rows]
    times = [row.fix_time for row in rows]
    is_line = len(rows) > 1
    return {
        "type": "Feature",
        "geometry": {
            "type": "LineString" if is_line else "Point",
            "coordinates": coordinates if is_line else coordinates[0],
        },
        "properties": {
            "unit": track.unit.code,
            "segment": segment,
            "from": times[0],
            "to": times[-1],
            "coordinateProperties": {"times": times if is_line else times[0]},
        },
    }


def _file(content: Iterable[Any], content_type: str, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _name(unit: Unit, since: datetime, until: datetime, ending: str) -> str:
    """Return a file name of letters that no system or header misreads."""
    code = _NOT_IN_FILE_NAMES.sub("-", unit.code).strip("-") or f"unit-{unit.pk}"
    start, end = (f"{moment.astimezone(UTC):%Y%m%dT%H%MZ}" for moment in (since, until))
    return f"{code}_{start}_{end}.{ending}"


def _xml(words: str) -> str:
    return escape(_NOT_IN_XML.sub("", words))


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
