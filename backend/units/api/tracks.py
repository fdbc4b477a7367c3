"""Where units have been: tracks with their gaps, trips and stops, several units at once."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.paging import whole_number
from backend.units.api.track_requests import (
    SPAN_PARAMETERS,
    unit_and_span,
    units_and_span,
    whole_tracks,
)
from backend.units.api.track_shapes import (
    counts_of,
    display_feature,
    gap_of,
    point_features,
    stop_of,
    totals_of,
    trip_of,
)
from backend.units.queries.track_places import place_namer
from backend.units.queries.track_reading import read_page
from gis.fixes import speed_limit_mps
from gis.track_drawing import drawn_within, tolerance_for
from gis.trips import Stop, Trip, trips_and_stops
from gis.types import UnitKind

SIMPLIFY_MAX_M = 1_000


class UnitTrackView(APIView):
    """Where a unit has been."""

    @extend_schema(parameters=SPAN_PARAMETERS, responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, code: str) -> Response:
        """Return the accepted fixes in the order of their fix times; null means unknown.

        ``segment`` numbers the unbroken pieces; it is null for a point that is no part of the
        line, and ``left_out`` says why. Between two pieces lies a gap: nothing is known there, and
        no line should be drawn. ``truncated`` is true only if there are more points; ask for them
        with ``since`` = ``next_since``.
        """
        unit, since, until = unit_and_span(request, code)
        page = read_page(unit, since, until)
        return Response(
            {
                "type": "FeatureCollection",
                "unit": unit.code,
                "since": since,
                "until": until,
                "features": point_features(page),
                "gaps": [gap_of(gap) for gap in page.split.gaps],
                "gap_limit_s": page.split.gap_limit_s,
                "truncated": page.next_since is not None,
                "next_since": page.next_since,
            }
        )


class UnitTripsView(APIView):
    """What a unit did: trips, and stops between them."""

    @extend_schema(parameters=SPAN_PARAMETERS, responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, code: str) -> Response:
        """Return trips and stops, each in the order of time.

        A trip's ``distance_m`` is what was seen; ``gap_distance_m`` is straight across its gaps
        and part of no sum. ``idle_time_s`` is standing too short for a stop.
        """
        unit, since, until = unit_and_span(request, code)
        (track,) = whole_tracks([unit], since, until)
        limit_mps = speed_limit_mps(UnitKind(unit.kind))
        sections = trips_and_stops(track.split.pieces, speed_limit_mps=limit_mps)
        trips = [section for section in sections if isinstance(section, Trip)]
        stops = [section for section in sections if isinstance(section, Stop)]
        name_of = place_namer()
        return Response(
            {
                "unit": unit.code,
                "since": since,
                "until": until,
                "points": counts_of(track),
                "trips": [trip_of(trip, name_of) for trip in trips],
                "stops": [stop_of(stop, name_of) for stop in stops],
                "gaps": [gap_of(gap) for gap in track.split.gaps],
                "totals": totals_of(trips, stops),
            }
        )


class TracksView(APIView):
    """Where several units have been, for drawing and playing back."""

    @extend_schema(
        parameters=[
            OpenApiParameter("units", str, required=True, description="codes, with commas"),
            *SPAN_PARAMETERS,
            OpenApiParameter(
                "simplify_m",
                int,
                description="how far a line may be from the fixes; default: only if there are many",
            ),
        ],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request) -> Response:
        """Return one feature a unit: a line for each unbroken piece, with the time of each vertex.

        ``coordinateProperties.times`` runs parallel to the coordinates, in seconds since 1970; a
        piece of one fix has it twice. A simplified line is at no time further than ``simplify_m``
        from where the fixes put the unit.
        """
        units, since, until = units_and_span(request)
        chosen_m = whole_number(request, "simplify_m", default=-1, low=0, high=SIMPLIFY_MAX_M)
        tracks = whole_tracks(units, since, until)
        pieces = [piece for track in tracks for piece in track.split.pieces]
        simplify_m = tolerance_for(pieces) if chosen_m < 0 else float(chosen_m)
        return Response(
            {
                "type": "FeatureCollection",
                "since": since,
                "until": until,
                "simplify_m": simplify_m,
                "features": [
                    display_feature(
                        track, [drawn_within(piece, simplify_m) for piece in track.split.pieces]
                    )
                    for track in tracks
                ],
            }
        )
